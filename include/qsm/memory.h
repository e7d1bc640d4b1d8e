/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/memory.h
 * Memory that a program and the library pass to each other: qsm_free() frees it, QSM_INIT() sets
 * the size of a struct.
 *
 * Threads: any thread may use both at any time. Fork: a child may use both.
 */
#ifndef QSM_MEMORY_H
#define QSM_MEMORY_H

#include <stddef.h>

#include <qsm/export.h>

/**
 * Initialises a struct that begins with `size_t size`: sets size, and sets all other fields to 0.
 *
 *     qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
 *
 * The library reads and writes at most size bytes of such a struct. A later release can add fields:
 * a program that was compiled with older headers still works. A struct with size 0 was not
 * initialised: each call refuses it. A newer program may pass a struct with fields that the library
 * does not know. The library reads such a struct only if these fields are 0.
 * @since 0.2
 */
#ifdef __cplusplus
#define QSM_INIT(type)                                                                             \
    ([]() {                                                                                        \
        type initial = type();                                                                     \
        initial.size = sizeof(type);                                                               \
        return initial;                                                                            \
    }())
#else
#define QSM_INIT(type)                                                                             \
    {                                                                                              \
        .size = sizeof(type)                                                                       \
    }
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees memory that the library allocated for the caller. The documentation of such memory says
 * "for qsm_free()". NULL is fine. Each kind of object has its own `_free` function. Ours. A program
 * must not call free(): the library may use another C library than the program.
 * @since 0.2
 */
QSM_API void qsm_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
