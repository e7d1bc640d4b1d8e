/* SPDX-License-Identifier: MIT */
#include "tool/holding.h"

#include <inttypes.h>
#include <stdio.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"

void tool_hold(const tool_call *call, tool_duration time, const char *what,
               qsm_shared_memory *memory)
{
    int64_t begun = tool_now();
    int64_t deadline = tool_deadline(tool_duration_or(time, -1));
    (void)fflush(stdout); /* the report is there before the wait */
    if (deadline == TOOL_FOREVER && !tool_progress_shown())
        tool_note(call, "holding the %s until interrupted", what);
    for (int left = tool_left(deadline, 1000); left > 0; left = tool_left(deadline, 1000)) {
        tool_progress("holding the %s, %" PRId64 " s; Ctrl-C ends it", what,
                      (tool_now() - begun) / 1000);
        if (memory != NULL)
            (void)qsm_shared_memory_keep_lock(memory, NULL);
        if (tool_signals_wait(left).ended_by != 0)
            break;
    }
    tool_progress_clear();
}

void tool_hold_json(tool_json *json, tool_duration time)
{
    if (time.given && time.milliseconds >= 0)
        tool_json_decimal(json, "holdSeconds", (double)time.milliseconds / 1000, 3);
    else
        tool_json_null(json, "holdSeconds");
}
