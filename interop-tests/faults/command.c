/* SPDX-License-Identifier: MIT */
/*
 * The qsm command, of whose calls and the library's one fails: number QSM_FAULT_AT with error
 * number QSM_FAULT_WHICH of that call. What became of it goes to the file QSM_FAULT_REPORT: the
 * call ("-": none was left to fail), its errno, whether it has more errors, and how many blocks of
 * memory were lost.
 */
#include <stdio.h>
#include <stdlib.h>

#include "wraps.h"

int qsm_tool_main(int argc, char **argv);

static long number_of(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : 0;
}

static bool report(const char *path)
{
    FILE *file = path != NULL ? fopen(path, "we") : NULL;
    if (file == NULL)
        return false;
    (void)fprintf(file, "%s %d %d %ld\n", fault_plan.hit != NULL ? fault_plan.hit : "-",
                  fault_plan.error, fault_plan.more_errors, fault_live_blocks());
    return fclose(file) == 0;
}

int main(int argc, char **argv)
{
    enum { NO_REPORT = 99 };
    fault_begin(FAULT_FAIL, number_of("QSM_FAULT_AT"), (int)number_of("QSM_FAULT_WHICH"));
    int status = qsm_tool_main(argc, argv);
    fault_end();
    return report(getenv("QSM_FAULT_REPORT")) ? status : NO_REPORT;
}
