/* SPDX-License-Identifier: MIT */
/* The textures of examples/gtk, without a screen: every pixel, no copy, and nothing is left. */
#include <stdio.h>
#include <string.h>

#include <qsm/qsm.h>

#include "texture.h"

enum { WIDTH = 7, HEIGHT = 5 };

static int failures;
static int freed;

static void check(bool good, const char *what, qsm_image_format_code format)
{
    if (good)
        return;
    printf("%s: %s\n", qsm_image_format_name(format), what);
    failures++;
}

static void count(void *context)
{
    qsm_image_free(context);
    freed++;
}

/* All sorts of alpha and colour. */
static qsm_image *sample(qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_ARGB32);
    for (uint32_t y = 0; y < HEIGHT; y++) {
        uint32_t *row = qsm_image_scan_line(image, (int)y);
        for (uint32_t x = 0; x < WIDTH; x++)
            row[x] = (x * 42) << 24 | (y * 63) << 16 | (x * y * 10) << 8 | (255 - x * 30);
    }
    qsm_image *converted = qsm_image_convert_to(image, format);
    qsm_image_free(image);
    return converted;
}

/* GDK and qsm may round by one to either side. */
static bool is_pixel(uint32_t found, uint32_t wanted)
{
    for (int shift = 0; shift < 32; shift += 8) {
        int difference = (int)(found >> shift & 255) - (int)(wanted >> shift & 255);
        if (difference < -1 || difference > 1)
            return false;
    }
    return true;
}

static void check_format(qsm_image_format_code format, bool in_place)
{
    qsm_image *original = sample(format);
    uint32_t pixels[HEIGHT][WIDTH];
    size_t pixel = (size_t)qsm_image_format_depth(format) / 8;
    unsigned char *bits = qsm_image_bits(original);
    qsm_image *wrapping = qsm_image_new_wrapping(
        bits, WIDTH, HEIGHT, qsm_image_bytes_per_line(original), format, count, original);
    /* What GDK gives. */
    qsm_image *premultiplied =
        qsm_image_convert_to(original, QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED);
    uint32_t wanted[HEIGHT][WIDTH];
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            wanted[y][x] = qsm_image_pixel(premultiplied, x, y);
    qsm_image_free(premultiplied);

    freed = 0;
    GdkTexture *texture = texture_from_image(wrapping);
    gdk_texture_download(texture, (guchar *)pixels, sizeof pixels[0]);
    bool good = true;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            good = good && is_pixel(pixels[y][x], wanted[y][x]);
    check(good, "the pixels are those of the image", format);

    if (in_place) {
        check(freed == 0, "the image lives as long as its texture", format);
        memcpy(bits, bits + 3 * pixel, pixel); /* a copy would not see this */
        gdk_texture_download(texture, (guchar *)pixels, sizeof pixels[0]);
        check(is_pixel(pixels[0][0], wanted[0][3]), "the texture uses the image's buffer", format);
    }
    g_object_unref(texture);
    check(freed == 1, "the image is freed once", format);
}

int main(void)
{
    check_format(QSM_IMAGE_FORMAT_RGB32, true);
    check_format(QSM_IMAGE_FORMAT_ARGB32, true);
    check_format(QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED, true);
    check_format(QSM_IMAGE_FORMAT_RGB888, true);
    check_format(QSM_IMAGE_FORMAT_RGBA8888, true);
    check_format(QSM_IMAGE_FORMAT_RGBA64, true);
    check_format(QSM_IMAGE_FORMAT_RGBX8888, false);
    check_format(QSM_IMAGE_FORMAT_BGR888, false);
    check_format(QSM_IMAGE_FORMAT_GRAYSCALE8, false);
    return failures == 0 ? 0 : 1;
}
