/* SPDX-License-Identifier: MIT */
/* Runs a command in a world of its own: run.c; no_namespaces.c on a system that has none. */
#ifndef QSM_TOOL_ISOLATE_RUN_H
#define QSM_TOOL_ISOLATE_RUN_H

#include "tool/cli/command.h"

typedef struct tool_isolate_options {
    tool_duration timeout;
    bool allow_leaks;
    bool tmpfs;
    const char *wrap; /* the name of an environment variable; NULL: none */
} tool_isolate_options;

/* Runs the operands of the call. Prints the report and returns the exit status. */
int tool_isolate_run(const tool_call *call, const tool_isolate_options *options);

#endif
