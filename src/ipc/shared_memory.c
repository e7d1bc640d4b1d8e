/* SPDX-License-Identifier: MIT */
/*
 * The rules of QSharedMemory: the steps under the lock, their order and their errors.
 *
 * Qt's create resets or replaces a lock that another process holds; here it does not change the
 * lock. In Qt, an object that holds the lock loses it by create and attach; here it keeps the lock.
 * A detach unlocks, as in Qt: programs rely on it. The last process that detaches removes the
 * segment only with System V, as in Qt.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/explain.h"
#include "ipc/segment.h"
#include "key/key.h"
#include "key/utf8.h"

static const char unable_to_lock_detach[] = "QSharedMemory::detach: unable to lock";

/* --- Objects and keys ------------------------------------------------------------------------ */

static void point_segment_at_key(qsm_shared_memory *shared_memory)
{
    shared_memory->backend = qsm__ipc_backend_of(qsm_native_ipc_key_type(shared_memory->key));
    shared_memory->segment = (qsm_ipc_segment){
        .name = qsm_native_ipc_key_native_key(shared_memory->key),
        .project = qsm__key_project_id(shared_memory->key),
        .mode = qsm__key_object_mode(shared_memory->key),
        .number = -1,
    };
}

/* Takes the key. When out of memory: frees the key and returns NULL. */
static qsm_shared_memory *new_with(qsm_native_ipc_key *key)
{
    bool ready = key != NULL && qsm__fork_watch();
    qsm_shared_memory *shared_memory = ready ? calloc(1, sizeof *shared_memory) : NULL;
    if (shared_memory == NULL) {
        qsm_native_ipc_key_free(key);
        return NULL;
    }
    shared_memory->key = key;
    shared_memory->lock_key = qsm_native_ipc_key_lock_key(key);
    shared_memory->lock = qsm__semaphore_new_lock();
    shared_memory->lock_timeout = -1;
    if (shared_memory->lock_key == NULL || shared_memory->lock == NULL) {
        qsm_shared_memory_free(shared_memory);
        return NULL;
    }
    point_segment_at_key(shared_memory);
    return shared_memory;
}

/* The lock is as old as the object. */
static inline bool is_own(const qsm_shared_memory *shared_memory)
{
    return qsm__semaphore_is_own(shared_memory->lock);
}

static bool set_error(qsm_shared_memory *shared_memory, qsm_shared_memory_error_code code,
                      const char *text)
{
    qsm__ipc_error_set(&shared_memory->error, (int)code, text);
    return false;
}

bool qsm__segment_is_usable(qsm_shared_memory *shared_memory)
{
    if (shared_memory == NULL) {
        errno = EINVAL;
        return false;
    }
    return is_own(shared_memory) ||
           set_error(shared_memory, QSM_SHARED_MEMORY_UNKNOWN_ERROR,
                     "QSharedMemory: this object belongs to the process that forked");
}

static bool refuse_text(qsm_shared_memory *shared_memory)
{
    return set_error(shared_memory, QSM_SHARED_MEMORY_KEY_ERROR,
                     "QSharedMemory::setKey: key is not valid UTF-8");
}

static bool is_text(const char *text)
{
    return text == NULL || qsm__utf8_is_valid(text);
}

static qsm_native_ipc_key *legacy(const char *key)
{
    return qsm_shared_memory_legacy_native_key(
        key != NULL ? key : "", qsm_native_ipc_key_legacy_default_type_for_os(), NULL);
}

qsm_shared_memory *qsm_shared_memory_new(void)
{
    return new_with(qsm_native_ipc_key_new());
}

qsm_shared_memory *qsm_shared_memory_new_key(const char *key)
{
    qsm_shared_memory *shared_memory = new_with(legacy(is_text(key) ? key : ""));
    if (shared_memory != NULL && !is_text(key))
        (void)refuse_text(shared_memory);
    return shared_memory;
}

qsm_shared_memory *qsm_shared_memory_new_native(const qsm_native_ipc_key *key)
{
    return new_with(key != NULL ? qsm_native_ipc_key_copy(key) : qsm_native_ipc_key_new());
}

/*
 * Takes the key. The lock gets its key at the next create or attach, as in Qt. An invalid key is an
 * error, but it replaces the old key, as in Qt: a program that ignores the error must not go on
 * with the old segment.
 */
static bool change_key(qsm_shared_memory *shared_memory, qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock_key = key != NULL ? qsm_native_ipc_key_lock_key(key) : NULL;
    if (lock_key == NULL) {
        qsm_native_ipc_key_free(key);
        return set_error(shared_memory, QSM_SHARED_MEMORY_OUT_OF_RESOURCES,
                         "QSharedMemory::setKey: out of resources");
    }
    bool supported = qsm__ipc_backend_of(qsm_native_ipc_key_type(key)) != NULL;
    if (!supported && qsm_native_ipc_key_is_valid(key)) {
        qsm_native_ipc_key_free(lock_key);
        qsm_native_ipc_key_free(key);
        return qsm__segment_refuse_type(shared_memory);
    }
    bool free_to_change = !qsm__segment_is_attached(shared_memory) ||
                          qsm_shared_memory_detach(shared_memory) ||
                          !qsm__segment_is_attached(shared_memory);
    if (free_to_change) {
        qsm_native_ipc_key_swap(shared_memory->key, key);
        qsm_native_ipc_key_swap(shared_memory->lock_key, lock_key);
        point_segment_at_key(shared_memory);
    }
    qsm_native_ipc_key_free(lock_key);
    qsm_native_ipc_key_free(key);
    return free_to_change && (supported || qsm__segment_refuse_type(shared_memory));
}

bool qsm_shared_memory_set_key(qsm_shared_memory *shared_memory, const char *key)
{
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    return is_text(key) ? change_key(shared_memory, legacy(key)) : refuse_text(shared_memory);
}

bool qsm_shared_memory_set_native_key(qsm_shared_memory *shared_memory, const char *native_key,
                                      qsm_native_ipc_key_type_code type)
{
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    if (!is_text(native_key))
        return refuse_text(shared_memory);
    return change_key(shared_memory, qsm_native_ipc_key_new_native(native_key, type));
}

bool qsm_shared_memory_set_native_ipc_key(qsm_shared_memory *shared_memory,
                                          const qsm_native_ipc_key *key)
{
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    return change_key(shared_memory,
                      key != NULL ? qsm_native_ipc_key_copy(key) : qsm_native_ipc_key_new());
}

/* --- Under the lock -------------------------------------------------------------------------- */

bool qsm__segment_refuse_struct(qsm_shared_memory *shared_memory, const char *what)
{
    char text[160];
    (void)snprintf(text, sizeof text,
                   "%s has no size, or fields of a later release: initialise it with QSM_INIT()",
                   what);
    errno = EINVAL;
    return set_error(shared_memory, QSM_SHARED_MEMORY_UNKNOWN_ERROR, text);
}

bool qsm__segment_allows_size(qsm_shared_memory *shared_memory, ptrdiff_t size)
{
    return size > 0 || set_error(shared_memory, QSM_SHARED_MEMORY_INVALID_SIZE,
                                 "QSharedMemory::create: create size is less then 0");
}

/* Qt's texts name the system call that found the segment. */
static const char *text_of_exists(const qsm_shared_memory *shared_memory)
{
    return qsm__key_type_is_system_v(qsm_native_ipc_key_type(shared_memory->key))
               ? "QSharedMemory::create: already exists"
               : "QSharedMemory::attach (shm_open): already exists";
}

bool qsm__segment_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                         qsm_shared_memory_access_mode mode)
{
    if (!qsm__segment_allows_size(shared_memory, size))
        return false;
    /* An attached object must not map a second segment: the first mapping would be lost. */
    if (qsm__segment_is_attached(shared_memory))
        return set_error(shared_memory, QSM_SHARED_MEMORY_ALREADY_EXISTS,
                         text_of_exists(shared_memory));
    qsm_ipc_failure failure;
    shared_memory->read_only = mode == QSM_SHARED_MEMORY_READ_ONLY;
    return shared_memory->backend->segment_create(&shared_memory->segment, (size_t)size,
                                                  shared_memory->read_only, &failure) ||
           qsm__segment_fail(shared_memory, &failure);
}

void qsm__segment_let_go(qsm_shared_memory *shared_memory)
{
    qsm_ipc_failure failure;
    (void)shared_memory->backend->segment_unmap(&shared_memory->segment, &failure);
    qsm__segment_forget(shared_memory);
}

void qsm__segment_forget(qsm_shared_memory *shared_memory)
{
    shared_memory->segment.memory = NULL;
    shared_memory->segment.size = 0;
    shared_memory->segment.number = -1; /* this object may not remove it */
    shared_memory->segment.file.known = false;
}

/* Checks the owner of the mapped segment, not of the segment that has the name now. */
static bool refuse_foreign(qsm_shared_memory *shared_memory)
{
    if (!shared_memory->same_user_only || shared_memory->segment.own)
        return true;
    qsm__segment_let_go(shared_memory);
    return qsm__segment_fail_as_foreign(shared_memory);
}

bool qsm__segment_attach(qsm_shared_memory *shared_memory, qsm_shared_memory_access_mode mode)
{
    qsm_ipc_failure failure;
    shared_memory->read_only = mode == QSM_SHARED_MEMORY_READ_ONLY;
    if (!shared_memory->backend->segment_attach(&shared_memory->segment, shared_memory->read_only,
                                                &failure))
        return qsm__segment_fail(shared_memory, &failure);
    return refuse_foreign(shared_memory);
}

bool qsm_shared_memory_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                              qsm_shared_memory_access_mode mode)
{
    bool taken;
    if (!qsm__segment_is_usable(shared_memory) || !qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter_to_create(shared_memory, qsm__unable_to_lock_create, &taken))
        return false;
    bool created = qsm__segment_create(shared_memory, size, mode);
    qsm__segment_leave(shared_memory, taken);
    return created;
}

bool qsm_shared_memory_attach(qsm_shared_memory *shared_memory, qsm_shared_memory_access_mode mode)
{
    bool taken;
    if (!qsm__segment_is_usable(shared_memory) || qsm__segment_is_attached(shared_memory) ||
        !qsm__segment_enter_to_attach(shared_memory, mode, &taken))
        return false;
    bool attached = qsm__segment_attach(shared_memory, mode);
    qsm__segment_leave(shared_memory, taken);
    return attached;
}

/*
 * As in Qt, the last user removes a System V segment. A POSIX segment stays unless the program asks
 * for its removal.
 */
static bool last_one_removes(const qsm_shared_memory *shared_memory)
{
    return shared_memory->remove_on_last_detach ||
           qsm__key_type_is_system_v(qsm_native_ipc_key_type(shared_memory->key));
}

static bool detach(qsm_shared_memory *shared_memory)
{
    qsm_ipc_failure failure;
    /* With System V the system's permissions decide, as in Qt. Qt removes no POSIX segment. */
    qsm_ipc_segment_removal removal = {
        .only_own = !qsm__key_type_is_system_v(qsm_native_ipc_key_type(shared_memory->key))};
    if (!shared_memory->backend->segment_unmap(&shared_memory->segment, &failure))
        return qsm__segment_fail(shared_memory, &failure);
    if (!last_one_removes(shared_memory)) {
        shared_memory->segment.file.known = false; /* a later removal is by name */
        return true;
    }
    return shared_memory->backend->segment_remove_unused(&shared_memory->segment, &removal,
                                                         &failure) ||
           qsm__segment_fail(shared_memory, &failure);
}

bool qsm_shared_memory_detach(qsm_shared_memory *shared_memory)
{
    bool taken;
    if (!qsm__segment_is_usable(shared_memory) || !qsm__segment_is_attached(shared_memory) ||
        !qsm__segment_enter(shared_memory, unable_to_lock_detach, &taken))
        return false;
    bool detached = detach(shared_memory);
    qsm__segment_leave(shared_memory, true); /* also a lock that the program took */
    return detached;
}

/* As detach, but also frees the lock, and removes it if this object made it. */
static void detach_at_end(qsm_shared_memory *shared_memory)
{
    qsm_ipc_failure failure;
    bool taken;
    if (is_own(shared_memory) && qsm__segment_enter(shared_memory, unable_to_lock_detach, &taken))
        (void)detach(shared_memory);
    if (qsm__segment_is_attached(shared_memory))
        (void)shared_memory->backend->segment_unmap(&shared_memory->segment, &failure);
}

void qsm_shared_memory_free(qsm_shared_memory *shared_memory)
{
    if (shared_memory == NULL)
        return;
    if (qsm__segment_is_attached(shared_memory))
        detach_at_end(shared_memory);
    qsm_system_semaphore_free(shared_memory->lock);
    qsm_native_ipc_key_free(shared_memory->lock_key);
    qsm_native_ipc_key_free(shared_memory->key);
    qsm__segment_explain_nothing(shared_memory);
    free(shared_memory->cause);
    free(shared_memory);
}

/* --- The lock -------------------------------------------------------------------------------- */

/* A timeout is no error. */
static bool say_not_locked(qsm_shared_memory *shared_memory, qsm_ipc_outcome outcome)
{
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    shared_memory->lock_timed_out = outcome == QSM_IPC_TIMED_OUT;
    if (!shared_memory->lock_timed_out)
        return qsm__segment_fail_to_lock(shared_memory, outcome,
                                         "QSharedMemory::lock: unable to lock");
    shared_memory->error.stopped = 0;
    return false;
}

static inline bool lock_until(qsm_shared_memory *shared_memory, int64_t deadline)
{
    if (shared_memory == NULL)
        return qsm__segment_is_usable(shared_memory);
    if (qsm__semaphore_held(shared_memory->lock) > 0)
        return true;
    qsm_ipc_outcome outcome = qsm__semaphore_acquire_until(shared_memory->lock, deadline);
    return outcome == QSM_IPC_DONE || say_not_locked(shared_memory, outcome);
}

bool qsm_shared_memory_lock(qsm_shared_memory *shared_memory)
{
    return lock_until(shared_memory, QSM_IPC_FOREVER);
}

bool qsm_shared_memory_try_lock(qsm_shared_memory *shared_memory)
{
    return lock_until(shared_memory, QSM_IPC_AT_ONCE);
}

bool qsm_shared_memory_lock_for(qsm_shared_memory *shared_memory, int milliseconds)
{
    return lock_until(shared_memory, qsm__ipc_deadline(milliseconds));
}

bool qsm_shared_memory_unlock(qsm_shared_memory *shared_memory)
{
    if (shared_memory == NULL || !is_own(shared_memory))
        return qsm__segment_is_usable(shared_memory);
    if (qsm__semaphore_held(shared_memory->lock) == 0)
        return false;
    if (qsm__semaphore_unlock(shared_memory->lock))
        return true;
    qsm__semaphore_forget_held(shared_memory->lock);
    return set_error(shared_memory, QSM_SHARED_MEMORY_LOCK_ERROR,
                     "QSharedMemory::unlock: unable to unlock");
}
