/* SPDX-License-Identifier: MIT */
/*
 * zlib streams equal byte for byte to those in the PNG files that Qt writes. That takes zlib itself
 * with the settings that Qt's PNG library chooses from the amount of data, so this is no part of
 * the port: it is always zlib.
 */
#ifndef QSM_IMAGE_DEFLATE_EXACT_H
#define QSM_IMAGE_DEFLATE_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZLIB_CONST /* input is not written to: the type says so */
#include <zlib.h>

/* Stands for an amount of data too large to matter. */
#define QSM_EXACT_HUGE UINT64_MAX

/* PNG data is passed on in pieces of exactly this size, but for the last. */
#define QSM_EXACT_PIECE 8192

/* Takes a piece of the zlib stream; false stops. */
typedef bool (*qsm_exact_sink)(void *context, const unsigned char *piece, size_t size);

typedef struct qsm_exact {
    z_stream z;
    qsm_exact_sink sink;
    void *context;
    uint64_t size;
    bool begun; /* the two header bytes have been settled */
    unsigned char piece[QSM_EXACT_PIECE];
} qsm_exact;

/*
 * Begins a stream of size bytes in all. filtered: the rows are filtered, which sets zlib's
 * strategy. False when memory is out.
 */
bool qsm__exact_begin(qsm_exact *exact, uint64_t size, bool filtered, qsm_exact_sink sink,
                      void *context);

/* Adds data. False when the sink said so. */
bool qsm__exact_add(qsm_exact *exact, const void *data, size_t size);

/* Passes on what is left. False when the sink said so. */
bool qsm__exact_finish(qsm_exact *exact);

/* Frees what the stream holds, at any point after qsm__exact_begin(). */
void qsm__exact_end(qsm_exact *exact);

/* The most that a stream of size bytes can become. */
size_t qsm__exact_bound(size_t size);

#endif
