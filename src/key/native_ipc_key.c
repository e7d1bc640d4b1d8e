/* SPDX-License-Identifier: MIT */
/* The key object. */
#include <qsm/native_ipc_key.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "key/generation.h"
#include "key/host.h"
#include "key/key.h"
#include "key/utf8.h"

static char *copy_or_null(const char *string, bool *failed)
{
    if (string == NULL)
        return NULL;
    char *copy = strdup(string);
    *failed = *failed || copy == NULL;
    return copy;
}

/* Copies a name; NULL gives an empty name. NULL with EILSEQ for text that is not UTF-8. */
static char *copy_valid(const char *string)
{
    if (string == NULL)
        string = "";
    if (!qsm__utf8_is_valid(string)) {
        errno = EILSEQ;
        return NULL;
    }
    return strdup(string);
}

static void forget_environment(qsm_native_ipc_key *key)
{
    qsm__key_remember_environment(key, NULL);
}

qsm_key_environment qsm__key_environment(const qsm_native_ipc_key *key)
{
    return (qsm_key_environment){.size = sizeof(qsm_key_environment),
                                 .temp_path = key->temp_path,
                                 .runtime_path = key->runtime_path,
                                 .host = key->host,
                                 .generation = key->generation};
}

bool qsm__key_remember_environment(qsm_native_ipc_key *key, const qsm_key_environment *environment)
{
    static const qsm_key_environment none = {0};
    if (environment == NULL)
        environment = &none;
    bool failed = false;
    char *temp_path = copy_or_null(environment->temp_path, &failed);
    char *runtime_path = copy_or_null(environment->runtime_path, &failed);
    if (failed) {
        free(temp_path);
        free(runtime_path);
        return false;
    }
    free(key->temp_path);
    free(key->runtime_path);
    key->temp_path = temp_path;
    key->runtime_path = runtime_path;
    key->host = environment->host;
    key->generation = environment->generation;
    return true;
}

qsm_native_ipc_key *qsm__key_adopt(qsm_native_ipc_key_type_code type, char *native_key,
                                   char *legacy_key)
{
    bool not_text = native_key == NULL && errno == EILSEQ;
    qsm_native_ipc_key *key = calloc(1, sizeof *key);
    if (key == NULL || native_key == NULL || legacy_key == NULL) {
        free(native_key);
        free(legacy_key);
        free(key);
        errno = not_text ? EILSEQ : ENOMEM;
        return NULL;
    }
    key->type = type;
    key->asked_type = type;
    key->native_key = native_key;
    key->legacy_key = legacy_key;
    return key;
}

qsm_native_ipc_key *qsm_native_ipc_key_new(void)
{
    return qsm_native_ipc_key_new_native(NULL, qsm_native_ipc_key_default_type_for_os());
}

qsm_native_ipc_key *qsm_native_ipc_key_new_native(const char *native_key,
                                                  qsm_native_ipc_key_type_code type)
{
    char *name = copy_valid(native_key);
    return name != NULL ? qsm__key_adopt(type, name, strdup("")) : NULL;
}

/* NULL means "none". False when out of memory. */
static bool copy_lock(qsm_native_ipc_key *copy, const qsm_native_ipc_key *lock)
{
    copy->lock = lock != NULL ? qsm_native_ipc_key_copy(lock) : NULL;
    return lock == NULL || copy->lock != NULL;
}

qsm_native_ipc_key *qsm_native_ipc_key_copy(const qsm_native_ipc_key *key)
{
    if (key == NULL) {
        errno = EINVAL;
        return NULL;
    }
    qsm_native_ipc_key *copy =
        qsm__key_adopt(key->type, strdup(key->native_key), strdup(key->legacy_key));
    if (copy == NULL)
        return NULL;
    copy->asked_type = key->asked_type;
    copy->project_id_is_zero = key->project_id_is_zero;
    qsm_key_environment environment = qsm__key_environment(key);
    if (!qsm__key_remember_environment(copy, &environment) || !copy_lock(copy, key->lock)) {
        qsm_native_ipc_key_free(copy);
        errno = ENOMEM;
        return NULL;
    }
    return copy;
}

void qsm_native_ipc_key_free(qsm_native_ipc_key *key)
{
    if (key == NULL)
        return;
    forget_environment(key);
    qsm_native_ipc_key_free(key->lock);
    free(key->native_key);
    free(key->legacy_key);
    free(key);
}

/* Whether there is a key; EINVAL otherwise. */
static bool is_key(const qsm_native_ipc_key *key)
{
    if (key == NULL)
        errno = EINVAL;
    return key != NULL;
}

void qsm_native_ipc_key_swap(qsm_native_ipc_key *one, qsm_native_ipc_key *other)
{
    if (!is_key(one) || !is_key(other))
        return;
    qsm_native_ipc_key old_one = *one;
    *one = *other;
    *other = old_one;
}

bool qsm_native_ipc_key_is_empty(const qsm_native_ipc_key *key)
{
    return is_key(key) && key->native_key[0] == '\0';
}

bool qsm_native_ipc_key_is_valid(const qsm_native_ipc_key *key)
{
    return is_key(key) && key->type != QSM_NATIVE_IPC_KEY_INVALID &&
           key->type <= QSM_NATIVE_IPC_KEY_WINDOWS;
}

qsm_native_ipc_key_type_code qsm_native_ipc_key_type(const qsm_native_ipc_key *key)
{
    return is_key(key) ? key->type : QSM_NATIVE_IPC_KEY_INVALID;
}

void qsm_native_ipc_key_set_type(qsm_native_ipc_key *key, qsm_native_ipc_key_type_code type)
{
    if (!is_key(key))
        return;
    key->type = type;
    key->asked_type = type;
    key->project_id_is_zero = false;
    if (key->lock != NULL)
        qsm_native_ipc_key_set_type(key->lock, type);
}

const char *qsm_native_ipc_key_native_key(const qsm_native_ipc_key *key)
{
    return is_key(key) ? key->native_key : "";
}

bool qsm_native_ipc_key_set_native_key(qsm_native_ipc_key *key, const char *native_key)
{
    char *name = is_key(key) ? copy_valid(native_key) : NULL;
    if (name == NULL)
        return false;
    free(key->native_key);
    key->native_key = name;
    key->legacy_key[0] = '\0';
    forget_environment(key);
    qsm_native_ipc_key_free(key->lock);
    key->lock = NULL;
    qsm_native_ipc_key_set_type(key, key->type);
    return true;
}

const char *qsm_native_ipc_key_legacy_key(const qsm_native_ipc_key *key)
{
    return is_key(key) ? key->legacy_key : "";
}

bool qsm_native_ipc_key_equals(const qsm_native_ipc_key *one, const qsm_native_ipc_key *other)
{
    if (one == NULL || other == NULL)
        return one == other;
    return one->type == other->type && one->project_id_is_zero == other->project_id_is_zero &&
           strcmp(one->native_key, other->native_key) == 0 &&
           strcmp(one->legacy_key, other->legacy_key) == 0 &&
           qsm_native_ipc_key_equals(one->lock, other->lock);
}

qsm_native_ipc_key_type_code qsm_native_ipc_key_default_type_for_os(void)
{
    return qsm__host_this() == QSM_KEY_HOST_WINDOWS ? QSM_NATIVE_IPC_KEY_WINDOWS
                                                    : QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
}

qsm_native_ipc_key_type_code qsm_native_ipc_key_legacy_default_type_for_os(void)
{
    static const qsm_native_ipc_key_type_code types[] = {
        [QSM_KEY_HOST_UNIX] = QSM_NATIVE_IPC_KEY_SYSTEM_V,
        [QSM_KEY_HOST_DARWIN] = QSM_NATIVE_IPC_KEY_SYSTEM_V,
        [QSM_KEY_HOST_DARWIN_SANDBOX] = QSM_NATIVE_IPC_KEY_POSIX_REALTIME,
        [QSM_KEY_HOST_WINDOWS] = QSM_NATIVE_IPC_KEY_WINDOWS,
    };
    return types[qsm__host_this()];
}

bool qsm__key_type_is_system_v(qsm_native_ipc_key_type_code type)
{
    return type >= 1 && type <= 255;
}

int qsm__key_project_id(const qsm_native_ipc_key *key)
{
    if (key->project_id_is_zero)
        return 0;
    return qsm__key_type_is_system_v(key->type) ? key->type : -1;
}

void qsm__key_set_project_id(qsm_native_ipc_key *key, unsigned id)
{
    if (!qsm__key_type_is_system_v(key->type))
        return;
    key->project_id_is_zero = id == 0;
    if (id != 0)
        key->type = (qsm_native_ipc_key_type_code)id;
}

unsigned qsm__key_object_mode(const qsm_native_ipc_key *key)
{
    return qsm__generation_of(key->generation)->object_mode;
}

bool qsm_native_ipc_key_ftok(const qsm_native_ipc_key *key, int32_t *number)
{
    int id = key != NULL && number != NULL ? qsm__key_project_id(key) : -1;
    if (id < 0) {
        errno = EINVAL;
        return false;
    }
    return qsm__host_ftok(key->native_key, id, number);
}
