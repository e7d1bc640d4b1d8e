/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/native_ipc_key.h
 * QNativeIpcKey: the operating system's name of a shared memory segment or a semaphore, and the
 * rules that make this name from a QSharedMemory key.
 *
 * One key names two things, a segment and the semaphore that locks it. Three rules give the lock's
 * name:
 * - A key can have a lock of its own, from qsm_native_ipc_key_new_with_lock() or
 *   qsm_segment_info_key().
 * - A key made from a legacy key (the QString of `QSharedMemory("hello")`) has the lock of the
 *   legacy key.
 * - Every other key has the lock that Qt's rule for native keys gives.
 *
 * See qsm_native_ipc_key_lock_key().
 *
 * Strings are UTF-8 and NUL-terminated. Text that is not valid UTF-8 is refused. A returned `char
 * *` belongs to the caller: free it with qsm_free(). A returned `const char *` belongs to the
 * object. It is valid until the object changes or is freed.
 *
 * Errors: a call that fails sets errno; its comment lists the values. With a NULL key, each call
 * but _free and _equals sets errno to EINVAL and returns false, 0, NULL or "".
 *
 * Threads: one thread at a time may change or free a key. Any number of threads may read a key.
 *
 * Fork: a child may use and free its copy of a key.
 *
 * Signals: no call waits. No function may be called from a signal handler.
 */
#ifndef QSM_NATIVE_IPC_KEY_H
#define QSM_NATIVE_IPC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>
#include <qsm/memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A QNativeIpcKey. Opaque; a _new function makes it, qsm_native_ipc_key_free() frees it.
 * @since 0.1
 */
typedef struct qsm_native_ipc_key qsm_native_ipc_key;

/**
 * QNativeIpcKey::Type, with Qt's numbers. The names are below. Each number from 1 to 255 is also a
 * System V type; the number is then the ftok() id.
 * @since 0.1
 */
typedef uint16_t qsm_native_ipc_key_type_code;

enum {
    /** No valid type. fromString() returns a key of this type for text that is not a key. */
    QSM_NATIVE_IPC_KEY_INVALID = 0,
    /** QNativeIpcKey::Type::SystemV: shmget/semget with ftok(file, 'Q'). */
    QSM_NATIVE_IPC_KEY_SYSTEM_V = 0x51,
    /** QNativeIpcKey::Type::PosixRealtime: shm_open/sem_open. */
    QSM_NATIVE_IPC_KEY_POSIX_REALTIME = 0x100,
    /** QNativeIpcKey::Type::Windows: CreateFileMapping/CreateSemaphore. */
    QSM_NATIVE_IPC_KEY_WINDOWS = 0x101
};

/** The host whose rules give the key. Each host's rules work on every host. @since 0.1 */
typedef enum qsm_key_host {
    QSM_KEY_HOST_THIS = 0,       /**< the host this library was built for */
    QSM_KEY_HOST_UNIX,           /**< Linux, the BSDs and other Unix systems */
    QSM_KEY_HOST_DARWIN,         /**< macOS, process not sandboxed */
    QSM_KEY_HOST_DARWIN_SANDBOX, /**< macOS sandbox, iOS and relatives */
    QSM_KEY_HOST_WINDOWS         /**< Windows */
} qsm_key_host;

/**
 * Generations of Qt. Releases that make the same keys are one generation. The enumerators name the
 * first release.
 * @since 0.1
 */
typedef enum qsm_qt_generation {
    QSM_QT_GENERATION_DEFAULT = 0,  /**< QSM_QT_GENERATION_6_6 */
    QSM_QT_GENERATION_4_4,          /**< 4.4 - 5.0.0: objects are made with mode 0666 */
    QSM_QT_GENERATION_5_0_1,        /**< 5.0.1 - 5.5: mode 0600 */
    QSM_QT_GENERATION_5_6,          /**< 5.6 - 5.8 on x86 with SSE4.2: ftok id by CRC-32C */
    QSM_QT_GENERATION_5_6_PORTABLE, /**< 5.6 - 5.8 on other processors: by the portable hash */
    QSM_QT_GENERATION_5_9,          /**< 5.9 - 6.5 */
    QSM_QT_GENERATION_6_6,          /**< 6.6 - 6.8: back end chosen by each key */
    QSM_QT_GENERATION_6_11          /**< 6.11: as 6.6, temp directory not canonical */
} qsm_qt_generation;

/**
 * The environment of a Qt program: a legacy key and its environment give a native key. The default
 * is a Qt 6.6 program on this host with the environment variables of this process.
 * QSM_INIT(qsm_key_environment) is the default, and so is a NULL pointer. With a wrong size, a call
 * returns NULL or false with errno EINVAL.
 * @since 0.1
 */
typedef struct qsm_key_environment {
    size_t size; /**< QSM_INIT() */
    /** QDir::tempPath(), used unchanged. NULL: found by the rules of the generation. */
    const char *temp_path;
    /** QStandardPaths::RuntimeLocation, used unchanged. NULL: found by Qt's rules. */
    const char *runtime_path;
    qsm_key_host host;            /**< the host whose rules give names */
    qsm_qt_generation generation; /**< the generation of Qt */
} qsm_key_environment;

/**
 * Makes an empty key of the default type of this system (QNativeIpcKey()).
 * @return a new key for qsm_native_ipc_key_free(); NULL with errno ENOMEM.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new(void);

/**
 * Makes a key from a native name (QNativeIpcKey(const QString &, Type)).
 * @param native_key UTF-8; NULL means empty.
 * @param type any number. A number above QSM_NATIVE_IPC_KEY_WINDOWS makes an invalid key, as in Qt.
 * @return a new key; NULL with errno ENOMEM or EILSEQ (native_key is not valid UTF-8).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_native(const char *native_key,
                                                          qsm_native_ipc_key_type_code type);

/**
 * Makes a key from a segment's native name and its lock's native name. Ours. A lock that Qt's rule
 * for native keys gives is not stored: the key then equals the key of
 * qsm_native_ipc_key_new_native().
 * @param native_key UTF-8; NULL means empty.
 * @param type as for qsm_native_ipc_key_new_native().
 * @param lock_native_key UTF-8, not empty.
 * @param lock_type the same as type, or both are System V types: Qt 5.6 - 5.8 give a segment and
 *                  its lock different ftok() ids.
 * @return a new key; NULL with errno ENOMEM, EILSEQ (a name is not valid UTF-8) or EINVAL (the
 *         types do not belong together, or the lock has no name).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *
qsm_native_ipc_key_new_with_lock(const char *native_key, qsm_native_ipc_key_type_code type,
                                 const char *lock_native_key,
                                 qsm_native_ipc_key_type_code lock_type);

/**
 * Makes the key of a segment from its native name alone, as `qsm list` prints it. Ours. A name of
 * Qt's legacy form (".../qipc_sharedmemory_X") gets the lock of that form (".../qipc_systemsem_X").
 * Programs with a legacy key hold this lock. For every other name the key equals that of
 * qsm_native_ipc_key_new_native().
 * @param native_key UTF-8; NULL means empty.
 * @param type as for qsm_native_ipc_key_new_native(). If it is the ftok() id that Qt 5.6 - 5.8 make
 *             from the name, the same rule gives the lock's id.
 * @return a new key; NULL with errno ENOMEM or EILSEQ (native_key is not valid UTF-8).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_for_segment(const char *native_key,
                                                               qsm_native_ipc_key_type_code type);

/**
 * Copies a key, with its legacy key and its lock (QNativeIpcKey's copy constructor).
 * @return a new key; NULL with errno ENOMEM or EINVAL (key is NULL).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_copy(const qsm_native_ipc_key *key);

/** Frees a key; NULL is fine. @since 0.1 */
QSM_API void qsm_native_ipc_key_free(qsm_native_ipc_key *key);

/** Exchanges the contents of two keys (QNativeIpcKey::swap). @since 0.1 */
QSM_API void qsm_native_ipc_key_swap(qsm_native_ipc_key *one, qsm_native_ipc_key *other);

/** Whether the native name is empty (QNativeIpcKey::isEmpty). False for NULL. @since 0.1 */
QSM_API bool qsm_native_ipc_key_is_empty(const qsm_native_ipc_key *key);

/** Whether the type is valid (QNativeIpcKey::isValid). @since 0.1 */
QSM_API bool qsm_native_ipc_key_is_valid(const qsm_native_ipc_key *key);

/** The type (QNativeIpcKey::type). @since 0.1 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_type(const qsm_native_ipc_key *key);

/**
 * Sets the type and keeps the names (QNativeIpcKey::setType). If the key has a lock of its own, the
 * lock gets the type too.
 * @since 0.1
 */
QSM_API void qsm_native_ipc_key_set_type(qsm_native_ipc_key *key,
                                         qsm_native_ipc_key_type_code type);

/** The native name, "" if there is none (QNativeIpcKey::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_native_ipc_key_native_key(const qsm_native_ipc_key *key);

/**
 * Sets the native name (QNativeIpcKey::setNativeKey). This drops the legacy key, and the key's own
 * lock. Qt's rule for native keys then gives the lock.
 * @return false with errno ENOMEM or EILSEQ (not valid UTF-8); the key is then unchanged.
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_set_native_key(qsm_native_ipc_key *key, const char *native_key);

/**
 * The legacy key that this key was made from; "" if there is none. Never NULL. Ours: in Qt only
 * QSharedMemory::key() and toString() show it.
 * @since 0.1
 */
QSM_API const char *qsm_native_ipc_key_legacy_key(const qsm_native_ipc_key *key);

/**
 * Whether two keys have the same type, ftok() id, native name and legacy key (operator==), and the
 * same lock of their own. NULL equals NULL.
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_equals(const qsm_native_ipc_key *one,
                                       const qsm_native_ipc_key *other);

/**
 * The text form, for example "systemv:/tmp/x?legacyKey=x" (QNativeIpcKey::toString). The form is
 * Qt's: it does not contain the key's own lock. A key that is read from it has the lock of Qt's
 * rules.
 * @return a string for qsm_free(); "" for an invalid key; NULL with errno ENOMEM or EINVAL (NULL).
 * @since 0.1
 */
QSM_API char *qsm_native_ipc_key_to_string(const qsm_native_ipc_key *key);

/**
 * Reads the text form (QNativeIpcKey::fromString). The text of qsm_native_ipc_key_to_string() gives
 * an equal key, with two exceptions: the key's own lock is lost, and so is one byte order mark in
 * front of a legacy key, as in Qt.
 * @return a new key; NULL with errno ENOMEM. Its type is QSM_NATIVE_IPC_KEY_INVALID if the text is
 *         not a key, or if a name would contain a NUL character.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_from_string(const char *text);

/** QNativeIpcKey::DefaultTypeForOs: POSIX except on Windows. @since 0.1 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_default_type_for_os(void);

/**
 * QNativeIpcKey::legacyDefaultTypeForOs(): System V on Unix, except in a macOS sandbox.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_legacy_default_type_for_os(void);

/**
 * The key of the semaphore with which QSharedMemory locks a segment of this key. Ours. If the key
 * has a lock of its own, the result is that lock. If it has a legacy key, the result is the
 * semaphore's legacy native key. Otherwise the native name is the same; on Windows it is the name
 * cut to 255 UTF-16 units, and "_sem".
 * @return a new key; NULL with errno ENOMEM or EINVAL (key is NULL).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_lock_key(const qsm_native_ipc_key *key);

/**
 * The System V number of a key: the result of ftok() for the key's file and id. Ours.
 * @param key the key.
 * @param number receives the key_t value.
 * @return false with errno EINVAL (the type is not System V) or the system's error, such as ENOENT
 *         (the file does not exist).
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_ftok(const qsm_native_ipc_key *key, int32_t *number);

/**
 * The temporary directory, the first part of legacy System V names (QDir::tempPath). It is
 * environment->temp_path. If that is NULL, the rules of environment->generation find it.
 * @return a string for qsm_free(); "" if Qt's result is empty; NULL with errno ENOMEM or EINVAL
 *         (environment).
 * @since 0.1
 */
QSM_API char *qsm_dir_temp_path(const qsm_key_environment *environment);

/**
 * The runtime directory, the first part of the System V names of platformSafeKey
 * (QStandardPaths::writableLocation(RuntimeLocation)). If the directory is missing, the call makes
 * it with mode 0700, as in Qt.
 * @return a string for qsm_free(); "" if Qt accepts no directory; NULL with errno ENOMEM or EINVAL
 *         (environment).
 * @since 0.1
 */
QSM_API char *qsm_standard_paths_runtime_location(const qsm_key_environment *environment);

/**
 * As qsm_standard_paths_runtime_location(), but makes no directory. Ours.
 * @return a string for qsm_free(); "" if the directory is missing or Qt does not accept it; NULL
 *         with errno ENOMEM or EINVAL (environment).
 * @since 0.2
 */
QSM_API char *qsm_standard_paths_existing_runtime_location(const qsm_key_environment *environment);

/**
 * Key schemes: the rules by which Qt programs make a segment's name from a legacy key. The order is
 * that of qsm_shared_memory_attach_any(). Ours.
 * @since 0.1
 */
typedef enum qsm_key_scheme {
    QSM_KEY_SCHEME_NONE = 0, /**< no key scheme */
    /** QSharedMemory(KEY): System V; every Qt but 5.6 - 5.8. */
    QSM_KEY_SCHEME_SYSTEM_V_LEGACY,
    /** The same in Qt 5.6 - 5.8 on x86: another ftok id. */
    QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6,
    /** The same in Qt 5.6 - 5.8 on other processors. */
    QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE,
    /** legacyNativeKey(KEY, PosixRealtime), or QSharedMemory(KEY) of a Qt built for POSIX. */
    QSM_KEY_SCHEME_POSIX_LEGACY,
    /** platformSafeKey(KEY) and QNativeIpcKey("/KEY"), on Linux also QNativeIpcKey("KEY"). */
    QSM_KEY_SCHEME_POSIX_SAFE,
    /** platformSafeKey(KEY, SystemV). */
    QSM_KEY_SCHEME_SYSTEM_V_SAFE
} qsm_key_scheme;

/** The last key scheme; QSM_KEY_SCHEME_SYSTEM_V_LEGACY is the first. @since 0.2 */
enum { QSM_KEY_SCHEME_LAST = QSM_KEY_SCHEME_SYSTEM_V_SAFE };

/**
 * The name of a key scheme, such as "System V, legacy key"; "" for NONE. Never NULL. Ours.
 * @since 0.1
 */
QSM_API const char *qsm_key_scheme_name(qsm_key_scheme scheme);

/**
 * The native key that a key scheme makes from a legacy key. Ours.
 * @param key UTF-8, not empty.
 * @param scheme any but NONE.
 * @param environment NULL: the default. Its generation and host are ignored.
 * @return a new key; NULL with errno: ENOMEM, EILSEQ (not UTF-8), EINVAL (no such scheme, or key is
 *         empty), ENOENT (SYSTEM_V_SAFE without a runtime directory: unlike Qt, this call makes
 *         none).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_scheme(const char *key, qsm_key_scheme scheme,
                                                          const qsm_key_environment *environment);

/**
 * The releases of Qt of a generation, such as "5.9 - 6.5"; "" for DEFAULT and for other numbers.
 * Never NULL. Ours.
 * @since 0.2
 */
QSM_API const char *qsm_qt_generation_name(qsm_qt_generation generation);

/**
 * The next generation; the oldest is the first. DEFAULT gives the oldest generation. The newest
 * generation and other numbers give DEFAULT. Ours. This loop visits all generations:
 *
 *     for (g = qsm_qt_generation_next(0); g != 0; g = qsm_qt_generation_next(g))
 *
 * @since 0.2
 */
QSM_API qsm_qt_generation qsm_qt_generation_next(qsm_qt_generation generation);

/**
 * The call by which a Qt program gets the native key of a scheme, such as "QSharedMemory(KEY)"; KEY
 * is the legacy key. Schemes with the same call differ by the generation of Qt. "" for NONE and for
 * other numbers. Never NULL. Ours.
 * @since 0.2
 */
QSM_API const char *qsm_key_scheme_call(qsm_key_scheme scheme);

/** The first generation of Qt with this scheme's call; DEFAULT for NONE. Ours. @since 0.2 */
QSM_API qsm_qt_generation qsm_key_scheme_since(qsm_key_scheme scheme);

/** The type of the scheme's keys; QSM_NATIVE_IPC_KEY_INVALID for NONE. Ours. @since 0.2 */
QSM_API qsm_native_ipc_key_type_code qsm_key_scheme_type(qsm_key_scheme scheme);

/**
 * Whether platformSafeKey() makes the scheme's keys (true) or legacyNativeKey() (false). Ours.
 * @since 0.2
 */
QSM_API bool qsm_key_scheme_is_platform_safe(qsm_key_scheme scheme);

#ifdef __cplusplus
}
#endif

#endif
