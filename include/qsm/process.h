/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/process.h
 * Facts about other processes: which processes use Qt or this library, their namespaces and
 * directories, and the files that they have mapped. These facts show why two programs with the same
 * key do not find the same segment. `qsm doctor` uses these functions. All of this header is ours.
 *
 * The functions need Linux with /proc. On other systems each call but qsm_process_name() and
 * qsm_process_sees_all() fails with errno ENOTSUP.
 *
 * Errors: a call that fails sets errno: ESRCH (no such process), EACCES (/proc/PID is not readable,
 * such as that of another user's process), ENOTSUP, ENOMEM, EINVAL (a NULL pointer). Process
 * numbers are reused: at the next call, a number may belong to a new process.
 *
 * Threads: any thread may call any function at any time.
 *
 * Fork: a child may call all functions.
 *
 * Signals: no call waits. No function may be called from a signal handler.
 */
#ifndef QSM_PROCESS_H
#define QSM_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>
#include <qsm/inspect.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Calls visit for every other process that has shared memory mapped, or Qt or this library loaded.
 * @param visit returns false to stop. process is valid only during the call of visit.
 * @param context the first argument of visit.
 * @param hidden receives the number of processes whose /proc/PID is not readable; may be NULL.
 *               Processes that have ended, but that nobody has waited for, do not count.
 * @return false with errno ENOTSUP or EINVAL.
 * @since 0.2
 */
QSM_API bool qsm_process_list(bool (*visit)(void *context, const qsm_segment_user *process),
                              void *context, size_t *hidden);

/**
 * The name of a process's program.
 * @return a string for qsm_free(); "?" when the process exists but its name is not known. The
 *         process chooses the name: it can be any bytes, also invalid UTF-8. NULL with errno ESRCH
 *         (no such process) or ENOMEM.
 * @since 0.2
 */
QSM_API char *qsm_process_name(int64_t pid);

/**
 * Whether a process has Qt or this library loaded as a shared library. A program that is linked
 * with a static Qt is not recognised.
 * @return false with errno; ENOENT when the process has neither loaded.
 * @since 0.2
 */
QSM_API bool qsm_process_uses_qt(int64_t pid);

/**
 * Whether this process sees every process of the machine: it runs in the initial PID namespace.
 * Otherwise, as in a container, processes outside have no PID here: /proc does not show them, and
 * PIDs of creators and users can be 0.
 * @return true also on a system without PID namespaces; false when Linux does not report it. errno
 *         is not defined.
 * @since 0.2
 */
QSM_API bool qsm_process_sees_all(void);

/**
 * The value that an environment variable had when the process started.
 * @return a string for qsm_free(): any bytes. NULL with errno; ENOENT when the variable is not set.
 * @since 0.2
 */
QSM_API char *qsm_process_variable(int64_t pid, const char *name);

/** Linux namespaces. Programs in different namespaces do not see the same objects. @since 0.2 */
typedef enum qsm_process_namespace_type {
    QSM_PROCESS_IPC_NAMESPACE,  /**< System V segments and semaphores */
    QSM_PROCESS_MOUNT_NAMESPACE /**< files: key files, POSIX segments and semaphores */
} qsm_process_namespace_type;

/**
 * The number of a process's namespace. Two processes with the same number share the namespace.
 * @return -1 with errno when the number is not known.
 * @since 0.2
 */
QSM_API int64_t qsm_process_namespace(int64_t pid, qsm_process_namespace_type type);

/**
 * Whether a process has a file of this name mapped.
 * @param pid the process.
 * @param path as in /proc/PID/maps: "/SYSV51002116" with the System V key in 8 hex digits, or
 *             "/dev/shm/NAME".
 * @param device receives st_dev of the file; may be NULL.
 * @param inode receives st_ino of the file (System V: the shmid); may be NULL.
 * @return false with errno; ENOENT when the process does not have it mapped.
 * @since 0.2
 */
QSM_API bool qsm_process_mapping(int64_t pid, const char *path, uint64_t *device, uint64_t *inode);

/**
 * The System V number that ftok() gives another process for a key. The other process may see
 * another file under the key's name.
 * @param pid the process.
 * @param key a key of type System V.
 * @param number receives the key_t value.
 * @return false with errno: EINVAL (the key is NULL or not of type System V), ENOENT (the process
 *         sees no such file), or another error of the system.
 * @since 0.2
 */
QSM_API bool qsm_process_ftok(int64_t pid, const qsm_native_ipc_key *key, int32_t *number);

/**
 * The path by which this process can open a file of another process. The result leads through the
 * root directory and the mount namespace of process pid, where the file's name is path.
 * @return a string for qsm_free(); NULL with errno.
 * @since 0.2
 */
QSM_API char *qsm_process_path(int64_t pid, const char *path);

#ifdef __cplusplus
}
#endif

#endif
