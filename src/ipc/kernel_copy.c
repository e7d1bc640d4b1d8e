/* SPDX-License-Identifier: MIT */
#include "ipc/kernel_copy.h"

#include <errno.h>

#include "ipc/system.h"

#if QSM_HAS_PROCESS_VM

#include <sys/uio.h>
#include <unistd.h>

typedef ssize_t (*transfer)(pid_t pid, const struct iovec *local, unsigned long local_count,
                            const struct iovec *remote, unsigned long remote_count,
                            unsigned long flags);

/* An iovec serves both directions, so it has no const. */
static char *bytes_of(const void *memory)
{
    const union {
        const void *given;
        char *wanted;
    } pointer = {.given = memory};
    return pointer.wanted;
}

/* This process is the other process of the call, too. A short count ends before a missing page. */
static bool copy(transfer call, char *local, char *remote, size_t size)
{
    while (size > 0) {
        struct iovec here = {.iov_base = local, .iov_len = size};
        struct iovec there = {.iov_base = remote, .iov_len = size};
        ssize_t count = call(getpid(), &here, 1, &there, 1, 0);
        if (count <= 0)
            return false;
        local += count;
        remote += count;
        size -= (size_t)count;
    }
    return true;
}

bool qsm__kernel_copy_from(void *to, const void *segment, size_t size)
{
    return copy(process_vm_readv, to, bytes_of(segment), size);
}

bool qsm__kernel_copy_to(void *segment, const void *from, size_t size)
{
    return copy(process_vm_writev, bytes_of(from), segment, size);
}

bool qsm__kernel_copies(void)
{
    char from = 1;
    char to = 0;
    return qsm__kernel_copy_from(&to, &from, 1) && to == 1 && qsm__kernel_copy_to(&from, &to, 1);
}

#else

bool qsm__kernel_copy_from(void *to, const void *segment, size_t size)
{
    (void)to;
    (void)segment;
    (void)size;
    errno = ENOSYS;
    return false;
}

bool qsm__kernel_copy_to(void *segment, const void *from, size_t size)
{
    (void)segment;
    (void)from;
    (void)size;
    errno = ENOSYS;
    return false;
}

bool qsm__kernel_copies(void)
{
    return false;
}

#endif
