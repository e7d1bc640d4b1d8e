/* SPDX-License-Identifier: MIT */
/*
 * PNG constants that reading and writing share.
 *
 * Reading has two stages. A lock on shared memory is needed only for the first:
 *   parse   (read_chunks.h) reads the chunks in memory that may be shared, hostile and changing. It
 *           reads each byte once, copies the needed bytes into private memory, and checks the CRC
 * of the copy. decode  (read_image.h) uses only the private copy: inflate, unfilter, convert.
 * Writing is one pass from rows to the destination: write_image.h.
 */
#ifndef QSM_IMAGE_PNG_PNG_H
#define QSM_IMAGE_PNG_PNG_H

#include <stdint.h>

#define QSM_PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

enum {
    QSM_PNG_SIGNATURE_SIZE = 8,
    QSM_PNG_CHUNK_HEADER = 8, /* length and type */
    QSM_PNG_CRC_SIZE = 4,
    QSM_PNG_CHUNK_OVERHEAD = QSM_PNG_CHUNK_HEADER + QSM_PNG_CRC_SIZE,
    QSM_PNG_MAX_DIMENSION = 1000000,
    QSM_PNG_MAX_PALETTE = 256,
    QSM_PNG_MAX_KEYWORD = 79
};

/* A colour type is a sum of these bits. */
enum { QSM_PNG_PALETTE = 1, QSM_PNG_COLOR = 2, QSM_PNG_ALPHA = 4 };
enum {
    QSM_PNG_GRAY = 0,
    QSM_PNG_RGB = QSM_PNG_COLOR,
    QSM_PNG_INDEXED = QSM_PNG_COLOR | QSM_PNG_PALETTE,
    QSM_PNG_GRAY_ALPHA = QSM_PNG_ALPHA,
    QSM_PNG_RGBA = QSM_PNG_COLOR | QSM_PNG_ALPHA
};

/* A chunk type as a big endian number of its 4 letters. */
#define QSM_PNG_TYPE(a, b, c, d)                                                                   \
    ((uint32_t)(a) << 24U | (uint32_t)(b) << 16U | (uint32_t)(c) << 8U | (uint32_t)(d))

#define QSM_PNG_IHDR QSM_PNG_TYPE('I', 'H', 'D', 'R')
#define QSM_PNG_PLTE QSM_PNG_TYPE('P', 'L', 'T', 'E')
#define QSM_PNG_IDAT QSM_PNG_TYPE('I', 'D', 'A', 'T')
#define QSM_PNG_IEND QSM_PNG_TYPE('I', 'E', 'N', 'D')
#define QSM_PNG_TRNS QSM_PNG_TYPE('t', 'R', 'N', 'S')
#define QSM_PNG_PHYS QSM_PNG_TYPE('p', 'H', 'Y', 's')
#define QSM_PNG_OFFS QSM_PNG_TYPE('o', 'F', 'F', 's')
#define QSM_PNG_ICCP QSM_PNG_TYPE('i', 'C', 'C', 'P')
#define QSM_PNG_TEXT QSM_PNG_TYPE('t', 'E', 'X', 't')
#define QSM_PNG_ZTXT QSM_PNG_TYPE('z', 'T', 'X', 't')
#define QSM_PNG_ITXT QSM_PNG_TYPE('i', 'T', 'X', 't')

/* Big endian numbers, as PNG has them. */
static inline uint32_t qsm__png_u32(const unsigned char *bytes)
{
    return QSM_PNG_TYPE(bytes[0], bytes[1], bytes[2], bytes[3]);
}

static inline unsigned qsm__png_u16(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 8U | bytes[1];
}

static inline unsigned char *qsm__png_put_u32(unsigned char *out, uint32_t value)
{
    out[0] = (unsigned char)(value >> 24U);
    out[1] = (unsigned char)(value >> 16U);
    out[2] = (unsigned char)(value >> 8U);
    out[3] = (unsigned char)value;
    return out + 4;
}

#endif
