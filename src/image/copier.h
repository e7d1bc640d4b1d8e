/* SPDX-License-Identifier: MIT */
/*
 * Copies the bytes of a stream into private memory, each byte once and from front to back. The
 * memory of a stream can change at any time; it can also vanish, and then an access would end the
 * process. For such memory the caller gives a function that fails instead. This function costs a
 * system call, so small copies go through a window.
 */
#ifndef QSM_IMAGE_COPIER_H
#define QSM_IMAGE_COPIER_H

#include <stdbool.h>
#include <stddef.h>

/* False if a part of the memory cannot be read. */
typedef bool (*qsm_copy)(void *to, const void *from, size_t size);

typedef struct qsm_copier {
    qsm_copy copy;
    bool failed;               /* from then on, all bytes are 0 */
    const unsigned char *from; /* the memory that the window shows */
    size_t size;
    unsigned char *window; /* NULL: each copy costs a call */
    size_t capacity;       /* of the window */
} qsm_copier;

/* Copies size bytes. `left` bytes can be read from here: the window may get them. */
void qsm__copier_copy(qsm_copier *copier, void *to, const unsigned char *from, size_t size,
                      size_t left);

#endif
