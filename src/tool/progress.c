/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static bool line_is_shown;

bool tool_progress_shown(void)
{
    return isatty(STDERR_FILENO) == 1;
}

void tool_progress(const char *format, ...)
{
    if (!tool_progress_shown())
        return;
    (void)fputs("\r\033[K", stderr);
    va_list arguments;
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fflush(stderr);
    line_is_shown = true;
}

void tool_progress_clear(void)
{
    if (!line_is_shown)
        return;
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    line_is_shown = false;
}

int64_t tool_now(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
