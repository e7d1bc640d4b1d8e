/* SPDX-License-Identifier: MIT */
/*
 * `qsm isolate` without the rest of the command, and without the library: for builds whose command
 * is not the program to run tests with (CMakeLists.txt).
 */
#include <stdio.h>
#include <stdlib.h>

#include "tool/commands.h"

int main(int argc, char **argv)
{
    tool_call call = {.command = &tool_isolate};
    bool help = false;
    (void)setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    call.values = calloc(1, tool_isolate.values_size);
    int status =
        call.values != NULL ? tool_options_parse(&call, argc, argv, 1, &help) : TOOL_FAILED;
    if (help)
        tool_options_help(&tool_isolate, stdout);
    else if (status == TOOL_OK)
        status = tool_isolate.run(&call);
    free(call.values);
    return status;
}
