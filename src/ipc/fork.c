/* SPDX-License-Identifier: MIT */
#include "ipc/fork.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

unsigned qsm__forks;

/* A child has one thread, so nobody reads the counter meanwhile. */
static void count_fork(void)
{
    qsm__forks++;
}

/*
 * Without a lock, which a fork() in another thread could leave locked in the child for ever. Two
 * threads that are both the first register twice: then each fork counts as two, which is as good.
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
