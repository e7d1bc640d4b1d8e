/* SPDX-License-Identifier: MIT */
#include "ipc/posix/open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ipc/platform.h"
#include "ipc/system.h"

enum { LONGEST_PAUSE = 16 /* milliseconds */ };

static const int64_t shortest_wait = INT64_C(50000000);
static const int64_t longest_wait = INT64_C(1000000000);

int64_t qsm__posix_lease_deadline(int64_t wanted)
{
    int64_t now = qsm__ipc_now();
    if (wanted == 0 || wanted > now + longest_wait)
        return now + longest_wait;
    return wanted < now + shortest_wait ? now + shortest_wait : wanted;
}

#if QSM_HAS_DEV_SHM

/* A directory, a longer name or a link could lead out of the directory of the objects. */
static bool path_of(const char *name, const char *prefix, char path[QSM_POSIX_PATH_SIZE])
{
    const char *last = name + strspn(name, "/");
    errno = EINVAL;
    return last[0] != '\0' && strchr(last, '/') == NULL && strlen(last) <= NAME_MAX &&
           snprintf(path, QSM_POSIX_PATH_SIZE, "/dev/shm/%s%s", prefix, last) > 0;
}

bool qsm__posix_segment_path(const char *name, char path[QSM_POSIX_PATH_SIZE])
{
    return path_of(name, "", path);
}

bool qsm__posix_semaphore_path(const char *name, char path[QSM_POSIX_PATH_SIZE])
{
    return path_of(name, QSM_HAS_SHARED_NAMES ? "" : "sem.", path);
}

typedef struct target {
    const char *name;
    bool is_segment;
    char path[QSM_POSIX_PATH_SIZE];
} target;

static bool is_regular(const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        errno = EINVAL;
    return S_ISREG(status->st_mode);
}

/* lstat() comes first: the open of a device can have effects. fstat() decides. */
static int open_once(const target *of, int flags)
{
    struct stat status;
    if (lstat(of->path, &status) != 0 || !is_regular(&status))
        return -1;
    int descriptor;
    do {
        descriptor = of->is_segment ? shm_open(of->name, flags | O_NONBLOCK, 0)
                                    : open(of->path, flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0 || (fstat(descriptor, &status) == 0 && is_regular(&status)))
        return descriptor;
    int error = errno;
    (void)close(descriptor);
    errno = error;
    return -1;
}

static int open_until(const target *of, int flags, int64_t deadline)
{
    for (int pause = 1;; pause = pause < LONGEST_PAUSE ? 2 * pause : pause) {
        int descriptor = open_once(of, flags);
        if (descriptor >= 0 || errno != EWOULDBLOCK)
            return descriptor;
        if (deadline == QSM_IPC_AT_ONCE || qsm__ipc_now() >= deadline) {
            errno = EWOULDBLOCK;
            return -1;
        }
        (void)qsm__ipc_pause(pause);
    }
}

int qsm__posix_open_segment(const char *name, int flags, int64_t deadline)
{
    target of = {.name = name, .is_segment = true};
    if (qsm__posix_segment_path(name, of.path))
        return open_until(&of, flags, deadline);
    return shm_open(name, flags, 0); /* refuses the name, with the errno of this system */
}

int qsm__posix_open_semaphore(const char *name, int flags, int64_t deadline)
{
    target of = {.name = name, .is_segment = false};
    return qsm__posix_semaphore_path(name, of.path) ? open_until(&of, flags, deadline) : -1;
}

/* ---- in words ---- */

static const char *why_not(const char *path, int error)
{
    static const struct {
        mode_t type;
        const char *words;
    } rows[] = {{S_IFIFO, "a FIFO has this name"},          {S_IFSOCK, "a socket has this name"},
                {S_IFDIR, "a directory has this name"},     {S_IFCHR, "a device has this name"},
                {S_IFLNK, "a symbolic link has this name"}, {S_IFBLK, "a device has this name"}};
    struct stat status;
    if (error == EWOULDBLOCK)
        return "another process has a lease on its file";
    if (lstat(path, &status) != 0)
        return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((status.st_mode & S_IFMT) == rows[i].type)
            return rows[i].words;
    }
    return NULL;
}

const char *qsm__posix_why_no_segment(const char *name, int error)
{
    char path[QSM_POSIX_PATH_SIZE];
    return qsm__posix_segment_path(name, path) ? why_not(path, error) : NULL;
}

const char *qsm__posix_why_no_semaphore(const char *name, int error)
{
    char path[QSM_POSIX_PATH_SIZE];
    return qsm__posix_semaphore_path(name, path) ? why_not(path, error) : NULL;
}

#else

bool qsm__posix_segment_path(const char *name, char path[QSM_POSIX_PATH_SIZE])
{
    (void)name;
    (void)path;
    errno = ENOTSUP;
    return false;
}

bool qsm__posix_semaphore_path(const char *name, char path[QSM_POSIX_PATH_SIZE])
{
    return qsm__posix_segment_path(name, path);
}

int qsm__posix_open_segment(const char *name, int flags, int64_t deadline)
{
    (void)deadline;
    return shm_open(name, flags, 0);
}

int qsm__posix_open_semaphore(const char *name, int flags, int64_t deadline)
{
    (void)name;
    (void)flags;
    (void)deadline;
    errno = ENOTSUP;
    return -1;
}

const char *qsm__posix_why_no_segment(const char *name, int error)
{
    (void)name;
    (void)error;
    return NULL;
}

const char *qsm__posix_why_no_semaphore(const char *name, int error)
{
    (void)name;
    (void)error;
    return NULL;
}

#endif
