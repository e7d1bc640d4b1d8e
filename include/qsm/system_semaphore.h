/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/system_semaphore.h
 * QSystemSemaphore: a counting semaphore that processes share by key.
 *
 * Errors as in qsm/shared_memory.h, with the numbers of QSystemSemaphore::SystemSemaphoreError. As
 * in Qt, making an object opens the semaphore; a failure shows in qsm_system_semaphore_error() and
 * is tried again by acquire and release.
 */
#ifndef QSM_SYSTEM_SEMAPHORE_H
#define QSM_SYSTEM_SEMAPHORE_H

#include <stdbool.h>

#include <qsm/export.h>
#include <qsm/native_ipc_key.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QSystemSemaphore. Opaque; one object belongs to one thread at a time. */
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
 * QSystemSemaphore::AccessMode, with Qt's numbers. Open takes a semaphore that exists as it is.
 * Create sets one that exists to the initial value and makes this object its owner: the caller asks
 * for it, so it is done here as in Qt. The lock of a qsm_shared_memory is always opened with Open.
 */
typedef enum qsm_system_semaphore_access_mode {
    QSM_SYSTEM_SEMAPHORE_OPEN = 0,
    QSM_SYSTEM_SEMAPHORE_CREATE = 1
} qsm_system_semaphore_access_mode;

/**
 * Opens or creates the semaphore of a legacy key (QSystemSemaphore(const QString &, int,
 * AccessMode); Qt's defaults are 0 and Open).
 * @param initial_value the value of a semaphore that this call makes; not negative.
 * @return a new object, NULL when out of memory.
 * @since 0.1
 */
QSM_API qsm_system_semaphore *qsm_system_semaphore_new_key(const char *key, int initial_value,
                                                           qsm_system_semaphore_access_mode mode);

/** The same with a copy of a native key (QSystemSemaphore(const QNativeIpcKey &, ...)). @since 0.1
 */
QSM_API qsm_system_semaphore *
qsm_system_semaphore_new_native(const qsm_native_ipc_key *key, int initial_value,
                                qsm_system_semaphore_access_mode mode);

/**
 * Closes and frees (~QSystemSemaphore). An owner removes the semaphore, as in Qt; unlike Qt not
 * while this would leave another process with a lock it holds or waits for (System V: value and
 * waiters are looked at; POSIX: other openers). NULL is fine.
 * @since 0.1
 */
QSM_API void qsm_system_semaphore_free(qsm_system_semaphore *semaphore);

/** Closes the old and opens the semaphore of a legacy key (setKey(QString, ...)). @since 0.1 */
QSM_API bool qsm_system_semaphore_set_key(qsm_system_semaphore *semaphore, const char *key,
                                          int initial_value, qsm_system_semaphore_access_mode mode);

/** The same with a native name of a type (setNativeKey(QString, ..., Type)). @since 0.1 */
QSM_API bool qsm_system_semaphore_set_native_key(qsm_system_semaphore *semaphore,
                                                 const char *native_key, int initial_value,
                                                 qsm_system_semaphore_access_mode mode,
                                                 qsm_native_ipc_key_type_code type);

/** The same with a copy of a native key (setNativeKey(QNativeIpcKey, ...)). @since 0.1 */
QSM_API bool qsm_system_semaphore_set_native_ipc_key(qsm_system_semaphore *semaphore,
                                                     const qsm_native_ipc_key *key,
                                                     int initial_value,
                                                     qsm_system_semaphore_access_mode mode);

/** The legacy key, "" if there is none (QSystemSemaphore::key). Never NULL. @since 0.1 */
QSM_API const char *qsm_system_semaphore_key(const qsm_system_semaphore *semaphore);

/** The native name, "" if there is none (QSystemSemaphore::nativeKey). @since 0.1 */
QSM_API const char *qsm_system_semaphore_native_key(const qsm_system_semaphore *semaphore);

/** The key object, owned by semaphore (QSystemSemaphore::nativeIpcKey). Never NULL. @since 0.1 */
QSM_API const qsm_native_ipc_key *
qsm_system_semaphore_native_ipc_key(const qsm_system_semaphore *semaphore);

/** Waits until the value is above 0 and takes 1 from it (QSystemSemaphore::acquire). @since 0.1 */
QSM_API bool qsm_system_semaphore_acquire(qsm_system_semaphore *semaphore);

/**
 * Takes 1 if the value is above 0 now. Ours.
 * @return false when it is 0 (error: NoError) and on failure.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_try_acquire(qsm_system_semaphore *semaphore);

/**
 * Waits up to a time limit. Ours.
 * @param milliseconds < 0: as long as it takes; 0: as qsm_system_semaphore_try_acquire().
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_acquire_for(qsm_system_semaphore *semaphore, int milliseconds);

/**
 * Adds n to the value (QSystemSemaphore::release; Qt's default is 1). When the semaphore was
 * removed meanwhile, units that this object had taken from it went with it and are not added; only
 * what is beyond them goes to the semaphore that has the name then. (Qt adds all of them: a mutex
 * gets 2.)
 * @return false for n < 0 (error untouched, as in Qt) and on failure; true for 0. Unlike Qt, n
 *         above 32767 is OutOfResources instead of a 16 bit overflow.
 * @since 0.1
 */
QSM_API bool qsm_system_semaphore_release(qsm_system_semaphore *semaphore, int n);

/** The error of the last call (QSystemSemaphore::error). @since 0.1 */
QSM_API qsm_system_semaphore_error_code
qsm_system_semaphore_error(const qsm_system_semaphore *semaphore);

/** Its text, "" for none (QSystemSemaphore::errorString). Never NULL. @since 0.1 */
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
