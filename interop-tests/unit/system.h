/* SPDX-License-Identifier: MIT */
/* What tests have to know of the system they run on. */
#ifndef QSM_UNIT_SYSTEM_H
#define QSM_UNIT_SYSTEM_H

#include <limits.h> /* any header of the C library says which one it is */

/*
 * QEMU plays the processor, version 7.2 at the time of writing. It has no SHM_STAT_ANY, tells the
 * mode of a System V object in the wrong half of its word on big-endian processors, and its pages
 * of memory are not those of the program.
 */
#if defined(QSM_TEST_EMULATED)
enum { QSM_EMULATED = 1 };
#else
enum { QSM_EMULATED = 0 };
#endif

/* glibc keeps semaphores in /dev/shm/sem.NAME; musl beside segments of the same name. */
#if defined(__linux__) && !defined(__GLIBC__)
#define QSM_SHARED_NAMES 1
#define QSM_SEMAPHORE_FILE ""
#else
#define QSM_SHARED_NAMES 0
#define QSM_SEMAPHORE_FILE "sem."
#endif

#endif
