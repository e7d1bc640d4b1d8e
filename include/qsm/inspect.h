/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/inspect.h
 * Looking at segments and locks without taking part: what exists, whose it is, who holds it, and
 * mending a lock whose holder is gone. All of it ours; Qt has nothing like it.
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

/** What the system says of one segment and its lock. Numbers it does not say are -1. */
typedef struct qsm_segment_info {
    qsm_native_ipc_key_type_code type; /**< System V (id in it) or POSIX */
    const char *native_key; /**< key file or POSIX name; "" if no file gives this number */
    int64_t system_v_key;   /**< ftok() number, System V only */
    int64_t id;             /**< shmid, System V only */
    int32_t ftok_id;        /**< what ftok() was called with, System V only */
    bool exists;            /**< whether there is a segment */
    bool key_file_exists;   /**< System V: whether the key file is there */
    int64_t size;           /**< bytes */
    int64_t attached;       /**< processes attached; POSIX: as far as they may be looked into */
    int64_t owner;          /**< uid */
    int32_t mode;           /**< permission bits */
    int64_t creator_pid;    /**< who made it (System V cpid) */
    int64_t last_pid;       /**< who attached or detached last (System V lpid) */
    int64_t changed;        /**< when made (System V ctime, POSIX mtime): Unix seconds */
    const char *lock_native_key; /**< the lock's key file or name; "" if not known */
    int32_t lock_ftok_id;        /**< as ftok_id, for the lock */
    bool lock_exists;            /**< whether its semaphore is there */
    int64_t lock_value;          /**< 1 free, 0 held, 2 broken */
    int64_t lock_last_pid;       /**< who operated on it last (System V sempid) */
    int64_t lock_waiters;        /**< how many wait (System V semncnt) */
    int64_t
        lock_users; /**< processes that have it open, POSIX, as far as they may be looked into */
    int64_t lock_holder; /**< pid of who holds it: System V as last_pid, POSIX if one alone has it
                            open */
} qsm_segment_info;

/**
 * Asks the system about the segment and the lock of a key. Touches nothing.
 * @param info receives the answer; its strings belong to key and live until it changes or is freed,
 *             or the lock's name has changed when it is asked about again.
 * @return false, with errno, when the system would not say.
 * @since 0.1
 */
QSM_API bool qsm_segment_inspect(const qsm_native_ipc_key *key, qsm_segment_info *info);

/** What the value of a lock and the processes around it say. */
typedef enum qsm_lock_state {
    QSM_LOCK_NONE,      /**< there is none, or its value cannot be seen */
    QSM_LOCK_FREE,      /**< value 1 */
    QSM_LOCK_HELD,      /**< value 0; somebody who may hold it is alive, or that is not known */
    QSM_LOCK_ABANDONED, /**< value 0, and nobody is there who could give it back */
    QSM_LOCK_DOUBLED    /**< value 2 or more: so many can be in it at once */
} qsm_lock_state;

/**
 * The state of the lock that info tells of. Abandoned means, with System V, that the process that
 * operated on it last is gone without undo, or that its maker died before setting it; with POSIX,
 * that no process has it open, which on Linux is known also of processes that /proc does not show
 * (other PID namespaces, as those of containers), to the semaphore's owner and to root; to others
 * it is HELD.
 * @since 0.1
 */
QSM_API qsm_lock_state qsm_segment_lock_state(const qsm_segment_info *info);

/** A state in one word: "none", "free", "held", "abandoned", "doubled". Never NULL. @since 0.1 */
QSM_API const char *qsm_lock_state_name(qsm_lock_state state);

/**
 * Makes an abandoned or doubled lock free again: value 1. It adds to a value that is still 0, or
 * takes what is above 1. Two repairs at the same moment, with a new holder in between, can leave 2.
 * @param force also a lock that is held (if its holder lives after all, two are in it until it
 * gives it back), and a value above 1 where there is no segment, which may be no lock but the
 *        QSystemSemaphore of some program.
 * @param was receives the state that was found; may be NULL.
 * @return true when it is free now, also when it was free before; false with errno: EBUSY (it takes
 *         force, or it was taken meanwhile), ENOENT (there is none), EACCES and what else the
 * system says.
 * @since 0.1
 */
QSM_API bool qsm_segment_repair_lock(const qsm_native_ipc_key *key, bool force,
                                     qsm_lock_state *was);

/**
 * Calls visit for every segment of this machine that could be a QSharedMemory's: those with a key
 * file of Qt's legacy form in the temp directory (a key file alone too: exists is then false),
 * those named by files in the runtime directory, System V segments whose key has ftok id 'Q' but no
 * file known, and, where the system lists them, POSIX segments with a name of the legacy form or
 * with a semaphore of the same name.
 * @param environment where to look; NULL: this process's.
 * @param visit returns false to stop; info and its strings live during the call only.
 * @return false, with errno, when the system would not say.
 * @since 0.1
 */
QSM_API bool qsm_segment_list(const qsm_key_environment *environment,
                              bool (*visit)(void *context, const qsm_segment_info *info),
                              void *context);

/**
 * Removes a segment that qsm_segment_inspect() or qsm_segment_list() told of, under its lock, if no
 * process is attached to it, and with it its lock and key files, as qsm_shared_memory_remove(). A
 * lock that is abandoned is taken all the same. A System V segment is known by its id: one that has
 * come in its place meanwhile stays.
 * @param info its strings must still be valid.
 * @param milliseconds how long to wait for the lock.
 * @param report receives what was done; may be NULL.
 * @return false with errno (ETIMEDOUT: lock held; EACCES and what else the system says); a segment
 *         in use or none at all is no failure.
 * @since 0.1
 */
QSM_API bool qsm_segment_remove(const qsm_segment_info *info, int milliseconds,
                                qsm_removal_report *report);

/**
 * Copies the first bytes of a segment under its lock, without becoming one of its users: neither
 * the lock nor the segment is created, kept or removed.
 * @param milliseconds how long to wait for the lock.
 * @param size how many bytes at most; data receives them.
 * @return how many bytes were copied; 0 with errno otherwise (ETIMEDOUT: lock held; ENOLCK: it has
 *         no lock, so it is not touched).
 * @since 0.1
 */
QSM_API size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data,
                                size_t size);

/**
 * The same for a segment that qsm_segment_inspect() or qsm_segment_list() told of: by its names,
 * which need not be a key's.
 * @since 0.1
 */
QSM_API size_t qsm_segment_peek_info(const qsm_segment_info *info, int milliseconds, void *data,
                                     size_t size);

#ifdef __cplusplus
}
#endif

#endif
