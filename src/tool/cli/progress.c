/* SPDX-License-Identifier: MIT */
#include "tool/cli/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 200 };
static char line[LINE_SIZE]; /* the shown line; empty: none */

static bool silent;

void tool_progress_silence(void)
{
    silent = true;
}

bool tool_progress_shown(void)
{
    return !silent && isatty(STDERR_FILENO) == 1;
}

void tool_progress(const char *format, ...)
{
    char wanted[LINE_SIZE];
    if (!tool_progress_shown())
        return;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(wanted, sizeof wanted, format, arguments);
    va_end(arguments);
    if (strcmp(wanted, line) == 0)
        return;
    memcpy(line, wanted, sizeof line);
    (void)fprintf(stderr, "\r\033[K%s", line);
    (void)fflush(stderr);
}

void tool_progress_clear(void)
{
    if (line[0] == '\0')
        return;
    line[0] = '\0';
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
}

int64_t tool_now_ns(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t tool_now(void)
{
    return tool_now_ns() / 1000000;
}

int64_t tool_deadline(int milliseconds)
{
    return milliseconds < 0 ? TOOL_FOREVER : tool_now() + milliseconds;
}

int tool_left(int64_t deadline, int most)
{
    if (deadline == TOOL_FOREVER)
        return most;
    int64_t left = deadline - tool_now();
    return left < 0 ? 0 : left > most ? most : (int)left;
}
