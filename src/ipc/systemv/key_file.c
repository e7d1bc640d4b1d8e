/* SPDX-License-Identifier: MIT */
#include "ipc/systemv/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key/generation.h"

bool qsm__key_file_make(const char *name, bool *made)
{
    int descriptor;
    do {
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    } while (descriptor < 0 && errno == EINTR);
    *made = descriptor >= 0;
    if (descriptor >= 0)
        (void)close(descriptor);
    return descriptor >= 0 || errno == EEXIST;
}

bool qsm__key_file_can_be_made(const char *name)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(name, '/');
    size_t size = slash != NULL ? (size_t)(slash - name) + 1 : 0;
    if (size >= sizeof folder)
        return false;
    memcpy(folder, name, size);
    folder[size] = '\0';
    return faccessat(AT_FDCWD, size > 0 ? folder : ".", W_OK | X_OK, AT_EACCESS) == 0;
}

bool qsm__key_file_number(const char *name, int project, key_t *number)
{
    /* Every number but two is valid; ids above 127 give negative numbers. */
    *number = ftok(name, project);
    if (*number == IPC_PRIVATE) /* not with an id above 0; it would make objects without a key */
        errno = EINVAL;
    return *number != (key_t)-1 && *number != IPC_PRIVATE;
}

qsm_ipc_whereabouts qsm__key_file_whereabouts(const char *name, int project, key_t number)
{
    key_t now;
    if (!qsm__key_file_number(name, project, &now))
        return QSM_IPC_NOWHERE;
    return now == number ? QSM_IPC_SAME : QSM_IPC_OTHER;
}

static bool serves_as(const char *name, unsigned id, key_t spared)
{
    key_t number;
    if (!qsm__key_file_number(name, (int)id, &number))
        return false;
    return shmget(number, 0, 0) >= 0 || (number != spared && semget(number, 0, 0) >= 0);
}

bool qsm__key_file_serves(const char *name, int project, key_t spared)
{
    return serves_as(name, (unsigned)project, spared) ||
           serves_as(name, QSM_NATIVE_IPC_KEY_SYSTEM_V, spared) ||
           serves_as(name, qsm__hash_crc32c(name) & 0xff, spared) ||
           serves_as(name, qsm__hash_portable(name) & 0xff, spared);
}

void qsm__key_file_unlink(const char *name, int project, key_t number, bool only_own)
{
    struct stat status;
    if (lstat(name, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0 &&
        (!only_own || status.st_uid == geteuid()) &&
        qsm__key_file_whereabouts(name, project, number) == QSM_IPC_SAME)
        (void)unlink(name);
}
