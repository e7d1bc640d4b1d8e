/* SPDX-License-Identifier: MIT */
/*
 * The pages of a mapped segment. A page can be missing for two reasons: a peer has shrunk the file,
 * or no process has written to the page yet (ftruncate allocates nothing) and memory is used up.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/posix/open.h"
#include "ipc/posix/posix.h"

/* Opens the mapped segment by its name. -1: the name leads to another segment, or to none. */
static int open_mapped(const qsm_ipc_segment *segment, int flags, struct stat *status)
{
    int descriptor =
        segment->file.known ? qsm__posix_open_segment(segment->name, flags, QSM_IPC_AT_ONCE) : -1;
    if (descriptor < 0)
        return -1;
    if (fstat(descriptor, status) == 0 && (uint64_t)status->st_dev == segment->file.device &&
        (uint64_t)status->st_ino == segment->file.inode)
        return descriptor;
    (void)close(descriptor);
    return -1;
}

/* Without a descriptor. Only whole missing pages end a process, and they are at the end. */
static bool last_page_is_missing(const qsm_ipc_segment *segment)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t last = (segment->size - 1) / page * page;
    return qsm__ipc_populate((unsigned char *)segment->memory + last, segment->size - last,
                             false) == EFAULT;
}

bool qsm__posix_segment_is_cut(const qsm_ipc_segment *segment)
{
    struct stat status;
    if (segment->size == 0)
        return false;
    int descriptor = open_mapped(segment, O_RDONLY, &status);
    if (descriptor < 0)
        return last_page_is_missing(segment);
    (void)close(descriptor);
    return status.st_size < 0 || (uintmax_t)status.st_size < segment->size;
}

#if QSM_HAS_FALLOCATE
/* Allocates all missing pages, or none. 0 or an errno value. */
static int allocate(int descriptor, size_t size)
{
    int error;
    do {
        error = posix_fallocate(descriptor, 0, (off_t)size);
    } while (error == EINTR);
    return error;
}
#else
static int allocate(int descriptor, size_t size)
{
    (void)descriptor;
    (void)size;
    return 0;
}
#endif

/*
 * The system calls tell missing pages only to a process that may write the file: so it is opened
 * first.
 */
bool qsm__posix_segment_take_memory(const qsm_ipc_segment *segment, size_t size,
                                    qsm_ipc_failure *failure)
{
    struct stat status;
    int error = 0;
    int descriptor = open_mapped(segment, O_RDWR, &status);
    if (descriptor < 0)
        error = qsm__ipc_populate(segment->memory, size, true);
    else if (!qsm__ipc_all_present(segment->memory, size))
        error = allocate(descriptor, size);
    if (descriptor >= 0)
        (void)close(descriptor);
    if (error != ENOSPC && error != ENOMEM && error != EFAULT)
        return true;
    *failure = (qsm_ipc_failure){QSM_IPC_FALLOCATE, error == ENOMEM ? ENOMEM : ENOSPC};
    return false;
}
