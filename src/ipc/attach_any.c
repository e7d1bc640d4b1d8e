/* SPDX-License-Identifier: MIT */
/* Attaching to what a legacy key may mean to a program of any Qt. */
#include <errno.h>

#include "ipc/inspect/exists.h"
#include "ipc/segment.h"
#include "key/utf8.h"

/* The first thing that went wrong is the one to tell. */
typedef struct search {
    qsm_shared_memory *memory;
    const char *key;
    qsm_shared_memory_access_mode mode;
    bool failed;
    bool stopped; /* by the stop callback: no other is tried */
    qsm_ipc_error error;
} search;

static void note_error(search *self, const qsm_ipc_error *error)
{
    if (!self->failed)
        self->error = *error;
    self->failed = true;
}

static void note(search *self, qsm_shared_memory_error_code code, const char *text)
{
    qsm_ipc_error error;
    qsm__ipc_error_set(&error, (int)code, text);
    note_error(self, &error);
}

static bool attach_to(search *self, const qsm_native_ipc_key *key)
{
    bool attached = qsm_shared_memory_set_native_ipc_key(self->memory, key) &&
                    qsm_shared_memory_attach(self->memory, self->mode);
    /* Gone since it was looked at: as if it had not been there. */
    if (!attached && self->memory->error.code != QSM_SHARED_MEMORY_NOT_FOUND)
        note_error(self, &self->memory->error);
    if (!attached && qsm_shared_memory_was_stopped(self->memory)) {
        self->stopped = self->failed = true;
        self->error = self->memory->error;
    }
    return attached;
}

static bool try_scheme(search *self, qsm_key_scheme scheme)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(self->key, scheme, NULL);
    if (key == NULL && errno == ENOMEM)
        note(self, QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "QSharedMemory::attach: out of resources");
    bool attached = key != NULL && qsm__segment_exists(key) && attach_to(self, key);
    qsm_native_ipc_key_free(key);
    return attached;
}

static qsm_key_scheme try_all(search *self)
{
    for (int i = QSM_KEY_SCHEME_NONE + 1; i <= QSM_KEY_SCHEME_LAST && !self->stopped; i++) {
        if (try_scheme(self, (qsm_key_scheme)i))
            return (qsm_key_scheme)i;
    }
    note(self, QSM_SHARED_MEMORY_NOT_FOUND, "QSharedMemory::attach: doesn't exist");
    return QSM_KEY_SCHEME_NONE;
}

bool qsm_shared_memory_attach_any(qsm_shared_memory *shared_memory, const char *key,
                                  qsm_shared_memory_access_mode mode, qsm_key_scheme *scheme)
{
    search self = {.memory = shared_memory, .key = key, .mode = mode};
    qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
    if (scheme != NULL)
        *scheme = QSM_KEY_SCHEME_NONE;
    if (!qsm__segment_is_usable(shared_memory) || qsm__segment_is_attached(shared_memory))
        return false;
    qsm_native_ipc_key *old = qsm_native_ipc_key_copy(shared_memory->key);
    if (old == NULL)
        note(&self, QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "QSharedMemory::attach: out of resources");
    else if (key == NULL || key[0] == '\0' || !qsm__utf8_is_valid(key))
        note(&self, QSM_SHARED_MEMORY_KEY_ERROR,
             "QSharedMemory::attach: key is empty or not valid UTF-8");
    else
        found = try_all(&self);
    if (found == QSM_KEY_SCHEME_NONE) {
        if (old != NULL && !qsm_native_ipc_key_equals(old, shared_memory->key))
            (void)qsm_shared_memory_set_native_ipc_key(shared_memory, old);
        shared_memory->error = self.error;
    }
    qsm_native_ipc_key_free(old);
    if (scheme != NULL)
        *scheme = found;
    return found != QSM_KEY_SCHEME_NONE;
}
