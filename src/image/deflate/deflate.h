/* SPDX-License-Identifier: MIT */
/*
 * The compression port: all that the image codec wants of a compression library. libdeflate.c
 * implements it on libdeflate, zlib.c on zlib; CMake builds one of them (QSM_DEFLATE). What must be
 * byte for byte zlib's (the EXACT form, texts, profiles) is in exact.c, always on zlib.
 *
 * Whole buffers only. No call keeps state; all are thread safe.
 */
#ifndef QSM_IMAGE_DEFLATE_DEFLATE_H
#define QSM_IMAGE_DEFLATE_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sizes in a zlib stream: of its header, of the header of a stored block, of the check value. */
enum { QSM_ZLIB_HEADER = 2, QSM_STORED_BLOCK_HEADER = 5, QSM_ZLIB_CHECK = 4 };

/* Adds size bytes to a CRC-32 (ISO 3309, as in PNG); start with 0. */
uint32_t qsm__crc32(uint32_t crc, const void *data, size_t size);

/* Adds size bytes to an Adler-32 (RFC 1950); start with 1. */
uint32_t qsm__adler32(uint32_t adler, const void *data, size_t size);

typedef enum qsm_inflate_status {
    QSM_INFLATE_OK,       /* out is full, the check value is right */
    QSM_INFLATE_LONGER,   /* out is full, the stream holds more: data is good */
    QSM_INFLATE_TRAILING, /* out is full, bytes follow the stream: data is good */
    QSM_INFLATE_SHORT,    /* the stream ends or is cut before out is full */
    QSM_INFLATE_CORRUPT,  /* the stream is no zlib stream or its check value is wrong */
    QSM_INFLATE_MEMORY    /* no memory */
} qsm_inflate_status;

/*
 * Inflates a zlib stream (RFC 1950) of size bytes into exactly out_size bytes. in and out do not
 * overlap. *produced receives how many bytes of out were written, also on failure.
 */
qsm_inflate_status qsm__inflate(void *out, size_t out_size, const void *in, size_t size,
                                size_t *produced);

/*
 * The same with zlib, whichever port is built (inflate.c). Data that libdeflate refuses comes here,
 * so that both ports give the same status.
 */
qsm_inflate_status qsm__inflate_by_zlib(void *out, size_t out_size, const void *in, size_t size,
                                        size_t *produced);

/*
 * Inflates a zlib stream whose size is not known into memory for free() with a byte to spare behind
 * it, which grows with what really comes out. OK; LONGER: more than limit; CORRUPT also when cut.
 */
qsm_inflate_status qsm__inflate_all(unsigned char **out, size_t *out_size, const void *in,
                                    size_t size, size_t limit);

/*
 * Inflating piece by piece, always with zlib, for images whose rows do not come in order. The
 * status that qsm__inflate() gives at once comes at the end; out_size counts all pieces together.
 */
typedef struct qsm_inflater qsm_inflater;

/* NULL when out of memory. in stays the caller's. */
qsm_inflater *qsm__inflater_new(const void *in, size_t size);

/* The next size bytes. Anything but OK is SHORT, CORRUPT or MEMORY, and final. */
qsm_inflate_status qsm__inflater_next(qsm_inflater *inflater, void *out, size_t size);

/* The status after the last byte wanted. */
qsm_inflate_status qsm__inflater_finish(qsm_inflater *inflater);

void qsm__inflater_free(qsm_inflater *inflater);

#endif
