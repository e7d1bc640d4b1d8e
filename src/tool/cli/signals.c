/* SPDX-License-Identifier: MIT */
#include "tool/cli/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static const int end_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGQUIT};
enum { END_SIGNALS = sizeof end_signals / sizeof end_signals[0] };
static int held_signals; /* the number of held signals; SIGQUIT is the last of the table */

static volatile sig_atomic_t arrived;
static volatile sig_atomic_t arrived_by_kill;
static volatile sig_atomic_t child_changed;

static sigset_t mask_before;
static struct sigaction action_before[END_SIGNALS];

static void on_end_signal(int number, siginfo_t *info, void *context)
{
    (void)context;
    arrived = number;
    arrived_by_kill = info->si_code == SI_USER || info->si_code == SI_QUEUE;
}

static void on_child(int number)
{
    (void)number;
    child_changed = 1;
}

void tool_signals_hold(bool quit_too)
{
    held_signals = quit_too ? END_SIGNALS : END_SIGNALS - 1;
    sigset_t kept;
    (void)sigemptyset(&kept);
    (void)sigaddset(&kept, SIGCHLD);
    for (int i = 0; i < held_signals; i++)
        (void)sigaddset(&kept, end_signals[i]);
    (void)sigprocmask(SIG_BLOCK, &kept, &mask_before);

    struct sigaction action = {.sa_sigaction = on_end_signal, .sa_flags = SA_SIGINFO};
    (void)sigfillset(&action.sa_mask);
    for (int i = 0; i < held_signals; i++) {
        (void)sigaction(end_signals[i], NULL, &action_before[i]);
        /* A signal that nohup or the shell ignores stays ignored. */
        if (action_before[i].sa_handler != SIG_IGN)
            (void)sigaction(end_signals[i], &action, NULL);
    }
    struct sigaction child = {.sa_handler = on_child};
    (void)sigfillset(&child.sa_mask);
    (void)sigaction(SIGCHLD, &child, NULL);
}

void tool_signals_release(void)
{
    for (int i = 0; i < held_signals; i++)
        (void)sigaction(end_signals[i], &action_before[i], NULL);
    (void)signal(SIGCHLD, SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

/* pselect() with a time of 0 need not deliver pending signals. Unblocking delivers them. */
static void deliver_now(void)
{
    sigset_t kept;
    (void)sigprocmask(SIG_SETMASK, &mask_before, &kept);
    (void)sigprocmask(SIG_SETMASK, &kept, NULL);
}

/* What a wait is for; -1: no file. */
typedef struct files {
    int input;
    int output;
} files;

/* musl's FD_SET() computes with sizeof: a signed number would change its sign there. */
static void add(fd_set *set, int file)
{
    FD_ZERO(set);
    if (file >= 0)
        FD_SET((size_t)file, set);
}

/*
 * Unblocks and waits in one step: a pending signal ends the wait at once. Returns whether a read or
 * a write does not wait.
 */
static bool sleep_with_signals(files of, int milliseconds)
{
    struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    fd_set inputs;
    fd_set outputs;
    add(&inputs, of.input);
    add(&outputs, of.output);
    int most = of.input > of.output ? of.input : of.output;
    int found =
        pselect(most + 1, &inputs, &outputs, NULL, milliseconds < 0 ? NULL : &time, &mask_before);
    return found > 0 || (found < 0 && errno != EINTR); /* a read or a write tells what is wrong */
}

static tool_event take_event(void)
{
    tool_event event = {.ended_by = arrived, .by_kill = arrived_by_kill, .child = child_changed};
    arrived = 0;
    arrived_by_kill = 0;
    child_changed = 0;
    return event;
}

tool_event tool_signals_wait(int milliseconds)
{
    if (milliseconds == 0)
        deliver_now();
    else
        (void)sleep_with_signals((files){-1, -1}, milliseconds);
    return take_event();
}

tool_event tool_signals_wait_for_input(int file, int milliseconds, bool *ready)
{
    if (file < FD_SETSIZE) {
        *ready = sleep_with_signals((files){file, -1}, milliseconds);
    } else {
        *ready = true;
        deliver_now();
    }
    return take_event();
}

/* The caller does not know a signal that comes at once: it would find out after the write only. */
ssize_t tool_signals_write(int file, const void *data, size_t size)
{
    enum { PAUSE = 1000 /* milliseconds */ };
    sigset_t kept;
    ssize_t count = -1;
    int error = EINTR;
    (void)sigprocmask(SIG_SETMASK, &mask_before, &kept);
    if (arrived == 0) {
        count = write(file, data, size);
        error = errno;
    }
    (void)sigprocmask(SIG_SETMASK, &kept, NULL);
    /* Another program can have set O_NONBLOCK: the pipe is shared with it. */
    if (count < 0 && error == EAGAIN && file < FD_SETSIZE) {
        (void)sleep_with_signals((files){-1, file}, PAUSE);
        error = EINTR;
    }
    errno = error;
    return count;
}
