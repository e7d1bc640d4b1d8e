/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/shared_memory.h
 * QSharedMemory: a segment of memory that other processes, Qt or not, attach to by key, and the
 * lock that goes with it.
 *
 * Each public method of QSharedMemory has one function here. Calls that can fail return bool as
 * Qt's do; qsm_shared_memory_error() and qsm_shared_memory_error_string() tell more, with Qt's
 * numbers and Qt's (6.6+) untranslated texts. As in Qt the error of an earlier call stays until the
 * next create or attach that gets as far as its lock. Where Qt prints a warning, an error is set.
 *
 * Where Qt programs harm each other this library does not join in: it never resets, replaces or
 * takes over a lock that exists, drops instead of doubling a lock that was removed or reset while
 * it held it, and removes only what it attached to. src/README.md lists every such choice.
 *
 * What QSharedMemory lacks is marked "Ours".
 */
#ifndef QSM_SHARED_MEMORY_H
#define QSM_SHARED_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/export.h>
#include <qsm/native_ipc_key.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QSharedMemory. Opaque; one object belongs to one thread at a time. */
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

/** An object without a key (QSharedMemory()). NULL when out of memory. @since 0.1 */
QSM_API qsm_shared_memory *qsm_shared_memory_new(void);

/**
 * An object with a legacy key (QSharedMemory(const QString &)): the one a Qt program means with
 * `QSharedMemory shared("hello")`. Nothing is created or attached yet.
 * @return a new object; NULL when out of memory. Text that is not valid UTF-8 gives an object
 *         without a key whose error is KeyError.
 * @since 0.1
 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_key(const char *key);

/** An object with a copy of a native key (QSharedMemory(const QNativeIpcKey &)). @since 0.1 */
QSM_API qsm_shared_memory *qsm_shared_memory_new_native(const qsm_native_ipc_key *key);

/**
 * Detaches if attached and frees (~QSharedMemory). Waits for the lock to detach, as Qt does. A lock
 * that this object holds is given back, one that it made is removed if nobody else has it: with
 * System V when it can be had within a moment, with POSIX when no process has it open (on Linux;
 * elsewhere that cannot be known and it stays). NULL is fine.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_free(qsm_shared_memory *shared_memory);

/**
 * Sets the legacy key (QSharedMemory::setKey). Detaches first if attached.
 * @return false with KeyError when key is not valid UTF-8, OutOfResources when out of memory; the
 *         object then keeps its old key.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_key(qsm_shared_memory *shared_memory, const char *key);

/** The legacy key, "" if there is none (QSharedMemory::key). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_key(const qsm_shared_memory *shared_memory);

/**
 * Sets a native name of a type (QSharedMemory::setNativeKey(const QString &, Type)). Detaches
 * first if attached. Qt's default for type is qsm_native_ipc_key_legacy_default_type_for_os().
 * @return false with KeyError for a type this host lacks, or as qsm_shared_memory_set_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_key(qsm_shared_memory *shared_memory,
                                              const char *native_key,
                                              qsm_native_ipc_key_type_code type);

/**
 * Sets a copy of a native key (QSharedMemory::setNativeKey(const QNativeIpcKey &)).
 * @return as qsm_shared_memory_set_native_key().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_set_native_ipc_key(qsm_shared_memory *shared_memory,
                                                  const qsm_native_ipc_key *key);

/** The native name, "" if there is none (QSharedMemory::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_native_key(const qsm_shared_memory *shared_memory);

/** The key object, owned by shared_memory (QSharedMemory::nativeIpcKey). Never NULL. @since 0.1 */
QSM_API const qsm_native_ipc_key *
qsm_shared_memory_native_ipc_key(const qsm_shared_memory *shared_memory);

/**
 * Creates a segment of size bytes and attaches to it (QSharedMemory::create). Qt's default for
 * mode is ReadWrite; with ReadOnly only this mapping is read-only.
 * @return false when a segment of this key exists or this object is attached (AlreadyExists), when
 *         size <= 0 (InvalidSize) and on every other error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                      qsm_shared_memory_access_mode mode);

/**
 * Attaches to the segment of this key (QSharedMemory::attach). False, with the error left as it
 * was, when attached already.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach(qsm_shared_memory *shared_memory,
                                      qsm_shared_memory_access_mode mode);

/** Whether attached (QSharedMemory::isAttached). @since 0.1 */
QSM_API bool qsm_shared_memory_is_attached(const qsm_shared_memory *shared_memory);

/** Whether attached ReadWrite, so that qsm_shared_memory_data() may be written to. Ours. @since 0.1
 */
QSM_API bool qsm_shared_memory_is_writable(const qsm_shared_memory *shared_memory);

/**
 * Detaches (QSharedMemory::detach). With System V the one who detaches last removes the segment
 * and its key file; POSIX segments stay, as in Qt. False, error untouched, when not attached.
 * Pointers from qsm_shared_memory_data() are void afterwards.
 *
 * Unlike Qt the key file is left alone when it is not empty, not a regular file, not the one that
 * was there when this object attached, or when the lock's semaphore (native key) still uses it.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_detach(qsm_shared_memory *shared_memory);

/** Size of the attached segment in bytes, 0 if not attached (QSharedMemory::size). @since 0.1 */
QSM_API ptrdiff_t qsm_shared_memory_size(const qsm_shared_memory *shared_memory);

/**
 * The attached segment's first byte, NULL if not attached (QSharedMemory::data). Writing through it
 * when attached ReadOnly ends the process with SIGSEGV, as in Qt, and so does, with SIGBUS,
 * touching what a peer has cut off a POSIX segment; qsm_shared_memory_read_image() and
 * _write_image() look for that before they touch it, though not for a peer that does so in the same
 * moment.
 * @since 0.1
 */
QSM_API void *qsm_shared_memory_data(qsm_shared_memory *shared_memory);

/** The same for reading (QSharedMemory::constData). @since 0.1 */
QSM_API const void *qsm_shared_memory_const_data(const qsm_shared_memory *shared_memory);

/**
 * Waits for the lock and takes it (QSharedMemory::lock). True at once when this object holds it
 * already (no count is kept). False with LockError before the first create or attach: the lock
 * gets its key there.
 *
 * Unlike Qt a create or attach of this object while it holds the lock leaves it held; in Qt it is
 * given away. A detach gives it back, as in Qt. A POSIX lock whose holder was killed stays taken
 * for ever: use qsm_shared_memory_lock_for() where that must not block.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock(qsm_shared_memory *shared_memory);

/**
 * Takes the lock if it is free now. Ours.
 * @return false when another holds it (the error is then left as it was) and on failure
 * (LockError).
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_try_lock(qsm_shared_memory *shared_memory);

/**
 * Waits for the lock up to a time limit. Ours.
 * @param milliseconds < 0: as long as it takes; 0: as qsm_shared_memory_try_lock().
 * @return as qsm_shared_memory_try_lock().
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_lock_for(qsm_shared_memory *shared_memory, int milliseconds);

/** Whether this object holds the lock. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_is_locked(const qsm_shared_memory *shared_memory);

/**
 * Gives the lock back (QSharedMemory::unlock). False, error untouched, when this object does not
 * hold it. A semaphore that was removed meanwhile, or set to 1 by the create() of a Qt program, is
 * left alone (Qt would end with value 2, and two in the lock): the call returns true, nothing is
 * held any more.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_unlock(qsm_shared_memory *shared_memory);

/** The error of the last failed call (QSharedMemory::error). @since 0.1 */
QSM_API qsm_shared_memory_error_code
qsm_shared_memory_error(const qsm_shared_memory *shared_memory);

/** Its text, "" for none (QSharedMemory::errorString). Never NULL. @since 0.1 */
QSM_API const char *qsm_shared_memory_error_string(const qsm_shared_memory *shared_memory);

/**
 * Attaches to the segment of this key, or creates one of size bytes if there is none, as one step
 * under the lock. Ours.
 * @param created receives whether it was created; may be NULL.
 * @return false on every error and, as qsm_shared_memory_attach(), when attached already; a smaller
 *         segment that exists is attached and is no error.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_open_or_create(qsm_shared_memory *shared_memory, ptrdiff_t size,
                                              qsm_shared_memory_access_mode mode, bool *created);

/**
 * As qsm_shared_memory_create(), but removes a stale segment of this key first: one nobody is
 * attached to, left by a process that crashed (or, POSIX, that just ended). Ours. One that is in
 * use, or of which that cannot be known, is left alone: AlreadyExists.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_create_replacing_stale(qsm_shared_memory *shared_memory,
                                                      ptrdiff_t size,
                                                      qsm_shared_memory_access_mode mode);

/**
 * Removes the segment of this key if nobody is attached to it (this object neither). Ours.
 * @param removed receives whether there was one and it was removed; may be NULL.
 * @return false on errors only; a segment in use or none at all is none.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove_stale(qsm_shared_memory *shared_memory, bool *removed);

/** What qsm_shared_memory_remove() found and did. */
typedef struct qsm_removal_report {
    bool segment; /**< there was one that nobody was attached to: it was removed */
    bool lock;    /**< its lock was removed too, with both key files */
    bool
        in_use; /**< somebody is attached, or that cannot be known, or there is no segment and the
                     lock has 2 units or more, as a QSystemSemaphore of this key: all of it stays */
} qsm_removal_report;

/**
 * Removes all that is left of this key, under its lock: the segment if nobody is attached to it
 * (this object neither), and with it the lock and both key files. Ours. POSIX locks stay while
 * another process has them open. Qt programs that still have the System V semaphore notice its
 * removal and make a new one.
 * @param report receives what was done; may be NULL.
 * @return false on errors only (LockError where the wait is limited and the lock is not to be had);
 *         a segment in use or none at all is none.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_remove(qsm_shared_memory *shared_memory, qsm_removal_report *report);

/**
 * Whether the last detach (also by a new key or qsm_shared_memory_free()) removes a POSIX segment,
 * if no other process has it. Ours. The beginning is false: Qt never removes them. System V
 * segments always go with their last user, as in Qt.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_remove_on_last_detach(qsm_shared_memory *shared_memory,
                                                         bool unlink);

/** What qsm_shared_memory_set_remove_on_last_detach() set. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_remove_on_last_detach(const qsm_shared_memory *shared_memory);

/**
 * Whether this object attaches only to segments of its own effective user: with System V those that
 * this user owns and has made, with POSIX those it owns. Others are PermissionDenied. Ours. The
 * beginning is false, as in Qt, where the mode alone decides. For programs that run as root, or
 * beside users who may make segments that all can use.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_same_user_only(qsm_shared_memory *shared_memory,
                                                  bool same_user_only);

/** What qsm_shared_memory_set_same_user_only() set. Ours. @since 0.1 */
QSM_API bool qsm_shared_memory_same_user_only(const qsm_shared_memory *shared_memory);

/**
 * How long create, attach, detach and what is built on them wait for the lock; a lock that is not
 * to be had by then is LockError. Ours. qsm_shared_memory_lock() is not limited.
 * @param milliseconds negative (the beginning): as long as it takes, as in Qt.
 * @since 0.1
 */
QSM_API void qsm_shared_memory_set_lock_timeout(qsm_shared_memory *shared_memory, int milliseconds);

/** What qsm_shared_memory_set_lock_timeout() set. Ours. @since 0.1 */
QSM_API int qsm_shared_memory_lock_timeout(const qsm_shared_memory *shared_memory);

/**
 * Attaches to the segment of a legacy key, whichever kind of native key the Qt program that made it
 * derives from it: of the kinds that exist, in the order of qsm_key_scheme, the first that can be
 * attached to. This object then has that native key. Ours. Nothing is made or touched where no
 * segment is.
 * @param key UTF-8.
 * @param kind receives which it was, QSM_KEY_SCHEME_NONE when false is returned; may be NULL.
 * @return false, and this object keeps its key, when there is none (NotFound), when key is empty or
 *         not valid UTF-8 (KeyError), when none that is there could be attached to (the error of
 *         the first), and, as qsm_shared_memory_attach(), when attached already.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_attach_any(qsm_shared_memory *shared_memory, const char *key,
                                          qsm_shared_memory_access_mode mode, qsm_key_scheme *kind);

/** Whether keys of this type work on this system (QSharedMemory::isKeyTypeSupported). @since 0.1 */
QSM_API bool qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type_code type);

/**
 * The key Qt programs mean with a legacy key (QSharedMemory::legacyNativeKey).
 * @param key UTF-8; "" gives an empty native name.
 * @param type System V (any id), POSIX or Windows.
 * @param environment NULL: as Qt in this process. Unlike Qt a type this host lacks gives its name
 *        too, so that names for other hosts can be told.
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
