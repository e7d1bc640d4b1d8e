/* SPDX-License-Identifier: MIT */
#include "ipc/exists.h"

#include <qsm/inspect.h>

bool qsm__segment_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info info;
    return !qsm_segment_inspect(key, &info) || info.exists;
}

bool qsm__segment_lock_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info info;
    return qsm_segment_inspect(key, &info) && info.lock_exists;
}

bool qsm__segment_is_counter(const qsm_native_ipc_key *key)
{
    qsm_segment_info info;
    return qsm_segment_inspect(key, &info) && !info.exists && info.lock_value > 1;
}
