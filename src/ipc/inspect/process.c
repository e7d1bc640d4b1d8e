/* SPDX-License-Identifier: MIT */
/* Facts about other processes, by PID. */
#include <qsm/process.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipc/inspect/users.h"
#include "ipc/platform.h"
#include "ipc/system.h"
#include "key/host.h"
#include "key/key.h"

static const char system_v[] = "/SYSV";
static const char dev_shm[] = "/dev/shm/";

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool given(const void *pointer)
{
    if (pointer == NULL)
        errno = EINVAL;
    return pointer != NULL;
}

/* ---- all processes ---- */

typedef struct listing {
    qsm__user_visitor *visit;
    void *context;
    size_t hidden;
    bool takes_part; /* the current process */
} listing;

static bool is_no_mark(void *context, const qsm_proc_mapping *mapping)
{
    listing *self = context;
    self->takes_part = starts_with(mapping->path, system_v) ||
                       starts_with(mapping->path, dev_shm) || qsm__proc_is_qt(mapping);
    return !self->takes_part;
}

static bool look_at_process(void *context, int64_t pid)
{
    listing *self = context;
    if (pid == (int64_t)getpid())
        return true;
    self->takes_part = false;
    if (!qsm__proc_each_mapping(pid, is_no_mark, self) && qsm__proc_is_hidden(pid))
        self->hidden++;
    return !self->takes_part || qsm__show_process(pid, self->visit, self->context);
}

bool qsm_process_list(bool (*visit)(void *context, const qsm_segment_user *process), void *context,
                      size_t *hidden)
{
    listing self = {.visit = visit, .context = context};
    if (visit == NULL)
        errno = EINVAL;
    bool known = visit != NULL && qsm__proc_each(look_at_process, &self);
    if (hidden != NULL)
        *hidden = self.hidden;
    return known;
}

/* ---- one process ---- */

char *qsm_process_name(int64_t pid)
{
    char name[QSM_PROC_NAME_SIZE];
    if (qsm__proc_name(pid, name) && name[0] != '\0')
        return strdup(name);
    if (pid > 0 && !qsm__ipc_process_is_gone(pid))
        return strdup("?");
    errno = ESRCH;
    return NULL;
}

static bool is_no_qt(void *context, const qsm_proc_mapping *mapping)
{
    bool *found = context;
    *found = qsm__proc_is_qt(mapping);
    return !*found;
}

bool qsm_process_uses_qt(int64_t pid)
{
    bool found = false;
    if (qsm__proc_each_mapping(pid, is_no_qt, &found) && !found)
        errno = ENOENT;
    return found;
}

bool qsm_process_sees_all(void)
{
    return !QSM_HAS_PROC || qsm__proc_shows_all();
}

char *qsm_process_variable(int64_t pid, const char *name)
{
    return given(name) ? qsm__proc_variable(pid, name) : NULL;
}

int64_t qsm_process_namespace(int64_t pid, qsm_process_namespace_type type)
{
    static const char *const names[] = {
        [QSM_PROCESS_IPC_NAMESPACE] = "ipc", [QSM_PROCESS_MOUNT_NAMESPACE] = "mnt"};
    if ((size_t)type < sizeof names / sizeof names[0])
        return qsm__proc_namespace(pid, names[type]);
    errno = EINVAL;
    return -1;
}

typedef struct wanted {
    const char *path;
    bool found;
    uint64_t device;
    uint64_t inode;
} wanted;

static bool is_other_path(void *context, const qsm_proc_mapping *mapping)
{
    wanted *self = context;
    self->found = strcmp(mapping->path, self->path) == 0;
    self->device = mapping->device;
    self->inode = mapping->inode;
    return !self->found;
}

bool qsm_process_mapping(int64_t pid, const char *path, uint64_t *device, uint64_t *inode)
{
    wanted self = {.path = path};
    if (!given(path) || !qsm__proc_each_mapping(pid, is_other_path, &self))
        return false;
    if (!self.found) {
        errno = ENOENT;
        return false;
    }
    if (device != NULL)
        *device = self.device;
    if (inode != NULL)
        *inode = self.inode;
    return true;
}

bool qsm_process_ftok(int64_t pid, const qsm_native_ipc_key *key, int32_t *number)
{
    int project = given(key) && given(number) ? qsm__key_project_id(key) : -1;
    if (project < 0) {
        errno = EINVAL;
        return false;
    }
    char *path = qsm__proc_path(pid, qsm_native_ipc_key_native_key(key));
    bool known = path != NULL && qsm__host_ftok(path, project, number);
    int error = errno;
    free(path);
    errno = error;
    return known;
}

char *qsm_process_path(int64_t pid, const char *path)
{
    return given(path) ? qsm__proc_path(pid, path) : NULL;
}
