/* SPDX-License-Identifier: MIT */
/*
 * Command line options from a table. An option is a row: its names, what it takes, its help, the
 * function that reads its value and where in the command's struct the value goes.
 *
 * `--name=value`, `--name value`, `-n value` and `-nvalue` are the same; an optional value is taken
 * only from `--name=value`. Options and operands may stand in any order; `--` ends the options. Of
 * an option given twice the last counts, unless its parser collects them.
 */
#ifndef QSM_TOOL_CLI_OPTIONS_H
#define QSM_TOOL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum tool_takes { TOOL_TAKES_NOTHING, TOOL_TAKES_VALUE, TOOL_MAY_TAKE_VALUE } tool_takes;

/*
 * Reads value (NULL when none was given) into target. Returns NULL when it could, else what it
 * expected, to stand behind "is not": "a number of seconds".
 */
typedef const char *(*tool_parser)(const char *value, void *target);

typedef struct tool_option {
    const char *name;  /* long name without dashes; NULL ends a table */
    char letter;       /* short name, 0 for none */
    tool_takes takes;  /* whether it takes a value */
    const char *value; /* the value's name in the help, for example "SECONDS" */
    const char *help;  /* one line, or more divided by \n */
    tool_parser parse; /* reads the value */
    size_t offset;     /* of the target in the command's struct */
} tool_option;

/* A time the user gave. */
typedef struct tool_duration {
    bool given;
    int64_t milliseconds; /* -1: given without a number */
} tool_duration;

/* Two whole numbers: X,Y. */
typedef struct tool_pair {
    bool given;
    int x;
    int y;
} tool_pair;

/* Parsers; the comment names the target's type. */
const char *tool_parse_flag(const char *value, void *target);     /* bool */
const char *tool_parse_text(const char *value, void *target);     /* const char * */
const char *tool_parse_duration(const char *value, void *target); /* tool_duration, in seconds */
const char *tool_parse_pair(const char *value, void *target);     /* tool_pair */
const char *tool_parse_count(const char *value, void *target);    /* int, 0 and up */

/* Rounds a duration to an int of milliseconds for waiting; otherwise if it was not given. */
int tool_duration_or(tool_duration duration, int otherwise);

struct tool_call;

/*
 * Reads argv[first..] into call by call->command's table. Sets call->operands to the operands,
 * which are moved to the front of argv. Returns TOOL_OK, or TOOL_USAGE after saying what is wrong;
 * *help tells whether --help was there (the rest is then not looked at).
 */
int tool_options_parse(struct tool_call *call, int argc, char **argv, int first, bool *help);

/* Writes a subcommand's --help. */
struct tool_command;
void tool_options_help(const struct tool_command *command, FILE *out);

#endif
