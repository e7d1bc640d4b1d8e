/* SPDX-License-Identifier: MIT */
/*
 * How every subcommand is told which segment is meant: KEY as a Qt program writes it,
 * `--safe posix|systemv` to derive the name as Qt 6.6's platformSafeKey() does, or
 * `--native STRING` for the name itself in place of KEY.
 */
#ifndef QSM_TOOL_KEY_OPTIONS_H
#define QSM_TOOL_KEY_OPTIONS_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"

typedef struct tool_key_options {
    const char *native;
    qsm_native_ipc_key_type_code safe; /* 0: not given */
    bool any;                          /* whichever native key KEY has led to */
} tool_key_options;

/* Parses "posix" or "systemv" into a qsm_native_ipc_key_type_code. */
const char *tool_parse_safe(const char *value, void *target);

/* The rows of a command's table for a member of type tool_key_options in its struct. */
/* A type and a member's name cannot stand in parentheses.
 * NOLINTBEGIN(bugprone-macro-parentheses) */
/* clang-format off */
#define TOOL_KEY_OPTIONS(type, member)                                                             \
    {"native", 0, TOOL_TAKES_VALUE, "STRING",                                                      \
     "a native key in place of KEY: systemv:/path, posix:/name",                                   \
     tool_parse_text, offsetof(type, member.native)},                                              \
    {"safe", 0, TOOL_TAKES_VALUE, "posix|systemv",                                                 \
     "KEY is one for platformSafeKey() of Qt 6.6 and newer",                                       \
     tool_parse_safe, offsetof(type, member.safe)}

/* For commands that look for what exists. */
#define TOOL_ANY_OPTION(type, member)                                                              \
    {"any", 0, TOOL_TAKES_NOTHING, NULL,                                                           \
     "whichever native key a Qt program of any release makes of KEY",                              \
     tool_parse_flag, offsetof(type, member.any)}
/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

/*
 * The key that options and operands name; KEY is taken off the operands. NULL after saying what is
 * wrong, with the exit status in *status. The caller frees it.
 */
qsm_native_ipc_key *tool_take_key(tool_call *call, const tool_key_options *options, int *status);

/*
 * The run() of a command whose one operand is KEY: takes the key, refuses more words, and gives the
 * command's exit status.
 */
int tool_with_key(tool_call *call, const tool_key_options *options,
                  int (*run)(tool_call *call, const qsm_native_ipc_key *key));

#endif
