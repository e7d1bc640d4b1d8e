/* SPDX-License-Identifier: MIT */
#include "image/pixel/premultiply.h"

#include "image/pixel/pixels.h"

#define INVERSE(a) ((a) == 0 ? 0 : QSM_INVERSE_OF_1 / ((a) == 0 ? 1U : (a)))
#define INVERSE_4(a) INVERSE(a), INVERSE((a) + 1U), INVERSE((a) + 2U), INVERSE((a) + 3U)
#define INVERSE_16(a) INVERSE_4(a), INVERSE_4((a) + 4U), INVERSE_4((a) + 8U), INVERSE_4((a) + 12U)
#define INVERSE_64(a)                                                                              \
    INVERSE_16(a), INVERSE_16((a) + 16U), INVERSE_16((a) + 32U), INVERSE_16((a) + 48U)

const uint32_t qsm__inverse_alphas[256] = {INVERSE_64(0U), INVERSE_64(64U), INVERSE_64(128U),
                                           INVERSE_64(192U)};

void qsm__unpremultiply_rgba8888(unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, row += 4) {
        uint32_t inverse = qsm__inverse_alphas[row[3]];
        for (int i = 0; i < 3; i++)
            row[i] = (unsigned char)qsm__unpremultiply_8(row[i], inverse);
    }
}

void qsm__premultiply_rgba8888(unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, row += 4) {
        for (int i = 0; i < 3; i++)
            row[i] = (unsigned char)qsm__premultiply_8(row[i], row[3]);
    }
}

void qsm__unpremultiply_rgba64(unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, row += 8) {
        uint32_t alpha = qsm__load_16(row + 6);
        if (alpha == 0 || alpha == 65535) /* with alpha 0 the colours do not change, as in Qt */
            continue;
        for (int i = 0; i < 6; i += 2)
            qsm__store_16(row + i, (uint16_t)qsm__unpremultiply_16(qsm__load_16(row + i), alpha));
    }
}

void qsm__premultiply_rgba64(unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, row += 8) {
        uint32_t alpha = qsm__load_16(row + 6);
        for (int i = 0; i < 6; i += 2)
            qsm__store_16(row + i, (uint16_t)qsm__premultiply_16(qsm__load_16(row + i), alpha));
    }
}
