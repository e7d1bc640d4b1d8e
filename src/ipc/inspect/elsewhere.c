/* SPDX-License-Identifier: MIT */
/*
 * Finds the segments of a legacy key under other directories: those of other processes, and those
 * that are usual on this system. Only the directory of System V key files can differ.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <qsm/inspect.h>
#include <qsm/process.h>

#include "key/directories.h"
#include "key/host.h"

/* Strangers decide how many directories there are. */
enum { MOST_DIRECTORIES = 256, NO_PROCESS = -1 };

/* An environment variable that names the directory of key files. */
typedef struct variable {
    const char *name;
    qsm_key_scheme scheme;
    const char *unset; /* the directory of a process without it; NULL: not known */
} variable;

static const variable variables[] = {{"TMPDIR", QSM_KEY_SCHEME_SYSTEM_V_LEGACY, "/tmp"},
                                     {"XDG_RUNTIME_DIR", QSM_KEY_SCHEME_SYSTEM_V_SAFE, NULL}};
enum { TEMP, RUNTIME, VARIABLES };

typedef struct directory {
    const variable *of;
    uint64_t device;
    uint64_t inode;
} directory;

typedef struct search {
    const char *key;
    bool (*visit)(void *context, const qsm_segment_elsewhere *found);
    void *context;
    int64_t mount_namespace; /* of this process */
    directory seen[MOST_DIRECTORIES];
    size_t count;
    bool stopped;
    int error; /* ENOMEM */
} search;

/* Whether the directory exists and was not seen before; then it is remembered. */
static bool is_new(search *self, const variable *of, const char *path)
{
    struct stat status;
    if (self->count == MOST_DIRECTORIES || path[0] != '/' || stat(path, &status) != 0 ||
        !S_ISDIR(status.st_mode))
        return false;
    directory found = {of, (uint64_t)status.st_dev, (uint64_t)status.st_ino};
    for (size_t i = 0; i < self->count; i++) {
        const directory *at = &self->seen[i];
        if (at->of == of && at->device == found.device && at->inode == found.inode)
            return false;
    }
    self->seen[self->count++] = found;
    return true;
}

/* Other errors mean that a directory or a process cannot be examined. */
static void note_error(search *self)
{
    if (errno == ENOMEM)
        self->error = ENOMEM;
}

/* ---- one directory ---- */

static void show(search *self, const variable *of, const char *path,
                 const qsm_segment_user *process)
{
    qsm_key_environment there = {.size = sizeof there, .temp_path = path, .runtime_path = path};
    errno = 0;
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(self->key, of->scheme, &there);
    qsm_segment_info *info = key != NULL ? qsm_segment_inspect(key) : NULL;
    if (info == NULL)
        note_error(self);
    if (info != NULL && qsm_segment_info_exists(info)) {
        qsm_segment_elsewhere found = {.size = sizeof found,
                                       .variable = of->name,
                                       .directory = path,
                                       .scheme = of->scheme,
                                       .pid = process != NULL ? process->pid : NO_PROCESS,
                                       .name = process != NULL ? process->name : "",
                                       .key = key,
                                       .info = info};
        self->stopped = !self->visit(self->context, &found);
    }
    qsm_segment_info_free(info);
    qsm_native_ipc_key_free(key);
}

static void look_in(search *self, const variable *of, const char *path,
                    const qsm_segment_user *process)
{
    if (self->stopped || path == NULL || !is_new(self, of, path))
        return;
    errno = 0;
    char *canonical = qsm__host_canonical_path(path);
    if (canonical == NULL)
        note_error(self);
    else
        show(self, of, canonical, process);
    free(canonical);
}

/* ---- the directories of processes ---- */

/* A directory of another mount namespace has another meaning there. */
static bool shares_files(const search *self, int64_t pid)
{
    int64_t theirs = qsm_process_namespace(pid, QSM_PROCESS_MOUNT_NAMESPACE);
    return theirs < 0 || self->mount_namespace < 0 || theirs == self->mount_namespace;
}

static bool look_at_process(void *context, const qsm_segment_user *process)
{
    search *self = context;
    for (size_t i = 0; i < VARIABLES && shares_files(self, process->pid); i++) {
        errno = 0;
        char *value = qsm_process_variable(process->pid, variables[i].name);
        note_error(self);
        if (value != NULL && value[0] != '\0')
            look_in(self, &variables[i], value, process);
        else if (value != NULL || errno == ENOENT)
            look_in(self, &variables[i], variables[i].unset, process);
        free(value);
    }
    return !self->stopped;
}

/* ---- usual directories ---- */

static void look_in_usual(search *self)
{
    char path[64];
    look_in(self, &variables[TEMP], "/tmp", NULL);
    look_in(self, &variables[TEMP], "/var/tmp", NULL);
    (void)snprintf(path, sizeof path, "/run/user/%" PRIuMAX, (uintmax_t)geteuid());
    look_in(self, &variables[RUNTIME], path, NULL);
}

/* The directories of this process were looked at before. */
static bool know_own(search *self, const qsm_key_environment *environment)
{
    char *temp = qsm__temp_path(environment);
    char *runtime = qsm__runtime_location(environment, false);
    bool known = temp != NULL && runtime != NULL;
    if (known) {
        (void)is_new(self, &variables[TEMP], temp);
        (void)is_new(self, &variables[RUNTIME], runtime);
    }
    free(temp);
    free(runtime);
    return known;
}

bool qsm_segment_find_elsewhere(const char *legacy_key, const qsm_key_environment *environment,
                                bool (*visit)(void *context, const qsm_segment_elsewhere *found),
                                void *context)
{
    qsm_key_environment here;
    if (!qsm__environment_read(&here, environment))
        return false;
    if (legacy_key == NULL || legacy_key[0] == '\0' || visit == NULL) {
        errno = EINVAL;
        return false;
    }
    search self = {.key = legacy_key, .visit = visit, .context = context};
    if (!know_own(&self, &here)) {
        errno = ENOMEM;
        return false;
    }
    self.mount_namespace = qsm_process_namespace((int64_t)getpid(), QSM_PROCESS_MOUNT_NAMESPACE);
    (void)qsm_process_list(look_at_process, &self, NULL);
    look_in_usual(&self);
    if (self.error != 0)
        errno = self.error;
    return self.error == 0;
}
