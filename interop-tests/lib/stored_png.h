/* SPDX-License-Identifier: MIT */
/* Damage to a stored image (QSM_IMAGE_STORED) that only shows behind its first blocks. */
#ifndef QSM_TESTS_STORED_PNG_H
#define QSM_TESTS_STORED_PNG_H

#include <string.h>

#include "image/deflate/deflate.h"
#include "image/png/png.h"

/*
 * Makes the last block of the IDAT chunk at idat say that it is longer than what is there; the bits
 * that check the length, and the CRC, are right.
 */
static inline void qsm_make_last_block_lie(unsigned char *idat)
{
    enum { ZLIB_HEADER = 2, BLOCK_HEADER = 5 };
    size_t length = qsm__png_u32(idat);
    unsigned char *block = idat + QSM_PNG_CHUNK_HEADER + ZLIB_HEADER;
    while ((block[0] & 1) == 0)
        block += BLOCK_HEADER + (block[1] | (size_t)block[2] << 8U);
    memset(block + 1, 0xFF, 2);
    memset(block + 3, 0, 2);
    qsm__png_put_u32(idat + QSM_PNG_CHUNK_HEADER + length, qsm__crc32(0, idat + 4, length + 4));
}

#endif
