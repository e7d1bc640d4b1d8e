/* SPDX-License-Identifier: MIT */
/*
 * What the commands for values in streams share: the types, and the settings of QDataStream that
 * both ends must agree on.
 */
#ifndef QSM_TOOL_STREAM_OPTIONS_H
#define QSM_TOOL_STREAM_OPTIONS_H

#include <qsm/stream_schema.h>

#include "tool/cli/command.h"
#include "tool/stream_define.h"

typedef struct tool_stream_options {
    const char *types;
    tool_definitions definitions;
    int version; /* 0: by qt */
    int qt;      /* 0x060402; 0: by the version */
    bool little;
    bool single;
} tool_stream_options;

const char *tool_parse_stream_version(const char *value, void *target); /* int, 1 and up */
const char *tool_parse_qt_version(const char *value, void *target);     /* int: 6.4 or 5.15.8 */

/* Option rows for a member of type tool_stream_options.
 * NOLINTBEGIN(bugprone-macro-parentheses) */
/* clang-format off */
#define TOOL_STREAM_OPTIONS(type, member, types_help)                                              \
    {"types", 0, TOOL_TAKES_VALUE, "TYPES", types_help, tool_parse_text,                           \
     offsetof(type, member.types)},                                                                \
    {"define", 0, TOOL_TAKES_VALUE, "NAME=FIELDS",                                                 \
     "a class or an enum of the program, such as\n"                                                \
     "'Buffer=qint32 id,QString name', 'Level=qint32'; repeatable",                                \
     tool_parse_definition, offsetof(type, member.definitions)},                                   \
    {"types-file", 0, TOOL_TAKES_VALUE, "FILE", "a file with a NAME=FIELDS on each line",          \
     tool_parse_text, offsetof(type, member.definitions.file)},                                    \
    {"version", 0, TOOL_TAKES_VALUE, "N",                                                          \
     "QDataStream version (default: that of --qt; else 20)",                                       \
     tool_parse_stream_version, offsetof(type, member.version)},                                   \
    {"stream-version", 0, TOOL_TAKES_VALUE, "N", "the same",                                       \
     tool_parse_stream_version, offsetof(type, member.version)},                                   \
    {"little-endian", 0, TOOL_TAKES_NOTHING, NULL, "QDataStream::LittleEndian",                    \
     tool_parse_flag, offsetof(type, member.little)},                                              \
    {"single", 0, TOOL_TAKES_NOTHING, NULL, "QDataStream::SinglePrecision",                        \
     tool_parse_flag, offsetof(type, member.single)},                                              \
    {"qt", 0, TOOL_TAKES_VALUE, "RELEASE",                                                         \
     "the Qt release that writes, such as 5.15 or 6.4.2\n"                                         \
     "(default: by the version)",                                                                  \
     tool_parse_qt_version, offsetof(type, member.qt)}
/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

/*
 * The schema of --types, or of otherwise. On an error: prints a message, sets *status to the exit
 * status and returns NULL.
 */
qsm_schema *tool_stream_schema(const tool_call *call, const tool_stream_options *options,
                               const char *otherwise, int *status);

/* Sets up a stream; NULL is an error of memory. On an error: prints a message, returns false. */
bool tool_stream_set_up(const tool_call *call, qsm_data_stream *stream,
                        const tool_stream_options *options);

#endif
