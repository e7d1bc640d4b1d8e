/* SPDX-License-Identifier: MIT */
#include "image/deflate/exact.h"

#include <limits.h>
#include <string.h>

/*
 * Up to this size, the window is smaller, and the header names the smallest window that covers the
 * data.
 */
enum { SMALL_DATA = 16384, MEMORY_LEVEL = 8, FULL_WINDOW_BITS = 15 };

/* zlib needs a window of 262 bytes more than the data. */
static int window_bits(uint64_t size)
{
    int bits = FULL_WINDOW_BITS;
    if (size > SMALL_DATA)
        return bits;
    while (bits > 9 && size + 262 <= (uint64_t)1 << (bits - 1))
        bits--;
    return bits;
}

/* Sets CINFO to the smallest window that covers the data, then the check bits. */
static void trim_header(unsigned char header[2], uint64_t size)
{
    unsigned cinfo = 0;
    if (size > SMALL_DATA)
        return;
    while (size > (uint64_t)1 << (cinfo + 8))
        cinfo++;
    if (cinfo > (unsigned)header[0] >> 4U)
        return;
    unsigned first = cinfo << 4U | 8U;
    unsigned second = header[1] & 0xE0U;
    second += (31 - (first * 256 + second) % 31) % 31;
    header[0] = (unsigned char)first;
    header[1] = (unsigned char)second;
}

bool qsm__exact_begin(qsm_exact *exact, uint64_t size, bool filtered, qsm_exact_sink sink,
                      void *context)
{
    memset(&exact->z, 0, sizeof exact->z);
    exact->sink = sink;
    exact->context = context;
    exact->size = size;
    exact->begun = false;
    exact->z.next_out = exact->piece;
    exact->z.avail_out = sizeof exact->piece;
    return deflateInit2(&exact->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits(size),
                        MEMORY_LEVEL, filtered ? Z_FILTERED : Z_DEFAULT_STRATEGY) == Z_OK;
}

/* Passes the filled part of the piece to the sink. */
static bool pass_on(qsm_exact *exact)
{
    size_t filled = sizeof exact->piece - exact->z.avail_out;
    if (filled == 0)
        return true;
    if (!exact->begun)
        trim_header(exact->piece, exact->size);
    exact->begun = true;
    exact->z.next_out = exact->piece;
    exact->z.avail_out = sizeof exact->piece;
    return exact->sink(exact->context, exact->piece, filled);
}

bool qsm__exact_add(qsm_exact *exact, const void *data, size_t size)
{
    exact->z.next_in = data;
    while (size > 0) {
        uInt part = size > UINT_MAX / 2 ? UINT_MAX / 2 : (uInt)size;
        exact->z.avail_in = part;
        size -= part;
        while (exact->z.avail_in > 0) {
            deflate(&exact->z, Z_NO_FLUSH);
            if (exact->z.avail_out == 0 && !pass_on(exact))
                return false;
        }
    }
    return true;
}

bool qsm__exact_finish(qsm_exact *exact)
{
    while (deflate(&exact->z, Z_FINISH) != Z_STREAM_END) {
        if (!pass_on(exact))
            return false;
    }
    return pass_on(exact);
}

void qsm__exact_end(qsm_exact *exact)
{
    deflateEnd(&exact->z);
}

/* zlib's bound for all settings, as size_t. See deflateBound(). */
size_t qsm__exact_bound(size_t size)
{
    return size + (size >> 3) + (size >> 8) + (size >> 9) + 64;
}
