// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qbytearray.h
 * QByteArray, as far as QString's conversions need it. See qglobal.h.
 */
#ifndef QSM_QT_QBYTEARRAY_H
#define QSM_QT_QBYTEARRAY_H

#include "qglobal.h"

#include <cstring>
#include <string>

/** Bytes. data() ends with a NUL that size() does not count. */
class QByteArray
{
  public:
    QByteArray() noexcept : null(true)
    {
    }
    QByteArray(const char *text, qsm_qt_detail::Size size = -1)
        : bytes(text == nullptr ? std::string()
                                : std::string(text, size < 0 ? std::strlen(text)
                                                             : static_cast<std::size_t>(size))),
          null(text == nullptr)
    {
    }

    bool isNull() const
    {
        return null;
    }
    bool isEmpty() const
    {
        return bytes.empty();
    }
    qsm_qt_detail::Size size() const
    {
        return static_cast<qsm_qt_detail::Size>(bytes.size());
    }
    qsm_qt_detail::Size length() const
    {
        return size();
    }
    char *data()
    {
        return &bytes[0];
    }
    const char *data() const
    {
        return bytes.c_str();
    }
    const char *constData() const
    {
        return bytes.c_str();
    }
    operator const char *() const
    {
        return bytes.c_str();
    }
    void clear()
    {
        *this = QByteArray();
    }
    QByteArray &append(const QByteArray &other)
    {
        bytes += other.bytes;
        null = null && other.null;
        return *this;
    }
    QByteArray &operator+=(const QByteArray &other)
    {
        return append(other);
    }
    std::string toStdString() const
    {
        return bytes;
    }
    static QByteArray fromStdString(const std::string &text)
    {
        return QByteArray(text.data(), static_cast<qsm_qt_detail::Size>(text.size()));
    }

    friend bool operator==(const QByteArray &one, const QByteArray &other)
    {
        return one.bytes == other.bytes;
    }
    friend bool operator!=(const QByteArray &one, const QByteArray &other)
    {
        return one.bytes != other.bytes;
    }
    friend bool operator==(const QByteArray &one, const char *other)
    {
        return one.bytes == (other != nullptr ? other : "");
    }
    friend bool operator!=(const QByteArray &one, const char *other)
    {
        return !(one == other);
    }
    friend const QByteArray operator+(const QByteArray &one, const QByteArray &other)
    {
        QByteArray sum(one);
        return sum.append(other);
    }

  private:
    std::string bytes;
    bool null;
};

#endif
