/* SPDX-License-Identifier: MIT */
/*
 * qsm_image_convert_to() and qsm_image_pixel() against QImage::convertToFormat and QImage::pixel:
 * every format of this Qt to every target, random pixels and all pairs of a colour and an alpha.
 *
 * usage: diff_convert PEER [plain]
 *
 * Qt divides and multiplies in another way where the processor has SSE4.1. qsm goes by Qt's plain
 * C. With "plain", the peer runs without SSE4.1, and all formats of both Qt 5 and Qt 6 must be
 * equal pixel for pixel.
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { WIDTH = 253, HEIGHT = 97, FORMATS_OF_QT_5 = 30, FORMATS_OF_QT_6_8 = 37 };

static const qsm_image_format_code targets[] = {
    QSM_IMAGE_FORMAT_RGB32,
    QSM_IMAGE_FORMAT_ARGB32,
    QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB16,
    QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB666,
    QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB555,
    QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB888,
    QSM_IMAGE_FORMAT_RGB444,
    QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGBX8888,
    QSM_IMAGE_FORMAT_RGBA8888,
    QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_BGR30,
    QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB30,
    QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_ALPHA8,
    QSM_IMAGE_FORMAT_GRAYSCALE8,
    QSM_IMAGE_FORMAT_RGBX64,
    QSM_IMAGE_FORMAT_RGBA64,
    QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_BGR888,
};

typedef enum generation { QT_5, QT_6, QT_6_8 } generation;

static int failures;
static int checks;

static bool is_floating(qsm_image_format_code format)
{
    return format >= QSM_IMAGE_FORMAT_RGBX16FPX4 &&
           format <= QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED;
}

/* Gray is another one in each generation wherever Qt 6 goes through colour spaces. */
static bool is_other_gray(qsm_image_format_code from, qsm_image_format_code to)
{
    if (to != QSM_IMAGE_FORMAT_GRAYSCALE8)
        return false;
    switch (from) {
    case QSM_IMAGE_FORMAT_MONO:
    case QSM_IMAGE_FORMAT_MONOLSB:
    case QSM_IMAGE_FORMAT_INDEXED8:
    case QSM_IMAGE_FORMAT_RGB32:
    case QSM_IMAGE_FORMAT_ARGB32:
    case QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED:
    case QSM_IMAGE_FORMAT_RGBX64:
    case QSM_IMAGE_FORMAT_RGBA64:
    case QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED:
        return true;
    default:
        return false;
    }
}

static bool is_any_of(qsm_image_format_code format, const qsm_image_format_code *list)
{
    while (*list != QSM_IMAGE_FORMAT_INVALID && *list != format)
        list++;
    return *list != QSM_IMAGE_FORMAT_INVALID;
}

/* RGB30 and BGR30; behind them the same with alpha. */
static const qsm_image_format_code of_30_bits[] = {
    QSM_IMAGE_FORMAT_RGB30, QSM_IMAGE_FORMAT_BGR30, QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED, QSM_IMAGE_FORMAT_INVALID};

static bool is_opaque_30(qsm_image_format_code format)
{
    return format == QSM_IMAGE_FORMAT_RGB30 || format == QSM_IMAGE_FORMAT_BGR30;
}

static bool is_premultiplied_30(qsm_image_format_code format)
{
    return is_any_of(format, of_30_bits) && !is_opaque_30(format);
}

/* Formats and tables with a straight alpha of 8 bits. */
static const qsm_image_format_code straight_8[] = {
    QSM_IMAGE_FORMAT_MONO,   QSM_IMAGE_FORMAT_MONOLSB,  QSM_IMAGE_FORMAT_INDEXED8,
    QSM_IMAGE_FORMAT_ARGB32, QSM_IMAGE_FORMAT_RGBA8888, QSM_IMAGE_FORMAT_INVALID};

/*
 * What this Qt does in another way, on purpose or by a fault, than the Qt that we follow: gray of
 * Qt 5; alpha that Qt 5 drops where Qt 6 multiplies; alpha that Qt 6.4 multiplies with itself. A
 * format that Qt 5 lacks: floating point with alpha 0, whose colour Qt drops and we keep.
 */
static bool is_known_difference(qsm_image_format_code from, qsm_image_format_code to, generation qt)
{
    if (qt == QT_5)
        return is_other_gray(from, to) || (is_opaque_30(to) && is_any_of(from, straight_8));
    if (to == QSM_IMAGE_FORMAT_RGBX64)
        return from == QSM_IMAGE_FORMAT_RGBA16FPX4 || from == QSM_IMAGE_FORMAT_RGBA32FPX4;
    return qt == QT_6 && from == QSM_IMAGE_FORMAT_RGBA64 &&
           (to == QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED || is_any_of(to, of_30_bits));
}

/* Qt 5 cuts 30 bits to 24 where Qt 6 rounds. */
static bool is_cut(qsm_image_format_code from, qsm_image_format_code to, generation qt)
{
    bool straight = to == QSM_IMAGE_FORMAT_RGBA8888 || to == QSM_IMAGE_FORMAT_ARGB32;
    return qt == QT_5 && is_opaque_30(from) && straight;
}

/* Floating point is multiplied by alpha in its own precision: 11 bits for RGBA16FPx4. */
static int floating_tolerance(qsm_image_format_code to)
{
    enum { OF_11_BITS = 17 };
    return to == QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED ? OF_11_BITS : 1;
}

/* Without SSE4.1. Gray is that of Qt 6.4, where a single float sum may round the other way. */
static int plain_tolerance(qsm_image_format_code from, qsm_image_format_code to, generation qt)
{
    enum { OTHER_WHITE = 7 }; /* since 6.8 gray is weighed for another white (D65, not D50) */
    if (to == QSM_IMAGE_FORMAT_GRAYSCALE8)
        return qt == QT_6_8 && is_other_gray(from, to) ? OTHER_WHITE : 1;
    if (is_floating(from))
        return floating_tolerance(to);
    return is_cut(from, to, qt) ? 1 : 0;
}

/*
 * With SSE4.1 Qt divides by the estimate of 1 / alpha, cuts products of 16 bits, and makes
 * premultiplied 30 bits of 8 bits without a step between. Other conversions are equal.
 */
static int tolerance(qsm_image_format_code from, qsm_image_format_code to, generation qt)
{
    enum { WITHOUT_STEP = 3 };
    static const qsm_image_format_code divided[] = {
        QSM_IMAGE_FORMAT_ARGB32,   QSM_IMAGE_FORMAT_RGBA8888, QSM_IMAGE_FORMAT_RGB32,
        QSM_IMAGE_FORMAT_RGBX8888, QSM_IMAGE_FORMAT_RGBA64,   QSM_IMAGE_FORMAT_RGBX64,
        QSM_IMAGE_FORMAT_INVALID};
    int plain = plain_tolerance(from, to, qt);
    bool premultiplied = qsm_format_tolerance(from) > 0;
    bool deep = is_any_of(from, of_30_bits) || from >= QSM_IMAGE_FORMAT_RGBX64;
    if (premultiplied && !deep && is_premultiplied_30(to))
        return WITHOUT_STEP;
    if (premultiplied && is_any_of(to, divided))
        return 1;
    bool multiplied = to == QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED || is_opaque_30(to);
    return plain == 0 && multiplied && is_any_of(from, straight_8) ? 1 : plain;
}

/* Roundings are rare: a difference of 1 in more than a tenth of the channels is a wrong formula. */
static bool close_enough(const qsm_image *ours, const qsm_image *theirs, int allowed, bool loose,
                         char *why, size_t size)
{
    long count;
    if (!same_image(ours, theirs, allowed, why, size))
        return false;
    greatest_difference(ours, theirs, &count);
    long channels = (long)qsm_image_size_in_bytes(ours);
    if (allowed == 0 || loose || count <= channels / 10)
        return true;
    (void)snprintf(why, size, "%ld channels differ", count);
    return false;
}

static void check_conversion(qt_link *qt, const qsm_image *image, qsm_image_format_code to,
                             generation qt_has, bool plain)
{
    qsm_image_format_code from = qsm_image_format(image);
    qsm_image *theirs = qt_convert(qt, image, to);
    qsm_image *ours = qsm_image_convert_to(image, to);
    char why[256];
    int allowed = plain ? plain_tolerance(from, to, qt_has) : tolerance(from, to, qt_has);
    bool multiplied = to == QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED || is_premultiplied_30(to);
    bool loose =
        multiplied || is_cut(from, to, qt_has) || (qt_has == QT_6_8 && is_other_gray(from, to));
    checks++;
    if (ours == NULL || !close_enough(ours, theirs, allowed, loose, why, sizeof why)) {
        failures++;
        printf("%s to %s: %s\n", qsm_image_format_name(from), qsm_image_format_name(to),
               ours != NULL ? why : "no image");
    }
    qsm_image_free(theirs);
    qsm_image_free(ours);
}

/* The greatest difference of a channel of two QRgb. */
static int color_difference(uint32_t one, uint32_t other)
{
    int most = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int here = abs((int)(one >> shift & 0xff) - (int)(other >> shift & 0xff));
        most = here > most ? here : most;
    }
    return most;
}

static void check_pixels(qt_link *qt, const qsm_image *image)
{
    uint32_t *theirs = qt_pixels(qt, image);
    int most = 0;
    int width = qsm_image_width(image);
    for (int y = 0; y < qsm_image_height(image); y++) {
        for (int x = 0; x < width; x++) {
            int here = color_difference(qsm_image_pixel(image, x, y), theirs[y * width + x]);
            most = here > most ? here : most;
        }
    }
    free(theirs);
    checks++;
    if (most > 0) {
        failures++;
        printf("pixels of %s differ by up to %d\n", qsm_image_format_name(qsm_image_format(image)),
               most);
    }
}

static qsm_image *generate(qsm_image_format_code format)
{
    generator g;
    generator_seed(&g, (uint64_t)format);
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, format);
    if (image == NULL)
        exit(2);
    if (qsm_image_format_depth(format) == 1)
        generate_colors(&g, image, 2, true);
    if (format == QSM_IMAGE_FORMAT_INDEXED8)
        generate_colors(&g, image, 256, true);
    generate_pixels(&g, image);
    qsm_image_set_dots_per_meter_x(image, 1234);
    qsm_image_set_offset(image, -3, 4);
    qsm_image_set_text(image, "Title", "of the image");
    return image;
}

/* 65536 pixels: each number of a 16-bit format, each pair of a colour and an alpha of 8 bits. */
static qsm_image *every_pair(qsm_image_format_code format)
{
    enum { SIDE = 256 };
    qsm_image *image = qsm_image_new_size(SIDE, SIDE, format);
    if (image == NULL)
        exit(2);
    bool premultiplied = qsm_format_tolerance(format) > 0;
    for (int y = 0; y < SIDE; y++) {
        unsigned char *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < SIDE; x++) {
            if (qsm_image_format_depth(format) == 16) {
                *row++ = (unsigned char)x;
                *row++ = (unsigned char)y;
                continue;
            }
            for (int i = 0; i < 3; i++) { /* three colours that are not equal */
                int color = i == 0 ? x : i == 1 ? 255 - x : (7 * x + y) & 255;
                *row++ = (unsigned char)(premultiplied && color > y ? y : color);
            }
            *row++ = (unsigned char)y;
        }
    }
    return image;
}

static bool has_pairs(qsm_image_format_code format)
{
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_ARGB32,   QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED,
        QSM_IMAGE_FORMAT_RGBA8888, QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED,
        QSM_IMAGE_FORMAT_RGB16,    QSM_IMAGE_FORMAT_RGB555,
        QSM_IMAGE_FORMAT_RGB444,   QSM_IMAGE_FORMAT_GRAYSCALE16,
        QSM_IMAGE_FORMAT_INVALID};
    return is_any_of(format, formats);
}

static void check_image(qt_link *qt, qsm_image *image, generation qt_has, bool plain)
{
    qsm_image_format_code from = qsm_image_format(image);
    check_pixels(qt, image);
    for (size_t t = 0; t < sizeof targets / sizeof targets[0]; t++) {
        if (!is_known_difference(from, targets[t], qt_has))
            check_conversion(qt, image, targets[t], qt_has, plain);
    }
    qsm_image_free(image);
}

static generation generation_of(int formats)
{
    if (formats == FORMATS_OF_QT_5)
        return QT_5;
    return formats < FORMATS_OF_QT_6_8 ? QT_6 : QT_6_8;
}

int main(int count, char **arguments)
{
    bool plain = count == 3 && strcmp(arguments[2], "plain") == 0;
    if (count != 2 && !plain) {
        (void)fprintf(stderr, "usage: %s PEER [plain]\n", arguments[0]);
        return 2;
    }
    qt_link *qt = qt_start(arguments[1]);
    int formats = qt_format_count(qt);
    generation qt_has = generation_of(formats);
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        qsm_image_format_code format = (qsm_image_format_code)i;
        check_image(qt, generate(format), qt_has, plain);
        if (has_pairs(format))
            check_image(qt, every_pair(format), qt_has, plain);
    }
    qt_stop(qt);
    printf("%d conversions, %d failed\n", checks, failures);
    return failures > 0 || checks == 0 ? 1 : 0;
}
