/* SPDX-License-Identifier: MIT */
/* The compression port on libdeflate. */
#include "image/deflate/deflate.h"

#include <libdeflate.h>

/* Level 1 is libdeflate's quickest that still finds matches; the next one costs half as much time
 * again for two or three percent of the size. */
enum { FAST_LEVEL = 1 };

uint32_t qsm_crc32(uint32_t crc, const void *data, size_t size)
{
    return libdeflate_crc32(crc, data, size);
}

uint32_t qsm_adler32(uint32_t adler, const void *data, size_t size)
{
    return libdeflate_adler32(adler, data, size);
}

/* True when everything is as it should be; on false only zlib's verdict counts. */
static bool inflate_quickly(void *out, size_t out_size, const void *in, size_t size, size_t *used)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (decompressor == NULL)
        return false;
    size_t produced = 0;
    enum libdeflate_result result =
        libdeflate_zlib_decompress_ex(decompressor, in, size, out, out_size, used, &produced);
    libdeflate_free_decompressor(decompressor);
    return result == LIBDEFLATE_SUCCESS && produced == out_size;
}

qsm_inflate_result qsm_inflate(void *out, size_t out_size, const void *in, size_t size,
                               size_t *produced)
{
    size_t used = 0;
    if (!inflate_quickly(out, out_size, in, size, &used))
        return qsm_inflate_by_zlib(out, out_size, in, size, produced);
    *produced = out_size;
    return used == size ? QSM_INFLATE_OK : QSM_INFLATE_TRAILING;
}

size_t qsm_deflate_fast_bound(size_t size)
{
    return libdeflate_zlib_compress_bound(NULL, size);
}

size_t qsm_deflate_fast(void *out, size_t out_size, const void *in, size_t size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(FAST_LEVEL);
    if (compressor == NULL)
        return 0;
    size_t packed = libdeflate_zlib_compress(compressor, in, size, out, out_size);
    libdeflate_free_compressor(compressor);
    return packed;
}
