/* SPDX-License-Identifier: MIT */
/* What QSharedMemory lacks: open-or-create, limits, and what to do about what is left behind. */
#include <qsm/inspect.h>

#include "ipc/segment.h"

static const char unable_to_lock_remove[] = "QSharedMemory::remove: unable to lock";

void qsm_shared_memory_set_remove_on_last_detach(qsm_shared_memory *shared_memory, bool unlink)
{
    shared_memory->remove_on_last_detach = unlink;
}

bool qsm_shared_memory_remove_on_last_detach(const qsm_shared_memory *shared_memory)
{
    return shared_memory->remove_on_last_detach;
}

void qsm_shared_memory_set_same_user_only(qsm_shared_memory *shared_memory, bool same_user_only)
{
    shared_memory->same_user_only = same_user_only;
}

bool qsm_shared_memory_same_user_only(const qsm_shared_memory *shared_memory)
{
    return shared_memory->same_user_only;
}

void qsm_shared_memory_set_lock_timeout(qsm_shared_memory *shared_memory, int milliseconds)
{
    shared_memory->lock_milliseconds = milliseconds < 0 ? -1 : milliseconds;
    shared_memory->lock_timed_out = false;
}

int qsm_shared_memory_lock_timeout(const qsm_shared_memory *shared_memory)
{
    return shared_memory->lock_milliseconds;
}

bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode, bool *created)
{
    bool ignored;
    bool taken;
    bool *made = created != NULL ? created : &ignored;
    *made = false;
    if (qsm_shared_memory_is_attached(shared_memory) || !qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, qsm__unable_to_lock_attach, &taken))
        return false;
    bool done = qsm__segment_attach(shared_memory, mode);
    if (!done && qsm_shared_memory_error(shared_memory) == QSM_SHARED_MEMORY_NOT_FOUND) {
        qsm__ipc_error_clear(&shared_memory->error);
        done = *made = qsm__segment_create(shared_memory, size, mode);
    }
    qsm__segment_leave(shared_memory, taken);
    return done;
}

static bool remove_stale(qsm_shared_memory *shared_memory, bool *removed)
{
    qsm_ipc_failure failure;
    *removed = false;
    return qsm_shared_memory_is_attached(shared_memory) ||
           shared_memory->backend->segment_remove_unused(&shared_memory->segment, removed,
                                                         &failure) ||
           qsm__segment_fail(shared_memory, &failure);
}

bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode)
{
    bool taken;
    bool removed;
    if (!qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, qsm__unable_to_lock_create, &taken))
        return false;
    /* The size first: nothing is removed for the sake of a segment that cannot be. */
    bool created = qsm__segment_allows_size(shared_memory, size) &&
                   remove_stale(shared_memory, &removed) &&
                   qsm__segment_create(shared_memory, size, mode);
    qsm__segment_leave(shared_memory, taken);
    return created;
}

bool qsm_shared_memory_remove_stale(qsm_shared_memory *shared_memory, bool *removed)
{
    bool ignored;
    bool taken;
    bool *gone = removed != NULL ? removed : &ignored;
    *gone = false;
    if (!qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, unable_to_lock_remove, &taken))
        return false;
    bool done = remove_stale(shared_memory, gone);
    qsm__segment_leave(shared_memory, taken);
    return done;
}

static bool is_there(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool there = info == NULL || qsm_segment_info_exists(info);
    qsm_segment_info_free(info);
    return there;
}

static bool has_lock(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool has = info != NULL && qsm_segment_info_lock_exists(info);
    qsm_segment_info_free(info);
    return has;
}

/*
 * More than one unit where there is no segment: no lock, but the QSystemSemaphore of some program.
 * Not even one unit is taken from it: the unlock of a lock would not give it back.
 */
static bool is_counter(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool is =
        info != NULL && !qsm_segment_info_exists(info) && qsm_segment_info_lock_value(info) > 1;
    qsm_segment_info_free(info);
    return is;
}

/* Under the lock, which goes last. False on errors. */
static bool remove_all(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    if (!remove_stale(shared_memory, &report->segment))
        return false;
    report->in_use = !report->segment && is_there(shared_memory->key);
    if (!report->in_use)
        shared_memory->backend->segment_clear_name(&shared_memory->segment);
    return true;
}

static bool remove_locked(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    bool had_lock = has_lock(shared_memory->key);
    bool taken;
    if (!qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, unable_to_lock_remove, &taken))
        return false;
    bool done = remove_all(shared_memory, report);
    if (done && !report->in_use)
        qsm__semaphore_remove(shared_memory->lock);
    else
        qsm__segment_leave(shared_memory, taken);
    report->lock = had_lock && !has_lock(shared_memory->key);
    return done;
}

bool qsm_shared_memory_remove(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    qsm_removal_report made = {.in_use = is_counter(shared_memory->key)};
    bool done = made.in_use || remove_locked(shared_memory, &made);
    if (report != NULL)
        *report = made;
    return done;
}
