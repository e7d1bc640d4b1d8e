/* SPDX-License-Identifier: MIT */
/*
 * The colour space of a PNG: chunks in each order, wrong, twice, in the wrong place; random gammas
 * and chromaticities. A Qt program reads from our stream the colour space (QColorSpace's
 * operator==) that it reads from the stream of another program of its Qt; the same if we read and
 * write Qt's stream. The exact stream is that of Qt 6.4.2. usage: diff_color_chunks PEER RANDOM
 */
#include "../lib/color_chunks.h"

#include <qsm/data_stream.h>
#include <qsm/image.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { VERSION = 17, QT_6_4_2 = 0x060402, REPORTED = 20 };

static qt_link *qt;
static bool is_exact; /* the Qt whose bytes the exact form has */
static unsigned long failures;
static unsigned long valid; /* colour spaces that were compared */
static unsigned long skipped;

static void fail(const char *chunks, const char *what, const char *why)
{
    if (failures++ < REPORTED)
        printf("\"%s\": %s: %s\n", chunks, what, why);
}

static qsm_image *read_image(const void *data, size_t size)
{
    qsm_image *image = qsm_image_new();
    qsm_data_stream *reader = qsm_data_stream_new_reader(data, size);
    if (image == NULL || reader == NULL)
        exit(2);
    qsm_data_stream_set_version(reader, VERSION);
    if (!qsm_data_stream_read_image(reader, image, NULL))
        exit(2);
    qsm_data_stream_free(reader);
    return image;
}

static qsm_data_stream *write_image(const qsm_image *image, qsm_image_compression form)
{
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    if (writer == NULL)
        exit(2);
    qsm_data_stream_set_version(writer, VERSION);
    if (!qsm_data_stream_write_image(writer, image, form))
        exit(2);
    return writer;
}

/* We write what we read of original; Qt finds in it what it would send itself. */
static void pass_on(const char *chunks, const char *what, const void *original, size_t size)
{
    qsm_image *image = read_image(original, size);
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        qsm_data_stream *ours = write_image(image, (qsm_image_compression)form);
        size_t our_size = qsm_data_stream_size(ours);
        size_t their_size;
        unsigned char *theirs;
        if (!qt_has_space_of(qt, original, size, qsm_data_stream_data(ours), our_size, VERSION,
                             &theirs, &their_size))
            fail(chunks, what, "Qt finds another colour space than in its own stream");
        if (form == QSM_IMAGE_EXACT && is_exact && original != NULL &&
            (our_size != their_size || memcmp(qsm_data_stream_data(ours), theirs, our_size) != 0))
            fail(chunks, what, "not the bytes of Qt");
        free(theirs);
        qsm_data_stream_free(ours);
    }
    qsm_image_free(image);
}

/* The stream that Qt sends itself. */
static unsigned char *sent_by_qt(const color_stream *stream, size_t *size)
{
    unsigned char *theirs;
    (void)qt_has_space_of(qt, stream->data, stream->size, stream->data, stream->size, VERSION,
                          &theirs, size);
    return theirs;
}

/* newer_differs: as of a case; for random ones: whether we have no colour space. */
static void compare(const char *chunks, const color_stream *stream, bool newer_differs)
{
    char why[256];
    char message[256];
    int status;
    if (!both_read_the_same(qt, stream->data, stream->size, VERSION, 0, &status, why, sizeof why,
                            message))
        fail(chunks, why, message);
    qt_reading reading =
        qt_read(qt, stream->data, stream->size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
    valid += reading.space.valid;
    qt_reading_free(&reading);
    if (newer_differs) {
        skipped++;
        return;
    }
    pass_on(chunks, "a file", stream->data, stream->size);
    size_t size;
    unsigned char *theirs = sent_by_qt(stream, &size);
    bool was_exact = is_exact;
    is_exact = false; /* Qt gives a profile another name when it writes it again */
    pass_on(chunks, "a stream", theirs, size);
    is_exact = was_exact;
    free(theirs);
}

static bool has_newer_libpng(void)
{
    color_stream stream = {.depth = 8, .type = 2};
    color_make(&stream, "sRGB=0 sRGB=0");
    qt_reading reading = qt_read(qt, stream.data, stream.size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
    bool newer = reading.space.valid;
    qt_reading_free(&reading);
    return newer;
}

static void compare_cases(bool newer)
{
    color_stream stream = {.depth = 8, .type = 2};
    color_make(&stream, "gAMA=70000 cHRM=adobe");
    qsm_image *source = read_image(stream.data, stream.size);
    stream.profile = qsm_image_icc_profile(source, &stream.profile_size, NULL);
    for (size_t i = 0; i < COLOR_CASES; i++) {
        color_make_case(&stream, &color_cases[i]);
        compare(color_cases[i].chunks, &stream, newer && color_cases[i].newer_differs);
    }
    qsm_image_free(source);
}

/* ---- random ones ----------------------------------------------------------------------------- */

typedef uint32_t chromaticities[8];

static void random_point(generator *g, uint32_t point[2])
{
    point[0] = generator_below(g, 100001);
    point[1] = generator_below(g, 100001);
    if (point[0] + point[1] > 100000) {
        point[0] = 100000 - point[0];
        point[1] = 100000 - point[1];
    }
}

/* All points near one, so that the triangle is small. */
static void small_triangle(generator *g, chromaticities values)
{
    static const uint32_t sizes[] = {2, 10, 100, 1000};
    uint32_t size = sizes[generator_below(g, sizeof sizes / sizeof sizes[0])];
    uint32_t center[2];
    random_point(g, center);
    for (int i = 0; i < 8; i++)
        values[i] = center[i % 2] * 9 / 10 + generator_below(g, size);
}

/* White is within the triangle, or nearly on its edge. */
static void with_white_inside(generator *g, chromaticities values)
{
    uint32_t part[3] = {generator_below(g, 1001), 0, 0};
    part[1] = generator_below(g, 1001 - part[0]);
    part[2] = 1000 - part[0] - part[1];
    for (int i = 1; i < 4; i++)
        random_point(g, values + (ptrdiff_t)i * 2);
    for (int i = 0; i < 2; i++)
        values[i] =
            (values[2 + i] * part[0] + values[4 + i] * part[1] + values[6 + i] * part[2]) / 1000;
}

/* Those of a real device, which vary. */
static void near_real(generator *g, chromaticities values)
{
    static const chromaticities real[] = {
        {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000},
        {31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000},
        {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000},
        {34567, 35850, 73469, 26531, 15960, 84040, 3660, 10},
    };
    uint32_t which = generator_below(g, sizeof real / sizeof real[0]);
    for (int i = 0; i < 8; i++)
        values[i] = real[which][i] + generator_below(g, 1500);
}

static void random_chunks(generator *g, char *chunks, size_t size)
{
    static void (*const makers[])(generator * g, chromaticities values) = {
        small_triangle, with_white_inside, near_real, near_real};
    chromaticities v;
    uint32_t kind = generator_below(g, 5);
    uint32_t gamma = 16 + generator_below(g, generator_below(g, 2) == 0 ? 200000 : 700000000);
    if (kind == 4) {
        (void)snprintf(chunks, size, "gAMA=%u", gamma);
        return;
    }
    makers[kind](g, v);
    (void)snprintf(chunks, size, "gAMA=%u cHRM=%u,%u,%u,%u,%u,%u,%u,%u", gamma, v[0], v[1], v[2],
                   v[3], v[4], v[5], v[6], v[7]);
}

static void compare_random(unsigned long count, bool newer)
{
    generator g;
    color_stream stream = {.depth = 8, .type = 2};
    char chunks[256];
    generator_seed(&g, 20261130);
    for (unsigned long i = 0; i < count; i++) {
        random_chunks(&g, chunks, sizeof chunks);
        color_make(&stream, chunks);
        qsm_image *image = read_image(stream.data, stream.size);
        bool has_none = qsm_image_color_space(image)->source == QSM_COLOR_SPACE_NONE;
        qsm_image_free(image);
        compare(chunks, &stream, newer && has_none);
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        (void)fprintf(stderr, "usage: %s PEER RANDOM\n", arguments[0]);
        return 2;
    }
    qt = qt_start(arguments[1]);
    unsigned version = (unsigned)qt_version(qt);
    bool newer = has_newer_libpng();
    is_exact = version == QT_6_4_2;
    compare_cases(newer);
    compare_random(strtoul(arguments[2], NULL, 10), newer);
    qt_stop(qt);
    printf("Qt %u.%u.%u%s%s: %lu colour spaces, %lu skipped, %lu failures\n", version >> 16U,
           version >> 8U & 255U, version & 255U, newer ? ", libpng since 1.6.47" : "",
           is_exact ? ", byte for byte" : "", valid, skipped, failures);
    return failures > 0 || valid == 0 ? 1 : 0;
}
