/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/shared_memory.h
 * QSharedMemory: a shared memory segment and its lock. Processes, with Qt or without, attach to it
 * by key.
 *
 * Each public method of QSharedMemory has one function here. Functions that QSharedMemory lacks are
 * marked "Ours".
 *
 * Errors: calls that can fail return bool, as in Qt. After false, qsm_shared_memory_error() gives
 * Qt's number and qsm_shared_memory_error_string() gives the untranslated text of Qt 6.6 and later.
 * As in Qt, create and attach clear the error of an earlier call, and so do the calls that use
 * them; other calls keep it. If Qt prints a warning, qsm sets an error.
 *
 * NULL: each call accepts NULL for the object. It then returns false, 0 or NULL ("" for text that
 * is never NULL) and sets errno to EINVAL.
 *
 * Time limits: < 0 waits for ever, 0 does not wait, > 0 is a number of milliseconds. lock() waits
 * for ever, as in Qt. lock_for() waits up to its limit. Each other call that needs the lock waits
 * up to the limit of qsm_shared_memory_set_lock_timeout(): create, attach, detach, remove, a new
 * key, free, and the calls of qsm/exchange.h and qsm/exchange_values.h.
 *
 * Threads: one object belongs to one thread at a time; any number of threads may call functions
 * that take a const object at the same time. Two objects share nothing.
 *
 * Fork: an object belongs to the process that made it. A child made by fork() may free its copy:
 * this unmaps the segment and frees memory, and changes no lock, segment or name. A child may also
 * call the getters (is_attached, data, size, key, error ...) and change settings; is_locked is
 * false, because the parent holds the lock. Each other call fails with UnknownError, and the text
 * says why. A child can make objects of its own. Children made by vfork() or _Fork() must not touch
 * objects.
 *
 * Signals: a signal alone does not end a wait. qsm_shared_memory_set_stop() sets a callback that
 * can end a wait. No function may be called from a signal handler.
 *
 * Qt programs can harm each other; this library does not. It never resets, replaces or takes over a
 * lock that exists. If a lock is removed or reset while this object holds it, the object drops the
 * lock and does not double it. It removes only segments that this object attached to. src/README.md
 * lists all such differences from Qt.
 */
#ifndef QSM_SHARED_MEMORY_H
#define QSM_SHARED_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/export.h>
#include <qsm/memory.h>
#include <qsm/native_ipc_key.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A QSharedMemory. Opaque; a _new function makes it, qsm_shared_memory_free() frees it.
 * @since 0.1
 */
typedef struct qsm_shared_memory qsm_shared_memory;

/** QSharedMemory::SharedMemoryError, with Qt's numbers. @since 0.1 */
typedef enum qsm_shared_memory_error_code {
    QSM_SHARED_MEMORY_NO_ERROR = 0,
    QSM_SHARED_MEMORY_PERMISSION_DENIED = 1,
    QSM_SHARED_MEMORY_INVALID_SIZE = 2,
    QSM_SHARED_MEMORY_KEY_ERROR = 3,
    QSM_SHARED_MEMORY_ALREADY_EXISTS = 4,
    QSM_SHARED_MEMORY_NOT_FOUND = 5,
    QSM_SHARED_MEMORY_LOCK_ERROR = 6,
    QSM_SHARED_MEMORY_OUT_OF_RESOURCES = 7,
    QSM_SHARED_MEMORY_UNKNOWN_ERROR = 8
} qsm_shared_memory_error_code;

/** QSharedMemory::AccessMode, with Qt's numbers. @since 0.1 */
typedef enum qsm_shared_memory_access_mode {
    QSM_SHARED_MEMORY_READ_ONLY = 0,
    QSM_SHARED_MEMORY_READ_WRITE = 1
} qsm_shared_memory_access_mode;

/**
 * Makes an object without a key (QSharedMemory()).
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new(void);

/**
 * Makes an object with a legacy key (QSharedMemory(const QString &)): the key of a Qt program with
 * `QSharedMemory shared("hello")`. It creates and attaches nothing yet.
 * @param key UTF-8; NULL means "". With text that is not valid UTF-8, the object has no key and the
 *            error KeyError.
 * @return a new object; NULL with errno ENOMEM when out of memory, EILSEQ when the name of the
 *         temporary directory is not valid UTF-8.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_key(const char *key);

/**
 * Makes an object with a copy of a native key (QSharedMemory(const QNativeIpcKey &)).
 * @param key NULL means no key.
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_native(const qsm_native_ipc_key *key);

/**
 * Detaches if attached, and frees the object (~QSharedMemory). NULL is fine.
 *
 * To detach, it waits for the lock, as Qt does, but only up to the limit of
 * qsm_shared_memory_set_lock_timeout(); it asks the stop callback. If it does not get the lock, it
 * unmaps the segment and removes nothing. It unlocks a lock that this object holds. It removes a
 * lock that this object made, if no other process uses it. System V: if it gets the lock within 20
 * ms. POSIX: if no other process has the lock open; only Linux reports this, so on other systems
 * the lock stays.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_free(qsm_shared_memory *shared_memory);

/**
 * Sets the legacy key (QSharedMemory::setKey). Detaches first if attached.
 * @param shared_memory the object.
 * @param key UTF-8; NULL means "".
 * @return false with KeyError when key is not valid UTF-8, OutOfResources when out of memory; the
 *         object then keeps its old key. If the detach fails: false with the error of the detach.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_key(qsm_shared_memory *shared_memory, const char *key);

/** The legacy key, "" if there is none (QSharedMemory::key). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_key(const qsm_shared_memory *shared_memory);

/**
 * Sets a native name of a type (QSharedMemory::setNativeKey(const QString &, Type)). Detaches first
 * if attached. Qt's default for type is qsm_native_ipc_key_legacy_default_type_for_os().
 * @param shared_memory the object.
 * @param native_key UTF-8; NULL means "".
 * @param type the key's type.
 * @return false with KeyError for a type that this host does not support; otherwise as
 *         qsm_shared_memory_set_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_key(qsm_shared_memory *shared_memory,
                                              const char *native_key,
                                              qsm_native_ipc_key_type_code type);

/**
 * Sets a copy of a native key (QSharedMemory::setNativeKey(const QNativeIpcKey &)).
 * @param shared_memory the object.
 * @param key NULL means no key.
 * @return as qsm_shared_memory_set_native_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_ipc_key(qsm_shared_memory *shared_memory,
                                                  const qsm_native_ipc_key *key);

/** The native name, "" if there is none (QSharedMemory::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_native_key(const qsm_shared_memory *shared_memory);

/**
 * The key object (QSharedMemory::nativeIpcKey). The shared memory object owns it. It is valid until
 * the shared memory object is freed, and changes with the object's key. NULL only for NULL.
 * @since 0.1
 */
QSM_API const qsm_native_ipc_key *
qsm_shared_memory_native_ipc_key(const qsm_shared_memory *shared_memory);

/**
 * Creates a segment and attaches to it (QSharedMemory::create). Qt's default for mode is ReadWrite.
 * If the holder of a POSIX lock is gone, the call repairs the lock at once, under the condition of
 * qsm_shared_memory_lock(). In Qt it replaces every POSIX lock.
 * @param shared_memory the object.
 * @param size in bytes.
 * @param mode with ReadOnly, only this mapping is read-only.
 * @return false when a segment of this key exists or this object is attached (AlreadyExists), when
 *         size <= 0 (InvalidSize), when the object does not get the lock (LockError), and on every
 *         other error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode);

/**
 * Attaches to the segment of this key (QSharedMemory::attach). Unlike Qt, the call makes no lock if
 * there is no segment, or if this process may not attach to it.
 * @return false on every error. When the object is already attached: false, and the error does not
 *         change.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach(qsm_shared_memory *shared_memory,
                                      qsm_shared_memory_access_mode mode);

/**
 * Attaches to the segment of this key if it has at least size bytes. Ours. For programs that read a
 * struct from the segment: another release of a peer can make a smaller segment. A read after its
 * end would end this process.
 * @param shared_memory the object.
 * @param size in bytes.
 * @param mode as for qsm_shared_memory_attach().
 * @return false with InvalidSize when the segment is smaller: the text names both sizes, the object
 *         is not attached, and the segment does not change. Otherwise as
 *         qsm_shared_memory_attach().
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_attach_at_least(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                               qsm_shared_memory_access_mode mode);

/** Whether attached (QSharedMemory::isAttached). @since 0.1 */
QSM_API bool qsm_shared_memory_is_attached(const qsm_shared_memory *shared_memory);

/** Whether attached ReadWrite: the program may write to the segment. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_is_writable(const qsm_shared_memory *shared_memory);

/**
 * Detaches (QSharedMemory::detach). System V: the last process that detaches removes the segment
 * and its key file. POSIX: the segment stays, as in Qt. Pointers from qsm_shared_memory_data() are
 * invalid afterwards. Unlike Qt, the key file stays when it is not empty, when it is not a regular
 * file, when another file replaced it since this object attached, or when the lock's semaphore
 * (native key) still uses it.
 * @return false on every error. When the object is not attached: false, and the error does not
 *         change.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_detach(qsm_shared_memory *shared_memory);

/** Size of the attached segment in bytes, 0 if not attached (QSharedMemory::size). @since 0.1 */
QSM_API ptrdiff_t qsm_shared_memory_size(const qsm_shared_memory *shared_memory);

/**
 * The attached segment's first byte, NULL if not attached (QSharedMemory::data). Valid until the
 * object detaches.
 *
 * If a process writes to a segment that it attached ReadOnly, it gets SIGSEGV, as in Qt. If a peer
 * shrinks a POSIX segment, a process that accesses the missing pages gets SIGBUS, as in Qt.
 * qsm_shared_memory_read_image() and _write_image() first check for missing pages. A peer that
 * shrinks the segment after the check is an error with
 * qsm_shared_memory_set_copy_through_kernel(), and SIGBUS without.
 * @since 0.1
 */
QSM_API void *qsm_shared_memory_data(qsm_shared_memory *shared_memory);

/** The same for reading (QSharedMemory::constData). @since 0.1 */
QSM_API const void *qsm_shared_memory_const_data(const qsm_shared_memory *shared_memory);

/**
 * Waits for the lock and takes it (QSharedMemory::lock). There is no time limit. When the lock is
 * free, the stop callback is not asked.
 *
 * When an object that holds the lock creates or attaches, it keeps the lock; in Qt it loses the
 * lock. A detach unlocks, as in Qt.
 *
 * When the holder of a POSIX lock is killed, the lock stays held. A wait of this object repairs it
 * after a second if no other process, and no other object of this process, has the lock open (Linux
 * only). If two wait, each has it open and none can repair it: both wait, until one ends or `qsm
 * lock KEY --repair --force`. Use qsm_shared_memory_lock_for() if the program must not block.
 * @return true, also when this object already holds the lock (there is no count). False with
 *         LockError before the first create or attach (they give the lock its key), when the stop
 *         callback ended the wait, and on every other error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock(qsm_shared_memory *shared_memory);

/**
 * Takes the lock if it is free now. Ours.
 * @return false when another object holds the lock (the error does not change), and on failure
 *         (LockError).
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_try_lock(qsm_shared_memory *shared_memory);

/**
 * Waits for the lock up to a time limit, and takes it. Ours.
 * @param shared_memory the object.
 * @param milliseconds < 0: for ever; 0: as qsm_shared_memory_try_lock(). In 0.1 a negative limit
 *                     did not wait.
 * @return false when the time is over (the error does not change); otherwise as
 *         qsm_shared_memory_lock().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock_for(qsm_shared_memory *shared_memory, int milliseconds);

/**
 * Makes the lock of this key and keeps it for the life of this object. Ours. Also before the first
 * create or attach. It does not take the lock.
 *
 * A Qt object removes the lock that it made when it ends, even while other programs hold the lock
 * or wait for it. These programs then use two locks, and one reads what another writes. If one
 * object makes the lock first and stays, this does not happen. Call it in a program that runs as
 * long as the others: best before they start.
 *
 * If a Qt program has made the lock, or has called create(), it removes the lock at its end;
 * nothing can keep it from that. Call this function again, for example every second: if the lock is
 * gone, the call makes a new one.
 * @param shared_memory the object.
 * @param made receives whether this object made the lock. May be NULL.
 * @return false when the lock cannot be made or opened, with the errors of
 *         qsm_shared_memory_create().
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_keep_lock(qsm_shared_memory *shared_memory, bool *made);

/** Whether this object holds the lock. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_is_locked(const qsm_shared_memory *shared_memory);

/**
 * Unlocks (QSharedMemory::unlock).
 * @return true when this object no longer holds the lock. True also when another program removed
 *         the semaphore meanwhile, or when the create() of a Qt program set it to 1: the call then
 *         does not change the semaphore. (In Qt its value becomes 2: then two programs can hold the
 *         lock.) When this object does not hold the lock: false, and the error does not change.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_unlock(qsm_shared_memory *shared_memory);

/** The error of the last call that failed (QSharedMemory::error). @since 0.1 */
QSM_API qsm_shared_memory_error_code
qsm_shared_memory_error(const qsm_shared_memory *shared_memory);

/**
 * The error's text, "" if there is no error (QSharedMemory::errorString). Never NULL. Valid until
 * the next call with this object.
 * @since 0.1
 */
QSM_API const char *qsm_shared_memory_error_string(const qsm_shared_memory *shared_memory);

/**
 * Sets a callback that can end the waits of this object. Ours. The library calls it before each
 * wait (not when the lock is free), after each signal that interrupts a wait, and every 100 ms. The
 * calls that wait are lock, lock_for, create, attach, detach and the calls that use them, free,
 * wait_for_segment, and the calls of qsm/exchange.h and qsm/exchange_values.h. With the callback, a
 * program can react to signals, show progress, or end its waits from another thread.
 *
 * When the callback returns true, the call ends as after a time limit: it returns false, and holds
 * and changes nothing. The error is LockError (NotFound for qsm_shared_memory_wait_for_segment()),
 * the text says that the callback ended the wait, and qsm_shared_memory_was_stopped() is true.
 * @param shared_memory the object.
 * @param stop NULL: no callback (the default). The callback may call only this object's getters.
 * @param context the callback's argument.
 * @since 0.2
 */
QSM_API void qsm_shared_memory_set_stop(qsm_shared_memory *shared_memory,
                                        bool (*stop)(void *context), void *context);

/** Whether the last call that failed was ended by the stop callback. Ours. @since 0.2 */
QSM_API bool qsm_shared_memory_was_stopped(const qsm_shared_memory *shared_memory);

/**
 * Waits until a segment of this key exists. Ours. It opens, creates and locks nothing. When the
 * program then attaches, the segment may be removed already, or still without contents.
 * @param shared_memory the object.
 * @param milliseconds < 0: for ever; 0: checks once.
 * @return true when a segment exists, or when the system does not report whether it exists (an
 *         attach then gives the reason); false with NotFound when the time is over or the stop
 *         callback ended the wait, KeyError when the object has no key.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_wait_for_segment(qsm_shared_memory *shared_memory, int milliseconds);

/**
 * Attaches to the segment of this key. If there is none, creates a segment of size bytes. Both are
 * one step under the lock. Ours.
 * @param shared_memory the object.
 * @param size in bytes.
 * @param mode as for qsm_shared_memory_create().
 * @param created receives whether the call created the segment; may be NULL.
 * @return false on every error, and when the object is already attached. A smaller segment that
 *         exists is attached; this is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode, bool *created);

/**
 * As qsm_shared_memory_create(), but first removes a stale segment of this key. Ours. A segment is
 * stale when no process is attached to it: its last user crashed, or (POSIX) ended normally. A
 * segment that is in use, or may be, stays: the error is AlreadyExists.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory,
                                                      ptrdiff_t size,
                                                      qsm_shared_memory_access_mode mode);

/**
 * Removes the segment of this key if no process, also not this object, is attached to it. Ours.
 * @param shared_memory the object.
 * @param removed receives whether the call removed a segment; may be NULL.
 * @return false on errors only. A segment in use, or no segment, is no error. A segment without
 *         users that qsm_shared_memory_remove() would keep gives PermissionDenied.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove_stale(qsm_shared_memory *shared_memory, bool *removed);

/** Why an object stays that a removal finds. Ours. @since 0.2 */
typedef enum qsm_removal_reason {
    QSM_REMOVAL_NO_REASON,   /**< it was removed, or there is none */
    QSM_REMOVAL_IN_USE,      /**< a process uses it, or may use it */
    QSM_REMOVAL_WAITED_FOR,  /**< a process waits for the lock */
    QSM_REMOVAL_OTHER_OWNER, /**< another user owns it or created it */
    /**
     * The System V key file is another user's, has a second name, or is not a regular file; or it
     * is gone. A user can make a file with the number of another user's object.
     */
    QSM_REMOVAL_OTHER_KEY_FILE,
    QSM_REMOVAL_NOT_A_LOCK /**< the semaphore set has more than one semaphore */
} qsm_removal_reason;

/** The reason as English text: "it belongs to another user"; "" for no reason. @since 0.2 */
QSM_API const char *qsm_removal_reason_text(qsm_removal_reason reason);

/** The result of qsm_shared_memory_remove(). Ours. @since 0.1 */
typedef struct qsm_removal_report {
    size_t size;  /**< QSM_INIT(qsm_removal_report) */
    bool segment; /**< a segment without users was removed */
    bool lock;    /**< its lock was removed too, with both key files */
    /**
     * Nothing was removed: a process is attached, or may be; or there is no segment and the lock's
     * value is 2 or more: then it is probably the QSystemSemaphore of a program.
     */
    bool in_use;
    qsm_removal_reason segment_kept; /**< why the segment stays @since 0.2 */
    qsm_removal_reason lock_kept;    /**< why the lock stays @since 0.2 */
} qsm_removal_report;

/**
 * Removes all objects of this key, under its lock: the segment, if no process, also not this
 * object, is attached to it, and then the lock and both key files. Ours. A POSIX lock stays while
 * another process has it open, a System V lock while a process waits for it. Qt programs that still
 * have the System V semaphore notice its removal and make a new semaphore.
 *
 * It removes only objects that belong to this user, also for root: a System V object by owner and
 * creator, a POSIX object by owner, and only if the key file of a System V object is this user's or
 * root's. Everything else stays, and the report says why.
 * @param shared_memory the object.
 * @param report receives the result; may be NULL. If QSM_INIT() did not initialise it, the call
 *               returns false with UnknownError and errno EINVAL.
 * @return false on errors only (LockError when the lock was not free in time). A segment in use, a
 *         segment of another user, or no segment, is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove(qsm_shared_memory *shared_memory, qsm_removal_report *report);

/**
 * Sets whether a detach, also by a new key or qsm_shared_memory_free(), removes a POSIX segment
 * that no other process has mapped. Ours. Default false: Qt never removes POSIX segments. The last
 * user always removes a System V segment, as in Qt.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_remove_on_last_detach(qsm_shared_memory *shared_memory,
                                                         bool remove);

/** The value of qsm_shared_memory_set_remove_on_last_detach(). Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_remove_on_last_detach(const qsm_shared_memory *shared_memory);

/**
 * Sets whether this object attaches only to segments of its own effective user. System V: the user
 * owns and made the segment. POSIX: the user owns it. An attach to another segment fails with
 * PermissionDenied. Ours. Default false, as in Qt: the permission bits alone decide. This is for
 * programs that run as root or share the machine with other users: other users can make segments
 * that all users may attach to.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_same_user_only(qsm_shared_memory *shared_memory,
                                                  bool same_user_only);

/** The value of qsm_shared_memory_set_same_user_only(). Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_same_user_only(const qsm_shared_memory *shared_memory);

/**
 * Sets whether the calls of qsm/exchange.h and qsm/exchange_values.h copy between a POSIX segment
 * and this process by system calls (Linux: process_vm_readv). Ours. Default false. When a peer
 * shrinks the segment meanwhile, the call then fails with an error, where a direct access ends this
 * process with SIGBUS. It does not protect the program's own access through
 * qsm_shared_memory_data(). A read of 8 MB takes 0.4 ms longer. A write makes the stream in private
 * memory first, which needs memory of its size. A System V segment cannot shrink, so nothing
 * changes for it.
 * @param shared_memory the object.
 * @param copy whether.
 * @return false with UnknownError when this system has no such calls, or forbids them: the setting
 *         is then false.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_set_copy_through_kernel(qsm_shared_memory *shared_memory, bool copy);

/** The value of qsm_shared_memory_set_copy_through_kernel(). Ours. @since 0.2 */
QSM_API bool qsm_shared_memory_copy_through_kernel(const qsm_shared_memory *shared_memory);

/**
 * Sets the time limit of each wait for the lock in create, attach, detach, remove, a new key, free,
 * and the calls of qsm/exchange.h and qsm/exchange_values.h. Ours. When the time is over, the call
 * fails with LockError. qsm_shared_memory_lock() has no limit.
 * @param shared_memory the object.
 * @param milliseconds < 0 (the default): for ever, as in Qt; 0: does not wait.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_lock_timeout(qsm_shared_memory *shared_memory, int milliseconds);

/**
 * The limit of qsm_shared_memory_set_lock_timeout(); -1 for every negative limit. Ours.
 * @since 0.1
 */
QSM_API int qsm_shared_memory_lock_timeout(const qsm_shared_memory *shared_memory);

/**
 * Attaches to the segment of a legacy key under any key scheme. Ours. It tries the segments that
 * exist in the order of qsm_key_scheme, and attaches to the first segment that allows it. Segments
 * of this user to which a process is attached come before others: a crashed program leaves a
 * segment without users. This object then has the native key of that segment. If there is no
 * segment, the call makes and changes nothing.
 * @param shared_memory the object.
 * @param key UTF-8.
 * @param mode as for qsm_shared_memory_attach().
 * @param scheme receives the scheme; QSM_KEY_SCHEME_NONE when the call fails. May be NULL.
 * @return false when there is no segment (NotFound), when key is empty or not valid UTF-8
 *         (KeyError), when no attach succeeded (the error of the first attempt), and when the
 *         object is already attached. The object then keeps its key.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach_any(qsm_shared_memory *shared_memory, const char *key,
                                          qsm_shared_memory_access_mode mode,
                                          qsm_key_scheme *scheme);

/** Whether keys of this type work on this system (QSharedMemory::isKeyTypeSupported). @since 0.1 */
QSM_API bool qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type_code type);

/**
 * The native key that Qt programs make from a legacy key (QSharedMemory::legacyNativeKey).
 * @param key UTF-8; "" gives an empty native name.
 * @param type System V (any id), POSIX or Windows.
 * @param environment NULL: the default. Unlike Qt, the call also makes keys of types that this host
 *                    does not support: a program can so find the names of other hosts.
 * @return a new key; NULL with errno ENOMEM, or EILSEQ (key or a directory's name is not valid
 *         UTF-8). The key stores the environment for qsm_native_ipc_key_lock_key(). For type
 *         SYSTEM_V of Qt 5.6 - 5.8 the key's type is the ftok() id that these releases make from
 *         the file's name. The id 0 works too, but qsm_native_ipc_key_type() does not show it.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *
qsm_shared_memory_legacy_native_key(const char *key, qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment);

/**
 * The native key that is safe on the platform (QSharedMemory::platformSafeKey, Qt 6.6+). The
 * parameters and the result are those of qsm_shared_memory_legacy_native_key(), but the key stores
 * no legacy key.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *
qsm_shared_memory_platform_safe_key(const char *key, qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment);

#ifdef __cplusplus
}
#endif

#endif
