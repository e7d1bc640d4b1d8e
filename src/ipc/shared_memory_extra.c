/* SPDX-License-Identifier: MIT */
/* What QSharedMemory lacks: open-or-create and what to do about segments left behind. */
#include "ipc/segment.h"

bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode, bool *created)
{
    bool ignored;
    bool taken;
    bool *made = created != NULL ? created : &ignored;
    *made = false;
    if (qsm_shared_memory_is_attached(shared_memory) || !qsm_segment_prepare(shared_memory) ||
        !qsm_segment_enter(shared_memory, qsm_unable_to_lock_attach, &taken))
        return false;
    bool done = qsm_segment_attach(shared_memory, mode);
    if (!done && qsm_shared_memory_error(shared_memory) == QSM_SHARED_MEMORY_NOT_FOUND) {
        qsm_ipc_error_clear(&shared_memory->error);
        done = *made = qsm_segment_create(shared_memory, size, mode);
    }
    qsm_segment_leave(shared_memory, taken);
    return done;
}

static bool remove_stale(qsm_shared_memory *shared_memory, bool *removed)
{
    qsm_ipc_failure failure;
    *removed = false;
    return qsm_shared_memory_is_attached(shared_memory) ||
           shared_memory->backend->segment_remove_unused(&shared_memory->segment, removed,
                                                         &failure) ||
           qsm_segment_fail(shared_memory, &failure);
}

bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode)
{
    bool taken;
    bool removed;
    if (!qsm_segment_prepare(shared_memory) ||
        !qsm_segment_enter(shared_memory, qsm_unable_to_lock_create, &taken))
        return false;
    /* The size first: nothing is removed for the sake of a segment that cannot be. */
    bool created = qsm_segment_allows_size(shared_memory, size) &&
                   remove_stale(shared_memory, &removed) &&
                   qsm_segment_create(shared_memory, size, mode);
    qsm_segment_leave(shared_memory, taken);
    return created;
}

bool qsm_shared_memory_remove_stale(qsm_shared_memory *shared_memory, bool *removed)
{
    bool ignored;
    bool taken;
    bool *gone = removed != NULL ? removed : &ignored;
    *gone = false;
    if (!qsm_segment_prepare(shared_memory) ||
        !qsm_segment_enter(shared_memory, "QSharedMemory::remove: unable to lock", &taken))
        return false;
    bool done = remove_stale(shared_memory, gone);
    qsm_segment_leave(shared_memory, taken);
    return done;
}
