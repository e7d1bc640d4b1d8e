/* SPDX-License-Identifier: MIT */
/*
 * The features beyond POSIX that the back ends use. QSM_PLAIN_POSIX switches all of them off: the
 * code for other systems is so built and tested on Linux too (interop-tests/run --variants).
 */
#ifndef QSM_IPC_SYSTEM_H
#define QSM_IPC_SYSTEM_H

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/shm.h>

#if defined(__linux__) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_SEMTIMEDOP 1
#define QSM_HAS_DEV_SHM 1   /* POSIX segments and semaphores are files */
#define QSM_HAS_PROC 1      /* /proc/PID/maps lists the mappings */
#define QSM_HAS_FALLOCATE 1 /* for them, without writing */
#define QSM_HAS_PROCESS_VM 1
#else
#define QSM_HAS_SEMTIMEDOP 0
#define QSM_HAS_DEV_SHM 0
#define QSM_HAS_PROC 0
#define QSM_HAS_FALLOCATE 0
#define QSM_HAS_PROCESS_VM 0
#endif

/* The table of all System V segments; all users may read it. */
#if defined(SHM_STAT_ANY) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_SHM_STAT_ANY 1
#else
#define QSM_HAS_SHM_STAT_ANY 0
#endif

/* Leases on files show whether another process has a file open. */
#if defined(F_SETLEASE) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_LEASES 1
#else
#define QSM_HAS_LEASES 0
#endif

/* Locks of open files, which end with the process. Not in POSIX, but in every BSD and Linux. */
#if defined(LOCK_EX) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_FLOCK 1
#else
#define QSM_HAS_FLOCK 0
#endif

/* Maps the existing pages. */
#if defined(MADV_POPULATE_READ) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_POPULATE_READ 1
#else
#define QSM_HAS_POPULATE_READ 0
#endif

/* Pages of 2 MB, where the system gives them to who asks. */
#if defined(MADV_HUGEPAGE) && !defined(QSM_PLAIN_POSIX)
#define QSM_HAS_LARGE_PAGES 1
#else
#define QSM_HAS_LARGE_PAGES 0
#endif

#if defined(__APPLE__) || defined(__OpenBSD__) || defined(QSM_PLAIN_POSIX)
#define QSM_HAS_SEM_TIMEDWAIT 0
#else
#define QSM_HAS_SEM_TIMEDWAIT 1
#endif

/*
 * With musl, a semaphore and a segment of one name are the same file. glibc's semaphore names begin
 * with "sem.".
 */
#if defined(__linux__) && !defined(__GLIBC__)
#define QSM_HAS_SHARED_NAMES 1
#else
#define QSM_HAS_SHARED_NAMES 0
#endif

#endif
