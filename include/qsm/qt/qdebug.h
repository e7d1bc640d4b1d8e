// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qdebug.h
 * qDebug(), qInfo(), qWarning(), qCritical() and qFatal(): lines on standard error. See qglobal.h.
 * QT_NO_DEBUG_OUTPUT, QT_NO_INFO_OUTPUT and QT_NO_WARNING_OUTPUT work. There are no message
 * handlers and no patterns.
 */
#ifndef QSM_QT_QDEBUG_H
#define QSM_QT_QDEBUG_H

#include "qstring.h"

#include <cstdarg>
#include <cstdint>
#include <functional>
#include <locale>
#include <memory>
#include <sstream>

enum QtMsgType { QtDebugMsg, QtWarningMsg, QtCriticalMsg, QtFatalMsg, QtInfoMsg };

/** A message that is written when the last copy of it goes. */
class QDebug
{
  public:
    explicit QDebug(QtMsgType type) : message(std::make_shared<Message>(type))
    {
    }

    QDebug &space()
    {
        message->spaces = true;
        message->text << ' ';
        return *this;
    }
    QDebug &nospace()
    {
        message->spaces = false;
        return *this;
    }
    QDebug &maybeSpace()
    {
        if (message->spaces)
            message->text << ' ';
        return *this;
    }
    QDebug &quote()
    {
        message->quotes = true;
        return *this;
    }
    QDebug &noquote()
    {
        message->quotes = false;
        return *this;
    }

    QDebug &operator<<(bool value)
    {
        return put(value ? "true" : "false");
    }
    QDebug &operator<<(char value)
    {
        return put(value);
    }
    QDebug &operator<<(short value)
    {
        return put(value);
    }
    QDebug &operator<<(ushort value)
    {
        return put(value);
    }
    QDebug &operator<<(int value)
    {
        return put(value);
    }
    QDebug &operator<<(uint value)
    {
        return put(value);
    }
    QDebug &operator<<(long value)
    {
        return put(value);
    }
    QDebug &operator<<(ulong value)
    {
        return put(value);
    }
    QDebug &operator<<(qint64 value)
    {
        return put(value);
    }
    QDebug &operator<<(quint64 value)
    {
        return put(value);
    }
    QDebug &operator<<(float value)
    {
        return put(value);
    }
    QDebug &operator<<(double value)
    {
        return put(value);
    }
    QDebug &operator<<(const char *utf8)
    {
        return put(QString(utf8).toStdString());
    }
    QDebug &operator<<(const void *pointer)
    {
        message->text << "0x" << std::hex << reinterpret_cast<std::uintptr_t>(pointer) << std::dec;
        return maybeSpace();
    }
    QDebug &operator<<(std::nullptr_t)
    {
        return put("(nullptr)");
    }
    QDebug &operator<<(const QString &text)
    {
        return put(message->quotes ? qsm_qt_detail::quotedText(text.toStdString())
                                   : text.toStdString());
    }
    QDebug &operator<<(QLatin1String text)
    {
        return *this << QString(text);
    }
    QDebug &operator<<(const QByteArray &bytes)
    {
        return put(message->quotes ? qsm_qt_detail::quotedBytes(bytes.toStdString())
                                   : bytes.toStdString());
    }

  private:
    struct Message {
        explicit Message(QtMsgType kind) : type(kind), spaces(true), quotes(true)
        {
            text.imbue(std::locale::classic());
        }
        ~Message()
        {
            std::string line = text.str();

            if (spaces && !line.empty() && line.back() == ' ')
                line.erase(line.size() - 1);
            qsm_qt_detail::warning(line.c_str());
            if (type == QtFatalMsg)
                std::abort();
        }

        std::ostringstream text;
        QtMsgType type;
        bool spaces, quotes;
    };

    template <typename T> QDebug &put(const T &value)
    {
        message->text << value;
        return maybeSpace();
    }

    std::shared_ptr<Message> message;
};

namespace qsm_qt_detail
{

__attribute__((format(printf, 1, 0))) inline std::string formatted(const char *format,
                                                                   va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    const int size = std::vsnprintf(nullptr, 0, format, again);
    va_end(again);
    std::string text(size > 0 ? static_cast<std::size_t>(size) + 1 : 1, '\0');
    std::vsnprintf(&text[0], text.size(), format, arguments);
    text.erase(text.size() - 1);
    return text;
}

} // namespace qsm_qt_detail

/* Each with a format and arguments as printf(), and without arguments as a stream. */
#define QSM_QT_MESSAGE(name, type)                                                                 \
    inline QDebug name()                                                                           \
    {                                                                                              \
        return QDebug(type);                                                                       \
    }                                                                                              \
    __attribute__((format(printf, 1, 2))) inline void name(const char *format, ...)                \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        const std::string text = qsm_qt_detail::formatted(format, arguments);                      \
        va_end(arguments);                                                                         \
        qsm_qt_detail::warning(text.c_str());                                                      \
        if (type == QtFatalMsg)                                                                    \
            std::abort();                                                                          \
    }
QSM_QT_MESSAGE(qDebug, QtDebugMsg)
QSM_QT_MESSAGE(qInfo, QtInfoMsg)
QSM_QT_MESSAGE(qWarning, QtWarningMsg)
QSM_QT_MESSAGE(qCritical, QtCriticalMsg)
QSM_QT_MESSAGE(qFatal, QtFatalMsg)
#undef QSM_QT_MESSAGE

#ifdef QT_NO_DEBUG_OUTPUT
#define qDebug                                                                                     \
    while (false)                                                                                  \
    qDebug
#endif
#ifdef QT_NO_INFO_OUTPUT
#define qInfo                                                                                      \
    while (false)                                                                                  \
    qInfo
#endif
#ifdef QT_NO_WARNING_OUTPUT
#define qWarning                                                                                   \
    while (false)                                                                                  \
    qWarning
#endif

#endif
