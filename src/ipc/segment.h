/* SPDX-License-Identifier: MIT */
/* The private part of a qsm_shared_memory, for its files. */
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
    bool read_only;                 /* the access mode while attached */
    qsm_system_semaphore *lock;     /* the next create or attach sets its key */
    int lock_timeout;               /* how long create, attach, detach wait; < 0: for ever */
    bool remove_on_last_detach;     /* the last user also removes a POSIX segment */
    bool same_user_only;            /* attach refuses segments of other users */
    bool copy_through_kernel;       /* exchanges copy by system calls */
    bool lock_timed_out;            /* why the last failed wait for the lock failed */
    qsm_ipc_error error;
    char *explained; /* the text of the last exchange's report; NULL: none */
    char *cause;     /* the text of the last qsm_shared_memory_explain(); NULL: none */
};

/* qsm_shared_memory_is_attached() without the check for NULL. */
static inline bool qsm__segment_is_attached(const qsm_shared_memory *shared_memory)
{
    return shared_memory->segment.memory != NULL;
}

/*
 * Whether a call may use the object. Not with NULL (EINVAL), and not in a child of fork() that
 * inherited the object (its error says so).
 */
bool qsm__segment_is_usable(qsm_shared_memory *shared_memory);

/* Whether the last failed call failed because the lock was not free in time. */
bool qsm__shared_memory_lock_timed_out(const qsm_shared_memory *shared_memory);

/* Sets the lock's key and clears the error. Create and attach begin with it. */
bool qsm__segment_prepare(qsm_shared_memory *shared_memory);

/*
 * Takes the lock for one step, unless the program already holds it with this object; then the
 * program keeps it. *taken is for qsm__segment_leave(). text is the error on failure.
 */
bool qsm__segment_enter(qsm_shared_memory *shared_memory, const char *text, bool *taken);

/*
 * The same for create: if the lock is taken, and no process has it open, repairs it before it
 * waits. Qt's create() gives each POSIX lock the value 1.
 */
bool qsm__segment_enter_to_create(qsm_shared_memory *shared_memory, const char *text, bool *taken);

/*
 * Prepares for attach and takes the lock. Makes no lock if the segment does not exist, or if this
 * process may not attach to it.
 */
bool qsm__segment_enter_to_attach(qsm_shared_memory *shared_memory,
                                  qsm_shared_memory_access_mode mode, bool *taken);
void qsm__segment_leave(qsm_shared_memory *shared_memory, bool taken);

/* Whether a segment can have this size; otherwise InvalidSize. */
bool qsm__segment_allows_size(qsm_shared_memory *shared_memory, ptrdiff_t size);

/* The steps. The caller holds the lock. */
bool qsm__segment_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                         qsm_shared_memory_access_mode mode);
bool qsm__segment_attach(qsm_shared_memory *shared_memory, qsm_shared_memory_access_mode mode);

/* A wait that repeats a check. */
typedef struct qsm_ipc_looking {
    int64_t deadline;
    int64_t ask_at; /* the time of the next stop callback; 0: now */
    int longest;    /* the longest pause in milliseconds; 0: the default */
} qsm_ipc_looking;

/*
 * The pause between two checks. Returns done, timed out (without a pause) or stopped (with the
 * error set).
 */
qsm_ipc_outcome qsm__segment_pause(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking);

/* Waits until a segment of the object's key exists. False with NotFound or KeyError. */
bool qsm__segment_wait(qsm_shared_memory *shared_memory, qsm_ipc_looking *looking);

/* Unmaps a segment that the object does not use, and does not change it. */
void qsm__segment_let_go(qsm_shared_memory *shared_memory);

/* After an unmap that failed: the memory may be mapped or not, and nothing may touch it again. */
void qsm__segment_forget(qsm_shared_memory *shared_memory);

/*
 * Sets UnknownError and EINVAL for a struct that the caller did not initialise with QSM_INIT().
 * Returns false.
 */
bool qsm__segment_refuse_struct(qsm_shared_memory *shared_memory, const char *what);

/* Sets KeyError: this system does not support the key's type. Returns false. */
bool qsm__segment_refuse_type(qsm_shared_memory *shared_memory);

/* Sets LockError with this text, or that the stop callback ended the wait. Returns false. */
bool qsm__segment_fail_to_lock(qsm_shared_memory *shared_memory, qsm_ipc_outcome outcome,
                               const char *text);

/* Sets PermissionDenied for qsm_shared_memory_set_same_user_only(). Returns false. */
bool qsm__segment_fail_as_foreign(qsm_shared_memory *shared_memory);

/* Sets the error from a failure. Returns false. */
bool qsm__segment_fail(qsm_shared_memory *shared_memory, const qsm_ipc_failure *failure);

extern const char qsm__unable_to_lock_create[];
extern const char qsm__unable_to_lock_attach[];

#endif
