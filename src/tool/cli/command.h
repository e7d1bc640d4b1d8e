/* SPDX-License-Identifier: MIT */
/*
 * A subcommand of qsm. Each has a file with its table of options, its texts for --help, and run().
 * main.c has a table of pointers to them.
 *
 * The result goes to standard output (with --json as one JSON value). Everything else goes to
 * standard error. The exit status is TOOL_OK, TOOL_FAILED or TOOL_USAGE; `qsm lock` returns the
 * exit status of its command.
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
    void *values;      /* the struct of the command, filled by its options */
    char **operands;   /* the words that are no options */
    int operand_count; /* their number */
    int command_at;    /* index of the first operand after "--"; operand_count if none */
    bool json;         /* --json */
    bool quiet;        /* --quiet: no notes */
} tool_call;

struct tool_command {
    const char *name;
    const char *operands;    /* for the usage line, for example "KEY FILE.png" */
    const char *summary;     /* for `qsm --help` */
    const char *description; /* lines are not wrapped */
    const char *examples;    /* lines, each indented by 2 spaces */
    const tool_option
        *options; /* the last row has the name NULL; every command has --json, --quiet, --help */
    size_t values_size; /* size of the struct that the options fill; it starts as zeros */
    int (*run)(tool_call *call);
};

/*
 * Prints an error message on standard error ("qsm get: ...", with --json {"error": ..., ...}).
 * Returns TOOL_FAILED. tool_fail_usage() also names --help and returns TOOL_USAGE.
 */
int tool_fail(const tool_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
int tool_fail_usage(const tool_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same with another exit status, which it returns. */
int tool_fail_with(const tool_call *call, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints a note on standard error; nothing with --json or --quiet. */
void tool_note(const tool_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Asks the user on the terminal. Returns whether the user agrees; if not, it has printed why. If
 * there is no terminal, the message is "--yes WORDS without asking", with words such as
 * "repairs it".
 */
bool tool_confirm(const tool_call *call, bool yes, const char *question, const char *words);

/*
 * Removes the first operand and returns it. If there is none, it prints an error and returns NULL.
 * `what` is the name of the operand ("FILE.png").
 */
const char *tool_take_operand(tool_call *call, const char *what);

/*
 * If operands are left, prints an error and returns false. It proposes -o for the name of a file,
 * if the command has this option.
 */
bool tool_no_more_operands(const tool_call *call);

#endif
