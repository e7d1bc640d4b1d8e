/* SPDX-License-Identifier: MIT */
/*
 * One line on standard error that tells what the command waits for, rewritten in place. It is there
 * only when standard error is a terminal, so logs and pipes stay clean.
 */
#ifndef QSM_TOOL_CLI_PROGRESS_H
#define QSM_TOOL_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the line is shown at all. */
bool tool_progress_shown(void);

/* Shows a line. */
void tool_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Takes the line away; nothing happens when there is none. */
void tool_progress_clear(void);

/* Milliseconds of a clock that only goes forward. */
int64_t tool_now(void);

/* Deadlines are of tool_now(); this one never comes. */
#define TOOL_FOREVER INT64_MAX

/* The deadline so many milliseconds from now; TOOL_FOREVER for -1. */
int64_t tool_deadline(int milliseconds);

/* Milliseconds left, at least 0, at most `most`. */
int tool_left(int64_t deadline, int most);

#endif
