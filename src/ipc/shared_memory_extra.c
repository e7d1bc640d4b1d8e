/* SPDX-License-Identifier: MIT */
/*
 * Functions that QSharedMemory lacks: open-or-create, attach with a minimum size, and removal of
 * stale segments.
 */
#include <stdio.h>

#include "abi/struct_size.h"
#include "ipc/exists.h"
#include "ipc/segment.h"

static const char unable_to_lock_remove[] = "QSharedMemory::remove: unable to lock";

bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode, bool *created)
{
    bool ignored;
    bool taken;
    bool *made = created != NULL ? created : &ignored;
    *made = false;
    if (!qsm__segment_is_usable(shared_memory) || qsm__segment_is_attached(shared_memory) ||
        !qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter_to_create(shared_memory, qsm__unable_to_lock_attach, &taken))
        return false;
    bool done = qsm__segment_attach(shared_memory, mode);
    if (!done && qsm_shared_memory_error(shared_memory) == QSM_SHARED_MEMORY_NOT_FOUND) {
        qsm__ipc_error_clear(&shared_memory->error);
        done = *made = qsm__segment_create(shared_memory, size, mode);
    }
    qsm__segment_leave(shared_memory, taken);
    return done;
}

static bool is_large_enough(qsm_shared_memory *shared_memory, ptrdiff_t size)
{
    ptrdiff_t found = qsm_shared_memory_size(shared_memory);
    if (found >= size)
        return true;
    qsm__segment_let_go(shared_memory);
    char text[128];
    (void)snprintf(text, sizeof text,
                   "QSharedMemory::attach: the segment has %td bytes, at least %td are needed",
                   found, size);
    qsm__ipc_error_set(&shared_memory->error, QSM_SHARED_MEMORY_INVALID_SIZE, text);
    return false;
}

bool qsm_shared_memory_attach_at_least(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                       qsm_shared_memory_access_mode mode)
{
    bool taken;
    if (!qsm__segment_is_usable(shared_memory) || qsm__segment_is_attached(shared_memory) ||
        !qsm__segment_enter_to_attach(shared_memory, mode, &taken))
        return false;
    bool attached =
        qsm__segment_attach(shared_memory, mode) && is_large_enough(shared_memory, size);
    qsm__segment_leave(shared_memory, taken);
    return attached;
}

const char *qsm_removal_reason_text(qsm_removal_reason reason)
{
    static const char *const texts[] = {
        [QSM_REMOVAL_NO_REASON] = "",
        [QSM_REMOVAL_IN_USE] = "it is in use, or the system does not show its users",
        [QSM_REMOVAL_WAITED_FOR] = "a process waits for it",
        [QSM_REMOVAL_OTHER_OWNER] = "another user owns it or created it",
        [QSM_REMOVAL_OTHER_KEY_FILE] =
            "its key file belongs to another user, has a second name, or is not a regular file",
        [QSM_REMOVAL_NOT_A_LOCK] = "it has more than one semaphore",
    };
    return (size_t)reason < sizeof texts / sizeof texts[0] ? texts[reason] : "";
}

/* False on errors; *kept: why a segment stays. */
static bool remove_unused(qsm_shared_memory *shared_memory, bool *removed, qsm_removal_reason *kept)
{
    qsm_ipc_failure failure;
    qsm_ipc_segment_removal removal = {.only_own = true};
    *removed = false;
    *kept = QSM_REMOVAL_IN_USE;
    if (qsm__segment_is_attached(shared_memory))
        return true;
    if (!shared_memory->backend->segment_remove_unused(&shared_memory->segment, &removal, &failure))
        return qsm__segment_fail(shared_memory, &failure);
    *removed = removal.removed;
    *kept = removal.kept;
    return true;
}

/* A segment that is in use is no error; a segment without users that stays is an error. */
static bool remove_stale(qsm_shared_memory *shared_memory, bool *removed)
{
    qsm_removal_reason kept;
    if (!remove_unused(shared_memory, removed, &kept))
        return false;
    if (kept == QSM_REMOVAL_NO_REASON || kept == QSM_REMOVAL_IN_USE)
        return true;
    char text[160];
    (void)snprintf(text, sizeof text, "QSharedMemory::remove: the segment stays: %s",
                   qsm_removal_reason_text(kept));
    qsm__ipc_error_set(&shared_memory->error, QSM_SHARED_MEMORY_PERMISSION_DENIED, text);
    return false;
}

bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode)
{
    bool taken;
    bool removed;
    if (!qsm__segment_is_usable(shared_memory) || !qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter_to_create(shared_memory, qsm__unable_to_lock_create, &taken))
        return false;
    /* Checks the size first: an invalid size must not remove a segment. */
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
    if (!qsm__segment_is_usable(shared_memory) || !qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, unable_to_lock_remove, &taken))
        return false;
    bool done = remove_stale(shared_memory, gone);
    qsm__segment_leave(shared_memory, taken);
    return done;
}

/* Whether an unknown reason is that the segment is in use: it exists, and was not removed. */
static bool still_exists(const qsm_shared_memory *shared_memory, const qsm_removal_report *report)
{
    return !report->segment && report->segment_kept == QSM_REMOVAL_NO_REASON &&
           qsm__segment_exists(shared_memory->key);
}

/* The caller holds the lock; the lock is removed last. False on errors. */
static bool remove_all(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    if (!remove_unused(shared_memory, &report->segment, &report->segment_kept))
        return false;
    if (still_exists(shared_memory, report))
        report->segment_kept = QSM_REMOVAL_IN_USE;
    report->in_use = report->segment_kept == QSM_REMOVAL_IN_USE;
    if (report->segment_kept == QSM_REMOVAL_NO_REASON)
        shared_memory->backend->segment_clear_name(&shared_memory->segment);
    return true;
}

static bool remove_locked(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    bool had_lock = qsm__segment_lock_exists(shared_memory->key);
    bool taken;
    if (!qsm__segment_prepare(shared_memory) ||
        !qsm__segment_enter(shared_memory, unable_to_lock_remove, &taken))
        return false;
    bool done = remove_all(shared_memory, report);
    if (done && report->segment_kept == QSM_REMOVAL_NO_REASON)
        report->lock_kept = qsm__semaphore_remove(shared_memory->lock);
    else
        qsm__segment_leave(shared_memory, taken);
    report->lock = had_lock && !qsm__segment_lock_exists(shared_memory->key);
    return done;
}

bool qsm_shared_memory_remove(qsm_shared_memory *shared_memory, qsm_removal_report *report)
{
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    if (!qsm__struct_can_receive(report))
        return qsm__segment_refuse_struct(shared_memory, "QSharedMemory::remove: the report");
    qsm_removal_report made = {.in_use = qsm__segment_is_counter(shared_memory->key)};
    made.lock_kept = made.in_use ? QSM_REMOVAL_IN_USE : QSM_REMOVAL_NO_REASON;
    bool done = made.in_use || remove_locked(shared_memory, &made);
    qsm__struct_write(report, &made, sizeof made);
    return done;
}

bool qsm_shared_memory_keep_lock(qsm_shared_memory *shared_memory, bool *made)
{
    if (made != NULL)
        *made = false;
    if (!qsm__segment_is_usable(shared_memory))
        return false;
    qsm__semaphore_drop_lost(shared_memory->lock);
    if (!qsm__segment_prepare(shared_memory))
        return false;
    if (made != NULL)
        *made = shared_memory->lock->handle.created;
    return true;
}
