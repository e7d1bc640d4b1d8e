/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/inspect/platform.h"
#include "ipc/ownership.h"
#include "ipc/posix/open.h"
#include "ipc/posix/posix.h"
#include "ipc/posix/users.h"

/* The errors of systems for a name without an object. */
static bool is_missing(int error)
{
    return error == ENOENT || error == EINVAL || error == ENAMETOOLONG;
}

/* ---- the segment ---- */

/* False with errno: out of memory. */
static bool fill_in(const struct stat *status, qsm_segment_facts *facts)
{
    facts->exists = true;
    facts->size = (int64_t)status->st_size;
    facts->owner = (int64_t)status->st_uid;
    facts->mode = (int32_t)(status->st_mode & 0777);
    facts->change_time = (int64_t)status->st_mtime;
    qsm_file_users users = qsm__posix_users_of(status, facts->snapshot);
    facts->attached = users.count;
    if (users.failed)
        errno = ENOMEM;
    return !users.failed;
}

/* Where the system does not show segments as files. */
static bool look_by_open(const char *name, qsm_segment_facts *facts)
{
    struct stat status;
    int descriptor = qsm__posix_open_segment(name, O_RDONLY, QSM_IPC_AT_ONCE);
    if (descriptor < 0) {
        facts->exists = errno == EACCES; /* it belongs to another user */
        return facts->exists || is_missing(errno);
    }
    bool known = fstat(descriptor, &status) == 0 && fill_in(&status, facts);
    int error = errno;
    (void)close(descriptor);
    errno = error;
    return known;
}

static bool is_same_file(int descriptor, const struct stat *status)
{
    struct stat now;
    return fstat(descriptor, &now) == 0 && now.st_dev == status->st_dev &&
           now.st_ino == status->st_ino;
}

/* Only an own file: the system gives leases on the files of others to nobody but root. */
static bool is_unused(const char *name, const struct stat *status)
{
    if (status->st_uid != geteuid())
        return false;
    int descriptor = qsm__posix_open_segment(name, O_RDONLY, QSM_IPC_AT_ONCE);
    bool unused =
        descriptor >= 0 && is_same_file(descriptor, status) && qsm__posix_sole_user(descriptor);
    if (descriptor >= 0)
        (void)close(descriptor);
    return unused;
}

static bool wants_users(const qsm_segment_facts *facts)
{
    return facts->snapshot == NULL || !facts->snapshot->without_users;
}

static bool look_at_segment(const char *name, int project, qsm_segment_facts *facts)
{
    (void)project;
    struct stat status;
    if (!qsm__posix_segment_status(name, &status))
        return errno == ENOTSUP ? look_by_open(name, facts) : is_missing(errno);
    if (!fill_in(&status, facts))
        return false;
    if (facts->attached < 0 && wants_users(facts) && is_unused(name, &status))
        facts->attached = 0;
    return true;
}

/* ---- the lock ---- */

/* All opens of a look together wait for leases only as long as the look allows. */
static int open_to_look(const char *name, qsm_snapshot *snapshot)
{
    int descriptor = qsm__posix_open_semaphore(name, O_RDONLY, QSM_IPC_AT_ONCE);
    int64_t begun = qsm__ipc_now();
    if (descriptor >= 0 || errno != EWOULDBLOCK || (snapshot != NULL && snapshot->patience <= 0))
        return descriptor;
    int64_t end = snapshot != NULL ? begun + snapshot->patience : qsm__posix_lease_deadline(1);
    descriptor = qsm__posix_open_semaphore(name, O_RDONLY, end);
    if (snapshot != NULL)
        snapshot->patience -= qsm__ipc_now() - begun;
    return descriptor;
}

static qsm_removal_reason lock_foreign(const qsm_ipc_semaphore *semaphore)
{
    char path[QSM_LOCK_PATH_SIZE];
    struct stat status;
    if (qsm__posix_name_path(semaphore->name, path) == NULL || lstat(path, &status) != 0)
        return QSM_REMOVAL_NO_REASON;
    return qsm__owns(status.st_uid, status.st_uid) ? QSM_REMOVAL_NO_REASON
                                                   : QSM_REMOVAL_OTHER_OWNER;
}

/*
 * Reads the file if the system allows it: if a peer shrinks the file, read() returns fewer bytes
 * and no signal comes.
 */
static bool read_bytes(int descriptor, void *data, size_t size, size_t *copied)
{
    *copied = 0;
    while (*copied < size) {
        ssize_t count = pread(descriptor, (char *)data + *copied, size - *copied, (off_t)*copied);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count == 0;
        *copied += (size_t)count;
    }
    return true;
}

/* sem_getvalue() reads a copy: it needs no memory that a peer can shrink. -1: not known. */
static int64_t value_of(const char *name, qsm_snapshot *snapshot)
{
    int descriptor = open_to_look(name, snapshot);
    if (descriptor < 0)
        return -1;
    sem_t copy;
    struct stat status;
    size_t copied = 0;
    int value = -1;
    memset(&copy, 0, sizeof copy);
    if (fstat(descriptor, &status) != 0 || (uintmax_t)status.st_size != sizeof copy ||
        !read_bytes(descriptor, &copy, sizeof copy, &copied) || copied != sizeof copy ||
        sem_getvalue(&copy, &value) != 0)
        value = -1;
    (void)close(descriptor);
    return value;
}

/* Where the system does not show semaphores as files. */
static bool look_by_sem_open(const char *name, qsm_segment_facts *facts)
{
    sem_t *semaphore = sem_open(name, 0);
    if (semaphore == SEM_FAILED) {
        facts->lock_exists = errno == EACCES;
        return facts->lock_exists || is_missing(errno);
    }
    facts->lock_exists = true;
    int value = 0;
    if (sem_getvalue(semaphore, &value) == 0)
        facts->lock_value = value;
    (void)sem_close(semaphore);
    return true;
}

static bool look_at_lock(const char *name, int project, qsm_segment_facts *facts)
{
    (void)project;
    struct stat status;
    if (!qsm__posix_semaphore_status(name, &status))
        return errno == ENOTSUP ? look_by_sem_open(name, facts) : is_missing(errno);
    facts->lock_exists = true;
    facts->lock_value = value_of(name, facts->snapshot);
    qsm_file_users users = qsm__posix_name_users(name, &status, facts);
    facts->lock_users = users.count;
    if (users.failed)
        errno = ENOMEM;
    if (facts->lock_value == 0 && users.count == 1)
        facts->lock_holder_pid = users.one;
    return !users.failed;
}

/* Units that programs can have doubled. A stranger's file can claim 2147483647. */
enum { MOST_UNITS = 10000 };

/* A new user at the same moment can leave the value above 1 for a moment. */
static bool repair_lock(qsm_ipc_semaphore *semaphore)
{
    int value = 0;
    if (sem_getvalue(semaphore->pointer, &value) != 0)
        return false;
    if (value == 0 && sem_post(semaphore->pointer) != 0)
        return false;
    for (int i = 0; i < MOST_UNITS; i++) {
        if (sem_getvalue(semaphore->pointer, &value) != 0 || value <= 1)
            return true;
        (void)sem_trywait(semaphore->pointer);
    }
    errno = EOVERFLOW;
    return false;
}

static bool open_lock(qsm_ipc_semaphore *semaphore)
{
    semaphore->open = qsm__posix_semaphore_find(semaphore);
    if (!semaphore->open && is_missing(errno) &&
        qsm__posix_why_no_semaphore(semaphore->name, errno) == NULL)
        errno = ENOENT;
    return semaphore->open;
}

/* ---- the contents ---- */

/* Compares the bytes with the file, in pieces. False also if they cannot be read again. */
static bool are_the_same(int descriptor, const void *data, size_t size)
{
    enum { PIECE = 16 << 10 };
    unsigned char piece[PIECE];
    size_t at = 0;
    while (at < size) {
        size_t wanted = size - at < PIECE ? size - at : PIECE;
        ssize_t count = pread(descriptor, piece, wanted, (off_t)at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || memcmp((const char *)data + at, piece, (size_t)count) != 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

/* For a system where a segment cannot be read as a file. */
static bool map_bytes(int descriptor, qsm_look *look, size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return false;
    memcpy(look->data, memory, size);
    look->stable = look->enter != NULL || memcmp(look->data, memory, size) == 0;
    (void)munmap(memory, size);
    return true;
}

static size_t copy_from(int descriptor, qsm_look *look)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return 0;
    if (status.st_size <= 0) {
        errno = ENODATA;
        return 0;
    }
    size_t size = (uint64_t)status.st_size < look->size ? (size_t)status.st_size : look->size;
    size_t copied = 0;
    if (look->enter != NULL && !look->enter(look))
        return 0;
    bool read = read_bytes(descriptor, look->data, size, &copied);
    if (!read)
        copied = map_bytes(descriptor, look, size) ? size : 0;
    int error = errno;
    if (look->enter != NULL)
        look->leave(look);
    else if (read)
        look->stable = are_the_same(descriptor, look->data, copied);
    errno = error;
    return copied;
}

static size_t look_inside(qsm_look *look)
{
    int descriptor = qsm__posix_open_segment(look->name, O_RDONLY, qsm__posix_lease_deadline(1));
    if (descriptor < 0)
        return 0;
    size_t copied = copy_from(descriptor, look);
    int error = errno;
    (void)close(descriptor);
    errno = error;
    return copied;
}

static bool mapped_file(const qsm_segment_facts *facts, qsm_mapped_file *file)
{
    struct stat status;
    errno = ENOTSUP;
    if (!qsm__posix_segment_status(facts->native_key, &status))
        return false;
    *file = (qsm_mapped_file){
        .has_device = true, .device = (uint64_t)status.st_dev, .inode = (uint64_t)status.st_ino};
    return true;
}

const qsm_inspect_backend qsm__inspect_posix = {.segment = look_at_segment,
                                                .lock = look_at_lock,
                                                .lock_open = open_lock,
                                                .lock_path = qsm__posix_name_path,
                                                .lock_repair = repair_lock,
                                                .lock_foreign = lock_foreign,
                                                .look = look_inside,
                                                .mapped_file = mapped_file,
                                                .ipc = &qsm__ipc_posix};
