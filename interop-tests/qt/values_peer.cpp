// SPDX-License-Identifier: MIT
// The values that `qsm stream dump` shows and `qsm stream make` writes, with real Qt.
//
//   values_peerN write FILE VERSION FLAGS    writes the values into a file
//   values_peerN read FILE VERSION FLAGS     reads them, and prints "same" or which is different
//   values_peerN share KEY VERSION FLAGS     puts them into the segment of KEY, under its lock
//   values_peerN fetch KEY VERSION FLAGS     as read, from the segment of KEY
//
// share prints the number of bytes, and waits for the end of its input.
//
// FLAGS: 1 little endian, 2 single precision, 4 only a QVariant with the map. VERSION 0: the
// default of this Qt.
#include <QtCore/QBuffer>
#include <QtCore/QDataStream>
#include <QtCore/QFile>
#include <QtCore/QPoint>
#include <QtCore/QRect>
#include <QtCore/QSharedMemory>
#include <QtCore/QUuid>
#include <QtCore/QVariant>

#include <cstdio>
#include <cstdlib>
#include <cstring>

typedef QMap<int, QStringList> Numbered;
typedef QPair<qint16, QString> Pair;

static QVariantMap settings()
{
    QVariantMap audio, all;
    audio.insert("volume", 50);
    audio.insert("name", QString::fromUtf8("Gr\xc3\xb6\xc3\x9f\x65"));
    all.insert("audio", audio);
    all.insert("list", QVariantList() << 1 << true << QVariant() << QByteArray("\0\xff", 2));
    all.insert("where", QPoint(1, -2));
    all.insert("large", Q_INT64_C(9223372036854775807));
    return all;
}

static Numbered numbered()
{
    Numbered map;
    map.insert(-1, QStringList() << "a" << QString());
    map.insert(7, QStringList());
    return map;
}

// Writes, or reads and compares.
struct Stream {
    QDataStream stream;
    bool reads;
    const char *different;

    template <typename T> void value(const char *name, const T &wanted)
    {
        if (!reads) {
            stream << wanted;
            return;
        }
        T found;
        stream >> found;
        if (stream.status() != QDataStream::Ok || !(found == wanted))
            different = different ? different : name;
    }

    void raw(const char *bytes, int size)
    {
        char found[64];
        if (!reads)
            stream.writeRawData(bytes, size);
        else if (stream.readRawData(found, size) != size || memcmp(found, bytes, size_t(size)) != 0)
            different = different ? different : "raw";
    }

    void text(const char *wanted)
    {
        if (!reads) {
            stream << wanted;
            return;
        }
        char *found = nullptr;
        stream >> found;
        if (!found || strcmp(found, wanted) != 0)
            different = different ? different : "text";
        delete[] found;
    }
};

// The types are in test_values.py.
static void all(Stream &s)
{
    const QChar half[] = {QChar(0xd800), QChar('x')};
    s.raw("QSM1", 4);
    s.value<qint32>("qint32", -5);
    s.value<quint64>("quint64", Q_UINT64_C(18446744073709551615));
    s.value<double>("double", 0.5);
    s.value<float>("float", 1.25f);
    s.value<bool>("bool", true);
    s.value<QString>("QString", QString::fromUtf8("\xf0\x9f\x98\x80 Gr\xc3\xbc\xc3\x9f\x65"));
    s.value<QString>("half of a pair", QString(half, 2));
    s.value<QString>("null", QString());
    s.value<QByteArray>("QByteArray", QByteArray("\0\1\xff", 3));
    s.text("plain");
    s.value<QStringList>("QStringList", QStringList() << "x"
                                                      << "y");
    s.value<QVariantMap>("QVariantMap", settings());
    s.value<QVariant>("QVariant", QVariant(settings()));
    s.value<QVariant>("invalid", QVariant());
    s.value<Numbered>("QMap", numbered());
    s.value<Pair>("QPair", Pair(3, "three"));
    s.value<QRect>("QRect", QRect(1, 2, 30, 40));
    s.value<QUuid>("QUuid", QUuid("{00112233-4455-6677-8899-aabbccddeeff}"));
    s.value<quint32>("the size", 6);
    s.value<quint16>("quint16", 1);
    s.value<qint32>("qint32", 2);
    for (int i = 0; i < 3; i++) {
        s.value<quint8>("quint8", quint8(i));
        s.value<QString>("QString", QString::number(i));
    }
}

static void run(QIODevice *device, bool reads, int version, int flags, const char **different)
{
    Stream s = {QDataStream(), reads, nullptr};
    s.stream.setDevice(device);
    if (version > 0)
        s.stream.setVersion(version);
    s.stream.setByteOrder(flags & 1 ? QDataStream::LittleEndian : QDataStream::BigEndian);
    s.stream.setFloatingPointPrecision(flags & 2 ? QDataStream::SinglePrecision
                                                 : QDataStream::DoublePrecision);
    if (flags & 4)
        s.value<QVariant>("QVariant", QVariant(settings()));
    else
        all(s);
    if (reads && !device->atEnd() && !s.different)
        s.different = "the end";
    *different = s.different;
}

static int share(const char *key, int version, int flags)
{
    QByteArray bytes;
    const char *different;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    run(&buffer, false, version, flags, &different);
    QSharedMemory memory(QString::fromUtf8(key));
    if (!memory.create(int(bytes.size())) || !memory.lock())
        return 1;
    memcpy(memory.data(), bytes.constData(), size_t(bytes.size()));
    memory.unlock();
    printf("%d\n", int(bytes.size()));
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}

static int fetch(const char *key, int version, int flags)
{
    const char *different;
    QSharedMemory memory(QString::fromUtf8(key));
    if (!memory.attach() || !memory.lock())
        return 1;
    QByteArray bytes(static_cast<const char *>(memory.constData()), int(memory.size()));
    memory.unlock();
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    run(&buffer, true, version, flags, &different);
    puts(different ? different : "same");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    const int version = atoi(argv[3]), flags = atoi(argv[4]);
    if (strcmp(argv[1], "share") == 0)
        return share(argv[2], version, flags);
    if (strcmp(argv[1], "fetch") == 0)
        return fetch(argv[2], version, flags);
    const bool reads = strcmp(argv[1], "read") == 0;
    const char *different = nullptr;
    QFile file(QString::fromLocal8Bit(argv[2]));
    if (!file.open(reads ? QIODevice::ReadOnly : QIODevice::WriteOnly))
        return 1;
    run(&file, reads, version, flags, &different);
    if (reads)
        puts(different ? different : "same");
    return 0;
}
