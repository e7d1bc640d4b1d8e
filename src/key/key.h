/* SPDX-License-Identifier: MIT */
/* The inside of a qsm_native_ipc_key, shared by the files of src/key, and what src/ipc asks it. */
#ifndef QSM_KEY_KEY_H
#define QSM_KEY_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/native_ipc_key.h>

struct qsm_native_ipc_key {
    qsm_native_ipc_key_type_code type;
    /*
     * The type that was asked for; only Qt 5.6 - 5.8 turn it into another one (the id of their
     * hash). The lock is derived from this one.
     */
    qsm_native_ipc_key_type_code asked_type;
    /* Those hashes can give id 0, which no type can carry: type is then the asked one. */
    bool project_id_is_zero;
    char *native_key;
    char *legacy_key; /* "" if there is none */
    /* The qsm_key_environment of the legacy key: its lock is looked up in the same place. */
    char *temp_path;
    char *runtime_path;
    qsm_key_host host;
    qsm_qt_generation generation;
    qsm_native_ipc_key *lock; /* where it is not the one that Qt's rule gives; else NULL */
};

/* Which of the two objects of a key a name is for. */
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
 * A new key that takes both strings, also when it fails; NULL when out of memory or when one of
 * them is NULL.
 */
qsm_native_ipc_key *qsm__key_adopt(qsm_native_ipc_key_type_code type, char *native_key,
                                   char *legacy_key);

/* Replaces the environment a key remembers by a copy. */
bool qsm__key_remember_environment(qsm_native_ipc_key *key, const qsm_key_environment *environment);

/* The environment a key remembers; its strings are the key's. */
qsm_key_environment qsm__key_environment(const qsm_native_ipc_key *key);

/* Whether a type is a System V one (1 to 255). */
bool qsm__key_type_is_system_v(qsm_native_ipc_key_type_code type);

/*
 * A segment's key with this lock; takes both. NULL with errno: what it was when one of them is
 * NULL; EINVAL for types that do not belong together and a lock without a name; ENOMEM.
 */
qsm_native_ipc_key *qsm__key_pair(qsm_native_ipc_key *key, qsm_native_ipc_key *lock);

/* What Qt's legacy names begin with, behind the directory. */
const char *qsm__key_legacy_prefix(qsm_key_purpose purpose);

/* Whether a segment's name has Qt's legacy form. */
bool qsm__key_is_legacy_name(const char *native_key);

/* The lock's name that belongs to such a name; for free(), NULL when out of memory. */
char *qsm__key_legacy_lock_name(const char *native_key);

/* Sets the ftok() id of a System V key; for other types it does nothing. */
void qsm__key_set_project_id(qsm_native_ipc_key *key, unsigned id);

/* The id that ftok() is to be called with; -1 if the type is not System V. */
int qsm__key_project_id(const qsm_native_ipc_key *key);

/* Permission bits that Qt of the key's generation makes its objects with: 0600, once 0666. */
unsigned qsm__key_object_mode(const qsm_native_ipc_key *key);

#endif
