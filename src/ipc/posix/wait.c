/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include "ipc/posix/posix.h"

enum { NANOSECONDS = 1000000000 };

#if !QSM_HAS_SEM_TIMEDWAIT
/* There is no sem_timedwait: sem_trywait with growing pauses. */
static int wait_for(sem_t *semaphore, int64_t left)
{
    const int64_t longest = INT64_C(10000000);
    for (int64_t pause = INT64_C(100000); left > 0; left -= pause) {
        pause = pause < longest ? pause * 2 : longest;
        struct timespec nap = {.tv_sec = 0, .tv_nsec = (long)(left < pause ? left : pause)};
        if (nanosleep(&nap, NULL) != 0)
            return -1;
        if (sem_trywait(semaphore) == 0)
            return 0;
        if (errno != EAGAIN)
            return -1;
    }
    errno = ETIMEDOUT;
    return -1;
}
#else
/*
 * sem_timedwait uses the real-time clock, which can be set. The caller checks the monotonic clock.
 */
static int wait_for(sem_t *semaphore, int64_t left)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_REALTIME, &end);
    int64_t nanoseconds = end.tv_nsec + left % NANOSECONDS;
    end.tv_sec += (time_t)(left / NANOSECONDS + nanoseconds / NANOSECONDS);
    end.tv_nsec = (long)(nanoseconds % NANOSECONDS);
    return sem_timedwait(semaphore, &end);
}
#endif

bool qsm__posix_sem_wait_until(sem_t *semaphore, int64_t deadline, bool interruptible)
{
    for (;;) {
        int64_t left = deadline - qsm__ipc_now();
        if (left <= 0) {
            errno = ETIMEDOUT;
            return false;
        }
        if (wait_for(semaphore, left) == 0)
            return true;
        if ((errno != EINTR || interruptible) && errno != ETIMEDOUT)
            return false;
    }
}
