/* SPDX-License-Identifier: MIT */
/*
 * Rows of every format to PNG samples: against what real Qt made of the same pixels
 * (data/image/fmtNN_NAME.src and .pix, 33 x 17), and the SIMD variants against the plain C.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/little_pixels.h"
#include "image/pixel/cpu.h"
#include "image/pixel/formats.h"
#include "image/pixel/half.h"
#include "image/pixel/pixels.h"
#include "suite.h"

enum { WIDTH = 33, HEIGHT = 17, CAPACITY = 16384 };

static const unsigned all_features[] = {0, QSM_CPU_SSSE3, QSM_CPU_SSSE3 | QSM_CPU_SSE41,
                                        QSM_CPU_SSSE3 | QSM_CPU_SSE41 | QSM_CPU_AVX2};

static size_t load(unsigned char *out, int format, const char *kind)
{
    char path[512];
    snprintf(path, sizeof path, "%s/image/fmt%02d_%s.%s", QSM_TEST_DATA, format,
             qsm_image_format_name((qsm_image_format_code)format), kind);
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(out, 1, CAPACITY, file);
    fclose(file);
    return size;
}

/* What Qt reads from a PNG: words of 16 bits, QRgb or bytes. */
static size_t word_read(const qsm_format_description *format)
{
    if (format->png_depth == 16)
        return 2;
    return format->png_color_type == 2 || format->png_color_type == 6 ? 4 : 1;
}

/* The samples that a PNG held when Qt read these pixels from it; their number. */
static size_t samples_of_pixels(const qsm_format_description *format, const unsigned char *pixels,
                                unsigned char *samples)
{
    size_t count = 0;
    if (format->png_depth < 16 && format->png_color_type != 2 && format->png_color_type != 6) {
        count = format->png_depth == 1 ? ((WIDTH + 7) / 8) * HEIGHT : WIDTH * HEIGHT;
        memcpy(samples, pixels, count);
        return count;
    }
    int channels = format->png_color_type == 6 ? 4 : format->png_color_type == 2 ? 3 : 1;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        for (int c = 0; c < channels; c++) {
            if (format->png_depth == 16) {
                size_t in = channels == 1 ? i : 4 * i + (size_t)c;
                qsm__store_16_big(samples + count, qsm__load_16(pixels + 2 * in));
                count += 2;
            } else {
                uint32_t word = qsm__load_32(pixels + 4 * i);
                samples[count++] = (unsigned char)(word >> (c == 3 ? 24 : 16 - 8 * c));
            }
        }
    }
    return count;
}

static int difference(const unsigned char *one, const unsigned char *other, size_t count, int depth)
{
    int most = 0;
    for (size_t i = 0; i < count; i += depth == 16 ? 2 : 1) {
        int here = depth == 16 ? (one[i] << 8 | one[i + 1]) - (other[i] << 8 | other[i + 1])
                               : one[i] - other[i];
        if (abs(here) > most)
            most = abs(here);
    }
    return most;
}

static void rows_as_qt_wrote_them(void)
{
    static unsigned char source[CAPACITY], pixels[CAPACITY], wanted[CAPACITY], made[CAPACITY];
    for (int number = 1; number < QSM_IMAGE_FORMAT_COUNT; number++) {
        qsm_image_format_code code = (qsm_image_format_code)number;
        const qsm_format_description *format = qsm__format_describe(code);
        size_t row = ((size_t)WIDTH * (size_t)format->depth + 7) / 8;
        CU_ASSERT_EQUAL_FATAL(load(source, number, "src"), row * HEIGHT);
        CU_ASSERT_TRUE_FATAL(load(pixels, number, "pix") > 0);
        qsm_turn_words(source, row * HEIGHT, qsm_pixel_word(code));
        qsm_turn_words(pixels, sizeof pixels, word_read(format));
        size_t count = samples_of_pixels(format, pixels, wanted);
        for (int y = 0; y < HEIGHT; y++)
            format->to_png(made + (size_t)y * count / HEIGHT, source + (size_t)y * row, WIDTH);
        /* Qt's own processor decides about halves where it divides by alpha. */
        int allowed = format->alpha == QSM_ALPHA_PREMULTIPLIED ? 1 : 0;
        int most = difference(made, wanted, count, format->png_depth);
        if (most > allowed)
            printf("\n    %s differs by %d ", format->name, most);
        CU_ASSERT_TRUE(most <= allowed);
    }
}

static void variants_equal_plain(void)
{
    static unsigned char row[8 * 80 + 1], plain[8 * 80], variant[8 * 80 + 17];
    unsigned features = qsm__cpu_features();
    srand(1);
    for (size_t i = 0; i < sizeof row; i++)
        row[i] = (unsigned char)rand();
    for (int number = 1; number < QSM_IMAGE_FORMAT_COUNT; number++) {
        qsm_image_format_code code = (qsm_image_format_code)number;
        const qsm_format_description *format = qsm__format_describe(code);
        for (size_t i = 0; i < 4; i++) {
            qsm_row_to_png convert = qsm__format_row_to_png(code, all_features[i] & features);
            CU_ASSERT_PTR_NOT_NULL_FATAL(convert);
            if (convert == format->to_png)
                continue;
            for (int width = 1; width <= 80; width++) {
                size_t size = (size_t)(qsm__format_png_channels(format) * format->png_depth / 8) *
                              (size_t)width;
                format->to_png(plain, row + 1, width);
                memset(variant, 0xa5, sizeof variant);
                convert(variant + 1, row + 1, width);
                CU_ASSERT_EQUAL(memcmp(variant + 1, plain, size), 0);
                CU_ASSERT_EQUAL(variant[0], 0xa5);
                CU_ASSERT_EQUAL(variant[size + 1], 0xa5);
                CU_ASSERT_EQUAL(variant[size + 16], 0xa5);
            }
        }
    }
    CU_ASSERT_TRUE(qsm__format_row_to_png(QSM_IMAGE_FORMAT_RGB32, 0) ==
                   qsm__format_describe(QSM_IMAGE_FORMAT_RGB32)->to_png);
}

/* Round half up is what the multiplication with a rounded inverse means. */
static void unpremultiply_is_exact(void)
{
    unsigned wrong = 0;
    for (uint32_t a = 1; a <= 255; a++) {
        for (uint32_t c = 0; c <= a; c++)
            wrong += qsm__unpremultiply_8(c, qsm__inverse_alpha(a)) != (2 * c * 255 + a) / (2 * a);
        CU_ASSERT_EQUAL(qsm__unpremultiply_8(255, qsm__inverse_alpha(a)), 255);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(qsm__unpremultiply_16(65535, 1), 65535);
    CU_ASSERT_EQUAL(qsm__unpremultiply_16(100, 200), 32768);
    CU_ASSERT_EQUAL(qsm__unpremultiply_16(12345, 65535), 12345);
}

static void halves(void)
{
    static const struct {
        uint16_t half;
        float value;
    } known[] = {{0x0000, 0.0F},
                 {0x3c00, 1.0F},
                 {0xbc00, -1.0F},
                 {0x3555, 0.333251953125F},
                 {0x7bff, 65504.0F},
                 {0x0001, 5.9604644775390625e-8F},
                 {0x03ff, 6.097555160522461e-5F},
                 {0x0400, 6.103515625e-5F}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        CU_ASSERT_EQUAL(qsm__half_to_float(known[i].half), known[i].value);
    CU_ASSERT_TRUE(qsm__half_to_float(0x7c00) > 1e38F);
    CU_ASSERT_TRUE(qsm__half_to_float(0xfc00) < -1e38F);
    float nan = qsm__half_to_float(0x7e00);
    CU_ASSERT_TRUE(nan != nan);
}

static void pad_bits_are_zeroed(void)
{
    const unsigned char noise[] = {0xff, 0xff};
    unsigned char out[2];
    qsm__format_describe(QSM_IMAGE_FORMAT_MONO)->to_png(out, noise, 9);
    CU_ASSERT_EQUAL(out[0], 0xff);
    CU_ASSERT_EQUAL(out[1], 0x80);
    qsm__format_describe(QSM_IMAGE_FORMAT_MONOLSB)->to_png(out, noise, 11);
    CU_ASSERT_EQUAL(out[1], 0xe0);
    qsm__format_describe(QSM_IMAGE_FORMAT_MONOLSB)->to_png(out, noise, 8);
    CU_ASSERT_EQUAL(out[0], 0xff);
}

static void simd_can_be_switched_off(void)
{
    unsigned features = qsm__cpu_features();
    CU_ASSERT_EQUAL(setenv("QSM_SIMD", "off", 1), 0);
    CU_ASSERT_EQUAL(qsm__cpu_features(), 0);
    CU_ASSERT_EQUAL(setenv("QSM_SIMD", "ssse3", 1), 0);
    CU_ASSERT_EQUAL(qsm__cpu_features(), features & QSM_CPU_SSSE3);
    CU_ASSERT_EQUAL(setenv("QSM_SIMD", "sse41", 1), 0);
    CU_ASSERT_EQUAL(qsm__cpu_features(), features & (QSM_CPU_SSSE3 | QSM_CPU_SSE41));
    CU_ASSERT_EQUAL(setenv("QSM_SIMD", "on", 1), 0);
    CU_ASSERT_EQUAL(unsetenv("QSM_SIMD"), 0);
    CU_ASSERT_EQUAL(qsm__cpu_features(), features);
}

QSM_SUITE("rows", {"rows of every format as Qt wrote them", rows_as_qt_wrote_them},
          {"SIMD variants equal the plain C", variants_equal_plain},
          {"un-premultiplying is exact", unpremultiply_is_exact}, {"binary16", halves},
          {"pad bits are zeroed", pad_bits_are_zeroed},
          {"SIMD can be switched off", simd_can_be_switched_off})
