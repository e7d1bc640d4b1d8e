/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/system_semaphore.h
 * QSystemSemaphore: a counting semaphore that processes share by key.
 *
 * As in Qt, a _new function opens the semaphore. If that fails, qsm_system_semaphore_error() says
 * why, and acquire and release try again. Functions that QSystemSemaphore lacks are marked "Ours".
 *
 * Errors: calls that can fail return bool. After false, qsm_system_semaphore_error() gives Qt's
 * number and qsm_system_semaphore_error_string() gives Qt's untranslated text. Calls that succeed
 * clear the error.
 *
 * NULL: each call accepts NULL for the object. It then returns false, 0 or NULL ("" for text that
 * is never NULL) and sets errno to EINVAL.
 *
 * Time limits: < 0 waits for ever, 0 does not wait, > 0 is a number of milliseconds.
 *
 * Threads: one object belongs to one thread at a time; any number of threads may call functions
 * that take a const object at the same time. Two objects share nothing but the semaphore itself.
 *
 * Fork: an object belongs to the process that made it. A child made by fork() may free its copy:
 * this frees memory and removes nothing. A child may also call the getters (key, error ...). Each
 * other call fails with UnknownError, and the text says why. A child can make objects of its own.
 * Children made by vfork() or _Fork() must not touch objects.
 *
 * Signals: a signal alone does not end a wait. qsm_system_semaphore_set_stop() sets a callback that
 * can end a wait. No function may be called from a signal handler.
 */
#ifndef QSM_SYSTEM_SEMAPHORE_H
#define QSM_SYSTEM_SEMAPHORE_H

#include <stdbool.h>

#include <qsm/export.h>
#include <qsm/native_ipc_key.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A QSystemSemaphore. Opaque; a _new function makes it, qsm_system_semaphore_free() frees it.
 * @since 0.1
 */
typedef struct qsm_system_semaphore qsm_system_semaphore;

/** QSystemSemaphore::SystemSemaphoreError, with Qt's numbers. @since 0.1 */
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
 * QSystemSemaphore::AccessMode, with Qt's numbers. If the semaphore exists, Open does not change
 * it. Create sets it to the initial value and makes this object its owner, as in Qt. A
 * qsm_shared_memory always opens its lock with Open.
 * @since 0.1
 */
typedef enum qsm_system_semaphore_access_mode {
    QSM_SYSTEM_SEMAPHORE_OPEN = 0,
    QSM_SYSTEM_SEMAPHORE_CREATE = 1
} qsm_system_semaphore_access_mode;

/**
 * Opens or creates the semaphore of a legacy key (QSystemSemaphore(const QString &, int,
 * AccessMode); Qt's defaults are 0 and Open).
 * @param key UTF-8; NULL means "". With text that is not valid UTF-8, the object has no key and the
 *            error KeyError.
 * @param initial_value the value of a semaphore that this call makes; not negative.
 * @param mode Open or Create.
 * @return a new object; NULL with errno ENOMEM when out of memory, EILSEQ when the name of the
 *         temporary directory is not valid UTF-8.
 * @since 0.1
 */
QSM_API qsm_system_semaphore *qsm_system_semaphore_new_key(const char *key, int initial_value,
                                                           qsm_system_semaphore_access_mode mode);

/**
 * The same with a copy of a native key (QSystemSemaphore(const QNativeIpcKey &, ...)).
 * @param key NULL means no key.
 * @param initial_value as for qsm_system_semaphore_new_key().
 * @param mode as for qsm_system_semaphore_new_key().
 * @return a new object; NULL with errno ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_system_semaphore *
qsm_system_semaphore_new_native(const qsm_native_ipc_key *key, int initial_value,
                                qsm_system_semaphore_access_mode mode);

/**
 * Closes the semaphore and frees the object (~QSystemSemaphore). NULL is fine. An owner removes the
 * semaphore, as in Qt. Unlike Qt, it keeps a semaphore that another process uses. System V: another
 * process holds or waits for a unit, as the value and the number of waiters show. POSIX: another
 * process has the semaphore open.
 * @since 0.1
 */
QSM_API void qsm_system_semaphore_free(qsm_system_semaphore *semaphore);

/**
 * Closes the old semaphore and opens the semaphore of a legacy key (setKey(QString, ...)).
 * @param semaphore the object.
 * @param key UTF-8; NULL means "".
 * @param initial_value as for qsm_system_semaphore_new_key().
 * @param mode as for qsm_system_semaphore_new_key().
 * @return false with KeyError when key is not valid UTF-8 (the object keeps its old key); false
 *         when the call cannot open the new semaphore.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_set_key(qsm_system_semaphore *semaphore, const char *key,
                                          int initial_value, qsm_system_semaphore_access_mode mode);

/**
 * The same with a native name of a type (setNativeKey(QString, ..., Type)). KeyError for a type
 * that this host does not support.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_set_native_key(qsm_system_semaphore *semaphore,
                                                 const char *native_key, int initial_value,
                                                 qsm_system_semaphore_access_mode mode,
                                                 qsm_native_ipc_key_type_code type);

/**
 * The same with a copy of a native key (setNativeKey(QNativeIpcKey, ...)).
 * @param semaphore the object.
 * @param key NULL means no key.
 * @param initial_value as for qsm_system_semaphore_new_key().
 * @param mode as for qsm_system_semaphore_new_key().
 * @return as qsm_system_semaphore_set_key().
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
 * The key object (QSystemSemaphore::nativeIpcKey). The semaphore object owns it. It is valid until
 * the object's key changes or the object is freed. NULL only for NULL.
 * @since 0.1
 */
QSM_API const qsm_native_ipc_key *
qsm_system_semaphore_native_ipc_key(const qsm_system_semaphore *semaphore);

/**
 * Waits until the value is above 0 and subtracts 1 (QSystemSemaphore::acquire). There is no time
 * limit. When the value is above 0, the stop callback is not asked.
 * @return false on failure, and when the stop callback ended the wait (UnknownError).
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_acquire(qsm_system_semaphore *semaphore);

/**
 * Subtracts 1 if the value is above 0 now. Ours.
 * @return false when the value is 0 (error: NoError) and on failure.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_try_acquire(qsm_system_semaphore *semaphore);

/**
 * Waits up to a time limit until the value is above 0, and subtracts 1. Ours.
 * @param semaphore the object.
 * @param milliseconds < 0: for ever; 0: as qsm_system_semaphore_try_acquire(). In 0.1 a negative
 *                     limit did not wait.
 * @return false when the time is over (error: NoError); otherwise as
 *         qsm_system_semaphore_acquire().
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_acquire_for(qsm_system_semaphore *semaphore, int milliseconds);

/**
 * Adds n to the value (QSystemSemaphore::release; Qt's default is 1). If another program removed
 * the semaphore meanwhile, the units that this object had acquired are lost. The call adds only the
 * other units to the new semaphore of this name. (Qt adds all n units: a mutex then has value 2.)
 * @return false for n < 0 (the error does not change, as in Qt) and on failure; true for 0. If n is
 *         above 32767, the error is OutOfResources; in Qt a 16 bit number overflows.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_release(qsm_system_semaphore *semaphore, int n);

/**
 * Sets a callback that can end the waits of this object. Ours. The library calls it before each
 * wait of acquire and acquire_for (not when the value is above 0), after each signal that
 * interrupts a wait, and every 100 ms. When it returns true, the call ends as after a time limit:
 * it returns false, and the value does not change. The error is UnknownError, the text says that
 * the callback ended the wait, and qsm_system_semaphore_was_stopped() is true.
 * @param semaphore the object.
 * @param stop NULL: no callback (the default). The callback may call only this object's getters.
 * @param context the callback's argument.
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
 * The error's text, "" if there is no error (QSystemSemaphore::errorString). Never NULL. Valid
 * until the next call with this object.
 * @since 0.1
 */
QSM_API const char *qsm_system_semaphore_error_string(const qsm_system_semaphore *semaphore);

/**
 * Whether keys of this type work on this system (QSystemSemaphore::isKeyTypeSupported).
 * @since 0.1
 */
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
