/* SPDX-License-Identifier: MIT */
/* What qsm isolate prints: messages, or one JSON value. */
#ifndef QSM_TOOL_ISOLATE_REPORT_H
#define QSM_TOOL_ISOLATE_REPORT_H

#include "tool/cli/command.h"
#include "tool/isolate/inventory.h"
#include "tool/isolate/processes.h"
#include "tool/isolate/run.h"
#include "tool/isolate/world.h"

/* The exit statuses of qsm isolate itself; 77 is that of a skipped test in CTest and Automake. */
enum {
    TOOL_ISOLATE_SKIPPED = 77,
    TOOL_ISOLATE_LEFT_BEHIND = 120,
    TOOL_ISOLATE_TIMED_OUT = 124,
    TOOL_ISOLATE_TROUBLE = 125
};

/* How a run has ended. */
typedef struct tool_isolate_outcome {
    const tool_isolate_options *options;
    const tool_world *world;
    const tool_process *process;
    const tool_inventory *left;
    int64_t milliseconds; /* from the start of CMD to its end */
    bool timed_out;
    int exit;
} tool_isolate_outcome;

/* Prints what of the world is not CMD's own. */
void tool_isolate_tell_world(const tool_call *call, const tool_world *world);

/* Computes the exit status. */
int tool_isolate_exit(const tool_isolate_outcome *of);

void tool_isolate_report(const tool_call *call, const tool_isolate_outcome *of);

#endif
