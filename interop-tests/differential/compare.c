/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <qsm/data_stream.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int qsm_format_tolerance(qsm_image_format_code format)
{
    const char *name = qsm_image_format_name(format);
    return name != NULL && strstr(name, "_Premultiplied") != NULL ? 1 : 0;
}

__attribute__((format(printf, 3, 4))) static bool differs(char *why, size_t size,
                                                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(why, size, format, arguments);
    va_end(arguments);
    return false;
}

typedef struct number {
    const char *name;
    long long one;
    long long other;
} number;

static bool same_numbers(const qsm_image *one, const qsm_image *other, char *why, size_t size)
{
    const number numbers[] = {
        {"format", (int)qsm_image_format(one), (int)qsm_image_format(other)},
        {"width", qsm_image_width(one), qsm_image_width(other)},
        {"height", qsm_image_height(one), qsm_image_height(other)},
        {"bytes per line", qsm_image_bytes_per_line(one), qsm_image_bytes_per_line(other)},
        {"dots x", qsm_image_dots_per_meter_x(one), qsm_image_dots_per_meter_x(other)},
        {"dots y", qsm_image_dots_per_meter_y(one), qsm_image_dots_per_meter_y(other)},
        {"offset x", qsm_image_offset_x(one), qsm_image_offset_x(other)},
        {"offset y", qsm_image_offset_y(one), qsm_image_offset_y(other)},
        {"colours", qsm_image_color_count(one), qsm_image_color_count(other)},
        {"texts", qsm_image_text_count(one), qsm_image_text_count(other)},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].one != numbers[i].other)
            return differs(why, size, "%s: %lld and %lld", numbers[i].name, numbers[i].one,
                           numbers[i].other);
    }
    return true;
}

static bool same_tables(const qsm_image *one, const qsm_image *other, char *why, size_t size)
{
    for (int i = 0; i < qsm_image_color_count(one); i++) {
        if (qsm_image_color(one, i) != qsm_image_color(other, i))
            return differs(why, size, "colour %d: %08x and %08x", i, qsm_image_color(one, i),
                           qsm_image_color(other, i));
    }
    return true;
}

static bool same_texts(const qsm_image *one, const qsm_image *other, char *why, size_t size)
{
    for (int i = 0; i < qsm_image_text_count(one); i++) {
        const char *key = qsm_image_text_key(one, i);
        const char *text = qsm_image_text(other, key);
        if (text == NULL || strcmp(qsm_image_text(one, key), text) != 0)
            return differs(why, size, "text '%s': '%s' and '%s'", key, qsm_image_text(one, key),
                           text != NULL ? text : "(none)");
    }
    return true;
}

static int byte_difference(const unsigned char *one, const unsigned char *other, size_t x,
                           bool wide)
{
    if (!wide)
        return one[x] - other[x];
    uint16_t a;
    uint16_t b;
    memcpy(&a, one + 2 * x, sizeof a);
    memcpy(&b, other + 2 * x, sizeof b);
    return a - b;
}

/* The bits of a channel in a packed pixel, a number of size bytes. */
typedef struct packed {
    qsm_image_format_code format;
    size_t size;
    unsigned shift[4];
    unsigned bits[4];
} packed;

static const packed packed_formats[] = {
    {QSM_IMAGE_FORMAT_RGB16, 2, {11, 5, 0, 0}, {5, 6, 5, 0}},
    {QSM_IMAGE_FORMAT_RGB555, 2, {10, 5, 0, 15}, {5, 5, 5, 1}},
    {QSM_IMAGE_FORMAT_RGB444, 2, {8, 4, 0, 12}, {4, 4, 4, 4}},
    {QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED, 2, {8, 4, 0, 12}, {4, 4, 4, 4}},
    {QSM_IMAGE_FORMAT_RGB666, 3, {12, 6, 0, 18}, {6, 6, 6, 6}},
    {QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED, 3, {12, 6, 0, 18}, {6, 6, 6, 6}},
    {QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED, 3, {18, 13, 8, 0}, {5, 5, 5, 8}},
    {QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED, 3, {19, 13, 8, 0}, {5, 6, 5, 8}},
    {QSM_IMAGE_FORMAT_RGB30, 4, {20, 10, 0, 30}, {10, 10, 10, 2}},
    {QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED, 4, {20, 10, 0, 30}, {10, 10, 10, 2}},
    {QSM_IMAGE_FORMAT_BGR30, 4, {0, 10, 20, 30}, {10, 10, 10, 2}},
    {QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED, 4, {0, 10, 20, 30}, {10, 10, 10, 2}},
};

static const packed *packing_of(qsm_image_format_code format)
{
    for (size_t i = 0; i < sizeof packed_formats / sizeof packed_formats[0]; i++) {
        if (packed_formats[i].format == format)
            return &packed_formats[i];
    }
    return NULL;
}

/* 24 bits are a big endian number, others one of the host. */
static uint32_t packed_pixel(const unsigned char *in, size_t size)
{
    uint32_t word = 0;
    uint16_t half;
    if (size == 3)
        return (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
    if (size == 4) {
        memcpy(&word, in, sizeof word);
        return word;
    }
    memcpy(&half, in, sizeof half);
    return half;
}

static int packed_difference(const unsigned char *one, const unsigned char *other, int width,
                             const packed *format, long *count)
{
    int most = 0;
    for (int x = 0; x < width; x++, one += format->size, other += format->size) {
        uint32_t a = packed_pixel(one, format->size);
        uint32_t b = packed_pixel(other, format->size);
        for (int i = 0; i < 4; i++) {
            uint32_t mask = (1U << format->bits[i]) - 1;
            int here =
                abs((int)(a >> format->shift[i] & mask) - (int)(b >> format->shift[i] & mask));
            *count += here != 0;
            most = here > most ? here : most;
        }
    }
    return most;
}

/* Rows of whole bytes or 16-bit words. */
static int row_difference(const unsigned char *one, const unsigned char *other,
                          const qsm_image *image, long *count)
{
    qsm_image_format_code format = qsm_image_format(image);
    bool wide = qsm_image_depth(image) == 64 || format == QSM_IMAGE_FORMAT_GRAYSCALE16;
    bool unused = format == QSM_IMAGE_FORMAT_RGB32 || format == QSM_IMAGE_FORMAT_RGBX8888 ||
                  format == QSM_IMAGE_FORMAT_RGBX64;
    const packed *packing = packing_of(format);
    if (packing != NULL)
        return packed_difference(one, other, qsm_image_width(image), packing, count);
    size_t bytes = (size_t)qsm_image_width(image) * (size_t)qsm_image_depth(image) / 8;
    int most = 0;
    for (size_t x = 0; x < (wide ? bytes / 2 : bytes); x++) {
        int difference = abs(byte_difference(one, other, x, wide));
        if (difference == 0 || (unused && x % 4 == 3))
            continue;
        ++*count;
        most = difference > most ? difference : most;
    }
    return most;
}

static int bit_difference(const unsigned char *one, const unsigned char *other,
                          const qsm_image *image, long *count)
{
    bool low_first = qsm_image_format(image) == QSM_IMAGE_FORMAT_MONOLSB;
    int before = (int)*count;
    for (int x = 0; x < qsm_image_width(image); x++) {
        int mask = low_first ? 1 << x % 8 : 0x80 >> x % 8;
        *count += ((one[x / 8] ^ other[x / 8]) & mask) != 0;
    }
    return *count > before ? 255 : 0;
}

int greatest_difference(const qsm_image *one, const qsm_image *other, long *count)
{
    int most = 0;
    *count = 0;
    for (int y = 0; y < qsm_image_height(one); y++) {
        const unsigned char *a = qsm_image_const_scan_line(one, y);
        const unsigned char *b = qsm_image_const_scan_line(other, y);
        int here = qsm_image_depth(one) == 1 ? bit_difference(a, b, one, count)
                                             : row_difference(a, b, one, count);
        most = here > most ? here : most;
    }
    return most;
}

bool same_image(const qsm_image *one, const qsm_image *other, int tolerance, char *why, size_t size)
{
    long count;
    why[0] = '\0';
    if (!same_numbers(one, other, why, size) || !same_tables(one, other, why, size) ||
        !same_texts(one, other, why, size))
        return false;
    int most = greatest_difference(one, other, &count);
    if (most > tolerance)
        return differs(why, size, "%ld channels by up to %d", count, most);
    return true;
}

bool same_space(const qt_space *one, const qt_space *other, char *why, size_t size)
{
    if (one->valid != other->valid || one->primaries != other->primaries ||
        one->transfer != other->transfer || one->gamma != other->gamma)
        return differs(why, size, "colour space: %d %d %d %d and %d %d %d %d", one->valid,
                       one->primaries, one->transfer, one->gamma, other->valid, other->primaries,
                       other->transfer, other->gamma);
    if (one->profile_size != other->profile_size ||
        memcmp(one->profile, other->profile, one->profile_size) != 0)
        return differs(why, size, "colour profiles of %zu and %zu bytes", one->profile_size,
                       other->profile_size);
    return true;
}

/* Whether Qt made the same profile; its own version stands in it. Qt 6.8 makes others. */
static bool profile_fits(const qsm_image *ours, const qt_space *theirs)
{
    enum { CREATOR = 80, BEHIND = 84, MAJOR = 8 };
    size_t size;
    const unsigned char *profile = qsm_image_icc_profile(ours, &size, NULL);
    if (theirs->profile_size > BEHIND && theirs->profile[MAJOR] != 2)
        return profile != NULL;
    return profile != NULL && size == theirs->profile_size &&
           memcmp(profile, theirs->profile, CREATOR) == 0 &&
           memcmp(profile + BEHIND, theirs->profile + BEHIND, size - BEHIND) == 0;
}

/* gAMA holds the gamma of encoding, QColorSpace that of decoding. */
static bool gamma_fits(uint32_t encoding, const qt_space *theirs)
{
    double expected = 1e10 / encoding;
    double difference = expected - theirs->gamma;
    return theirs->transfer == QT_TRANSFER_LINEAR
               ? encoding > 99000 && encoding < 101000
               : difference * difference <= 1 + expected * expected * 1e-6;
}

bool space_fits(const qsm_image *ours, const qt_space *theirs, char *why, size_t size)
{
    const qsm_color_space *space = qsm_image_color_space(ours);
    size_t profile_size;
    const void *profile = qsm_image_icc_profile(ours, &profile_size, NULL);
    bool good = false;
    switch (space->source) {
    case QSM_COLOR_SPACE_NONE:
        good = !theirs->valid;
        break;
    case QSM_COLOR_SPACE_ICC: /* which Qt may understand or not */
        good = !theirs->valid || (profile_size == theirs->profile_size &&
                                  memcmp(profile, theirs->profile, profile_size) == 0);
        break;
    case QSM_COLOR_SPACE_SRGB:
        good = theirs->valid && theirs->primaries == QT_PRIMARIES_SRGB &&
               theirs->transfer == QT_TRANSFER_SRGB && profile_fits(ours, theirs);
        break;
    case QSM_COLOR_SPACE_GAMMA:
        good = theirs->valid && gamma_fits(space->gamma, theirs) && profile_fits(ours, theirs);
        break;
    }
    return good ||
           differs(why, size,
                   "colour space of source %d (gamma %u, %zu bytes), Qt's is "
                   "%d %d %d %d (%zu bytes)",
                   (int)space->source, space->gamma, profile_size, theirs->valid, theirs->primaries,
                   theirs->transfer, theirs->gamma, theirs->profile_size);
}

/* The stream of one pixel, with a wrong CRC of IEND. */
static qsm_data_stream *pixel_with_wrong_end(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    qsm_image *pixel = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    if (stream == NULL || pixel == NULL ||
        !qsm_data_stream_write_image(stream, pixel, QSM_IMAGE_STORED))
        exit(2);
    qsm_image_free(pixel);
    return stream;
}

/*
 * libpng of 2025 (1.6.48) is another judge than 1.6.39 in two cases: a wrong CRC of IEND is a
 * warning, and a chunk whose third letter is small is an error. Which of both this Qt has is asked
 * once.
 */
static bool has_newer_libpng(qt_link *qt)
{
    enum { UNKNOWN, OLDER, NEWER };
    static int answer = UNKNOWN;
    if (answer == UNKNOWN) {
        qsm_data_stream *stream = pixel_with_wrong_end();
        size_t size = qsm_data_stream_size(stream);
        unsigned char *data = malloc(size);
        if (data == NULL)
            exit(2);
        memcpy(data, qsm_data_stream_data(stream), size);
        data[size - 1] ^= 1;
        qt_reading reading = qt_read(qt, data, size, qsm_data_stream_version(stream),
                                     qsm_data_stream_byte_order(stream));
        answer = reading.status == 0 ? NEWER : OLDER;
        qt_reading_free(&reading);
        qsm_data_stream_free(stream);
        free(data);
    }
    return answer == NEWER;
}

/* Whether a chunk has a small third letter; PNG reserves these. */
static bool has_reserved_chunk(const unsigned char *data, size_t size)
{
    enum {
        BEGIN = 12,
        FRAME = 12
    }; /* the marker and the signature; what is around a chunk's data */
    for (size_t at = BEGIN; at + FRAME <= size;) {
        size_t length = (size_t)data[at] << 24 | (size_t)data[at + 1] << 16 |
                        (size_t)data[at + 2] << 8 | data[at + 3];
        if (data[at + 6] >= 'a' && data[at + 6] <= 'z')
            return true;
        at = length > size ? size : at + FRAME + length;
    }
    return false;
}

/*
 * libpng since 1.6.47 takes the first of several chunks of a colour space, and refuses none because
 * of another; qsm goes by libpng 1.6.39.
 */
static bool is_space_difference(qt_link *qt, const qsm_image *ours, const qt_space *theirs)
{
    qsm_color_space_source source = qsm_image_color_space(ours)->source;
    return theirs->valid && (source == QSM_COLOR_SPACE_NONE || source == QSM_COLOR_SPACE_ICC) &&
           has_newer_libpng(qt);
}

enum { MARKER_VERSION = 5 };

static bool same_readings(qt_link *qt, const qt_reading *ours, const qt_reading *theirs,
                          int version, int tolerance, char *why, size_t size)
{
    if (ours->status != theirs->status)
        return differs(why, size, "status %d, Qt %d", ours->status, theirs->status);
    if (theirs->status != 0)
        return true;
    /* Below version 5 a failure has the status Ok and a null image: the position means nothing. */
    bool failed = version < MARKER_VERSION && qsm_image_is_null(theirs->image);
    if (!failed && ours->position != theirs->position)
        return differs(why, size, "position %zu, Qt %zu", ours->position, theirs->position);
    return same_image(ours->image, theirs->image, tolerance, why, size) &&
           (is_space_difference(qt, ours->image, &theirs->space) ||
            space_fits(ours->image, &theirs->space, why, size));
}

/* What newer libpng says of a stream that older libpng, and we, see in another way. */
static bool is_libpng_difference(qt_link *qt, const void *data, size_t size, int ours, int theirs,
                                 const char *message)
{
    bool end = ours != 0 && theirs == 0 && strncmp(message, "IEND chunk", 10) == 0 &&
               strstr(message, "CRC is wrong") != NULL;
    bool reserved = ours == 0 && theirs != 0 && has_reserved_chunk(data, size);
    return (end || reserved) && has_newer_libpng(qt);
}

bool both_read_the_same(qt_link *qt, const void *data, size_t size, int version, int tolerance,
                        int *status, char *why, size_t why_size, char *message)
{
    enum { MESSAGE_SIZE = 256 };
    qt_reading theirs = qt_read(qt, data, size, version, QSM_DATA_STREAM_BIG_ENDIAN);
    qt_reading ours = {.image = qsm_image_new()};
    qsm_data_stream *reader = qsm_data_stream_new_reader(data, size);
    if (reader == NULL || ours.image == NULL)
        exit(2);
    qsm_data_stream_set_version(reader, version);
    qsm_data_stream_read_image(reader, ours.image, NULL);
    ours.status = (int)qsm_data_stream_status(reader);
    ours.position = qsm_data_stream_position(reader);
    (void)snprintf(message, MESSAGE_SIZE, "%s", qsm_data_stream_error_string(reader));
    why[0] = '\0';
    bool same = same_readings(qt, &ours, &theirs, version, tolerance, why, why_size) ||
                is_libpng_difference(qt, data, size, ours.status, theirs.status, message);
    *status = theirs.status;
    qsm_data_stream_free(reader);
    qt_reading_free(&ours);
    qt_reading_free(&theirs);
    return same;
}
