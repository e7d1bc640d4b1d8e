/* SPDX-License-Identifier: MIT */
/*
 * Public structs that begin with `size_t size` are checked here, and nowhere else. A program may be
 * older than the library (its struct is shorter) or newer (its struct is longer). The library reads
 * and writes only the bytes of the program's struct.
 */
#ifndef QSM_ABI_STRUCT_SIZE_H
#define QSM_ABI_STRUCT_SIZE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies a struct that a program has filled in. ours receives the fields that both know. Fields
 * that the program does not know become 0. False with EINVAL: size is invalid (the struct was not
 * initialised), or the program sets a field that this library does not know.
 */
bool qsm__struct_read(void *ours, size_t our_size, const void *theirs);

/* Whether the struct that will receive values has a valid size. False with EINVAL. NULL is fine. */
bool qsm__struct_can_receive(const void *theirs);

/*
 * Fills in a struct of the program. Its size does not change. Fields that this library does not
 * know become 0. NULL is fine. Call qsm__struct_can_receive() first.
 */
void qsm__struct_write(void *theirs, const void *ours, size_t our_size);

#endif
