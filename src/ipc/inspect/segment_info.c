/* SPDX-License-Identifier: MIT */
/* The state of one segment and its lock: the object and its getters. */
#include "ipc/inspect/segment_info.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/exists.h"
#include "key/key.h"

qsm_segment_facts qsm__inspect_names_of(const qsm_segment_facts *facts)
{
    qsm_segment_facts names = qsm__inspect_nothing();
    names.type = facts->type;
    names.native_key = facts->native_key;
    names.ftok_id = facts->ftok_id;
    names.lock_native_key = facts->lock_native_key;
    names.lock_ftok_id = facts->lock_ftok_id;
    names.lock_guard = facts->lock_guard;
    return names;
}

const qsm_inspect_backend *qsm__inspect_backend_of(qsm_native_ipc_key_type_code type)
{
    if (qsm__key_type_is_system_v(type))
        return &qsm__inspect_systemv;
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return &qsm__inspect_posix;
    errno = ENOTSUP;
    return NULL;
}

bool qsm__inspect_has_lock_name(const qsm_inspect_backend *backend, const qsm_segment_facts *facts)
{
    return facts->lock_native_key[0] != '\0' &&
           !(backend->ipc->names_are_shared &&
             strcmp(facts->lock_native_key, facts->native_key) == 0);
}

static bool look_at_both(qsm_segment_facts *facts)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(facts->type);
    if (backend == NULL || !backend->segment(facts->native_key, facts->ftok_id, facts))
        return false;
    return !qsm__inspect_has_lock_name(backend, facts) ||
           backend->lock(facts->lock_native_key, facts->lock_ftok_id, facts);
}

bool qsm__inspect_named(qsm_segment_facts *facts)
{
    if (facts->snapshot != NULL)
        return look_at_both(facts);
    qsm_snapshot snapshot = qsm__snapshot_begin();
    facts->snapshot = &snapshot;
    bool looked = look_at_both(facts);
    facts->snapshot = NULL;
    qsm__snapshot_end(&snapshot);
    return looked;
}

/* ---- the object ---- */

bool qsm__segment_info_is(const qsm_segment_info *info)
{
    if (info == NULL)
        errno = EINVAL;
    return info != NULL;
}

qsm_segment_info *qsm_segment_info_copy(const qsm_segment_info *info)
{
    if (!qsm__segment_info_is(info))
        return NULL;
    qsm_segment_info *copy = calloc(1, sizeof *copy);
    if (copy == NULL)
        return NULL;
    copy->facts = info->facts;
    copy->facts.snapshot = NULL; /* both end before the copy */
    copy->facts.listed = NULL;
    copy->native_key = strdup(info->facts.native_key);
    copy->lock_native_key = strdup(info->facts.lock_native_key);
    if (copy->native_key == NULL || copy->lock_native_key == NULL) {
        qsm_segment_info_free(copy);
        errno = ENOMEM;
        return NULL;
    }
    copy->facts.native_key = copy->native_key;
    copy->facts.lock_native_key = copy->lock_native_key;
    return copy;
}

void qsm_segment_info_free(qsm_segment_info *info)
{
    if (info == NULL)
        return;
    free(info->native_key);
    free(info->lock_native_key);
    free(info);
}

static bool can_be_asked(const qsm_native_ipc_key *key)
{
    if (key == NULL || qsm_native_ipc_key_native_key(key)[0] == '\0') {
        errno = EINVAL;
        return false;
    }
    return true;
}

qsm_segment_info *qsm__segment_info_of_names(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key_type_code type =
        key != NULL ? qsm_native_ipc_key_type(key) : QSM_NATIVE_IPC_KEY_INVALID;
    if (!can_be_asked(key) || qsm__inspect_backend_of(type) == NULL)
        return NULL;
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    if (lock == NULL)
        return NULL;
    qsm_segment_info names = {.facts = qsm__inspect_nothing()};
    names.facts.type = type;
    names.facts.native_key = qsm_native_ipc_key_native_key(key);
    names.facts.ftok_id = qsm__key_project_id(key);
    names.facts.lock_native_key = qsm_native_ipc_key_native_key(lock);
    names.facts.lock_ftok_id = qsm__key_project_id(lock);
    qsm_segment_info *info = qsm_segment_info_copy(&names);
    qsm_native_ipc_key_free(lock);
    return info;
}

qsm_segment_info *qsm__segment_inspect(const qsm_native_ipc_key *key, qsm_snapshot *snapshot)
{
    qsm_segment_info *info = qsm__segment_info_of_names(key);
    if (info == NULL)
        return NULL;
    info->facts.snapshot = snapshot;
    bool looked = qsm__inspect_named(&info->facts);
    info->facts.snapshot = NULL;
    if (looked)
        return info;
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return NULL;
}

qsm_segment_info *qsm_segment_inspect(const qsm_native_ipc_key *key)
{
    return qsm__segment_inspect(key, NULL);
}

/* A key of one of its names. Only Qt 5.6 - 5.8 use 0 as an ftok() id. */
static qsm_native_ipc_key *key_of(const char *name, qsm_native_ipc_key_type_code type,
                                  int32_t ftok_id)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(name, type);
    if (key != NULL && ftok_id >= 0)
        qsm__key_set_project_id(key, (unsigned)ftok_id);
    return key;
}

qsm_native_ipc_key *qsm_segment_info_key(const qsm_segment_info *info)
{
    if (!qsm__segment_info_is(info))
        return NULL;
    const qsm_segment_facts *facts = &info->facts;
    if (facts->native_key[0] == '\0' || facts->lock_native_key[0] == '\0') {
        errno = ENOENT;
        return NULL;
    }
    qsm_native_ipc_key *key = key_of(facts->native_key, facts->type, facts->ftok_id);
    if (key == NULL)
        return NULL;
    return qsm__key_pair(key, key_of(facts->lock_native_key, facts->type, facts->lock_ftok_id));
}

/* ---- getters ---- */

#define GETTER(type, name, otherwise)                                                              \
    type qsm_segment_info_##name(const qsm_segment_info *info)                                     \
    {                                                                                              \
        return qsm__segment_info_is(info) ? info->facts.name : (otherwise);                        \
    }

GETTER(qsm_native_ipc_key_type_code, type, QSM_NATIVE_IPC_KEY_INVALID)
GETTER(const char *, native_key, "")
GETTER(int32_t, ftok_id, -1)
GETTER(int64_t, system_v_key, -1)
GETTER(int64_t, shmid, -1)
GETTER(bool, exists, false)
GETTER(bool, key_file_exists, false)
GETTER(int64_t, size, -1)
GETTER(int64_t, attached, -1)
GETTER(int64_t, owner, -1)
GETTER(int64_t, creator_uid, -1)
GETTER(int32_t, mode, -1)
GETTER(int64_t, creator_pid, -1)
GETTER(int64_t, last_pid, -1)
GETTER(int64_t, change_time, -1)
GETTER(const char *, lock_native_key, "")
GETTER(int32_t, lock_ftok_id, -1)
GETTER(bool, lock_exists, false)
GETTER(int64_t, lock_value, -1)
GETTER(int64_t, lock_last_pid, -1)
GETTER(int64_t, lock_waiters, -1)
GETTER(int64_t, lock_users, -1)
GETTER(int64_t, lock_holder_pid, -1)
