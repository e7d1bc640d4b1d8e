/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/shared_memory.h
 * QSharedMemory: a segment of memory that other processes, Qt or not, attach to by key, and the
 * lock that goes with it.
 *
 * Each public method of QSharedMemory has one function here. What QSharedMemory lacks is marked
 * "Ours".
 *
 * Errors: calls that can fail return bool, as in Qt. After false,
 * qsm_shared_memory_error() and qsm_shared_memory_error_string() say why, with Qt's numbers and
 * Qt's (6.6+) untranslated texts. A call that succeeds need not clear the error of an earlier call:
 * as in Qt, only create, attach and the calls that are built on them clear it. Where Qt prints a
 * warning, an error is set.
 *
 * NULL: each call accepts NULL for the object. It then returns false, 0 or NULL ("" for text that
 * is never NULL) and sets errno to EINVAL.
 *
 * Time limits: < 0 waits for ever, 0 does not wait, > 0 is a number of milliseconds. lock() waits
 * for ever, as in Qt, lock_for() as long as it is told. Each other call that needs the lock
 * (create, attach, detach, remove, a new key, free, and the calls of qsm/exchange.h) waits for it
 * no longer than qsm_shared_memory_set_lock_timeout() allows.
 *
 * Threads: one object belongs to one thread at a time; any number of threads may ask a const object
 * at the same time. Two objects share nothing.
 *
 * Fork: an object belongs to the process that made it. A child made by fork() may free its copy:
 * that unmaps the segment and frees memory, and touches no lock, segment or name. A child may also
 * ask (is_attached, data, size, key, error ...; is_locked is false, for the parent holds the lock)
 * and change settings. Each other call fails with UnknownError, and the text says why. A child can
 * make objects of its own. Children made by vfork() or _Fork() must not touch objects.
 *
 * Signals: a signal alone does not end a wait. qsm_shared_memory_set_stop() sets a callback that
 * can. No function may be called from a signal handler.
 *
 * Where Qt programs harm each other this library does not join in: it never resets, replaces or
 * takes over a lock that exists; a lock that was removed or reset while this object held it is
 * dropped, not doubled; and only what this object attached to is removed. src/README.md lists every
 * such choice.
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

/** A QSharedMemory. Opaque; made by a _new function, freed by qsm_shared_memory_free(). */
typedef struct qsm_shared_memory qsm_shared_memory;

/** QSharedMemory::SharedMemoryError, with Qt's numbers. */
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

/** QSharedMemory::AccessMode, with Qt's numbers. */
typedef enum qsm_shared_memory_access_mode {
    QSM_SHARED_MEMORY_READ_ONLY = 0,
    QSM_SHARED_MEMORY_READ_WRITE = 1
} qsm_shared_memory_access_mode;

/**
 * An object without a key (QSharedMemory()).
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new(void);

/**
 * An object with a legacy key (QSharedMemory(const QString &)): the key of a Qt program that says
 * `QSharedMemory shared("hello")`. Nothing is created or attached yet.
 * @param key UTF-8; NULL means "". Text that is not valid UTF-8 gives an object without a key whose
 *            error is KeyError.
 * @return a new object; NULL with errno ENOMEM when out of memory, or EILSEQ when the name of the
 *         temp directory is not valid UTF-8.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_key(const char *key);

/**
 * An object with a copy of a native key (QSharedMemory(const QNativeIpcKey &)).
 * @param key NULL means no key.
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_native(const qsm_native_ipc_key *key);

/**
 * Detaches if attached and frees (~QSharedMemory). NULL is fine.
 *
 * To detach it waits for the lock, as Qt does, but no longer than
 * qsm_shared_memory_set_lock_timeout() allows, and asks the stop callback. If it does not get the
 * lock, it unmaps the segment and removes nothing. A lock that this object holds is given back. A
 * lock that this object made is removed if no other process has it: with System V when it can be
 * had within 20 ms, with POSIX when no process has it open (on Linux; other systems do not tell
 * that, so it stays there).
 * @since 0.1
 */
QSM_API void qsm_shared_memory_free(qsm_shared_memory *shared_memory);

/**
 * Sets the legacy key (QSharedMemory::setKey). Detaches first if attached.
 * @param key UTF-8; NULL means "".
 * @return false with KeyError when key is not valid UTF-8, OutOfResources when out of memory; the
 *         object then keeps its old key. False with the error of the detach when that failed.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_key(qsm_shared_memory *shared_memory, const char *key);

/** The legacy key, "" if there is none (QSharedMemory::key). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_key(const qsm_shared_memory *shared_memory);

/**
 * Sets a native name of a type (QSharedMemory::setNativeKey(const QString &, Type)). Detaches
 * first if attached. Qt's default for type is qsm_native_ipc_key_legacy_default_type_for_os().
 * @param native_key UTF-8; NULL means "".
 * @return false with KeyError for a type this host lacks, or as qsm_shared_memory_set_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_key(qsm_shared_memory *shared_memory,
                                              const char *native_key,
                                              qsm_native_ipc_key_type_code type);

/**
 * Sets a copy of a native key (QSharedMemory::setNativeKey(const QNativeIpcKey &)).
 * @param key NULL means no key.
 * @return as qsm_shared_memory_set_native_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_ipc_key(qsm_shared_memory *shared_memory,
                                                  const qsm_native_ipc_key *key);

/** The native name, "" if there is none (QSharedMemory::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_native_key(const qsm_shared_memory *shared_memory);

/**
 * The key object (QSharedMemory::nativeIpcKey). The shared memory object owns it; it is valid until
 * that is freed, and changes with its key. NULL only for NULL.
 * @since 0.1
 */
QSM_API const qsm_native_ipc_key *
qsm_shared_memory_native_ipc_key(const qsm_shared_memory *shared_memory);

/**
 * Creates a segment and attaches to it (QSharedMemory::create). Qt's default for mode is ReadWrite;
 * with ReadOnly only this mapping is read-only.
 * @param size in bytes.
 * @return false when a segment of this key exists or this object is attached (AlreadyExists), when
 *         size <= 0 (InvalidSize), when the lock cannot be had (LockError) and on every other
 * error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode);

/**
 * Attaches to the segment of this key (QSharedMemory::attach).
 * @return false on every error; false, with the error left as it was, when attached already.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach(qsm_shared_memory *shared_memory,
                                      qsm_shared_memory_access_mode mode);

/**
 * Attaches to the segment of this key if it has at least size bytes. Ours. For programs that read a
 * struct from the segment: a peer of another release may have made a smaller segment, and reading
 * behind its end would end this process.
 * @param size in bytes.
 * @return false with InvalidSize, detached, when the segment is smaller: the text names both sizes,
 *         and the segment stays as it is. Otherwise as qsm_shared_memory_attach().
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_attach_at_least(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                               qsm_shared_memory_access_mode mode);

/** Whether attached (QSharedMemory::isAttached). @since 0.1 */
QSM_API bool qsm_shared_memory_is_attached(const qsm_shared_memory *shared_memory);

/** Whether attached ReadWrite, so that qsm_shared_memory_data() may be written to. Ours. @since 0.1
 */
QSM_API bool qsm_shared_memory_is_writable(const qsm_shared_memory *shared_memory);

/**
 * Detaches (QSharedMemory::detach). With System V the last process to detach removes the segment
 * and its key file; POSIX segments stay, as in Qt. Pointers from qsm_shared_memory_data() are
 * invalid afterwards. Unlike Qt, the key file stays when it is not empty, when it is not a regular
 * file, when it is not the file that was there when this object attached, or when the lock's
 * semaphore (native key) still uses it.
 * @return false, error untouched, when not attached; false on every error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_detach(qsm_shared_memory *shared_memory);

/** Size of the attached segment in bytes, 0 if not attached (QSharedMemory::size). @since 0.1 */
QSM_API ptrdiff_t qsm_shared_memory_size(const qsm_shared_memory *shared_memory);

/**
 * The attached segment's first byte, NULL if not attached (QSharedMemory::data). Valid until the
 * object detaches.
 *
 * Writing to a segment that is attached ReadOnly ends the process with SIGSEGV, as in Qt. If a peer
 * shrinks a POSIX segment, touching the missing pages ends the process with SIGBUS, as in Qt.
 * qsm_shared_memory_read_image() and _write_image() check for missing pages first; they cannot
 * notice a peer that shrinks the segment after the check.
 * @since 0.1
 */
QSM_API void *qsm_shared_memory_data(qsm_shared_memory *shared_memory);

/** The same for reading (QSharedMemory::constData). @since 0.1 */
QSM_API const void *qsm_shared_memory_const_data(const qsm_shared_memory *shared_memory);

/**
 * Waits for the lock and takes it (QSharedMemory::lock). Waits for ever. The stop callback is not
 * asked when the lock is free.
 *
 * Unlike Qt, a create or attach of this object while it holds the lock leaves it held; in Qt it is
 * given away. A detach gives it back, as in Qt. A POSIX lock stays taken for ever when its holder
 * is killed: use qsm_shared_memory_lock_for() where that must not block.
 * @return true, also when this object holds the lock already (there is no count). False with
 *         LockError before the first create or attach (the lock gets its key there), when the stop
 *         callback ended the wait, and on every other error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock(qsm_shared_memory *shared_memory);

/**
 * Takes the lock if it is free now. Ours.
 * @return false when another holds it (the error is then left as it was) and on failure
 *         (LockError).
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_try_lock(qsm_shared_memory *shared_memory);

/**
 * Waits for the lock up to a time limit, and takes it. Ours.
 * @param milliseconds < 0: for ever; 0: as qsm_shared_memory_try_lock(). In 0.1 a negative limit
 *                     did not wait.
 * @return false when the time is over (the error is then left as it was), and as
 *         qsm_shared_memory_lock().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock_for(qsm_shared_memory *shared_memory, int milliseconds);

/** Whether this object holds the lock. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_is_locked(const qsm_shared_memory *shared_memory);

/**
 * Gives the lock back (QSharedMemory::unlock).
 * @return true when the lock is not held any more. True also when the semaphore was removed
 *         meanwhile, or set to 1 by the create() of a Qt program: then it is left alone (Qt would
 *         end with value 2, and two programs in the lock). False, error untouched, when this object
 *         does not hold the lock.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_unlock(qsm_shared_memory *shared_memory);

/** The error of the last call that failed (QSharedMemory::error). @since 0.1 */
QSM_API qsm_shared_memory_error_code
qsm_shared_memory_error(const qsm_shared_memory *shared_memory);

/**
 * Its text, "" for none (QSharedMemory::errorString). Never NULL. Valid until the next call with
 * this object.
 * @since 0.1
 */
QSM_API const char *qsm_shared_memory_error_string(const qsm_shared_memory *shared_memory);

/**
 * Sets a callback that can end the waits of this object. Ours. It is asked before each wait (not
 * when the lock is free), after each signal that interrupts a wait, and every 100 ms. The calls
 * that wait are lock, lock_for, create, attach, detach and what is built on them, free,
 * wait_for_segment, and the calls of qsm/exchange.h. A program can so react to signals, show
 * progress, or end its waits from another thread.
 *
 * When the callback returns true, the call ends as after a time limit: false, and nothing is held
 * or changed. The error then is LockError (NotFound for qsm_shared_memory_wait_for_segment()), the
 * text says that the callback ended the wait, and qsm_shared_memory_was_stopped() is true.
 * @param stop NULL: no wait is ended (the default). The callback may ask this object, but do
 *             nothing with it.
 * @param context is passed to it.
 * @since 0.2
 */
QSM_API void qsm_shared_memory_set_stop(qsm_shared_memory *shared_memory,
                                        bool (*stop)(void *context), void *context);

/**
 * Whether the last call that failed did so because the stop callback ended its wait. Ours.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_was_stopped(const qsm_shared_memory *shared_memory);

/**
 * Waits until there is a segment of this key. Ours. Only looks: nothing is opened, created, locked
 * or kept. The segment may be gone, or without contents, when the program then attaches.
 * @param milliseconds < 0: for ever; 0: looks once.
 * @return true when there is a segment, or when the system does not tell (an attach then says why);
 *         false with NotFound when the time is over or the stop callback ended the wait, KeyError
 *         when the object has no key.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_wait_for_segment(qsm_shared_memory *shared_memory, int milliseconds);

/**
 * Attaches to the segment of this key, or creates a segment of size bytes if there is none, as one
 * step under the lock. Ours.
 * @param created receives whether it was created; may be NULL.
 * @return false on every error and, as qsm_shared_memory_attach(), when attached already. A smaller
 *         segment that exists is attached and is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode, bool *created);

/**
 * As qsm_shared_memory_create(), but removes a stale segment of this key first. Stale is a segment
 * that no process is attached to: its last user crashed, or (POSIX) just ended. Ours. A segment in
 * use, or of which that is not known, stays: AlreadyExists.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory,
                                                      ptrdiff_t size,
                                                      qsm_shared_memory_access_mode mode);

/**
 * Removes the segment of this key if no process is attached to it (this object neither). Ours.
 * @param removed receives whether there was a segment and it was removed; may be NULL.
 * @return false on errors only. A segment in use, or no segment, is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove_stale(qsm_shared_memory *shared_memory, bool *removed);

/** What qsm_shared_memory_remove() found and did. Ours. @since 0.1 */
typedef struct qsm_removal_report {
    size_t size;  /**< QSM_INIT(qsm_removal_report) */
    bool segment; /**< there was a segment without users: it was removed */
    bool lock;    /**< its lock was removed too, with both key files */
    /**
     * Everything stays: a process is attached, or that is not known; or there is no segment and the
     * lock has 2 units or more, so that it is the QSystemSemaphore of some program.
     */
    bool in_use;
} qsm_removal_report;

/**
 * Removes everything of this key, under its lock: the segment if no process is attached to it (this
 * object neither), and with it the lock and both key files. Ours. A POSIX lock stays while another
 * process has it open. Qt programs that still have the System V semaphore notice its removal and
 * make a new one.
 * @param report receives what was done; may be NULL. A report that QSM_INIT() did not initialise is
 *               refused: false with UnknownError and errno EINVAL.
 * @return false on errors only (LockError when the lock was not free in time). A segment in use, or
 *         no segment, is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove(qsm_shared_memory *shared_memory, qsm_removal_report *report);

/**
 * Whether the last detach (also by a new key or qsm_shared_memory_free()) removes a POSIX segment
 * that no other process has. Ours. Default false: Qt never removes them. System V segments always
 * go with their last user, as in Qt.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_remove_on_last_detach(qsm_shared_memory *shared_memory,
                                                         bool remove);

/** What qsm_shared_memory_set_remove_on_last_detach() set. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_remove_on_last_detach(const qsm_shared_memory *shared_memory);

/**
 * Whether this object attaches only to segments of its own effective user: with System V segments
 * that this user owns and has made, with POSIX segments that it owns. Other segments are
 * PermissionDenied. Ours. Default false, as in Qt, where the mode alone decides. For programs that
 * run as root, or beside other users, who can make segments that all users may attach to.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_same_user_only(qsm_shared_memory *shared_memory,
                                                  bool same_user_only);

/** What qsm_shared_memory_set_same_user_only() set. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_same_user_only(const qsm_shared_memory *shared_memory);

/**
 * How long each step that needs the lock waits for it: in create, attach, detach, remove, a new
 * key, free, and the calls of qsm/exchange.h. Ours. When the lock is not free by then, the call
 * fails with LockError. qsm_shared_memory_lock() has no limit.
 * @param milliseconds < 0 (the default): for ever, as in Qt; 0: does not wait.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_lock_timeout(qsm_shared_memory *shared_memory, int milliseconds);

/** What qsm_shared_memory_set_lock_timeout() set, -1 for every negative limit. Ours. @since 0.1 */
QSM_API int qsm_shared_memory_lock_timeout(const qsm_shared_memory *shared_memory);

/**
 * Attaches to the segment of a legacy key, whichever key scheme the Qt program that made it uses.
 * Of the segments that exist, in the order of qsm_key_scheme, it takes the first that can be
 * attached to. This object then has that native key. Ours. Where there is no segment, nothing is
 * made or touched.
 * @param key UTF-8.
 * @param scheme receives the scheme, QSM_KEY_SCHEME_NONE when false is returned; may be NULL.
 * @return false, and this object keeps its key, when there is none (NotFound), when key is empty or
 *         not valid UTF-8 (KeyError), when none of the segments could be attached to (the error of
 *         the first), and, as qsm_shared_memory_attach(), when attached already.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach_any(qsm_shared_memory *shared_memory, const char *key,
                                          qsm_shared_memory_access_mode mode,
                                          qsm_key_scheme *scheme);

/** Whether keys of this type work on this system (QSharedMemory::isKeyTypeSupported). @since 0.1 */
QSM_API bool qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type_code type);

/**
 * The key Qt programs mean with a legacy key (QSharedMemory::legacyNativeKey).
 * @param key UTF-8; "" gives an empty native name.
 * @param type System V (any id), POSIX or Windows.
 * @param environment NULL: as Qt in this process. Unlike in Qt, a type that this host lacks gives
 *        its name too, so that a program can tell the names of other hosts.
 * @return a new key, NULL when out of memory (errno ENOMEM), or when key or a directory's name is
 *         not valid UTF-8 (EILSEQ). It remembers the environment: qsm_native_ipc_key_lock_key()
 *         looks there. For type SYSTEM_V of Qt 5.6 - 5.8 the key's type is the ftok id that they
 *         make from the file's name; one that is 0 works too, but does not show as type.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *
qsm_shared_memory_legacy_native_key(const char *key, qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment);

/**
 * A name that is safe on the platform (QSharedMemory::platformSafeKey, Qt 6.6+). Parameters and
 * result as qsm_shared_memory_legacy_native_key(); no legacy key is remembered.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *
qsm_shared_memory_platform_safe_key(const char *key, qsm_native_ipc_key_type_code type,
                                    const qsm_key_environment *environment);

#ifdef __cplusplus
}
#endif

#endif
