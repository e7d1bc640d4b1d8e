/* SPDX-License-Identifier: MIT */
/* qsm isolate: runs a program in a world of its own, and reports what the program leaves there. */
#include <stddef.h>

#include "tool/commands.h"
#include "tool/isolate/run.h"

static const tool_option options[] = {
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long CMD may run; then all its processes are killed,\n"
     "and the exit status is 124 (default: forever)",
     tool_parse_duration, offsetof(tool_isolate_options, timeout)},
    {"allow-leaks", 0, TOOL_TAKES_NOTHING, NULL,
     "report what CMD leaves behind, but keep its exit status", tool_parse_flag,
     offsetof(tool_isolate_options, allow_leaks)},
    {"tmpfs", 0, TOOL_TAKES_NOTHING, NULL,
     "TMPDIR is a file system in memory; if that is not\n"
     "permitted, CMD is not run, and the exit status is 77",
     tool_parse_flag, offsetof(tool_isolate_options, tmpfs)},
    {"wrap", 0, TOOL_TAKES_VALUE, "VARIABLE",
     "put the words of this environment variable in front of\n"
     "CMD: valgrind, strace; nothing if it is not set",
     tool_parse_text, offsetof(tool_isolate_options, wrap)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

static int run(tool_call *call)
{
    const tool_isolate_options *chosen = call->values;
    if (call->command_at > 0)
        return tool_fail_usage(call, "'%s' is one word too many before --", call->operands[0]);
    if (call->operand_count == 0)
        return tool_fail_usage(call, "the command is missing: -- CMD [ARGUMENT]...");
    return tool_isolate_run(call, chosen);
}

const tool_command tool_isolate = {
    .name = "isolate",
    .operands = "[OPTION]... -- CMD [ARGUMENT]...",
    .summary = "run a test in a world of its own, and report what it leaves",
    .description =
        "Runs CMD with its own TMPDIR and XDG_RUNTIME_DIR and, if the system permits namespaces,\n"
        "with its own System V objects and its own /dev/shm. Programs in and outside do not meet,\n"
        "even with the same key. If namespaces are not permitted, qsm isolate says so, compares\n"
        "the objects of the whole machine, and runs one CMD at a time.\n"
        "\n"
        "After the end of CMD it reports what is left behind: segments, semaphores, names in\n"
        "/dev/shm, key files and other files of the two directories, and processes that still run\n"
        "half a second later. Processes are killed, and the directories are removed.\n"
        "\n"
        "CMD has the environment variables QSM_TEST_ISOLATED (1: System V objects and /dev/shm\n"
        "are its own, 0: they are not) and QSM_TEST_KEY (a key that no other test has). Its\n"
        "standard input is /dev/null.\n"
        "\n"
        "The exit status is the exit status of CMD. If signal N ended CMD, it is 128 + N. It is\n"
        "120 if CMD ended with 0 or 77 (skipped) and left something behind, 124 (CMD ran too\n"
        "long), 125 (qsm isolate itself failed), 126 (CMD cannot be run), 127 (CMD was not found)\n"
        "or 2 (wrong usage). With --json the report goes to standard error, because CMD uses\n"
        "standard output.\n",
    .examples = "  qsm isolate --timeout 20 -- ./test-of-writer-and-reader\n"
                "  qsm isolate -- sh -c './writer & ./reader; kill $!'\n"
                "  CHECK='valgrind -q' qsm isolate --wrap CHECK -- ./reader\n",
    .options = options,
    .values_size = sizeof(tool_isolate_options),
    .run = run,
};
