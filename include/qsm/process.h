/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/process.h
 * What the system says about other processes, as far as it tells why two programs with one key do
 * not meet: which of them use Qt or this library, in which namespaces and directories they live,
 * what they have mapped. Ours; Qt has nothing like it. `qsm doctor` is built on it.
 *
 * Only Linux with /proc tells all of it. Elsewhere calls fail with errno ENOTSUP, but for
 * qsm_process_name().
 *
 * Errors: a call that fails sets errno: ESRCH (no such process), EACCES (a process that this one
 * may not look into, such as another user's), ENOTSUP, ENOMEM, EINVAL (a NULL pointer). Threads:
 * any thread at any time. Fork: a child may call all of it. Signals: no call waits. A number may
 * belong to a new process by the time of the next call.
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
 * Calls visit for every process but this one that has shared memory mapped, or Qt or this library
 * loaded.
 * @param visit returns false to stop; process is lent to it for the call only.
 * @param hidden receives how many processes could not be looked into; may be NULL.
 * @return false with errno ENOTSUP or EINVAL.
 * @since 0.2
 */
QSM_API bool qsm_process_list(bool (*visit)(void *context, const qsm_segment_user *process),
                              void *context, size_t *hidden);

/**
 * The name of a process's program.
 * @return a string for qsm_free(), "?" when there is such a process and its name is not known. The
 *         process chooses the name: any bytes, which need not be UTF-8. NULL with errno ESRCH (no
 *         such process) or ENOMEM.
 * @since 0.2
 */
QSM_API char *qsm_process_name(int64_t pid);

/**
 * The value of an environment variable that a process was started with.
 * @return a string for qsm_free(), any bytes; NULL with errno, ENOENT when it is not set.
 * @since 0.2
 */
QSM_API char *qsm_process_variable(int64_t pid, const char *name);

/** Namespaces of Linux that keep programs apart. */
typedef enum qsm_process_namespace_type {
    QSM_PROCESS_IPC_NAMESPACE,  /**< System V segments and semaphores */
    QSM_PROCESS_MOUNT_NAMESPACE /**< files: key files, POSIX segments and semaphores */
} qsm_process_namespace_type;

/**
 * The number of a process's namespace; two processes with the same number share it.
 * @return -1 with errno when it is not known.
 * @since 0.2
 */
QSM_API int64_t qsm_process_namespace(int64_t pid, qsm_process_namespace_type type);

/**
 * Whether a process has a file mapped under this name.
 * @param path as /proc/PID/maps has it: "/SYSV51002116" with the System V key in 8 hex digits, or
 *             "/dev/shm/NAME".
 * @param device receives st_dev of the file; may be NULL.
 * @param inode receives st_ino of the file, System V: the shmid; may be NULL.
 * @return false with errno: ENOENT when it has not.
 * @since 0.2
 */
QSM_API bool qsm_process_mapping(int64_t pid, const char *path, uint64_t *device, uint64_t *inode);

/**
 * The System V key that ftok() gives another process for a key: it may see another file under the
 * key's name.
 * @param number receives key_t's value.
 * @return false with errno: EINVAL (the key is NULL or not of type System V), ENOENT (the process
 * has no such file), or what else the system says.
 * @since 0.2
 */
QSM_API bool qsm_process_ftok(int64_t pid, const qsm_native_ipc_key *key, int32_t *number);

/**
 * The path by which this process reaches a file that another process knows as path, through the
 * other one's root directory and mount namespace.
 * @return a string for qsm_free(); NULL with errno.
 * @since 0.2
 */
QSM_API char *qsm_process_path(int64_t pid, const char *path);

#ifdef __cplusplus
}
#endif

#endif
