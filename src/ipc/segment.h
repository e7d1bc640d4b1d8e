/* SPDX-License-Identifier: MIT */
/* The inside of a qsm_shared_memory, shared by its files. */
#ifndef QSM_IPC_SEGMENT_H
#define QSM_IPC_SEGMENT_H

#include <qsm/shared_memory.h>

#include "ipc/errors.h"
#include "ipc/platform.h"
#include "ipc/semaphore.h"

struct qsm_shared_memory {
    qsm_native_ipc_key *key;
    qsm_native_ipc_key *lock_key;
    const qsm_ipc_backend *backend; /* of the key's type */
    qsm_ipc_segment segment;        /* its name is the key's */
    bool read_only;                 /* how it is attached */
    qsm_system_semaphore *lock;     /* has lock_key only from the next create or attach on */
    int lock_timeout;               /* how long create, attach, detach wait; < 0: for ever */
    bool remove_on_last_detach;     /* the last user removes a POSIX segment too */
    bool same_user_only;            /* attach refuses segments of other users */
    bool lock_timed_out;            /* why the lock was not had the last time it was not */
    qsm_ipc_error error;
    char *explained; /* the text of the last exchange's report; NULL: none */
};

/* qsm_shared_memory_is_attached() without its questions. */
static inline bool qsm__segment_is_attached(const qsm_shared_memory *shared_memory)
{
    return shared_memory->segment.memory != NULL;
}

/*
 * Whether a call that does something may do it: not with NULL (EINVAL), not in a child of fork()
 * that inherited the object (its error says so).
 */
bool qsm__segment_is_usable(qsm_shared_memory *shared_memory);

/* Whether the last call that failed did so because the lock was not free in time. */
bool qsm__shared_memory_lock_timed_out(const qsm_shared_memory *shared_memory);

/* Points the lock at the key and clears the error: how create and attach begin. */
bool qsm__segment_prepare(qsm_shared_memory *shared_memory);

/*
 * Takes the lock around one step, unless the user of the object holds it, who then keeps it.
 * *taken is for qsm__segment_leave(). text is the error when it fails.
 */
bool qsm__segment_enter(qsm_shared_memory *shared_memory, const char *text, bool *taken);
void qsm__segment_leave(qsm_shared_memory *shared_memory, bool taken);

/* Whether a segment can have this size; InvalidSize. */
bool qsm__segment_allows_size(qsm_shared_memory *shared_memory, ptrdiff_t size);

/* The steps themselves, under the lock. */
bool qsm__segment_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                         qsm_shared_memory_access_mode mode);
bool qsm__segment_attach(qsm_shared_memory *shared_memory, qsm_shared_memory_access_mode mode);

/* A wait in which something is looked at again and again. */
typedef struct qsm_ipc_looking {
    int64_t deadline;
    int64_t ask_at; /* when the stop callback is asked next; 0: at once */
} qsm_ipc_looking;

/*
 * The pause between two looks. Done, timed out (no pause is made then) or stopped; stopped sets the
 * error.
 */
qsm_ipc_outcome qsm__segment_pause(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking);

/* Waits until there is a segment of the object's key. False with NotFound or KeyError. */
bool qsm__segment_wait(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking);

/* Unmaps a segment that is not to be used after all, and leaves it as it was found. */
void qsm__segment_let_go(qsm_shared_memory *shared_memory);

/* UnknownError and EINVAL for a struct of the caller's that no QSM_INIT() initialised; false. */
bool qsm__segment_refuse_struct(qsm_shared_memory *shared_memory, const char *what);

/* Sets the error from a failure; false. */
bool qsm__segment_fail(qsm_shared_memory *shared_memory, const qsm_ipc_failure *failure);

extern const char qsm__unable_to_lock_create[];
extern const char qsm__unable_to_lock_attach[];

#endif
