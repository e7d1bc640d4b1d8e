/* SPDX-License-Identifier: MIT */
/*
 * One line on standard error that tells what the command waits for, rewritten in place. It is there
 * only when standard error is a terminal, so logs and pipes stay clean.
 */
#ifndef QSM_TOOL_PROGRESS_H
#define QSM_TOOL_PROGRESS_H

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

/* Sleeps; a caught signal ends the sleep. */
void tool_sleep(int milliseconds);

#endif
