/* SPDX-License-Identifier: MIT */
/* The compression port on libdeflate. */
#include "image/deflate/deflate.h"

#include <libdeflate.h>

uint32_t qsm__crc32(uint32_t crc, const void *data, size_t size)
{
    return libdeflate_crc32(crc, data, size);
}

uint32_t qsm__adler32(uint32_t adler, const void *data, size_t size)
{
    return libdeflate_adler32(adler, data, size);
}

/* True if the data is good. If false, zlib finds the status. */
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

qsm_inflate_status qsm__inflate(void *out, size_t out_size, const void *in, size_t size,
                                size_t *produced)
{
    size_t used = 0;
    if (!inflate_quickly(out, out_size, in, size, &used))
        return qsm__inflate_by_zlib(out, out_size, in, size, produced);
    *produced = out_size;
    return used == size ? QSM_INFLATE_OK : QSM_INFLATE_TRAILING;
}
