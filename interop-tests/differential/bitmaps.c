/* SPDX-License-Identifier: MIT */
/*
 * Windows bitmaps in streams of version 1 against a real Qt, and both forms in streams of version
 * 0: both accept the same ones and make the same image of them. Headers lie in every field, files
 * are cut at every byte, bytes change at random. Not compared: the pixels of rows that are missing,
 * which hold old memory in Qt; where a stream stands after a failure. bitmap_files.c has the other
 * types of bitmaps.
 * usage: diff_bitmaps PEER MUTATIONS [SEED]
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { MOST = 4096, REPORTED = 20, LARGEST = 4096, HEADERS = 54 };

/* Where the fields of the headers are. */
enum {
    OFFSET_AT = 10,
    INFO_AT = 14,
    WIDTH_AT = 18,
    HEIGHT_AT = 22,
    PLANES_AT = 26,
    BITS_AT = 28,
    COMPRESSION_AT = 30,
    COLORS_AT = 46
};

typedef struct bitmap {
    unsigned char data[MOST];
    size_t size;
} bitmap;

static unsigned long failures;
static unsigned long comparisons;
static unsigned long images;
static bool verbose;

static void put(unsigned char *out, size_t bytes, uint32_t value)
{
    for (size_t i = 0; i < bytes; i++, value >>= 8)
        out[i] = (unsigned char)value;
}

static uint32_t get(const unsigned char *in, size_t bytes)
{
    uint32_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | in[bytes];
    return value;
}

static void make_bitmap(bitmap *made, generator *g, int bits, uint32_t colors)
{
    const uint32_t width = 5;
    const uint32_t height = 3;
    uint32_t table = bits > 8 ? 0 : colors != 0 ? colors : 1U << bits;
    size_t start = HEADERS + (size_t)table * 4;
    made->size = start + (size_t)height * ((width * (uint32_t)bits + 31) / 32 * 4);
    for (size_t i = 0; i < made->size; i++)
        made->data[i] = (unsigned char)generator_next(g);
    memset(made->data, 0, HEADERS);
    memcpy(made->data, "BM", 2);
    put(made->data + 2, 4, (uint32_t)made->size);
    put(made->data + OFFSET_AT, 4, (uint32_t)start);
    put(made->data + INFO_AT, 4, 40);
    put(made->data + WIDTH_AT, 4, width);
    put(made->data + HEIGHT_AT, 4, height);
    put(made->data + PLANES_AT, 2, 1);
    put(made->data + BITS_AT, 2, (uint32_t)bits);
    put(made->data + 38, 4, 2835);
    put(made->data + 42, 4, 3000);
    put(made->data + COLORS_AT, 4, colors);
}

/* ---- comparing ---- */

/* The value of a run that the data has no byte for comes from Qt's stack. */
static bool is_rightly_different(const char *why, const char *message)
{
    return strstr(message, "rows are missing") != NULL && strstr(why, "channels by up to") != NULL;
}

/* Sizes that Qt 5, which has no limit, would fill gigabytes for. */
static bool is_huge(const bitmap *one)
{
    uint32_t height = get(one->data + HEIGHT_AT, 4);
    if (height > INT32_MAX)
        height = 0U - height;
    return one->size >= HEIGHT_AT + 4 &&
           (get(one->data + WIDTH_AT, 4) > LARGEST || height > LARGEST);
}

/* Since some version after 6.4 Qt makes 8 bits of 5 by a division; before, it shifted them. */
static int tolerance_of(qt_link *qt)
{
    return qt_version(qt) >= 0x060500 ? 7 : 0;
}

static void compare(qt_link *qt, const bitmap *one, int version, const char *what)
{
    char why[256];
    char message[256];
    int status;
    comparisons++;
    bool same = both_read_the_same(qt, one->data, one->size, version, tolerance_of(qt), &status,
                                   why, sizeof why, message);
    images += same && message[0] == '\0';
    if (same || is_rightly_different(why, message) || failures++ >= REPORTED)
        return;
    printf("%s, version %d: %s; we say '%s'\n", what, version, why, message);
    for (size_t i = 0; verbose && i < one->size; i++)
        printf("%02x%s", one->data[i], i + 1 == one->size ? "\n" : "");
}

/* ---- cases ---- */

typedef struct field_case {
    const char *name;
    size_t at;
    size_t bytes;
    uint32_t values[14];
    size_t count;
} field_case;

static const field_case fields[] = {
    {"planes", PLANES_AT, 2, {0, 1, 2, 255, 256, 65535}, 6},
    {"bits", BITS_AT, 2, {0, 1, 2, 3, 4, 8, 16, 24, 31, 32, 64, 257, 65535}, 13},
    {"colours",
     COLORS_AT,
     4,
     {0, 1, 2, 3, 5, 15, 16, 17, 255, 256, 257, 65536, 0x80000000, ~0U},
     14},
    {"offset",
     OFFSET_AT,
     4,
     {0, 1, 13, 53, 54, 55, 58, 62, 70, 78, 200, 5000, 0x7fffffff, ~0U},
     14},
    {"header's size", INFO_AT, 4, {0, 12, 39, 40, 41, 52, 56, 64, 108, 124}, 10},
    {"compression", COMPRESSION_AT, 4, {0, 1, 2, 3, 4, 5, 6, ~0U}, 8},
    {"width", WIDTH_AT, 4, {0, 1, 4, 6, 31, 32, 33, 4000, ~0U, 0x80000000}, 10},
    {"height", HEIGHT_AT, 4, {0, 1, 2, 4, 4000, ~0U, ~0U - 2, ~0U - 3, 0x80000000}, 9},
    {"dots x", 38, 4, {0, 1, ~0U, 0x80000000}, 4},
    {"file size", 2, 4, {0, 1, 54, ~0U}, 4},
    {"magic", 0, 2, {0x4d42, 0x4142, 0x4943, 0}, 4},
    {"size of the rows", 34, 4, {0, 1, ~0U}, 3},
    {"important colours", 50, 4, {0, 1, 300, ~0U}, 4},
};

static void check_fields(qt_link *qt, const bitmap *whole, int version)
{
    static bitmap changed;
    char what[64];
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        for (size_t v = 0; v < fields[f].count; v++) {
            changed = *whole;
            put(changed.data + fields[f].at, fields[f].bytes, fields[f].values[v]);
            (void)snprintf(what, sizeof what, "%s %#x, %u bits", fields[f].name,
                           fields[f].values[v], get(whole->data + BITS_AT, 2));
            if (!is_huge(&changed))
                compare(qt, &changed, version, what);
        }
    }
}

static void check_cuts(qt_link *qt, const bitmap *whole)
{
    static bitmap cut;
    char what[64];
    cut = *whole;
    for (cut.size = 0; cut.size < whole->size; cut.size++) {
        (void)snprintf(what, sizeof what, "%u bits, cut at %zu of %zu",
                       get(whole->data + BITS_AT, 2), cut.size, whole->size);
        compare(qt, &cut, 1, what);
    }
}

static void check_mutations(qt_link *qt, generator *g, const bitmap *whole, unsigned long count)
{
    static bitmap mutated;
    char what[64];
    for (unsigned long i = 0; i < count; i++) {
        mutated = *whole;
        for (uint32_t changes = 1 + generator_below(g, 3); changes > 0; changes--) {
            /* Mostly the headers: the rest are colours and pixels. */
            size_t limit = generator_below(g, 4) > 0 ? HEADERS : mutated.size;
            size_t at = generator_below(g, (uint32_t)limit);
            mutated.data[at] = generator_below(g, 2) ? (unsigned char)generator_below(g, 41)
                                                     : (unsigned char)generator_next(g);
        }
        if (generator_below(g, 4) == 0)
            mutated.size -= generator_below(g, (uint32_t)mutated.size - HEADERS);
        (void)snprintf(what, sizeof what, "%u bits, mutation %lu", get(whole->data + BITS_AT, 2),
                       i);
        if (!is_huge(&mutated))
            compare(qt, &mutated, 1, what);
    }
}

/* ---- version 0 ---- */

static void check_version_0(qt_link *qt, generator *g)
{
    static bitmap stream;
    qsm_image *image = qsm_image_new_size(5, 3, QSM_IMAGE_FORMAT_RGB32);
    int status;
    size_t size;
    if (image == NULL)
        exit(2);
    generate_pixels(g, image);
    unsigned char *theirs =
        qt_write(qt, image, QT_NO_SPACE, 0, QSM_DATA_STREAM_BIG_ENDIAN, &size, &status);
    qsm_data_stream *ours = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(ours, 0);
    comparisons++;
    if (!qsm_data_stream_write_image(ours, image, QSM_IMAGE_EXACT) ||
        qsm_data_stream_size(ours) != size ||
        memcmp(qsm_data_stream_data(ours), theirs, size) != 0) {
        printf("version 0: other bytes than Qt's are written\n");
        failures++;
    }
    memcpy(stream.data, theirs, size);
    stream.size = size;
    compare(qt, &stream, 0, "what Qt writes");
    make_bitmap(&stream, g, 24, 0);
    compare(qt, &stream, 0, "a bitmap");
    qsm_data_stream_free(ours);
    free(theirs);
    qsm_image_free(image);
}

int main(int count, char **arguments)
{
    static const struct {
        int bits;
        uint32_t colors;
    } forms[] = {{1, 0},  {1, 1},  {1, 2}, {1, 3}, {1, 4},   {1, 256}, {4, 0}, {4, 3},
                 {4, 16}, {4, 20}, {8, 0}, {8, 7}, {8, 256}, {24, 0},  {32, 0}};
    static bitmap whole;
    if (count < 3) {
        (void)fprintf(stderr, "usage: %s PEER MUTATIONS [SEED]\n", arguments[0]);
        return 2;
    }
    generator g;
    generator_seed(&g, count > 3 ? strtoull(arguments[3], NULL, 10) : 1);
    verbose = getenv("VERBOSE") != NULL;
    qt_link *qt = qt_start(arguments[1]);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        make_bitmap(&whole, &g, forms[i].bits, forms[i].colors);
        compare(qt, &whole, 1, "a whole bitmap");
        check_fields(qt, &whole, 1);
        check_cuts(qt, &whole);
        check_mutations(qt, &g, &whole, strtoul(arguments[2], NULL, 10));
    }
    check_version_0(qt, &g);
    qt_stop(qt);
    printf("%lu streams, %lu images, %lu differ\n", comparisons, images, failures);
    return failures > 0 || images == 0 ? 1 : 0;
}
