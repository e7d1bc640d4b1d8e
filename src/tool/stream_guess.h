/* SPDX-License-Identifier: MIT */
/* What an unknown stream may contain: types that read it, the most probable first. */
#ifndef QSM_TOOL_STREAM_GUESS_H
#define QSM_TOOL_STREAM_GUESS_H

#include <qsm/stream_schema.h>

#include "tool/cli/json.h"

enum { TOOL_MOST_GUESSES = 8, TOOL_GUESS_SIZE = 512 };

typedef struct tool_guess {
    char types[TOOL_GUESS_SIZE]; /* for --types */
    int version;
    int qt;
    bool little;
    unsigned score;  /* 0 to 100: how much of the bytes has evidence */
    unsigned rank;   /* among guesses of one score */
    size_t examined; /* bytes that were looked at; 0: all */
} tool_guess;

typedef struct tool_guesses {
    tool_guess guess[TOOL_MOST_GUESSES];
    size_t count;
    uint64_t work; /* of all guesses, also those that were not kept */
} tool_guesses;

/*
 * The most work for one guess: the elements of all values that are read, whether they fit or not;
 * TOOL_GUESS_BYTES bytes count as an element. Only the last value goes beyond. The memory for a
 * value limits it to TOOL_GUESS_LAST.
 */
enum { TOOL_GUESS_WORK = 1 << 19, TOOL_GUESS_BYTES = 32, TOOL_GUESS_LAST = 1 << 22 };

/*
 * Guesses what stands from start on. A segment is larger than its contents: zeros at its end do not
 * count. False: out of memory.
 */
bool tool_guess_types(const unsigned char *data, size_t start, size_t size, bool is_segment,
                      tool_guesses *all);

/* A stream with the settings of a guess. NULL: out of memory. */
qsm_data_stream *tool_guess_open(const tool_guess *guess, const void *data, size_t size);

/* The members of a JSON object that describes a guess. */
void tool_guess_json(tool_json *json, const tool_guess *guess);

#endif
