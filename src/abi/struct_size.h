/* SPDX-License-Identifier: MIT */
/*
 * The one checker of public structs that begin with `size_t size`. A program may be older than the
 * library (its struct is shorter) or newer (its struct is longer). Nothing beyond the program's
 * size is read or written.
 */
#ifndef QSM_ABI_STRUCT_SIZE_H
#define QSM_ABI_STRUCT_SIZE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies a struct that a program has filled. ours receives the fields that both know; fields that
 * the program does not know are zero. False with EINVAL: the size is none (a struct that was not
 * initialised), or the program sets a field that this library does not know.
 */
bool qsm__struct_read(void *ours, size_t our_size, const void *theirs);

/* Whether a struct that a program wants to receive has a size. False with EINVAL. NULL is fine. */
bool qsm__struct_can_receive(const void *theirs);

/*
 * Fills a struct that a program receives; its size stays. Fields that this library does not know
 * become zero. NULL is fine. To be called only after qsm__struct_can_receive().
 */
void qsm__struct_write(void *theirs, const void *ours, size_t our_size);

#endif
