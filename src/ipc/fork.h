/* SPDX-License-Identifier: MIT */
/*
 * Detects objects that a process has inherited by fork(). An object stores the counter's value when
 * it is made. A child has a higher value. (getpid() would work too, but costs a quarter of the time
 * of a lock.)
 */
#ifndef QSM_IPC_FORK_H
#define QSM_IPC_FORK_H

#include <stdbool.h>

/*
 * The number of forks between the process that loaded the library and this process. Only a new
 * child changes it.
 */
extern unsigned qsm__forks;

/*
 * Starts to count forks. Call it before an object reads the counter. Any thread may call it, also
 * repeatedly. False with ENOMEM.
 */
bool qsm__fork_watch(void);

#endif
