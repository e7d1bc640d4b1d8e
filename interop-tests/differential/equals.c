/* SPDX-License-Identifier: MIT */
/*
 * qsm_image_equals() against QImage::operator==: pairs of images of every format of this Qt that
 * differ in one thing each. usage: diff_equals PEER
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "qt_link.h"

enum { WIDTH = 13, HEIGHT = 5, COLORS = 6, FORMATS_OF_QT_5 = 30 };

static qt_link *qt;
static int checks;
static int equal; /* how many of them were equal */
static int failures;

static void check(const qsm_image *one, const qsm_image *other, const char *what)
{
    bool theirs = qt_equals(qt, one, other, QT_NO_SPACE);
    bool ours = qsm_image_equals(one, other);
    checks++;
    equal += theirs;
    if (ours == theirs && qsm_image_equals(other, one) == ours)
        return;
    failures++;
    printf("%s, %s: Qt says %d, we say %d\n", qsm_image_format_name(qsm_image_format(one)), what,
           theirs, ours);
}

static bool is_tabled(qsm_image_format_code format)
{
    return format == QSM_IMAGE_FORMAT_INDEXED8 || qsm_image_format_depth(format) == 1;
}

static qsm_image *generate(qsm_image_format_code format, int width, int height)
{
    generator g;
    generator_seed(&g, (uint64_t)format);
    qsm_image *image = qsm_image_new_size(width, height, format);
    if (image == NULL)
        exit(2);
    if (is_tabled(format))
        generate_colors(&g, image, format == QSM_IMAGE_FORMAT_INDEXED8 ? COLORS : 2, true);
    generate_pixels(&g, image);
    return image;
}

static qsm_image *copy(const qsm_image *image)
{
    qsm_image *made = qsm_image_copy(image);
    if (made == NULL)
        exit(2);
    return made;
}

/* Every bit of a pixel in turn; of an index only what stays in the table. */
static void check_bits(const qsm_image *image)
{
    qsm_image_format_code format = qsm_image_format(image);
    size_t depth = (size_t)qsm_image_format_depth(format);
    for (size_t bit = 0; bit < depth; bit++) {
        qsm_image *other = copy(image);
        unsigned char *row = qsm_image_scan_line(other, HEIGHT - 2);
        size_t at = (WIDTH - 2) * depth + bit;
        if (format == QSM_IMAGE_FORMAT_INDEXED8)
            row[at / 8] = (unsigned char)((row[at / 8] + 1 + bit) % COLORS);
        else
            row[at / 8] ^= (unsigned char)(1U << at % 8);
        check(image, other, "a bit of a pixel differs");
        qsm_image_free(other);
    }
}

/* All bits of a row behind the last pixel: padding, and for bits the rest of their byte. */
static void check_padding(const qsm_image *image)
{
    qsm_image *other = copy(image);
    size_t bits = WIDTH * (size_t)qsm_image_depth(image);
    size_t line = (size_t)qsm_image_bytes_per_line(image);
    unsigned char *row = qsm_image_scan_line(other, 1);
    for (size_t at = (bits + 7) / 8; at < line; at++)
        row[at] ^= 0xFF;
    check(image, other, "the padding differs");
    if (bits % 8 != 0)
        row[bits / 8] ^=
            (unsigned char)(qsm_image_format(image) == QSM_IMAGE_FORMAT_MONO ? 1 : 0x80);
    check(image, other, "a bit behind the last differs");
    qsm_image_free(other);
}

static void check_description(const qsm_image *image)
{
    qsm_image *other = copy(image);
    qsm_image_set_dots_per_meter_x(other, 77);
    qsm_image_set_dots_per_meter_y(other, 78);
    check(image, other, "the dots per meter differ");
    qsm_image_set_offset(other, 1, -2);
    check(image, other, "the offset differs");
    qsm_image_set_text(other, "Title", "another");
    check(image, other, "the text differs");
    qsm_image_free(other);
}

/* The colours one place further, and the indices with them or not. */
static void rotate(qsm_image *image, const qsm_image *from, bool indices)
{
    int count = qsm_image_color_count(from);
    uint32_t colors[COLORS];
    for (int i = 0; i < count; i++)
        colors[(i + 1) % count] = qsm_image_color(from, i);
    qsm_image_set_color_table(image, colors, count);
    unsigned char *bytes = qsm_image_bits(image);
    for (size_t i = 0; indices && i < qsm_image_size_in_bytes(image); i++)
        bytes[i] = (unsigned char)(count > 2 ? (bytes[i] + 1) % count : ~bytes[i]);
}

static void check_tables(const qsm_image *image)
{
    uint32_t colors[COLORS + 1];
    int count = qsm_image_color_count(image);
    qsm_image *other = copy(image);
    memcpy(colors, qsm_image_color_table(image), (size_t)count * sizeof *colors);
    colors[count] = 0xFF123456U;
    qsm_image_set_color_table(other, colors, count + 1);
    check(image, other, "a table has one colour more");
    for (int i = 0; i < count; i++) {
        colors[i] ^= 0x01000000U;
        qsm_image_set_color_table(other, colors, count);
        check(image, other, "a colour's alpha differs");
        colors[i] ^= 0x01000001U;
        qsm_image_set_color_table(other, colors, count);
        check(image, other, "a colour differs");
        colors[i] ^= 0x00000001U;
    }
    rotate(other, image, false);
    check(image, other, "the table is another one");
    rotate(other, image, true);
    check(image, other, "table and indices are others, the colours are not");
    qsm_image_free(other);
}

static void check_shapes(const qsm_image *image, int formats)
{
    qsm_image_format_code format = qsm_image_format(image);
    qsm_image *null = qsm_image_new();
    qsm_image *wider = generate(format, WIDTH + 1, HEIGHT);
    qsm_image *higher = generate(format, WIDTH, HEIGHT + 1);
    check(image, image, "the same image");
    check(image, null, "one is null");
    check(null, null, "both are null");
    check(image, wider, "the width differs");
    check(image, higher, "the height differs");
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        if (i == (int)format ||
            qsm_image_format_depth((qsm_image_format_code)i) != qsm_image_depth(image))
            continue;
        qsm_image *other = generate((qsm_image_format_code)i, WIDTH, HEIGHT);
        if (!is_tabled(qsm_image_format(other)))
            memcpy(qsm_image_bits(other), qsm_image_const_bits(image),
                   qsm_image_size_in_bytes(image));
        check(image, other, "the format differs, the bytes do not");
        qsm_image_free(other);
    }
    qsm_image_free(null);
    qsm_image_free(wider);
    qsm_image_free(higher);
}

/* The one thing where Qt 6 is not Qt 5, and we are with Qt 5. */
static void check_space(const qsm_image *image, bool qt5)
{
    checks++;
    if (qt_equals(qt, image, image, 1) == qt5 && qsm_image_equals(image, image))
        return;
    failures++;
    printf("%s: a colour space counts otherwise than qsm/image.h says\n",
           qsm_image_format_name(qsm_image_format(image)));
}

int main(int count, char **arguments)
{
    if (count != 2) {
        (void)fprintf(stderr, "usage: %s PEER\n", arguments[0]);
        return 2;
    }
    qt = qt_start(arguments[1]);
    int formats = qt_format_count(qt);
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        qsm_image *image = generate((qsm_image_format_code)i, WIDTH, HEIGHT);
        check_shapes(image, formats);
        check_bits(image);
        check_padding(image);
        check_description(image);
        if (is_tabled(qsm_image_format(image)))
            check_tables(image);
        if (qsm_image_format(image) == QSM_IMAGE_FORMAT_RGB32)
            check_space(image, formats == FORMATS_OF_QT_5);
        qsm_image_free(image);
    }
    qt_stop(qt);
    printf("%d pairs, %d of them equal, %d failed\n", checks, equal, failures);
    return failures > 0 || equal == 0 || equal == checks ? 1 : 0;
}
