/* SPDX-License-Identifier: MIT */
/*
 * How a command line names a segment: KEY is the key as a Qt program writes it.
 * `--safe posix|systemv` derives the name as platformSafeKey() of Qt 6.6 does.
 * `--native STRING` gives the native name in place of KEY. `--scheme NAME` chooses a key scheme.
 * Without any of them the key is that of QSharedMemory("KEY"); commands that look for a segment
 * look under every scheme.
 */
#ifndef QSM_TOOL_KEY_OPTIONS_H
#define QSM_TOOL_KEY_OPTIONS_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/schemes.h"

typedef struct tool_key_options {
    const char *native;
    qsm_native_ipc_key_type_code safe; /* 0: not given */
    qsm_key_scheme scheme;             /* NONE: not given */
    bool any;                          /* --any; only rm reads it */
} tool_key_options;

/* Parses "posix" or "systemv" into a qsm_native_ipc_key_type_code. */
const char *tool_parse_safe(const char *value, void *target);

/* Option rows for a member of type tool_key_options. */
/* A type and a member's name cannot stand in parentheses.
 * NOLINTBEGIN(bugprone-macro-parentheses) */
/* clang-format off */
#define TOOL_KEY_OPTIONS(type, member)                                                             \
    {"native", 0, TOOL_TAKES_VALUE, "STRING",                                                      \
     "a native key in place of KEY: systemv:/path, posix:/name",                                   \
     tool_parse_text, offsetof(type, member.native)},                                              \
    {"safe", 0, TOOL_TAKES_VALUE, "posix|systemv",                                                 \
     "the Qt program gives KEY to platformSafeKey() (Qt 6.6 and later)",                           \
     tool_parse_safe, offsetof(type, member.safe)}

/* For the commands that work with the segment or the lock of a key. */
#define TOOL_SCHEME_OPTION(type, member)                                                           \
    {"scheme", 0, TOOL_TAKES_VALUE, "NAME",                                                        \
     "the key scheme (default: the one that exists):\n" TOOL_SCHEME_WORDS_SYSTEM_V "\n" TOOL_SCHEME_WORDS_OTHERS, \
     tool_parse_scheme, offsetof(type, member.scheme)}

/* For those of them that look for what exists. */
#define TOOL_ANY_OPTION(type, member)                                                              \
    {"any", 0, TOOL_TAKES_NOTHING, NULL,                                                           \
     "has no effect: every key scheme is searched anyway",                                         \
     tool_parse_flag, offsetof(type, member.any)}
/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

/*
 * Returns the key that options and operands name, and removes KEY from the operands. On an error it
 * prints a message, sets *status to the exit status and returns NULL. The caller frees the key.
 */
qsm_native_ipc_key *tool_take_key(tool_call *call, const tool_key_options *options, int *status);

/* Whether no option names a scheme: the segment can exist under each of them. */
bool tool_takes_any_scheme(const tool_key_options *options);

/* The scheme that the options name; NONE for a native key and without an option. */
qsm_key_scheme tool_named_scheme(const tool_key_options *options);

/*
 * The run() of a command whose only operand is KEY: takes the key, refuses more operands and
 * returns the exit status of the command.
 */
int tool_with_key(tool_call *call, const tool_key_options *options,
                  int (*run)(tool_call *call, const qsm_native_ipc_key *key));

#endif
