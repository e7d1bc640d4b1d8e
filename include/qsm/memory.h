/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/memory.h
 * Memory that crosses the border between a program and the library: how it is freed, and how
 * structs that a program owns tell their size.
 *
 * Threads: both may be used by any thread at any time. Fork: a child may use both.
 */
#ifndef QSM_MEMORY_H
#define QSM_MEMORY_H

#include <stddef.h>

#include <qsm/export.h>

/**
 * The initialiser of a struct that begins with `size_t size`: sets size and clears the rest.
 *
 *     qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
 *
 * The library reads and writes no more than size bytes of such a struct. So a program that was
 * compiled with the headers of an older release keeps working when a later release adds fields. A
 * struct whose size is 0 was not initialised: each call refuses it. Fields that the library does
 * not know yet must be zero in a struct that it reads.
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
 * Frees memory that the library has handed out: strings and byte arrays whose documentation says
 * "for qsm_free()". NULL is fine. Objects have a `_free` function of their own. Ours; a program
 * must not use free(), which can belong to another C library.
 * @since 0.2
 */
QSM_API void qsm_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
