/* SPDX-License-Identifier: MIT */
#include "ipc/inspect/guard.h"

#include <errno.h>

#include "ipc/platform.h"
#include "ipc/system.h"

#if QSM_HAS_FLOCK

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the name still leads to the open file, and it is regular. */
static bool is_current(const char *path, int descriptor)
{
    struct stat now;
    struct stat file;
    if (fstat(descriptor, &file) != 0)
        return false;
    if (!S_ISREG(file.st_mode)) {
        errno = EINVAL;
        return false;
    }
    if (lstat(path, &now) != 0)
        return false;
    if (now.st_dev == file.st_dev && now.st_ino == file.st_ino)
        return true;
    errno = EAGAIN; /* replaced: the new file counts */
    return false;
}

/*
 * One attempt; errno EAGAIN: worth another. An attempt that fails keeps no descriptor: for a POSIX
 * lock it would look like a user of the lock.
 */
static int try_take(const char *path)
{
    int descriptor;
    int result;
    do {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return -1;
    do {
        result = flock(descriptor, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result == 0 && is_current(path, descriptor))
        return descriptor;
    qsm__guard_give(descriptor);
    return -1;
}

static bool is_passing(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK;
}

bool qsm__guard_take(const char *path, int64_t deadline, int *descriptor)
{
    enum { PAUSE_MILLISECONDS = 1 };
    for (;;) {
        *descriptor = try_take(path);
        if (*descriptor >= 0)
            return true;
        if (!is_passing(errno))
            return false;
        if (qsm__ipc_now() >= deadline) {
            errno = EBUSY;
            return false;
        }
        (void)qsm__ipc_pause(PAUSE_MILLISECONDS);
    }
}

void qsm__guard_give(int descriptor)
{
    int error = errno;
    if (descriptor >= 0)
        (void)close(descriptor);
    errno = error;
}

#else

bool qsm__guard_take(const char *path, int64_t deadline, int *descriptor)
{
    (void)path;
    (void)deadline;
    *descriptor = -1;
    return true;
}

void qsm__guard_give(int descriptor)
{
    (void)descriptor;
}

#endif
