/* SPDX-License-Identifier: MIT */
/* Finds the lock of a key. A segment and its lock have two names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "key/generation.h"
#include "key/key.h"
#include "key/text.h"
#include "key/utf8.h"

enum { WINDOWS_LOCK_UNITS = 255 }; /* MAX_PATH minus "_sem" and NUL */

/* On Windows a section and a semaphore cannot have the same name, so Qt 6.6 adds "_sem". */
static qsm_native_ipc_key *windows_lock_key(const qsm_native_ipc_key *key)
{
    qsm_text name = {0};
    qsm__text_add(&name, key->native_key, qsm__utf8_prefix(key->native_key, WINDOWS_LOCK_UNITS));
    if (name.size > 0)
        qsm__text_add_string(&name, "_sem");
    return qsm__key_adopt(key->type, qsm__text_take(&name), strdup(""));
}

qsm_native_ipc_key *qsm_native_ipc_key_lock_key(const qsm_native_ipc_key *key)
{
    if (key == NULL) {
        errno = EINVAL;
        return NULL;
    }
    if (key->lock != NULL)
        return qsm_native_ipc_key_copy(key->lock);
    qsm_key_environment environment = qsm__key_environment(key);
    if (key->legacy_key[0] != '\0')
        return qsm__key_legacy(QSM_KEY_SEMAPHORE, key->legacy_key, key->asked_type, &environment);
    if (key->type == QSM_NATIVE_IPC_KEY_WINDOWS)
        return windows_lock_key(key);
    return qsm_native_ipc_key_copy(key);
}

/* ---- a lock of its own ---- */

static bool types_match(const qsm_native_ipc_key *key, const qsm_native_ipc_key *lock)
{
    bool both_system_v =
        qsm__key_type_is_system_v(key->type) && qsm__key_type_is_system_v(lock->type);
    return both_system_v || key->type == lock->type;
}

/* A lock that Qt's rule gives is not stored: equal pairs of names are then equal keys. */
static bool keep_lock(qsm_native_ipc_key *key, qsm_native_ipc_key **lock)
{
    if ((*lock)->native_key[0] == '\0' || !types_match(key, *lock)) {
        errno = EINVAL;
        return false;
    }
    qsm_native_ipc_key *by_rule = qsm_native_ipc_key_lock_key(key);
    if (by_rule == NULL)
        return false;
    if (!qsm_native_ipc_key_equals(by_rule, *lock)) {
        key->lock = *lock;
        *lock = NULL;
    }
    qsm_native_ipc_key_free(by_rule);
    return true;
}

qsm_native_ipc_key *qsm__key_pair(qsm_native_ipc_key *key, qsm_native_ipc_key *lock)
{
    bool paired = key != NULL && lock != NULL && keep_lock(key, &lock);
    int error = errno;
    qsm_native_ipc_key_free(lock);
    if (!paired) {
        qsm_native_ipc_key_free(key);
        key = NULL;
    }
    errno = error;
    return key;
}

qsm_native_ipc_key *qsm_native_ipc_key_new_with_lock(const char *native_key,
                                                     qsm_native_ipc_key_type_code type,
                                                     const char *lock_native_key,
                                                     qsm_native_ipc_key_type_code lock_type)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(native_key, type);
    if (key == NULL)
        return NULL;
    return qsm__key_pair(key, qsm_native_ipc_key_new_native(lock_native_key, lock_type));
}

/* ---- the lock of a name of the legacy form ---- */

static const char *last_part(const char *native_key)
{
    const char *slash = strrchr(native_key, '/');
    return slash != NULL ? slash + 1 : native_key;
}

bool qsm__key_is_legacy_name(const char *native_key)
{
    const char *prefix = qsm__key_legacy_prefix(QSM_KEY_SEGMENT);
    return strncmp(last_part(native_key), prefix, strlen(prefix)) == 0;
}

char *qsm__key_legacy_lock_name(const char *native_key)
{
    const char *name = last_part(native_key);
    qsm_text text = {0};
    qsm__text_add(&text, native_key, (size_t)(name - native_key));
    qsm__text_add_string(&text, qsm__key_legacy_prefix(QSM_KEY_SEMAPHORE));
    qsm__text_add_string(&text, name + strlen(qsm__key_legacy_prefix(QSM_KEY_SEGMENT)));
    return qsm__text_take(&text);
}

/*
 * The rule that gives this id for a key file. If no rule gives the id, a program chose it: then the
 * lock has the same id.
 */
static qsm_ftok_rule rule_of(const qsm_native_ipc_key *key)
{
    static const qsm_ftok_rule hashes[] = {QSM_FTOK_CRC32C, QSM_FTOK_PORTABLE};
    if (key->type == QSM_NATIVE_IPC_KEY_SYSTEM_V || !qsm__key_type_is_system_v(key->type))
        return QSM_FTOK_BY_TYPE;
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (qsm__ftok_id(hashes[i], key->type, key->native_key) == key->type)
            return hashes[i];
    }
    return QSM_FTOK_BY_TYPE;
}

static qsm_native_ipc_key *legacy_lock(const qsm_native_ipc_key *key)
{
    char *name = qsm__key_legacy_lock_name(key->native_key);
    if (name == NULL)
        return NULL;
    unsigned id = qsm__ftok_id(rule_of(key), key->type, name);
    qsm_native_ipc_key *lock = qsm__key_adopt(key->type, name, strdup(""));
    if (lock != NULL)
        qsm__key_set_project_id(lock, id);
    return lock;
}

qsm_native_ipc_key *qsm_native_ipc_key_new_for_segment(const char *native_key,
                                                       qsm_native_ipc_key_type_code type)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(native_key, type);
    if (key == NULL || !qsm__key_is_legacy_name(key->native_key))
        return key;
    return qsm__key_pair(key, legacy_lock(key));
}
