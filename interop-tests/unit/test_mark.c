/* SPDX-License-Identifier: MIT */
/* The mark of an image in a stream: every change of the image changes it, and nothing else does. */
#include <stdlib.h>
#include <string.h>

#include <qsm/qsm.h>

#include "image/image_stream.h"
#include "image/mark.h"
#include "suite.h"

/* A width that no row is padded for, and one that Mono pads. */
enum { WIDTH = 11, HEIGHT = 5, SEVERAL = 4000 };

static const qsm_image_format_code formats[] = {
    QSM_IMAGE_FORMAT_MONO,        QSM_IMAGE_FORMAT_INDEXED8,   QSM_IMAGE_FORMAT_RGB32,
    QSM_IMAGE_FORMAT_ARGB32,      QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_RGB888,
    QSM_IMAGE_FORMAT_GRAYSCALE16, QSM_IMAGE_FORMAT_RGBA64,
};
static const int versions[] = {QSM_DATA_STREAM_QT_1_0, QSM_DATA_STREAM_QT_2_0,
                               QSM_DATA_STREAM_QT_5_15};

typedef struct written {
    qsm_data_stream *stream;
    int version;
} written;

static uint32_t next_number(void)
{
    static uint32_t state = 12345;
    state = state * 1664525U + 1013904223U;
    return state >> 8U;
}

static qsm_image *make_image(qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, format);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    unsigned char *bits = qsm_image_bits(image);
    for (size_t i = 0; i < qsm_image_size_in_bytes(image); i++)
        bits[i] = (unsigned char)next_number();
    uint32_t colors[256];
    for (uint32_t i = 0; i < 256; i++)
        colors[i] = 0xff000000U | i * 0x010203U;
    if (format == QSM_IMAGE_FORMAT_INDEXED8)
        CU_ASSERT(qsm_image_set_color_table(image, colors, 256));
    CU_ASSERT(qsm_image_set_text(image, "Title", "before"));
    return image;
}

static written write_image(const qsm_image *image, int version, qsm_image_compression compression)
{
    written made = {qsm_data_stream_new_buffer(), version};
    qsm_data_stream_set_version(made.stream, version);
    CU_ASSERT_FATAL(qsm_data_stream_write_image(made.stream, image, compression));
    return made;
}

static qsm_image_mark mark_of(const written *stream)
{
    return qsm__image_stream_mark(qsm_data_stream_data(stream->stream),
                                  qsm_data_stream_size(stream->stream), stream->version, NULL);
}

/* The mark that a parser gives must be that of the stream. */
static qsm_image_mark mark_parsed(const written *stream)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(stream->stream),
                                                     qsm_data_stream_size(stream->stream));
    qsm_image_parser *parser = qsm__image_parser_new(0);
    qsm_data_stream_set_version(in, stream->version);
    CU_ASSERT(qsm__image_parser_parse(parser, in, NULL));
    qsm_image_mark mark = qsm__image_parser_mark(parser);
    qsm__image_parser_free(parser);
    qsm_data_stream_free(in);
    return mark;
}

static qsm_image_mark mark_image(const qsm_image *image, int version,
                                 qsm_image_compression compression)
{
    written stream = write_image(image, version, compression);
    qsm_image_mark mark = mark_of(&stream);
    qsm_data_stream_free(stream.stream);
    return mark;
}

static bool differs(const qsm_image *image, int version, qsm_image_compression compression,
                    const qsm_image_mark *last)
{
    qsm_image_mark now = mark_image(image, version, compression);
    return !qsm__image_marks_equal(&now, last);
}

/* Bits that a row of QImage has beside its pixels are no part of the picture. */
static size_t bytes_of_pixels(const qsm_image *image)
{
    return (size_t)(qsm_image_width(image) * qsm_image_depth(image)) / 8;
}

/* Formats without alpha do not write it. */
static bool is_written(qsm_image_format_code format, size_t x)
{
    uint32_t alpha = 0xff000000U;
    unsigned char bytes[4];
    memcpy(bytes, &alpha, 4);
    return format != QSM_IMAGE_FORMAT_RGB32 || bytes[x % 4] == 0;
}

/* One bit of one pixel. */
static void check_each_bit(qsm_image *image, int version, qsm_image_compression compression)
{
    qsm_image_mark mark = mark_image(image, version, compression);
    CU_ASSERT_EQUAL(mark.kind, QSM_IMAGE_MARK_OF_PIXELS);
    CU_ASSERT(!differs(image, version, compression, &mark));
    for (int y = 0; y < HEIGHT; y++) {
        unsigned char *row = qsm_image_scan_line(image, y);
        for (size_t x = 0; x < bytes_of_pixels(image); x++) {
            unsigned char bit = (unsigned char)(1U << (next_number() & 7U));
            row[x] ^= bit;
            if (is_written(qsm_image_format(image), x))
                CU_ASSERT(differs(image, version, compression, &mark));
            row[x] ^= bit;
        }
    }
}

/* Up to 4 neighbouring bytes, chosen so that their sum is the same: that is hard for the Adler-32.
 */
static void check_neighbours(qsm_image *image, qsm_image_compression compression)
{
    qsm_image_mark mark = mark_image(image, QSM_DATA_STREAM_QT_5_15, compression);
    unsigned char *row = qsm_image_scan_line(image, HEIGHT / 2);
    unsigned char before[4];
    for (int i = 0; i < SEVERAL; i++) {
        size_t at = next_number() % (bytes_of_pixels(image) - 4);
        memcpy(before, row + at, 4);
        for (int j = 0; j < 4; j++)
            row[at + (size_t)j] = (unsigned char)(i % 2 == 0 ? before[3 - j] : next_number());
        if (memcmp(before, row + at, 4) != 0)
            CU_ASSERT(differs(image, QSM_DATA_STREAM_QT_5_15, compression, &mark));
        memcpy(row + at, before, 4);
    }
}

/* A profile that is written, and still long enough when it is compressed. */
static void set_profile(qsm_image *image)
{
    unsigned char profile[252] = {0, 0, 0, 252};
    qsm_image_format_code format = qsm_image_format(image);
    bool gray = format == QSM_IMAGE_FORMAT_GRAYSCALE8 || format == QSM_IMAGE_FORMAT_GRAYSCALE16;
    for (size_t i = 132; i < sizeof profile; i++)
        profile[i] = (unsigned char)next_number();
    memcpy(profile + 16, gray ? "GRAYXYZ " : "RGB XYZ ", 8);
    memcpy(profile + 36, "acsp", 4);
    CU_ASSERT(qsm_image_set_icc_profile(image, "one", profile, sizeof profile));
}

static void check_description(qsm_image *image, qsm_image_compression compression)
{
    int version = QSM_DATA_STREAM_QT_5_15;
    qsm_image_mark mark = mark_image(image, version, compression);
    CU_ASSERT(qsm_image_set_text(image, "Title", "beforf"));
    CU_ASSERT(differs(image, version, compression, &mark));
    CU_ASSERT(qsm_image_set_text(image, "Title", "before"));
    CU_ASSERT(!differs(image, version, compression, &mark));
    qsm_image_set_dots_per_meter_x(image, 3938);
    CU_ASSERT(differs(image, version, compression, &mark));
    qsm_image_set_dots_per_meter_x(image, QSM_IMAGE_DEFAULT_DOTS_PER_METER);
    qsm_image_set_offset(image, 0, 1);
    CU_ASSERT(differs(image, version, compression, &mark));
    qsm_image_set_offset(image, 0, 0);
    CU_ASSERT(!differs(image, version, compression, &mark));
    set_profile(image);
    CU_ASSERT(differs(image, version, compression, &mark));
    CU_ASSERT(qsm_image_set_icc_profile(image, NULL, NULL, 0));
    CU_ASSERT(!differs(image, version, compression, &mark));
}

/* An entry that no pixel uses. */
static void check_colors(qsm_image *image, qsm_image_compression compression)
{
    qsm_image_mark mark = mark_image(image, QSM_DATA_STREAM_QT_5_15, compression);
    uint32_t colors[256];
    int count = qsm_image_color_count(image);
    memcpy(colors, qsm_image_color_table(image), (size_t)count * sizeof colors[0]);
    for (int i = 0; i < count; i++) {
        for (uint32_t bit = 1; bit != 0; bit = bit == 1 ? 1U << 31U : 0) { /* blue, and alpha */
            colors[i] ^= bit;
            CU_ASSERT(qsm_image_set_color_table(image, colors, count));
            CU_ASSERT(differs(image, QSM_DATA_STREAM_QT_5_15, compression, &mark));
            colors[i] ^= bit;
        }
    }
    CU_ASSERT(qsm_image_set_color_table(image, colors, count));
}

static void test_changes(void)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        qsm_image *image = make_image(formats[i]);
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
            qsm_image_compression compression = (qsm_image_compression)form;
            for (size_t v = 1; v < sizeof versions / sizeof versions[0]; v++)
                check_each_bit(image, versions[v], compression);
            if (formats[i] == QSM_IMAGE_FORMAT_RGB888 || formats[i] == QSM_IMAGE_FORMAT_RGBA64)
                check_neighbours(image, compression);
            check_description(image, compression);
            if (qsm_image_color_count(image) > 0)
                check_colors(image, compression);
        }
        qsm_image_free(image);
    }
}

static void test_bitmaps(void)
{
    qsm_image *image = make_image(QSM_IMAGE_FORMAT_RGB888);
    check_each_bit(image, QSM_DATA_STREAM_QT_1_0, QSM_IMAGE_STORED);
    qsm_image_free(image);
}

/* A bitmap whose header says that it is smaller than its rows, and one with other bytes behind it.
 */
static void test_size_of_bitmap(void)
{
    enum { CLAIMED = 5000, MORE = 100 };
    qsm_image *image = qsm_image_new_size(100, 100, QSM_IMAGE_FORMAT_RGB888);
    memset(qsm_image_bits(image), 0, qsm_image_size_in_bytes(image));
    written stream = write_image(image, QSM_DATA_STREAM_QT_1_0, QSM_IMAGE_STORED);
    size_t size = qsm_data_stream_size(stream.stream);
    unsigned char *bytes = calloc(1, size + MORE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memcpy(bytes, qsm_data_stream_data(stream.stream), size);
    for (int lies = 0; lies < 2; lies++) {
        qsm_image_mark one =
            qsm__image_stream_mark(bytes, size + MORE, QSM_DATA_STREAM_QT_1_0, NULL);
        bytes[lies ? size - 1 : size] ^= 1U;
        qsm_image_mark other =
            qsm__image_stream_mark(bytes, size + MORE, QSM_DATA_STREAM_QT_1_0, NULL);
        CU_ASSERT_EQUAL(qsm__image_marks_equal(&one, &other), lies == 0);
        bytes[2] = CLAIMED % 256;
        bytes[3] = CLAIMED / 256;
        bytes[4] = 0;
    }
    free(bytes);
    qsm_data_stream_free(stream.stream);
    qsm_image_free(image);
}

/* Another size with the same bytes: two rows more of half the width. */
static void test_sizes(void)
{
    unsigned char pixels[24] = {1, 2, 3};
    qsm_image *wide =
        qsm_image_new_wrapping(pixels, 8, 3, 8, QSM_IMAGE_FORMAT_GRAYSCALE8, NULL, NULL);
    qsm_image *high =
        qsm_image_new_wrapping(pixels, 4, 6, 4, QSM_IMAGE_FORMAT_GRAYSCALE8, NULL, NULL);
    qsm_image_mark mark = mark_image(wide, QSM_DATA_STREAM_QT_5_15, QSM_IMAGE_STORED);
    CU_ASSERT(differs(high, QSM_DATA_STREAM_QT_5_15, QSM_IMAGE_STORED, &mark));
    qsm_image_free(wide);
    qsm_image_free(high);
}

/* Without the data and with it. */
static void test_parsers_agree(void)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        qsm_image *image = make_image(formats[i]);
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
            for (size_t v = 0; v < sizeof versions / sizeof versions[0]; v++) {
                written stream = write_image(image, versions[v], (qsm_image_compression)form);
                qsm_image_mark one = mark_of(&stream);
                qsm_image_mark other = mark_parsed(&stream);
                CU_ASSERT(qsm__image_marks_equal(&one, &other));
                qsm_data_stream_free(stream.stream);
            }
        }
        qsm_image_free(image);
    }
}

/* The check value of the pixels in two chunks, as the PNG library of Qt can write it. */
static void put_chunk(unsigned char **to, const char *name, const void *data, uint32_t size,
                      uint32_t crc)
{
    unsigned char *out = *to;
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(size >> (24 - 8 * i));
    memcpy(out + 4, name, 4);
    memcpy(out + 8, data, size);
    for (int i = 0; i < 4; i++)
        out[8 + size + (uint32_t)i] = (unsigned char)(crc >> (24 - 8 * i));
    *to = out + 12 + size;
}

static qsm_image_mark mark_chunks(const char *first, const char *second, uint32_t crc)
{
    unsigned char png[128] = {0, 0, 0, 1, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char *end = png + 12;
    put_chunk(&end, "IDAT", first, (uint32_t)strlen(first), 1);
    put_chunk(&end, "IDAT", second, (uint32_t)strlen(second), crc);
    put_chunk(&end, "IEND", "", 0, 3);
    return qsm__image_stream_mark(png, (size_t)(end - png), QSM_DATA_STREAM_QT_5_15, NULL);
}

static void test_split_check(void)
{
    qsm_image_mark mark = mark_chunks("rowsAB", "CD", 2);
    qsm_image_mark same = mark_chunks("ROWSAB", "CD", 2); /* the values count, not the data */
    qsm_image_mark crc = mark_chunks("rowsAB", "CD", 9);
    CU_ASSERT_EQUAL(mark.kind, QSM_IMAGE_MARK_OF_PIXELS);
    CU_ASSERT_EQUAL(mark.adler, 0x41424344);
    CU_ASSERT(qsm__image_marks_equal(&mark, &same));
    CU_ASSERT(!qsm__image_marks_equal(&mark, &crc));
    for (int i = 0; i < 2; i++) {
        qsm_image_mark adler =
            i == 0 ? mark_chunks("rowsaB", "CD", 2) : mark_chunks("rowsAB", "Cd", 2);
        CU_ASSERT_EQUAL(adler.value, mark.value);
        CU_ASSERT(!qsm__image_marks_equal(&mark, &adler));
    }
    qsm_image_mark split = mark_chunks("rowsA", "BCD", 2);
    CU_ASSERT_EQUAL(split.adler, mark.adler);
    CU_ASSERT(!qsm__image_marks_equal(&mark, &split));
}

/* What is not complete, or no image, equals nothing; it is not even equal to itself. */
static void test_no_mark(void)
{
    qsm_image *image = make_image(QSM_IMAGE_FORMAT_RGB32);
    for (size_t v = 0; v < sizeof versions / sizeof versions[0]; v++) {
        written stream = write_image(image, versions[v], QSM_IMAGE_STORED);
        const unsigned char *data = qsm_data_stream_data(stream.stream);
        size_t size = qsm_data_stream_size(stream.stream);
        for (size_t i = 0; versions[v] != QSM_DATA_STREAM_QT_1_0 && i < size; i++) {
            qsm_image_mark mark = qsm__image_stream_mark(data, i, versions[v], NULL);
            CU_ASSERT_EQUAL(mark.kind, QSM_IMAGE_NO_MARK);
            CU_ASSERT(!qsm__image_marks_equal(&mark, &mark));
        }
        unsigned char *wrong = malloc(size);
        memcpy(wrong, data, size);
        wrong[versions[v] == QSM_DATA_STREAM_QT_5_15 ? 5 : 1] ^= 1U;
        CU_ASSERT_EQUAL(qsm__image_stream_mark(wrong, size, versions[v], NULL).kind,
                        QSM_IMAGE_NO_MARK);
        free(wrong);
        qsm_data_stream_free(stream.stream);
    }
    CU_ASSERT_EQUAL(qsm__image_stream_mark("", 0, QSM_DATA_STREAM_QT_1_0, NULL).kind,
                    QSM_IMAGE_NO_MARK);
    qsm_image_free(image);
}

static void test_null(void)
{
    unsigned char zeros[64] = {0};
    qsm_image_mark one = qsm__image_stream_mark(zeros, 64, QSM_DATA_STREAM_QT_5_15, NULL);
    qsm_image_mark other = qsm__image_stream_mark(zeros, 4, QSM_DATA_STREAM_QT_5_15, NULL);
    CU_ASSERT_EQUAL(one.kind, QSM_IMAGE_MARK_OF_NULL);
    CU_ASSERT(qsm__image_marks_equal(&one, &other));
    CU_ASSERT_EQUAL(qsm__image_stream_mark(zeros, 3, QSM_DATA_STREAM_QT_5_15, NULL).kind,
                    QSM_IMAGE_NO_MARK);
}

/* More chunks than Qt writes for the largest image: a look must end. */
static void test_many_chunks(void)
{
    enum { CHUNKS = (1 << 17) + 1 };
    unsigned char *png = malloc(64 + (size_t)CHUNKS * 12);
    memcpy(png, "\0\0\0\1\x89PNG\r\n\x1a\n", 12);
    for (int count = CHUNKS - 2; count <= CHUNKS; count++) {
        unsigned char *end = png + 12;
        for (int i = 0; i < count; i++)
            put_chunk(&end, "tEXt", "", 0, 0);
        put_chunk(&end, "IEND", "", 0, 0);
        qsm_image_mark mark = qsm__image_stream_mark(png, (size_t)(end - png), 18, NULL);
        CU_ASSERT_EQUAL(mark.kind,
                        count < CHUNKS - 1 ? QSM_IMAGE_MARK_OF_PIXELS : QSM_IMAGE_NO_MARK);
    }
    free(png);
}

/* A wrong CRC of a chunk that is used all the same (Qt does not look at it): the data counts, too.
 */
static void test_wrong_crc(void)
{
    qsm_image *image = make_image(QSM_IMAGE_FORMAT_RGB32);
    set_profile(image);
    written stream = write_image(image, QSM_DATA_STREAM_QT_5_15, QSM_IMAGE_STORED);
    size_t size = qsm_data_stream_size(stream.stream);
    unsigned char *data = malloc(size);
    memcpy(data, qsm_data_stream_data(stream.stream), size);
    qsm_image_mark marks[2];
    for (unsigned char i = 0; i < 2; i++) {
        for (size_t at = 0; at + 4 < size; at++) {
            if (memcmp(data + at, "iCCP", 4) == 0)
                data[at + 4] = (unsigned char)('a' + i); /* the name of the profile */
        }
        qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
        qsm_image_parser *parser = qsm__image_parser_new(0);
        CU_ASSERT(qsm__image_parser_parse(parser, in, NULL));
        marks[i] = qsm__image_parser_mark(parser);
        qsm__image_parser_free(parser);
        qsm_data_stream_free(in);
    }
    CU_ASSERT(!qsm__image_marks_equal(&marks[0], &marks[1]));
    free(data);
    qsm_data_stream_free(stream.stream);
    qsm_image_free(image);
}

/* A parser that is used again gives the same images, and keeps the memory of compressed data. */
static void test_parser_reuse(void)
{
    qsm_image *image = qsm_image_new_size(400, 300, QSM_IMAGE_FORMAT_RGB32);
    qsm_image *got = qsm_image_new();
    qsm_image_parser *parser = qsm__image_parser_new(0);
    memset(qsm_image_bits(image), 0xff, qsm_image_size_in_bytes(image));
    for (int i = 0; i < 12; i++) {
        uint32_t *pixel = qsm_image_scan_line(image, i);
        pixel[i] = 0xff000000U | next_number();
        written stream = write_image(image, i % 4 == 3 ? 1 : 18, (qsm_image_compression)(i % 3));
        qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(stream.stream),
                                                         qsm_data_stream_size(stream.stream));
        qsm_data_stream_set_version(in, stream.version);
        qsm__image_parser_reuse(parser, i % 2 == 0 ? got : NULL);
        CU_ASSERT(qsm__image_parser_parse(parser, in, NULL));
        CU_ASSERT(qsm__image_parser_decode(parser, in, got));
        CU_ASSERT_EQUAL(memcmp(qsm_image_const_bits(got), qsm_image_const_bits(image),
                               qsm_image_size_in_bytes(image)),
                        0);
        qsm_data_stream_free(in);
        qsm_data_stream_free(stream.stream);
    }
    qsm__image_parser_free(parser);
    qsm_image_free(image);
    qsm_image_free(got);
}

QSM_SUITE("mark", {"every change of an image changes its mark", test_changes},
          {"of a bitmap, too", test_bitmaps}, {"whatever its header says", test_size_of_bitmap},
          {"and of its size", test_sizes}, {"a parser comes to the same mark", test_parsers_agree},
          {"the check of the pixels may stand in two chunks", test_split_check},
          {"a stream that is not whole has no mark", test_no_mark},
          {"null images are all the same", test_null},
          {"a look ends, however many chunks there are", test_many_chunks},
          {"a wrong check value does not stand for data that is used", test_wrong_crc},
          {"a parser is used again", test_parser_reuse})
