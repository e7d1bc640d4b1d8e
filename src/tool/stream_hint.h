/* SPDX-License-Identifier: MIT */
/* Bytes that are no image, in a line: what values they look like, and the command that shows them.
 */
#ifndef QSM_TOOL_STREAM_HINT_H
#define QSM_TOOL_STREAM_HINT_H

#include <qsm/qsm.h>

#include "tool/cli/json.h"
#include "tool/stream_guess.h"

typedef struct tool_stream_hint {
    tool_guess guess;
    size_t count;    /* of pairs, elements or values */
    const char *one; /* what is counted: "pair"; NULL: nothing */
    char text[160];  /* "QVariantMap (version 20), 3 pairs" */
} tool_stream_hint;

/* False: no values were recognised in these first bytes of a segment, or out of memory. */
bool tool_hint_of(tool_stream_hint *hint, const unsigned char *bytes, size_t size);

/*
 * The same for a segment whose contents are data. It is read without its lock. milliseconds: as for
 * qsm_segment_peek().
 */
bool tool_hint_of_key(tool_stream_hint *hint, const qsm_native_ipc_key *key,
                      const qsm_segment_content *content, int milliseconds);
bool tool_hint_of_info(tool_stream_hint *hint, const qsm_segment_info *info,
                       const qsm_segment_content *content, int milliseconds);

/*
 * "qsm stream dump --key 'hello' --types QVariantMap". words name the key, as tool_key_words()
 * makes them. For free(). NULL: out of memory.
 */
char *tool_hint_command(const tool_stream_hint *hint, const char *words);

/* The member looksLike of a JSON object. command may be NULL. */
void tool_hint_json(tool_json *json, const tool_stream_hint *hint, const char *command);

#endif
