/* SPDX-License-Identifier: MIT */
/* Removing a segment that was inspected or listed, by its names: nobody need know the key. */
#include <errno.h>

#include "abi/struct_size.h"
#include "ipc/inspect/platform.h"
#include "ipc/semaphore.h"

/* What is to be removed, and its lock as far as there is one. */
typedef struct removal {
    const qsm_segment_info *info;
    const qsm_inspect_backend *backend;
    qsm_ipc_semaphore lock;
    bool locked;
} removal;

/* A segment without a lock is removed without; errno tells of other troubles. */
static bool enter(removal *self, int milliseconds)
{
    if (!qsm__inspect_has_lock_name(self->backend, self->info))
        return true;
    /* Nobody is left who would give it back. */
    if (qsm_segment_lock_state(self->info) == QSM_LOCK_ABANDONED && !qsm__inspect_mend(self->info))
        return false;
    self->locked =
        qsm__inspect_take_lock(self->backend, &self->lock, qsm__ipc_deadline(milliseconds));
    return self->locked || errno == ENOLCK;
}

static bool is_there(const removal *self)
{
    qsm_segment_info now = *self->info;
    now.exists = false;
    return !qsm__inspect_named(&now) || now.exists;
}

/* False with errno. */
static bool remove_segment(removal *self, qsm_removal_report *report)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    qsm_ipc_segment segment = {.name = self->info->native_key,
                               .project = self->info->ftok_id,
                               .key = (int32_t)self->info->system_v_key,
                               .number = (int)self->info->id};
    if (!self->backend->ipc->segment_remove_unused(&segment, &report->segment, &failure)) {
        errno = failure.error;
        return false;
    }
    bool named = self->info->native_key[0] != '\0';
    report->in_use = !report->segment && named && is_there(self);
    if (!report->in_use && named)
        self->backend->ipc->segment_clear_name(&segment);
    return true;
}

static bool lock_is_there(const removal *self)
{
    qsm_segment_info now = *self->info;
    now.lock_exists = false;
    return qsm__inspect_named(&now) && now.lock_exists;
}

bool qsm_segment_remove(const qsm_segment_info *info, int milliseconds, qsm_removal_report *report)
{
    qsm_removal_report made = {.segment = false};
    removal self = {
        .info = info,
        .backend = qsm__inspect_backend_of(info->type),
        .lock = {.name = info->lock_native_key, .project = info->lock_ftok_id, .number = -1}};
    if (!qsm__struct_can_receive(report) || self.backend == NULL || !enter(&self, milliseconds))
        return false;
    bool done = remove_segment(&self, &made);
    int error = errno;
    if (self.locked && done && !made.in_use) {
        qsm_ipc_removal held = {.deadline = QSM_IPC_AT_ONCE, .held = true};
        self.backend->ipc->semaphore_remove(&self.lock, &held);
        made.lock = !lock_is_there(&self);
    } else if (self.locked) {
        qsm__inspect_give_lock(self.backend, &self.lock);
    }
    qsm__struct_write(report, &made, sizeof made);
    errno = error;
    return done;
}
