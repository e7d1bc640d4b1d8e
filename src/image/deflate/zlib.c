/* SPDX-License-Identifier: MIT */
/* The compression port on zlib, for machines without libdeflate. */
#include "image/deflate/deflate.h"

#define ZLIB_CONST /* the type says that input is const */
#include <zlib.h>

uint32_t qsm__crc32(uint32_t crc, const void *data, size_t size)
{
    return (uint32_t)crc32_z(crc, data, size);
}

uint32_t qsm__adler32(uint32_t adler, const void *data, size_t size)
{
    return (uint32_t)adler32_z(adler, data, size);
}

qsm_inflate_status qsm__inflate(void *out, size_t out_size, const void *in, size_t size,
                                size_t *produced)
{
    return qsm__inflate_by_zlib(out, out_size, in, size, produced);
}
