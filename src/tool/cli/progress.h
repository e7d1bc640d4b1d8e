/* SPDX-License-Identifier: MIT */
/*
 * One line on standard error that says what the command waits for. It is rewritten in place. It is
 * shown only if standard error is a terminal, so that logs and pipes stay clean.
 */
#ifndef QSM_TOOL_CLI_PROGRESS_H
#define QSM_TOOL_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether lines are shown: standard error is a terminal, without --quiet. */
bool tool_progress_shown(void);

/* No line is shown from now on: --quiet. */
void tool_progress_silence(void);

/* Shows a line. */
void tool_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Removes the line, if there is one. */
void tool_progress_clear(void);

/* The monotonic clock, in milliseconds and in nanoseconds. */
int64_t tool_now(void);
int64_t tool_now_ns(void);

/* Deadlines are times of tool_now(). This deadline never comes. */
#define TOOL_FOREVER INT64_MAX

/* The time of now + milliseconds; TOOL_FOREVER for -1. */
int64_t tool_deadline(int milliseconds);

/* Milliseconds left, at least 0, at most `most`. */
int tool_left(int64_t deadline, int most);

#endif
