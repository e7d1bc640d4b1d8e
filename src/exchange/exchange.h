/* SPDX-License-Identifier: MIT */
/*
 * One exchange of an image or of values: writing (write_image.c, write_values.c) or reading
 * (read_image.c, read_values.c). Only this folder uses ipc together with image and value. The order
 * of the steps is that of the two Qt programs.
 */
#ifndef QSM_EXCHANGE_EXCHANGE_H
#define QSM_EXCHANGE_EXCHANGE_H

#include <qsm/exchange.h>

#include "exchange/start.h"
#include "image/image_stream.h"

/* The segment of a sender of pictures. It is made for the largest picture, and stays. */
typedef struct qsm_exchange_room {
    size_t size;    /* of a segment that is created; of a segment in use: at least */
    bool too_large; /* the stream does not fit */
    bool too_small; /* a segment that is in use is too small */
} qsm_exchange_room;

/* One exchange. It always has a report, so no step needs to check for NULL. */
typedef struct qsm_exchange {
    qsm_shared_memory *memory;
    qsm_exchange_report report;
    uint64_t begun_ns;
    uint64_t locked_at_ns;
    bool invalid;            /* the caller's arguments are invalid: errno says it too */
    bool had_smaller;        /* write: was attached to a segment that was too small */
    bool writes_all;         /* write: the stream is as large as its size says, not smaller */
    qsm_image_plan *plan;    /* write: an image's; made once, before the lock */
    void *copy;              /* memory of a stream that is made before the lock, or read out */
    qsm_exchange_room *room; /* write: NULL: the segment gets the size of the stream */
} qsm_exchange;

/* False, with no message, when the report cannot be filled. */
bool qsm__exchange_begin(qsm_exchange *self, qsm_shared_memory *memory,
                         const qsm_exchange_report *report);

bool qsm__exchange_end(qsm_exchange *self, bool done, qsm_exchange_report *report);

/* Sets a warning; keeps an earlier warning. */
void qsm__exchange_note(qsm_exchange *self, const char *text);

/* Reports the first failure only. Later failures happen during the clean-up. */
bool qsm__exchange_fail(qsm_exchange *self, qsm_exchange_step step, const char *text);

/* Reports a failure of create, attach, detach, lock or a wait. The object's error is set. */
bool qsm__exchange_fail_memory(qsm_exchange *self);

/*
 * Whether the call can use its objects: not NULL, and not inherited by fork(). without: the message
 * if the caller's object is NULL.
 */
bool qsm__exchange_has_objects(qsm_exchange *self, const void *object, const char *without);

/* The caller's options, or the defaults. */
bool qsm__exchange_choose(qsm_exchange *self, void *chosen, size_t size, const void *options,
                          const char *what);

/* The object's time limit applies, as for create, attach and detach. */
bool qsm__exchange_take_lock(qsm_exchange *self);

bool qsm__exchange_give_lock(qsm_exchange *self);

/* Whether copies use system calls. Not where no peer can shrink the segment. */
bool qsm__exchange_copies_through_kernel(const qsm_exchange *self);

/* Reports a copy that failed. */
bool qsm__exchange_fail_to_copy(qsm_exchange *self);

/* Reports a segment that a peer has shrunk: no access is allowed. The caller holds the lock. */
bool qsm__exchange_is_whole(qsm_exchange *self);

/* A step of reading. False: the report has the failure. */
typedef bool qsm_exchange_step_function(qsm_exchange *self, void *context);

/*
 * Attaches if the object is not attached, prepares, looks while it holds the lock, and detaches if
 * it has attached.
 */
bool qsm__exchange_look(qsm_exchange *self, qsm_exchange_step_function *prepare,
                        qsm_exchange_step_function *look, void *context);

/* Writes the stream into the segment of this size, and sets the stream's size in the report. */
typedef bool qsm_exchange_fill(qsm_exchange *self, void *context, void *data, size_t size);

/*
 * Fills a segment while it holds the lock: the segment that the object is attached to, if the size
 * fits; else a segment that it creates.
 */
bool qsm__exchange_put(qsm_exchange *self, size_t size, bool replace_stale, qsm_exchange_fill *fill,
                       void *context);

/* For a fill: copies a stream that is finished. */
bool qsm__exchange_copy_stream(qsm_exchange *self, void *data, const qsm_data_stream *made);

/* Attaches to a segment for the room, or creates it. The caller may hold the lock. */
bool qsm__exchange_open(qsm_exchange *self);

/*
 * The steps of qsm_shared_memory_write_image() after the check of its arguments. With a room, the
 * object opens a segment if it is not attached, and never detaches from a segment that is too
 * small.
 */
bool qsm__exchange_write(qsm_exchange *self, const qsm_image *image,
                         const qsm_exchange_write_options *options);

/* What reading needs between its steps. */
typedef struct qsm_exchange_reading {
    qsm_image_parser *parser; /* NULL: prepare_reading makes it */
    qsm_data_stream *stream;  /* prepare_reading makes it */
    bool may_make_image;      /* the caller has no memory for it */
    qsm_image *image;         /* prepare_reading can make it, for data that is not compressed */
    const qsm_exchange_read_options *options;
    qsm_exchange_start start;
} qsm_exchange_reading;

/* Makes all memory that parsing needs. The object is attached. The caller frees what was made. */
bool qsm__exchange_prepare_reading(qsm_exchange *self, qsm_exchange_reading *read);

/* Finds where the image begins. */
void qsm__exchange_find_start(const qsm_exchange *self, qsm_exchange_reading *read);

/* Parses the image that begins there. The caller holds the lock. */
bool qsm__exchange_parse(qsm_exchange *self, qsm_exchange_reading *read);

/* The function that copies from the segment; NULL: memcpy() may. */
qsm_copy qsm__exchange_reader(const qsm_exchange *self);

#endif
