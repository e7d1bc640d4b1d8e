/* SPDX-License-Identifier: MIT */
/* The lock of a segment: a second name that a key gives. */
#include <stdlib.h>
#include <string.h>

#include "key/key.h"
#include "key/text.h"
#include "key/utf8.h"

enum { WINDOWS_LOCK_UNITS = 255 }; /* MAX_PATH less "_sem" and the end */

/* On Windows sections and semaphores share their names, so that Qt 6.6 adds to the semaphore's. */
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
    qsm_key_environment environment = qsm__key_environment(key);
    if (key->legacy_key[0] != '\0')
        return qsm__key_legacy(QSM_KEY_SEMAPHORE, key->legacy_key, key->asked_type, &environment);
    if (key->type == QSM_NATIVE_IPC_KEY_WINDOWS)
        return windows_lock_key(key);
    return qsm_native_ipc_key_copy(key);
}

const qsm_native_ipc_key *qsm__key_keep_lock(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    if (lock == NULL)
        return NULL;
    if (qsm_native_ipc_key_equals(lock, key->kept_lock->key)) {
        qsm_native_ipc_key_free(lock);
    } else {
        qsm_native_ipc_key_free(key->kept_lock->key);
        key->kept_lock->key = lock;
    }
    return key->kept_lock->key;
}
