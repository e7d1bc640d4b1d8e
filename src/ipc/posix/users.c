/* SPDX-License-Identifier: MIT */
#include "ipc/posix/users.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ipc/inspect/platform.h"
#include "ipc/posix/open.h"
#include "ipc/system.h"

qsm_file_users qsm__posix_users_of(const struct stat *file, qsm_snapshot *snapshot)
{
    return qsm__snapshot_users_of(snapshot, (uint64_t)file->st_dev, (uint64_t)file->st_ino,
                                  (int64_t)file->st_uid);
}

bool qsm__posix_segment_status(const char *name, struct stat *status)
{
    char path[QSM_POSIX_PATH_SIZE];
    if (!qsm__posix_segment_path(name, path) || lstat(path, status) != 0)
        return false;
    if (!S_ISREG(status->st_mode))
        errno = ENOENT;
    return S_ISREG(status->st_mode);
}

bool qsm__posix_semaphore_status(const char *name, struct stat *status)
{
    char path[QSM_POSIX_PATH_SIZE];
    if (!qsm__posix_semaphore_path(name, path) || lstat(path, status) != 0)
        return false;
    if (!S_ISREG(status->st_mode))
        errno = ENOENT;
    return S_ISREG(status->st_mode);
}

#if QSM_HAS_DEV_SHM

#include <dirent.h>

/* Not every file system reports the type of an entry. */
static bool can_be_regular(const struct dirent *entry)
{
    return entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN;
}

bool qsm__inspect_posix_has_lock(const char *name)
{
    struct stat status;
    return !QSM_HAS_SHARED_NAMES && qsm__posix_semaphore_status(name, &status);
}

bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context)
{
    DIR *directory = opendir("/dev/shm");
    if (directory == NULL)
        return errno == ENOENT;
    bool go_on = true;
    for (struct dirent *entry = readdir(directory); go_on && entry != NULL;
         entry = readdir(directory)) {
        char name[sizeof entry->d_name + 1];
        if (entry->d_name[0] == '.' || !can_be_regular(entry))
            continue;
        (void)snprintf(name, sizeof name, "/%s", entry->d_name);
        go_on = visit(context, name);
    }
    (void)closedir(directory);
    return true;
}

#else

bool qsm__inspect_posix_has_lock(const char *name)
{
    (void)name;
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
