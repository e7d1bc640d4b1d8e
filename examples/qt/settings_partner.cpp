// SPDX-License-Identifier: MIT
// Settings in shared memory, as an ordinary Qt program has them: a QVariantMap.
//
//   settings_partner write KEY     shares settings until its standard input ends
//   settings_partner read KEY      prints the settings that the other program shares
//
// The C twin is ../settings_exchange.c.
#include <QtCore/QBuffer>
#include <QtCore/QDataStream>
#include <QtCore/QRect>
#include <QtCore/QSharedMemory>
#include <QtCore/QStringList>
#include <QtCore/QVariantMap>

#include <cstdio>
#include <cstring>

static QVariantMap settings()
{
    QVariantMap audio, all;
    audio.insert("volume", 70);
    audio.insert("muted", true);
    all.insert("audio", audio);
    all.insert("recent", QStringList() << "one.png"
                                       << "two.png"
                                       << "three.png");
    all.insert("title",
               QString::fromUtf8("Gr\xc3\xb6\xc3\x9f\x65, Qt ") + QLatin1String(qVersion()));
    all.insert("window", QRect(40, 30, 640, 480));
    return all;
}

static void print(const QVariantMap &settings)
{
    const QVariantMap audio = settings.value("audio").toMap();
    const QRect window = settings.value("window").toRect();
    printf("title %s\n", settings.value("title").toString().toUtf8().constData());
    printf("volume %d, muted %s\n", audio.value("volume").toInt(),
           audio.value("muted").toBool() ? "true" : "false");
    for (const QString &file : settings.value("recent").toStringList())
        printf("recent %s\n", file.toUtf8().constData());
    printf("window %d,%d %dx%d\n", window.x(), window.y(), window.width(), window.height());
}

static bool fail(const QSharedMemory &memory)
{
    fprintf(stderr, "%s\n", memory.errorString().toUtf8().constData());
    return false;
}

static bool share(QSharedMemory &memory)
{
    const QVariantMap shown = settings();
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out.setVersion(QDataStream::Qt_5_6);
    out << shown;
    if (!memory.create(int(buffer.size())) || !memory.lock())
        return fail(memory);
    memcpy(memory.data(), buffer.data().constData(), size_t(buffer.size()));
    memory.unlock();
    print(shown);
    printf("shared %d bytes\n", int(buffer.size()));
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return true;
}

static bool receive(QSharedMemory &memory)
{
    if (!memory.attach() || !memory.lock())
        return fail(memory);
    QBuffer buffer;
    buffer.setData(static_cast<const char *>(memory.constData()), int(memory.size()));
    memory.unlock();
    memory.detach();
    buffer.open(QBuffer::ReadOnly);
    QDataStream in(&buffer);
    in.setVersion(QDataStream::Qt_5_6);
    QVariantMap received;
    in >> received;
    if (in.status() != QDataStream::Ok) {
        fprintf(stderr, "these are no settings: status %d\n", int(in.status()));
        return false;
    }
    print(received);
    return true;
}

int main(int argc, char **argv)
{
    const bool writes = argc == 3 && strcmp(argv[1], "write") == 0;
    if (!writes && (argc != 3 || strcmp(argv[1], "read") != 0)) {
        fprintf(stderr, "usage: %s write|read KEY\n", argv[0]);
        return 2;
    }
    QSharedMemory memory(QString::fromUtf8(argv[2]));
    return (writes ? share(memory) : receive(memory)) ? 0 : 1;
}
