/* SPDX-License-Identifier: MIT */
/* The state of a lock, and its repair. */
#include <errno.h>
#include <stddef.h>

#include "ipc/inspect/segment_info.h"
#include "key/key.h"

/*
 * System V returns the units of a process that ends, if it used SEM_UNDO. If the value is 0 and the
 * last process to change it has ended, the unit is lost. PID 0: no process has changed the
 * semaphore, its maker has not set it. POSIX returns nothing; the holder has the semaphore open.
 */
static bool is_abandoned(const qsm_segment_facts *facts)
{
    if (qsm__key_type_is_system_v(facts->type))
        return facts->lock_last_pid == 0 ||
               (facts->lock_last_pid > 0 && qsm__ipc_process_is_gone(facts->lock_last_pid));
    return facts->lock_users == 0;
}

qsm_lock_state qsm__lock_state_of(const qsm_segment_facts *facts)
{
    if (!facts->lock_exists || facts->lock_value < 0)
        return QSM_LOCK_NONE;
    if (facts->lock_value > 0)
        return facts->lock_value == 1 ? QSM_LOCK_FREE : QSM_LOCK_DOUBLED;
    return is_abandoned(facts) ? QSM_LOCK_ABANDONED : QSM_LOCK_HELD;
}

qsm_lock_state qsm_segment_info_lock_state(const qsm_segment_info *info)
{
    return qsm__segment_info_is(info) ? qsm__lock_state_of(&info->facts) : QSM_LOCK_NONE;
}

const char *qsm_lock_state_name(qsm_lock_state state)
{
    static const char *const names[] = {[QSM_LOCK_NONE] = "none",
                                        [QSM_LOCK_FREE] = "free",
                                        [QSM_LOCK_HELD] = "held",
                                        [QSM_LOCK_ABANDONED] = "abandoned",
                                        [QSM_LOCK_DOUBLED] = "doubled"};
    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : "";
}

/* A new semaphore without a value looks abandoned for a moment, so the state is read again. */
static qsm_lock_state settled_state(const qsm_segment_facts *names, qsm_segment_facts *facts)
{
    enum { LOOKS = 5, PAUSE_MILLISECONDS = 10 };
    qsm_lock_state state = QSM_LOCK_NONE;
    for (int i = 0; i < LOOKS; i++) {
        *facts = qsm__inspect_names_of(names);
        if (!qsm__inspect_named(facts))
            return QSM_LOCK_NONE;
        state = qsm__lock_state_of(facts);
        if (state != QSM_LOCK_ABANDONED || facts->lock_last_pid != 0)
            return state;
        (void)qsm__ipc_pause(PAUSE_MILLISECONDS);
    }
    return state;
}

bool qsm__inspect_repair(const qsm_segment_facts *facts)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(facts->type);
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

/*
 * Whether a repair needs force: for a lock that a process may hold, and for a value above 1 without
 * a segment, which may be the QSystemSemaphore of a program.
 */
static bool needs_force(qsm_lock_state state, const qsm_segment_facts *facts)
{
    return state == QSM_LOCK_HELD || (state == QSM_LOCK_DOUBLED && !facts->exists);
}

bool qsm_segment_info_repair_lock(const qsm_segment_info *info, bool force, qsm_lock_state *was)
{
    if (!qsm__segment_info_is(info))
        return false;
    qsm_segment_facts facts;
    errno = 0;
    qsm_lock_state state = settled_state(&info->facts, &facts);
    if (was != NULL)
        *was = state;
    if (state == QSM_LOCK_FREE)
        return true;
    if (state == QSM_LOCK_NONE) {
        /* The lock exists, but its value is not readable: it belongs to another user. */
        if (errno == 0)
            errno = facts.lock_exists ? EACCES : ENOENT;
        return false;
    }
    if (needs_force(state, &facts) && !force) {
        errno = EBUSY;
        return false;
    }
    return qsm__inspect_repair(&facts);
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
