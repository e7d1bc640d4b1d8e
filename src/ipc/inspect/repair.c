/* SPDX-License-Identifier: MIT */
#include "ipc/inspect/repair.h"

#include <errno.h>

#include "ipc/inspect/guard.h"

enum { PATIENCE_SECONDS = 1, NANOSECONDS = 1000000000 };

/*
 * Some states last only a moment. A new System V semaphore without a value looks abandoned. A POSIX
 * lock has unknown users while another process looks at it or tries to take the guard. Then the
 * state is read again.
 */
static bool is_settled(qsm_lock_state state, const qsm_segment_facts *facts)
{
    bool unset = state == QSM_LOCK_ABANDONED && facts->lock_last_pid == 0;
    bool unknown = state == QSM_LOCK_HELD && facts->type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
                   facts->lock_users < 0;
    return !unset && !unknown;
}

/* NONE with errno if there is no lock, or its value is not readable. */
static qsm_lock_state settled_state(const qsm_segment_facts *names, qsm_segment_facts *facts)
{
    enum { LOOKS = 5, PAUSE_MILLISECONDS = 10 };
    qsm_lock_state state = QSM_LOCK_NONE;
    for (int i = 0; i < LOOKS; i++) {
        *facts = qsm__inspect_names_of(names);
        if (!qsm__inspect_named(facts))
            return QSM_LOCK_NONE;
        state = qsm__lock_state_of(facts);
        if (is_settled(state, facts))
            break;
        (void)qsm__ipc_pause(PAUSE_MILLISECONDS);
    }
    if (state == QSM_LOCK_NONE)
        errno = facts->lock_exists ? EACCES : ENOENT;
    return state;
}

static bool set_to_one(const qsm_inspect_backend *backend, const qsm_segment_facts *facts)
{
    qsm_ipc_semaphore semaphore = {
        .name = facts->lock_native_key, .project = facts->lock_ftok_id, .number = -1};
    if (!backend->lock_open(&semaphore))
        return false;
    bool repaired = backend->lock_repair(&semaphore);
    int error = errno;
    backend->ipc->semaphore_close(&semaphore);
    errno = error;
    return repaired;
}

static bool repair_now(const qsm_inspect_backend *backend, const qsm_segment_facts *names,
                       qsm__repair_rule *rule, void *context, qsm_lock_state *was)
{
    qsm_segment_facts facts;
    *was = settled_state(names, &facts);
    if (*was == QSM_LOCK_NONE || *was == QSM_LOCK_FREE)
        return *was == QSM_LOCK_FREE;
    if (rule(context, *was, &facts))
        return set_to_one(backend, &facts);
    errno = EBUSY;
    return false;
}

bool qsm__lock_repair_guarded(const qsm_segment_facts *names, qsm__repair_rule *rule, void *context,
                              qsm_lock_state *was)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(names->type);
    qsm_lock_state unused;
    qsm_lock_state *state = was != NULL ? was : &unused;
    *state = QSM_LOCK_NONE;
    if (backend == NULL)
        return false;
    qsm_segment_facts guarded = qsm__inspect_names_of(names);
    char buffer[QSM_LOCK_PATH_SIZE];
    const char *path = backend->lock_path(names->lock_native_key, buffer);
    int64_t deadline = qsm__ipc_now() + (int64_t)PATIENCE_SECONDS * NANOSECONDS;
    if (path != NULL && !qsm__guard_take(path, deadline, &guarded.lock_guard))
        return false;
    bool repaired = repair_now(backend, &guarded, rule, context, state);
    qsm__guard_give(guarded.lock_guard);
    return repaired;
}

bool qsm__lock_is_abandoned(void *context, qsm_lock_state state, const qsm_segment_facts *facts)
{
    (void)context;
    (void)facts;
    return state == QSM_LOCK_ABANDONED;
}

/* ---- the public functions ---- */

/*
 * Whether a repair needs force: for a lock that a process may hold, and for a value above 1 without
 * a segment, which may be the QSystemSemaphore of a program.
 */
static bool needs_force(qsm_lock_state state, const qsm_segment_facts *facts)
{
    return state == QSM_LOCK_HELD || (state == QSM_LOCK_DOUBLED && !facts->exists);
}

static bool may_repair(void *context, qsm_lock_state state, const qsm_segment_facts *facts)
{
    const bool *force = context;
    return *force || !needs_force(state, facts);
}

bool qsm_segment_info_repair_lock(const qsm_segment_info *info, bool force, qsm_lock_state *was)
{
    return qsm__segment_info_is(info) &&
           qsm__lock_repair_guarded(&info->facts, may_repair, &force, was);
}

bool qsm_segment_repair_lock(const qsm_native_ipc_key *key, bool force, qsm_lock_state *was)
{
    qsm_segment_info *info = qsm__segment_info_of_names(key);
    if (info == NULL) {
        if (was != NULL)
            *was = QSM_LOCK_NONE;
        return false;
    }
    bool repaired = qsm_segment_info_repair_lock(info, force, was);
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return repaired;
}
