/* SPDX-License-Identifier: MIT */
#include "ipc/fork.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

unsigned qsm__forks;

/* A child has one thread, so no other thread reads the counter. */
static void count_fork(void)
{
    qsm__forks++;
}

/*
 * Without a mutex: if another thread forks, the child can inherit a locked mutex. If two threads
 * come first at the same time, both register. Each fork then adds 2 to the counter, which is no
 * problem.
 */
bool qsm__fork_watch(void)
{
    static atomic_bool watched;
    if (atomic_load_explicit(&watched, memory_order_acquire))
        return true;
    if (pthread_atfork(NULL, NULL, count_fork) != 0) {
        errno = ENOMEM;
        return false;
    }
    atomic_store_explicit(&watched, true, memory_order_release);
    return true;
}
