// SPDX-License-Identifier: MIT
// What QMetaType says of its types, for types.c. First it says its version. Requests:
// 1, size, name:   answers the id (0: none)
// 2, id, version:  answers the name (size, bytes; 0 bytes: none), whether there are stream
// operators
//                  (0, 1), and the QVariant of a new value at that version (size, bytes)
// Numbers have 4 bytes in the host's byte order.
#include <QByteArray>
#include <QDataStream>
#include <QGuiApplication>
#include <QIODevice>
#include <QMetaType>
#include <QVariant>
#ifdef PEER_WIDGETS
#include <QApplication>
typedef QApplication Application;
#else
typedef QGuiApplication Application;
#endif

#include <cstdio>
#include <cstdlib>

#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
typedef QMetaType Type;
static Type typeOf(int id)
{
    return Type(id);
}
#else
typedef int Type;
static Type typeOf(int id)
{
    return id;
}
#endif

static quint32 get()
{
    quint32 number;
    if (fread(&number, sizeof number, 1, stdin) != 1)
        exit(0);
    return number;
}

static void put(quint32 number)
{
    if (fwrite(&number, sizeof number, 1, stdout) != 1)
        exit(1);
}

static void put(const QByteArray &bytes)
{
    put(quint32(bytes.size()));
    if (!bytes.isEmpty() && fwrite(bytes.constData(), size_t(bytes.size()), 1, stdout) != 1)
        exit(1);
}

static quint32 idOf(const QByteArray &name)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    return quint32(QMetaType::fromName(name).id());
#else
    return quint32(QMetaType::type(name));
#endif
}

static QByteArray nameOf(int id)
{
    if (!QMetaType::isRegistered(id))
        return QByteArray();
    return QByteArray(QMetaType(id).name());
}

static bool hasOperators(int id, void *value)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    return QMetaType(id).save(out, value);
#else
    return QMetaType::save(out, id, value);
#endif
}

static void answer(int id, int version)
{
    QByteArray name = nameOf(id);
    put(name);
    if (name.isEmpty())
        return;
    QMetaType type(id);
    void *value = type.sizeOf() > 0 ? type.create() : nullptr;
    bool operators = value && hasOperators(id, value);
    QByteArray bytes;
    if (operators) {
        QDataStream out(&bytes, QIODevice::WriteOnly);
        out.setVersion(version);
        out << QVariant(typeOf(id), value);
    }
    if (value)
        type.destroy(value);
    put(operators);
    put(bytes);
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    Application application(argc, argv);
    put(quint32(QT_VERSION));
    fflush(stdout);
    for (;;) {
        quint32 request = get();
        quint32 number = get();
        if (request == 1) {
            QByteArray name(int(number), '\0');
            if (fread(name.data(), 1, number, stdin) != number)
                return 1;
            put(idOf(name));
        } else {
            answer(int(number), int(get()));
        }
        fflush(stdout);
    }
}
