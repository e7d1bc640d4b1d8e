/* SPDX-License-Identifier: MIT */
/*
 * Copies the first bytes of a segment: without its lock, or under it. Takes this lock without
 * becoming its owner.
 */
#include <errno.h>

#include "ipc/inspect/guard.h"
#include "ipc/inspect/segment_info.h"
#include "ipc/semaphore.h"

bool qsm__inspect_take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
                            int64_t deadline)
{
    semaphore->open_until = qsm__ipc_open_until(deadline);
    for (;;) {
        if (!backend->lock_open(semaphore)) {
            errno = errno == ENOENT ? ENOLCK : errno;
            return false;
        }
        qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
        qsm_ipc_outcome outcome = backend->ipc->semaphore_acquire(semaphore, deadline, &failure);
        if (outcome == QSM_IPC_DONE)
            return true;
        backend->ipc->semaphore_close(semaphore);
        if (outcome == QSM_IPC_FAILED) {
            errno = failure.error;
            return false;
        }
        if (outcome == QSM_IPC_TIMED_OUT || qsm__ipc_now() >= deadline) {
            errno = ETIMEDOUT;
            return false;
        }
    }
}

void qsm__inspect_give_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    (void)backend->ipc->semaphore_release(semaphore, 1, &failure);
    backend->ipc->semaphore_close(semaphore);
}

static qsm_ipc_semaphore lock_of(const qsm_segment_facts *facts)
{
    return (qsm_ipc_semaphore){
        .name = facts->lock_native_key, .project = facts->lock_ftok_id, .number = -1};
}

/* ---- without the lock ---- */

/*
 * Removes a segment whose last user detached during the look: that QSharedMemory saw this process
 * attached and left the segment. Does as its detach() would have done: under the lock, if there is
 * one.
 */
static void remove_deserted(const qsm_inspect_backend *backend, const qsm_segment_facts *facts,
                            const qsm_look *how)
{
    enum { LOCK_WAIT = 1000 };
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    qsm_ipc_segment_removal removal = {.only_own = true};
    qsm_ipc_segment segment = {
        .name = how->name, .project = how->project, .key = how->key, .number = how->number};
    qsm_ipc_semaphore lock = lock_of(facts);
    errno = ENOLCK;
    bool locked = qsm__inspect_has_lock_name(backend, facts) &&
                  qsm__inspect_take_lock(backend, &lock, qsm__ipc_deadline(LOCK_WAIT));
    if (locked || errno == ENOLCK)
        (void)backend->ipc->segment_remove_unused(&segment, &removal, &failure);
    if (locked)
        qsm__inspect_give_lock(backend, &lock);
}

/*
 * One look at a time: of two, each would take the other for a program that detaches. A file that
 * cannot be opened guards nothing: then nothing is removed afterwards. Without a file there is no
 * segment. False with ETIMEDOUT or ENOENT.
 */
static bool take_guard(const qsm_inspect_backend *backend, qsm_look *how, int *guard)
{
    *guard = -1;
    if (backend->looks_are_seen && !qsm__guard_take(how->name, how->deadline, guard)) {
        *guard = -1;
        if (errno == EBUSY)
            errno = ETIMEDOUT;
        if (errno == ETIMEDOUT || errno == ENOENT)
            return false;
    }
    how->guarded = *guard >= 0;
    return true;
}

static size_t look_once(const qsm_inspect_backend *backend, qsm_look *how, int *guard)
{
    how->stable = how->deserted = false;
    return take_guard(backend, how, guard) ? backend->look(how) : 0;
}

/* Until the bytes do not change, or the time is over. */
static size_t look(const qsm_inspect_backend *backend, const qsm_segment_facts *facts,
                   qsm_look *how)
{
    for (;;) {
        int guard;
        size_t copied = look_once(backend, how, &guard);
        int error = errno;
        if (how->deserted)
            remove_deserted(backend, facts, how);
        qsm__guard_give(guard);
        errno = error;
        if (copied == 0 || how->stable)
            return copied;
        if (qsm__ipc_now() >= how->deadline) {
            errno = ETIMEDOUT;
            return 0;
        }
        (void)qsm__ipc_pause(1);
    }
}

/* ---- under the lock ---- */

typedef struct entry {
    const qsm_inspect_backend *backend;
    qsm_ipc_semaphore lock;
    bool held; /* by another process */
} entry;

/* At once: this process is attached, and others must not see that for long. */
static bool enter(qsm_look *how)
{
    entry *self = how->context;
    bool taken = qsm__inspect_take_lock(self->backend, &self->lock, QSM_IPC_AT_ONCE);
    self->held = !taken && errno == ETIMEDOUT;
    return taken;
}

static void leave(qsm_look *how)
{
    entry *self = how->context;
    qsm__inspect_give_lock(self->backend, &self->lock);
}

static bool wait_for_lock(entry *self, int64_t deadline)
{
    if (!qsm__inspect_take_lock(self->backend, &self->lock, deadline))
        return false;
    qsm__inspect_give_lock(self->backend, &self->lock);
    return true;
}

/*
 * The lock is held for one copy: the segment is attached, and its pages are mapped, before. A held
 * lock is waited for while the segment is not attached.
 */
static size_t read_locked(const qsm_inspect_backend *backend, const qsm_segment_facts *facts,
                          qsm_look *how)
{
    for (;;) {
        entry self = {.backend = backend, .lock = lock_of(facts)};
        how->enter = enter;
        how->leave = leave;
        how->context = &self;
        int guard;
        size_t copied = look_once(backend, how, &guard);
        int error = errno;
        if (how->deserted)
            remove_deserted(backend, facts, how);
        qsm__guard_give(guard);
        errno = error;
        if (copied > 0 || !self.held || !wait_for_lock(&self, how->deadline))
            return copied;
    }
}

/* ---- public ---- */

typedef size_t looking(const qsm_inspect_backend *backend, const qsm_segment_facts *facts,
                       qsm_look *how);

static size_t by_info(looking *way, const qsm_segment_info *info, int milliseconds, void *data,
                      size_t size)
{
    if (!qsm__segment_info_is(info))
        return 0;
    const qsm_segment_facts *facts = &info->facts;
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(facts->type);
    if (backend == NULL)
        return 0;
    if (facts->native_key[0] == '\0') {
        errno = ENOENT;
        return 0;
    }
    qsm_look how = {.name = facts->native_key,
                    .project = facts->ftok_id,
                    .lock_name = facts->lock_native_key,
                    .lock_project = facts->lock_ftok_id,
                    .data = data,
                    .size = size,
                    .deadline = qsm__ipc_deadline(milliseconds)};
    return way(backend, facts, &how);
}

static size_t by_key(looking *way, const qsm_native_ipc_key *key, int milliseconds, void *data,
                     size_t size)
{
    qsm_segment_info *info = qsm__segment_info_of_names(key);
    size_t copied = info != NULL ? by_info(way, info, milliseconds, data, size) : 0;
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return copied;
}

static size_t read_if_lockable(const qsm_inspect_backend *backend, const qsm_segment_facts *facts,
                               qsm_look *how)
{
    if (qsm__inspect_has_lock_name(backend, facts))
        return read_locked(backend, facts, how);
    errno = ENOLCK;
    return 0;
}

size_t qsm_segment_info_peek(const qsm_segment_info *info, int milliseconds, void *data,
                             size_t size)
{
    return by_info(look, info, milliseconds, data, size);
}

size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data, size_t size)
{
    return by_key(look, key, milliseconds, data, size);
}

size_t qsm_segment_info_read(const qsm_segment_info *info, int milliseconds, void *data,
                             size_t size)
{
    return by_info(read_if_lockable, info, milliseconds, data, size);
}

size_t qsm_segment_read(const qsm_native_ipc_key *key, int milliseconds, void *data, size_t size)
{
    return by_key(read_if_lockable, key, milliseconds, data, size);
}
