/* SPDX-License-Identifier: MIT */
/*
 * Conversions to other formats against what real Qt 6.4 made of the same pixels
 * (data/convert_vectors.txt, its columns are told in the script beside it), and single pixels.
 */
#include <qsm/image.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/little_pixels.h"
#include "suite.h"

enum { WIDTH = 33, HEIGHT = 17, ROW = 7 };

static void set_table(qsm_image *image)
{
    uint32_t colors[200];
    for (uint32_t i = 0; i < 200; i++)
        colors[i] = 0xff000000U | (37 * i & 255) << 16 | ((59 * i + 20) & 255) << 8 |
                    ((255 - 11 * i) & 255);
    CU_ASSERT_TRUE_FATAL(qsm_image_set_color_table(image, colors, 200));
}

static qsm_image *load(int format)
{
    char path[512];
    qsm_image_format_code code = (qsm_image_format_code)format;
    snprintf(path, sizeof path, "%s/image/fmt%02d_%s.src", QSM_TEST_DATA, format,
             qsm_image_format_name(code));
    FILE *file = fopen(path, "rb");
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, code);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    size_t row = ((size_t)WIDTH * (size_t)qsm_image_depth(image) + 7) / 8;
    for (int y = 0; y < HEIGHT; y++)
        CU_ASSERT_EQUAL_FATAL(fread(qsm_image_scan_line(image, y), 1, row, file), row);
    fclose(file);
    qsm_turn_words(qsm_image_bits(image), qsm_image_size_in_bytes(image), qsm_pixel_word(code));
    if (code == QSM_IMAGE_FORMAT_INDEXED8)
        set_table(image);
    return image;
}

static uint64_t hash(const qsm_image *image)
{
    uint64_t value = 0xcbf29ce484222325U;
    size_t row = (size_t)WIDTH * (size_t)qsm_image_depth(image) / 8;
    for (int y = 0; y < HEIGHT; y++) {
        const unsigned char *line = qsm_image_const_scan_line(image, y);
        for (size_t i = 0; i < row; i++)
            value = (value ^ line[i]) * 0x100000001b3U;
    }
    return value;
}

/* The greatest difference of a byte, or of a word of 16 bits, from the hex text. */
static int difference(const unsigned char *made, const char *hex, bool wide)
{
    int most = 0;
    size_t step = wide ? 2 : 1;
    for (size_t i = 0; hex[2 * i] != '\0' && hex[2 * i] != '\n'; i += step) {
        unsigned low = 0;
        unsigned high = 0;
        sscanf(hex + 2 * i, "%2x%2x", &low, &high);
        int wanted = wide ? (int)(high << 8 | low) : (int)low;
        int here = wide ? made[i + 1] << 8 | made[i] : made[i];
        most = abs(here - wanted) > most ? abs(here - wanted) : most;
    }
    return most;
}

static void check_line(int from, int to, const char *wanted, const char *pixels)
{
    qsm_image *image = load(from);
    qsm_image *made = qsm_image_convert_to(image, (qsm_image_format_code)to);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    CU_ASSERT_EQUAL((int)qsm_image_format(made), to);
    qsm_turn_words(qsm_image_bits(made), qsm_image_size_in_bytes(made),
                   qsm_pixel_word((qsm_image_format_code)to));
    bool exact = wanted[0] != '-';
    if (exact)
        CU_ASSERT_EQUAL(hash(made), strtoull(wanted, NULL, 16));
    int most =
        difference(qsm_image_const_scan_line(made, ROW), pixels, qsm_image_depth(made) == 64);
    CU_ASSERT_TRUE(most <= (exact ? 0 : 1));
    qsm_image_free(made);
    qsm_image_free(image);
}

static void as_qt_converts(void)
{
    char line[256];
    int count = 0;
    FILE *file = fopen(QSM_TEST_DATA "/convert_vectors.txt", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        int from;
        int to;
        char wanted[32];
        char pixels[160];
        CU_ASSERT_EQUAL_FATAL(sscanf(line, "%d %d %31s %159s", &from, &to, wanted, pixels), 4);
        check_line(from, to, wanted, pixels);
        count++;
    }
    fclose(file);
    CU_ASSERT_TRUE(count > 500);
}

/* A colour table would have to be chosen; Qt 5 and 6 make other gray; Qt 5 lacks the others. */
static void refuses(const qsm_image *image)
{
    static const int formats[] = {
        QSM_IMAGE_FORMAT_INVALID,     QSM_IMAGE_FORMAT_MONO,
        QSM_IMAGE_FORMAT_MONOLSB,     QSM_IMAGE_FORMAT_INDEXED8,
        QSM_IMAGE_FORMAT_GRAYSCALE16, QSM_IMAGE_FORMAT_RGBX16FPX4,
        QSM_IMAGE_FORMAT_RGBA16FPX4,  QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED,
        QSM_IMAGE_FORMAT_RGBX32FPX4,  QSM_IMAGE_FORMAT_RGBA32FPX4,
        QSM_IMAGE_FORMAT_CMYK8888,    QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED,
        QSM_IMAGE_FORMAT_COUNT,       -1,
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_image_convert_to(image, (qsm_image_format_code)formats[i]));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
}

static void what_travels(void)
{
    qsm_image *image = qsm_image_new_size(300, 2, QSM_IMAGE_FORMAT_RGB16);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    qsm_image_set_offset(image, 5, -6);
    qsm_image_set_dots_per_meter_x(image, 100);
    CU_ASSERT_TRUE(qsm_image_set_text(image, "k", "v"));
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, "p", "abc", 3));
    memset(qsm_image_bits(image), 0xff, qsm_image_size_in_bytes(image));
    qsm_image *made = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGB888);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    CU_ASSERT_EQUAL(qsm_image_offset_x(made), 5);
    CU_ASSERT_EQUAL(qsm_image_offset_y(made), -6);
    CU_ASSERT_EQUAL(qsm_image_dots_per_meter_x(made), 100);
    CU_ASSERT_STRING_EQUAL(qsm_image_text(made, "k"), "v");
    CU_ASSERT_PTR_NOT_NULL(qsm_image_icc_profile(made, NULL, NULL));
    const unsigned char *last = qsm_image_const_scan_line(made, 1);
    CU_ASSERT_EQUAL(last[899], 0xff); /* beyond the first chunk of pixels */
    qsm_image_free(made);

    made = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGB16);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    CU_ASSERT_EQUAL(qsm_image_format(made), QSM_IMAGE_FORMAT_RGB16);
    qsm_image_free(made);
    refuses(image);
    qsm_image_free(image);
    image = qsm_image_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_PTR_NULL(qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_PTR_NULL(qsm_image_convert_to(image, QSM_IMAGE_FORMAT_INVALID));
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 0, 0), 12345);
    qsm_image_free(image);
}

static const char *hex_of(const qsm_image *image)
{
    static char hex[2 * 16 + 1];
    size_t size = (size_t)qsm_image_depth(image) / 8;
    unsigned char pixel[16] = {0};
    memcpy(pixel, qsm_image_const_bits(image), size);
    qsm_turn_words(pixel, size, qsm_pixel_word(qsm_image_format(image)));
    for (size_t i = 0; i < size; i++)
        snprintf(hex + 2 * i, 3, "%02x", pixel[i]);
    return hex;
}

typedef struct golden {
    uint32_t argb32;
    qsm_image_format_code to;
    const char *pixel; /* of Qt, as bytes of a little-endian machine */
} golden;

/* Alpha 0, 255, 1, and where a channel is rounded. */
static void new_targets(void)
{
    static const golden values[] = {
        {0x00f2c246, QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED, "00000000"},
        {0x01ff8001, QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED, "01010001"},
        {0x85f3d369, QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED, "7f6e3785"},
        {0xff123456, QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED, "123456ff"},
        {0x00f2c246, QSM_IMAGE_FORMAT_RGB16, "08f6"},
        {0xffff07f8, QSM_IMAGE_FORMAT_RGB16, "3ff8"},
        {0xffffffff, QSM_IMAGE_FORMAT_RGB16, "ffff"},
        {0xffec6c1e, QSM_IMAGE_FORMAT_RGB30, "78c436fb"},
        {0x85f3d369, QSM_IMAGE_FORMAT_RGB30, "19d1a8a8"},
        {0x00f2c246, QSM_IMAGE_FORMAT_RGB30, "00000000"},
        {0x85f3d369, QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED, "19d9a8a8"},
        {0x85f3d369, QSM_IMAGE_FORMAT_ALPHA8, "85"},
        {0x85f3d369, QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED, "3c7f7b6efb368585"},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint32_t pixel = values[i].argb32;
        qsm_image *image =
            qsm_image_new_wrapping(&pixel, 1, 1, 4, QSM_IMAGE_FORMAT_ARGB32, NULL, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(image);
        qsm_image *made = qsm_image_convert_to(image, values[i].to);
        CU_ASSERT_PTR_NOT_NULL_FATAL(made);
        CU_ASSERT_STRING_EQUAL(hex_of(made), values[i].pixel);
        qsm_image_free(made);
        qsm_image_free(image);
    }
}

/* Colours above their alpha, which no Qt program should write, touch no other memory. */
static void hostile_pixels(void)
{
    unsigned char bits[8] = {0xff, 0xff, 0xff, 0x01, 0xff, 0xff, 0xff, 0x00};
    for (int from = 1; from < QSM_IMAGE_FORMAT_COUNT; from++) {
        qsm_image_format_code code = (qsm_image_format_code)from;
        int width = 64 / qsm_image_format_depth(code);
        if (width < 1)
            continue;
        qsm_image *image = qsm_image_new_wrapping(bits, width, 1, 8, code, NULL, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(image);
        for (int to = 1; to < QSM_IMAGE_FORMAT_COUNT; to++) {
            qsm_image *made = qsm_image_convert_to(image, (qsm_image_format_code)to);
            CU_ASSERT_TRUE(made == NULL || (int)qsm_image_format(made) == to);
            qsm_image_free(made);
        }
        qsm_image_free(image);
    }
}

/* Qt 6.4's gray of single colours, and gray stays what it is. */
static void gray_of_colors(void)
{
    static const uint32_t colors[] = {0xffff0000, 0xff00ff00, 0xff0000ff, 0xffffffff, 0xff000000};
    static const int grays[] = {130, 220, 70, 255, 0};
    qsm_image *image = qsm_image_new_size(256, 1, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    uint32_t *pixels = qsm_image_bits(image);
    for (uint32_t i = 0; i < 256; i++)
        pixels[i] = i < 5 ? colors[i] : 0xff000000U | i * 0x10101U;
    qsm_image *gray = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_GRAYSCALE8);
    CU_ASSERT_PTR_NOT_NULL_FATAL(gray);
    const unsigned char *made = qsm_image_const_bits(gray);
    for (int i = 0; i < 256; i++)
        CU_ASSERT_EQUAL(made[i], i < 5 ? grays[i] : i);
    qsm_image_free(gray);
    qsm_image_free(image);
}

static uint32_t pixel_of(qsm_image_format_code format, const void *bits, int x)
{
    unsigned char copy[64] = {0};
    memcpy(copy, bits, 16);
    qsm_turn_words(copy, 16, qsm_pixel_word(format));
    qsm_image *image = qsm_image_new_wrapping(copy, 4, 1, 64, format, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    uint32_t pixel = qsm_image_pixel(image, x, 0);
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 4, 0), 12345);
    CU_ASSERT_EQUAL(qsm_image_pixel(image, -1, 0), 12345);
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 0, 1), 12345);
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 0, -1), 12345);
    qsm_image_free(image);
    return pixel;
}

static void single_pixels(void)
{
    static const unsigned char bits[16] = {0x11, 0x22, 0x33, 0x80, 0x44, 0x55, 0x66, 0x40};
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_MONO, bits, 3), 0xffffffff);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_MONO, bits, 0), 0xff000000);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_MONOLSB, bits, 0), 0xffffffff);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_MONOLSB, bits, 3), 0xff000000);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_INDEXED8, bits, 0), 0);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_RGB32, bits, 1), 0xff665544);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_ARGB32, bits, 1), 0x40665544);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED, bits, 1), 0x40665544);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_RGBA8888, bits, 0), 0x80112233);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_BGR888, bits, 1), 0xff554480);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_GRAYSCALE8, bits, 2), 0xff333333);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_ALPHA8, bits, 3), 0x80000000);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_RGB16, bits, 0), 0xff21418c);
    CU_ASSERT_EQUAL(pixel_of(QSM_IMAGE_FORMAT_GRAYSCALE16, bits, 1), 0xff808080);
}

QSM_SUITE("convert", {"as Qt converts", as_qt_converts}, {"what travels", what_travels},
          {"new targets", new_targets}, {"hostile pixels", hostile_pixels},
          {"gray of colours", gray_of_colors}, {"single pixels", single_pixels})
