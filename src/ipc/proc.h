/* SPDX-License-Identifier: MIT */
/*
 * The library's only reader of /proc/PID: the processes, and the files that they have mapped.
 * Without /proc every function fails with ENOTSUP. Other errors: ESRCH (no such process), EACCES
 * (/proc/PID is not readable).
 */
#ifndef QSM_IPC_PROC_H
#define QSM_IPC_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QSM_PROC_NAME_SIZE = 64 };

/* A line of /proc/PID/maps. */
typedef struct qsm_proc_mapping {
    uint64_t device;  /* st_dev of the file */
    uint64_t inode;   /* System V segments: the shmid */
    const char *path; /* without " (deleted)"; "" for memory without a file; cut at PATH_MAX */
} qsm_proc_mapping;

/*
 * Whether every process of the machine has a PID here: this process is in Linux's initial PID
 * namespace. In a container, /proc does not show the processes outside.
 */
bool qsm__proc_shows_all(void);

/*
 * After a read of /proc/PID has failed: whether the process is hidden from this user. A process
 * that has ended, but that nobody has waited for (a zombie), hides nothing. Keeps errno.
 */
bool qsm__proc_is_hidden(int64_t pid);

/* Visitors return false to stop. */
bool qsm__proc_each(bool (*visit)(void *context, int64_t pid), void *context);
bool qsm__proc_each_mapping(int64_t pid,
                            bool (*visit)(void *context, const qsm_proc_mapping *mapping),
                            void *context);

/* The program's name. The process chooses it: any bytes but NUL. */
bool qsm__proc_name(int64_t pid, char name[QSM_PROC_NAME_SIZE]);

/* Whether a mapped file is Qt or this library, as a shared library, or the command. */
bool qsm__proc_is_qt(const qsm_proc_mapping *mapping);

/* The owner; -1 on errors. */
int64_t qsm__proc_uid(int64_t pid);

/* The number of the process's namespace of a type, such as "ipc"; -1 on errors. */
int64_t qsm__proc_namespace(int64_t pid, const char *which);

/* The value of an environment variable when the program started, for free(); ENOENT: not set. */
char *qsm__proc_variable(int64_t pid, const char *name);

/* The path by which this process opens a file of another process, for free(). */
char *qsm__proc_path(int64_t pid, const char *path);

#endif
