/* SPDX-License-Identifier: MIT */
/* Removes a segment by its names or by a segment info. */
#include <errno.h>

#include "abi/struct_size.h"
#include "ipc/inspect/repair.h"
#include "ipc/ownership.h"
#include "ipc/semaphore.h"

/* The segment to remove, and its lock if it exists. */
typedef struct removal {
    const qsm_segment_facts *facts;
    const qsm_inspect_backend *backend;
    qsm_ipc_semaphore lock;
    bool locked;
} removal;

static bool ask_about_lock(const removal *self, qsm_segment_facts *now)
{
    *now = qsm__inspect_names_of(self->facts);
    return self->backend->lock(now->lock_native_key, now->lock_ftok_id, now);
}

/* A look without the guard saves the guard: most locks are free or held. */
static bool is_abandoned(const removal *self)
{
    qsm_segment_facts now;
    return ask_about_lock(self, &now) && qsm__lock_state_of(&now) == QSM_LOCK_ABANDONED;
}

static bool owns_lock(const removal *self)
{
    qsm_ipc_semaphore lock = self->lock;
    if (!self->backend->lock_open(&lock))
        return false;
    bool own = self->backend->lock_foreign(&lock) == QSM_REMOVAL_NO_REASON;
    self->backend->ipc->semaphore_close(&lock);
    return own;
}

/* The state can change until the repair; then the lock is waited for. */
static bool repair_abandoned(const removal *self)
{
    return !is_abandoned(self) || !owns_lock(self) ||
           qsm__lock_repair_guarded(self->facts, qsm__lock_is_abandoned, NULL, NULL) ||
           errno == ENOENT || errno == EBUSY;
}

/*
 * Why the segment stays, before anything is touched. The lock of a segment in use is not repaired:
 * a living process can hold a lock that looks abandoned.
 */
static qsm_removal_reason why_kept(const removal *self)
{
    qsm_segment_facts now = qsm__inspect_names_of(self->facts);
    if (now.native_key[0] == '\0' || !self->backend->segment(now.native_key, now.ftok_id, &now) ||
        !now.exists)
        return QSM_REMOVAL_NO_REASON;
    bool system_v = now.shmid >= 0;
    if (now.attached > 0)
        return QSM_REMOVAL_IN_USE;
    if (!qsm__owns(now.owner, system_v ? now.creator_uid : now.owner))
        return QSM_REMOVAL_OTHER_OWNER;
    if (now.attached < 0) /* its users are not known, as in a container */
        return QSM_REMOVAL_IN_USE;
    return system_v && !qsm__owns_key_file(now.native_key) ? QSM_REMOVAL_OTHER_KEY_FILE
                                                           : QSM_REMOVAL_NO_REASON;
}

/* If there is no lock, the segment is removed without locking; errno gives other errors. */
static bool enter(removal *self, int milliseconds)
{
    if (!qsm__inspect_has_lock_name(self->backend, self->facts))
        return true;
    if (!repair_abandoned(self))
        return false;
    self->locked =
        qsm__inspect_take_lock(self->backend, &self->lock, qsm__ipc_deadline(milliseconds));
    return self->locked || errno == ENOLCK;
}

static bool is_there(const removal *self)
{
    qsm_segment_facts now = qsm__inspect_names_of(self->facts);
    return !self->backend->segment(now.native_key, now.ftok_id, &now) || now.exists;
}

/* False with errno. */
static bool remove_segment(removal *self, qsm_removal_report *report)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    qsm_ipc_segment segment = {.name = self->facts->native_key,
                               .project = self->facts->ftok_id,
                               .key = (int32_t)self->facts->system_v_key,
                               .number = (int)self->facts->shmid};
    qsm_ipc_segment_removal how = {.only_own = true};
    if (!self->backend->ipc->segment_remove_unused(&segment, &how, &failure)) {
        errno = failure.error;
        return false;
    }
    bool named = self->facts->native_key[0] != '\0';
    report->segment = how.removed;
    report->segment_kept = how.kept;
    if (!how.removed && how.kept == QSM_REMOVAL_NO_REASON && named && is_there(self))
        report->segment_kept = QSM_REMOVAL_IN_USE; /* a newer one */
    if (report->segment_kept == QSM_REMOVAL_NO_REASON && named)
        self->backend->ipc->segment_clear_name(&segment);
    return true;
}

static bool lock_is_there(const removal *self)
{
    qsm_segment_facts now;
    return ask_about_lock(self, &now) && now.lock_exists;
}

static bool remove_under_lock(removal *self, int milliseconds, qsm_removal_report *made)
{
    if (!enter(self, milliseconds))
        return false;
    bool done = remove_segment(self, made);
    int error = errno;
    if (self->locked && done && made->segment_kept == QSM_REMOVAL_NO_REASON) {
        qsm_ipc_removal held = {.deadline = QSM_IPC_AT_ONCE, .held = true, .only_own = true};
        made->lock_kept = self->backend->ipc->semaphore_remove(&self->lock, &held);
        made->lock = !lock_is_there(self);
    } else if (self->locked) {
        qsm__inspect_give_lock(self->backend, &self->lock);
    }
    errno = error;
    return done;
}

static bool remove_both(removal *self, int milliseconds, qsm_removal_report *made)
{
    made->segment_kept = why_kept(self);
    bool done =
        made->segment_kept != QSM_REMOVAL_NO_REASON || remove_under_lock(self, milliseconds, made);
    made->in_use = made->segment_kept == QSM_REMOVAL_IN_USE;
    return done;
}

bool qsm_segment_info_remove(const qsm_segment_info *info, int milliseconds,
                             qsm_removal_report *report)
{
    if (!qsm__segment_info_is(info) || !qsm__struct_can_receive(report))
        return false;
    qsm_removal_report made = {.size = sizeof made};
    removal self = {.facts = &info->facts,
                    .backend = qsm__inspect_backend_of(info->facts.type),
                    .lock = {.name = info->facts.lock_native_key,
                             .project = info->facts.lock_ftok_id,
                             .number = -1}};
    if (self.backend == NULL || !remove_both(&self, milliseconds, &made))
        return false;
    qsm__struct_write(report, &made, sizeof made);
    return true;
}

bool qsm_segment_remove(const qsm_native_ipc_key *key, int milliseconds, qsm_removal_report *report)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    if (info == NULL)
        return false;
    bool done = qsm_segment_info_remove(info, milliseconds, report);
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return done;
}
