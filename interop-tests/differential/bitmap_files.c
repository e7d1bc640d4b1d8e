/* SPDX-License-Identifier: MIT */
/*
 * BMP files of every type against a real Qt: short and long headers, masks, compressed rows, and
 * all of these damaged. Both accept the same files, and make the same image of them, to the last
 * byte: this Qt fills new memory with zeros. Also the BMP files that qsm_image_save() writes.
 * usage: diff_bitmap_files PEER MUTATIONS [SEED]
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { MOST = 4096, REPORTED = 20, LARGEST = 4096, FILE_HEADER = 14, OS2 = 12, QT_5_FORMATS = 30 };
enum { SIZE_AT = 14, WIDTH_AT = 18, HEIGHT_AT = 22, BITS_AT = 28, COMPRESSION_AT = 30 };
enum { RGB, RLE8, RLE4, BIT_FIELDS };

typedef struct bitmap {
    unsigned char data[MOST];
    size_t size;
} bitmap;

typedef struct form {
    uint32_t header;
    uint32_t bits;
    uint32_t compression;
    uint32_t colors;
    uint32_t masks[4];
    bool top_down;
} form;

#define USUAL                                                                                      \
    {                                                                                              \
        0xff0000, 0xff00, 0xff, 0xff000000                                                         \
    }

static const form forms[] = {
    {OS2, 1, RGB, 0, {0}, false},
    {OS2, 4, RGB, 0, {0}, false},
    {OS2, 8, RGB, 0, {0}, false},
    {OS2, 16, RGB, 0, {0}, false},
    {OS2, 24, RGB, 0, {0}, true},
    {16, 8, RGB, 0, {0}, false}, /* read as OS2, but colours of 4 bytes */
    {40, 1, RGB, 2, {0}, true},
    {40, 4, RLE4, 0, {0}, false},
    {40, 4, RLE4, 9, {0}, true},
    {40, 8, RLE8, 0, {0}, false},
    {40, 8, RLE8, 31, {0}, true},
    {40, 16, RGB, 0, {0}, false},
    {40, 16, BIT_FIELDS, 0, {0xf800, 0x7e0, 0x1f, 0}, false},
    {40, 16, BIT_FIELDS, 0, {0xf, 0xf00, 0xf0f0, 0}, true},
    {40, 24, RGB, 5, {0}, false},
    {40, 32, RGB, 0, {0}, true},
    {40, 32, BIT_FIELDS, 0, {0xff, 0xff00, 0xff0000, 0}, false},
    {40, 32, BIT_FIELDS, 0, {0x3ff00000, 0x1fe00, 0x7f, 0}, false},
    {64, 8, RGB, 7, {0}, false},
    {64, 8, RLE8, 7, {0}, false},
    {64, 32, BIT_FIELDS, 0, {0xff000000, 0, 0xffffff, 0}, false},
    {108, 1, RGB, 0, USUAL, false},
    {108, 8, RLE8, 0, USUAL, false},
    {108, 16, RGB, 0, {0x7c00, 0x3e0, 0x1f, 0x8000}, false},
    {108, 16, BIT_FIELDS, 0, {0x7c00, 0x3e0, 0x1f, 0x8000}, false},
    {108, 16, BIT_FIELDS, 0, {0xf00, 0xf0, 0xf, 0xf000}, true},
    {108, 32, RGB, 0, USUAL, false},
    {108, 32, RGB, 0, {0xff, 0xff00, 0xff0000, 0xff000000}, false},
    {108, 32, BIT_FIELDS, 0, USUAL, true},
    {124, 24, RGB, 0, USUAL, false},
    {124, 32, RGB, 0, {0xff0000, 0xff00, 0xff, 0xff}, false},
    {124, 32, BIT_FIELDS, 0, {0xff00, 0xff0000, 0xff000000, 0xff}, false},
    {124, 4, RGB, 3, USUAL, false},
};

static qt_link *qt;
static bool is_qt_5;
/* After 6.4 Qt scales what has less than 8 bits, and masks with gaps, in another way than shifting:
 * of such a Qt the sizes, formats and tables count, and what it refuses. */
static int tolerance;
static bool verbose;
static unsigned long comparisons;
static unsigned long images;
static unsigned long failures;

/* ---- making bitmaps ---- */

static void put(bitmap *made, size_t bytes, uint32_t value)
{
    for (size_t i = 0; i < bytes; i++, value >>= 8)
        made->data[made->size++] = (unsigned char)value;
}

static uint32_t get(const unsigned char *in, size_t bytes)
{
    uint32_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | in[bytes];
    return value;
}

static void put_random(bitmap *made, generator *g, size_t count)
{
    while (count-- > 0)
        put(made, 1, generator_next(g));
}

static void put_info(bitmap *made, const form *as, uint32_t width, uint32_t height)
{
    size_t start = made->size;
    bool windows = as->header >= 40;
    put(made, 4, as->header);
    put(made, windows ? 4 : 2, width);
    put(made, windows ? 4 : 2, as->top_down ? 0U - height : height);
    put(made, 2, 1);
    put(made, 2, as->bits);
    if (windows) {
        put(made, 4, as->compression);
        put(made, 4, 0);
        put(made, 4, 2835);
        put(made, 4, 3000);
        put(made, 4, as->colors);
        put(made, 4, 0);
    }
    for (size_t i = 0; as->header >= 108 && i < 4; i++)
        put(made, 4, as->masks[i]);
    while (made->size < start + as->header)
        put(made, 1, 0);
    for (size_t i = 0; as->header < 108 && as->compression == BIT_FIELDS && i < 3; i++)
        put(made, 4, as->masks[i]);
}

/* Runs, bytes as they are, moves and ends, mostly as they should be. */
static void put_rle(bitmap *made, generator *g, const form *as, uint32_t height)
{
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t parts = generator_below(g, 6); parts > 0; parts--) {
            uint32_t count = 3 + generator_below(g, generator_below(g, 8) == 0 ? 40 : 6);
            switch (generator_below(g, 6)) {
            case 0:
                put(made, 2, 0x200);
                put(made, 1, generator_below(g, 6));
                put(made, 1, generator_below(g, 3));
                break;
            case 1:
            case 2: {
                uint32_t bytes = as->bits == 4 ? (count + 1) / 2 : count;
                put(made, 2, count << 8);
                put_random(made, g, bytes + bytes % 2);
                break;
            }
            default:
                put(made, 1, generator_below(g, 12) == 0 ? generator_below(g, 256) : count - 2);
                put_random(made, g, 1);
            }
        }
        if (generator_below(g, 8) > 0)
            put(made, 2, 0);
    }
    put(made, 2, 0x100);
}

static void make_bitmap(bitmap *made, generator *g, const form *as)
{
    uint32_t width = 1 + generator_below(g, 19);
    uint32_t height = 1 + generator_below(g, 7);
    uint32_t colors = as->colors != 0 || as->bits > 8 ? as->colors : 1U << as->bits;
    bool compressed = as->compression == RLE8 || as->compression == RLE4;
    made->size = 0;
    put(made, 2, 0x4d42);
    put(made, 4, 0);
    put(made, 4, 0);
    put(made, 4, 0);
    put_info(made, as, width, height);
    put_random(made, g, (size_t)colors * (as->header == OS2 ? 3 : 4));
    size_t rows_at = made->size;
    if (compressed)
        put_rle(made, g, as, height);
    else
        put_random(made, g, (size_t)height * ((width * as->bits + 31) / 32 * 4));
    put_random(made, g, generator_below(g, 3));
    size_t size = made->size;
    made->size = 2;
    put(made, 4, (uint32_t)size);
    put(made, 4, 0);
    put(made, 4, (uint32_t)rows_at);
    made->size = size;
}

/* ---- comparing ---- */

static const qsm_image *none(void)
{
    static qsm_image *null;
    if (null == NULL)
        null = qsm_image_new();
    return null;
}

static bool is_large(uint32_t side, uint32_t highest)
{
    return side > LARGEST && highest - side >= LARGEST; /* a negative side is as long */
}

/* Sizes that Qt 5, which has no limit, would fill gigabytes for. */
static bool is_huge(const bitmap *one)
{
    uint32_t header = get(one->data + SIZE_AT, 4);
    bool windows = header == 40 || header == 64 || header == 108 || header == 124;
    if (one->size < HEIGHT_AT + 4)
        return false;
    if (!windows)
        return is_large(get(one->data + WIDTH_AT, 2), UINT16_MAX) ||
               is_large(get(one->data + WIDTH_AT + 2, 2), UINT16_MAX);
    return is_large(get(one->data + WIDTH_AT, 4), UINT32_MAX) ||
           is_large(get(one->data + HEIGHT_AT, 4), UINT32_MAX);
}

/* Qt 5.15 has no alpha in bitmaps without bit fields. */
static qsm_image *as_qt_5(qsm_image *image, const bitmap *one)
{
    if (!is_qt_5 || qsm_image_format(image) != QSM_IMAGE_FORMAT_ARGB32 ||
        get(one->data + COMPRESSION_AT, 4) != RGB)
        return image;
    qsm_image *opaque =
        qsm_image_new_size(qsm_image_width(image), qsm_image_height(image), QSM_IMAGE_FORMAT_RGB32);
    if (opaque == NULL)
        exit(2);
    memcpy(qsm_image_bits(opaque), qsm_image_const_bits(image), qsm_image_size_in_bytes(image));
    qsm_image_set_dots_per_meter_x(opaque, qsm_image_dots_per_meter_x(image));
    qsm_image_set_dots_per_meter_y(opaque, qsm_image_dots_per_meter_y(image));
    qsm_image_free(image);
    return opaque;
}

/* The value of a run that the data has no byte for comes from Qt's stack. */
static bool is_from_the_stack(const bitmap *one, const char *message, const char *why)
{
    uint32_t compression = get(one->data + COMPRESSION_AT, 4);
    return (compression == RLE8 || compression == RLE4) &&
           strstr(message, "rows are missing") != NULL && strstr(why, "channels") != NULL;
}

static void report(const bitmap *one, const char *what, const char *why, const char *message)
{
    if (failures++ >= REPORTED)
        return;
    printf("%s, header %u, %u bits: %s; we say '%s'\n", what, get(one->data + SIZE_AT, 4),
           get(one->data + BITS_AT, 2), why, message);
    for (size_t i = 0; verbose && i < one->size; i++)
        printf("%02x%s", one->data[i], i + 1 == one->size ? "\n" : "");
}

static void compare(const bitmap *one, const char *what)
{
    char why[256] = "";
    if (is_huge(one))
        return;
    comparisons++;
    qsm_image *ours = qsm_image_new();
    if (ours == NULL)
        exit(2);
    bool good = qsm_image_load_from_data(ours, one->data, one->size, NULL);
    char message[256];
    (void)snprintf(message, sizeof message, "%s", qsm_image_error_string(ours));
    ours = as_qt_5(ours, one);
    qsm_image *theirs = qt_load_from_data(qt, one->data, one->size);
    if (good == qsm_image_is_null(theirs))
        report(one, what, good ? "only we read it" : "only Qt reads it", message);
    else if (!same_image(good ? ours : none(), theirs, tolerance, why, sizeof why) &&
             !is_from_the_stack(one, message, why))
        report(one, what, why, message);
    images += good;
    qsm_image_free(ours);
    qsm_image_free(theirs);
}

/* In a stream of version 1: where it ends, too. */
static void compare_stream(const bitmap *one)
{
    char why[256];
    char message[256];
    int status;
    comparisons++;
    if (!both_read_the_same(qt, one->data, one->size, 1, tolerance, &status, why, sizeof why,
                            message) &&
        !is_from_the_stack(one, message, why) &&
        !(is_qt_5 && strstr(why, "format: 5 and 4") != NULL))
        report(one, "a stream", why, message);
}

static void check_format(const bitmap *one)
{
    const char *ours = qsm_image_file_format(one->data, one->size);
    char *theirs = qt_file_format(qt, one->data, one->size);
    comparisons++;
    if (strcmp(theirs, ours != NULL ? ours : "") != 0 && get(one->data + SIZE_AT, 4) >= 40)
        report(one, "the format", theirs, ours != NULL ? ours : "none");
    free(theirs);
}

/* ---- cases ---- */

static void check_cuts(const bitmap *whole)
{
    static bitmap cut;
    cut = *whole;
    for (cut.size = 0; cut.size < whole->size; cut.size++)
        compare(&cut, "cut");
}

/* The size of the header, and the numbers that a header of every size has. */
static void check_fields(const bitmap *whole)
{
    static const uint32_t sizes[] = {0,  3,  11, 12,  13,  16,  39,         40,         41,
                                     52, 56, 64, 108, 124, 128, 0x7fffffff, 0xfffffff0, 0xfffffff6};
    static const size_t places[] = {10, 26, 28, 30, 46};
    static const uint32_t values[] = {0, 1, 2, 3, 4, 6, 8, 16, 24, 32, 60, 70, 257, ~0U};
    static bitmap changed;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        changed = *whole;
        changed.size = SIZE_AT;
        put(&changed, 4, sizes[i]);
        changed.size = whole->size;
        compare(&changed, "the header's size");
    }
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            changed = *whole;
            changed.size = places[p];
            put(&changed, places[p] == 26 || places[p] == 28 ? 2 : 4, values[v]);
            changed.size = whole->size;
            compare(&changed, "a field");
        }
    }
}

static void check_mutations(generator *g, const form *as, unsigned long count)
{
    static bitmap mutated;
    for (unsigned long i = 0; i < count; i++) {
        make_bitmap(&mutated, g, as);
        if (i % 4 == 0) {
            compare(&mutated, "a whole bitmap");
            compare_stream(&mutated);
            continue;
        }
        for (uint32_t changes = 1 + generator_below(g, 3); changes > 0; changes--) {
            size_t limit = generator_below(g, 2) > 0 ? FILE_HEADER + as->header : mutated.size;
            size_t at = generator_below(g, (uint32_t)limit);
            mutated.data[at] = generator_below(g, 2) ? (unsigned char)generator_below(g, 41)
                                                     : (unsigned char)generator_next(g);
        }
        if (generator_below(g, 4) == 0)
            mutated.size -= generator_below(g, (uint32_t)mutated.size - FILE_HEADER);
        compare(&mutated, "a mutation");
    }
}

/* What both save as BMP, byte for byte. */
static void check_saved(generator *g)
{
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_MONO,  QSM_IMAGE_FORMAT_INDEXED8, QSM_IMAGE_FORMAT_GRAYSCALE8,
        QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_FORMAT_ARGB32,   QSM_IMAGE_FORMAT_RGB888};
    char folder[] = "/tmp/qsm-bitmaps-XXXXXX";
    char names[2][64];
    static unsigned char bytes[2][MOST];
    if (mkdtemp(folder) == NULL)
        exit(2);
    (void)snprintf(names[0], sizeof names[0], "%s/theirs.bmp", folder);
    (void)snprintf(names[1], sizeof names[1], "%s/ours.BMP", folder);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t sizes[2] = {0, 0};
        qsm_image *image = qsm_image_new_size(16, 5, formats[i]);
        if (image == NULL)
            exit(2);
        if (formats[i] == QSM_IMAGE_FORMAT_INDEXED8)
            generate_colors(g, image, 100, false);
        generate_pixels(g, image);
        bool good = qt_save(qt, image, names[0]) && qsm_image_save(image, names[1]);
        for (size_t n = 0; good && n < 2; n++) {
            FILE *file = fopen(names[n], "rb");
            sizes[n] = file != NULL ? fread(bytes[n], 1, MOST, file) : 0;
            good = file != NULL && fclose(file) == 0 && unlink(names[n]) == 0;
        }
        comparisons++;
        if (!good || sizes[0] == 0 || sizes[0] != sizes[1] ||
            memcmp(bytes[0], bytes[1], sizes[0]) != 0) {
            printf("%s: other bytes than QImage::save\n", qsm_image_format_name(formats[i]));
            failures++;
        }
        qsm_image_free(image);
    }
    failures += rmdir(folder) != 0;
}

int main(int count, char **arguments)
{
    static bitmap whole;
    generator g;
    if (count < 3) {
        (void)fprintf(stderr, "usage: %s PEER MUTATIONS [SEED]\n", arguments[0]);
        return 2;
    }
    generator_seed(&g, count > 3 ? strtoull(arguments[3], NULL, 10) : 1);
    verbose = getenv("VERBOSE") != NULL;
    qt_zero_memory();
    qt = qt_start(arguments[1]);
    is_qt_5 = qt_format_count(qt) <= QT_5_FORMATS;
    tolerance = qt_version(qt) >= 0x060500 ? 255 : 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        make_bitmap(&whole, &g, &forms[i]);
        compare(&whole, "a whole bitmap");
        compare_stream(&whole);
        check_format(&whole);
        check_fields(&whole);
        check_cuts(&whole);
        check_mutations(&g, &forms[i], strtoul(arguments[2], NULL, 10));
    }
    check_saved(&g);
    qt_stop(qt);
    printf("%lu comparisons, %lu images, %lu differ\n", comparisons, images, failures);
    return failures > 0 || images == 0 ? 1 : 0;
}
