// SPDX-License-Identifier: MIT
// Real Qt's QPixmap and QBitmap in streams, without a screen.
//
//   pixmap_peer write pixmap|bitmap IN.png OUT.qds IMAGE.qds   the picture as a stream of its
//   class, and a
//                                                              number behind it; the same as QImage
//   pixmap_peer read pixmap|bitmap IN.qds IMAGE.qds            what it reads out of a stream, as
//   QImage
//
// The stream version is 17 everywhere. Exit status 0 when it could be done.
#include <QBitmap>
#include <QDataStream>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPixmap>

static const qint32 behind = 0x71736d21;

static bool writeImage(const QString &path, const QImage &image)
{
    QFile file(path);
    QDataStream out(&file);
    out.setVersion(17);
    return file.open(QIODevice::WriteOnly) && (out << image).status() == QDataStream::Ok;
}

template <typename Pixmap> static int write(const Pixmap &pixmap, const QStringList &words)
{
    QFile file(words[4]);
    QDataStream out(&file);
    out.setVersion(17);
    const bool good = !pixmap.isNull() && file.open(QIODevice::WriteOnly) &&
                      (out << pixmap << behind).status() == QDataStream::Ok;
    return good && writeImage(words[5], pixmap.toImage()) ? 0 : 1;
}

template <typename Pixmap> static int read(const QStringList &words)
{
    Pixmap pixmap;
    QFile file(words[3]);
    QDataStream in(&file);
    in.setVersion(17);
    const bool good = file.open(QIODevice::ReadOnly) && (in >> pixmap).status() == QDataStream::Ok;
    return good && !pixmap.isNull() && file.atEnd() && writeImage(words[4], pixmap.toImage()) ? 0
                                                                                              : 1;
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    const bool bitmap = words.value(2) == QLatin1String("bitmap");
    if (words.value(1) == QLatin1String("write") && words.size() == 6) {
        const QImage image(words[3]);
        return bitmap ? write(QBitmap::fromImage(image), words)
                      : write(QPixmap::fromImage(image), words);
    }
    if (words.value(1) == QLatin1String("read") && words.size() == 5)
        return bitmap ? read<QBitmap>(words) : read<QPixmap>(words);
    return 2;
}
