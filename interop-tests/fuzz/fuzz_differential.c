/* SPDX-License-Identifier: MIT */
/*
 * The same stream to us and to a real Qt, whose program is named by QSM_IMAGE_PEER: both take it or
 * both refuse it, and make the same image of it. What src/README.md lists as rightly different is
 * not counted. Without that variable only we read.
 */
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#include "../differential/compare.h"

enum { MARKER = 4, SIGNATURE = 8, VERSION = 20, LARGEST = 4096, MOST_CLAIMED = 1 << 20 };

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A chunk that claims megabytes: Qt's PNG library takes the memory before it looks for the bytes.
 */
static bool has_huge_chunk(const uint8_t *stream, size_t size)
{
    size_t at = MARKER + SIGNATURE;
    while (at + SIGNATURE <= size) {
        uint32_t length = word(stream + at);
        if (length > MOST_CLAIMED)
            return true;
        at += (size_t)length + SIGNATURE + 4;
    }
    return false;
}

/* Sizes for which Qt would fill gigabytes are not asked about. */
static bool is_huge(const uint8_t *stream, size_t size)
{
    const uint8_t *at = stream + MARKER + SIGNATURE + 8;
    return (size >= MARKER + SIGNATURE + 16 && (word(at) > LARGEST || word(at + 4) > LARGEST)) ||
           has_huge_chunk(stream, size);
}

/* Other formats than PNG, which Qt knows by their first bytes and this library does not read. */
static bool is_png_or_short(const uint8_t *stream, size_t size)
{
    static const uint8_t signature[SIGNATURE] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return size < MARKER + SIGNATURE || word(stream) == 0 ||
           memcmp(stream + MARKER, signature, SIGNATURE) == 0;
}

/* 16 bit RGB with a transparent colour: Qt 5.15 and 6.4 show memory there that nobody has written.
 */
static bool has_transparent_deep_color(const uint8_t *stream, size_t size)
{
    if (size < MARKER + SIGNATURE + 18 || stream[28] != 16 || stream[29] != 2)
        return false;
    for (size_t at = MARKER + SIGNATURE; at + 4 <= size; at++) {
        if (memcmp(stream + at, "tRNS", 4) == 0)
            return true;
    }
    return false;
}

static int count_idat(const uint8_t *stream, size_t size)
{
    int count = 0;
    for (size_t at = MARKER + SIGNATURE; at + 4 <= size; at++)
        count += memcmp(stream + at, "IDAT", 4) == 0;
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
static bool is_wrong_end(int status, const char *message, const uint8_t *stream, size_t size)
{
    return status == 0 &&
           (strstr(message, "the compressed data is damaged") != NULL ||
            is_short_of_its_end(message)) &&
           count_idat(stream, size) > 1;
}

/* What zlib, which Qt uses, says of the data of all IDAT chunks. */
static bool zlib_refuses(const uint8_t *stream, size_t size)
{
    static uint8_t rows[1 << 16];
    z_stream inflating = {.next_in = Z_NULL};
    int result = inflateInit(&inflating);
    size_t at = MARKER + SIGNATURE;
    while (result == Z_OK && at + SIGNATURE <= size) {
        size_t length = word(stream + at);
        if (length > size - at - SIGNATURE)
            break;
        if (memcmp(stream + at + 4, "IDAT", 4) == 0) {
            inflating.next_in = (z_const Bytef *)(uintptr_t)(stream + at + SIGNATURE);
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

/* Codes that deflate does not define: libdeflate reads some of them, zlib none. */
static bool is_undefined_code(int status, const uint8_t *stream, size_t size)
{
    return status != 0 && zlib_refuses(stream, size);
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

static void compare(qt_link *qt, const uint8_t *stream, size_t size)
{
    char why[256];
    char message[256];
    int status = 0;
    if (both_read_the_same(qt, stream, size, VERSION, 0, &status, why, sizeof why, message) ||
        is_wrong_end(status, message, stream, size) || is_colour_space(why) || is_empty_key(why) ||
        is_undefined_code(status, stream, size))
        return;
    fprintf(stderr, "Qt (status %d) and we differ: %s; we say: %s\n", status, why, message);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static qt_link *qt;
    const char *program = getenv("QSM_IMAGE_PEER");
    if (program == NULL || size < 1 || !is_png_or_short(data, size) || is_huge(data, size) ||
        has_transparent_deep_color(data, size))
        return 0;
    if (qt == NULL)
        qt = qt_start(program);
    compare(qt, data, size);
    return 0;
}
