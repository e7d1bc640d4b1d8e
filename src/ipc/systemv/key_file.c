/* SPDX-License-Identifier: MIT */
#include "ipc/systemv/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

bool qsm_key_file_make(const char *name, bool *made)
{
    int descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    *made = descriptor >= 0;
    if (descriptor >= 0)
        (void)close(descriptor);
    return descriptor >= 0 || errno == EEXIST;
}

bool qsm_key_file_number(const char *name, int project, key_t *number)
{
    /* Every number but two is good, also the negative ones of ids above 127. */
    *number = ftok(name, project);
    if (*number == IPC_PRIVATE) /* never with an id; it would make objects without a key */
        errno = EINVAL;
    return *number != (key_t)-1 && *number != IPC_PRIVATE;
}

qsm_ipc_whereabouts qsm_key_file_whereabouts(const char *name, int project, key_t number)
{
    key_t now;
    if (!qsm_key_file_number(name, project, &now))
        return QSM_IPC_NOWHERE;
    return now == number ? QSM_IPC_SAME : QSM_IPC_OTHER;
}

void qsm_key_file_unlink(const char *name, int project, key_t number)
{
    struct stat status;
    if (lstat(name, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0 &&
        qsm_key_file_whereabouts(name, project, number) == QSM_IPC_SAME)
        (void)unlink(name);
}
