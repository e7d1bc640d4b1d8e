/* SPDX-License-Identifier: MIT */
/* The bytes of a stream: of a file, or of a segment, which is copied under its lock. */
#ifndef QSM_TOOL_STREAM_INPUT_H
#define QSM_TOOL_STREAM_INPUT_H

#include "tool/key_options.h"

typedef struct tool_stream_source {
    const char *segment; /* --key */
    tool_key_options key;
    tool_size offset;
    tool_duration wait;
    tool_duration timeout;
    bool own;
} tool_stream_source;

/* Option rows for a member of type tool_stream_source.
 * NOLINTBEGIN(bugprone-macro-parentheses) */
/* clang-format off */
#define TOOL_STREAM_SOURCE_OPTIONS(type, member)                                                   \
    {"offset", 0, TOOL_TAKES_VALUE, "BYTES", "where the stream begins (default: 0)",               \
     tool_parse_size, offsetof(type, member.offset)},                                              \
    {"key", 0, TOOL_TAKES_VALUE, "KEY", "read the segment of KEY in place of a file",              \
     tool_parse_text, offsetof(type, member.segment)},                                             \
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for a segment (default: 0)",        \
     tool_parse_duration, offsetof(type, member.wait)},                                            \
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS",                                                    \
     "how long to wait for the lock (default: forever)",                                           \
     tool_parse_duration, offsetof(type, member.timeout)},                                         \
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "read only from a segment that this user owns",           \
     tool_parse_flag, offsetof(type, member.own)},                                                 \
    TOOL_SCHEME_OPTION(type, member.key),                                                          \
    TOOL_KEY_OPTIONS(type, member.key)
/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

/* The bytes, and what they are called in messages. */
typedef struct tool_stream_input {
    const char *name;
    const unsigned char *data;
    size_t size;
    size_t start; /* where the stream begins: --offset */
    bool is_segment;
} tool_stream_input;

/*
 * Reads FILE, or the segment of --key or --native, and calls run, whose exit status it returns. On
 * an error it prints a message and returns the exit status.
 */
int tool_with_stream(tool_call *call, const tool_stream_source *source,
                     int (*run)(const tool_call *call, const tool_stream_input *input,
                                void *context),
                     void *context);

#endif
