/* SPDX-License-Identifier: MIT */
/* The chunks of a PNG file, as far as the command has to find where the file ends. */
#ifndef QSM_TOOL_PNG_CHUNKS_H
#define QSM_TOOL_PNG_CHUNKS_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes: the signature; length and type of a chunk; the shortest chunk (PNG, clause 5.3). */
enum { TOOL_PNG_SIGNATURE = 8, TOOL_PNG_CHUNK_HEAD = 8, TOOL_PNG_CHUNK_LEAST = 12 };

typedef struct tool_png_chunk {
    uint64_t size; /* of the whole chunk, in bytes */
    bool is_last;  /* IEND */
} tool_png_chunk;

/* Whether these TOOL_PNG_SIGNATURE bytes begin a PNG file. */
bool tool_is_png(const unsigned char *bytes);

/* The chunk that begins with these TOOL_PNG_CHUNK_HEAD bytes. */
tool_png_chunk tool_png_chunk_at(const unsigned char *bytes);

#endif
