/* SPDX-License-Identifier: MIT */
/*
 * zlib streams that are byte for byte equal to those in Qt's PNG files. This needs zlib itself,
 * with the settings that Qt's PNG library chooses by the size of the data. Therefore it is not part
 * of the port.
 */
#ifndef QSM_IMAGE_DEFLATE_EXACT_H
#define QSM_IMAGE_DEFLATE_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZLIB_CONST /* the type says that input is const */
#include <zlib.h>

/* A size so large that a larger one gives the same settings. */
#define QSM_EXACT_HUGE UINT64_MAX

/* PNG data is passed on in pieces of exactly this size, except for the last piece. */
#define QSM_EXACT_PIECE 8192

/* Receives a piece of the zlib stream. False stops. */
typedef bool (*qsm_exact_sink)(void *context, const unsigned char *piece, size_t size);

typedef struct qsm_exact {
    z_stream z;
    qsm_exact_sink sink;
    void *context;
    uint64_t size;
    bool begun; /* the two header bytes are final */
    unsigned char piece[QSM_EXACT_PIECE];
} qsm_exact;

/*
 * Begins a stream of size bytes. filtered: the rows are filtered; this sets zlib's strategy. False
 * when out of memory.
 */
bool qsm__exact_begin(qsm_exact *exact, uint64_t size, bool filtered, qsm_exact_sink sink,
                      void *context);

/* Adds data. False if the sink returned false. */
bool qsm__exact_add(qsm_exact *exact, const void *data, size_t size);

/* Passes on the rest. False if the sink returned false. */
bool qsm__exact_finish(qsm_exact *exact);

/* Frees the memory of the stream. May be called at any time after qsm__exact_begin(). */
void qsm__exact_end(qsm_exact *exact);

/* The maximum bytes of a stream for size bytes of data. */
size_t qsm__exact_bound(size_t size);

#endif
