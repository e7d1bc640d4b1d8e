/* SPDX-License-Identifier: MIT */
/* The contents of a segment in words, and the command that reads them. */
#ifndef QSM_TOOL_CONTENT_H
#define QSM_TOOL_CONTENT_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"

/* The option of the commands that read a picture. */
/* clang-format off */
#define TOOL_OFFSET_OPTION(type, member)                                                           \
    {"offset", 0, TOOL_TAKES_VALUE, "BYTES",                                                       \
     "the picture begins at this byte, behind other values",                                       \
     tool_parse_size, offsetof(type, member)}
/* clang-format on */

/* The value of that option; 0: not given. */
size_t tool_offset(tool_size offset);

/* Whether nothing better is known about the contents than that they are data. */
static inline bool tool_content_is_data(const qsm_segment_content *content)
{
    return content->type == QSM_SEGMENT_CONTENT_DATA || content->type == QSM_SEGMENT_CONTENT_PIXELS;
}

/* "QImage 640x480 at 22", for a column. At most size bytes, with a 0 at the end. */
void tool_content_brief(char *text, size_t size, const qsm_segment_content *content);

/*
 * In full: "PNG file 640x480 in a QByteArray, at byte 4". Other data also has its first bytes:
 * "data: 01 00 00 00 6f". For free(). NULL: out of memory.
 */
char *tool_content_text(const qsm_segment_content *content);

/*
 * How to read it: "qsm get 'hello' --offset 22". words name the key, as tool_key_words() makes
 * them. For free(). NULL: there is nothing to read, or out of memory.
 */
char *tool_content_command(const qsm_segment_content *content, const char *words);

/*
 * After a try to read a picture: notes how to read what the segment holds. failed: the message of
 * the failure has said what that is, if it is no data. tried: the try began at the first byte; then
 * a picture there is no news.
 */
void tool_content_note(const tool_call *call, const qsm_native_ipc_key *key, bool failed,
                       bool tried);

/* The members of a JSON object that describes contents. */
void tool_content_json(tool_json *json, const qsm_segment_content *content);

#endif
