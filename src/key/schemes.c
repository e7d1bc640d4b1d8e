/* SPDX-License-Identifier: MIT */
/* The ways from a legacy key to a segment, for those who know the key but not the program. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <qsm/shared_memory.h>

#include "key/directories.h"
#include "key/key.h"

typedef struct way {
    const char *name;
    qsm_qt_generation generation; /* of a legacy key */
    qsm_native_ipc_key_type_code type;
    bool safe;
} way;

#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME

static const way ways[] = {
    [QSM_KEY_SCHEME_NONE] = {"", QSM_QT_GENERATION_DEFAULT, QSM_NATIVE_IPC_KEY_INVALID, false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY] = {"System V, legacy key", QSM_QT_GENERATION_DEFAULT, SYSTEM_V,
                                        false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6] = {"System V, legacy key, Qt 5.6 - 5.8 (x86)",
                                            QSM_QT_GENERATION_5_6, SYSTEM_V, false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE] = {"System V, legacy key, Qt 5.6 - 5.8 (other "
                                                     "processors)",
                                                     QSM_QT_GENERATION_5_6_PORTABLE, SYSTEM_V,
                                                     false},
    [QSM_KEY_SCHEME_POSIX_LEGACY] = {"POSIX, legacy key", QSM_QT_GENERATION_DEFAULT, POSIX, false},
    [QSM_KEY_SCHEME_POSIX_SAFE] = {"POSIX, platform-safe key", QSM_QT_GENERATION_DEFAULT, POSIX,
                                   true},
    [QSM_KEY_SCHEME_SYSTEM_V_SAFE] = {"System V, platform-safe key", QSM_QT_GENERATION_DEFAULT,
                                      SYSTEM_V, true},
};

static const way *find(qsm_key_scheme kind)
{
    bool known = (int)kind > QSM_KEY_SCHEME_NONE && (int)kind <= QSM_KEY_SCHEME_LAST;
    return &ways[known ? kind : QSM_KEY_SCHEME_NONE];
}

const char *qsm_key_scheme_name(qsm_key_scheme kind)
{
    return find(kind)->name;
}

/* Whoever looks for something must not make the directory that it would be in. */
static qsm_native_ipc_key *safe_key(const char *key, const way *of,
                                    const qsm_key_environment *environment)
{
    char *runtime = qsm__runtime_location(environment, false);
    qsm_key_environment here = {.temp_path = environment->temp_path, .runtime_path = runtime};
    qsm_native_ipc_key *made = NULL;
    if (runtime == NULL)
        errno = ENOMEM;
    else if (of->type == QSM_NATIVE_IPC_KEY_SYSTEM_V && runtime[0] == '\0' && key[0] != '/')
        errno = ENOENT;
    else
        made = qsm__key_platform_safe(QSM_KEY_SEGMENT, key, of->type, &here);
    int error = errno;
    free(runtime);
    errno = error;
    return made;
}

qsm_native_ipc_key *qsm_native_ipc_key_new_scheme(const char *key, qsm_key_scheme kind,
                                                  const qsm_key_environment *environment)
{
    const way *of = find(kind);
    qsm_key_environment here;
    if (!qsm__environment_read(&here, environment))
        return NULL;
    here.host = QSM_KEY_HOST_THIS;
    here.generation = of->generation;
    if (of->type == QSM_NATIVE_IPC_KEY_INVALID || key == NULL || key[0] == '\0') {
        errno = EINVAL;
        return NULL;
    }
    return of->safe ? safe_key(key, of, &here)
                    : qsm__key_legacy(QSM_KEY_SEGMENT, key, of->type, &here);
}
