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

/* The names of an object: the legacy key, NULL if there is none, and the native key. */
typedef struct object_names {
    char *whole;
    char *native;
    const char *legacy;
} object_names;

static bool find_names(const qsm_native_ipc_key *key, const qsm_native_ipc_key *object,
                       object_names *names)
{
    static const char mark[] = "?legacyKey=";
    names->whole = qsm_native_ipc_key_to_string(key);
    names->native = qsm_native_ipc_key_to_string(object);
    if (names->whole == NULL || names->native == NULL)
        return false;
    const char *legacy = strstr(names->whole, mark);
    names->legacy = legacy != NULL ? legacy + sizeof mark - 1 : NULL;
    names->native[strcspn(names->native, "?")] = '\0';
    return true;
}

/*
 * "MEANING: KEY (TEXT; NATIVE)". Without a meaning the text is in its place; without a legacy key
 * the native key is in its place. For free().
 */
static char *sentence(const object_names *names, const char *meaning, const char *text)
{
    const char *native = names->native[0] != '\0' ? names->native : "()";
    const char *key = names->legacy != NULL ? names->legacy : native;
    const char *first = meaning != NULL ? meaning : text;
    const char *second = meaning != NULL ? text : "";
    const char *third = names->legacy != NULL ? native : "";
    bool both = *second != '\0' && *third != '\0';
    bool any = *second != '\0' || *third != '\0';
    size_t size = strlen(first) + strlen(key) + strlen(second) + strlen(third) + sizeof ":  (; )";
    char *made = malloc(size);
    if (made != NULL)
        (void)snprintf(made, size, "%s: %s%s%s%s%s%s", first, key, any ? " (" : "", second,
                       both ? "; " : "", third, any ? ")" : "");
    return made;
}

static const char *keep(qsm_shared_memory *shared_memory, const qsm_native_ipc_key *object,
                        const char *meaning, const char *text)
{
    object_names names = {NULL, NULL, NULL};
    qsm__segment_explain_nothing(shared_memory);
    if (find_names(shared_memory->key, object, &names))
        shared_memory->explained = sentence(&names, meaning, text);
    free(names.whole);
    free(names.native);
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
