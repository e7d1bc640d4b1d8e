/* SPDX-License-Identifier: MIT */
#include "image/pixel/formats.h"

#include <limits.h>
#include <stddef.h>

#include "image/pixel/cpu.h"
#include "image/pixel/rows.h"
#include "image/pixel/rows_x86.h"

/* The PNG colour types in the table below. */
enum { GRAY = 0, RGB = 2, PALETTE = 3, RGBA = 6 };

#define NONE QSM_ALPHA_NONE
#define TABLE QSM_ALPHA_TABLE
#define STRAIGHT QSM_ALPHA_STRAIGHT
#define PREMULTIPLIED QSM_ALPHA_PREMULTIPLIED

/* In the order of the format numbers. */
static const qsm_format_description table[QSM_IMAGE_FORMAT_COUNT] = {
    {NULL, 0, NONE, 0, 0, NULL},
    {"Mono", 1, TABLE, 1, PALETTE, qsm__row_mono},
    {"MonoLSB", 1, TABLE, 1, PALETTE, qsm__row_monolsb},
    {"Indexed8", 8, TABLE, 8, PALETTE, qsm__row_bytes},
    {"RGB32", 32, NONE, 8, RGB, qsm__row_rgb32},
    {"ARGB32", 32, STRAIGHT, 8, RGBA, qsm__row_argb32},
    {"ARGB32_Premultiplied", 32, PREMULTIPLIED, 8, RGBA, qsm__row_argb32_premultiplied},
    {"RGB16", 16, NONE, 8, RGB, qsm__row_rgb16},
    {"ARGB8565_Premultiplied", 24, PREMULTIPLIED, 8, RGBA, qsm__row_argb8565},
    {"RGB666", 24, NONE, 8, RGB, qsm__row_rgb666},
    {"ARGB6666_Premultiplied", 24, PREMULTIPLIED, 8, RGBA, qsm__row_argb6666},
    {"RGB555", 16, NONE, 8, RGB, qsm__row_rgb555},
    {"ARGB8555_Premultiplied", 24, PREMULTIPLIED, 8, RGBA, qsm__row_argb8555},
    {"RGB888", 24, NONE, 8, RGB, qsm__row_rgb888},
    {"RGB444", 16, NONE, 8, RGB, qsm__row_rgb444},
    {"ARGB4444_Premultiplied", 16, PREMULTIPLIED, 8, RGBA, qsm__row_argb4444},
    {"RGBX8888", 32, NONE, 8, RGB, qsm__row_rgbx8888},
    {"RGBA8888", 32, STRAIGHT, 8, RGBA, qsm__row_rgba8888},
    {"RGBA8888_Premultiplied", 32, PREMULTIPLIED, 8, RGBA, qsm__row_rgba8888_premultiplied},
    {"BGR30", 32, NONE, 8, RGB, qsm__row_bgr30},
    {"A2BGR30_Premultiplied", 32, PREMULTIPLIED, 8, RGBA, qsm__row_a2bgr30},
    {"RGB30", 32, NONE, 8, RGB, qsm__row_rgb30},
    {"A2RGB30_Premultiplied", 32, PREMULTIPLIED, 8, RGBA, qsm__row_a2rgb30},
    {"Alpha8", 8, STRAIGHT, 8, RGBA, qsm__row_alpha8},
    {"Grayscale8", 8, NONE, 8, GRAY, qsm__row_bytes},
    {"RGBX64", 64, NONE, 16, RGB, qsm__row_rgbx64},
    {"RGBA64", 64, STRAIGHT, 16, RGBA, qsm__row_rgba64},
    {"RGBA64_Premultiplied", 64, PREMULTIPLIED, 16, RGBA, qsm__row_rgba64_premultiplied},
    {"Grayscale16", 16, NONE, 16, GRAY, qsm__row_grayscale16},
    {"BGR888", 24, NONE, 8, RGB, qsm__row_bgr888},
    {"RGBX16FPx4", 64, NONE, 8, RGB, qsm__row_rgbx16f},
    {"RGBA16FPx4", 64, STRAIGHT, 8, RGBA, qsm__row_rgba16f},
    {"RGBA16FPx4_Premultiplied", 64, PREMULTIPLIED, 8, RGBA, qsm__row_rgba16f_premultiplied},
    {"RGBX32FPx4", 128, NONE, 8, RGB, qsm__row_rgbx32f},
    {"RGBA32FPx4", 128, STRAIGHT, 8, RGBA, qsm__row_rgba32f},
    {"RGBA32FPx4_Premultiplied", 128, PREMULTIPLIED, 8, RGBA, qsm__row_rgba32f_premultiplied},
    {"CMYK8888", 32, NONE, 8, RGB, qsm__row_cmyk8888},
};

const qsm_format_description *qsm__format_describe(qsm_image_format_code format)
{
    size_t index = (size_t)format;
    return &table[index < QSM_IMAGE_FORMAT_COUNT ? index : 0];
}

int qsm__format_png_channels(const qsm_format_description *description)
{
    return description->png_color_type == RGBA ? 4 : description->png_color_type == RGB ? 3 : 1;
}

#if QSM_CPU_X86

typedef struct row_variant {
    qsm_image_format_code format;
    unsigned feature; /* features that the processor must have */
    qsm_row_to_png to_png;
} row_variant;

/* The best variant of a format comes first. */
static const row_variant variants[] = {
    {QSM_IMAGE_FORMAT_RGB32, QSM_CPU_AVX2, qsm__row_rgb32_avx2},
    {QSM_IMAGE_FORMAT_RGB32, QSM_CPU_SSSE3, qsm__row_rgb32_ssse3},
    {QSM_IMAGE_FORMAT_ARGB32, QSM_CPU_AVX2, qsm__row_argb32_avx2},
    {QSM_IMAGE_FORMAT_ARGB32, QSM_CPU_SSSE3, qsm__row_argb32_ssse3},
    {QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED, QSM_CPU_AVX2, qsm__row_argb32_premultiplied_avx2},
    {QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED, QSM_CPU_AVX2, qsm__row_rgba8888_premultiplied_avx2},
    {QSM_IMAGE_FORMAT_RGBX64, QSM_CPU_SSSE3, qsm__row_rgbx64_ssse3},
    {QSM_IMAGE_FORMAT_RGBA64, QSM_CPU_SSSE3, qsm__row_rgba64_ssse3},
};

qsm_row_to_png qsm__format_row_to_png(qsm_image_format_code format, unsigned features)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        if (variants[i].format == format && (variants[i].feature & features) != 0)
            return variants[i].to_png;
    }
    return qsm__format_describe(format)->to_png;
}

#else

qsm_row_to_png qsm__format_row_to_png(qsm_image_format_code format, unsigned features)
{
    (void)features;
    return qsm__format_describe(format)->to_png;
}

#endif

const char *qsm_image_format_name(qsm_image_format_code format)
{
    return qsm__format_describe(format)->name;
}

static int lower(int letter)
{
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

/* Whether text begins with prefix, ignoring case. *rest receives the text after the prefix. */
static bool starts_with(const char *text, const char *prefix, const char **rest)
{
    while (*prefix != '\0') {
        if (lower(*text++) != lower(*prefix++))
            return false;
    }
    *rest = text;
    return true;
}

qsm_image_format_code qsm_image_format_from_name(const char *name)
{
    const char *rest;
    if (name == NULL)
        return QSM_IMAGE_FORMAT_INVALID;
    if (starts_with(name, "Format_", &rest))
        name = rest;
    for (int i = 1; i < QSM_IMAGE_FORMAT_COUNT; i++) {
        if (starts_with(name, table[i].name, &rest) && *rest == '\0')
            return (qsm_image_format_code)i;
    }
    return QSM_IMAGE_FORMAT_INVALID;
}

int qsm_image_format_depth(qsm_image_format_code format)
{
    return qsm__format_describe(format)->depth;
}

bool qsm_image_format_has_alpha(qsm_image_format_code format)
{
    qsm_alpha_kind alpha = qsm__format_describe(format)->alpha;
    return alpha == QSM_ALPHA_STRAIGHT || alpha == QSM_ALPHA_PREMULTIPLIED;
}

int qsm_image_format_bytes_per_line(qsm_image_format_code format, int width)
{
    int depth = qsm_image_format_depth(format);
    if (depth == 0 || width < 1 || width > (INT_MAX - 31) / depth)
        return 0;
    return (width * depth + 31) / 32 * 4;
}
