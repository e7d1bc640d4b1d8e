/* SPDX-License-Identifier: MIT */
/* The state of a lock. */
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
