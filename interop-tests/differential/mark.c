/* SPDX-License-Identifier: MIT */
/*
 * The mark of image/mark.h on the streams of real Qt: pairs of images that differ in one thing
 * each. If the stream that Qt writes is another one, the mark is another one. The same for the
 * streams of qsm. usage: diff_mark PEER CHANGES
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "image/image_stream.h"
#include "image/mark.h"
#include "qt_link.h"

/* LARGE: its stream has several IDAT chunks. */
enum { WIDTH = 21, HEIGHT = 9, LARGE = 150, COLORS = 6 };
enum { VERSION = QSM_DATA_STREAM_QT_5_15, WRITERS = 4 };

static qt_link *qt;
static generator numbers;
static int pairs;
static int different;
static int failures;

typedef struct stream {
    unsigned char *data;
    size_t size;
    qsm_image_mark mark;
} stream;

static void *given(void *memory)
{
    if (memory == NULL)
        exit(2);
    return memory;
}

static stream write_with(int writer, const qsm_image *image, int version)
{
    stream made = {.data = NULL};
    int status = 0;
    if (writer == 0) {
        made.data = given(qt_write(qt, image, QT_NO_SPACE, version, QSM_DATA_STREAM_BIG_ENDIAN,
                                   &made.size, &status));
    } else {
        qsm_data_stream *out = given(qsm_data_stream_new_buffer());
        qsm_data_stream_set_version(out, version);
        if (!qsm_data_stream_write_image(out, image, (qsm_image_compression)(writer - 1)))
            status = -1;
        made.size = qsm_data_stream_size(out);
        made.data = given(malloc(made.size));
        memcpy(made.data, qsm_data_stream_data(out), made.size);
        qsm_data_stream_free(out);
    }
    if (status != 0)
        exit(2);
    made.mark = qsm__image_stream_mark(made.data, made.size, version, NULL);
    return made;
}

static void fail(const qsm_image *image, int writer, const char *what, const char *why)
{
    static const char *const writers[WRITERS] = {"Qt", "stored", "fast", "exact"};
    failures++;
    printf("%s, %s, %s: %s\n", qsm_image_format_name(qsm_image_format(image)), writers[writer],
           what, why);
}

/* What a receiver stores after it has read the image must be what it finds in the stream. */
static void check_parser(const qsm_image *image, const stream *of, int writer, int version)
{
    qsm_data_stream *in = given(qsm_data_stream_new_reader(of->data, of->size));
    qsm_image_parser *parser = given(qsm__image_parser_new(0));
    qsm_data_stream_set_version(in, version);
    if (!qsm__image_parser_parse(parser, in, NULL))
        exit(2);
    qsm_image_mark mark = qsm__image_parser_mark(parser);
    if (!qsm__image_marks_equal(&mark, &of->mark))
        fail(image, writer, "after reading", "the mark is another one");
    qsm__image_parser_free(parser);
    qsm_data_stream_free(in);
}

/* Each writer, both images. */
static void check_version(const qsm_image *one, const qsm_image *other, const char *what,
                          int version)
{
    for (int writer = 0; writer < WRITERS; writer++) {
        stream first = write_with(writer, one, version);
        stream second = write_with(writer, other, version);
        bool same = first.size == second.size && memcmp(first.data, second.data, first.size) == 0;
        pairs++;
        different += !same;
        if (first.mark.kind != QSM_IMAGE_MARK_OF_PIXELS)
            fail(one, writer, what, "there is no mark");
        else if (qsm__image_marks_equal(&first.mark, &second.mark) != same)
            fail(one, writer, what, same ? "the mark differs" : "the change is missed");
        check_parser(one, &second, writer, version);
        free(first.data);
        free(second.data);
    }
}

static void check(const qsm_image *one, const qsm_image *other, const char *what)
{
    check_version(one, other, what, VERSION);
}

static bool is_tabled(qsm_image_format_code format)
{
    return format == QSM_IMAGE_FORMAT_INDEXED8 || qsm_image_format_depth(format) == 1;
}

static qsm_image *generate(qsm_image_format_code format, int width, int height)
{
    qsm_image *image = given(qsm_image_new_size(width, height, format));
    if (is_tabled(format))
        generate_colors(&numbers, image, format == QSM_IMAGE_FORMAT_INDEXED8 ? COLORS : 2, true);
    generate_pixels(&numbers, image);
    return image;
}

/* A bit of a pixel; of an index only what stays in the table. */
static void change_pixel(qsm_image *image)
{
    size_t depth = (size_t)qsm_image_depth(image);
    uint32_t y = generator_below(&numbers, (uint32_t)qsm_image_height(image));
    uint32_t x = generator_below(&numbers, (uint32_t)qsm_image_width(image));
    unsigned char *row = qsm_image_scan_line(image, (int)y);
    size_t at = x * depth + generator_below(&numbers, (uint32_t)depth);
    if (qsm_image_format(image) == QSM_IMAGE_FORMAT_INDEXED8)
        row[x] = (unsigned char)((row[x] + 1) % COLORS);
    else
        row[at / 8] ^= (unsigned char)(1U << at % 8);
}

static void check_pixels(const qsm_image *image, int changes)
{
    for (int i = 0; i < changes; i++) {
        qsm_image *other = given(qsm_image_copy(image));
        change_pixel(other);
        check(image, other, "a bit of a pixel");
        qsm_image_free(other);
    }
}

static void check_description(const qsm_image *image)
{
    for (int i = 0; i < 4; i++) {
        qsm_image *other = given(qsm_image_copy(image));
        if (i == 0)
            qsm_image_set_dots_per_meter_y(other, 78);
        if (i == 1)
            qsm_image_set_offset(other, 1, -2);
        if (i == 2)
            qsm_image_set_text(other, "Title", "another");
        check(image, other, i < 3 ? "a value beside the pixels" : "nothing");
        if (i == 2) {
            qsm_image *third = given(qsm_image_copy(other));
            qsm_image_set_text(third, "Title", "anothes");
            check(other, third, "a letter of a text");
            qsm_image_free(third);
        }
        qsm_image_free(other);
    }
}

static void check_colors(const qsm_image *image)
{
    uint32_t colors[COLORS];
    int count = qsm_image_color_count(image);
    for (int i = 0; i < count; i++) {
        for (unsigned bit = 0; bit < 32; bit += 31) {
            qsm_image *other = given(qsm_image_copy(image));
            memcpy(colors, qsm_image_color_table(image), (size_t)count * sizeof *colors);
            colors[i] ^= 1U << bit;
            qsm_image_set_color_table(other, colors, count);
            check(image, other, "a colour of the table");
            qsm_image_free(other);
        }
    }
}

static void check_sizes(const qsm_image *image)
{
    qsm_image_format_code format = qsm_image_format(image);
    for (int i = 0; i < 2; i++) {
        qsm_image *other = given(qsm_image_new_size(WIDTH + (i == 0), HEIGHT + (i == 1), format));
        if (is_tabled(format))
            qsm_image_set_color_table(other, qsm_image_color_table(image),
                                      qsm_image_color_count(image));
        for (int y = 0; y < HEIGHT; y++)
            memcpy(qsm_image_scan_line(other, y), qsm_image_const_scan_line(image, y),
                   (size_t)qsm_image_bytes_per_line(image));
        check(image, other, "the size");
        qsm_image_free(other);
    }
}

int main(int count, char **arguments)
{
    int changes = count == 3 ? atoi(arguments[2]) : 0;
    if (changes < 1) {
        (void)fprintf(stderr, "usage: %s PEER CHANGES\n", arguments[0]);
        return 2;
    }
    qt = qt_start(arguments[1]);
    generator_seed(&numbers, 1);
    int formats = qt_format_count(qt);
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        qsm_image *image = generate((qsm_image_format_code)i, WIDTH, HEIGHT);
        check_pixels(image, changes);
        check_description(image);
        check_sizes(image);
        if (is_tabled(qsm_image_format(image)))
            check_colors(image);
        qsm_image_free(image);
    }
    static const qsm_image_format_code large[] = {QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_FORMAT_ARGB32,
                                                  QSM_IMAGE_FORMAT_GRAYSCALE16};
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        qsm_image *image = generate(large[i], LARGE, LARGE);
        check_pixels(image, changes);
        for (int version = QSM_DATA_STREAM_QT_1_0; version < 5; version += 1) {
            qsm_image *other = given(qsm_image_copy(image));
            change_pixel(other);
            if (large[i] == QSM_IMAGE_FORMAT_RGB32)
                check_version(image, other, "an old version", version);
            qsm_image_free(other);
        }
        qsm_image_free(image);
    }
    qt_stop(qt);
    printf("%d pairs, %d of them different, %d failed\n", pairs, different, failures);
    return failures > 0 || different == 0 || different == pairs ? 1 : 0;
}
