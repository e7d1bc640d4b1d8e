// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qsharedmemory.h
 * QSharedMemory on qsm/shared_memory.h. See qglobal.h. src/README.md lists what qsm does not do
 * although Qt does: it never resets or takes over a lock that another process may hold.
 */
#ifndef QSM_QT_QSHAREDMEMORY_H
#define QSM_QT_QSHAREDMEMORY_H

#include "qnativeipckey.h"

QSM_QT_BEGIN

/** Without Q_OBJECT, which needs Qt's moc: there are no signals. */
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
        : QObject(parent), d(qsm_qt_detail::made(qsm_shared_memory_new()))
    {
    }
    QSharedMemory(const QNativeIpcKey &key, QObject *parent = nullptr)
        : QObject(parent), d(qsm_qt_detail::made(qsm_shared_memory_new_native(key.c())))
    {
    }
    ~QSharedMemory()
    {
        if (isAttached())
            warnIfLocked();
    }
    QSharedMemory(const QString &key, QObject *parent = nullptr)
        : QObject(parent),
          d(qsm_qt_detail::made(qsm_shared_memory_new_key(key.toStdString().c_str())))
    {
    }

    void setKey(const QString &key)
    {
        if (isAttached() && key != this->key())
            warnIfLocked();
        qsm_shared_memory_set_key(d.get(), key.toStdString().c_str());
    }
    QString key() const
    {
        return qsm_qt_detail::keyText(qsm_shared_memory_key(d.get()));
    }
    void setNativeKey(const QNativeIpcKey &key)
    {
        qsm_shared_memory_set_native_ipc_key(d.get(), key.c());
    }
    void setNativeKey(const QString &key,
                      QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        qsm_shared_memory_set_native_key(d.get(), key.toStdString().c_str(), quint16(type));
    }
    QString nativeKey() const
    {
        return qsm_qt_detail::keyText(qsm_shared_memory_native_key(d.get()));
    }
    QNativeIpcKey nativeIpcKey() const
    {
        return QNativeIpcKey::copied(qsm_shared_memory_native_ipc_key(d.get()));
    }

    bool create(qsm_qt_detail::Size size, AccessMode mode = ReadWrite)
    {
        warnIfLocked();
        return qsm_shared_memory_create(d.get(), size, qsm_shared_memory_access_mode(mode));
    }
    qsm_qt_detail::Size size() const
    {
        return qsm_qt_detail::Size(qsm_shared_memory_size(d.get()));
    }
    bool attach(AccessMode mode = ReadWrite)
    {
        if (!isAttached())
            warnIfLocked();
        return qsm_shared_memory_attach(d.get(), qsm_shared_memory_access_mode(mode));
    }
    bool isAttached() const
    {
        return qsm_shared_memory_is_attached(d.get());
    }
    bool detach()
    {
        if (isAttached())
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
        return qsm_qt_detail::errorText(qsm_shared_memory_error_string(d.get()));
    }

    static bool isKeyTypeSupported(QNativeIpcKey::Type type)
    {
        return qsm_shared_memory_is_key_type_supported(quint16(type));
    }
    static QNativeIpcKey platformSafeKey(const QString &key,
                                         QNativeIpcKey::Type type = QNativeIpcKey::DefaultTypeForOs)
    {
        return QNativeIpcKey::taken(
            qsm_shared_memory_platform_safe_key(key.toStdString().c_str(), quint16(type), nullptr));
    }
    static QNativeIpcKey
    legacyNativeKey(const QString &key,
                    QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        return QNativeIpcKey::taken(
            qsm_shared_memory_legacy_native_key(key.toStdString().c_str(), quint16(type), nullptr));
    }

  private:
    /** Qt warns where it takes a lock that the object holds. Not only its lock() takes it. */
    void warnIfLocked() const
    {
        if (qsm_shared_memory_is_locked(d.get()))
            qsm_qt_detail::warning("QSharedMemory::lock: already locked");
    }

    qsm_qt_detail::Owned<qsm_shared_memory> d;
};

static_assert(int(QSharedMemory::ReadWrite) == QSM_SHARED_MEMORY_READ_WRITE, "Qt's numbers");
static_assert(int(QSharedMemory::LockError) == QSM_SHARED_MEMORY_LOCK_ERROR, "Qt's numbers");
static_assert(int(QSharedMemory::UnknownError) == QSM_SHARED_MEMORY_UNKNOWN_ERROR, "Qt's numbers");

QSM_QT_END

#endif
