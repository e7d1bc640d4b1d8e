/* SPDX-License-Identifier: MIT */
/* One look of qsm watch at a segment: what is new in it, read so that peers wait for a short time.
 */
#ifndef QSM_TOOL_WATCH_LOOK_H
#define QSM_TOOL_WATCH_LOOK_H

#include <qsm/qsm.h>

/* The bytes of a look: the stream of a picture, or a whole segment that holds no picture. */
typedef struct tool_look {
    unsigned char *bytes;
    size_t size; /* 0: nothing was seen */
    size_t capacity;
    size_t segment_size;
    qsm_image *image; /* null if the bytes are no picture, or a null picture */
    bool is_own;      /* the segment belongs to this user */
    bool is_stream;
    bool was_locked;   /* it was read, or compared, under the lock */
    int skipped;       /* the number of looks since then that did without */
    char why_not[128]; /* why image is null */
    const qsm_image_limits *limits;
} tool_look;

typedef enum tool_look_result {
    TOOL_LOOK_NOTHING, /* there is nothing to read at this moment, or it is not written yet */
    TOOL_LOOK_GONE,    /* there is no segment */
    TOOL_LOOK_SAME,    /* the bytes are those of the last look */
    TOOL_LOOK_NEW,
    TOOL_LOOK_NO_MEMORY
} tool_look_result;

/*
 * Compares the segment with the last look, and reads it if it may have changed. Only reading takes
 * the lock, and only for one copy: the memory for it exists before.
 */
tool_look_result tool_watch_look(const qsm_native_ipc_key *key, tool_look *last, tool_look *now);

/* Forgets the bytes; keeps the memory. */
void tool_watch_forget(tool_look *self);

void tool_watch_drop(tool_look *self);

#endif
