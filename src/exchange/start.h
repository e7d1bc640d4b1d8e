/* SPDX-License-Identifier: MIT */
/*
 * Where in a segment process B finds its image: at an offset, and perhaps in a file. What else is
 * there, for the message of a failure.
 */
#ifndef QSM_EXCHANGE_START_H
#define QSM_EXCHANGE_START_H

#include <qsm/exchange.h>

#include "image/copier.h"

/* NOTE_SIZE: longer than any note. */
enum { QSM_START_HEAD_SIZE = 4096, QSM_START_NOTE_SIZE = 320 };

typedef struct qsm_exchange_start {
    size_t offset;                  /* of the stream that is to be read */
    int version;                    /* of that stream */
    bool is_file;                   /* it is a file, not the stream of a QImage */
    char note[QSM_START_NOTE_SIZE]; /* about the file; "": none */
    unsigned char head[QSM_START_HEAD_SIZE];
} qsm_exchange_start;

/*
 * Decides where the image begins, by a copy of the first bytes. The parser does not rely on it. The
 * caller holds the lock. copy: NULL, or as for qsm__image_parser_copy_with().
 */
void qsm__start_choose(qsm_exchange_start *start, const qsm_exchange_read_options *options,
                       const unsigned char *data, size_t size, qsm_copy copy);

/*
 * What the segment holds in place of an image, as a sentence in start->note. NULL: not known, or an
 * image. Conditions as above; only after a failure.
 */
const char *qsm__start_explain(qsm_exchange_start *start, const qsm_exchange_read_options *options,
                               const unsigned char *data, size_t size, qsm_copy copy);

#endif
