// SPDX-License-Identifier: MIT
// QSharedMemory, QSystemSemaphore and QNativeIpcKey as Qt 6.8 declares them, on top of the public C
// API: for tests only. It shows that the C API lacks nothing, and lets test code that was written
// for Qt run against qsm: write `using namespace qsm_qt`, or put the folder `api` in front of Qt's
// headers. Qt Core is needed for QString and QObject alone. ../checks/qt_api.py holds the
// declarations against Qt's own headers; a class declares nothing public that Qt lacks.
#ifndef QSM_QT_API_H
#define QSM_QT_API_H

#include <QDebug>
#include <QHash>
#include <QObject>
#include <QString>

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <qsm/qsm.h>

namespace qsm_qt
{

namespace detail
{

// U+FEFF at the start is text here; fromUtf8() takes it for a mark and drops it.
inline QString text(const char *utf8)
{
    const QString rest = QString::fromUtf8(QByteArray("x") + utf8);
    return rest.mid(1);
}

// The C API has no null strings. In Qt the key of an object without a key is null.
inline QString keyText(const char *utf8)
{
    return *utf8 != '\0' ? text(utf8) : QString();
}

// What the C API allocates is NULL only when memory is out; Qt throws there.
template <typename T> T *made(T *object)
{
    return object != nullptr ? object : throw std::bad_alloc();
}

struct Free {
    void operator()(char *string) const
    {
        qsm_free(string);
    }
    void operator()(qsm_native_ipc_key *key) const
    {
        qsm_native_ipc_key_free(key);
    }
    void operator()(qsm_shared_memory *memory) const
    {
        qsm_shared_memory_free(memory);
    }
    void operator()(qsm_system_semaphore *semaphore) const
    {
        qsm_system_semaphore_free(semaphore);
    }
};

template <typename T> using Owned = std::unique_ptr<T, Free>;

} // namespace detail

class QNativeIpcKey
{
  public:
    enum class Type : quint16 {
        SystemV = QSM_NATIVE_IPC_KEY_SYSTEM_V,
        PosixRealtime = QSM_NATIVE_IPC_KEY_POSIX_REALTIME,
        Windows = QSM_NATIVE_IPC_KEY_WINDOWS,
    };

    static inline const Type DefaultTypeForOs = Type(qsm_native_ipc_key_default_type_for_os());
    static Type legacyDefaultTypeForOs() noexcept
    {
        return Type(qsm_native_ipc_key_legacy_default_type_for_os());
    }

    QNativeIpcKey() noexcept : d(detail::made(qsm_native_ipc_key_new()))
    {
    }
    explicit QNativeIpcKey(Type type) noexcept : QNativeIpcKey(QString(), type)
    {
    }
    QNativeIpcKey(const QString &k, Type type = DefaultTypeForOs)
        : d(detail::made(qsm_native_ipc_key_new_native(k.toUtf8().constData(), quint16(type))))
    {
    }
    QNativeIpcKey(const QNativeIpcKey &other) : d(detail::made(qsm_native_ipc_key_copy(other.c())))
    {
    }
    QNativeIpcKey(QNativeIpcKey &&other) noexcept : QNativeIpcKey()
    {
        swap(other);
    }
    ~QNativeIpcKey() = default;
    QNativeIpcKey &operator=(const QNativeIpcKey &other)
    {
        QNativeIpcKey copy(other);
        swap(copy);
        return *this;
    }
    QNativeIpcKey &operator=(QNativeIpcKey &&other) noexcept
    {
        swap(other);
        return *this;
    }
    void swap(QNativeIpcKey &other) noexcept
    {
        qsm_native_ipc_key_swap(c(), other.c());
    }

    bool isEmpty() const noexcept
    {
        return qsm_native_ipc_key_is_empty(c());
    }
    bool isValid() const noexcept
    {
        return qsm_native_ipc_key_is_valid(c());
    }
    Type type() const noexcept
    {
        return Type(qsm_native_ipc_key_type(c()));
    }
    void setType(Type type)
    {
        qsm_native_ipc_key_set_type(c(), quint16(type));
    }
    QString nativeKey() const noexcept
    {
        return detail::text(qsm_native_ipc_key_native_key(c()));
    }
    void setNativeKey(const QString &newKey)
    {
        qsm_native_ipc_key_set_native_key(c(), newKey.toUtf8().constData());
    }

    QString toString() const
    {
        return detail::text(
            detail::Owned<char>(detail::made(qsm_native_ipc_key_to_string(c()))).get());
    }
    static QNativeIpcKey fromString(const QString &string)
    {
        return taken(qsm_native_ipc_key_from_string(string.toUtf8().constData()));
    }

    friend bool operator==(const QNativeIpcKey &lhs, const QNativeIpcKey &rhs) noexcept
    {
        return qsm_native_ipc_key_equals(lhs.c(), rhs.c());
    }
    friend bool operator!=(const QNativeIpcKey &lhs, const QNativeIpcKey &rhs) noexcept
    {
        return !(lhs == rhs);
    }
    friend size_t qHash(const QNativeIpcKey &ipcKey, size_t seed = 0) noexcept
    {
        return size_t(::qHash(ipcKey.toString(), decltype(::qHash(QString()))(seed)));
    }

  private:
    friend class QSharedMemory;
    friend class QSystemSemaphore;

    // Takes what the C API gave away.
    static QNativeIpcKey taken(qsm_native_ipc_key *key)
    {
        QNativeIpcKey result;
        result.d.reset(detail::made(key));
        return result;
    }
    static QNativeIpcKey copied(const qsm_native_ipc_key *key)
    {
        return taken(qsm_native_ipc_key_copy(key));
    }
    qsm_native_ipc_key *c() const
    {
        return d.get();
    }

    detail::Owned<qsm_native_ipc_key> d;
};

inline void swap(QNativeIpcKey &lhs, QNativeIpcKey &rhs) noexcept
{
    lhs.swap(rhs);
}

// Qt has this operator from Q_ENUM, which would need moc.
inline QDebug operator<<(QDebug debug, QNativeIpcKey::Type type)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "QNativeIpcKey::Type";
    switch (type) {
    case QNativeIpcKey::Type::SystemV:
        return debug << "::SystemV";
    case QNativeIpcKey::Type::PosixRealtime:
        return debug << "::PosixRealtime";
    case QNativeIpcKey::Type::Windows:
        return debug << "::Windows";
    }
    return debug << '(' << quint16(type) << ')';
}

// Without Q_OBJECT, which would need moc: there are no signals, and QObject's own part is Qt's.
class QSharedMemory : public QObject
{
  public:
    enum AccessMode { ReadOnly, ReadWrite };
    enum SharedMemoryError {
        NoError,
        PermissionDenied,
        InvalidSize,
        KeyError,
        AlreadyExists,
        NotFound,
        LockError,
        OutOfResources,
        UnknownError
    };

    QSharedMemory(QObject *parent = nullptr)
        : QObject(parent), d(detail::made(qsm_shared_memory_new()))
    {
    }
    QSharedMemory(const QNativeIpcKey &key, QObject *parent = nullptr)
        : QObject(parent), d(detail::made(qsm_shared_memory_new_native(key.c())))
    {
    }
    ~QSharedMemory()
    {
        warnIfLocked();
    }
    QSharedMemory(const QString &key, QObject *parent = nullptr)
        : QObject(parent), d(detail::made(qsm_shared_memory_new_key(key.toUtf8().constData())))
    {
    }

    void setKey(const QString &key)
    {
        qsm_shared_memory_set_key(d.get(), key.toUtf8().constData());
    }
    QString key() const
    {
        return detail::keyText(qsm_shared_memory_key(d.get()));
    }
    void setNativeKey(const QNativeIpcKey &key)
    {
        qsm_shared_memory_set_native_ipc_key(d.get(), key.c());
    }
    void setNativeKey(const QString &key,
                      QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        qsm_shared_memory_set_native_key(d.get(), key.toUtf8().constData(), quint16(type));
    }
    QString nativeKey() const
    {
        return detail::text(qsm_shared_memory_native_key(d.get()));
    }
    QNativeIpcKey nativeIpcKey() const
    {
        return QNativeIpcKey::copied(qsm_shared_memory_native_ipc_key(d.get()));
    }

    bool create(qsizetype size, AccessMode mode = ReadWrite)
    {
        return qsm_shared_memory_create(d.get(), size, qsm_shared_memory_access_mode(mode));
    }
    qsizetype size() const
    {
        return qsm_shared_memory_size(d.get());
    }
    bool attach(AccessMode mode = ReadWrite)
    {
        return qsm_shared_memory_attach(d.get(), qsm_shared_memory_access_mode(mode));
    }
    bool isAttached() const
    {
        return qsm_shared_memory_is_attached(d.get());
    }
    bool detach()
    {
        warnIfLocked();
        return qsm_shared_memory_detach(d.get());
    }

    void *data()
    {
        return qsm_shared_memory_data(d.get());
    }
    const void *constData() const
    {
        return qsm_shared_memory_const_data(d.get());
    }
    const void *data() const
    {
        return constData();
    }

    bool lock()
    {
        warnIfLocked();
        return qsm_shared_memory_lock(d.get());
    }
    bool unlock()
    {
        return qsm_shared_memory_unlock(d.get());
    }

    SharedMemoryError error() const
    {
        return SharedMemoryError(qsm_shared_memory_error(d.get()));
    }
    QString errorString() const
    {
        return detail::text(qsm_shared_memory_error_string(d.get()));
    }

    static bool isKeyTypeSupported(QNativeIpcKey::Type type)
    {
        return qsm_shared_memory_is_key_type_supported(quint16(type));
    }
    static QNativeIpcKey platformSafeKey(const QString &key,
                                         QNativeIpcKey::Type type = QNativeIpcKey::DefaultTypeForOs)
    {
        return QNativeIpcKey::taken(
            qsm_shared_memory_platform_safe_key(key.toUtf8().constData(), quint16(type), nullptr));
    }
    static QNativeIpcKey
    legacyNativeKey(const QString &key,
                    QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        return QNativeIpcKey::taken(
            qsm_shared_memory_legacy_native_key(key.toUtf8().constData(), quint16(type), nullptr));
    }

  private:
    // Qt prints this. Its detach() and its destructor take the lock, too.
    void warnIfLocked() const
    {
        if (qsm_shared_memory_is_locked(d.get()))
            qWarning("QSharedMemory::lock: already locked");
    }

    detail::Owned<qsm_shared_memory> d;
};

static_assert(int(QSharedMemory::ReadWrite) == QSM_SHARED_MEMORY_READ_WRITE, "Qt's numbers");
static_assert(int(QSharedMemory::LockError) == QSM_SHARED_MEMORY_LOCK_ERROR, "Qt's numbers");
static_assert(int(QSharedMemory::UnknownError) == QSM_SHARED_MEMORY_UNKNOWN_ERROR, "Qt's numbers");

class QSystemSemaphore
{
  public:
    enum AccessMode { Open, Create };
    enum SystemSemaphoreError {
        NoError,
        PermissionDenied,
        KeyError,
        AlreadyExists,
        NotFound,
        OutOfResources,
        UnknownError
    };

    QSystemSemaphore(const QNativeIpcKey &key, int initialValue = 0, AccessMode mode = Open)
        : d(detail::made(qsm_system_semaphore_new_native(key.c(), initialValue, c(mode))))
    {
    }
    ~QSystemSemaphore() = default;
    QSystemSemaphore(const QString &key, int initialValue = 0, AccessMode mode = Open)
        : d(detail::made(
              qsm_system_semaphore_new_key(key.toUtf8().constData(), initialValue, c(mode))))
    {
    }

    void setNativeKey(const QNativeIpcKey &key, int initialValue = 0, AccessMode mode = Open)
    {
        qsm_system_semaphore_set_native_ipc_key(d.get(), key.c(), initialValue, c(mode));
    }
    void setNativeKey(const QString &key, int initialValue = 0, AccessMode mode = Open,
                      QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        qsm_system_semaphore_set_native_key(d.get(), key.toUtf8().constData(), initialValue,
                                            c(mode), quint16(type));
    }
    QNativeIpcKey nativeIpcKey() const
    {
        return QNativeIpcKey::copied(qsm_system_semaphore_native_ipc_key(d.get()));
    }
    void setKey(const QString &key, int initialValue = 0, AccessMode mode = Open)
    {
        qsm_system_semaphore_set_key(d.get(), key.toUtf8().constData(), initialValue, c(mode));
    }
    QString key() const
    {
        return detail::keyText(qsm_system_semaphore_key(d.get()));
    }

    bool acquire()
    {
        return qsm_system_semaphore_acquire(d.get());
    }
    bool release(int n = 1)
    {
        return qsm_system_semaphore_release(d.get(), n);
    }

    SystemSemaphoreError error() const
    {
        return SystemSemaphoreError(qsm_system_semaphore_error(d.get()));
    }
    QString errorString() const
    {
        return detail::text(qsm_system_semaphore_error_string(d.get()));
    }

    static bool isKeyTypeSupported(QNativeIpcKey::Type type)
    {
        return qsm_system_semaphore_is_key_type_supported(quint16(type));
    }
    static QNativeIpcKey platformSafeKey(const QString &key,
                                         QNativeIpcKey::Type type = QNativeIpcKey::DefaultTypeForOs)
    {
        return QNativeIpcKey::taken(qsm_system_semaphore_platform_safe_key(key.toUtf8().constData(),
                                                                           quint16(type), nullptr));
    }
    static QNativeIpcKey
    legacyNativeKey(const QString &key,
                    QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        return QNativeIpcKey::taken(qsm_system_semaphore_legacy_native_key(key.toUtf8().constData(),
                                                                           quint16(type), nullptr));
    }

  private:
    static qsm_system_semaphore_access_mode c(AccessMode mode)
    {
        return qsm_system_semaphore_access_mode(mode);
    }

    detail::Owned<qsm_system_semaphore> d;
};

static_assert(int(QSystemSemaphore::Create) == QSM_SYSTEM_SEMAPHORE_CREATE, "Qt's numbers");
static_assert(int(QSystemSemaphore::KeyError) == QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "Qt's numbers");
static_assert(int(QSystemSemaphore::UnknownError) == QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR,
              "Qt's numbers");

} // namespace qsm_qt

#endif
