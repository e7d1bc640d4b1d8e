/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/native_ipc_key.h
 * QNativeIpcKey: the name by which the operating system knows a shared memory segment or a
 * semaphore, and the derivations that lead from a QSharedMemory key to it.
 *
 * One key names two things, a segment and the semaphore that locks it. Three rules give the lock's
 * name: a key with a lock of its own (qsm_native_ipc_key_new_with_lock(), or a key of what
 * qsm_segment_list() reports) has that lock; a key made from a legacy key (the QString of
 * `QSharedMemory("hello")`) has the lock of the legacy key; every other key has Qt's rule for
 * native keys. See qsm_native_ipc_key_lock_key().
 *
 * Strings are UTF-8 and NUL-terminated. Text that is not valid UTF-8 is refused, never guessed.
 * A returned `char *` belongs to the caller, who frees it with qsm_free(); a returned `const char
 * *` belongs to the object and stays valid until the object changes or is freed.
 *
 * Errors: a call that fails sets errno; its comment says to what. A NULL key is EINVAL everywhere
 * but in _free and _equals, and the result is then false, 0, NULL or "".
 * Threads: one thread at a time may change a key; many may read one. Fork: a child may use and free
 * its copy of a key. Signals: no call waits.
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

/** A QNativeIpcKey. Opaque; one object belongs to one thread at a time. */
typedef struct qsm_native_ipc_key qsm_native_ipc_key;

/**
 * QNativeIpcKey::Type, with Qt's numbers. Besides the names below every number from 1 to 255 is a
 * System V key with that number as its ftok() project id.
 */
typedef uint16_t qsm_native_ipc_key_type_code;

enum {
    /** Not a key; what fromString() returns for text that is none. */
    QSM_NATIVE_IPC_KEY_INVALID = 0,
    /** QNativeIpcKey::Type::SystemV: shmget/semget with ftok(file, 'Q'). */
    QSM_NATIVE_IPC_KEY_SYSTEM_V = 0x51,
    /** QNativeIpcKey::Type::PosixRealtime: shm_open/sem_open. */
    QSM_NATIVE_IPC_KEY_POSIX_REALTIME = 0x100,
    /** QNativeIpcKey::Type::Windows: CreateFileMapping/CreateSemaphore. */
    QSM_NATIVE_IPC_KEY_WINDOWS = 0x101
};

/** The host whose rules a derivation follows. All of them can be asked for on any host. */
typedef enum qsm_key_host {
    QSM_KEY_HOST_THIS = 0,       /**< the host this library was built for */
    QSM_KEY_HOST_UNIX,           /**< Linux, the BSDs and other Unix systems */
    QSM_KEY_HOST_DARWIN,         /**< macOS, process not sandboxed */
    QSM_KEY_HOST_DARWIN_SANDBOX, /**< macOS sandbox, iOS and relatives */
    QSM_KEY_HOST_WINDOWS         /**< Windows */
} qsm_key_host;

/**
 * Generations of Qt whose keys differ. Those that meet on one key are one generation; the
 * enumerators name the first release of each.
 */
typedef enum qsm_qt_generation {
    QSM_QT_GENERATION_DEFAULT = 0,  /**< QSM_QT_GENERATION_6_6 */
    QSM_QT_GENERATION_4_4,          /**< 4.4 - 5.0.0: objects are made with mode 0666 */
    QSM_QT_GENERATION_5_0_1,        /**< 5.0.1 - 5.5: mode 0600 */
    QSM_QT_GENERATION_5_6,          /**< 5.6 - 5.8 on x86 with SSE4.2: ftok id by CRC-32C */
    QSM_QT_GENERATION_5_6_PORTABLE, /**< 5.6 - 5.8 elsewhere: ftok id by the portable hash */
    QSM_QT_GENERATION_5_9,          /**< 5.9 - 6.5 */
    QSM_QT_GENERATION_6_6,          /**< 6.6 - 6.8: back end chosen by each key */
    QSM_QT_GENERATION_6_11          /**< 6.11: as 6.6, temp directory not canonical */
} qsm_qt_generation;

/**
 * What decides a derived key beside the key itself. QSM_INIT(qsm_key_environment), or a NULL
 * pointer where one is taken, means: as a Qt 6.6 program with this process's environment on this
 * host would do it. A call that takes one gives NULL or false with errno EINVAL when size is wrong.
 */
typedef struct qsm_key_environment {
    size_t size; /**< QSM_INIT() */
    /** QDir::tempPath(), taken as it is; NULL: found as Qt of this generation finds it. */
    const char *temp_path;
    /** QStandardPaths RuntimeLocation, taken as it is; NULL: found as Qt finds it. */
    const char *runtime_path;
    qsm_key_host host;            /**< whose naming rules */
    qsm_qt_generation generation; /**< which Qt */
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
 * @param type any number; one above QSM_NATIVE_IPC_KEY_WINDOWS makes an invalid key, as in Qt.
 * @return a new key; NULL with errno ENOMEM or EILSEQ (native_key is not valid UTF-8).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_native(const char *native_key,
                                                          qsm_native_ipc_key_type_code type);

/**
 * Makes a key from a segment's native name and its lock's native name. Ours. A lock that
 * qsm_native_ipc_key_lock_key() would give anyway is not remembered: the key then equals one of
 * qsm_native_ipc_key_new_native().
 * @param native_key, type as for qsm_native_ipc_key_new_native().
 * @param lock_native_key UTF-8, not empty.
 * @param lock_type the same as type, or another System V number where type is one: Qt 5.6 - 5.8
 *                  give a segment and its lock different ftok() ids.
 * @return a new key; NULL with errno ENOMEM, EILSEQ (a name is not valid UTF-8) or EINVAL (the
 * types do not belong together, or the lock has no name).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *
qsm_native_ipc_key_new_with_lock(const char *native_key, qsm_native_ipc_key_type_code type,
                                 const char *lock_native_key,
                                 qsm_native_ipc_key_type_code lock_type);

/**
 * Makes the key of a segment that is known by its native name alone, as `qsm list` prints it. Ours.
 * A name of Qt's legacy form (".../qipc_sharedmemory_X") gets the lock of that form
 * (".../qipc_systemsem_X"), which is the lock that programs with a legacy key hold. For every other
 * name the key is that of qsm_native_ipc_key_new_native().
 * @param native_key, type as for qsm_native_ipc_key_new_native(). An ftok() id that Qt 5.6 - 5.8
 *                         make from the name gives the lock's id by the same rule.
 * @return a new key; NULL with errno ENOMEM or EILSEQ (native_key is not valid UTF-8).
 * @since 0.2
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_for_segment(const char *native_key,
                                                               qsm_native_ipc_key_type_code type);

/**
 * Copies a key with everything it remembers (QNativeIpcKey's copy constructor).
 * @return a new key; NULL with errno ENOMEM or EINVAL (key is NULL).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_copy(const qsm_native_ipc_key *key);

/** Frees a key; NULL is fine. @since 0.1 */
QSM_API void qsm_native_ipc_key_free(qsm_native_ipc_key *key);

/** Exchanges all that two keys remember (QNativeIpcKey::swap). @since 0.1 */
QSM_API void qsm_native_ipc_key_swap(qsm_native_ipc_key *one, qsm_native_ipc_key *other);

/** Whether there is a key and its native name is empty (QNativeIpcKey::isEmpty). @since 0.1 */
QSM_API bool qsm_native_ipc_key_is_empty(const qsm_native_ipc_key *key);

/** Whether the type is a type at all (QNativeIpcKey::isValid). @since 0.1 */
QSM_API bool qsm_native_ipc_key_is_valid(const qsm_native_ipc_key *key);

/** The type (QNativeIpcKey::type). @since 0.1 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_type(const qsm_native_ipc_key *key);

/**
 * Sets the type and leaves the names as they are (QNativeIpcKey::setType). A lock of its own gets
 * the type, too.
 * @since 0.1
 */
QSM_API void qsm_native_ipc_key_set_type(qsm_native_ipc_key *key,
                                         qsm_native_ipc_key_type_code type);

/** The native name, "" if there is none (QNativeIpcKey::nativeKey). Never NULL. @since 0.1 */
QSM_API const char *qsm_native_ipc_key_native_key(const qsm_native_ipc_key *key);

/**
 * Sets the native name; forgets the legacy key and a lock of its own (QNativeIpcKey::setNativeKey).
 * The lock is then that of Qt's rule for native keys.
 * @return false with errno ENOMEM or EILSEQ (not valid UTF-8); the key is then unchanged.
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_set_native_key(qsm_native_ipc_key *key, const char *native_key);

/**
 * The legacy key this key was made from, "" if it was made otherwise. Never NULL. Ours; in Qt it
 * shows only through QSharedMemory::key() and toString().
 * @since 0.1
 */
QSM_API const char *qsm_native_ipc_key_legacy_key(const qsm_native_ipc_key *key);

/**
 * Equal type, ftok() id, native name and remembered legacy key (operator==), and an equal lock of
 * its own. NULL equals NULL.
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_equals(const qsm_native_ipc_key *one,
                                       const qsm_native_ipc_key *other);

/**
 * The text form, for example "systemv:/tmp/x?legacyKey=x" (QNativeIpcKey::toString). It is Qt's,
 * and so has no place for a lock of its own: a key that is read from it has Qt's lock.
 * @return a string for qsm_free(); "" for an invalid key; NULL with errno ENOMEM or EINVAL (NULL).
 * @since 0.1
 */
QSM_API char *qsm_native_ipc_key_to_string(const qsm_native_ipc_key *key);

/**
 * Reads the text form (QNativeIpcKey::fromString). What qsm_native_ipc_key_to_string() gives comes
 * back equal, but for a lock of its own, and for one byte order mark in front of a legacy key,
 * which reading loses as in Qt.
 * @return a new key of type QSM_NATIVE_IPC_KEY_INVALID for text that is none (also where the name
 *         would hold a NUL character, which C strings cannot carry); NULL with errno ENOMEM.
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_from_string(const char *text);

/** QNativeIpcKey::DefaultTypeForOs: POSIX except on Windows. @since 0.1 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_default_type_for_os(void);

/** QNativeIpcKey::legacyDefaultTypeForOs(): System V on an ordinary Unix. @since 0.1 */
QSM_API qsm_native_ipc_key_type_code qsm_native_ipc_key_legacy_default_type_for_os(void);

/**
 * The key of the semaphore that QSharedMemory locks a segment of this key with. Ours. A key with a
 * lock of its own gives that one; a key that remembers a legacy key gives the semaphore's legacy
 * native key; any other gives the same native name (on Windows the name cut to 255 UTF-16 units and
 * "_sem").
 * @return a new key; NULL with errno ENOMEM or EINVAL (key is NULL).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_lock_key(const qsm_native_ipc_key *key);

/**
 * The System V number of a key, as ftok() gives it for the key's file and id. Ours.
 * @param number receives key_t's value.
 * @return false with errno EINVAL (the type is not System V) or what the system says, such as
 *         ENOENT (the file does not exist).
 * @since 0.1
 */
QSM_API bool qsm_native_ipc_key_ftok(const qsm_native_ipc_key *key, int32_t *number);

/**
 * The temporary directory that stands in front of System V keys (QDir::tempPath), read from the
 * environment by the rules of environment->generation unless environment->temp_path is set.
 * @return a string for qsm_free(); "" where Qt's result is empty; NULL with errno ENOMEM or EINVAL
 *         (environment).
 * @since 0.1
 */
QSM_API char *qsm_dir_temp_path(const qsm_key_environment *environment);

/**
 * The runtime directory that stands in front of platformSafeKey's System V keys
 * (QStandardPaths::writableLocation(RuntimeLocation)). As in Qt a missing directory is made with
 * mode 0700.
 * @return a string for qsm_free(); "" where Qt accepts no directory; NULL with errno ENOMEM or
 *         EINVAL (environment).
 * @since 0.1
 */
QSM_API char *qsm_standard_paths_runtime_location(const qsm_key_environment *environment);

/**
 * As qsm_standard_paths_runtime_location(), but makes no directory: for programs that only look.
 * Ours.
 * @return a string for qsm_free(); "" where the directory is missing or Qt does not accept it; NULL
 *         with errno ENOMEM or EINVAL (environment).
 * @since 0.2
 */
QSM_API char *qsm_standard_paths_existing_runtime_location(const qsm_key_environment *environment);

/**
 * The ways from a legacy key to a segment that Qt programs know, in the order in which
 * qsm_shared_memory_attach_any() looks. All of it ours.
 */
typedef enum qsm_key_scheme {
    QSM_KEY_SCHEME_NONE = 0,
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

/** How many kinds there are: QSM_KEY_SCHEME_SYSTEM_V_LEGACY to this number. */
enum { QSM_KEY_SCHEME_LAST = QSM_KEY_SCHEME_SYSTEM_V_SAFE };

/** A kind in words, such as "System V, legacy key"; "" for NONE. Never NULL. @since 0.1 */
QSM_API const char *qsm_key_scheme_name(qsm_key_scheme kind);

/**
 * The native key that a legacy key gives in one of these ways.
 * @param key UTF-8, not empty.
 * @param environment NULL: this process's; its generation and host are not looked at.
 * @return a new key; NULL with errno: ENOMEM, EILSEQ (not UTF-8), EINVAL (no such kind, or key is
 *         empty), ENOENT (SYSTEM_V_SAFE without a runtime directory: unlike Qt none is made).
 * @since 0.1
 */
QSM_API qsm_native_ipc_key *qsm_native_ipc_key_new_scheme(const char *key, qsm_key_scheme kind,
                                                          const qsm_key_environment *environment);

/**
 * The releases of Qt that belong to a generation, such as "5.9 - 6.5"; "" for DEFAULT and numbers
 * that are none. Never NULL. Ours. @since 0.2
 */
QSM_API const char *qsm_qt_generation_name(qsm_qt_generation generation);

/**
 * The generation after this one, oldest first. DEFAULT gives the oldest one; the newest one and
 * numbers that are none give DEFAULT. Ours. All generations:
 * `for (g = qsm_qt_generation_next(0); g != 0; g = qsm_qt_generation_next(g))`.
 * @since 0.2
 */
QSM_API qsm_qt_generation qsm_qt_generation_next(qsm_qt_generation generation);

/**
 * What a Qt program calls to get the native key of a scheme; "KEY" stands for the legacy key:
 * "QSharedMemory(KEY)". Schemes with the same call differ by the generation of Qt. "" for NONE and
 * numbers that are none. Never NULL. Ours. @since 0.2
 */
QSM_API const char *qsm_key_scheme_call(qsm_key_scheme scheme);

/** The first generation of Qt with this call; DEFAULT for NONE. Ours. @since 0.2 */
QSM_API qsm_qt_generation qsm_key_scheme_since(qsm_key_scheme scheme);

/**
 * The type that this call derives a key of: QSM_NATIVE_IPC_KEY_SYSTEM_V or another;
 * QSM_NATIVE_IPC_KEY_INVALID for NONE. Ours. @since 0.2
 */
QSM_API qsm_native_ipc_key_type_code qsm_key_scheme_type(qsm_key_scheme scheme);

/**
 * Whether the scheme's keys are those of platformSafeKey() (true) or of legacyNativeKey(). Ours.
 * @since 0.2
 */
QSM_API bool qsm_key_scheme_is_platform_safe(qsm_key_scheme scheme);

#ifdef __cplusplus
}
#endif

#endif
