// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qnativeipckey.h
 * QNativeIpcKey, as Qt 6.6 and later declare it, on qsm/native_ipc_key.h. See qglobal.h.
 */
#ifndef QSM_QT_QNATIVEIPCKEY_H
#define QSM_QT_QNATIVEIPCKEY_H

#include "ipc.h"

namespace qsm_qt_detail
{

enum class NativeIpcKeyType : quint16 {
    SystemV = QSM_NATIVE_IPC_KEY_SYSTEM_V,
    PosixRealtime = QSM_NATIVE_IPC_KEY_POSIX_REALTIME,
    Windows = QSM_NATIVE_IPC_KEY_WINDOWS,
};

/** A template, so that C++11 can define the constant in a header. Systems without POSIX keys
 * differ. */
template <typename T> struct DefaultType {
    static constexpr T DefaultTypeForOs = T::PosixRealtime;
};
template <typename T> constexpr T DefaultType<T>::DefaultTypeForOs;

} // namespace qsm_qt_detail

QSM_QT_BEGIN

class QNativeIpcKey : public qsm_qt_detail::DefaultType<qsm_qt_detail::NativeIpcKeyType>
{
  public:
    using Type = qsm_qt_detail::NativeIpcKeyType;

    static Type legacyDefaultTypeForOs() noexcept
    {
        return Type(qsm_native_ipc_key_legacy_default_type_for_os());
    }

    QNativeIpcKey() noexcept : d(qsm_qt_detail::made(qsm_native_ipc_key_new()))
    {
    }
    explicit QNativeIpcKey(Type type) noexcept : QNativeIpcKey(QString(), type)
    {
    }
    QNativeIpcKey(const QString &key, Type type = DefaultTypeForOs)
        : d(qsm_qt_detail::made(
              qsm_native_ipc_key_new_native(key.toStdString().c_str(), quint16(type))))
    {
    }
    QNativeIpcKey(const QNativeIpcKey &other)
        : d(qsm_qt_detail::made(qsm_native_ipc_key_copy(other.c())))
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
        return qsm_qt_detail::keyText(qsm_native_ipc_key_native_key(c()));
    }
    void setNativeKey(const QString &newKey)
    {
        qsm_native_ipc_key_set_native_key(c(), newKey.toStdString().c_str());
    }

    QString toString() const
    {
        const qsm_qt_detail::Owned<char> string(
            qsm_qt_detail::made(qsm_native_ipc_key_to_string(c())));
        return qsm_qt_detail::text(string.get());
    }
    static QNativeIpcKey fromString(const QString &string)
    {
        return taken(qsm_native_ipc_key_from_string(string.toStdString().c_str()));
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

    /** Takes what the C API gave away. */
    static QNativeIpcKey taken(qsm_native_ipc_key *key)
    {
        QNativeIpcKey result;
        result.d.reset(qsm_qt_detail::made(key));
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

    qsm_qt_detail::Owned<qsm_native_ipc_key> d;
};

inline void swap(QNativeIpcKey &lhs, QNativeIpcKey &rhs) noexcept
{
    lhs.swap(rhs);
}

QSM_QT_END

#endif
