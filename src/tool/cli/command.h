/* SPDX-License-Identifier: MIT */
/*
 * What a subcommand of qsm is. Each lives in a file of its own, which holds its options as a table,
 * its texts for --help, and run(); main.c knows them by the pointers in its table.
 *
 * Results go to standard output (with --json as one JSON value), everything else to standard error.
 * Exit status: TOOL_OK, TOOL_FAILED or TOOL_USAGE; `qsm lock` gives its command's.
 */
#ifndef QSM_TOOL_CLI_COMMAND_H
#define QSM_TOOL_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "tool/cli/options.h"

enum { TOOL_OK = 0, TOOL_FAILED = 1, TOOL_USAGE = 2 };

typedef struct tool_command tool_command;

/* A command line after parsing. */
typedef struct tool_call {
    const tool_command *command;
    void *values;      /* the command's own struct, filled in by its options */
    char **operands;   /* what is no option */
    int operand_count; /* how many */
    int command_at;    /* index of the first operand behind "--", operand_count if none */
    bool json;         /* --json */
} tool_call;

struct tool_command {
    const char *name;
    const char *operands;    /* for the usage line, for example "KEY FILE.png" */
    const char *summary;     /* half a line, for `qsm --help` */
    const char *description; /* a paragraph or two; lines are not wrapped */
    const char *examples;    /* lines, each indented by two */
    const tool_option
        *options;       /* ends with a row whose name is NULL; --json and --help are implied */
    size_t values_size; /* bytes of the struct the options fill; it starts all zero */
    int (*run)(tool_call *call);
};

/*
 * Says on standard error what failed ("qsm get: ...", with --json {"error": ..., ...}) and returns
 * TOOL_FAILED, or TOOL_USAGE with a pointer to --help.
 */
int tool_fail(const tool_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
int tool_fail_usage(const tool_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same with an exit status of the command's own, which is returned. */
int tool_fail_with(const tool_call *call, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says something on standard error that is no failure; silent with --json. */
void tool_note(const tool_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Whether the user agrees: asks on a terminal, with the question on standard error. False after
 * saying why not: "--yes WORDS" is what goes without asking ("repairs it").
 */
bool tool_confirm(const tool_call *call, bool yes, const char *question, const char *words);

/*
 * Takes one operand off the front; NULL, and the failure is said, when there is none. what names it
 * ("FILE.png").
 */
const char *tool_take_operand(tool_call *call, const char *what);

/* False, and the failure is said, when operands are left over. */
bool tool_no_more_operands(const tool_call *call);

#endif
