/* SPDX-License-Identifier: MIT */
/*
 * A copy of the bytes of a segment, for the commands that read them: made under the lock, in memory
 * that was prepared before. When it is there, nothing is held any more. A segment that no process
 * is attached to stays.
 */
#ifndef QSM_TOOL_SEGMENT_COPY_H
#define QSM_TOOL_SEGMENT_COPY_H

#include "tool/segment_bytes.h"

/* What is copied, and how long it waits. */
typedef struct tool_copy_request {
    const tool_key_options *key;
    tool_size offset;
    tool_size size;        /* not given: to the end */
    size_t needed;         /* fewer bytes are an error */
    const char *needed_by; /* the option that needs them */
    tool_duration wait;    /* for a segment; not given: not at all */
    tool_duration timeout; /* for the lock; not given: for ever */
    bool own;              /* only a segment of this user */
    bool is_whole;         /* for a command without --size */
} tool_copy_request;

typedef struct tool_segment_copy {
    tool_exchange exchange;
    const tool_copy_request *request;
    tool_range range;
    unsigned char *memory; /* what was allocated */
    unsigned char *bytes;  /* the range */
} tool_segment_copy;

/* On an error: prints a message and returns false. The caller calls tool_segment_copy_end(). */
bool tool_segment_copy_make(tool_segment_copy *self, const tool_call *call,
                            const qsm_native_ipc_key *key, const tool_copy_request *request);

void tool_segment_copy_end(tool_segment_copy *self);

#endif
