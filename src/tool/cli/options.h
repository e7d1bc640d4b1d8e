/* SPDX-License-Identifier: MIT */
/*
 * Command line options from a table. Each option is a row: its names, its value, its help, its
 * parser and the offset of its target in the struct of the command.
 *
 * `--name=value`, `--name value`, `-n value` and `-nvalue` are the same. An optional value is
 * missing if `--name` is the last word or the next word begins with a dash. Options and operands
 * may have any order; `--` ends the options. If an option is given twice, the last one counts,
 * unless its parser stores a list.
 */
#ifndef QSM_TOOL_CLI_OPTIONS_H
#define QSM_TOOL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum tool_takes { TOOL_TAKES_NOTHING, TOOL_TAKES_VALUE, TOOL_MAY_TAKE_VALUE } tool_takes;

/*
 * Parses value (NULL: not given) into target. Returns NULL on success. On an error it returns the
 * words after "is not" in the message, such as "a number of seconds".
 */
typedef const char *(*tool_parser)(const char *value, void *target);

typedef struct tool_option {
    const char *name;  /* long name without dashes; NULL ends a table */
    char letter;       /* short name, 0 for none */
    tool_takes takes;  /* whether it takes a value */
    const char *value; /* the value's name in the help, for example "SECONDS" */
    const char *help;  /* one line, or several lines separated by \n */
    tool_parser parse; /* reads the value */
    size_t offset;     /* of the target in the command's struct */
} tool_option;

/* A duration from the command line. */
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

/* A number of bytes. */
typedef struct tool_size {
    bool given;
    uint64_t bytes;
} tool_size;

/* How often in a second. */
typedef struct tool_rate {
    bool given;
    double per_second;
} tool_rate;

/* Parsers; the comment names the target's type. */
const char *tool_parse_flag(const char *value, void *target);     /* bool */
const char *tool_parse_text(const char *value, void *target);     /* const char * */
const char *tool_parse_duration(const char *value, void *target); /* tool_duration, in seconds */
const char *tool_parse_pair(const char *value, void *target);     /* tool_pair */
const char *tool_parse_count(const char *value, void *target);    /* int, 0 and up */

const char *tool_parse_size(const char *value, void *target); /* tool_size: 4096, 0x1000, 4K, 1M */
const char *tool_parse_rate(const char *value, void *target); /* tool_rate: 30, 29.97, 30000/1001 */

/* The duration as an int of milliseconds; `otherwise` if it was not given. */
int tool_duration_or(tool_duration duration, int otherwise);

struct tool_call;

/*
 * Parses argv[first..] into call, by the table of call->command. Moves the operands to the front of
 * argv and sets call->operands to them. Returns TOOL_OK. On an error it prints a message and
 * returns TOOL_USAGE. *help says whether --help was given; the words after --help are not parsed.
 */
int tool_options_parse(struct tool_call *call, int argc, char **argv, int first, bool *help);

/* Writes a subcommand's --help. */
struct tool_command;
void tool_options_help(const struct tool_command *command, FILE *out);

#endif
