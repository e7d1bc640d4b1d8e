/* SPDX-License-Identifier: MIT */
/* Makes the names of the segment and the semaphore from a QSharedMemory key. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "key/directories.h"
#include "key/generation.h"
#include "key/key.h"
#include "key/sha1.h"
#include "key/text.h"
#include "key/utf8.h"

enum {
    DARWIN_UNITS = 29,  /* the limit is 30 with the slash */
    WINDOWS_UNITS = 260 /* MAX_PATH */
};

static const char *const legacy_prefix[] = {
    [QSM_KEY_SEGMENT] = "qipc_sharedmemory_", [QSM_KEY_SEMAPHORE] = "qipc_systemsem_"};
static const char *const safe_prefix[] = {[QSM_KEY_SEGMENT] = "shm_", [QSM_KEY_SEMAPHORE] = "sem_"};

const char *qsm__key_legacy_prefix(qsm_key_purpose purpose)
{
    return legacy_prefix[purpose];
}

static bool is_ascii_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The prefix, the letters of the key, and the digest of the whole key. */
static void add_legacy_name(qsm_text *name, qsm_key_purpose purpose, const char *key)
{
    qsm__text_add_string(name, legacy_prefix[purpose]);
    for (const char *at = key; *at != '\0'; at++) {
        if (is_ascii_letter(*at))
            qsm__text_add(name, at, 1);
    }
    char hex[QSM_SHA1_HEX_SIZE + 1];
    qsm__sha1_hex(key, strlen(key), hex);
    qsm__text_add_string(name, hex);
}

/* Adds the directory of System V names. If that fails, the text fails too. */
static void add_directory(qsm_text *name, char *directory)
{
    if (directory == NULL)
        name->failed = true;
    else
        qsm__text_add_string(name, directory);
    qsm__text_add_string(name, "/");
    free(directory);
}

static void add_legacy_posix(qsm_text *name, qsm_key_purpose purpose, const char *key,
                             const qsm_key_environment *environment)
{
    qsm_key_host host = qsm__environment_host(environment);
    bool sandbox = host == QSM_KEY_HOST_DARWIN_SANDBOX;
    bool is_short = qsm__generation_of(environment->generation)->short_darwin_posix;
    if (is_short && sandbox) {
        qsm__text_add_string(name, key);
    } else if (is_short && host == QSM_KEY_HOST_DARWIN) {
        char hex[QSM_SHA1_HEX_SIZE + 1];
        qsm__sha1_hex(key, strlen(key), hex);
        qsm__text_add_string(name, "/");
        qsm__text_add(name, hex, DARWIN_UNITS);
    } else {
        qsm__text_add_string(name, "/");
        add_legacy_name(name, purpose, key);
    }
}

static void add_safe_posix(qsm_text *name, const char *key, const qsm_key_environment *environment)
{
    qsm_key_host host = qsm__environment_host(environment);
    bool darwin = host == QSM_KEY_HOST_DARWIN || host == QSM_KEY_HOST_DARWIN_SANDBOX;
    qsm__text_add_string(name, "/");
    qsm__text_add(name, key, darwin ? qsm__utf8_prefix(key, DARWIN_UNITS) : strlen(key));
}

static void add_safe_windows(qsm_text *name, qsm_key_purpose purpose, const char *key)
{
    static const char *const namespaces[] = {"Local\\", "Global\\"};
    for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++) {
        size_t size = strlen(namespaces[i]);
        if (strncmp(key, namespaces[i], size) == 0) {
            qsm__text_add(name, key, size);
            key += size;
            break;
        }
    }
    qsm__text_add_string(name, safe_prefix[purpose]);
    qsm__text_add_string(name, key);
    if (!name->failed)
        qsm__text_cut(name, qsm__utf8_prefix(name->bytes, WINDOWS_UNITS));
}

static void add_legacy(qsm_text *name, qsm_key_purpose purpose, const char *key,
                       qsm_native_ipc_key_type_code type, const qsm_key_environment *environment)
{
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        add_legacy_posix(name, purpose, key, environment);
    } else if (type == QSM_NATIVE_IPC_KEY_WINDOWS) {
        add_legacy_name(name, purpose, key);
    } else if (qsm__key_type_is_system_v(type)) {
        add_directory(name, qsm__temp_path(environment));
        add_legacy_name(name, purpose, key);
    }
}

static void add_safe(qsm_text *name, qsm_key_purpose purpose, const char *key,
                     qsm_native_ipc_key_type_code type, const qsm_key_environment *environment)
{
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        add_safe_posix(name, key, environment);
    } else if (type == QSM_NATIVE_IPC_KEY_WINDOWS) {
        add_safe_windows(name, purpose, key);
    } else if (qsm__key_type_is_system_v(type)) {
        if (key[0] != '/')
            add_directory(name, qsm__runtime_location(environment, true));
        qsm__text_add_string(name, key);
    }
}

/* A directory from the environment can be any bytes. The whole name must be UTF-8. */
static char *take_valid(qsm_text *name)
{
    char *taken = qsm__text_take(name);
    if (taken != NULL && !qsm__utf8_is_valid(taken)) {
        free(taken);
        errno = EILSEQ;
        return NULL;
    }
    return taken;
}

/*
 * Only the System V type of Qt 5.6 - 5.8 gets its id from a hash. Every other type is its own id.
 */
static void set_ftok_id(qsm_native_ipc_key *key, const qsm_generation *generation)
{
    if (key->type != QSM_NATIVE_IPC_KEY_SYSTEM_V || generation->ftok_rule == QSM_FTOK_BY_TYPE)
        return;
    qsm__key_set_project_id(key, qsm__ftok_id(generation->ftok_rule, key->type, key->native_key));
}

qsm_native_ipc_key *qsm__key_legacy(qsm_key_purpose purpose, const char *key,
                                    qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment)
{
    if (key == NULL || key[0] == '\0')
        return qsm_native_ipc_key_new_native(NULL, type);
    if (!qsm__utf8_is_valid(key)) {
        errno = EILSEQ;
        return NULL;
    }

    qsm_text name = {0};
    add_legacy(&name, purpose, key, type, environment);
    bool is_type = name.size > 0 || name.failed;
    qsm_native_ipc_key *made = qsm__key_adopt(type, take_valid(&name), strdup(is_type ? key : ""));
    if (made == NULL || !is_type)
        return made;
    if (!qsm__key_remember_environment(made, environment)) {
        qsm_native_ipc_key_free(made);
        return NULL;
    }
    set_ftok_id(made, qsm__generation_of(environment->generation));
    return made;
}

qsm_native_ipc_key *qsm__key_platform_safe(qsm_key_purpose purpose, const char *key,
                                           qsm_native_ipc_key_type_code type,
                                           const qsm_key_environment *environment)
{
    if (key == NULL || key[0] == '\0')
        return qsm_native_ipc_key_new_native(NULL, type);
    if (!qsm__utf8_is_valid(key)) {
        errno = EILSEQ;
        return NULL;
    }
    qsm_text name = {0};
    add_safe(&name, purpose, key, type, environment);
    return qsm__key_adopt(type, take_valid(&name), strdup(""));
}

/* One of the two functions above. */
typedef qsm_native_ipc_key *derivation(qsm_key_purpose purpose, const char *key,
                                       qsm_native_ipc_key_type_code type,
                                       const qsm_key_environment *environment);

static qsm_native_ipc_key *derive(derivation *how, qsm_key_purpose purpose, const char *key,
                                  qsm_native_ipc_key_type_code type,
                                  const qsm_key_environment *environment)
{
    qsm_key_environment read;
    return qsm__environment_read(&read, environment) ? how(purpose, key, type, &read) : NULL;
}

qsm_native_ipc_key *qsm_shared_memory_legacy_native_key(const char *key,
                                                        qsm_native_ipc_key_type_code type,
                                                        const qsm_key_environment *environment)
{
    return derive(qsm__key_legacy, QSM_KEY_SEGMENT, key, type, environment);
}

qsm_native_ipc_key *qsm_system_semaphore_legacy_native_key(const char *key,
                                                           qsm_native_ipc_key_type_code type,
                                                           const qsm_key_environment *environment)
{
    return derive(qsm__key_legacy, QSM_KEY_SEMAPHORE, key, type, environment);
}

qsm_native_ipc_key *qsm_shared_memory_platform_safe_key(const char *key,
                                                        qsm_native_ipc_key_type_code type,
                                                        const qsm_key_environment *environment)
{
    return derive(qsm__key_platform_safe, QSM_KEY_SEGMENT, key, type, environment);
}

qsm_native_ipc_key *qsm_system_semaphore_platform_safe_key(const char *key,
                                                           qsm_native_ipc_key_type_code type,
                                                           const qsm_key_environment *environment)
{
    return derive(qsm__key_platform_safe, QSM_KEY_SEMAPHORE, key, type, environment);
}
