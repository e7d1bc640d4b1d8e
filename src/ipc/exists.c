/* SPDX-License-Identifier: MIT */
#include "ipc/exists.h"

#include <qsm/inspect.h>

bool qsm__segment_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool exists = info == NULL || qsm_segment_info_exists(info);
    qsm_segment_info_free(info);
    return exists;
}

bool qsm__segment_lock_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool exists = info != NULL && qsm_segment_info_lock_exists(info);
    qsm_segment_info_free(info);
    return exists;
}

bool qsm__segment_is_counter(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool counter =
        info != NULL && !qsm_segment_info_exists(info) && qsm_segment_info_lock_value(info) > 1;
    qsm_segment_info_free(info);
    return counter;
}
