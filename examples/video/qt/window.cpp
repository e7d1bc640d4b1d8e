// SPDX-License-Identifier: MIT
// A Qt program that shows live what is in shared memory. It knows nothing of qsm.
//   window KEY [COUNT]     ends after COUNT pictures, each of which differs from the one before
#include "report.h"

#include <QApplication>
#include <QDataStream>
#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QSharedMemory>
#include <QTimer>

class Window : public QLabel
{
  public:
    Window(const QString &key, int count) : memory(key), wanted(count)
    {
        setAlignment(Qt::AlignCenter);
        setMinimumSize(320, 240);
        setWindowTitle(tr("No picture yet"));
        connect(&timer, &QTimer::timeout, this, &Window::look);
        timer.start(20);
    }

  private:
    void look()
    {
        if (!memory.isAttached() && !memory.attach(QSharedMemory::ReadOnly))
            return; // no writer yet
        memory.lock();
        clock.start();
        QImage image;
        QDataStream in(QByteArray::fromRawData(static_cast<const char *>(memory.constData()),
                                               int(memory.size())));
        in >> image;
        times << clock.nsecsElapsed();
        memory.unlock();
        if (!image.isNull() && image != shown)
            display(image);
    }

    void display(const QImage &image)
    {
        shown = image;
        setPixmap(QPixmap::fromImage(image));
        setWindowTitle(QStringLiteral("%1 x %2").arg(image.width()).arg(image.height()));
        if (wanted == 0)
            return;
        report("shown", image);
        if (--wanted == 0) {
            reportTimes("looks", times);
            QCoreApplication::quit();
        }
    }

    QSharedMemory memory;
    QTimer timer;
    QElapsedTimer clock;
    QImage shown;
    QList<qint64> times;
    int wanted;
};

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    const QStringList words = app.arguments();
    if (words.size() < 2)
        qFatal("usage: window KEY [COUNT]");
    Window window(words[1], words.value(2).toInt());
    window.show();
    return app.exec();
}
