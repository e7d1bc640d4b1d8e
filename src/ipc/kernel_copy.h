/* SPDX-License-Identifier: MIT */
/*
 * Copies between a segment and private memory by a system call: if a peer has shrunk the segment,
 * the call fails, where memcpy() would end the process with SIGBUS.
 */
#ifndef QSM_IPC_KERNEL_COPY_H
#define QSM_IPC_KERNEL_COPY_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this system has such calls, and this process may use them. */
bool qsm__kernel_copies(void);

/* False with errno. Part of the bytes can then be copied. */
bool qsm__kernel_copy_from(void *to, const void *segment, size_t size);
bool qsm__kernel_copy_to(void *segment, const void *from, size_t size);

#endif
