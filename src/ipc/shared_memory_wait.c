/* SPDX-License-Identifier: MIT */
/* Waits until a program has made a segment. It only checks, and opens nothing. */
#include "ipc/exists.h"
#include "ipc/segment.h"

static const char unsupported[] = "QSharedMemory::attach: unsupported key type";
static const char no_key[] = "QSharedMemory::attach: key is empty";
static const char not_in_time[] = "QSharedMemory::attach: doesn't exist";

enum { LOOK_EVERY = 20 /* milliseconds */ };

/* Whole milliseconds up to the deadline, at least 1. */
static int length_of_pause(const qsm_ipc_looking *looking, int64_t now)
{
    int longest = looking->longest > 0 ? looking->longest : LOOK_EVERY;
    int64_t left = (looking->deadline - now) / INT64_C(1000000) + 1;
    return left < longest ? (int)left : longest;
}

qsm_ipc_outcome qsm__segment_pause(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking)
{
    int64_t now = qsm__ipc_now();
    if (now >= looking->deadline)
        return QSM_IPC_TIMED_OUT;
    if (now >= looking->ask_at) {
        if (qsm__stop_asked(&shared_memory->lock->stop)) {
            qsm__ipc_error_set_stopped(&shared_memory->error, QSM_SHARED_MEMORY_NOT_FOUND,
                                       not_in_time);
            return QSM_IPC_STOPPED;
        }
        looking->ask_at = now + QSM_IPC_STOP_INTERVAL;
    }
    if (!qsm__ipc_pause(length_of_pause(looking, now)))
        looking->ask_at = 0; /* a signal came */
    return QSM_IPC_DONE;
}

static bool fail(qsm_shared_memory *shared_memory, qsm_shared_memory_error_code code,
                 const char *text)
{
    qsm__ipc_error_set(&shared_memory->error, (int)code, text);
    return false;
}

bool qsm__segment_wait(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking)
{
    shared_memory->lock_timed_out = false;
    if (shared_memory->backend == NULL)
        return fail(shared_memory, QSM_SHARED_MEMORY_KEY_ERROR, unsupported);
    if (shared_memory->segment.name[0] == '\0')
        return fail(shared_memory, QSM_SHARED_MEMORY_KEY_ERROR, no_key);
    while (!qsm__segment_exists(shared_memory->key)) {
        qsm_ipc_outcome outcome = qsm__segment_pause(shared_memory, looking);
        if (outcome == QSM_IPC_TIMED_OUT)
            return fail(shared_memory, QSM_SHARED_MEMORY_NOT_FOUND, not_in_time);
        if (outcome == QSM_IPC_STOPPED)
            return false;
    }
    qsm__ipc_error_clear(&shared_memory->error);
    return true;
}

bool qsm_shared_memory_wait_for_segment(qsm_shared_memory *shared_memory, int milliseconds)
{
    qsm_ipc_looking looking = {.deadline = qsm__ipc_deadline(milliseconds)};
    return qsm__segment_is_usable(shared_memory) && qsm__segment_wait(shared_memory, &looking);
}
