/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/ownership.h"
#include "ipc/posix/open.h"
#include "ipc/posix/posix.h"

static bool fail(qsm_ipc_failure *failure, qsm_ipc_step step, int error)
{
    *failure = (qsm_ipc_failure){step, error};
    return false;
}

/* The mapping keeps the object alive, so the descriptor can be closed. */
static bool map(qsm_ipc_segment *segment, int descriptor, size_t size, bool read_only,
                qsm_ipc_failure *failure)
{
    int protection = PROT_READ | (read_only ? 0 : PROT_WRITE);
    void *memory = mmap(NULL, size, protection, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) // NOLINT(performance-no-int-to-ptr): mmap's way to fail
        return fail(failure, QSM_IPC_MMAP, errno);
    segment->memory = memory;
    segment->size = size;
    return true;
}

/* Stores the file, to detect later that the name leads to another file. */
static void remember_file(qsm_ipc_segment *segment, const struct stat *status)
{
    segment->file = (qsm_ipc_file){true, (uint64_t)status->st_dev, (uint64_t)status->st_ino};
}

static bool set_size(int descriptor, size_t size, qsm_ipc_failure *failure)
{
    int result;
    do {
        result = ftruncate(descriptor, (off_t)size);
    } while (result != 0 && errno == EINTR);
    return result == 0 || fail(failure, QSM_IPC_FTRUNCATE, errno);
}

/*
 * Allocates the memory now. Otherwise, with a full /dev/shm, a write would end the process with
 * SIGBUS, as in Qt. This is done after the mapping, so that an absurd size fails at the same step
 * as in Qt. Pages that will be filled at once need no second allocation. If they cannot be made,
 * the allocation says why.
 */
static bool take_memory(qsm_ipc_segment *segment, int descriptor, qsm_ipc_failure *failure)
{
    if (qsm__ipc_make_new(segment) && segment->fill >= segment->size)
        return true;
#if QSM_HAS_FALLOCATE
    int error;
    do {
        error = posix_fallocate(descriptor, 0, (off_t)segment->size);
    } while (error == EINTR);
    if (error == ENOSPC || error == ENOMEM) {
        qsm_ipc_failure ignored;
        (void)qsm__posix_segment_unmap(segment, &ignored);
        return fail(failure, QSM_IPC_FTRUNCATE, error);
    }
#else
    (void)segment;
    (void)descriptor;
    (void)failure;
#endif
    return true;
}

bool qsm__posix_segment_create(qsm_ipc_segment *segment, size_t size, bool read_only,
                               qsm_ipc_failure *failure)
{
    int descriptor = shm_open(segment->name, O_RDWR | O_CREAT | O_EXCL, (mode_t)segment->mode);
    if (descriptor < 0)
        return fail(failure, QSM_IPC_SHM_OPEN, errno);
    bool made = set_size(descriptor, size, failure) &&
                map(segment, descriptor, size, read_only, failure) &&
                take_memory(segment, descriptor, failure);
    struct stat status;
    segment->file.known = false;
    if (made && fstat(descriptor, &status) == 0)
        remember_file(segment, &status);
    (void)close(descriptor);
    if (!made)
        (void)shm_unlink(segment->name);
    return made;
}

bool qsm__posix_segment_may_attach(const qsm_ipc_segment *segment, bool read_only, bool *own,
                                   qsm_ipc_failure *failure)
{
    int descriptor = qsm__posix_open_segment(segment->name, read_only ? O_RDONLY : O_RDWR,
                                             qsm__posix_lease_deadline(segment->open_until));
    if (descriptor < 0)
        return fail(failure, QSM_IPC_SHM_OPEN, errno);
    struct stat status;
    bool known = own == NULL || fstat(descriptor, &status) == 0;
    if (!known)
        fail(failure, QSM_IPC_FSTAT, errno);
    else if (own != NULL)
        *own = status.st_uid == geteuid();
    (void)close(descriptor);
    return known;
}

bool qsm__posix_segment_attach(qsm_ipc_segment *segment, bool read_only, qsm_ipc_failure *failure)
{
    int descriptor = qsm__posix_open_segment(segment->name, read_only ? O_RDONLY : O_RDWR,
                                             qsm__posix_lease_deadline(segment->open_until));
    if (descriptor < 0)
        return fail(failure, QSM_IPC_SHM_OPEN, errno);
    struct stat status;
    bool attached = false;
    if (fstat(descriptor, &status) != 0)
        fail(failure, QSM_IPC_FSTAT, errno);
    else if ((uintmax_t)status.st_size > PTRDIFF_MAX)
        fail(failure, QSM_IPC_MMAP, ENOMEM);
    else
        attached = map(segment, descriptor, (size_t)status.st_size, read_only, failure);
    if (attached) {
        remember_file(segment, &status);
        segment->own = status.st_uid == geteuid();
    }
    (void)close(descriptor);
    return attached;
}

bool qsm__posix_segment_unmap(qsm_ipc_segment *segment, qsm_ipc_failure *failure)
{
    if (munmap(segment->memory, segment->size) != 0)
        return fail(failure, QSM_IPC_MUNMAP, errno);
    segment->memory = NULL;
    segment->size = 0;
    return true;
}

/* Whether it is the segment that was mapped. If no segment was mapped, the name decides. */
static bool is_meant(const qsm_ipc_file *file, const struct stat *status)
{
    return !file->known ||
           ((uint64_t)status->st_dev == file->device && (uint64_t)status->st_ino == file->inode);
}

static bool remove_open(const qsm_ipc_segment *segment, const qsm_ipc_file *file, int descriptor,
                        qsm_ipc_segment_removal *removal, qsm_ipc_failure *failure)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return fail(failure, QSM_IPC_FSTAT, errno);
    if (!is_meant(file, &status))
        return true;
    if (removal->only_own && !qsm__owns(status.st_uid, status.st_uid))
        removal->kept = QSM_REMOVAL_OTHER_OWNER;
    else if (!qsm__posix_sole_user(descriptor))
        removal->kept = QSM_REMOVAL_IN_USE;
    else
        removal->removed = shm_unlink(segment->name) == 0;
    return removal->removed || removal->kept != QSM_REMOVAL_NO_REASON || errno == ENOENT ||
           fail(failure, QSM_IPC_SHM_UNLINK, errno);
}

bool qsm__posix_segment_remove_unused(qsm_ipc_segment *segment, qsm_ipc_segment_removal *removal,
                                      qsm_ipc_failure *failure)
{
    removal->removed = false;
    removal->kept = QSM_REMOVAL_NO_REASON;
    qsm_ipc_file file = segment->file;
    segment->file.known = false;
    int descriptor = qsm__posix_open_segment(segment->name, O_RDWR, qsm__posix_lease_deadline(1));
    if (descriptor < 0 && errno == EWOULDBLOCK)
        removal->kept = QSM_REMOVAL_IN_USE; /* who has a lease on it has it open */
    if (descriptor < 0)
        return errno == ENOENT || errno == EWOULDBLOCK || fail(failure, QSM_IPC_SHM_OPEN, errno);
    bool good = remove_open(segment, &file, descriptor, removal, failure);
    (void)close(descriptor);
    return good;
}

/* Who has a segment open is known to root only, or after a long look. */
qsm_ipc_segment_state qsm__posix_segment_state(const qsm_ipc_segment *segment)
{
    char path[QSM_POSIX_PATH_SIZE];
    struct stat now;
    qsm_ipc_segment_state state = {.removed = false};
    if (!segment->file.known || !qsm__posix_segment_path(segment->name, path))
        return state;
    state.removed = lstat(path, &now) == 0 ? !is_meant(&segment->file, &now) : errno == ENOENT;
    return state;
}
