/* SPDX-License-Identifier: MIT */
/*
 * Numbered pictures, for programs that exchange a stream of them: each row has the number in four
 * columns, so a picture that is put together of two is found out. Writing the number is cheap.
 */
#ifndef QSM_QT_FRAME_PATTERN_H
#define QSM_QT_FRAME_PATTERN_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { PATTERN_COLUMNS = 4 };

static inline int pattern_column(int width, int i)
{
    return (int)((int64_t)(width - 1) * i / (PATTERN_COLUMNS - 1));
}

static inline void pattern_row(uint32_t *row, int width, uint32_t number)
{
    for (int i = 0; i < PATTERN_COLUMNS; i++)
        row[pattern_column(width, i)] = 0xff000000U | number;
}

/* Whether the row has this number. */
static inline int pattern_has(const uint32_t *row, int width, uint32_t number)
{
    int good = 1;
    for (int i = 0; i < PATTERN_COLUMNS; i++)
        good &= (row[pattern_column(width, i)] & 0xffffffU) == number;
    return good;
}

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The processor time of this process. */
static inline double seconds_of_cpu(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static inline void nap_until(double when)
{
    double left = when - seconds_now();
    if (left > 0) {
        struct timespec pause;
        pause.tv_sec = (time_t)left;
        pause.tv_nsec = (long)((left - (double)(time_t)left) * 1e9);
        nanosleep(&pause, NULL);
    }
}

#endif
