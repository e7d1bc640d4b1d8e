/* SPDX-License-Identifier: MIT */
/*
 * Findings about processes that use the same key but another segment: they have another temp or
 * runtime directory, or run in another namespace, as in a container.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/cli/shell.h"
#include "tool/doctor/doctor.h"

static bool same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

static bool same_directory(const char *one, const char *other)
{
    struct stat left;
    struct stat right;
    return stat(one, &left) == 0 && stat(other, &right) == 0 && same_file(&left, &right);
}

static void check_temp_directory(doctor *self)
{
    struct stat status;
    if (stat(self->temp_path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        doctor_find(self, "temp-directory-missing", self->temp_path,
                    "There is no such directory: no key file can be created, create() fails.");
        doctor_next(self, "set TMPDIR to an existing directory, the same for both programs");
    } else if (access(self->temp_path, W_OK | X_OK) != 0) {
        doctor_find(self, "temp-directory-not-writable", self->temp_path,
                    "No file can be created in the temp directory: %s; create() fails.",
                    strerror(errno));
        doctor_next(self, "set TMPDIR to a writable directory, the same for both "
                          "programs");
    }
}

/* Qt uses XDG_RUNTIME_DIR only if it belongs to this user and has mode 0700. Otherwise Qt uses
 * another directory. */
static void check_runtime_directory(doctor *self)
{
    const char *wanted = getenv("XDG_RUNTIME_DIR");
    bool used = strcmp(doctor_asked_for(self)->scheme,
                       qsm_key_scheme_name(QSM_KEY_SCHEME_SYSTEM_V_SAFE)) == 0;
    if (!used || wanted == NULL || wanted[0] == '\0' || same_directory(wanted, self->runtime_path))
        return;
    doctor_find(
        self, "runtime-directory-not-used", wanted,
        "XDG_RUNTIME_DIR is not used: Qt refuses a directory that is missing, belongs to another "
        "user, or has a mode other than 0700. Key files are in %s.",
        self->runtime_path[0] != '\0' ? self->runtime_path : "no directory");
    doctor_next(self, "set it to a directory of this user with mode 0700, the same for both "
                      "programs");
}

void doctor_check_directories(doctor *self)
{
    check_temp_directory(self);
    check_runtime_directory(self);
}

/* ---- directories of other processes ---- */

/* The findings, by the environment variable that names the directory of key files. */
static const struct {
    const char *variable;
    const char *id;
    const char *options; /* that give its scheme to a command */
} directories[] = {
    {"TMPDIR", "other-temp-directory", ""},
    {"XDG_RUNTIME_DIR", "other-runtime-directory", " --safe systemv"},
};

static size_t place_of(const char *variable)
{
    return strcmp(variable, directories[0].variable) == 0 ? 0 : 1;
}

static void find_directory(doctor *self, const qsm_segment_elsewhere *found, const char *own)
{
    tool_process_text name;
    const char *id = directories[place_of(found->variable)].id;
    const char *object = qsm_segment_info_native_key(found->info);
    tool_clean_process_name(name, found->name);
    if (found->pid > 0)
        doctor_find(self, id, object,
                    "Process %" PRId64 " (%s) runs with %s=%s. With that directory the key has a "
                    "segment of %" PRId64 " bytes. This process uses the key files in %s.",
                    found->pid, name, found->variable, found->directory,
                    qsm_segment_info_size(found->info), own);
    else
        doctor_find(self, id, object,
                    "With %s=%s the key has a segment of %" PRId64 " bytes. This process uses the "
                    "key files in %s.",
                    found->variable, found->directory, qsm_segment_info_size(found->info), own);
}

/* A visitor of qsm_segment_find_elsewhere(). */
static bool add_directory(void *context, const qsm_segment_elsewhere *found)
{
    doctor *self = context;
    size_t place = place_of(found->variable);
    const char *own = place == 0 ? self->temp_path : self->runtime_path;
    char *there = tool_shell_word(found->directory);
    char *key_word = tool_shell_word(self->text);
    find_directory(self, found, own[0] != '\0' ? own : "no directory");
    if (there != NULL && key_word != NULL)
        doctor_next(self, "start both programs with the same %s; from here: %s=%s qsm get %s%s",
                    found->variable, found->variable, there, key_word, directories[place].options);
    self->failed = self->failed || there == NULL || key_word == NULL;
    free(there);
    free(key_word);
    return !self->failed;
}

/* ---- other namespaces ---- */

typedef struct here {
    int64_t ipc_namespace;
    int64_t mount_namespace;
} here;

static bool is_other(int64_t one, int64_t other)
{
    return one >= 0 && other >= 0 && one != other;
}

static bool is_posix(const doctor_object *object)
{
    return qsm_segment_info_type(object->info) >= QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
}

/* The mapping of an object in a process: a file with a name. */
typedef struct mapping {
    char name[PATH_MAX];
    uint64_t device;
    uint64_t inode;
} mapping;

/* Whether the process has mapped the object of the key, as the process sees the name. */
static bool has_mapped(const doctor_process *process, const doctor_object *object, mapping *found)
{
    int32_t number = 0;
    const char *name = qsm_segment_info_native_key(object->info);
    if (is_posix(object))
        (void)snprintf(found->name, sizeof found->name, "/dev/shm/%s", name + strspn(name, "/"));
    else if (qsm_process_ftok(process->pid, object->key, &number))
        (void)snprintf(found->name, sizeof found->name, "/SYSV%08" PRIx32, (uint32_t)number);
    else
        return false;
    return qsm_process_mapping(process->pid, found->name, &found->device, &found->inode);
}

/* Whether a path names the same file for that process and for this process. */
static bool sees_same_file(doctor *self, const doctor_process *process, const char *path)
{
    struct stat here_file;
    struct stat there_file;
    char *through = qsm_process_path(process->pid, path);
    self->failed = self->failed || (through == NULL && errno == ENOMEM);
    bool same = through != NULL && stat(through, &there_file) == 0 && stat(path, &here_file) == 0 &&
                same_file(&there_file, &here_file);
    qsm_free(through);
    return same;
}

static bool is_file(const mapping *found)
{
    struct stat file;
    return stat(found->name, &file) == 0 && (uint64_t)file.st_ino == found->inode &&
           (uint64_t)file.st_dev == found->device;
}

static void find_ipc_namespace(doctor *self, const doctor_process *process,
                               const doctor_object *object)
{
    doctor_find(self, "other-ipc-namespace", qsm_segment_info_native_key(object->info),
                "Process %" PRId64 " (%s) has a segment of this key in another IPC namespace, as "
                "in a container. Programs outside that namespace cannot attach to it.",
                process->pid, process->name);
    doctor_next(self, "run both programs in one container, or share the IPC namespace (docker run "
                      "--ipc=container:NAME or --ipc=host)");
}

static void find_mount_namespace(doctor *self, const doctor_process *process,
                                 const doctor_object *object)
{
    doctor_find(self, "other-mount-namespace", qsm_segment_info_native_key(object->info),
                "Process %" PRId64
                " (%s) has a segment of this key, but its directory of that name is "
                "another one: it is in another mount namespace (PrivateTmp= of a service, a "
                "container, a sandbox).",
                process->pid, process->name);
    doctor_next(self, "give both programs the same directory (PrivateTmp=no, or mount it into "
                      "the container)");
}

/* Each IPC namespace has its own System V segments. POSIX segments are files. */
static void check_object(doctor *self, const doctor_process *process, const doctor_object *object,
                         const here *own)
{
    mapping found;
    if (!has_mapped(process, object, &found))
        return;
    if (!is_posix(object) && is_other(process->ipc_namespace, own->ipc_namespace)) {
        find_ipc_namespace(self, process, object);
        return;
    }
    if (!is_other(process->mount_namespace, own->mount_namespace))
        return;
    bool here_too = is_posix(object)
                        ? is_file(&found)
                        : sees_same_file(self, process, qsm_segment_info_native_key(object->info));
    if (!here_too)
        find_mount_namespace(self, process, object);
}

static void check_namespaces(doctor *self, const doctor_process *process, const here *own)
{
    if (!is_other(process->mount_namespace, own->mount_namespace) &&
        !is_other(process->ipc_namespace, own->ipc_namespace))
        return;
    for (size_t i = 0; i < self->object_count; i++)
        check_object(self, process, &self->objects[i], own);
}

void doctor_check_namespaces(doctor *self)
{
    here own = {
        .ipc_namespace = qsm_process_namespace((int64_t)getpid(), QSM_PROCESS_IPC_NAMESPACE),
        .mount_namespace = qsm_process_namespace((int64_t)getpid(), QSM_PROCESS_MOUNT_NAMESPACE)};
    if (self->text != NULL && !qsm_segment_find_elsewhere(self->text, NULL, add_directory, self))
        self->failed = self->failed || errno == ENOMEM;
    for (size_t i = 0; i < self->processes.count; i++)
        check_namespaces(self, &self->processes.at[i], &own);
}
