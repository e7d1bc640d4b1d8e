/* SPDX-License-Identifier: MIT */
/*
 * Which objects a process has inherited by fork(). An object remembers the counter's value of the
 * time when it was made. A child has a higher one. (getpid() would tell it too, at a quarter of the
 * price of a lock.)
 */
#ifndef QSM_IPC_FORK_H
#define QSM_IPC_FORK_H

#include <stdbool.h>

/* Forks between the process that loaded the library and this one. Only a new child changes it. */
extern unsigned qsm__forks;

/*
 * From here on fork() is counted. To be called before an object reads the counter; any thread, any
 * number of times. False with ENOMEM.
 */
bool qsm__fork_watch(void);

#endif
