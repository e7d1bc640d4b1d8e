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
#include "ipc/posix/posix.h"
#include "ipc/posix/users.h"

/* The errors of systems for a name without an object. */
static bool is_missing(int error)
{
    return error == ENOENT || error == EINVAL || error == ENAMETOOLONG;
}

static void fill_in(const struct stat *status, qsm_segment_facts *facts)
{
    facts->exists = true;
    facts->size = (int64_t)status->st_size;
    facts->owner = (int64_t)status->st_uid;
    facts->mode = (int32_t)(status->st_mode & 0777);
    facts->change_time = (int64_t)status->st_mtime;
    facts->attached = qsm__posix_users_of(status).count;
}

static bool look_at_segment(const char *name, int project, qsm_segment_facts *facts)
{
    (void)project;
    struct stat status;
    int descriptor = shm_open(name, O_RDONLY, 0);
    if (descriptor < 0) {
        if (errno != EACCES)
            return is_missing(errno);
        facts->exists = true; /* it belongs to another user */
        if (qsm__posix_segment_status(name, &status))
            fill_in(&status, facts);
        return true;
    }
    bool known = fstat(descriptor, &status) == 0;
    int error = errno;
    if (known)
        fill_in(&status, facts);
    if (known && facts->attached < 0 && qsm__posix_sole_user(descriptor))
        facts->attached = 0;
    (void)close(descriptor);
    errno = error;
    return known;
}

static bool look_at_lock(const char *name, int project, qsm_segment_facts *facts)
{
    (void)project;
    sem_t *semaphore = sem_open(name, 0);
    if (semaphore == SEM_FAILED) {
        facts->lock_exists = errno == EACCES;
        return facts->lock_exists || is_missing(errno);
    }
    facts->lock_exists = true;
    int value = 0;
    if (qsm__posix_name_fits(name) && sem_getvalue(semaphore, &value) == 0)
        facts->lock_value = value;
    (void)sem_close(semaphore);
    qsm_posix_users users = qsm__posix_name_users(name, facts->lock_guard);
    facts->lock_users = users.count;
    if (facts->lock_value == 0 && users.count == 1)
        facts->lock_holder_pid = users.one;
    return true;
}

/* A new user at the same moment can leave the value above 1 for a moment. */
static bool repair_lock(qsm_ipc_semaphore *semaphore)
{
    int value = 0;
    if (sem_getvalue(semaphore->pointer, &value) != 0)
        return false;
    if (value == 0 && sem_post(semaphore->pointer) != 0)
        return false;
    while (sem_getvalue(semaphore->pointer, &value) == 0 && value > 1)
        (void)sem_trywait(semaphore->pointer);
    return true;
}

static bool open_lock(qsm_ipc_semaphore *semaphore)
{
    sem_t *pointer = sem_open(semaphore->name, 0);
    if (pointer == SEM_FAILED) {
        errno = is_missing(errno) ? ENOENT : errno;
        return false;
    }
    if (!qsm__posix_name_fits(semaphore->name)) {
        (void)sem_close(pointer);
        errno = ENOTSUP;
        return false;
    }
    semaphore->pointer = pointer;
    semaphore->created = false;
    semaphore->open = true;
    qsm__posix_name_remember(semaphore);
    return true;
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
    int descriptor = shm_open(look->name, O_RDONLY, 0);
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
                                                .look = look_inside,
                                                .mapped_file = mapped_file,
                                                .ipc = &qsm__ipc_posix};
