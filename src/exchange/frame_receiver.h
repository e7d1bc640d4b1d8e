/* SPDX-License-Identifier: MIT */
/* The private part of a qsm_frame_receiver, for its two files. */
#ifndef QSM_EXCHANGE_FRAME_RECEIVER_H
#define QSM_EXCHANGE_FRAME_RECEIVER_H

#include <qsm/frames.h>

#include "exchange/exchange.h"
#include "ipc/segment.h"

struct qsm_frame_receiver {
    qsm_shared_memory *memory;
    qsm_exchange_read_options read;
    qsm_image_limits limits;
    int longest_pause;

    qsm_exchange_reading reading; /* its parser is used again, its stream lives for one look */
    bool through_kernel;          /* how the parser copies */
    qsm_image_mark mark;          /* of the last picture; no mark: there was none */
    bool is_damaged;              /* the last contents were no picture */
    char damage[320];             /* why */

    bool has_seen;     /* a segment that was not said to be gone yet */
    int number;        /* it, with System V */
    qsm_ipc_file file; /* it, with POSIX */
    int pictures;      /* how many it had, up to 2 */
    int64_t new_at;    /* the time of the last picture */
    bool is_alone;     /* nothing else is attached to it */
    int64_t check_at;  /* the time of the next look at who else is attached */
    int64_t cost;      /* nanoseconds of the last look without the lock */

    qsm_frame_error error;
    const char *text;
    qsm_frame_receiver_statistics statistics;
};

/* A call of receive. */
typedef struct qsm_frame_receiving {
    qsm_frame_receiver *receiver;
    qsm_image *image;
    qsm_ipc_looking looking;
    qsm_exchange exchange; /* of this look */
    bool is_visit;         /* attached for this look only, and it holds the lock */
    bool is_parsed;        /* there is something to decode */
    bool is_overwritten;   /* the memory of the image receives data before they are checked */
} qsm_frame_receiving;

qsm_frame_result qsm__frame_fail(qsm_frame_receiver *receiver, qsm_frame_error error,
                                 const char *text);

/* A lock, an attach or a detach failed. TIMEOUT: a later look may succeed. */
qsm_frame_result qsm__frame_fail_memory(qsm_frame_receiving *self);

/*
 * frame_look.c: looks at the segment that the receiver is attached to, and parses a new picture:
 * then self->is_parsed. TIMEOUT: no error. If a peer has shrunk the segment, the receiver has left
 * it.
 */
qsm_frame_result qsm__frame_look(qsm_frame_receiving *self);

/* Decodes the parsed picture; the segment is not needed any more. TIMEOUT: it is the last one. */
qsm_frame_result qsm__frame_decode(qsm_frame_receiving *self);

#endif
