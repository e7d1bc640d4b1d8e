/* SPDX-License-Identifier: MIT */
/* Attaches to the segment of a legacy key, under each key scheme in turn. */
#include <errno.h>
#include <unistd.h>

#include <qsm/inspect.h>

#include "ipc/segment.h"
#include "key/utf8.h"

/* Keeps the first error: the caller gets it. */
typedef struct search {
    qsm_shared_memory *memory;
    const char *key;
    qsm_shared_memory_access_mode mode;
    qsm_key_scheme found;
    bool only_live; /* this user's segments that are in use; a crashed program leaves others */
    bool failed;
    bool stopped; /* by the stop callback: no other scheme is tried */
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
    /* Removed since the search: treated as not found. */
    if (!attached && self->memory->error.code != QSM_SHARED_MEMORY_NOT_FOUND)
        note_error(self, &self->memory->error);
    if (!attached && qsm_shared_memory_was_stopped(self->memory)) {
        self->stopped = self->failed = true;
        self->error = self->memory->error;
    }
    return attached;
}

/* If the system reported an error, the segment may exist. */
static bool is_wanted(const search *self, const qsm_segment_info *info)
{
    if (self->only_live)
        return info != NULL && qsm_segment_info_attached(info) > 0 &&
               qsm_segment_info_owner(info) == (int64_t)geteuid();
    return info == NULL || qsm_segment_info_exists(info);
}

/* The search creates nothing. */
static bool try_candidate(void *context, const qsm_segment_candidate *candidate)
{
    search *self = context;
    if (is_wanted(self, candidate->info) && attach_to(self, candidate->key))
        self->found = candidate->scheme;
    return self->found == QSM_KEY_SCHEME_NONE && !self->stopped;
}

static void try_all(search *self)
{
    self->only_live = true;
    bool found_all = qsm_segment_find(self->key, NULL, try_candidate, self);
    self->only_live = false;
    if (self->found == QSM_KEY_SCHEME_NONE && !self->stopped)
        found_all = qsm_segment_find(self->key, NULL, try_candidate, self);
    if (!found_all && errno == ENOMEM)
        note(self, QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "QSharedMemory::attach: out of resources");
    note(self, QSM_SHARED_MEMORY_NOT_FOUND, "QSharedMemory::attach: doesn't exist");
}

bool qsm_shared_memory_attach_any(qsm_shared_memory *shared_memory, const char *key,
                                  qsm_shared_memory_access_mode mode, qsm_key_scheme *scheme)
{
    search self = {.memory = shared_memory, .key = key, .mode = mode};
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
        try_all(&self);
    if (self.found == QSM_KEY_SCHEME_NONE) {
        if (old != NULL && !qsm_native_ipc_key_equals(old, shared_memory->key))
            (void)qsm_shared_memory_set_native_ipc_key(shared_memory, old);
        shared_memory->error = self.error;
    }
    qsm_native_ipc_key_free(old);
    if (scheme != NULL)
        *scheme = self.found;
    return self.found != QSM_KEY_SCHEME_NONE;
}
