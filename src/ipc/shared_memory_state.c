/* SPDX-License-Identifier: MIT */
/* What an object tells of itself, and its settings. */
#include "ipc/segment.h"

const char *qsm_shared_memory_key(const qsm_shared_memory *shared_memory)
{
    return qsm_native_ipc_key_legacy_key(shared_memory->key);
}

const char *qsm_shared_memory_native_key(const qsm_shared_memory *shared_memory)
{
    return qsm_native_ipc_key_native_key(shared_memory->key);
}

const qsm_native_ipc_key *qsm_shared_memory_native_ipc_key(const qsm_shared_memory *shared_memory)
{
    return shared_memory->key;
}

bool qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type_code type)
{
    return qsm__ipc_backend_of(type) != NULL;
}

bool qsm__shared_memory_lock_timed_out(const qsm_shared_memory *shared_memory)
{
    return shared_memory->lock_timed_out;
}

bool qsm_shared_memory_is_locked(const qsm_shared_memory *shared_memory)
{
    return qsm__semaphore_held(shared_memory->lock) > 0;
}

bool qsm_shared_memory_is_attached(const qsm_shared_memory *shared_memory)
{
    return shared_memory->segment.memory != NULL;
}

bool qsm_shared_memory_is_writable(const qsm_shared_memory *shared_memory)
{
    return qsm_shared_memory_is_attached(shared_memory) && !shared_memory->read_only;
}

ptrdiff_t qsm_shared_memory_size(const qsm_shared_memory *shared_memory)
{
    return (ptrdiff_t)shared_memory->segment.size;
}

void *qsm_shared_memory_data(qsm_shared_memory *shared_memory)
{
    return shared_memory->segment.memory;
}

const void *qsm_shared_memory_const_data(const qsm_shared_memory *shared_memory)
{
    return shared_memory->segment.memory;
}

qsm_shared_memory_error_code qsm_shared_memory_error(const qsm_shared_memory *shared_memory)
{
    return (qsm_shared_memory_error_code)shared_memory->error.code;
}

const char *qsm_shared_memory_error_string(const qsm_shared_memory *shared_memory)
{
    return shared_memory->error.text;
}

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
