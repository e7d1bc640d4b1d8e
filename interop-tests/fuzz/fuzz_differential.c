/* SPDX-License-Identifier: MIT */
/*
 * The first byte is the stream version, 0 to 24; the rest is the stream. The same stream to us and
 * to a real Qt, whose program is named by QSM_IMAGE_PEER: both take it or both refuse it, and make
 * the same image of it. What src/README.md lists as rightly different is not counted. Without that
 * variable only we read.
 */
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#include "../differential/compare.h"

enum {
    SIGNATURE = 8,
    VERSIONS = 25,
    BITMAP_VERSION = 1,
    MARKER_VERSION = 5,
    LARGEST = 4096,
    MOST_CLAIMED = 1 << 20
};

/* A stream of images: its version, and the file after the marker. */
typedef struct input {
    int version;
    const uint8_t *stream;
    size_t stream_size;
    const uint8_t *file;
    size_t size;
} input;

static input take_input(const uint8_t *data, size_t size)
{
    input of = {data[0] % VERSIONS, data + 1, size - 1, NULL, 0};
    size_t marker = of.version < MARKER_VERSION ? 0 : 4;
    marker = marker < of.stream_size ? marker : of.stream_size;
    of.file = of.stream + marker;
    of.size = of.stream_size - marker;
    return of;
}

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A chunk that claims megabytes: Qt's PNG library takes the memory before it looks for the bytes.
 */
static bool has_huge_chunk(const input *of)
{
    size_t at = SIGNATURE;
    while (at + SIGNATURE <= of->size) {
        uint32_t length = word(of->file + at);
        if (length > MOST_CLAIMED)
            return true;
        at += (size_t)length + SIGNATURE + 4;
    }
    return false;
}

/* A side of a bitmap, which may be negative. */
static uint32_t bitmap_side(const uint8_t *at)
{
    uint32_t side = (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
    return side > INT32_MAX ? 0U - side : side;
}

/* Sizes for which Qt would fill gigabytes are not asked about. */
static bool is_huge(const input *of)
{
    const uint8_t *at = of->file;
    if (of->version == BITMAP_VERSION)
        return of->size >= 26 && (bitmap_side(at + 18) > LARGEST || bitmap_side(at + 22) > LARGEST);
    return (of->size >= 24 && (word(at + 16) > LARGEST || word(at + 20) > LARGEST)) ||
           has_huge_chunk(of);
}

/*
 * RGB with a transparent colour, where Qt shows memory that nobody has written: of 16 bits always
 * in Qt 5.15 and 6.4, of 8 bits if a palette follows.
 */
static bool has_transparent_color(const input *of)
{
    bool transparent = false;
    if (of->size < 26 || of->file[25] != 2)
        return false;
    for (size_t at = SIGNATURE; at + 4 <= of->size; at++) {
        transparent = transparent || memcmp(of->file + at, "tRNS", 4) == 0;
        if (transparent && (of->file[24] == 16 || memcmp(of->file + at, "PLTE", 4) == 0))
            return true;
    }
    return false;
}

static int count_idat(const input *of)
{
    int count = 0;
    for (size_t at = SIGNATURE; at + 4 <= of->size; at++)
        count += memcmp(of->file + at, "IDAT", 4) == 0;
    return count;
}

/* Whether all rows came and only what ends the data after them did not. */
static bool is_short_of_its_end(const char *message)
{
    unsigned long rows;
    unsigned long height;
    const char *after = strstr(message, "the image data ends after row ");
    return after != NULL &&
           sscanf(after, "the image data ends after row %lu of %lu", &rows, &height) == 2 &&
           rows == height;
}

/* What ends the data is wrong or cut, in a later IDAT chunk than the last row: Qt does not look
 * that far, we refuse. */
static bool is_wrong_end(const input *of, int status, const char *message)
{
    return status == 0 &&
           (strstr(message, "the compressed data is damaged") != NULL ||
            is_short_of_its_end(message)) &&
           count_idat(of) > 1;
}

/* What zlib, which Qt uses, says of the data of all IDAT chunks. */
static bool zlib_refuses(const input *of)
{
    static uint8_t rows[1 << 16];
    z_stream inflating = {.next_in = Z_NULL};
    int result = inflateInit(&inflating);
    size_t at = SIGNATURE;
    while (result == Z_OK && at + SIGNATURE <= of->size) {
        size_t length = word(of->file + at);
        if (length > of->size - at - SIGNATURE)
            break;
        if (memcmp(of->file + at + 4, "IDAT", 4) == 0) {
            inflating.next_in = (z_const Bytef *)(uintptr_t)(of->file + at + SIGNATURE);
            inflating.avail_in = (uInt)length;
            while (result == Z_OK && inflating.avail_in > 0) {
                inflating.next_out = rows;
                inflating.avail_out = sizeof rows;
                result = inflate(&inflating, Z_NO_FLUSH);
            }
        }
        at += length + SIGNATURE + 4;
    }
    (void)inflateEnd(&inflating);
    return result == Z_DATA_ERROR;
}

/* Codes that deflate does not define: libdeflate reads some of them, zlib none. Before version 5
 * the status does not tell what Qt refuses. */
static bool is_undefined_code(const input *of, int status)
{
    return (status != 0 || of->version < MARKER_VERSION) && zlib_refuses(of);
}

/*
 * A colour space whose chunks contradict each other: libpng drops them all, we tell what each says.
 * The pixels are the same; differential.profiles compares colour spaces that make sense.
 */
static bool is_colour_space(const char *why)
{
    return strncmp(why, "colour space", strlen("colour space")) == 0;
}

/* QImage::text() of the empty key gives all texts: Qt cannot be asked for that one for sure. */
static bool is_empty_key(const char *why)
{
    return strncmp(why, "text ''", strlen("text ''")) == 0;
}

/* One budget for all texts here, one for each in Qt. */
static bool is_text_limit(const char *why, const char *message)
{
    return strncmp(why, "text", strlen("text")) == 0 &&
           strstr(message, "the texts exceed the limit") != NULL;
}

/* A run of a compressed bitmap whose byte is missing has a byte of the stack in Qt. */
static bool is_odd_bitmap(const input *of, const char *why, const char *message)
{
    return of->version == BITMAP_VERSION && strstr(message, "rows are missing") != NULL &&
           strstr(why, "channels by") != NULL;
}

static bool is_rightly_different(const input *of, int status, const char *why, const char *message)
{
    return is_wrong_end(of, status, message) || is_colour_space(why) || is_empty_key(why) ||
           is_text_limit(why, message) || is_odd_bitmap(of, why, message) ||
           is_undefined_code(of, status);
}

static void compare(qt_link *qt, const input *of)
{
    char why[256];
    char message[256];
    int status = 0;
    if (both_read_the_same(qt, of->stream, of->stream_size, of->version, 0, &status, why,
                           sizeof why, message) ||
        is_rightly_different(of, status, why, message))
        return;
    fprintf(stderr, "version %d: Qt (status %d) and we differ: %s; we say: %s\n", of->version,
            status, why, message);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static qt_link *qt;
    const char *program = getenv("QSM_IMAGE_PEER");
    if (program == NULL || size < 1)
        return 0;
    input of = take_input(data, size);
    if (is_huge(&of) || has_transparent_color(&of))
        return 0;
    if (qt == NULL) {
        qt_zero_memory();
        qt = qt_start(program);
    }
    compare(qt, &of);
    return 0;
}
