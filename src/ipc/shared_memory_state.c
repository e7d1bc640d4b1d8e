/* SPDX-License-Identifier: MIT */
/* The getters and settings of an object. A child of fork() may use them too. */
#include <errno.h>

#include "ipc/kernel_copy.h"
#include "ipc/segment.h"

static bool is_object(const qsm_shared_memory *shared_memory)
{
    if (shared_memory != NULL)
        return true;
    errno = EINVAL;
    return false;
}

/* ---- the key ---- */

const char *qsm_shared_memory_key(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? qsm_native_ipc_key_legacy_key(shared_memory->key) : "";
}

const char *qsm_shared_memory_native_key(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? qsm_native_ipc_key_native_key(shared_memory->key) : "";
}

const qsm_native_ipc_key *qsm_shared_memory_native_ipc_key(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? shared_memory->key : NULL;
}

bool qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type_code type)
{
    return qsm__ipc_backend_of(type) != NULL;
}

/* ---- the segment and its lock ---- */

bool qsm_shared_memory_is_attached(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && shared_memory->segment.memory != NULL;
}

bool qsm_shared_memory_is_writable(const qsm_shared_memory *shared_memory)
{
    return qsm_shared_memory_is_attached(shared_memory) && !shared_memory->read_only;
}

ptrdiff_t qsm_shared_memory_size(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? (ptrdiff_t)shared_memory->segment.size : 0;
}

void *qsm_shared_memory_data(qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? shared_memory->segment.memory : NULL;
}

const void *qsm_shared_memory_const_data(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? shared_memory->segment.memory : NULL;
}

bool qsm_shared_memory_is_locked(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && qsm__semaphore_held(shared_memory->lock) > 0;
}

/* ---- errors ---- */

qsm_shared_memory_error_code qsm_shared_memory_error(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? (qsm_shared_memory_error_code)shared_memory->error.code
                                    : QSM_SHARED_MEMORY_NO_ERROR;
}

const char *qsm_shared_memory_error_string(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? shared_memory->error.text : "";
}

bool qsm_shared_memory_was_stopped(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && shared_memory->error.stopped != 0;
}

bool qsm__shared_memory_lock_timed_out(const qsm_shared_memory *shared_memory)
{
    return shared_memory->lock_timed_out;
}

/* ---- settings ---- */

void qsm_shared_memory_set_remove_on_last_detach(qsm_shared_memory *shared_memory, bool remove)
{
    if (is_object(shared_memory))
        shared_memory->remove_on_last_detach = remove;
}

bool qsm_shared_memory_remove_on_last_detach(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && shared_memory->remove_on_last_detach;
}

void qsm_shared_memory_set_same_user_only(qsm_shared_memory *shared_memory, bool same_user_only)
{
    if (is_object(shared_memory))
        shared_memory->same_user_only = same_user_only;
}

bool qsm_shared_memory_same_user_only(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && shared_memory->same_user_only;
}

bool qsm_shared_memory_set_copy_through_kernel(qsm_shared_memory *shared_memory, bool copy)
{
    if (!is_object(shared_memory))
        return false;
    shared_memory->copy_through_kernel = copy && qsm__kernel_copies();
    if (shared_memory->copy_through_kernel == copy)
        return true;
    qsm__ipc_error_set(&shared_memory->error, QSM_SHARED_MEMORY_UNKNOWN_ERROR,
                       "QSharedMemory: this system does not copy through the kernel");
    return false;
}

bool qsm_shared_memory_copy_through_kernel(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) && shared_memory->copy_through_kernel;
}

void qsm_shared_memory_set_lock_timeout(qsm_shared_memory *shared_memory, int milliseconds)
{
    if (is_object(shared_memory))
        shared_memory->lock_timeout = milliseconds < 0 ? -1 : milliseconds;
}

int qsm_shared_memory_lock_timeout(const qsm_shared_memory *shared_memory)
{
    return is_object(shared_memory) ? shared_memory->lock_timeout : 0;
}

void qsm_shared_memory_set_stop(qsm_shared_memory *shared_memory, bool (*stop)(void *context),
                                void *context)
{
    if (is_object(shared_memory))
        shared_memory->lock->stop = (qsm_ipc_stop){.ask = stop, .context = context};
}
