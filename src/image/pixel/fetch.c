/* SPDX-License-Identifier: MIT */
#include "image/pixel/fetch.h"

#include <stddef.h>

#include "image/pixel/pixels.h"

/* By format number; formats not named have neither. */
static const qsm_fetchers table[QSM_IMAGE_FORMAT_COUNT] = {
    [QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED] = {qsm__rgba8888_from_argb32, NULL},
    [QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED] = {qsm__rgba8888_from_rgba8888, NULL},
    [QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED] = {qsm__rgba8888_from_argb4444, NULL},
    [QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED] = {qsm__rgba8888_from_argb6666, NULL},
    [QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED] = {qsm__rgba8888_from_argb8555, NULL},
    [QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED] = {qsm__rgba8888_from_argb8565, NULL},
    [QSM_IMAGE_FORMAT_BGR30] = {NULL, qsm__rgba64_from_bgr30},
    [QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED] = {qsm__rgba8888_from_a2bgr30,
                                                qsm__rgba64_from_a2bgr30},
    [QSM_IMAGE_FORMAT_RGB30] = {NULL, qsm__rgba64_from_rgb30},
    [QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED] = {qsm__rgba8888_from_a2rgb30,
                                                qsm__rgba64_from_a2rgb30},
    [QSM_IMAGE_FORMAT_RGBX64] = {NULL, qsm__rgba64_from_rgbx64},
    [QSM_IMAGE_FORMAT_RGBA64] = {NULL, qsm__rgba64_from_rgba64},
    [QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba64},
    [QSM_IMAGE_FORMAT_GRAYSCALE16] = {NULL, qsm__rgba64_from_grayscale16},
    [QSM_IMAGE_FORMAT_RGBX16FPX4] = {NULL, qsm__rgba64_from_rgbx16f},
    [QSM_IMAGE_FORMAT_RGBA16FPX4] = {NULL, qsm__rgba64_from_rgba16f},
    [QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba16f},
    [QSM_IMAGE_FORMAT_RGBX32FPX4] = {NULL, qsm__rgba64_from_rgbx32f},
    [QSM_IMAGE_FORMAT_RGBA32FPX4] = {NULL, qsm__rgba64_from_rgba32f},
    [QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba32f},
};

const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format)
{
    size_t index = (size_t)format;
    return &table[index < QSM_IMAGE_FORMAT_COUNT ? index : 0];
}

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
        if (alpha == 0 || alpha == 65535) /* without any alpha the colours stay, in Qt too */
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

void qsm__rgba64_to_rgba8888(unsigned char *rgba8888, const unsigned char *rgba64, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        rgba8888[i] = (unsigned char)qsm__div_257(qsm__load_16(rgba64 + 2 * i));
}

void qsm__rgba8888_to_rgba64(unsigned char *rgba64, const unsigned char *rgba8888, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm__store_16(rgba64 + 2 * i, (uint16_t)(rgba8888[i] * 257));
}
