/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/system_semaphore.h
 * QSystemSemaphore: a counting semaphore that processes share by key.
 *
 * As in Qt, making an object opens the semaphore; a failure shows in qsm_system_semaphore_error()
 * and is tried again by acquire and release. What QSystemSemaphore lacks is marked "Ours".
 *
 * Errors: calls that can fail return bool. qsm_system_semaphore_error() and
 * qsm_system_semaphore_error_string() say why, with Qt's numbers and Qt's untranslated texts. Calls
 * that succeed clear the error.
 *
 * NULL: each call accepts NULL for the object. It then returns false, 0 or NULL ("" for text that
 * is never NULL) and sets errno to EINVAL.
 *
 * Time limits: < 0 waits for ever, 0 does not wait, > 0 is a number of milliseconds.
 *
 * Threads: one object belongs to one thread at a time; any number of threads may ask a const object
 * at the same time. Two objects share nothing but the semaphore itself.
 *
 * Fork: an object belongs to the process that made it. A child made by fork() may free its copy:
 * that frees memory and removes nothing. A child may also ask (key, error ...). Each other call
 * fails with UnknownError, and the text says why. A child can make objects of its own. Children
 * made by vfork() or _Fork() must not touch objects.
 *
 * Signals: a signal alone does not end a wait. qsm_system_semaphore_set_stop() sets a callback that
 * can. No function may be called from a signal handler.
 */
#ifndef QSM_SYSTEM_SEMAPHORE_H
#define QSM_SYSTEM_SEMAPHORE_H

#include <stdbool.h>

#include <qsm/export.h>
#include <qsm/native_ipc_key.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QSystemSemaphore. Opaque; made by a _new function, freed by qsm_system_semaphore_free(). */
typedef struct qsm_system_semaphore qsm_system_semaphore;

/** QSystemSemaphore::SystemSemaphoreError, with Qt's numbers. */
typedef enum qsm_system_semaphore_error_code {
    QSM_SYSTEM_SEMAPHORE_NO_ERROR = 0,
    QSM_SYSTEM_SEMAPHORE_PERMISSION_DENIED = 1,
    QSM_SYSTEM_SEMAPHORE_KEY_ERROR = 2,
    QSM_SYSTEM_SEMAPHORE_ALREADY_EXISTS = 3,
    QSM_SYSTEM_SEMAPHORE_NOT_FOUND = 4,
    QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES = 5,
    QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR = 6
} qsm_system_semaphore_error_code;

/**
 * QSystemSemaphore::AccessMode, with Qt's numbers. Open leaves a semaphore that exists as it is.
 * Create sets a semaphore that exists to the initial value and makes this object its owner, as in
 * Qt. The lock of a qsm_shared_memory is always opened with Open.
 */
typedef enum qsm_system_semaphore_access_mode {
    QSM_SYSTEM_SEMAPHORE_OPEN = 0,
    QSM_SYSTEM_SEMAPHORE_CREATE = 1
} qsm_system_semaphore_access_mode;

/**
 * Opens or creates the semaphore of a legacy key (QSystemSemaphore(const QString &, int,
 * AccessMode); Qt's defaults are 0 and Open).
 * @param key UTF-8; NULL means "". Text that is not valid UTF-8 gives an object without a key whose
 *            error is KeyError.
 * @param initial_value the value of a semaphore that this call makes; not negative.
 * @return a new object; NULL with errno ENOMEM when out of memory, or EILSEQ when the name of the
 *         temp directory is not valid UTF-8.
 * @since 0.1
 */
QSM_API qsm_system_semaphore *qsm_system_semaphore_new_key(const char *key, int initial_value,
                                                           qsm_system_semaphore_access_mode mode);

/**
 * The same with a copy of a native key (QSystemSemaphore(const QNativeIpcKey &, ...)).
 * @param key NULL means no key.
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_system_semaphore *
qsm_system_semaphore_new_native(const qsm_native_ipc_key *key, int initial_value,
                                qsm_system_semaphore_access_mode mode);

/**
 * Closes and frees (~QSystemSemaphore). NULL is fine. An owner removes the semaphore, as in Qt.
 * Unlike Qt it leaves the semaphore alone while another process holds a unit of it or waits for one
 * (System V: value and waiters are looked at; POSIX: other processes that have it open).
 * @since 0.1
 */
QSM_API void qsm_system_semaphore_free(qsm_system_semaphore *semaphore);

/**
 * Closes the old semaphore and opens the semaphore of a legacy key (setKey(QString, ...)).
 * @param key UTF-8; NULL means "".
 * @return false with KeyError when key is not valid UTF-8 (the object keeps its old key), and when
 *         the new semaphore could not be opened.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_set_key(qsm_system_semaphore *semaphore, const char *key,
                                          int initial_value, qsm_system_semaphore_access_mode mode);

/**
 * The same with a native name of a type (setNativeKey(QString, ..., Type)). KeyError for a type
 * this host lacks.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_set_native_key(qsm_system_semaphore *semaphore,
                                                 const char *native_key, int initial_value,
                                                 qsm_system_semaphore_access_mode mode,
                                                 qsm_native_ipc_key_type_code type);

/**
 * The same with a copy of a native key (setNativeKey(QNativeIpcKey, ...)).
 * @param key NULL means no key.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_set_native_ipc_key(qsm_system_semaphore *semaphore,
                                                     const qsm_native_ipc_key *key,
                                                     int initial_value,
                                                     qsm_system_semaphore_access_mode mode);

/** The legacy key, "" if there is none (QSystemSemaphore::key). Never NULL. @since 0.1 */
QSM_API const char *qsm_system_semaphore_key(const qsm_system_semaphore *semaphore);

/** The native name, "" if there is none (QSystemSemaphore::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_system_semaphore_native_key(const qsm_system_semaphore *semaphore);

/**
 * The key object (QSystemSemaphore::nativeIpcKey). The semaphore object owns it; it is valid until
 * the key changes or the object is freed. NULL only for NULL.
 * @since 0.1
 */
QSM_API const qsm_native_ipc_key *
qsm_system_semaphore_native_ipc_key(const qsm_system_semaphore *semaphore);

/**
 * Waits until the value is above 0 and takes 1 from it (QSystemSemaphore::acquire). Waits for ever.
 * The stop callback is not asked when the value is above 0.
 * @return false on failure, and when the stop callback ended the wait (UnknownError).
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_acquire(qsm_system_semaphore *semaphore);

/**
 * Takes 1 if the value is above 0 now. Ours.
 * @return false when it is 0 (error: NoError) and on failure.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_try_acquire(qsm_system_semaphore *semaphore);

/**
 * Waits up to a time limit until the value is above 0 and takes 1 from it. Ours.
 * @param milliseconds < 0: for ever; 0: as qsm_system_semaphore_try_acquire(). In 0.1 a negative
 *                     limit did not wait.
 * @return false when the time is over (error: NoError), and as qsm_system_semaphore_acquire().
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_acquire_for(qsm_system_semaphore *semaphore, int milliseconds);

/**
 * Adds n to the value (QSystemSemaphore::release; Qt's default is 1). If the semaphore was removed
 * meanwhile, the units that this object had taken from it are gone with it; only units beyond them
 * go to the semaphore that has the name then. (Qt adds all of them: a mutex gets 2.)
 * @return false for n < 0 (error untouched, as in Qt) and on failure; true for 0. Unlike Qt, n
 *         above 32767 is OutOfResources instead of a 16 bit overflow.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_release(qsm_system_semaphore *semaphore, int n);

/**
 * Sets a callback that can end the waits of this object. Ours. It is asked before each wait of
 * acquire and acquire_for (not when the value is above 0), after each signal that interrupts a
 * wait, and every 100 ms. When it returns true, the call ends as after a time limit: false, and
 * nothing is taken. The error then is UnknownError, the text says that the callback ended the wait,
 * and qsm_system_semaphore_was_stopped() is true.
 * @param stop NULL: no wait is ended (the default). The callback may ask this object, but do
 *             nothing with it.
 * @param context is passed to it.
 * @since 0.2
 */
QSM_API void qsm_system_semaphore_set_stop(qsm_system_semaphore *semaphore,
                                           bool (*stop)(void *context), void *context);

/** Whether the stop callback ended the wait of the last call. Ours. @since 0.2 */
QSM_API bool qsm_system_semaphore_was_stopped(const qsm_system_semaphore *semaphore);

/** The error of the last call (QSystemSemaphore::error). @since 0.1 */
QSM_API qsm_system_semaphore_error_code
qsm_system_semaphore_error(const qsm_system_semaphore *semaphore);

/**
 * Its text, "" for none (QSystemSemaphore::errorString). Never NULL. Valid until the next call with
 * this object.
 * @since 0.1
 */
QSM_API const char *qsm_system_semaphore_error_string(const qsm_system_semaphore *semaphore);

/** Whether keys of this type work here (QSystemSemaphore::isKeyTypeSupported). @since 0.1 */
QSM_API bool qsm_system_semaphore_is_key_type_supported(qsm_native_ipc_key_type_code type);

/** QSystemSemaphore::legacyNativeKey; see qsm_shared_memory_legacy_native_key(). @since 0.1 */
QSM_API qsm_native_ipc_key *
qsm_system_semaphore_legacy_native_key(const char *key, qsm_native_ipc_key_type_code type,
                                       const qsm_key_environment *environment);

/** QSystemSemaphore::platformSafeKey; see qsm_shared_memory_platform_safe_key(). @since 0.1 */
QSM_API qsm_native_ipc_key *
qsm_system_semaphore_platform_safe_key(const char *key, qsm_native_ipc_key_type_code type,
                                       const qsm_key_environment *environment);

#ifdef __cplusplus
}
#endif

#endif
