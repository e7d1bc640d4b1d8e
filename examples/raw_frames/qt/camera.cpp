// SPDX-License-Identifier: MIT
// A Qt program that shares a moving picture, as one that has a camera would. It knows nothing of
// qsm.
//   camera KEY WIDTH HEIGHT [COUNT]     ends after COUNT pictures
#include "raw_frame.h"
#include "report.h"

#include <QDataStream>
#include <QDebug>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QIODevice>
#include <QImage>
#include <QSharedMemory>
#include <QTimer>
#include <cstring>

class Camera : public QObject
{
  public:
    Camera(const QString &key, const QSize &size, int count)
        : memory(key), image(size, QImage::Format_RGB32), wanted(count)
    {
        connect(&timer, &QTimer::timeout, this, &Camera::send);
        timer.start(40);
    }

    // Once, for the largest picture: readers stay attached.
    bool create()
    {
        const bool created = memory.create(int(image.sizeInBytes() * 101 / 100 + 4096));
        if (!created)
            qDebug() << "Unable to create shared memory segment:" << memory.errorString();
        return created;
    }

  private:
    void send()
    {
        draw();
        clock.start();
        const raw_frame f = {RAW_FRAME_MAGIC,           image.width(),  image.height(),
                             int(image.bytesPerLine()), image.format(), 0,
                             quint64(sent) + 1};
        memory.lock();
        memcpy(memory.data(), &f, sizeof f);
        memcpy(static_cast<char *>(memory.data()) + RAW_FRAME_PIXELS, image.constBits(),
               size_t(image.sizeInBytes()));
        memory.unlock();
        times << clock.nsecsElapsed();
        sent++;
        if (wanted == 0)
            return;
        report("sent", image);
        if (sent == wanted) {
            reportTimes("sent", times);
            QCoreApplication::quit();
        }
    }

    void draw()
    {
        for (int y = 0; y < image.height(); y++) {
            auto *row = reinterpret_cast<QRgb *>(image.scanLine(y));
            for (int x = 0; x < image.width(); x++)
                row[x] = qRgb((x + 4 * sent) & 255, y & 255, (x - y) & 255);
        }
    }

    QSharedMemory memory;
    QTimer timer;
    QElapsedTimer clock;
    QImage image;
    QList<qint64> times;
    int sent = 0, wanted;
};

int main(int argc, char *argv[])
{
    QGuiApplication app(argc, argv);
    const QStringList words = app.arguments();
    if (words.size() < 4)
        qFatal("usage: camera KEY WIDTH HEIGHT [COUNT]");
    Camera camera(words[1], QSize(words[2].toInt(), words[3].toInt()), words.value(4).toInt());
    return camera.create() ? app.exec() : 1;
}
