/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/inspect.h
 * Inspects segments and locks without attaching: which exist, which user owns them, which process
 * holds the lock. Removes stale segments, and repairs abandoned locks. All of this header is ours.
 *
 * Peek, remove and repair have two forms: for a key, and for a segment info from
 * qsm_segment_inspect() or qsm_segment_list().
 *
 * Time limits: < 0 for ever, 0 do not wait, > 0 milliseconds.
 *
 * Errors: a call that fails sets errno; its comment lists the values. With a NULL key or a NULL
 * segment info, each call but _free sets errno to EINVAL and returns false, 0, NULL or ""; numbers
 * that can be "not known" are -1.
 *
 * Threads: any number of threads may read a segment info. While a thread frees it, no other thread
 * may use it.
 *
 * Fork: a child may use and free its copy of a segment info.
 *
 * Signals: a signal does not end a wait. No function may be called from a signal handler.
 */
#ifndef QSM_INSPECT_H
#define QSM_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>
#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one segment ---- */

/**
 * The state of one segment and its lock at one moment. Opaque. Its strings are valid until it is
 * freed; the key that it was made from may be freed earlier.
 * @since 0.2
 */
typedef struct qsm_segment_info qsm_segment_info;

/**
 * Reads the state of a key's segment and lock. Changes nothing.
 * @return a new object for qsm_segment_info_free(), also when there is no segment (see
 *         qsm_segment_info_exists()); NULL with errno: ENOMEM, EINVAL (key is NULL or has no native
 *         name), ENOTSUP (this system does not support the key's type), or the system's error.
 * @since 0.2
 */
QSM_API qsm_segment_info *qsm_segment_inspect(const qsm_native_ipc_key *key);

/**
 * Copies a segment info. A visitor of qsm_segment_list() can so keep it after the call.
 * @return a new object for qsm_segment_info_free(); NULL with errno ENOMEM or EINVAL.
 * @since 0.2
 */
QSM_API qsm_segment_info *qsm_segment_info_copy(const qsm_segment_info *info);

/**
 * Frees a segment info; NULL is fine. A visitor must not free the segment info that it gets.
 * @since 0.2
 */
QSM_API void qsm_segment_info_free(qsm_segment_info *info);

/**
 * The key with both names: of the segment and of the lock.
 * @return a new key for qsm_native_ipc_key_free(); NULL with errno ENOMEM, EINVAL, or ENOENT (the
 *         name of the segment is not known).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *qsm_segment_info_key(const qsm_segment_info *info);

/** The type of the segment's key: System V (any ftok() id) or POSIX. @since 0.2 */
QSM_API qsm_native_ipc_key_type_code qsm_segment_info_type(const qsm_segment_info *info);

/**
 * The native name: the key file or the POSIX name. "" when no key file with this segment's System V
 * key is known. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_segment_info_native_key(const qsm_segment_info *info);

/** The ftok() id (proj_id) of the key, System V only; -1: not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_ftok_id(const qsm_segment_info *info);

/** The System V key (key_t), as ftok() gives it; -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_system_v_key(const qsm_segment_info *info);

/** The segment's System V identifier (shmid); -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_shmid(const qsm_segment_info *info);

/** Whether the segment exists. @since 0.2 */
QSM_API bool qsm_segment_info_exists(const qsm_segment_info *info);

/** Whether the key file exists: a regular file. System V only. @since 0.2 */
QSM_API bool qsm_segment_info_key_file_exists(const qsm_segment_info *info);

/** The segment's size in bytes; -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_size(const qsm_segment_info *info);

/**
 * System V: the number of attaches (shm_nattch). POSIX: the number of processes that have the
 * segment mapped. -1: not known. The POSIX number includes only processes whose /proc/PID is
 * readable. It is not known when it would be 0 and /proc/PID of a process of the segment's owner is
 * not readable, or this process does not see all processes (qsm_process_sees_all()). Then it is 0
 * only if this user owns the segment and the system proves that no process has it open.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_attached(const qsm_segment_info *info);

/** The owner's user id; -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_owner(const qsm_segment_info *info);

/**
 * The user id of the creator (System V shm_perm.cuid); -1: not known. The creator can give a
 * segment to another owner, but stays its creator. qsm_segment_remove() removes only a segment
 * whose owner and creator are this user.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_creator_uid(const qsm_segment_info *info);

/** The permission bits, such as 0600; -1: not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_mode(const qsm_segment_info *info);

/**
 * The process that created the segment (System V shm_cpid); 0: it is in another PID namespace; -1:
 * not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_creator_pid(const qsm_segment_info *info);

/** The process that attached or detached last (System V shm_lpid); -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_last_pid(const qsm_segment_info *info);

/**
 * The time of the last change (System V shm_ctime, POSIX st_mtime), in seconds since 1970-01-01
 * UTC; -1: not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_change_time(const qsm_segment_info *info);

/** The lock's native name: the key file or the POSIX name; "": not known. Never NULL. @since 0.2 */
QSM_API const char *qsm_segment_info_lock_native_key(const qsm_segment_info *info);

/** The ftok() id of the lock's key, System V only; -1: not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_lock_ftok_id(const qsm_segment_info *info);

/** Whether the lock's semaphore exists. @since 0.2 */
QSM_API bool qsm_segment_info_lock_exists(const qsm_segment_info *info);

/** The semaphore's value: 1 is free, 0 is held, above 1 is doubled; -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_value(const qsm_segment_info *info);

/** The process that changed the semaphore last (System V sempid); -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_last_pid(const qsm_segment_info *info);

/** The number of processes that wait for the lock (System V semncnt); -1: not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_waiters(const qsm_segment_info *info);

/**
 * The number of processes that have the lock's semaphore open, POSIX only; counted as in
 * qsm_segment_info_attached(). -1: not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_lock_users(const qsm_segment_info *info);

/**
 * The process that holds the lock. System V: the process that changed the semaphore last. POSIX:
 * the only process that has the semaphore open. -1: not known, or the lock is not held.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_lock_holder_pid(const qsm_segment_info *info);

/** The state of a lock. @since 0.1 */
typedef enum qsm_lock_state {
    QSM_LOCK_NONE,      /**< there is no lock, or its value is not readable */
    QSM_LOCK_FREE,      /**< value 1 */
    QSM_LOCK_HELD,      /**< value 0; its holder is alive, or may be */
    QSM_LOCK_ABANDONED, /**< value 0; no process is left that could unlock it */
    QSM_LOCK_DOUBLED    /**< value 2 or more: several processes can hold it at once */
} qsm_lock_state;

/**
 * The state of the lock. A System V lock is ABANDONED when the process that changed it last ended
 * without undo (SEM_UNDO), or when its creator died before it set the value. A POSIX lock is
 * ABANDONED when no process has it open. On Linux, the semaphore's owner and root know this also
 * for processes that /proc does not show, such as those in containers (other PID namespaces). For
 * other users the state is HELD.
 *
 * A living process can hold a System V lock that is reported as ABANDONED: if another process gave
 * back its unit and ended, as in a hand-over between processes or by a forked copy of the holder.
 * The system does not record the holder, only the last change. So qsm_segment_remove() does not
 * repair the lock of a segment in use.
 * @since 0.2
 */
QSM_API qsm_lock_state qsm_segment_info_lock_state(const qsm_segment_info *info);

/** The name of a state: "none", "free", "held", "abandoned", "doubled". Never NULL. @since 0.1 */
QSM_API const char *qsm_lock_state_name(qsm_lock_state state);

/* ---- processes that have a segment mapped ---- */

/** A process that has a segment mapped. It is valid only during the visitor's call. @since 0.2 */
typedef struct qsm_segment_user {
    size_t size;      /**< of this struct, set by the library */
    int64_t pid;      /**< its process id */
    int64_t uid;      /**< its user id; -1 not known */
    const char *name; /**< of its program: any bytes, the process chooses them; "?" if not known */
} qsm_segment_user;

/**
 * Calls visit for every process that has the segment mapped, this process too. Linux only.
 * Processes that have no PID here are not visited (qsm_process_sees_all()). With the info that a
 * visitor of qsm_segment_list() gets, the users are those at the time of the listing that have not
 * ended since: /proc is read once for all segments.
 * @param key the segment's key.
 * @param visit returns false to stop.
 * @param context the first argument of visit.
 * @return false with errno: ENOENT (no segment), ENOTSUP (the system does not report it), EACCES
 *         (/proc/PID of a process of the segment's owner is not readable; the call visited all
 *         others), EINVAL (visit is NULL), and the errors of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API bool qsm_segment_users(const qsm_native_ipc_key *key,
                               bool (*visit)(void *context, const qsm_segment_user *user),
                               void *context);

/** The same for a segment info. @since 0.2 */
QSM_API bool qsm_segment_info_users(const qsm_segment_info *info,
                                    bool (*visit)(void *context, const qsm_segment_user *user),
                                    void *context);

/* ---- all segments ---- */

/**
 * Calls visit for every segment of this machine that could be a QSharedMemory's:
 * - segments with a key file of Qt's legacy form in the temporary directory; also a key file
 *   without a segment;
 * - segments with a key file in the runtime directory;
 * - System V segments whose key has the ftok() id 'Q' but no known key file;
 * - POSIX segments with a name of the legacy form, or with a semaphore of the same name, if the
 *   system lists them.
 *
 * @param environment gives the directories; NULL: the default.
 * @param visit returns false to stop. info is valid only during the call of visit; use
 *              qsm_segment_info_copy() to keep it.
 * @param context the first argument of visit.
 * @return false with errno when the call could not read all objects (it visited all others), or
 *         EINVAL (visit is NULL, or environment has a wrong size).
 * @since 0.2
 */
QSM_API bool qsm_segment_list(const qsm_key_environment *environment,
                              bool (*visit)(void *context, const qsm_segment_info *info),
                              void *context);

/**
 * The segment of a legacy key under one key scheme. It is valid only during the visitor's call.
 * @since 0.2
 */
typedef struct qsm_segment_candidate {
    size_t size;                   /**< of this struct, set by the library */
    qsm_key_scheme scheme;         /**< the scheme that makes key from the legacy key */
    const qsm_native_ipc_key *key; /**< never NULL */
    const qsm_segment_info *info;  /**< its state; NULL when the system reported an error */
    int error;                     /**< the errno value of that error; else 0 */
} qsm_segment_candidate;

/**
 * Calls visit for each native key that a key scheme makes from a legacy key, in the order of
 * qsm_key_scheme. It visits each native key once, also if its segment does not exist. It changes
 * nothing and makes no directory.
 *
 * Key schemes can share a lock or a key file. A scheme with a segment reports the shared object. If
 * no scheme that shares it has a segment, the first of these schemes reports it.
 * @param legacy_key UTF-8, not empty.
 * @param environment NULL: the default. Its generation and host are ignored.
 * @param visit returns false to stop.
 * @param context the first argument of visit.
 * @return false with errno: EINVAL (legacy_key is empty, visit is NULL, or environment has a wrong
 *         size), EILSEQ (not UTF-8), ENOMEM, or the first error of a candidate (the call visits the
 *         others).
 * @since 0.2
 */
QSM_API bool qsm_segment_find(const char *legacy_key, const qsm_key_environment *environment,
                              bool (*visit)(void *context, const qsm_segment_candidate *candidate),
                              void *context);

/* ---- why programs do not meet ---- */

/**
 * A segment of a legacy key under the directory of another process, or under a usual directory. It
 * is valid only during the visitor's call.
 * @since 0.2
 */
typedef struct qsm_segment_elsewhere {
    size_t size;                   /**< of this struct, set by the library */
    const char *variable;          /**< "TMPDIR" or "XDG_RUNTIME_DIR" */
    const char *directory;         /**< the value with which the key has this segment */
    int64_t pid;                   /**< a process that runs with it; -1: no known process does */
    const char *name;              /**< of its program, as in qsm_segment_user; "" without one */
    qsm_key_scheme scheme;         /**< the scheme that makes key from the legacy key */
    const qsm_native_ipc_key *key; /**< never NULL */
    const qsm_segment_info *info;  /**< its state; never NULL */
} qsm_segment_elsewhere;

/**
 * Calls visit for each System V segment of a legacy key whose key file is in another directory than
 * this process uses: the directories of the processes that qsm_process_list() reports, and /tmp,
 * /var/tmp and /run/user/UID. Each directory is visited once, at most 256 are. Changes nothing.
 * @param legacy_key UTF-8, not empty.
 * @param environment the directories of this process, which are left out; NULL: the default.
 * @param visit returns false to stop.
 * @param context the first argument of visit.
 * @return false with errno: EINVAL (legacy_key is empty, visit is NULL, or environment has a wrong
 *         size), ENOMEM. Directories that are not readable are no error.
 * @since 0.2
 */
QSM_API bool
qsm_segment_find_elsewhere(const char *legacy_key, const qsm_key_environment *environment,
                           bool (*visit)(void *context, const qsm_segment_elsewhere *found),
                           void *context);

/**
 * Calls visit for each segment that exists under a legacy key that is easily mistaken for this one:
 * all letters, or the first letter, in the other case; white space or a line end more or less at
 * its ends. Changes nothing.
 * @param legacy_key UTF-8, not empty.
 * @param environment as for qsm_segment_find().
 * @param visit returns false to stop. similar_key is valid only during the call.
 * @param context the first argument of visit.
 * @return false with errno: EINVAL (legacy_key or visit is NULL, or environment has a wrong size),
 *         ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_segment_find_similar(const char *legacy_key,
                                      const qsm_key_environment *environment,
                                      bool (*visit)(void *context, const char *similar_key,
                                                    const qsm_segment_candidate *candidate),
                                      void *context);

/**
 * Why the last call of an object failed, as one line for people, such as:
 *
 *     process 12 (dialog) runs with TMPDIR=/var/tmp; there the key has a segment of 100
 *     bytes: hello (QSharedMemory::handle: doesn't exist; systemv:/tmp/qipc_...)
 *
 * It names the cause if one is found, the key, Qt's text, and the object. NotFound: the segment
 * exists by another key scheme, under the directory of another process, or under a similar key.
 * PermissionDenied: the owner. AlreadyExists: its owner or creator. InvalidSize: the size of the
 * segment. LockError, and a lock that was not free in time: the holder, or that the lock is
 * abandoned. Without a cause: the general meaning of the error. After a call of qsm/exchange.h or
 * qsm/exchange_values.h that failed without an error of the object: the message of its report. The
 * command `qsm doctor` tells more.
 *
 * The call looks at what exists now, and reads /proc: call it after a failure, not in a loop. It
 * waits for no lock and changes nothing, also not the error, errno or a report. Threads, fork and
 * signals: as for the getters of qsm/shared_memory.h, but it changes the object: one thread at a
 * time; a child of fork() may call it; not in a signal handler.
 * @return a text of the object, valid until the next call of this function or until the object is
 *         freed; "" when no call has failed, or with errno EINVAL when shared_memory is NULL. Never
 *         NULL.
 * @since 0.2
 */
QSM_API const char *qsm_shared_memory_explain(qsm_shared_memory *shared_memory);

/* ---- peek, remove, repair ---- */

/**
 * Copies the first bytes of a segment without its lock: it reads them twice, until both reads give
 * the same bytes. So the copy is what the segment held at one moment. At that moment, a program
 * that holds the lock can be in the middle of writing; qsm_segment_read() reads under the lock.
 *
 * It touches no semaphore, and no page of a POSIX segment. A System V segment can only be read by a
 * process that is attached: the call is attached for the time of the copy. This changes the
 * segment's shm_lpid, shm_atime and shm_dtime; read qsm_segment_info_last_pid() before. If the last
 * QSharedMemory detaches at this moment, it leaves the segment, because this process is attached.
 * The call then removes the segment as that detach() would have done: under the lock, if this user
 * is owner and creator. Segments of other users stay. Two calls at once on one System V segment
 * wait for each other (flock() on its key file).
 * @param key the segment's key.
 * @param milliseconds how long to repeat while the bytes change, and how long to wait for other
 *                     calls.
 * @param data receives the bytes; its contents are not defined when the call fails.
 * @param size the maximum number of bytes.
 * @return the number of bytes; 0 with errno: ETIMEDOUT (the bytes change all the time), ENOENT (no
 *         segment, or the name in the segment info is not known), ENODATA (a segment of 0 bytes),
 *         EACCES and other errors of the system, and the errors of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data,
                                size_t size);

/** The same for the names in a segment info. @since 0.2 */
QSM_API size_t qsm_segment_info_peek(const qsm_segment_info *info, int milliseconds, void *data,
                                     size_t size);

/**
 * Copies the first bytes of a segment under its lock. It neither creates nor removes the lock or
 * the segment. The lock is held for one copy: to keep others waiting for a short time, write to the
 * memory of data before the call, so that its pages exist. If the process is killed while it holds
 * a POSIX lock, the lock stays taken. A System V segment is attached shortly before the lock is
 * taken, and detached after it, with the effects that qsm_segment_peek() describes.
 * @param key the segment's key.
 * @param milliseconds how long to wait for the lock.
 * @param data receives the bytes; its contents are not defined when the call fails.
 * @param size the maximum number of bytes.
 * @return the number of bytes; 0 with errno: ETIMEDOUT (lock held), ENOLCK (there is no lock), and
 *         the other errors of qsm_segment_peek().
 * @since 0.2
 */
QSM_API size_t qsm_segment_read(const qsm_native_ipc_key *key, int milliseconds, void *data,
                                size_t size);

/** The same for the names in a segment info. @since 0.2 */
QSM_API size_t qsm_segment_info_read(const qsm_segment_info *info, int milliseconds, void *data,
                                     size_t size);

/**
 * Removes a segment under its lock, if no process is attached to it, and then its lock and key
 * files, as qsm_shared_memory_remove(): only what belongs to this user. First it repairs an
 * abandoned lock, if the lock belongs to this user and no process is attached to the segment.
 * @param key the segment's key.
 * @param milliseconds how long to wait for the lock.
 * @param report receives the result; may be NULL.
 * @return false with errno: ETIMEDOUT (lock held), EACCES and other errors of the system, and the
 *         errors of qsm_segment_inspect(). A segment in use, a segment of another user, or no
 *         segment, is no error.
 * @since 0.2
 */
QSM_API bool qsm_segment_remove(const qsm_native_ipc_key *key, int milliseconds,
                                qsm_removal_report *report);

/**
 * The same for a segment info. A System V segment is identified by its shmid: a new segment of the
 * same name stays.
 * @since 0.2
 */
QSM_API bool qsm_segment_info_remove(const qsm_segment_info *info, int milliseconds,
                                     qsm_removal_report *report);

/**
 * Repairs an abandoned or doubled lock: its value becomes 1. The call adds 1 only while the value
 * is 0; if the value is above 1, it subtracts the excess. It holds flock() on the lock's file
 * (System V: the key file; POSIX: the semaphore's file) while it reads the state and repairs. So
 * two repairs of qsm at the same moment repair once. A process that may not read this file may not
 * repair. A system without flock() or without a file for a POSIX semaphore has no such protection:
 * there two repairs with a new holder between them can leave the value 2.
 * @param key the segment's key.
 * @param force also repairs a held lock, and a value above 1 without a segment. If the holder of a
 *              held lock is still alive, two processes hold the lock until the holder unlocks. A
 *              value above 1 without a segment may be the QSystemSemaphore of a program.
 * @param was receives the state before the repair; may be NULL.
 * @return true when the lock is free now, also when it was free before; false with errno: EBUSY
 *         (force is needed, a process took the lock meanwhile, or the flock() was not free within a
 *         second), ENOENT (no lock), EACCES (the value or the file is not readable), EINVAL
 *         (the lock's file is not a regular file), ELOOP (it is a link), other errors of the
 * system, and the errors of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API bool qsm_segment_repair_lock(const qsm_native_ipc_key *key, bool force,
                                     qsm_lock_state *was);

/** The same for the lock name in a segment info. @since 0.2 */
QSM_API bool qsm_segment_info_repair_lock(const qsm_segment_info *info, bool force,
                                          qsm_lock_state *was);

#ifdef __cplusplus
}
#endif

#endif
