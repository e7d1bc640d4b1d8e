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
static struct iovec part_of(const void *memory, size_t size)
{
    const union {
        const void *given;
        void *wanted;
    } pointer = {.given = memory};
    return (struct iovec){.iov_base = pointer.wanted, .iov_len = size};
}

static void move_on(struct iovec *part, size_t count)
{
    part->iov_base = (char *)part->iov_base + count;
    part->iov_len -= count;
}

/* This process is the other process of the call, too. A short count ends before a missing page. */
static bool copy(transfer call, struct iovec local, struct iovec remote)
{
    while (local.iov_len > 0) {
        ssize_t count = call(getpid(), &local, 1, &remote, 1, 0);
        if (count <= 0)
            return false;
        move_on(&local, (size_t)count);
        move_on(&remote, (size_t)count);
    }
    return true;
}

bool qsm__kernel_copy_from(void *to, const void *segment, size_t size)
{
    return copy(process_vm_readv, part_of(to, size), part_of(segment, size));
}

bool qsm__kernel_copy_to(void *segment, const void *from, size_t size)
{
    return copy(process_vm_writev, part_of(from, size), part_of(segment, size));
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
