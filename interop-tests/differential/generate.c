/* SPDX-License-Identifier: MIT */
#include "generate.h"

#include <string.h>

enum { MOST_COLORS = 256 };

void generator_seed(generator *g, uint64_t seed)
{
    g->state = seed * 0x9e3779b97f4a7c15U + 0x1234567;
    for (int i = 0; i < 4; i++)
        generator_next(g);
}

uint32_t generator_next(generator *g)
{
    g->state ^= g->state >> 12;
    g->state ^= g->state << 25;
    g->state ^= g->state >> 27;
    return (uint32_t)((g->state * 0x2545f4914f6cdd1dU) >> 32);
}

uint32_t generator_below(generator *g, uint32_t limit)
{
    return (uint32_t)(((uint64_t)generator_next(g) * limit) >> 32);
}

void generate_colors(generator *g, qsm_image *image, int count, bool alpha)
{
    uint32_t colors[MOST_COLORS];
    for (int i = 0; i < count; i++) {
        uint32_t color = generator_next(g);
        bool keep = alpha && generator_below(g, 2) == 0;
        colors[i] = keep ? color : color | 0xff000000U;
    }
    qsm_image_set_color_table(image, colors, count);
}

/* An alpha of 0 to full that is often one of the two. */
static uint32_t some_alpha(generator *g, uint32_t full)
{
    switch (generator_below(g, 4)) {
    case 0:
        return 0;
    case 1:
        return full;
    default:
        return generator_below(g, full + 1);
    }
}

/* Four channels; premultiplied ones stay below alpha. */
static void some_channels(generator *g, uint32_t c[4], uint32_t full, uint32_t alpha_full,
                          bool premultiplied)
{
    c[3] = some_alpha(g, alpha_full);
    for (int i = 0; i < 3; i++) {
        uint32_t most = premultiplied ? (uint32_t)((uint64_t)full * c[3] / alpha_full) : full;
        c[i] = generator_below(g, most + 1);
    }
}

static void put_word(unsigned char *out, uint32_t word, size_t size)
{
    for (size_t i = 0; i < size; i++) /* little endian hosts, as Qt's own */
        out[i] = (unsigned char)(word >> (8 * i));
}

static void put_big_24(unsigned char *out, uint32_t word)
{
    out[0] = (unsigned char)(word >> 16);
    out[1] = (unsigned char)(word >> 8);
    out[2] = (unsigned char)word;
}

static void put_four(unsigned char *out, const uint32_t c[4], size_t size)
{
    for (size_t i = 0; i < 4; i++)
        put_word(out + i * size, c[i], size);
}

static void put_floats(unsigned char *out, const uint32_t c[4])
{
    for (size_t i = 0; i < 4; i++) {
        float value = (float)c[i] / 65535.0F;
        memcpy(out + 4 * i, &value, sizeof value);
    }
}

/* Nearest half below, good enough for test pixels: 0-65535 as 0-1. */
static uint32_t half_of(uint32_t c)
{
    if (c == 65535)
        return 0x3c00;
    float value = (float)c / 65535.0F;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> 23) - 127 + 15;
    return exponent <= 0 ? 0 : (uint32_t)exponent << 10 | (bits >> 13 & 0x3ff);
}

static void put_halves(unsigned char *out, const uint32_t c[4])
{
    for (size_t i = 0; i < 4; i++)
        put_word(out + 2 * i, half_of(c[i]), 2);
}

static void generate_pixel(generator *g, unsigned char *out, qsm_image_format_code format)
{
    uint32_t c[4];
    switch (format) {
    case QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED:
    case QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED:
        some_channels(g, c, 255, 255, true);
        put_four(out, c, 1);
        break;
    case QSM_IMAGE_FORMAT_ARGB32:
    case QSM_IMAGE_FORMAT_RGBA8888:
        some_channels(g, c, 255, 255, false);
        put_four(out, c, 1);
        break;
    case QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED:
        some_channels(g, c, 31, 255, true);
        put_big_24(out, c[0] << 19 | (c[1] * 2 + (c[1] > 0 && c[1] < 31)) << 13 | c[2] << 8 | c[3]);
        break;
    case QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED:
        some_channels(g, c, 63, 63, true);
        put_big_24(out, c[3] << 18 | c[0] << 12 | c[1] << 6 | c[2]);
        break;
    case QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED:
        some_channels(g, c, 31, 255, true);
        put_big_24(out, c[0] << 18 | c[1] << 13 | c[2] << 8 | c[3]);
        break;
    case QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED:
        some_channels(g, c, 15, 15, true);
        put_word(out, c[3] << 12 | c[0] << 8 | c[1] << 4 | c[2], 2);
        break;
    case QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED:
    case QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED:
        some_channels(g, c, 1023, 3, true);
        put_word(out, c[3] << 30 | c[0] << 20 | c[1] << 10 | c[2], 4);
        break;
    case QSM_IMAGE_FORMAT_RGBX64:
    case QSM_IMAGE_FORMAT_RGBA64:
    case QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED:
        some_channels(g, c, 65535, 65535, format == QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED);
        c[3] = format == QSM_IMAGE_FORMAT_RGBX64 ? 65535 : c[3];
        put_four(out, c, 2);
        break;
    case QSM_IMAGE_FORMAT_RGBX16FPX4:
    case QSM_IMAGE_FORMAT_RGBA16FPX4:
    case QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED:
        some_channels(g, c, 65535, 65535, format == QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED);
        c[3] = format == QSM_IMAGE_FORMAT_RGBX16FPX4 ? 65535 : c[3];
        put_halves(out, c);
        break;
    case QSM_IMAGE_FORMAT_RGBX32FPX4:
    case QSM_IMAGE_FORMAT_RGBA32FPX4:
    case QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED:
        some_channels(g, c, 65535, 65535, format == QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED);
        c[3] = format == QSM_IMAGE_FORMAT_RGBX32FPX4 ? 65535 : c[3];
        put_floats(out, c);
        break;
    case QSM_IMAGE_FORMAT_RGB32:
    case QSM_IMAGE_FORMAT_RGBX8888:
        put_word(out, generator_next(g) | 0xff000000U, 4);
        break;
    case QSM_IMAGE_FORMAT_BGR30:
    case QSM_IMAGE_FORMAT_RGB30:
        put_word(out, generator_next(g) | 0xc0000000U, 4);
        break;
    default: /* no alpha, or a straight one: every byte is good */
        put_word(out, generator_next(g), (size_t)qsm_image_format_depth(format) / 8);
        break;
    }
}

static void generate_row(generator *g, qsm_image *image, unsigned char *row)
{
    qsm_image_format_code format = qsm_image_format(image);
    int width = qsm_image_width(image);
    size_t size = (size_t)qsm_image_format_depth(format) / 8;
    int colors = qsm_image_color_count(image);
    for (int x = 0; x < width; x++) {
        if (format == QSM_IMAGE_FORMAT_INDEXED8)
            row[x] = (unsigned char)generator_below(g, colors > 0 ? (uint32_t)colors : 256);
        else if (size > 0)
            generate_pixel(g, row + (size_t)x * size, format);
        else if (x % 8 == 0)
            row[x / 8] = (unsigned char)generator_next(g);
    }
    if (format == QSM_IMAGE_FORMAT_MONO && width % 8 != 0)
        row[width / 8] &= (unsigned char)(0xff00 >> (width % 8));
    if (format == QSM_IMAGE_FORMAT_MONOLSB && width % 8 != 0)
        row[width / 8] &= (unsigned char)~(0xff << (width % 8));
}

void generate_pixels(generator *g, qsm_image *image)
{
    for (int y = 0; y < qsm_image_height(image); y++)
        generate_row(g, image, qsm_image_scan_line(image, y));
}
