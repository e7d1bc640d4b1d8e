/* SPDX-License-Identifier: MIT */
#include "ipc/posix/users.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ipc/inspect/platform.h"
#include "ipc/proc.h"
#include "ipc/system.h"

/* The count of processes that have a file mapped. */
typedef struct counting {
    const struct stat *file;
    qsm_posix_users users;
    bool uncertain; /* /proc/PID of a process of the owner is not readable */
    bool found;     /* in the current process */
} counting;

static bool is_other_file(void *context, const qsm_proc_mapping *mapping)
{
    counting *self = context;
    self->found =
        mapping->device == self->file->st_dev && mapping->inode == (uint64_t)self->file->st_ino;
    return !self->found;
}

static bool look_at_process(void *context, int64_t pid)
{
    counting *self = context;
    self->found = false;
    bool looked = qsm__proc_each_mapping(pid, is_other_file, self);
    if (self->found) {
        self->users.count++;
        self->users.one = pid;
    } else if (!looked && (errno == EACCES || errno == EPERM)) {
        self->uncertain = self->uncertain || qsm__proc_uid(pid) == (int64_t)self->file->st_uid;
    }
    return true;
}

qsm_posix_users qsm__posix_users_of(const struct stat *file)
{
    static const qsm_posix_users unknown = {.count = -1, .one = -1};
    counting self = {.file = file, .users = {.count = 0, .one = -1}};
    if (!qsm__proc_each(look_at_process, &self))
        return unknown;
    return self.users.count > 0 || !self.uncertain ? self.users : unknown;
}

#if QSM_HAS_DEV_SHM

#include <dirent.h>

static const char segments[] = "/dev/shm";

bool qsm__posix_segment_status(const char *name, struct stat *status)
{
    char path[sizeof segments + 256];
    int size = snprintf(path, sizeof path, "%s/%s", segments, name + strspn(name, "/"));
    return size > 0 && (size_t)size < sizeof path && lstat(path, status) == 0;
}

bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context)
{
    DIR *directory = opendir(segments);
    if (directory == NULL)
        return errno == ENOENT;
    bool go_on = true;
    for (struct dirent *entry = readdir(directory); go_on && entry != NULL;
         entry = readdir(directory)) {
        char name[sizeof entry->d_name + 1];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "/%s", entry->d_name);
        go_on = visit(context, name);
    }
    (void)closedir(directory);
    return true;
}

#else

bool qsm__posix_segment_status(const char *name, struct stat *status)
{
    (void)name;
    (void)status;
    return false;
}

/* Other systems do not show POSIX segments as files. */
bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context)
{
    (void)visit;
    (void)context;
    return true;
}

#endif
