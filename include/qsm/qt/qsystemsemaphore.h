// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qsystemsemaphore.h
 * QSystemSemaphore on qsm/system_semaphore.h. See qglobal.h.
 */
#ifndef QSM_QT_QSYSTEMSEMAPHORE_H
#define QSM_QT_QSYSTEMSEMAPHORE_H

#include "qnativeipckey.h"

QSM_QT_BEGIN

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
        : d(qsm_qt_detail::made(qsm_system_semaphore_new_native(key.c(), initialValue, c(mode))))
    {
    }
    ~QSystemSemaphore() = default;
    QSystemSemaphore(const QString &key, int initialValue = 0, AccessMode mode = Open)
        : d(qsm_qt_detail::made(
              qsm_system_semaphore_new_key(key.toStdString().c_str(), initialValue, c(mode))))
    {
    }

    void setNativeKey(const QNativeIpcKey &key, int initialValue = 0, AccessMode mode = Open)
    {
        qsm_system_semaphore_set_native_ipc_key(d.get(), key.c(), initialValue, c(mode));
    }
    void setNativeKey(const QString &key, int initialValue = 0, AccessMode mode = Open,
                      QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        qsm_system_semaphore_set_native_key(d.get(), key.toStdString().c_str(), initialValue,
                                            c(mode), quint16(type));
    }
    QNativeIpcKey nativeIpcKey() const
    {
        return QNativeIpcKey::copied(qsm_system_semaphore_native_ipc_key(d.get()));
    }
    void setKey(const QString &key, int initialValue = 0, AccessMode mode = Open)
    {
        qsm_system_semaphore_set_key(d.get(), key.toStdString().c_str(), initialValue, c(mode));
    }
    QString key() const
    {
        return qsm_qt_detail::keyText(qsm_system_semaphore_key(d.get()));
    }

    bool acquire()
    {
        return qsm_system_semaphore_acquire(d.get());
    }
    bool release(int n = 1)
    {
        if (n < 0)
            qsm_qt_detail::warning("QSystemSemaphore::release: n is negative.");
        return qsm_system_semaphore_release(d.get(), n);
    }

    SystemSemaphoreError error() const
    {
        return SystemSemaphoreError(qsm_system_semaphore_error(d.get()));
    }
    QString errorString() const
    {
        return qsm_qt_detail::errorText(qsm_system_semaphore_error_string(d.get()));
    }

    static bool isKeyTypeSupported(QNativeIpcKey::Type type)
    {
        return qsm_system_semaphore_is_key_type_supported(quint16(type));
    }
    static QNativeIpcKey platformSafeKey(const QString &key,
                                         QNativeIpcKey::Type type = QNativeIpcKey::DefaultTypeForOs)
    {
        return QNativeIpcKey::taken(qsm_system_semaphore_platform_safe_key(
            key.toStdString().c_str(), quint16(type), nullptr));
    }
    static QNativeIpcKey
    legacyNativeKey(const QString &key,
                    QNativeIpcKey::Type type = QNativeIpcKey::legacyDefaultTypeForOs())
    {
        return QNativeIpcKey::taken(qsm_system_semaphore_legacy_native_key(
            key.toStdString().c_str(), quint16(type), nullptr));
    }

  private:
    static qsm_system_semaphore_access_mode c(AccessMode mode)
    {
        return qsm_system_semaphore_access_mode(mode);
    }

    qsm_qt_detail::Owned<qsm_system_semaphore> d;
};

static_assert(int(QSystemSemaphore::Create) == QSM_SYSTEM_SEMAPHORE_CREATE, "Qt's numbers");
static_assert(int(QSystemSemaphore::KeyError) == QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "Qt's numbers");
static_assert(int(QSystemSemaphore::UnknownError) == QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR,
              "Qt's numbers");

QSM_QT_END

#endif
