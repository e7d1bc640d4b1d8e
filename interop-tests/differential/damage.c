/* SPDX-License-Identifier: MIT */
/*
 * Damaged image streams against a real Qt: both accept the same ones and make the same image of
 * them. Small streams are cut at every byte; bytes are changed, lost, added and repeated; lengths
 * lie, with and without the check values made right again.
 * usage: diff_damage PEER MUTATIONS [SEED]
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { VERSION = 17, MARKER = 4, SIGNATURE = 8, REPORTED = 20, MOST = 1 << 16, LARGEST = 200 };

typedef struct bytes {
    unsigned char data[MOST];
    size_t size;
} bytes;

static unsigned long failures;
static unsigned long comparisons;
static unsigned long accepted;
static bool verbose;

static void report(const char *what, const bytes *stream, const char *why, const char *text)
{
    if (failures++ >= REPORTED)
        return;
    printf("%s: %s; we say '%s'\n", what, why, text);
    for (size_t i = 0; verbose && i < stream->size; i++)
        printf("%02x%s", stream->data[i], i + 1 == stream->size ? "\n" : "");
}

/* One stream to both. */
static void compare(qt_link *qt, const bytes *stream, const char *what)
{
    char why[256];
    char message[256];
    int status;
    bool same = both_read_the_same(qt, stream->data, stream->size, VERSION, 0, &status, why,
                                   sizeof why, message);
    comparisons++;
    accepted += status == 0;
    if (!same)
        report(what, stream, why, message);
}

static uint32_t load_big(const unsigned char *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

static void store_big(unsigned char *out, uint32_t word)
{
    for (int i = 3; i >= 0; i--, word >>= 8)
        out[i] = (unsigned char)(word & 0xff);
}

/* Makes the check values of all chunks right, as far as chunks can be found. */
static void repair(bytes *stream)
{
    size_t at = MARKER + SIGNATURE;
    while (at + 12 <= stream->size) {
        uint32_t length = load_big(stream->data + at);
        if (length > stream->size - at - 12)
            return;
        uLong crc = crc32(0, stream->data + at + 4, length + 4);
        store_big(stream->data + at + 8 + length, (uint32_t)crc);
        at += 12 + length;
    }
}

static void remove_bytes(bytes *stream, size_t at, size_t count)
{
    memmove(stream->data + at, stream->data + at + count, stream->size - at - count);
    stream->size -= count;
}

static void repeat_bytes(bytes *stream, size_t at, size_t count)
{
    if (stream->size + count > MOST)
        return;
    memmove(stream->data + at + count, stream->data + at, stream->size - at);
    stream->size += count;
}

/* One small change behind the marker. */
static void mutate(generator *g, bytes *stream)
{
    size_t at = MARKER + generator_below(g, (uint32_t)(stream->size - MARKER));
    size_t left = stream->size - at;
    size_t count = 1 + generator_below(g, left < 16 ? (uint32_t)left : 16);
    switch (generator_below(g, 6)) {
    case 0:
        stream->data[at] ^= (unsigned char)(1U << generator_below(g, 8));
        break;
    case 1:
        stream->data[at] = (unsigned char)generator_next(g);
        break;
    case 2:
        stream->data[at] = generator_below(g, 2) ? 0xff : 0;
        break;
    case 3:
        remove_bytes(stream, at, count < left ? count : left);
        break;
    case 4:
        repeat_bytes(stream, at, count);
        break;
    default:
        if (left >= 4)
            store_big(stream->data + at,
                      generator_below(g, 2) ? 0x7fffffff : generator_below(g, 64));
        break;
    }
}

/* Sizes that Qt 5, which has no limit, would fill gigabytes for. */
static bool is_huge(const bytes *stream)
{
    const unsigned char *size = stream->data + MARKER + SIGNATURE + 8;
    return load_big(size) > LARGEST || load_big(size + 4) > LARGEST;
}

static void check_cuts(qt_link *qt, const bytes *whole)
{
    static bytes cut;
    char what[64];
    for (size_t size = 0; size < whole->size; size++) {
        memcpy(cut.data, whole->data, size);
        cut.size = size;
        (void)snprintf(what, sizeof what, "cut at %zu of %zu", size, whole->size);
        compare(qt, &cut, what);
    }
}

static void check_mutations(qt_link *qt, generator *g, const bytes *whole, unsigned long count)
{
    static bytes mutated;
    char what[64];
    for (unsigned long i = 0; i < count; i++) {
        memcpy(mutated.data, whole->data, whole->size);
        mutated.size = whole->size;
        for (uint32_t changes = 1 + generator_below(g, 2); changes > 0; changes--)
            mutate(g, &mutated);
        bool repaired = generator_below(g, 2) == 0;
        if (repaired)
            repair(&mutated);
        (void)snprintf(what, sizeof what, "mutation %lu%s of %zu bytes", i,
                       repaired ? ", repaired," : "", whole->size);
        if (mutated.size < MARKER + SIGNATURE + 16 || !is_huge(&mutated))
            compare(qt, &mutated, what);
    }
}

static qsm_image *small_image(generator *g, qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(5, 3, format);
    if (image == NULL)
        exit(2);
    if (qsm_image_format_depth(format) == 1)
        generate_colors(g, image, 2, true);
    if (format == QSM_IMAGE_FORMAT_INDEXED8)
        generate_colors(g, image, 9, true);
    generate_pixels(g, image);
    qsm_image_set_offset(image, 3, -4);
    qsm_image_set_text(image, "Title", "plain");
    qsm_image_set_text(image, "a", "\xe2\x82\xac");
    return image;
}

static void check_format(qt_link *qt, generator *g, qsm_image_format_code format,
                         unsigned long mutations)
{
    static bytes whole;
    int status;
    qsm_image *image = small_image(g, format);
    unsigned char *theirs =
        qt_write(qt, image, QT_NO_SPACE, VERSION, QSM_DATA_STREAM_BIG_ENDIAN, &whole.size, &status);
    memcpy(whole.data, theirs, whole.size);
    check_cuts(qt, &whole);
    check_mutations(qt, g, &whole, mutations);
    free(theirs);
    qsm_image_free(image);
}

int main(int count, char **arguments)
{
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_MONO,        QSM_IMAGE_FORMAT_INDEXED8,   QSM_IMAGE_FORMAT_RGB32,
        QSM_IMAGE_FORMAT_ARGB32,      QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_RGBA64,
        QSM_IMAGE_FORMAT_GRAYSCALE16,
    };
    if (count < 3) {
        (void)fprintf(stderr, "usage: %s PEER MUTATIONS [SEED]\n", arguments[0]);
        return 2;
    }
    generator g;
    generator_seed(&g, count > 3 ? strtoull(arguments[3], NULL, 10) : 1);
    verbose = getenv("VERBOSE") != NULL;
    qt_link *qt = qt_start(arguments[1]);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        check_format(qt, &g, formats[i], strtoul(arguments[2], NULL, 10));
    qt_stop(qt);
    printf("%lu streams, %lu of them accepted by Qt, %lu differ\n", comparisons, accepted,
           failures);
    return failures > 0 || comparisons == 0 ? 1 : 0;
}
