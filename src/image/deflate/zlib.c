/* SPDX-License-Identifier: MIT */
/* The compression port on zlib, for machines without libdeflate. */
#include "image/deflate/deflate.h"

#include <limits.h>
#include <string.h>
#define ZLIB_CONST /* input is not written to: the type says so */
#include <zlib.h>

enum { FAST_LEVEL = 1 };

uint32_t qsm_crc32(uint32_t crc, const void *data, size_t size)
{
    return (uint32_t)crc32_z(crc, data, size);
}

uint32_t qsm_adler32(uint32_t adler, const void *data, size_t size)
{
    return (uint32_t)adler32_z(adler, data, size);
}

qsm_inflate_result qsm_inflate(void *out, size_t out_size, const void *in, size_t size,
                               size_t *produced)
{
    return qsm_inflate_by_zlib(out, out_size, in, size, produced);
}

/* zlib's deflateBound() takes unsigned long, which is 32 bits wide on some systems: this is its
 * promise for any parameters (stored blocks of the smallest size it uses), computed in size_t. */
size_t qsm_deflate_fast_bound(size_t size)
{
    return size + (size >> 3) + (size >> 8) + (size >> 9) + 64;
}

static uInt at_most(size_t size)
{
    return size > UINT_MAX / 2 ? UINT_MAX / 2 : (uInt)size;
}

size_t qsm_deflate_fast(void *out, size_t out_size, const void *in, size_t size)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    if (deflateInit(&z, FAST_LEVEL) != Z_OK)
        return 0;
    z.next_in = in;
    z.next_out = out;
    size_t in_left = size;
    size_t out_left = out_size;
    int result = Z_OK;
    while (result == Z_OK && out_left > 0) {
        z.avail_in = at_most(in_left);
        z.avail_out = at_most(out_left);
        uInt in_given = z.avail_in;
        uInt out_given = z.avail_out;
        result = deflate(&z, in_left > in_given ? Z_NO_FLUSH : Z_FINISH);
        in_left -= in_given - z.avail_in;
        out_left -= out_given - z.avail_out;
    }
    deflateEnd(&z);
    return result == Z_STREAM_END ? out_size - out_left : 0;
}
