/* SPDX-License-Identifier: MIT */
/* The table of key schemes: a program can find a segment by its legacy key alone. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <qsm/shared_memory.h>

#include "key/directories.h"
#include "key/key.h"

typedef struct scheme_row {
    const char *name;
    const char *call;             /* a Qt program's call; KEY: the legacy key */
    qsm_qt_generation since;      /* the first Qt with this call */
    qsm_qt_generation generation; /* whose rules make the key */
    qsm_native_ipc_key_type_code type;
    bool safe;
} scheme_row;

#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME
#define ANY QSM_QT_GENERATION_DEFAULT

static const scheme_row rows[] = {
    [QSM_KEY_SCHEME_NONE] = {"", "", ANY, ANY, QSM_NATIVE_IPC_KEY_INVALID, false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY] = {"System V, legacy key", "QSharedMemory(KEY)",
                                        QSM_QT_GENERATION_4_4, ANY, SYSTEM_V, false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6] = {"System V, legacy key, Qt 5.6 - 5.8 (x86)",
                                            "QSharedMemory(KEY)", QSM_QT_GENERATION_4_4,
                                            QSM_QT_GENERATION_5_6, SYSTEM_V, false},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE] =
        {"System V, legacy key, Qt 5.6 - 5.8 (other processors)", "QSharedMemory(KEY)",
         QSM_QT_GENERATION_4_4, QSM_QT_GENERATION_5_6_PORTABLE, SYSTEM_V, false},
    [QSM_KEY_SCHEME_POSIX_LEGACY] =
        {"POSIX, legacy key",
         "QSharedMemory::legacyNativeKey(KEY, PosixRealtime), or a Qt built for POSIX IPC",
         QSM_QT_GENERATION_5_9, ANY, POSIX, false},
    [QSM_KEY_SCHEME_POSIX_SAFE] = {"POSIX, platform-safe key",
                                   "QSharedMemory::platformSafeKey(KEY)", QSM_QT_GENERATION_6_6,
                                   ANY, POSIX, true},
    [QSM_KEY_SCHEME_SYSTEM_V_SAFE] = {"System V, platform-safe key",
                                      "QSharedMemory::platformSafeKey(KEY, SystemV)",
                                      QSM_QT_GENERATION_6_6, ANY, SYSTEM_V, true},
};

static const scheme_row *find(qsm_key_scheme scheme)
{
    bool known = (int)scheme > QSM_KEY_SCHEME_NONE && (int)scheme <= QSM_KEY_SCHEME_LAST;
    return &rows[known ? scheme : QSM_KEY_SCHEME_NONE];
}

const char *qsm_key_scheme_name(qsm_key_scheme scheme)
{
    return find(scheme)->name;
}

const char *qsm_key_scheme_call(qsm_key_scheme scheme)
{
    return find(scheme)->call;
}

qsm_qt_generation qsm_key_scheme_since(qsm_key_scheme scheme)
{
    return find(scheme)->since;
}

qsm_native_ipc_key_type_code qsm_key_scheme_type(qsm_key_scheme scheme)
{
    return find(scheme)->type;
}

bool qsm_key_scheme_is_platform_safe(qsm_key_scheme scheme)
{
    return find(scheme)->safe;
}

/* A search must not make the runtime directory. */
static qsm_native_ipc_key *safe_key(const char *key, const scheme_row *of,
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

qsm_native_ipc_key *qsm_native_ipc_key_new_scheme(const char *key, qsm_key_scheme scheme,
                                                  const qsm_key_environment *environment)
{
    const scheme_row *of = find(scheme);
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
