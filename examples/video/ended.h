/* SPDX-License-Identifier: MIT */
/* Ctrl-C, kill, and a reader of our output that is gone: the program detaches and then ends. */
#ifndef ENDED_H
#define ENDED_H

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t ended;

static void note_end(int number)
{
    ended = number;
}

/* Reads, writes and pauses are interrupted, because SA_RESTART is missing. */
static inline void end_in_order(void)
{
    struct sigaction action = {.sa_handler = note_end};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGPIPE, &action, NULL);
}

#endif
