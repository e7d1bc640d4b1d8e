/* SPDX-License-Identifier: MIT */
/*
 * The compression port: all that the image codec needs of a compression library. libdeflate.c
 * implements it with libdeflate, zlib.c with zlib. CMake builds one of them (QSM_DEFLATE). Data
 * that must equal zlib's output byte for byte (EXACT, texts, profiles) is in exact.c, which always
 * uses zlib.
 *
 * All functions work on whole buffers, keep no state, and are thread-safe.
 */
#ifndef QSM_IMAGE_DEFLATE_DEFLATE_H
#define QSM_IMAGE_DEFLATE_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a zlib stream: its header, the header of a stored block, and the check value. */
enum { QSM_ZLIB_HEADER = 2, QSM_STORED_BLOCK_HEADER = 5, QSM_ZLIB_CHECK = 4 };

/* Adds size bytes to a CRC-32 (ISO 3309, as in PNG). Start with 0. */
uint32_t qsm__crc32(uint32_t crc, const void *data, size_t size);

/* Adds size bytes to an Adler-32 (RFC 1950). Start with 1. */
uint32_t qsm__adler32(uint32_t adler, const void *data, size_t size);

typedef enum qsm_inflate_status {
    QSM_INFLATE_OK,       /* out is full, the check value is right */
    QSM_INFLATE_LONGER,   /* out is full, the stream contains more; the data is good */
    QSM_INFLATE_TRAILING, /* out is full, bytes follow the stream; the data is good */
    QSM_INFLATE_SHORT,    /* the stream ends or is truncated before out is full */
    QSM_INFLATE_CORRUPT,  /* this is not a zlib stream, or its check value is wrong */
    QSM_INFLATE_MEMORY    /* no memory */
} qsm_inflate_status;

/*
 * Inflates a zlib stream (RFC 1950) of size bytes into exactly out_size bytes. in and out must not
 * overlap. *produced receives the number of bytes written to out, also on failure.
 */
qsm_inflate_status qsm__inflate(void *out, size_t out_size, const void *in, size_t size,
                                size_t *produced);

/*
 * The same with zlib, in both ports (inflate.c). The libdeflate port calls it for data that
 * libdeflate refuses, so that both ports give the same status.
 */
qsm_inflate_status qsm__inflate_by_zlib(void *out, size_t out_size, const void *in, size_t size,
                                        size_t *produced);

/*
 * Inflates a zlib stream of unknown size into memory for free(). The memory grows with the output,
 * and has 1 spare byte at the end. OK; LONGER: the output exceeds limit; CORRUPT: damaged or
 * truncated. *out_size receives the bytes that were inflated, also on failure.
 */
qsm_inflate_status qsm__inflate_all(unsigned char **out, size_t *out_size, const void *in,
                                    size_t size, size_t limit);

/*
 * The same for the first wanted bytes. What follows them is not looked at, not even the check
 * value. OK, or CORRUPT: fewer bytes come.
 */
qsm_inflate_status qsm__inflate_start(unsigned char **out, size_t *out_size, const void *in,
                                      size_t size, size_t wanted);

/*
 * Inflates piece by piece, always with zlib, for images with rows in another order.
 * qsm__inflater_finish() returns the status that qsm__inflate() returns at once. out_size counts
 * all pieces together.
 */
typedef struct qsm_inflater qsm_inflater;

/* NULL when out of memory. The caller owns in. */
qsm_inflater *qsm__inflater_new(const void *in, size_t size);

/*
 * Inflates the next size bytes. OK, or one of SHORT, CORRUPT and MEMORY; after these the inflater
 * is finished.
 */
qsm_inflate_status qsm__inflater_next(qsm_inflater *inflater, void *out, size_t size);

/* The status after the last byte. */
qsm_inflate_status qsm__inflater_finish(qsm_inflater *inflater);

void qsm__inflater_free(qsm_inflater *inflater);

#endif
