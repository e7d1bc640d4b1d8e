/* SPDX-License-Identifier: MIT */
/* Finds the temporary and runtime directories by the rules of each generation of Qt. */
#include "key/directories.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"
#include "key/generation.h"
#include "key/host.h"
#include "key/text.h"

bool qsm__environment_read(qsm_key_environment *ours, const qsm_key_environment *theirs)
{
    *ours = (qsm_key_environment){.size = sizeof *ours};
    return theirs == NULL || qsm__struct_read(ours, sizeof *ours, theirs);
}

qsm_key_host qsm__environment_host(const qsm_key_environment *environment)
{
    if (environment->host == QSM_KEY_HOST_THIS)
        return qsm__host_this();
    return environment->host;
}

static bool is_part(const char *part, size_t size, const char *name)
{
    return size == strlen(name) && memcmp(part, name, size) == 0;
}

/*
 * Removes the last part for a "..". False if there is no part to remove; at the root nothing
 * changes.
 */
static bool step_up(qsm_text *path, size_t root)
{
    if (path->size <= root)
        return false;
    size_t start = path->size;
    while (start > root && path->bytes[start - 1] != '/')
        start--;
    if (is_part(path->bytes + start, path->size - start, ".."))
        return false;
    qsm__text_cut(path, start > root ? start - 1 : root);
    return true;
}

static void add_part(qsm_text *path, size_t root, const char *part, size_t size)
{
    if (size == 0 || is_part(part, size, "."))
        return;
    if (is_part(part, size, "..") && step_up(path, root))
        return;
    if (path->size > root)
        qsm__text_add_string(path, "/");
    qsm__text_add(path, part, size);
}

char *qsm__clean_path(const char *path)
{
    qsm_text clean = {0};
    if (path[0] == '/')
        qsm__text_add_string(&clean, "/");
    size_t root = clean.size;
    bool is_empty = path[0] == '\0';
    while (*path != '\0' && !clean.failed) {
        size_t size = strcspn(path, "/");
        add_part(&clean, root, path, size);
        path += size;
        path += *path == '/';
    }
    if (clean.size == 0 && !is_empty)
        qsm__text_add_string(&clean, ".");
    return qsm__text_take(&clean);
}

bool qsm__path_is_clean(const char *path)
{
    bool first = true;
    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        bool empty = size == 0 && !first;
        if (empty || is_part(path, size, ".") || is_part(path, size, ".."))
            return false;
        first = false;
        path += size;
        path += *path == '/';
    }
    return true;
}

/* "" if the directory does not exist. Keys then are in the root directory, as in Qt. */
static char *canonical(const char *path)
{
    char *clean = qsm__clean_path(path);
    if (clean == NULL)
        return NULL;
    char *found = qsm__host_canonical_path(clean);
    bool no_memory = found == NULL && errno == ENOMEM;
    free(clean);
    return found != NULL || no_memory ? found : strdup("");
}

static char *absolute(const char *path)
{
    size_t size = strlen(path);
    if (size > 1 && path[size - 1] == '/')
        size--;
    qsm_text text = {0};
    qsm__text_add(&text, path, size);
    char *shorter = qsm__text_take(&text);
    if (shorter == NULL || (shorter[0] == '/' && qsm__path_is_clean(shorter)))
        return shorter;

    if (shorter[0] != '/') {
        char *here = qsm__host_working_directory();
        text.failed = here == NULL && errno == ENOMEM;
        qsm__text_add_string(&text, here != NULL ? here : "");
        qsm__text_add_string(&text, "/");
        free(here);
    }
    qsm__text_add_string(&text, shorter);
    free(shorter);
    char *whole = qsm__text_take(&text);
    char *clean = whole != NULL ? qsm__clean_path(whole) : NULL;
    free(whole);
    return clean;
}

static char *by_rule(qsm_temp_rule rule, const char *path)
{
    switch (rule) {
    case QSM_TEMP_CANONICAL:
        return canonical(path);
    case QSM_TEMP_ABSOLUTE:
        return absolute(path);
    case QSM_TEMP_CLEAN:
        break;
    }
    return qsm__clean_path(path);
}

char *qsm__temp_path(const qsm_key_environment *environment)
{
    if (environment->temp_path != NULL)
        return strdup(environment->temp_path);
    qsm_temp_rule rule = qsm__generation_of(environment->generation)->temp_rule;
    const char *variable = getenv("TMPDIR");
    if (variable != NULL && variable[0] != '\0')
        return by_rule(rule, variable);
    char *standard = qsm__host_default_temp_path();
    char *path = standard != NULL ? by_rule(rule, standard) : NULL;
    free(standard);
    return path;
}

/* Qt's fallback if it does not accept the directory of XDG_RUNTIME_DIR. */
static char *runtime_in_temp_path(const qsm_key_environment *environment, bool make)
{
    char *temp = qsm__temp_path(environment);
    char *user = qsm__host_user_name();
    char *front = temp != NULL ? qsm__text_join(temp, "/runtime-") : NULL;
    char *path = front != NULL && user != NULL ? qsm__text_join(front, user) : NULL;
    free(temp);
    free(user);
    free(front);
    if (path == NULL)
        errno = ENOMEM; /* an earlier step may have failed and set another errno */
    else if (!qsm__host_accept_private_directory(path, make))
        path[0] = '\0';
    return path;
}

static char *darwin_runtime(void)
{
    const char *home = getenv("HOME");
    char *clean = qsm__clean_path(home != NULL && home[0] != '\0' ? home : "/");
    bool is_root = clean != NULL && strcmp(clean, "/") == 0;
    char *path =
        clean != NULL ? qsm__text_join(is_root ? "" : clean, "/Library/Application Support") : NULL;
    free(clean);
    return path;
}

static char *unix_runtime(const qsm_key_environment *environment, bool make)
{
    const char *variable = getenv("XDG_RUNTIME_DIR");
    if (variable != NULL && variable[0] == '/' &&
        qsm__host_accept_private_directory(variable, make))
        return strdup(variable);
    return runtime_in_temp_path(environment, make);
}

char *qsm__runtime_location(const qsm_key_environment *environment, bool make)
{
    if (environment->runtime_path != NULL)
        return strdup(environment->runtime_path);
    switch (qsm__environment_host(environment)) {
    case QSM_KEY_HOST_DARWIN:
    case QSM_KEY_HOST_DARWIN_SANDBOX:
        return darwin_runtime();
    case QSM_KEY_HOST_WINDOWS:
        return strdup(""); /* Windows has no System V keys, so it needs no directory */
    case QSM_KEY_HOST_THIS:
    case QSM_KEY_HOST_UNIX:
        break;
    }
    return unix_runtime(environment, make);
}

char *qsm_dir_temp_path(const qsm_key_environment *environment)
{
    qsm_key_environment read;
    return qsm__environment_read(&read, environment) ? qsm__temp_path(&read) : NULL;
}

char *qsm_standard_paths_runtime_location(const qsm_key_environment *environment)
{
    qsm_key_environment read;
    return qsm__environment_read(&read, environment) ? qsm__runtime_location(&read, true) : NULL;
}

char *qsm_standard_paths_existing_runtime_location(const qsm_key_environment *environment)
{
    qsm_key_environment read;
    return qsm__environment_read(&read, environment) ? qsm__runtime_location(&read, false) : NULL;
}
