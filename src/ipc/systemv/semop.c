/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

#include "ipc/system.h"
#include "ipc/systemv/systemv.h"

enum { NANOSECONDS = 1000000000 };

static struct timespec as_timespec(int64_t nanoseconds)
{
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / NANOSECONDS),
                             .tv_nsec = (long)(nanoseconds % NANOSECONDS)};
}

#if QSM_HAS_SEMTIMEDOP
/* One attempt, for at most the remaining time. */
static int semop_until(int number, struct sembuf *change, int64_t deadline)
{
    int64_t left = deadline - qsm__ipc_now();
    struct timespec wait = as_timespec(left > 0 ? left : 0);
    return semtimedop(number, change, 1, &wait);
}
#else
/* Other systems have no semtimedop: semop with growing pauses. */
static int semop_until(int number, struct sembuf *change, int64_t deadline)
{
    const int64_t longest = INT64_C(10000000);
    change->sem_flg |= IPC_NOWAIT;
    for (int64_t pause = INT64_C(100000);; pause = pause < longest ? pause * 2 : longest) {
        if (semop(number, change, 1) == 0)
            return 0;
        if (errno != EAGAIN)
            return -1;
        int64_t left = deadline - qsm__ipc_now();
        if (left <= 0) {
            errno = EAGAIN;
            return -1;
        }
        struct timespec wait = as_timespec(left < pause ? left : pause);
        if (nanosleep(&wait, NULL) != 0)
            return -1;
    }
}
#endif

bool qsm__systemv_semop_until(int number, struct sembuf *operation, int64_t deadline,
                              bool interruptible)
{
    int result;
    do {
        result = semop_until(number, operation, deadline);
    } while (result != 0 && errno == EINTR && !interruptible);
    return result == 0;
}
