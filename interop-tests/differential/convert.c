/* SPDX-License-Identifier: MIT */
/*
 * qsm_image_convert_to() and qsm_image_pixel() against QImage::convertToFormat and QImage::pixel:
 * every format of this Qt to every target. usage: diff_convert PEER
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { WIDTH = 253, HEIGHT = 97, FORMATS_OF_QT_5 = 30, FORMATS_OF_QT_6_8 = 37 };

static const qsm_image_format_code targets[] = {
    QSM_IMAGE_FORMAT_RGBA8888, QSM_IMAGE_FORMAT_RGBX8888,
    QSM_IMAGE_FORMAT_ARGB32,   QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED,
    QSM_IMAGE_FORMAT_RGB32,    QSM_IMAGE_FORMAT_RGB888,
    QSM_IMAGE_FORMAT_BGR888,   QSM_IMAGE_FORMAT_GRAYSCALE8,
    QSM_IMAGE_FORMAT_RGBA64,
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

/*
 * How far Qt may be from us. Qt divides by alpha with the processor's estimate of 1 / alpha and
 * goes through floats between floating formats; Qt 5 cuts 30 bits to 24 where Qt 6 rounds. Gray is
 * that of Qt 6.4, where a single float sum may round the other way. Since 6.8 Qt weighs red, green
 * and blue of sRGB for its own white (D65), not for that of profiles (D50).
 */
static int tolerance(qsm_image_format_code from, qsm_image_format_code to, generation qt)
{
    enum { OTHER_WHITE = 7 };
    if (qt == QT_6_8 && is_other_gray(from, to))
        return OTHER_WHITE;
    if (qsm_format_tolerance(from) > 0 || to == QSM_IMAGE_FORMAT_GRAYSCALE8)
        return 1;
    if (is_floating(from) && to == QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED)
        return 1;
    bool opaque_30 = from == QSM_IMAGE_FORMAT_BGR30 || from == QSM_IMAGE_FORMAT_RGB30;
    bool straight = to == QSM_IMAGE_FORMAT_RGBA8888 || to == QSM_IMAGE_FORMAT_ARGB32;
    return qt == QT_5 && opaque_30 && straight ? 1 : 0;
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
                             generation qt_has)
{
    qsm_image_format_code from = qsm_image_format(image);
    qsm_image *theirs = qt_convert(qt, image, to);
    qsm_image *ours = qsm_image_convert_to(image, to);
    char why[256];
    bool cut = qt_has == QT_5 && (from == QSM_IMAGE_FORMAT_BGR30 || from == QSM_IMAGE_FORMAT_RGB30);
    bool loose = cut || (qt_has == QT_6_8 && is_other_gray(from, to));
    checks++;
    if (ours == NULL ||
        !close_enough(ours, theirs, tolerance(from, to, qt_has), loose, why, sizeof why)) {
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
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            int here = color_difference(qsm_image_pixel(image, x, y), theirs[y * WIDTH + x]);
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

int main(int count, char **arguments)
{
    if (count != 2) {
        (void)fprintf(stderr, "usage: %s PEER\n", arguments[0]);
        return 2;
    }
    qt_link *qt = qt_start(arguments[1]);
    int formats = qt_format_count(qt);
    generation qt_has = formats == FORMATS_OF_QT_5    ? QT_5
                        : formats < FORMATS_OF_QT_6_8 ? QT_6
                                                      : QT_6_8;
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        qsm_image *image = generate((qsm_image_format_code)i);
        check_pixels(qt, image);
        for (size_t t = 0; t < sizeof targets / sizeof targets[0]; t++)
            if (qt_has != QT_5 || !is_other_gray((qsm_image_format_code)i, targets[t]))
                check_conversion(qt, image, targets[t], qt_has);
        qsm_image_free(image);
    }
    qt_stop(qt);
    printf("%d conversions, %d failed\n", checks, failures);
    return failures > 0 || checks == 0 ? 1 : 0;
}
