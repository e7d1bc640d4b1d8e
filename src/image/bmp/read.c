/* SPDX-License-Identifier: MIT */
#include "image/bmp/bmp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/pixel/rows.h"

enum {
    FILE_HEADER = 14,
    INFO_HEADER = 40,
    HEADERS = FILE_HEADER + INFO_HEADER,
    MAX_COLORS = 256,
    MAX_PIXELS = 16384 * 16384
};

static bool fail(qsm_bmp *bmp, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(qsm_bmp *bmp, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(bmp->message, sizeof bmp->message, format, arguments);
    va_end(arguments);
    return false;
}

static uint32_t u32(const unsigned char *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8U | (uint32_t)bytes[2] << 16U |
           (uint32_t)bytes[3] << 24U;
}

static int32_t i32(const unsigned char *bytes)
{
    uint32_t value = u32(bytes);
    return value <= INT32_MAX ? (int32_t)value : (int32_t)(value - INT32_MAX - 1) + INT32_MIN;
}

static size_t line_size(const qsm_bmp *bmp)
{
    return ((size_t)bmp->width * (size_t)bmp->bits + 31) / 32 * 4;
}

static bool check_size(qsm_bmp *bmp, size_t base, const qsm_image_limits *limits)
{
    uint64_t pixels = (uint64_t)bmp->width * (uint64_t)bmp->height;
    if (bmp->width <= 0 || bmp->height <= 0)
        return fail(bmp, "bitmap at byte %zu: width or height is 0", base);
    if (pixels > MAX_PIXELS)
        return fail(bmp, "bitmap at byte %zu: the image is too large", base);
    if (pixels * 4 > limits->max_image_bytes)
        return fail(bmp, "bitmap at byte %zu: the image is larger than the limit on bytes", base);
    return pixels <= limits->max_pixels ||
           fail(bmp, "bitmap at byte %zu: the image is larger than the limit on pixels", base);
}

/* Reads the copied headers. offset receives the position of the rows. */
static bool read_headers(qsm_bmp *bmp, const unsigned char *headers, size_t base,
                         const qsm_image_limits *limits, size_t *offset)
{
    const unsigned char *info = headers + FILE_HEADER;
    int32_t height = i32(info + 8);
    unsigned bits = info[14] | (unsigned)info[15] << 8U;
    uint32_t colors = u32(info + 32);
    if (headers[0] != 'B' || headers[1] != 'M')
        return fail(bmp, "byte %zu: no bitmap begins here", base);
    if (u32(info) != INFO_HEADER)
        return fail(bmp, "bitmap at byte %zu: no Qt writes this type of header", base);
    if (u32(info + 16) != 0)
        return fail(bmp, "bitmap at byte %zu: it is compressed; no Qt writes that", base);
    if (info[12] != 1 || info[13] != 0)
        return fail(bmp, "bitmap at byte %zu: its number of planes is not 1", base);
    if (bits != 1 && bits != 4 && bits != 8 && bits != 24 && bits != 32)
        return fail(bmp, "bitmap at byte %zu: %u bits a pixel; no Qt writes that", base, bits);
    if (bits <= 8 && colors > MAX_COLORS)
        return fail(bmp, "bitmap at byte %zu: more than 256 colours", base);
    bmp->bits = (int)bits;
    bmp->width = i32(info + 4);
    bmp->top_down = height < 0;
    bmp->height = height == INT32_MIN ? 0 : abs(height);
    bmp->dots_x = i32(info + 24);
    bmp->dots_y = i32(info + 28);
    bmp->color_count = bits > 8 ? 0 : (int)colors;
    if (bits <= 8 && colors == 0)
        bmp->color_count = 1 << bits;
    *offset = u32(headers + 10);
    return check_size(bmp, base, limits);
}

/* left: the bytes that the stream still has. */
static void copy(const qsm_bmp *bmp, void *to, const unsigned char *data, size_t size, size_t left)
{
    if (bmp->copier == NULL)
        memcpy(to, data, size);
    else
        qsm__copier_copy(bmp->copier, to, data, size, left);
}

/* As in Qt, a colour that no pixel of 1 bit can have is not read: it stays 0. */
static void read_colors(qsm_bmp *bmp, const unsigned char *data, size_t left)
{
    unsigned char table[4 * MAX_COLORS];
    int count = bmp->bits == 1 && bmp->color_count > 2 ? 2 : bmp->color_count;
    copy(bmp, table, data, (size_t)bmp->color_count * 4, left);
    memset(bmp->colors, 0, sizeof bmp->colors);
    for (int i = 0; i < count; i++)
        bmp->colors[i] = 0xFF000000U | (u32(table + (size_t)i * 4) & 0xFFFFFFU);
}

/* Missing rows are no error, as in Qt. Here they become 0. */
static bool read_rows(qsm_bmp *bmp, const unsigned char *data, size_t available, size_t base,
                      size_t *used)
{
    size_t wanted = line_size(bmp) * (size_t)bmp->height;
    size_t there = available < wanted ? available : wanted;
    if (wanted > bmp->capacity) {
        free(bmp->rows);
        bmp->rows = malloc(wanted);
        bmp->capacity = bmp->rows != NULL ? wanted : 0;
        if (bmp->rows == NULL)
            return fail(bmp, "no memory for %zu bytes of image", wanted);
    }
    copy(bmp, bmp->rows, data, there, available);
    memset(bmp->rows + there, 0, wanted - there);
    if (there < wanted)
        fail(bmp, "bitmap at byte %zu: rows are missing", base);
    *used += there;
    return true;
}

bool qsm__bmp_parse(qsm_bmp *bmp, const unsigned char *data, size_t available, size_t base,
                    const qsm_image_limits *limits, size_t *used)
{
    unsigned char headers[HEADERS];
    size_t offset = 0;
    size_t table_end;
    *used = 0;
    if (available < HEADERS)
        return fail(bmp, "the stream ends at byte %zu, within or before a bitmap",
                    base + available);
    copy(bmp, headers, data, sizeof headers, available);
    if (!read_headers(bmp, headers, base, limits, &offset))
        return false;
    *used = HEADERS;
    table_end = HEADERS + (size_t)bmp->color_count * 4;
    if (table_end >= available)
        return fail(bmp, "bitmap at byte %zu: the stream ends within it", base);
    read_colors(bmp, data + HEADERS, available - HEADERS);
    /* Qt moves to the rows only forward, and only within the stream. */
    if (offset < table_end || offset > available)
        offset = table_end;
    *used = offset;
    return read_rows(bmp, data + offset, available - offset, base, used);
}

/* ---- decoding -------------------------------------------------------------------------------- */

static int gray_of(uint32_t color)
{
    return (int)((color >> 16U & 255U) * 11 + (color >> 8U & 255U) * 16 + (color & 255U) * 5) / 32;
}

/*
 * In Qt, the lighter colour is colour 0. If the file has it as colour 1, table and bits are
 * inverted.
 */
static bool turns_bits(const qsm_bmp *bmp)
{
    return bmp->bits == 1 && bmp->color_count == 2 &&
           gray_of(bmp->colors[0]) < gray_of(bmp->colors[1]);
}

static void read_colors_of_row(unsigned char *out, const unsigned char *in, int width, int bits)
{
    for (int x = 0; x < width; x++, in += bits / 8) {
        uint32_t value = 0xFF000000U | (uint32_t)in[2] << 16U | (uint32_t)in[1] << 8U | in[0];
        memcpy(out + (size_t)x * 4, &value, sizeof value);
    }
}

static void read_row(const qsm_bmp *bmp, unsigned char *out, const unsigned char *in)
{
    if (bmp->bits == 1)
        qsm__copy_bits(out, in, bmp->width, turns_bits(bmp));
    else if (bmp->bits == 4)
        for (int x = 0; x < bmp->width; x++)
            out[x] = in[x / 2] >> (x % 2 == 0 ? 4 : 0) & 15;
    else if (bmp->bits == 8)
        memcpy(out, in, (size_t)bmp->width);
    else
        read_colors_of_row(out, in, bmp->width, bmp->bits);
}

static bool set_colors(const qsm_bmp *bmp, qsm_image *image)
{
    const uint32_t turned[2] = {bmp->colors[1], bmp->colors[0]};
    return qsm_image_set_color_table(image, turns_bits(bmp) ? turned : bmp->colors,
                                     bmp->color_count);
}

bool qsm__bmp_decode(qsm_bmp *bmp, qsm_image *image)
{
    qsm_image_format_code format = QSM_IMAGE_FORMAT_RGB32;
    if (bmp->bits <= 8)
        format = bmp->bits == 1 ? QSM_IMAGE_FORMAT_MONO : QSM_IMAGE_FORMAT_INDEXED8;
    int line = qsm_image_format_bytes_per_line(format, bmp->width);
    size_t size = (size_t)line * (size_t)bmp->height;
    if (line == 0 || !qsm__image_reset(image, bmp->width, bmp->height, format, size))
        return fail(bmp, "no memory for %zu bytes of image", size);
    memset(image->bits, 0, size);
    size_t file_line = line_size(bmp);
    for (int y = 0; y < bmp->height; y++) {
        int from = bmp->top_down ? y : bmp->height - 1 - y;
        read_row(bmp, image->bits + (size_t)y * (size_t)line, bmp->rows + (size_t)from * file_line);
    }
    qsm_image_set_dots_per_meter_x(image, bmp->dots_x);
    qsm_image_set_dots_per_meter_y(image, bmp->dots_y);
    if (bmp->bits > 8 || set_colors(bmp, image))
        return true;
    qsm__image_clear(image);
    return fail(bmp, "no memory for the colours");
}
