// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qstring.h
 * QString, as far as keys, messages and their conversions need it. See qglobal.h.
 *
 * The text is UTF-8 inside. size() counts UTF-16 units, as in Qt. Bytes that are not valid UTF-8
 * become U+FFFD. The local 8-bit encoding is UTF-8, as in Qt 6.
 */
#ifndef QSM_QT_QSTRING_H
#define QSM_QT_QSTRING_H

#include "qbytearray.h"
#include "qlatin1string.h"
#include "utf8.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <limits>

class QString;

namespace qsm_qt_detail
{

/** Text of the C API: a byte order mark at the start stays, and NULL is not null. */
QString text(const char *utf8);
/** A warning of Qt's classes: a line on standard error. */
void warning(const char *message);

} // namespace qsm_qt_detail

class QString
{
  public:
    QString() noexcept : null(true)
    {
    }
    QString(const char *utf8) : QString(fromUtf8(utf8))
    {
    }
#if QSM_QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    QString(const QByteArray &utf8) : QString(fromUtf8(utf8))
#else
    QString(const QByteArray &utf8) : QString(fromUtf8(utf8.constData()))
#endif
    {
    }
    QString(QLatin1String latin1) : QString(fromLatin1(latin1.latin1(), latin1.size()))
    {
    }

    static QString fromUtf8(const char *utf8, qsm_qt_detail::Size size = -1)
    {
        const QByteArray given(utf8, size);
        const std::string mark("\xef\xbb\xbf");
        std::string text = given.toStdString();

        if (text.compare(0, mark.size(), mark) == 0)
            text.erase(0, mark.size());
        return QString(qsm_qt_detail::validUtf8(text), given.isNull());
    }
    static QString fromUtf8(const QByteArray &utf8)
    {
        return utf8.isNull() ? QString() : fromUtf8(utf8.constData(), utf8.size());
    }
    static QString fromLocal8Bit(const char *text, qsm_qt_detail::Size size = -1)
    {
        return fromUtf8(text, size);
    }
    static QString fromLocal8Bit(const QByteArray &text)
    {
        return fromUtf8(text);
    }
    static QString fromLatin1(const char *latin1, qsm_qt_detail::Size size = -1)
    {
        const QByteArray given(latin1, size);

        return QString(
            qsm_qt_detail::utf8OfLatin1(given.constData(), static_cast<std::size_t>(given.size())),
            given.isNull());
    }
    static QString fromStdString(const std::string &text)
    {
        return fromUtf8(text.data(), static_cast<qsm_qt_detail::Size>(text.size()));
    }

    QByteArray toUtf8() const
    {
        return null ? QByteArray() : QByteArray::fromStdString(bytes);
    }
    QByteArray toLocal8Bit() const
    {
        return toUtf8();
    }
    QByteArray toLatin1() const
    {
        return null ? QByteArray() : QByteArray::fromStdString(qsm_qt_detail::latin1(bytes));
    }
    std::string toStdString() const
    {
        return bytes;
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
        return static_cast<qsm_qt_detail::Size>(qsm_qt_detail::utf16(bytes).size());
    }
    qsm_qt_detail::Size length() const
    {
        return size();
    }
    void clear()
    {
        *this = QString();
    }
    void swap(QString &other) noexcept
    {
        bytes.swap(other.bytes);
        std::swap(null, other.null);
    }

    QString &append(const QString &other)
    {
        bytes += other.bytes;
        null = null && other.null;
        return *this;
    }
    QString &operator+=(const QString &other)
    {
        return append(other);
    }
    bool startsWith(const QString &text) const
    {
        return (!null || text.null) && bytes.compare(0, text.bytes.size(), text.bytes) == 0;
    }
    bool endsWith(const QString &text) const
    {
        return (!null || text.null) && bytes.size() >= text.bytes.size() &&
               bytes.compare(bytes.size() - text.bytes.size(), std::string::npos, text.bytes) == 0;
    }
    bool contains(const QString &text) const
    {
        return bytes.find(text.bytes) != std::string::npos;
    }

    static QString number(int number, int base = 10)
    {
        return QString::number(static_cast<qlonglong>(number), base);
    }
    static QString number(uint number, int base = 10)
    {
        return QString::number(static_cast<qulonglong>(number), base);
    }
    static QString number(long number, int base = 10)
    {
        return QString::number(static_cast<qlonglong>(number), base);
    }
    static QString number(ulong number, int base = 10)
    {
        return QString::number(static_cast<qulonglong>(number), base);
    }
    static QString number(qlonglong number, int base = 10)
    {
        const qulonglong bits = static_cast<qulonglong>(number);
        const bool sign = number < 0 && (base == 10 || QSM_QT_VERSION >= QT_VERSION_CHECK(6, 0, 0));
        return QString(sign ? "-" + digits(0 - bits, base) : digits(bits, base), false);
    }
    static QString number(qulonglong number, int base = 10)
    {
        return QString(digits(number, base), false);
    }
    int toInt(bool *ok = nullptr, int base = 10) const
    {
        char *end = nullptr;
        const char *start = bytes.c_str();
        errno = 0;
        const long number = std::strtol(start, &end, base);
        const bool digits = end != start;
        end += std::strspn(end, " \t\n\v\f\r");
        const bool good = digits && end == start + bytes.size() && errno == 0 &&
                          number >= std::numeric_limits<int>::min() &&
                          number <= std::numeric_limits<int>::max();

        if (ok != nullptr)
            *ok = good;
        return good ? static_cast<int>(number) : 0;
    }

    /** Replaces each occurrence of the lowest of %1 to %99. */
    QString arg(const QString &text) const;
    QString arg(int value) const
    {
        return arg(number(value));
    }
    QString arg(uint value) const
    {
        return arg(number(value));
    }
    QString arg(long value) const
    {
        return arg(number(value));
    }
    QString arg(ulong value) const
    {
        return arg(number(value));
    }
    QString arg(qlonglong value) const
    {
        return arg(number(value));
    }
    QString arg(qulonglong value) const
    {
        return arg(number(value));
    }

    friend bool operator==(const QString &one, const QString &other)
    {
        return one.bytes == other.bytes;
    }
    friend bool operator!=(const QString &one, const QString &other)
    {
        return one.bytes != other.bytes;
    }
    friend bool operator<(const QString &one, const QString &other)
    {
        return qsm_qt_detail::utf16(one.bytes) < qsm_qt_detail::utf16(other.bytes);
    }
    friend const QString operator+(const QString &one, const QString &other)
    {
        QString sum(one);
        return sum.append(other);
    }

  private:
    friend QString qsm_qt_detail::text(const char *utf8);

    QString(const std::string &valid, bool isNull) : bytes(valid), null(isNull)
    {
    }

    static std::string digits(qulonglong number, int base)
    {
        const qulonglong divisor = base >= 2 && base <= 36 ? static_cast<qulonglong>(base) : 10;
        std::string text;

        do {
            text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[number % divisor]);
            number /= divisor;
        } while (number != 0);
        return text;
    }

    /** The number of the marker at position, -1 if there is none; length is that of the marker. */
    int marker(std::size_t position, std::size_t &length) const
    {
        std::size_t i = position + 1;
        int number = 0;

        if (bytes[position] != '%')
            return -1;
        if (i < bytes.size() && bytes[i] == 'L')
            i++;
        for (length = 0; length < 2 && i < bytes.size() && bytes[i] >= '0' && bytes[i] <= '9';
             length++)
            number = 10 * number + (bytes[i++] - '0');
        if (length == 0)
            return -1;
        length = i - position;
        return number;
    }

    std::string bytes;
    bool null;
};

inline QString QString::arg(const QString &text) const
{
    std::size_t length = 0;
    int lowest = 100;
    QString result("");

    for (std::size_t i = 0; i < bytes.size(); i++) {
        const int number = marker(i, length);
        lowest = number >= 0 && number < lowest ? number : lowest;
    }
    if (lowest == 100) {
        const std::string message =
            "QString::arg: Argument missing: " + qsm_qt_detail::quotedText(bytes) + " , " +
            text.bytes;
        qsm_qt_detail::warning(message.c_str());
        return *this;
    }
    for (std::size_t i = 0; i < bytes.size();) {
        const bool found = marker(i, length) == lowest;
        result.bytes += found ? text.bytes : std::string(1, bytes[i]);
        i += found ? length : 1;
    }
    return result;
}

inline size_t qHash(const QString &text, size_t seed = 0)
{
    return std::hash<std::string>()(text.toStdString()) ^ seed;
}

namespace qsm_qt_detail
{

inline QString text(const char *utf8)
{
    return QString(std::string(utf8), false);
}

inline void warning(const char *message)
{
    std::fprintf(stderr, "%s\n", message);
}

} // namespace qsm_qt_detail

#define QStringLiteral(literal) QString::fromUtf8("" literal, sizeof(literal) - 1)
#define qPrintable(text) QString(text).toLocal8Bit().constData()
#define qUtf8Printable(text) QString(text).toUtf8().constData()

#endif
