/* SPDX-License-Identifier: MIT */
/*
 * Rows of 1 bit, of bytes, and of 8 bits a channel.
 */
#include "image/pixel/rows.h"

#include <stddef.h>
#include <string.h>

#include "image/pixel/pixels.h"

/*
 * The padding bits at the end of a row are random. They become 0: equal images give equal streams.
 */
static void clear_pad_bits(unsigned char *last, int width)
{
    if (width % 8 != 0)
        *last &= (unsigned char)(0xff00 >> (width % 8));
}

void qsm__copy_bits(unsigned char *out, const unsigned char *row, int width, bool turn)
{
    size_t size = ((size_t)width + 7) / 8;
    unsigned char mask = turn ? 0xff : 0;
    for (size_t i = 0; i < size; i++)
        out[i] = row[i] ^ mask;
    clear_pad_bits(out + size - 1, width);
}

void qsm__row_mono(unsigned char *out, const unsigned char *row, int width)
{
    qsm__copy_bits(out, row, width, false);
}

static unsigned char reverse_bits(unsigned char byte)
{
    unsigned b = byte;
    b = (b & 0x0f) << 4 | b >> 4;
    b = (b & 0x33) << 2 | (b >> 2 & 0x33);
    b = (b & 0x55) << 1 | (b >> 1 & 0x55);
    return (unsigned char)b;
}

void qsm__row_monolsb(unsigned char *out, const unsigned char *row, int width)
{
    size_t size = ((size_t)width + 7) / 8;
    for (size_t i = 0; i < size; i++)
        out[i] = reverse_bits(row[i]);
    clear_pad_bits(out + size - 1, width);
}

void qsm__row_bytes(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, (size_t)width);
}

void qsm__row_alpha8(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++)
        qsm__put_rgba(out + 4 * (size_t)x, 0, 0, 0, row[x]);
}

void qsm__row_rgb32(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4) {
        uint32_t value = qsm__load_32(row);
        qsm__put_rgb(out, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
    }
}

void qsm__row_argb32(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t value = qsm__load_32(row);
        qsm__put_rgba(out, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff, value >> 24);
    }
}

void qsm__row_rgb888(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 3 * (size_t)width);
}

void qsm__row_bgr888(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 3)
        qsm__put_rgb(out, row[2], row[1], row[0]);
}

void qsm__row_rgbx8888(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4)
        qsm__put_rgb(out, row[0], row[1], row[2]);
}

void qsm__row_rgba8888(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 4 * (size_t)width);
}

/* The light that remains after ink and black. For both, 0 means no ink. */
static uint32_t light(uint32_t ink, uint32_t black)
{
    return ((255 - ink) * (255 - black) + 127) / 255;
}

void qsm__row_cmyk8888(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4)
        qsm__put_rgb(out, light(row[0], row[3]), light(row[1], row[3]), light(row[2], row[3]));
}
