/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a segment, whatever they are: for read and write. They are copied under the lock, in
 * one piece, from or into memory that was prepared before. Files are read and written while no lock
 * is held.
 */
#ifndef QSM_TOOL_SEGMENT_BYTES_H
#define QSM_TOOL_SEGMENT_BYTES_H

#include "tool/exchange_call.h"
#include "tool/key_options.h"

/* Without --size no more bytes are read or written: nobody shall run out of memory by surprise. */
enum { TOOL_MOST_BYTES = 1 << 30 };

/* A part of a segment. */
typedef struct tool_range {
    uint64_t segment_size;
    uint64_t offset;
    size_t size;
} tool_range;

/*
 * Sets range to the bytes from offset to the end of a segment, or to `size` bytes. If they are not
 * all inside of the segment, or none: prints a message and returns false.
 */
bool tool_choose_range(const tool_exchange *exchange, uint64_t segment_size, tool_size offset,
                       tool_size size, tool_range *range);

/*
 * Whether no process is attached to the segment, and the end of an attach would remove it: a System
 * V segment whose last user crashed.
 */
bool tool_is_stale(const qsm_native_ipc_key *key);

/* Copies under the lock. On an error it prints a message and returns false. */
bool tool_copy_locked(tool_exchange *exchange, void *to, const void *from, size_t size);

/* Print the report: as lines, or as members of a JSON object. Of the segment: */
void tool_describe_whole(FILE *out, const tool_exchange *exchange, uint64_t segment_size);
void tool_whole_json(tool_json *json, const tool_exchange *exchange, uint64_t segment_size);
/* Of the segment and a part of it: */
void tool_describe_range(FILE *out, const tool_exchange *exchange, const tool_range *range);
void tool_range_json(tool_json *json, const tool_exchange *exchange, const tool_range *range);

#endif
