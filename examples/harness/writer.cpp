// SPDX-License-Identifier: MIT
#include <QBuffer>
#include <QDataStream>
#include <QImage>
#include <QSharedMemory>
#include <QThread>
#include <csignal>
#include <cstring>

static volatile std::sig_atomic_t ended = 0;

static void end(int)
{
    ended = 1;
}

int main(int, char **argv)
{
    std::signal(SIGTERM, end);
    QImage image(argv[2]);
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    QSharedMemory memory(argv[1]);
    if (image.isNull() || !memory.create(int(buffer.size())))
        return 1;
    memory.lock();
    memcpy(memory.data(), buffer.data().constData(), size_t(buffer.size()));
    memory.unlock();
    while (!ended)
        QThread::msleep(10);
    return 0;
}
