// SPDX-License-Identifier: MIT
// Qt programs on the other side of a stream of pictures: what Qt's own example does, again and
// again.
//
//   frames_peerN read KEY SECONDS   process B: reads until SECONDS are over; prints what it saw
//   frames_peerN write KEY keep     process A: for each line `NUMBER WIDTH HEIGHT` writes that
//                                   picture into the segment that it has, and answers `done`
//   frames_peerN write KEY anew     the same, with a new segment for each picture, as the example
#include <QtCore/QBuffer>
#include <QtCore/QDataStream>
#include <QtCore/QSharedMemory>
#include <QtGui/QImage>

#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

#include "frame_pattern.h"

// loadFromMemory() of the example, without its widgets.
static bool load(QSharedMemory &shared, QImage &image)
{
    if (!shared.attach())
        return false;
    QBuffer buffer;
    QDataStream in(&buffer);
    shared.lock();
    buffer.setData(static_cast<const char *>(shared.constData()), int(shared.size()));
    buffer.open(QBuffer::ReadOnly);
    in >> image;
    shared.unlock();
    shared.detach();
    return true;
}

static bool whole(const QImage &image)
{
    auto row = [&](int y) { return reinterpret_cast<const uint32_t *>(image.constScanLine(y)); };
    const uint32_t number = row(0)[0] & 0xffffffU;
    for (int y = 0; y < image.height(); y++)
        if (!pattern_has(row(y), image.width(), number))
            return false;
    return true;
}

static int read(const char *key, double seconds)
{
    QSharedMemory shared{QString(key)};
    long pictures = 0, torn = 0, nulls = 0, reads = 0;
    uint32_t last = 0;
    double first_at = 0, last_at = 0;
    const double end = seconds_now() + seconds;
    while (seconds_now() < end) {
        QImage image;
        if (!load(shared, image)) {
            nap_until(seconds_now() + 0.002);
            continue;
        }
        reads++;
        nulls += image.isNull();
        if (image.isNull())
            continue;
        torn += !whole(image);
        const uint32_t number = reinterpret_cast<const uint32_t *>(image.constScanLine(0))[0];
        if (number == last) {
            nap_until(seconds_now() + 0.001);
            continue;
        }
        last = number;
        last_at = seconds_now();
        if (pictures++ == 0)
            first_at = last_at;
    }
    std::printf(
        "{\"pictures\": %ld, \"torn\": %ld, \"nulls\": %ld, \"reads\": %ld, \"seconds\": %.6f, "
        "\"cpu\": %.6f, \"last\": %u}\n",
        pictures, torn, nulls, reads, last_at - first_at, seconds_of_cpu(), last & 0xffffffU);
    return 0;
}

// loadFromFile() of the example from the buffer on.
static bool store(QSharedMemory &shared, const QImage &image, bool keep)
{
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    const int size = int(buffer.size());
    if (shared.isAttached() && (!keep || size > shared.size()) && !shared.detach())
        return false;
    if (!shared.isAttached() && !shared.create(keep ? 2 * size + 65536 : size))
        return false;
    shared.lock();
    std::memcpy(shared.data(), buffer.data().data(), qMin(size_t(shared.size()), size_t(size)));
    shared.unlock();
    return true;
}

static int write(const char *key, bool keep)
{
    QSharedMemory shared{QString(key)};
    uint32_t number;
    int width, height;
    while (std::cin >> number >> width >> height) {
        QImage image(width, height, QImage::Format_RGB32);
        for (int y = 0; y < height; y++) {
            auto *row = reinterpret_cast<uint32_t *>(image.scanLine(y));
            for (int x = 0; x < width; x++)
                row[x] = 0xff000000U | (uint32_t(x * 7919 + y * 104729) & 0xffffffU);
            pattern_row(row, width, number);
        }
        const bool stored = store(shared, image, keep);
        std::cout << (stored ? "done" : shared.errorString().toStdString()) << std::endl;
    }
    return 0;
}

int main(int count, char **words)
{
    if (count == 4 && std::string(words[1]) == "read")
        return read(words[2], std::stod(words[3]));
    if (count == 4 && std::string(words[1]) == "write")
        return write(words[2], std::string(words[3]) == "keep");
    std::cerr << "usage: see the top of frames_peer.cpp" << std::endl;
    return 2;
}
