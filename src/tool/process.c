/* SPDX-License-Identifier: MIT */
#include "tool/process.h"

#include <stdio.h>

#include <qsm/qsm.h>

#include "tool/cli/utf8.h"

void tool_clean_process_name(tool_process_text text, const char *name)
{
    (void)snprintf(text, TOOL_PROCESS_NAME_SIZE, "%s", name);
    tool_clean_text(text);
}

bool tool_process_name(int64_t pid, tool_process_text text)
{
    char *name = qsm_process_name(pid);
    tool_clean_process_name(text, name != NULL ? name : "?");
    qsm_free(name);
    return name != NULL;
}
