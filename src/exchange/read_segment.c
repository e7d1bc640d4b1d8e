/* SPDX-License-Identifier: MIT */
/* The segment of a stream that is read: attached to, looked at under the lock, left again. */
#include "exchange/exchange.h"

static bool look_under_lock(qsm_exchange *self, qsm_exchange_step_function *look, void *context)
{
    bool held = qsm_shared_memory_is_locked(self->memory);
    if (!qsm__exchange_take_lock(self))
        return false;
    bool seen = qsm__exchange_is_whole(self) && look(self, context);
    return (held || qsm__exchange_give_lock(self)) && seen;
}

bool qsm__exchange_look(qsm_exchange *self, qsm_exchange_step_function *prepare,
                        qsm_exchange_step_function *look, void *context)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    if (!attached && !qsm_shared_memory_attach(self->memory, QSM_SHARED_MEMORY_READ_ONLY))
        return qsm__exchange_fail_memory(self);
    bool seen = prepare(self, context) && look_under_lock(self, look, context);
    /* A failed detach is only a warning: what was read is complete. */
    if (!attached && !qsm_shared_memory_detach(self->memory))
        qsm__exchange_note(self, qsm_shared_memory_error_string(self->memory));
    return seen;
}
