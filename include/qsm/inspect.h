/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/inspect.h
 * Looking at segments and locks without taking part: what exists, who owns it, who holds the lock.
 * Removing stale segments, repairing a lock whose holder is gone. All of it ours; Qt has nothing
 * like it.
 *
 * Peek, remove and repair take the same two things: a key, or what qsm_segment_inspect() and
 * qsm_segment_list() report.
 *
 * Time limits: < 0 for ever, 0 do not wait, > 0 milliseconds.
 * Errors: a call that fails sets errno; its comment says to what. NULL for a key or a segment info
 * is EINVAL everywhere but in _free; the result is then false, 0, NULL or "", and -1 for numbers
 * that are -1 when not known.
 * Threads: one thread at a time may use a segment info in _free; many may read one. Fork: a child
 * may use and free its copy of a segment info. Signals: EINTR does not end a wait.
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
 * What the system said about one segment and its lock at one moment. Opaque. Its strings are its
 * own: they stay valid until it is freed, whatever happens to the key it was made from.
 */
typedef struct qsm_segment_info qsm_segment_info;

/**
 * Asks the system about the segment and the lock of a key. Changes nothing.
 * @return a new object for qsm_segment_info_free(), also when there is no segment (see
 *         qsm_segment_info_exists()); NULL with errno: ENOMEM, EINVAL (key is NULL or has no native
 *         name), ENOTSUP (a key type without segments on this system), or the system's error.
 * @since 0.2
 */
QSM_API qsm_segment_info *qsm_segment_inspect(const qsm_native_ipc_key *key);

/**
 * Copies a segment info, for example one that qsm_segment_list() lends.
 * @return a new object for qsm_segment_info_free(); NULL with errno ENOMEM or EINVAL.
 * @since 0.2
 */
QSM_API qsm_segment_info *qsm_segment_info_copy(const qsm_segment_info *info);

/** Frees a segment info; NULL is fine. Not for one that the library lends. @since 0.2 */
QSM_API void qsm_segment_info_free(qsm_segment_info *info);

/**
 * The key of this segment and this lock, with both names.
 * @return a new key for qsm_native_ipc_key_free(); NULL with errno ENOMEM, EINVAL, or ENOENT (the
 *         name of the segment is not known).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *qsm_segment_info_key(const qsm_segment_info *info);

/** The type of the segment's key: System V (any ftok() id) or POSIX. @since 0.2 */
QSM_API qsm_native_ipc_key_type_code qsm_segment_info_type(const qsm_segment_info *info);

/**
 * The native name: key file or POSIX name; "" when no key file is known that gives this segment's
 * System V key. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_segment_info_native_key(const qsm_segment_info *info);

/** The ftok() id (proj_id) of the key, System V only; -1 not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_ftok_id(const qsm_segment_info *info);

/** The System V key (key_t), as ftok() gives it; -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_system_v_key(const qsm_segment_info *info);

/** The segment's System V identifier (shmid); -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_shmid(const qsm_segment_info *info);

/** Whether there is a segment. @since 0.2 */
QSM_API bool qsm_segment_info_exists(const qsm_segment_info *info);

/** Whether the key file is there, System V only. @since 0.2 */
QSM_API bool qsm_segment_info_key_file_exists(const qsm_segment_info *info);

/** The segment's size in bytes; -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_size(const qsm_segment_info *info);

/**
 * How many times processes are attached (System V shm_nattch), or how many processes have a POSIX
 * segment mapped; -1 not known. POSIX: only processes whose /proc/PID is readable are counted; when
 * none is found and a process of the segment's owner is not readable, it is not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_attached(const qsm_segment_info *info);

/** The owner's user id; -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_owner(const qsm_segment_info *info);

/** The permission bits, such as 0600; -1 not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_mode(const qsm_segment_info *info);

/** The process that created the segment (System V shm_cpid); -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_creator_pid(const qsm_segment_info *info);

/** The process that attached or detached last (System V shm_lpid); -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_last_pid(const qsm_segment_info *info);

/**
 * When the segment was created or changed (System V shm_ctime, POSIX st_mtime), in seconds since
 * 1970-01-01 UTC; -1 not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_change_time(const qsm_segment_info *info);

/** The lock's native name: key file or POSIX name; "" not known. Never NULL. @since 0.2 */
QSM_API const char *qsm_segment_info_lock_native_key(const qsm_segment_info *info);

/** The ftok() id of the lock's key, System V only; -1 not known. @since 0.2 */
QSM_API int32_t qsm_segment_info_lock_ftok_id(const qsm_segment_info *info);

/** Whether the lock's semaphore is there. @since 0.2 */
QSM_API bool qsm_segment_info_lock_exists(const qsm_segment_info *info);

/** The semaphore's value: 1 free, 0 held, above 1 doubled; -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_value(const qsm_segment_info *info);

/** The process that operated on the semaphore last (System V sempid); -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_last_pid(const qsm_segment_info *info);

/** How many processes wait for the lock (System V semncnt); -1 not known. @since 0.2 */
QSM_API int64_t qsm_segment_info_lock_waiters(const qsm_segment_info *info);

/**
 * How many processes have the lock's semaphore open, POSIX only, counted as
 * qsm_segment_info_attached(); -1 not known.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_lock_users(const qsm_segment_info *info);

/**
 * The process that holds the lock: System V the last one that operated on it, POSIX the only one
 * that has it open; -1 not known, or the lock is not held.
 * @since 0.2
 */
QSM_API int64_t qsm_segment_info_lock_holder_pid(const qsm_segment_info *info);

/** What the value of a lock and the processes around it say. */
typedef enum qsm_lock_state {
    QSM_LOCK_NONE,      /**< there is no lock, or its value cannot be read */
    QSM_LOCK_FREE,      /**< value 1 */
    QSM_LOCK_HELD,      /**< value 0; a process that may hold it lives, or that is not known */
    QSM_LOCK_ABANDONED, /**< value 0, and no process is left that could give it back */
    QSM_LOCK_DOUBLED    /**< value 2 or more: so many processes can have it at once */
} qsm_lock_state;

/**
 * The state of the lock. Abandoned means, with System V, that the process that operated on it last
 * is gone without undo, or that its creator died before setting it; with POSIX, that no process has
 * it open, which on Linux is known also of processes that /proc does not show (other PID
 * namespaces, as those of containers), to the semaphore's owner and to root; to others it is HELD.
 * @since 0.2
 */
QSM_API qsm_lock_state qsm_segment_info_lock_state(const qsm_segment_info *info);

/** A state in one word: "none", "free", "held", "abandoned", "doubled". Never NULL. @since 0.1 */
QSM_API const char *qsm_lock_state_name(qsm_lock_state state);

/* ---- who has it ---- */

/** A process that has a segment mapped. The library lends it to a visitor for the call only. */
typedef struct qsm_segment_user {
    size_t size;      /**< of this struct, set by the library */
    int64_t pid;      /**< its process id */
    int64_t uid;      /**< its user id; -1 not known */
    const char *name; /**< of its program, "?" if not known; the process chooses it: any bytes */
} qsm_segment_user;

/**
 * Calls visit for every process that has the segment mapped, this one too. Linux only.
 * @param visit returns false to stop.
 * @return false with errno: ENOENT (no segment), ENOTSUP (the system does not tell), EACCES (a
 *         process of the segment's owner could not be looked into; all others were visited), EINVAL
 *         (visit is NULL), and those of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API bool qsm_segment_users(const qsm_native_ipc_key *key,
                               bool (*visit)(void *context, const qsm_segment_user *user),
                               void *context);

/** The same for a segment that was reported. @since 0.2 */
QSM_API bool qsm_segment_info_users(const qsm_segment_info *info,
                                    bool (*visit)(void *context, const qsm_segment_user *user),
                                    void *context);

/* ---- all segments ---- */

/**
 * Calls visit for every segment of this machine that could be a QSharedMemory's: those with a key
 * file of Qt's legacy form in the temp directory (a key file alone too: it has no segment then),
 * those named by files in the runtime directory, System V segments whose key has ftok id 'Q' but no
 * known file, and, where the system lists them, POSIX segments with a name of the legacy form or
 * with a semaphore of the same name.
 * @param environment where to look; NULL: this process's.
 * @param visit returns false to stop. The library lends it info for the call only; a visitor that
 *              wants to keep it makes a copy.
 * @return false with errno when something could not be read (all the rest was visited), or EINVAL
 *         (visit is NULL, or environment has a wrong size).
 * @since 0.2
 */
QSM_API bool qsm_segment_list(const qsm_key_environment *environment,
                              bool (*visit)(void *context, const qsm_segment_info *info),
                              void *context);

/** One meaning of a legacy key. The library lends it to a visitor for the call only. */
typedef struct qsm_segment_candidate {
    size_t size;                   /**< of this struct, set by the library */
    qsm_key_scheme scheme;         /**< by which the legacy key gives key */
    const qsm_native_ipc_key *key; /**< never NULL */
    const qsm_segment_info *info;  /**< what there is; NULL when the system would not say */
    int error;                     /**< the errno value that says why not; else 0 */
} qsm_segment_candidate;

/**
 * Calls visit for each key scheme by which a Qt program can make a native key of a legacy key, in
 * the order of qsm_key_scheme, and each native key once: also where nothing exists. Changes nothing
 * and makes no directory. Schemes can share a lock or a key file; where a scheme has no segment,
 * info reports what is shared only if no other scheme with that lock or file has a segment, and
 * only for the first such scheme.
 * @param legacy_key UTF-8, not empty.
 * @param environment NULL: this process's; its generation and host are not looked at.
 * @param visit returns false to stop.
 * @return false with errno: EINVAL (legacy_key is empty, visit is NULL, or environment has a wrong
 *         size), EILSEQ (not UTF-8), ENOMEM, or the first error of a candidate; the others are
 *         visited.
 * @since 0.2
 */
QSM_API bool qsm_segment_find(const char *legacy_key, const qsm_key_environment *environment,
                              bool (*visit)(void *context, const qsm_segment_candidate *candidate),
                              void *context);

/* ---- looking inside, removing, repairing ---- */

/**
 * Copies the first bytes of a segment under its lock, without becoming one of its users: neither
 * the lock nor the segment is created, kept or removed.
 * @param milliseconds how long to wait for the lock: < 0 for ever.
 * @param size how many bytes at most; data receives them.
 * @return how many bytes were copied; 0 with errno otherwise: ETIMEDOUT (lock held), ENOLCK (it has
 *         no lock, so it is not touched), ENOENT (no segment), ENODATA (a segment of 0 bytes),
 *         EACCES and the system's other errors, and those of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data,
                                size_t size);

/** The same for a segment that was reported, by its names. @since 0.2 */
QSM_API size_t qsm_segment_info_peek(const qsm_segment_info *info, int milliseconds, void *data,
                                     size_t size);

/**
 * Removes a segment under its lock, if no process is attached to it, and with it its lock and key
 * files, as qsm_shared_memory_remove(). An abandoned lock is repaired first.
 * @param milliseconds how long to wait for the lock: < 0 for ever.
 * @param report receives what was done; may be NULL.
 * @return false with errno: ETIMEDOUT (lock held), EACCES and the system's other errors, and those
 *         of qsm_segment_inspect(); a segment in use or none at all is no failure.
 * @since 0.2
 */
QSM_API bool qsm_segment_remove(const qsm_native_ipc_key *key, int milliseconds,
                                qsm_removal_report *report);

/**
 * The same for a segment that was reported. A System V segment is known by its id: another segment
 * that has its name by now stays.
 * @since 0.2
 */
QSM_API bool qsm_segment_info_remove(const qsm_segment_info *info, int milliseconds,
                                     qsm_removal_report *report);

/**
 * Makes an abandoned or doubled lock free again: value 1. A value of 0 gets 1 added only while it
 * is 0; from a value above 1 the rest is taken. Two repairs at the same moment, with a new holder
 * in between, can leave 2.
 * @param force also repairs a lock that is held (if its holder lives after all, two processes have
 *              it until the holder gives it back), and a value above 1 where there is no segment,
 *              which may be the QSystemSemaphore of a program.
 * @param was receives the state that was found; may be NULL.
 * @return true when the lock is free now, also when it was free before; false with errno: EBUSY (it
 *         takes force, or a process took the lock meanwhile), ENOENT (no lock), EACCES and the
 *         system's other errors, and those of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API bool qsm_segment_repair_lock(const qsm_native_ipc_key *key, bool force,
                                     qsm_lock_state *was);

/** The same for the lock of a segment that was reported, by its name. @since 0.2 */
QSM_API bool qsm_segment_info_repair_lock(const qsm_segment_info *info, bool force,
                                          qsm_lock_state *was);

#ifdef __cplusplus
}
#endif

#endif
