/* SPDX-License-Identifier: MIT */
#include "ipc/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/segment.h"

static const char no_memory[] = "out of memory, also for the text of this error";

/* The meaning of errors. Errors without a row have only Qt's text. */
static const struct {
    qsm_shared_memory_error_code error;
    const char *meaning;
} meanings[] = {
    {QSM_SHARED_MEMORY_NOT_FOUND, "no segment of this native key exists"},
    {QSM_SHARED_MEMORY_ALREADY_EXISTS, "another program has a segment of this key"},
    {QSM_SHARED_MEMORY_PERMISSION_DENIED, "it belongs to another user"},
    {QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "memory, or a limit of the system, is used up"},
    {QSM_SHARED_MEMORY_LOCK_ERROR, "the lock cannot be taken"},
};

static const char *meaning_of(qsm_shared_memory_error_code error)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (meanings[i].error == error)
            return meanings[i].meaning;
    }
    return NULL;
}

/* "KEY (OBJECT)"; without a legacy key only the object. For free(). */
static char *name_of(const qsm_native_ipc_key *key, const qsm_native_ipc_key *object)
{
    static const char mark[] = "?legacyKey=";
    char *whole = qsm_native_ipc_key_to_string(key);
    char *native = qsm_native_ipc_key_to_string(object);
    char *name = NULL;
    if (whole != NULL && native != NULL) {
        size_t size = strlen(whole) + strlen(native) + sizeof " ()";
        const char *legacy = strstr(whole, mark);
        native[strcspn(native, "?")] = '\0';
        name = malloc(size);
        if (name != NULL && legacy != NULL)
            (void)snprintf(name, size, "%s (%s)", legacy + sizeof mark - 1, native);
        else if (name != NULL)
            (void)snprintf(name, size, "%s", native[0] != '\0' ? native : "()");
    }
    free(native);
    free(whole);
    return name;
}

static const char *keep(qsm_shared_memory *shared_memory, const qsm_native_ipc_key *object,
                        const char *meaning, const char *text)
{
    qsm__segment_explain_nothing(shared_memory);
    char *name = name_of(shared_memory->key, object);
    if (name == NULL)
        return no_memory;
    size_t size = strlen(name) + strlen(text) + sizeof ":  ()";
    size += meaning != NULL ? strlen(meaning) : 0;
    shared_memory->explained = malloc(size);
    if (shared_memory->explained != NULL && meaning != NULL)
        (void)snprintf(shared_memory->explained, size, "%s: %s (%s)", name, meaning, text);
    else if (shared_memory->explained != NULL)
        (void)snprintf(shared_memory->explained, size, "%s: %s", name, text);
    free(name);
    return shared_memory->explained != NULL ? shared_memory->explained : no_memory;
}

const char *qsm__segment_explain(qsm_shared_memory *shared_memory, const char *text)
{
    return keep(shared_memory, shared_memory->key, NULL, text);
}

const char *qsm__segment_explain_error(qsm_shared_memory *shared_memory)
{
    const qsm_ipc_error *error = &shared_memory->error;
    if (shared_memory->lock_timed_out)
        return keep(shared_memory, shared_memory->lock_key, NULL,
                    "the lock is held by another process");
    if (error->code == QSM_SHARED_MEMORY_LOCK_ERROR)
        return keep(shared_memory, shared_memory->lock_key,
                    error->stopped != 0 ? NULL : meaning_of(QSM_SHARED_MEMORY_LOCK_ERROR),
                    error->text);
    if (error->stopped != 0)
        return keep(shared_memory, shared_memory->key, NULL, error->text);
    const char *text = error->text[0] != '\0' ? error->text : "shared memory cannot be used";
    return keep(shared_memory, shared_memory->key,
                error->plain ? NULL : meaning_of((qsm_shared_memory_error_code)error->code), text);
}

void qsm__segment_explain_nothing(qsm_shared_memory *shared_memory)
{
    free(shared_memory->explained);
    shared_memory->explained = NULL;
}
