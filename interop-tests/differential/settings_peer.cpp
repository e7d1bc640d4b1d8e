// SPDX-License-Identifier: MIT
// Files of QSettings::IniFormat, for settings.c. First it says its version. A request is: what to
// do (1 byte), the stream version (4 bytes), the number of bytes (4), the bytes.
// 0: the bytes are a file. The answer is QSettings::status() and its values as a QVariantMap.
// 1: the bytes are a QVariantMap. The answer is a status and the file that QSettings makes of it.
// An answer is: status (4), the number of bytes (4), the bytes. Numbers are in the host's order.
#include <QtGui>

#include <cstdio>
#include <cstdlib>

// False at the end, where main() returns, so that its folder is removed.
static bool get(void *data, size_t size)
{
    return fread(data, 1, size, stdin) == size;
}

static void put(const void *data, size_t size)
{
    if (fwrite(data, 1, size, stdout) != size)
        exit(1);
}

static void putNumber(quint32 number)
{
    put(&number, sizeof number);
}

static void answer(int status, const QByteArray &bytes)
{
    putNumber(quint32(status));
    putNumber(quint32(bytes.size()));
    put(bytes.constData(), size_t(bytes.size()));
    fflush(stdout);
}

// value() changes these keys, and finds nothing.
static bool isNormal(const QString &key)
{
    const QLatin1Char slash('/');
    return !key.isEmpty() && !key.startsWith(slash) && !key.endsWith(slash) &&
           !key.contains(QLatin1String("//"));
}

static void readFile(const QString &name, const QByteArray &bytes, int version)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        exit(1);
    file.close();
    QVariantMap values;
    const QSettings settings(name, QSettings::IniFormat);
    const int status = settings.status();
    const QStringList keys = settings.allKeys();
    for (const QString &key : keys) {
        if (isNormal(key))
            values.insert(key, settings.value(key));
    }
    QByteArray written;
    QDataStream out(&written, QIODevice::WriteOnly);
    out.setVersion(version);
    out << values;
    answer(status, written);
}

static void writeFile(const QString &name, const QByteArray &bytes, int version)
{
    QVariantMap values;
    QDataStream in(bytes);
    in.setVersion(version);
    in >> values;
    {
        QSettings settings(name, QSettings::IniFormat);
        for (auto value = values.cbegin(); value != values.cend(); ++value)
            settings.setValue(value.key(), value.value());
    }
    QFile file(name);
    QByteArray text;
    if (file.open(QIODevice::ReadOnly))
        text = file.readAll();
    answer(in.status(), text);
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_LOGGING_RULES", "*=false");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    QGuiApplication application(argc, argv);
    const bool shared = QFileInfo(QStringLiteral("/dev/shm")).isWritable(); // no disk to wait for
    QTemporaryDir directory(shared ? QStringLiteral("/dev/shm/qsm-settings") : QString());
    putNumber(QT_VERSION);
    fflush(stdout);
    for (quint32 count = 0;; count++) {
        quint8 what;
        quint32 numbers[2];
        if (!get(&what, sizeof what) || !get(numbers, sizeof numbers))
            return 0;
        QByteArray bytes(int(numbers[1]), '\0');
        if (!get(bytes.data(), numbers[1]))
            return 0;
        // QSettings remembers files by their names.
        const QString name = directory.filePath(QString::number(count));
        (what == 0 ? readFile : writeFile)(name, bytes, int(numbers[0]));
        QFile::remove(name);
    }
}
