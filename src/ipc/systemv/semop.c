/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

#include "ipc/systemv/systemv.h"

enum { NANOSECONDS = 1000000000 };

static struct timespec as_timespec(int64_t nanoseconds)
{
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / NANOSECONDS),
                             .tv_nsec = (long)(nanoseconds % NANOSECONDS)};
}

#if defined(__linux__)
/* One try of at most the time that is left. */
static int semop_until(int number, struct sembuf *change, int64_t deadline)
{
    int64_t left = deadline - qsm_ipc_now();
    struct timespec wait = as_timespec(left > 0 ? left : 0);
    return semtimedop(number, change, 1, &wait);
}
#else
/* Other systems have no timed semop: ask again and again, less and less often. */
static int semop_until(int number, struct sembuf *change, int64_t deadline)
{
    const int64_t longest = INT64_C(10000000);
    change->sem_flg |= IPC_NOWAIT;
    for (int64_t pause = INT64_C(100000);; pause = pause < longest ? pause * 2 : longest) {
        if (semop(number, change, 1) == 0)
            return 0;
        if (errno != EAGAIN)
            return -1;
        int64_t left = deadline - qsm_ipc_now();
        if (left <= 0) {
            errno = EAGAIN;
            return -1;
        }
        struct timespec wait = as_timespec(left < pause ? left : pause);
        (void)nanosleep(&wait, NULL);
    }
}
#endif

bool qsm_systemv_semop(int number, int change, int64_t deadline)
{
    struct sembuf operation = {.sem_num = 0, .sem_op = (short)change, .sem_flg = SEM_UNDO};
    if (deadline == QSM_IPC_AT_ONCE)
        operation.sem_flg |= IPC_NOWAIT;
    bool timed = deadline != QSM_IPC_AT_ONCE && deadline != QSM_IPC_FOREVER;
    int result;
    do {
        result = timed ? semop_until(number, &operation, deadline) : semop(number, &operation, 1);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

bool qsm_systemv_semop_if_zero(int number)
{
    struct sembuf operations[] = {
        {.sem_num = 0, .sem_op = 0, .sem_flg = IPC_NOWAIT},
        {.sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO},
    };
    int result;
    do {
        result = semop(number, operations, 2);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}
