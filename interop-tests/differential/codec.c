/* SPDX-License-Identifier: MIT */
/*
 * Image streams against a real Qt: what we write Qt reads as it reads its own, what Qt writes we
 * read as Qt does, and the exact form is Qt's own bytes. Images of every format, odd sizes, all
 * kinds of tables, texts, colour spaces and metadata, from a seed.
 * usage: diff_codec PEER CASES [SEED]
 */
#include <qsm/data_stream.h>
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { VERSION = 17, REPORTED = 20 };

typedef struct test_case {
    unsigned long number;
    qsm_image *image;
    int version;
    qsm_data_stream_byte_order_code order;
    int space; /* QColorSpace::NamedColorSpace, or none */
    /* How far Qt's un-premultiplying may be from ours. */
    int tolerance;
    /* What Qt writes, and what it makes of that. */
    unsigned char *theirs;
    size_t their_size;
    qt_reading expected;
} test_case;

static unsigned long failures;
static unsigned long comparisons;

static const int versions[] = {0, 1, 2, 4, 5, 6, 12, 17, 19, 20, 24};

static void check(const test_case *test, bool good, const char *what, const char *why)
{
    comparisons++;
    if (good)
        return;
    if (failures++ < REPORTED)
        printf("case %lu (%s %dx%d, version %d, order %d, colour space %d): %s: %s\n", test->number,
               qsm_image_format_name(qsm_image_format(test->image)), qsm_image_width(test->image),
               qsm_image_height(test->image), test->version, (int)test->order, test->space, what,
               why);
}

static qsm_data_stream *set_up(qsm_data_stream *stream, const test_case *test)
{
    if (stream == NULL)
        exit(2);
    qsm_data_stream_set_version(stream, test->version);
    qsm_data_stream_set_byte_order(stream, test->order);
    return stream;
}

/* Ours against what Qt made of its own stream. */
static void check_reading(const test_case *test, const qt_reading *reading, size_t size,
                          const char *what, int tolerance)
{
    char why[256] = "";
    char text[300];
    bool good = reading->status == test->expected.status;
    if (!good)
        (void)snprintf(why, sizeof why, "status %d", reading->status);
    if (good && reading->status == 0 && reading->position != size) {
        good = false;
        (void)snprintf(why, sizeof why, "position %zu of %zu", reading->position, size);
    }
    if (good)
        good = same_image(reading->image, test->expected.image, tolerance, why, sizeof why);
    if (good) /* what Qt reads has Qt's account of its colour space, what we read has ours */
        good = reading->space.profile != NULL
                   ? same_space(&reading->space, &test->expected.space, why, sizeof why)
                   : space_fits(reading->image, &test->expected.space, why, sizeof why);
    (void)snprintf(text, sizeof text, "%s", why);
    check(test, good, what, text);
}

/*
 * Where the iCCP chunk of a gray image is. Older libpng does not write a profile of RGB into a gray
 * PNG file, nor do we; newer libpng (1.6.48) does, and drops it when it reads. *length is 0 if
 * there is none.
 */
static size_t find_gray_profile(const test_case *test, size_t *length)
{
    enum { MARKER = 4, HEAD = 33, COLOR_TYPE = 25, FRAME = 12 };
    size_t png = test->version > 4 ? MARKER : 0;
    const unsigned char *data = test->theirs + png;
    *length = 0;
    if (test->version != 1 && test->their_size > png + HEAD + FRAME && data[COLOR_TYPE] == 0 &&
        memcmp(data + HEAD + 4, "iCCP", 4) == 0)
        *length = ((size_t)data[HEAD + 2] << 8 | data[HEAD + 3]) + FRAME;
    return png + HEAD;
}

/* Whether these are Qt's bytes, but for such a chunk. */
static bool same_bytes(const test_case *test, const unsigned char *ours, size_t size)
{
    size_t length;
    size_t at = find_gray_profile(test, &length);
    if (length == 0)
        return size == test->their_size && memcmp(ours, test->theirs, size) == 0;
    return size + length == test->their_size && memcmp(ours, test->theirs, at) == 0 &&
           memcmp(ours + at, test->theirs + at + length, size - at) == 0;
}

static void check_they_read_ours(qt_link *qt, const test_case *test,
                                 qsm_image_compression compression, const char *what)
{
    qsm_data_stream *stream = set_up(qsm_data_stream_new_buffer(), test);
    bool written = qsm_data_stream_write_image(stream, test->image, compression);
    check(test, written, what, qsm_data_stream_error_string(stream));
    if (written) {
        size_t size = qsm_data_stream_size(stream);
        const void *data = qsm_data_stream_data(stream);
        qt_reading reading = qt_read(qt, data, size, test->version, test->order);
        check_reading(test, &reading, size, what, test->tolerance);
        qt_reading_free(&reading);
        size_t told = qsm_image_stream_size(test->image, test->version, compression, NULL);
        check(test, compression == QSM_IMAGE_STORED ? told == size : told >= size, what,
              "qsm_image_stream_size() is wrong");
        if (compression == QSM_IMAGE_EXACT && test->tolerance == 0)
            check(test, same_bytes(test, data, size), what, "not the bytes that Qt writes");
    }
    qsm_data_stream_free(stream);
}

static void check_we_read_theirs(const test_case *test)
{
    qsm_data_stream *stream =
        set_up(qsm_data_stream_new_reader(test->theirs, test->their_size), test);
    qt_reading reading = {.image = qsm_image_new()};
    if (reading.image == NULL)
        exit(2);
    qsm_data_stream_read_image(stream, reading.image, NULL);
    reading.status = (int)qsm_data_stream_status(stream);
    reading.position = qsm_data_stream_position(stream);
    check_reading(test, &reading, test->their_size, "Qt writes, we read", 0);
    qt_reading_free(&reading);
    qsm_data_stream_free(stream);
}

static int generate_size(generator *g)
{
    static const int sizes[] = {1, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 100, 129};
    return sizes[generator_below(g, sizeof sizes / sizeof sizes[0])];
}

static void generate_size_pair(generator *g, int *width, int *height)
{
    *width = generate_size(g);
    *height = generate_size(g);
    switch (generator_below(g, 12)) {
    case 0:
        *width = 300 + (int)generator_below(g, 900); /* wide */
        *height = 1 + (int)generator_below(g, 3);
        break;
    case 1:
        *width = 1 + (int)generator_below(g, 3); /* tall */
        *height = 300 + (int)generator_below(g, 900);
        break;
    default:
        break;
    }
}

/* Gray i for entry i: what Qt writes as gray. */
static void gray_table(qsm_image *image, int count)
{
    uint32_t colors[256];
    for (int i = 0; i < count; i++)
        colors[i] = 0xff000000U | (uint32_t)i * 0x10101U;
    qsm_image_set_color_table(image, colors, count);
}

static void generate_table(generator *g, qsm_image *image)
{
    static const int counts[] = {1, 2, 3, 4, 5, 16, 17, 100, 200, 255, 256};
    static const uint32_t swapped[] = {0xffffffffU, 0xff000000U};
    bool alpha = generator_below(g, 3) == 0;
    if (qsm_image_depth(image) == 1) {
        switch (generator_below(g, 4)) {
        case 0: /* as it is */
            break;
        case 1:
            qsm_image_set_color_table(image, swapped, 2);
            break;
        default:
            generate_colors(g, image, 1 + (int)generator_below(g, 2), alpha);
            break;
        }
    } else if (qsm_image_format(image) == QSM_IMAGE_FORMAT_INDEXED8) {
        int count = counts[generator_below(g, sizeof counts / sizeof counts[0])];
        if (generator_below(g, 4) == 0)
            gray_table(image, count);
        else
            generate_colors(g, image, count, alpha);
    }
}

/* Texts of every kind: short and long, Latin-1 and not, control characters, keys that are cut. */
static void generate_texts(generator *g, qsm_image *image)
{
    static const char *const keys[] = {
        "Title",
        "Author",
        "a b",
        "  spaces  inside ",
        "\xc3\xa9t\xc3\xa9",
        "\xe6\x97\xa5\xe6\x9c\xac",
        "A keyword that is longer than the seventy-nine characters that a keyword of PNG may have",
        "tab\there",
    };
    static const char *const values[] = {
        "",
        "short",
        "line\nbreak",
        "carriage\rreturn and\ttab",
        "Latin-1: \xc3\xa9\xc3\xbf",
        "\xe2\x82\xac and \xf0\x9f\x98\x80",
        "exactly forty characters, not one less..",
        "thirty-nine characters are not packed..",
        "A value that is long enough to be packed, and long enough, and long enough, and more",
        "Packed and not Latin-1: \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e, which takes an iTXt chunk",
    };
    enum { KEYS = sizeof keys / sizeof keys[0], VALUES = sizeof values / sizeof values[0] };
    for (uint32_t i = generator_below(g, 4); i > 0; i--)
        qsm_image_set_text(image, keys[generator_below(g, KEYS)],
                           values[generator_below(g, VALUES)]);
}

static void generate_description(generator *g, qsm_image *image)
{
    if (generator_below(g, 2) == 0) {
        qsm_image_set_dots_per_meter_x(image, 1 + (int)generator_below(g, 20000));
        qsm_image_set_dots_per_meter_y(image, 1 + (int)generator_below(g, 20000));
    }
    if (generator_below(g, 3) == 0)
        qsm_image_set_offset(image, (int)generator_below(g, 2000) - 1000,
                             (int)generator_below(g, 2000) - 1000);
    if (generator_below(g, 2) == 0)
        generate_texts(g, image);
}

/* The image of Qt's own one pixel with each colour space: what its profiles are. */
static qsm_image *spaces[QT_NAMED_SPACES + 1];

static void fetch_spaces(qt_link *qt)
{
    qsm_image *pixel = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    for (int space = 1; space <= QT_NAMED_SPACES; space++) {
        size_t size;
        int status;
        unsigned char *stream =
            qt_write(qt, pixel, space, VERSION, QSM_DATA_STREAM_BIG_ENDIAN, &size, &status);
        qsm_data_stream *reader = qsm_data_stream_new_reader(stream, size);
        spaces[space] = qsm_image_new();
        qsm_data_stream_read_image(reader, spaces[space], NULL);
        if (qsm_image_icc_profile(spaces[space], NULL, NULL) == NULL) {
            printf("colour space %d: Qt writes no profile that we read\n", space);
            failures++;
        }
        qsm_data_stream_free(reader);
        free(stream);
    }
    qsm_image_free(pixel);
}

/* Gives the image the profile that Qt has for a colour space. */
static void set_space(qsm_image *image, int space)
{
    size_t size;
    const char *name;
    const void *profile = qsm_image_icc_profile(spaces[space], &size, &name);
    if (!qsm_image_set_icc_profile(image, name, profile, size))
        exit(2);
}

/* In BMP (version 1) Qt takes straight floating point through premultiplied pixels too. */
static int tolerance(const qsm_image *image, int version)
{
    qsm_image_format_code format = qsm_image_format(image);
    if (version == 1 &&
        (format == QSM_IMAGE_FORMAT_RGBA16FPX4 || format == QSM_IMAGE_FORMAT_RGBA32FPX4))
        return 1;
    return qsm_format_tolerance(format);
}

static void run_case(qt_link *qt, generator *g, unsigned long number, int formats)
{
    int width;
    int height;
    int format = 1 + (int)(number % (unsigned long)(formats - 1));
    generate_size_pair(g, &width, &height);
    test_case test = {.number = number};
    test.image = qsm_image_new_size(width, height, (qsm_image_format_code)format);
    if (test.image == NULL)
        exit(2);
    generate_table(g, test.image);
    generate_pixels(g, test.image);
    generate_description(g, test.image);
    test.version = versions[generator_below(g, sizeof versions / sizeof versions[0])];
    test.order = (qsm_data_stream_byte_order_code)generator_below(g, 2);
    test.tolerance = tolerance(test.image, test.version);
    if (generator_below(g, 3) == 0 &&
        format != QSM_IMAGE_FORMAT_CMYK8888) { /* Qt has these for RGB */
        test.space = 1 + (int)generator_below(g, QT_NAMED_SPACES);
        set_space(test.image, test.space);
    }

    int status;
    test.theirs =
        qt_write(qt, test.image, test.space, test.version, test.order, &test.their_size, &status);
    test.expected = qt_read(qt, test.theirs, test.their_size, test.version, test.order);
    check_they_read_ours(qt, &test, QSM_IMAGE_STORED, "we write stored");
    check_they_read_ours(qt, &test, QSM_IMAGE_FAST, "we write fast");
    check_they_read_ours(qt, &test, QSM_IMAGE_EXACT, "we write exact");
    check_we_read_theirs(&test);
    qt_reading_free(&test.expected);
    qsm_image_free(test.image);
    free(test.theirs);
}

int main(int count, char **arguments)
{
    if (count < 3) {
        (void)fprintf(stderr, "usage: %s PEER CASES [SEED]\n", arguments[0]);
        return 2;
    }
    unsigned long cases = strtoul(arguments[2], NULL, 10);
    uint64_t seed = count > 3 ? strtoull(arguments[3], NULL, 10) : 1;
    qt_link *qt = qt_start(arguments[1]);
    int formats = qt_format_count(qt);
    if (formats > QSM_IMAGE_FORMAT_COUNT)
        formats = QSM_IMAGE_FORMAT_COUNT;
    fetch_spaces(qt);
    for (unsigned long i = 0; i < cases; i++) {
        generator g;
        generator_seed(&g, seed * 1000003 + i);
        run_case(qt, &g, i, formats);
    }
    for (int space = 1; space <= QT_NAMED_SPACES; space++)
        qsm_image_free(spaces[space]);
    qt_stop(qt);
    printf("%lu cases, %lu comparisons, %lu failed\n", cases, comparisons, failures);
    return failures > 0 || comparisons == 0 ? 1 : 0;
}
