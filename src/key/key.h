/* SPDX-License-Identifier: MIT */
/* The private part of a qsm_native_ipc_key, for the files of src/key and src/ipc. */
#ifndef QSM_KEY_KEY_H
#define QSM_KEY_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/native_ipc_key.h>

struct qsm_native_ipc_key {
    qsm_native_ipc_key_type_code type;
    /*
     * The type that the caller gave. Only Qt 5.6 - 5.8 change it, to the id of their hash. The
     * lock's key is made from this type.
     */
    qsm_native_ipc_key_type_code asked_type;
    /* These hashes can give the id 0, which is no valid type: type is then the caller's type. */
    bool project_id_is_zero;
    char *native_key;
    char *legacy_key; /* "" if there is none */
    /* The qsm_key_environment of the legacy key. The lock's key uses it too. */
    char *temp_path;
    char *runtime_path;
    qsm_key_host host;
    qsm_qt_generation generation;
    qsm_native_ipc_key *lock; /* a lock that Qt's rule does not give; else NULL */
};

/* The two objects of a key. */
typedef enum qsm_key_purpose { QSM_KEY_SEGMENT, QSM_KEY_SEMAPHORE } qsm_key_purpose;

/* QSharedMemory::legacyNativeKey and QSystemSemaphore::legacyNativeKey. */
qsm_native_ipc_key *qsm__key_legacy(qsm_key_purpose purpose, const char *key,
                                    qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment);

/* QSharedMemory::platformSafeKey and QSystemSemaphore::platformSafeKey. */
qsm_native_ipc_key *qsm__key_platform_safe(qsm_key_purpose purpose, const char *key,
                                           qsm_native_ipc_key_type_code type,
                                           const qsm_key_environment *environment);

/*
 * Makes a key and takes both strings, also on failure. NULL when out of memory or when a string is
 * NULL.
 */
qsm_native_ipc_key *qsm__key_adopt(qsm_native_ipc_key_type_code type, char *native_key,
                                   char *legacy_key);

/* Stores a copy of the environment in the key. */
bool qsm__key_remember_environment(qsm_native_ipc_key *key, const qsm_key_environment *environment);

/* The key's environment; the key owns its strings. */
qsm_key_environment qsm__key_environment(const qsm_native_ipc_key *key);

/* Whether a type is System V (1 to 255). */
bool qsm__key_type_is_system_v(qsm_native_ipc_key_type_code type);

/*
 * A segment's key with this lock; takes both keys. NULL with errno: EINVAL (the types do not belong
 * together, or the lock has no name), ENOMEM. When a key is NULL, errno does not change.
 */
qsm_native_ipc_key *qsm__key_pair(qsm_native_ipc_key *key, qsm_native_ipc_key *lock);

/* The prefixes of Qt's legacy names, after the directory. */
const char *qsm__key_legacy_prefix(qsm_key_purpose purpose);

/* Whether a segment's name has Qt's legacy form. */
bool qsm__key_is_legacy_name(const char *native_key);

/* The lock's name for such a segment name; for free(), NULL when out of memory. */
char *qsm__key_legacy_lock_name(const char *native_key);

/* Sets the ftok() id of a System V key; does nothing for other types. */
void qsm__key_set_project_id(qsm_native_ipc_key *key, unsigned id);

/* The id for ftok(); -1 if the type is not System V. */
int qsm__key_project_id(const qsm_native_ipc_key *key);

/*
 * The permission bits of new objects in the key's generation of Qt: 0600, or 0666 in old releases.
 */
unsigned qsm__key_object_mode(const qsm_native_ipc_key *key);

#endif
