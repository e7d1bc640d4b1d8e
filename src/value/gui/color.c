/* SPDX-License-Identifier: MIT */
/* QColor: before version 7 one integer of 8-bit components without alpha, then all that it has. */
#include "value/gui/gui.h"

#define INVALID_COLOR 0x49000000U
#define OPAQUE 0xff000000U

enum { FULL = 65535, WIDEN = 0x101 };

/* The integer with the components in the order of bits; version 1 has blue first. */
static uint32_t packed(const qsm_coder *c, const uint8_t rgb[3])
{
    bool swapped = c->version == QSM_DATA_STREAM_QT_1_0;
    uint32_t first = rgb[swapped ? 2 : 0];
    uint32_t last = rgb[swapped ? 0 : 2];
    return OPAQUE | first << 16 | (uint32_t)rgb[1] << 8 | last;
}

static void unpack(const qsm_coder *c, uint32_t integer, qsm_color *color)
{
    uint16_t parts[3] = {(uint16_t)((integer >> 16 & 0xff) * WIDEN),
                         (uint16_t)((integer >> 8 & 0xff) * WIDEN),
                         (uint16_t)((integer & 0xff) * WIDEN)};
    bool swapped = c->version == QSM_DATA_STREAM_QT_1_0;
    *color = (qsm_color){.spec = QSM_COLOR_RGB, .alpha = FULL};
    color->component[0] = parts[swapped ? 2 : 0];
    color->component[1] = parts[1];
    color->component[2] = parts[swapped ? 0 : 2];
}

static bool code_packed(qsm_coder *c, qsm_color *color)
{
    uint16_t rgb[3];
    uint32_t integer = INVALID_COLOR;
    bool known = qsm__color_rgb(color, rgb);
    uint8_t bytes[3] = {qsm__color_byte(rgb[0]), qsm__color_byte(rgb[1]), qsm__color_byte(rgb[2])};
    if (known || color->spec != QSM_COLOR_INVALID)
        integer = packed(c, bytes); /* Qt writes black for a spec that it does not know */
    bool ok = qsm__code_u32(c, &integer);
    if (!qsm__decoding(c))
        return ok;
    if (integer != INVALID_COLOR) {
        unpack(c, integer, color);
        if (integer < OPAQUE)
            qsm__stream_odd(c->stream);
    } else {
        *color = (qsm_color){.spec = QSM_COLOR_INVALID, .alpha = FULL};
    }
    return ok;
}

bool qsm__code_color(qsm_coder *c, qsm_color *color)
{
    if (!qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        return code_packed(c, color);
    bool ok = qsm__code_u8(c, &color->spec);
    ok = qsm__code_u16(c, &color->alpha) && ok;
    for (size_t i = 0; i < 4; i++)
        ok = qsm__code_u16(c, &color->component[i]) && ok;
    return ok;
}

QSM_TYPE_CODER(color, qsm_color)
