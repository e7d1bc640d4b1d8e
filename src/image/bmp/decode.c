/* SPDX-License-Identifier: MIT */
/* From the parsed bitmap to an image. */
#include <errno.h>
#include <string.h>

#include "image/bmp/read.h"
#include "image/pixel/rows.h"

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

static bool has_alpha(const qsm_bmp *bmp)
{
    return bmp->channels[3].mask != 0;
}

static uint32_t channel_of(const qsm_bmp_channel *channel, uint32_t pixel)
{
    return ((pixel & channel->mask) >> channel->shift) * channel->scale;
}

static uint32_t color_of(const qsm_bmp *bmp, const unsigned char *in)
{
    uint32_t pixel = 0;
    for (unsigned i = 0; i < (unsigned)bmp->bits / 8; i++)
        pixel |= (uint32_t)in[i] << 8 * i;
    if (bmp->bits > 16 && bmp->compression == QSM_BMP_RGB) /* the usual order */
        return has_alpha(bmp) ? pixel : pixel | 0xFF000000U;
    return channel_of(&bmp->channels[0], pixel) << 16U |
           channel_of(&bmp->channels[1], pixel) << 8U | channel_of(&bmp->channels[2], pixel) |
           (has_alpha(bmp) ? channel_of(&bmp->channels[3], pixel) : 255U) << 24U;
}

static void read_row(const qsm_bmp *bmp, unsigned char *out, const unsigned char *in)
{
    if (bmp->bits == 1) {
        qsm__copy_bits(out, in, bmp->width, turns_bits(bmp));
    } else if (bmp->bits == 4) {
        for (int x = 0; x < bmp->width; x++)
            out[x] = in[x / 2] >> (x % 2 == 0 ? 4 : 0) & 15;
    } else if (bmp->bits == 8) {
        memcpy(out, in, (size_t)bmp->width);
    } else {
        for (int x = 0; x < bmp->width; x++, in += bmp->bits / 8, out += 4) {
            uint32_t color = color_of(bmp, in);
            memcpy(out, &color, sizeof color);
        }
    }
}

static bool set_colors(const qsm_bmp *bmp, qsm_image *image)
{
    const uint32_t turned[2] = {bmp->colors[1], bmp->colors[0]};
    return qsm_image_set_color_table(image, turns_bits(bmp) ? turned : bmp->colors,
                                     bmp->color_count);
}

static qsm_image_format_code format_of(const qsm_bmp *bmp)
{
    if (bmp->bits <= 8)
        return bmp->bits == 1 ? QSM_IMAGE_FORMAT_MONO : QSM_IMAGE_FORMAT_INDEXED8;
    return has_alpha(bmp) ? QSM_IMAGE_FORMAT_ARGB32 : QSM_IMAGE_FORMAT_RGB32;
}

bool qsm__bmp_decode(qsm_bmp *bmp, qsm_image *image)
{
    qsm_image_format_code format = format_of(bmp);
    int line = qsm_image_format_bytes_per_line(format, bmp->width);
    size_t size = (size_t)line * (size_t)bmp->height;
    if (line == 0 || !qsm__image_reset(image, bmp->width, bmp->height, format, size))
        return qsm__bmp_fail(bmp, ENOMEM, "no memory for %zu bytes of image", size);
    memset(image->bits, 0, size);
    size_t file_line = qsm__bmp_line(bmp);
    for (int y = 0; y < bmp->height; y++) {
        int from = bmp->top_down != bmp->is_expanded ? y : bmp->height - 1 - y;
        read_row(bmp, image->bits + (size_t)y * (size_t)line, bmp->rows + (size_t)from * file_line);
    }
    qsm_image_set_dots_per_meter_x(image, bmp->dots_x);
    qsm_image_set_dots_per_meter_y(image, bmp->dots_y);
    if (bmp->bits > 8 || set_colors(bmp, image))
        return true;
    qsm__image_clear(image);
    return qsm__bmp_fail(bmp, ENOMEM, "no memory for the colours");
}
