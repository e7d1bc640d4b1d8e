/* SPDX-License-Identifier: MIT */
#include "ipc/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/segment.h"

const char qsm__segment_no_memory[] = "out of memory, also for the text of this error";

/* The meaning of errors. Errors without a row have only Qt's text. */
static const struct {
    qsm_shared_memory_error_code error;
    const char *meaning;
} meanings[] = {
    {QSM_SHARED_MEMORY_NOT_FOUND, "no program has published anything under this key"},
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

/* "NAME: meaning (text)". For free(). */
static char *message(const qsm_shared_memory *shared_memory, const qsm_native_ipc_key *object,
                     const char *meaning, const char *text)
{
    char *name = name_of(shared_memory->key, object);
    if (name == NULL)
        return NULL;
    size_t size = strlen(name) + strlen(text) + sizeof ":  ()";
    size += meaning != NULL ? strlen(meaning) : 0;
    char *made = malloc(size);
    if (made != NULL && meaning != NULL)
        (void)snprintf(made, size, "%s: %s (%s)", name, meaning, text);
    else if (made != NULL)
        (void)snprintf(made, size, "%s: %s", name, text);
    free(name);
    return made;
}

/* Takes the message. */
static const char *keep(qsm_shared_memory *shared_memory, char *made)
{
    qsm__segment_explain_nothing(shared_memory);
    shared_memory->explained = made;
    return made != NULL ? made : qsm__segment_no_memory;
}

const char *qsm__segment_explain(qsm_shared_memory *shared_memory, const char *text)
{
    return keep(shared_memory, message(shared_memory, shared_memory->key, NULL, text));
}

char *qsm__segment_error_text(const qsm_shared_memory *shared_memory, const char *meaning)
{
    const qsm_ipc_error *error = &shared_memory->error;
    if (shared_memory->lock_timed_out)
        return message(shared_memory, shared_memory->lock_key, NULL,
                       meaning != NULL ? meaning : "the lock is held by another process");
    bool of_lock = error->code == QSM_SHARED_MEMORY_LOCK_ERROR;
    const qsm_native_ipc_key *object = of_lock ? shared_memory->lock_key : shared_memory->key;
    const char *text = error->text[0] != '\0' ? error->text : "shared memory cannot be used";
    if (meaning == NULL && error->stopped == 0 && (of_lock || !error->plain))
        meaning = meaning_of((qsm_shared_memory_error_code)error->code);
    return message(shared_memory, object, meaning, text);
}

const char *qsm__segment_explain_error(qsm_shared_memory *shared_memory)
{
    return keep(shared_memory, qsm__segment_error_text(shared_memory, NULL));
}

void qsm__segment_explain_nothing(qsm_shared_memory *shared_memory)
{
    free(shared_memory->explained);
    shared_memory->explained = NULL;
}
