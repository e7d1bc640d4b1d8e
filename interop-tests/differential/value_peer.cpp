// SPDX-License-Identifier: MIT
// Reads values from streams and writes them again, for values.c. First it says its version. A
// request is: the type (1 byte), flags (1 byte: 1 little endian, 2 single precision, 4 answer at
// version 13), the version
// (4 bytes), the number of bytes (4), the bytes. The answer: status (4), position (4), the number
// of bytes (4), the value written with the same settings. Numbers are in the host's byte order.
// Status 255: Qt ran out of memory, as it does for counts that the data does not have.
#include <QtGui>
#include <QtNetwork>
#include <QtWidgets>

#include <cstdio>
#include <cstdlib>
#include <new>
#include <sys/resource.h>

template <typename T> static void registerType(const char *name)
{
    qRegisterMetaType<T>(name);
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
    qRegisterMetaTypeStreamOperators<T>(name);
#endif
}

typedef QMap<int, QString> Numbered;

static void get(void *data, size_t size)
{
    if (fread(data, 1, size, stdin) != size)
        exit(0);
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

struct Settings {
    int version;
    int flags;

    void apply(QDataStream &stream) const
    {
        stream.setVersion(version);
        stream.setByteOrder(flags & 1 ? QDataStream::LittleEndian : QDataStream::BigEndian);
        stream.setFloatingPointPrecision(flags & 2 ? QDataStream::SinglePrecision
                                                   : QDataStream::DoublePrecision);
    }
};

template <typename T> static void again(const QByteArray &bytes, const Settings &settings)
{
    T value;
    QByteArray written;
    QDataStream in(bytes);
    settings.apply(in);
    int status = 255;
    try {
        in >> value;
        status = in.status();
    } catch (const std::bad_alloc &) {
    }
    if (status == QDataStream::Ok) {
        QDataStream out(&written, QIODevice::WriteOnly);
        settings.apply(out);
        if (settings.flags & 4)
            out.setVersion(QDataStream::Qt_5_0);
        out << value;
    }
    putNumber(quint32(status));
    putNumber(quint32(in.device()->pos()));
    putNumber(quint32(written.size()));
    put(written.constData(), size_t(written.size()));
}

typedef QGenericMatrix<3, 1, double> Row;
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
typedef quint16 QTypeRevision;
#endif

// As in value_types.c.
static void (*const types[])(const QByteArray &, const Settings &) = {again<QVariant>,
                                                                      again<QVariantMap>,
                                                                      again<QVariantList>,
                                                                      again<QMap<int, QStringList>>,
                                                                      again<QList<QByteArray>>,
                                                                      again<QVector<double>>,
                                                                      again<QDateTime>,
                                                                      again<QTimeZone>,
                                                                      again<QVersionNumber>,
                                                                      again<QList<QDate>>,
                                                                      again<QBitArray>,
                                                                      again<QUrl>,
                                                                      again<QVector<QColor>>,
                                                                      again<QVector<QBrush>>,
                                                                      again<QVector<QPen>>,
                                                                      again<QVector<QFont>>,
                                                                      again<QVector<QPainterPath>>,
                                                                      again<QVector<QRegion>>,
                                                                      again<QVector<QKeySequence>>,
                                                                      again<QHostAddress>,
                                                                      again<QNetworkCacheMetaData>,
                                                                      again<QStandardItem>,
                                                                      again<QListWidgetItem>,
                                                                      again<QTableWidgetItem>,
                                                                      again<QTreeWidgetItem>,
                                                                      again<QMatrix2x3>,
                                                                      again<Row>,
                                                                      again<QTypeRevision>};

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_LOGGING_RULES", "*=false");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    rlimit limit = {rlim_t(4) << 30, rlim_t(4) << 30};
    setrlimit(RLIMIT_AS, &limit);
    QGuiApplication application(argc, argv);
    registerType<QVector<int>>("QVector<int>");
    registerType<QList<int>>("QList<int>");
    registerType<Numbered>("QMap<int,QString>");
    putNumber(QT_VERSION);
    fflush(stdout);
    for (;;) {
        quint8 head[2];
        quint32 numbers[2];
        get(head, sizeof head);
        get(numbers, sizeof numbers);
        QByteArray bytes(int(numbers[1]), '\0');
        get(bytes.data(), numbers[1]);
        const Settings settings = {int(numbers[0]), head[1]};
        if (head[0] >= sizeof types / sizeof types[0])
            return 1;
        types[head[0]](bytes, settings);
        fflush(stdout);
    }
}
