/* SPDX-License-Identifier: MIT */
/* Finds the semaphore that a name leads to; this is fast if the system shows it as a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/inspect/platform.h"
#include "ipc/ownership.h"
#include "ipc/posix/open.h"
#include "ipc/posix/posix.h"
#include "ipc/posix/users.h"

static bool look_up(const char *path, qsm_ipc_file *file)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return false;
    *file = (qsm_ipc_file){true, (uint64_t)status.st_dev, (uint64_t)status.st_ino};
    return true;
}

static bool same(const qsm_ipc_file *one, const qsm_ipc_file *other)
{
    return one->known && other->known && one->device == other->device && one->inode == other->inode;
}

/*
 * If a process opens a semaphore twice, it gets the same address twice. This is slower, but works
 * on every system.
 */
static qsm_ipc_whereabouts reopen(const qsm_ipc_semaphore *semaphore)
{
    sem_t *again = sem_open(semaphore->name, 0);
    if (again == SEM_FAILED)
        return errno == ENOENT ? QSM_IPC_NOWHERE : QSM_IPC_SAME;
    (void)sem_close(again);
    return again == semaphore->pointer ? QSM_IPC_SAME : QSM_IPC_OTHER;
}

/*
 * The file is our semaphore if the name leads to the file before and after a check that it leads to
 * our semaphore.
 */
static bool remember_once(qsm_ipc_semaphore *semaphore, const char *path)
{
    qsm_ipc_file before;
    qsm_ipc_file after;
    if (!look_up(path, &before) || reopen(semaphore) != QSM_IPC_SAME || !look_up(path, &after) ||
        !same(&before, &after))
        return false;
    semaphore->file = after;
    return true;
}

/* A removal that finds a user takes the name away for a moment (remove_file()). */
void qsm__posix_name_remember(qsm_ipc_semaphore *semaphore)
{
    enum { TRIES = 3, PAUSE_MILLISECONDS = 1 };
    char path[QSM_POSIX_PATH_SIZE];
    semaphore->file = (qsm_ipc_file){false, 0, 0};
    if (!qsm__posix_semaphore_path(semaphore->name, path))
        return;
    for (int i = 0; i < TRIES && !remember_once(semaphore, path); i++)
        (void)qsm__ipc_pause(PAUSE_MILLISECONDS);
}

qsm_ipc_whereabouts qsm__posix_name_whereabouts(const qsm_ipc_semaphore *semaphore)
{
    char path[QSM_POSIX_PATH_SIZE];
    if (!semaphore->file.known || !qsm__posix_semaphore_path(semaphore->name, path))
        return reopen(semaphore);
    qsm_ipc_file now;
    if (!look_up(path, &now))
        return QSM_IPC_NOWHERE;
    return same(&now, &semaphore->file) ? QSM_IPC_SAME : QSM_IPC_OTHER;
}

/*
 * A lease covers every process of the machine, also processes that /proc does not show. A guard is
 * an open descriptor, too, so the lease is taken on it.
 */
static bool nobody_has(const char *name, int guard)
{
    if (guard >= 0) {
        bool nobody_else = qsm__posix_sole_user(guard);
        qsm__posix_end_lease(guard);
        return nobody_else;
    }
    int descriptor = qsm__posix_open_semaphore(name, O_RDWR, QSM_IPC_AT_ONCE);
    bool nobody = descriptor >= 0 && qsm__posix_sole_user(descriptor);
    if (descriptor >= 0)
        (void)close(descriptor);
    return nobody;
}

const char *qsm__posix_name_path(const char *name, char buffer[QSM_LOCK_PATH_SIZE])
{
    return qsm__posix_semaphore_path(name, buffer) ? buffer : NULL;
}

qsm_file_users qsm__posix_name_users(const char *name, const struct stat *file,
                                     const qsm_segment_facts *facts)
{
    qsm_file_users users = qsm__posix_users_of(file, facts->snapshot);
    if (!users.failed && users.count <= 0 &&
        (facts->snapshot == NULL || !facts->snapshot->without_users))
        users.count = nobody_has(name, facts->lock_guard) ? 0 : -1;
    return users;
}

/*
 * Renames the file, checks whether another process has begun to open it, and then unlinks it. If a
 * process was faster, the file gets its name back. Nothing here waits: if an open had to wait for a
 * lease, another process is removing the file.
 */
static qsm_removal_reason remove_file(int descriptor, const char *path, const qsm_ipc_file *file)
{
    char aside[QSM_POSIX_PATH_SIZE];
    int length = snprintf(aside, sizeof aside, "/dev/shm/qsm.%llu.%ld",
                          (unsigned long long)file->inode, (long)getpid());
    if (length < 0 || length >= (int)sizeof aside || rename(path, aside) != 0)
        return QSM_REMOVAL_IN_USE;
    /* link() does not replace a new semaphore of this name; rename() would. */
    bool removed = qsm__posix_still_sole_user(descriptor);
    int linked = removed ? 0 : link(aside, path);
    (void)linked; /* on failure the name belongs to the new semaphore */
    (void)unlink(aside);
    return removed ? QSM_REMOVAL_NO_REASON : QSM_REMOVAL_IN_USE;
}

static qsm_removal_reason remove_open(int descriptor, const char *path, const qsm_ipc_file *file,
                                      bool only_own)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return QSM_REMOVAL_IN_USE;
    qsm_ipc_file now = {true, (uint64_t)status.st_dev, (uint64_t)status.st_ino};
    if (!same(&now, file))
        return QSM_REMOVAL_NO_REASON;
    if (only_own && !qsm__owns(status.st_uid, status.st_uid))
        return QSM_REMOVAL_OTHER_OWNER;
    if (!qsm__posix_sole_user(descriptor))
        return QSM_REMOVAL_IN_USE;
    return remove_file(descriptor, path, file);
}

qsm_removal_reason qsm__posix_name_remove_unused(const char *name, const qsm_ipc_file *file,
                                                 bool only_own)
{
    char path[QSM_POSIX_PATH_SIZE];
    if (!file->known || !qsm__posix_semaphore_path(name, path))
        return QSM_REMOVAL_IN_USE;
    int descriptor = qsm__posix_open_semaphore(name, O_RDWR, QSM_IPC_AT_ONCE);
    if (descriptor < 0)
        return errno == ENOENT ? QSM_REMOVAL_NO_REASON : QSM_REMOVAL_IN_USE;
    qsm_removal_reason reason = remove_open(descriptor, path, file, only_own);
    (void)close(descriptor);
    return reason;
}
