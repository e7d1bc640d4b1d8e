/* SPDX-License-Identifier: MIT */
#include "ipc/exists.h"

/* Callers ask again and again, and nothing here needs the numbers of users. */
static qsm_segment_info *look_at(const qsm_native_ipc_key *key)
{
    qsm_snapshot snapshot = qsm__snapshot_begin();
    snapshot.without_users = true;
    qsm_segment_info *info = qsm__segment_inspect(key, &snapshot);
    qsm__snapshot_end(&snapshot);
    return info;
}

bool qsm__segment_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = look_at(key);
    bool exists = info == NULL || qsm_segment_info_exists(info);
    qsm_segment_info_free(info);
    return exists;
}

bool qsm__segment_lock_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = look_at(key);
    bool exists = info != NULL && qsm_segment_info_lock_exists(info);
    qsm_segment_info_free(info);
    return exists;
}

bool qsm__segment_is_counter(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = look_at(key);
    bool counter =
        info != NULL && !qsm_segment_info_exists(info) && qsm_segment_info_lock_value(info) > 1;
    qsm_segment_info_free(info);
    return counter;
}
