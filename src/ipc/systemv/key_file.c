/* SPDX-License-Identifier: MIT */
#include "ipc/systemv/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

static qsm_ipc_file identity(const struct stat *status)
{
    return (qsm_ipc_file){true, (uint64_t)status->st_dev, (uint64_t)status->st_ino};
}

static bool same(const qsm_ipc_file *one, const qsm_ipc_file *other)
{
    return one->known && other->known && one->device == other->device && one->inode == other->inode;
}

bool qsm_key_file_make(const char *name, bool *made)
{
    int descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    *made = descriptor >= 0;
    if (descriptor >= 0)
        (void)close(descriptor);
    return descriptor >= 0 || errno == EEXIST;
}

bool qsm_key_file_number(const char *name, int project, key_t *number, qsm_ipc_file *file)
{
    struct stat status;
    if (stat(name, &status) != 0)
        return false;
    *file = identity(&status);
    /* Every number but -1 is good, also the negative ones of ids above 127. */
    *number = ftok(name, project);
    return *number != (key_t)-1;
}

qsm_ipc_whereabouts qsm_key_file_whereabouts(const char *name, const qsm_ipc_file *file)
{
    struct stat status;
    if (stat(name, &status) != 0)
        return QSM_IPC_NOWHERE;
    qsm_ipc_file now = identity(&status);
    return same(&now, file) ? QSM_IPC_SAME : QSM_IPC_OTHER;
}

void qsm_key_file_unlink(const char *name, const qsm_ipc_file *file)
{
    struct stat status;
    if (lstat(name, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != 0)
        return;
    qsm_ipc_file now = identity(&status);
    if (same(&now, file))
        (void)unlink(name);
}
