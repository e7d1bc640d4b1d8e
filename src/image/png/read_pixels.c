/* SPDX-License-Identifier: MIT */
#include "image/png/read_pixels.h"

#include <string.h>

#include "image/pixel/rows.h"
#include "image/png/png.h"

/* ---- 1 to 8 bits ----------------------------------------------------------------------------- */

static void read_bits(unsigned char *out, const unsigned char *in, int width,
                      const qsm_png_colors *colors)
{
    (void)colors;
    qsm__copy_bits(out, in, width, false);
}

/* In a Mono image made from gray, colour 0 is white: the bits are inverted. */
static void read_gray_bits(unsigned char *out, const unsigned char *in, int width,
                           const qsm_png_colors *colors)
{
    (void)colors;
    qsm__copy_bits(out, in, width, true);
}

static void clamp_indices(unsigned char *out, int width, const qsm_png_colors *colors)
{
    for (int x = 0; x < width; x++)
        out[x] = out[x] < colors->count ? out[x] : 0;
}

static void read_pairs(unsigned char *out, const unsigned char *in, int width,
                       const qsm_png_colors *colors)
{
    for (int x = 0; x < width; x++)
        out[x] = in[x / 4] >> (6 - x % 4 * 2) & 3;
    clamp_indices(out, width, colors);
}

static void read_nibbles(unsigned char *out, const unsigned char *in, int width,
                         const qsm_png_colors *colors)
{
    for (int x = 0; x < width; x++)
        out[x] = in[x / 2] >> (4 - x % 2 * 4) & 15;
    clamp_indices(out, width, colors);
}

static void read_bytes(unsigned char *out, const unsigned char *in, int width,
                       const qsm_png_colors *colors)
{
    memcpy(out, in, (size_t)width);
    if (colors->count < QSM_PNG_MAX_PALETTE)
        clamp_indices(out, width, colors);
}

/* ---- 8 bits to 0xAARRGGBB, host endian -------------------------------------------------- */

static void put_argb(unsigned char *out, unsigned alpha, unsigned red, unsigned green,
                     unsigned blue)
{
    uint32_t value = (uint32_t)alpha << 24U | (uint32_t)red << 16U | (uint32_t)green << 8U | blue;
    memcpy(out, &value, sizeof value);
}

static void read_rgb(unsigned char *out, const unsigned char *in, int width,
                     const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 3, out += 4)
        put_argb(out, 255, in[0], in[1], in[2]);
}

/* In an 8-bit image only the low byte of the transparent colour counts. */
static void read_rgb_key(unsigned char *out, const unsigned char *in, int width,
                         const qsm_png_colors *colors)
{
    const unsigned *key = colors->key;
    for (int x = 0; x < width; x++, in += 3, out += 4) {
        bool clear =
            in[0] == (key[0] & 0xFFU) && in[1] == (key[1] & 0xFFU) && in[2] == (key[2] & 0xFFU);
        put_argb(out, clear ? 0 : 255, in[0], in[1], in[2]);
    }
}

static void read_rgba(unsigned char *out, const unsigned char *in, int width,
                      const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 4, out += 4)
        put_argb(out, in[3], in[0], in[1], in[2]);
}

static void read_gray_alpha(unsigned char *out, const unsigned char *in, int width,
                            const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 2, out += 4)
        put_argb(out, in[1], in[0], in[0], in[0]);
}

/* ---- 16 bits, host endian ------------------------------------------------------------ */

static void put_deep(unsigned char *out, unsigned red, unsigned green, unsigned blue,
                     unsigned alpha)
{
    uint16_t values[4] = {(uint16_t)red, (uint16_t)green, (uint16_t)blue, (uint16_t)alpha};
    memcpy(out, values, sizeof values);
}

static void read_gray_deep(unsigned char *out, const unsigned char *in, int width,
                           const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 2, out += 2) {
        uint16_t gray = (uint16_t)qsm__png_u16(in);
        memcpy(out, &gray, sizeof gray);
    }
}

static void read_gray_deep_key(unsigned char *out, const unsigned char *in, int width,
                               const qsm_png_colors *colors)
{
    for (int x = 0; x < width; x++, in += 2, out += 8) {
        unsigned gray = qsm__png_u16(in);
        put_deep(out, gray, gray, gray, gray == colors->key[0] ? 0 : 0xFFFF);
    }
}

static void read_rgb_deep(unsigned char *out, const unsigned char *in, int width,
                          const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 6, out += 8)
        put_deep(out, qsm__png_u16(in), qsm__png_u16(in + 2), qsm__png_u16(in + 4), 0xFFFF);
}

static void read_rgb_deep_key(unsigned char *out, const unsigned char *in, int width,
                              const qsm_png_colors *colors)
{
    const unsigned *key = colors->key;
    for (int x = 0; x < width; x++, in += 6, out += 8) {
        unsigned red = qsm__png_u16(in);
        unsigned green = qsm__png_u16(in + 2);
        unsigned blue = qsm__png_u16(in + 4);
        bool clear = red == key[0] && green == key[1] && blue == key[2];
        put_deep(out, red, green, blue, clear ? 0 : 0xFFFF);
    }
}

static void read_gray_alpha_deep(unsigned char *out, const unsigned char *in, int width,
                                 const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 4, out += 8) {
        unsigned gray = qsm__png_u16(in);
        put_deep(out, gray, gray, gray, qsm__png_u16(in + 2));
    }
}

static void read_rgba_deep(unsigned char *out, const unsigned char *in, int width,
                           const qsm_png_colors *colors)
{
    (void)colors;
    for (int x = 0; x < width; x++, in += 8, out += 8)
        put_deep(out, qsm__png_u16(in), qsm__png_u16(in + 2), qsm__png_u16(in + 4),
                 qsm__png_u16(in + 6));
}

/* ---- which one ------------------------------------------------------------------------------- */

typedef struct row_kind {
    int color_type;
    int depth;
    qsm_png_row_reader plain;
    qsm_png_row_reader transparent; /* NULL: the same function */
} row_kind;

static const row_kind row_kinds[] = {
    {QSM_PNG_GRAY, 1, read_gray_bits, NULL},
    {QSM_PNG_GRAY, 2, read_pairs, NULL},
    {QSM_PNG_GRAY, 4, read_nibbles, NULL},
    {QSM_PNG_GRAY, 8, read_bytes, NULL},
    {QSM_PNG_GRAY, 16, read_gray_deep, read_gray_deep_key},
    {QSM_PNG_RGB, 8, read_rgb, read_rgb_key},
    {QSM_PNG_RGB, 16, read_rgb_deep, read_rgb_deep_key},
    {QSM_PNG_INDEXED, 1, read_bits, NULL},
    {QSM_PNG_INDEXED, 2, read_pairs, NULL},
    {QSM_PNG_INDEXED, 4, read_nibbles, NULL},
    {QSM_PNG_INDEXED, 8, read_bytes, NULL},
    {QSM_PNG_GRAY_ALPHA, 8, read_gray_alpha, NULL},
    {QSM_PNG_GRAY_ALPHA, 16, read_gray_alpha_deep, NULL},
    {QSM_PNG_RGBA, 8, read_rgba, NULL},
    {QSM_PNG_RGBA, 16, read_rgba_deep, NULL},
};

qsm_png_row_reader qsm__png_row_reader_for(const qsm_png_header *header, bool transparent)
{
    const row_kind *kind = row_kinds;
    while (kind->color_type != header->color_type || kind->depth != header->depth)
        kind++;
    return transparent && kind->transparent != NULL ? kind->transparent : kind->plain;
}
