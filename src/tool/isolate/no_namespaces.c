/* SPDX-License-Identifier: MIT */
/* A system without namespaces, and without /proc. */
#include "tool/isolate/run.h"

int tool_isolate_run(const tool_call *call, const tool_isolate_options *options)
{
    enum { EXIT_TROUBLE = 125 };
    (void)options;
    return tool_fail_with(call, EXIT_TROUBLE,
                          "this system has no namespaces: qsm isolate needs Linux");
}
