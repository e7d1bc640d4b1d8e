/* SPDX-License-Identifier: MIT */
/* Process A: an image in memory to an image in the segment. */
#include "measure.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <QBuffer>
#include <QDataStream>
#include <QSharedMemory>

#include "images.h"

namespace bench
{

namespace
{

struct Way {
    const char *name;
    qsm_image_compression compression;
    bool warm; // also into the segment of the round before
};

const Way ways[] = {
    {"stored", QSM_IMAGE_STORED, true},
    {"fast", QSM_IMAGE_FAST, true},
    {"exact", QSM_IMAGE_EXACT, false},
};

// The steps of the Qt program, which makes a new segment each time.
void qtPut(QSharedMemory &shared, const QImage &image, Experiment &experiment, bool sample)
{
    if (shared.isAttached())
        require(shared.detach(), "Qt's detach");
    QBuffer buffer;
    double begun = nowNs();
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    double streamed = nowNs();
    qsizetype size = buffer.size();
    require(shared.create(int(size)) && shared.lock(), "Qt's create and lock");
    std::memcpy(shared.data(), buffer.data().constData(), size_t(size));
    require(shared.unlock(), "Qt's unlock");
    double ended = nowNs();
    if (!sample)
        return;
    experiment.add("qt", ended - begun);
    experiment.add("qt_stream", streamed - begun);
    experiment.note("qt_bytes", double(size));
}

qsm_exchange_report qsmPut(qsm_shared_memory *shared, const qsm_image *image,
                           qsm_image_compression compression)
{
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    options.compression = compression;
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    if (!qsm_shared_memory_write_image(shared, image, &options, &report))
        broken(report.message);
    return report;
}

double putNew(qsm_shared_memory *shared, const qsm_image *image, qsm_image_compression compression)
{
    if (qsm_shared_memory_is_attached(shared))
        require(qsm_shared_memory_detach(shared), "qsm's detach");
    return timed([&] { qsmPut(shared, image, compression); });
}

// How long others wait, by the clock on the wall: so the least of some.
double lockedByNew(qsm_shared_memory *shared, const qsm_image *image)
{
    double locked = HUGE_VAL;
    for (int i = 0; i < 5; i++) {
        require(qsm_shared_memory_detach(shared), "qsm's detach");
        locked = std::min(locked, double(qsmPut(shared, image, QSM_IMAGE_STORED).locked_ns));
    }
    return locked;
}

void putEachWay(Experiment &experiment, const qsm_image *image, const Shared *shared, bool small)
{
    for (size_t i = 0; i < std::size(ways); i++) {
        std::string name = ways[i].name;
        qsm_shared_memory *segment = shared[i].get();
        auto intoNew = [&] { return putNew(segment, image, ways[i].compression); };
        experiment.addMedian(name + "_new", ways[i].warm || small ? 5 : 1, intoNew);
        if (!ways[i].warm)
            continue;
        experiment.addMedian(name + "_warm", 5, [&] {
            return timed([&] { qsmPut(segment, image, ways[i].compression); });
        });
    }
}

// On the bytes of the stored stream, between memory that is warm as well.
void putFloor(Experiment &experiment, const void *stream, std::vector<char> &copy)
{
    size_t size = copy.size();
    experiment.addMedian("memcpy", 5, [&] { return floorMemcpy(copy.data(), stream, size); });
    // A new segment's pages come one by one as they are touched, whoever writes to them.
    experiment.addMedian("memcpy_new", 5, [&] {
        QSharedMemory segment(freshKey("floor"));
        require(segment.create(int(size)), "create");
        return floorMemcpy(segment.data(), stream, size);
    });
    experiment.addMedian("crc", 5, [&] { return floorCrc(copy.data(), size); });
    experiment.addMedian("adler", 5, [&] { return floorAdler(copy.data(), size); });
}

void check(Experiment &experiment, const QImage &image, const qsm_image *wrapped,
           const Shared *shared)
{
    QByteArray qts = streamOf(image);
    QImage expected = imageOf(qts.constData(), qts.size());
    for (size_t i = 0; i < std::size(ways); i++) {
        qsm_exchange_report report = qsmPut(shared[i].get(), wrapped, ways[i].compression);
        experiment.note(std::string(ways[i].name) + "_bytes", double(report.stream_size));
        const void *data = qsm_shared_memory_const_data(shared[i].get());
        require(imageOf(data, qsizetype(report.stream_size)) == expected,
                "Qt reads another picture than it wrote");
        if (ways[i].compression == QSM_IMAGE_EXACT)
            require(report.stream_size == size_t(qts.size()) &&
                        std::memcmp(data, qts.constData(), report.stream_size) == 0,
                    "exact is not byte for byte what Qt writes");
    }
}

} // namespace

void measurePut(const Picture &picture, const Options &options)
{
    QImage image = picture.image;
    Image wrapped = wrap(image);
    QSharedMemory qt(freshKey("put"));
    Shared shared[] = {sharedWithKey(freshKey("put")), sharedWithKey(freshKey("put")),
                       sharedWithKey(freshKey("put"))};
    Experiment experiment("put", picture.name.toStdString());
    experiment.note("image_bytes", double(image.sizeInBytes()));
    experiment.note("width", image.width());
    experiment.note("height", image.height());
    check(experiment, image, wrapped.get(), shared);
    std::vector<char> copy(size_t(qsm_shared_memory_size(shared[0].get())), 1);
    bool small = image.sizeInBytes() < (1 << 18);
    if (small)
        qtPut(qt, image, experiment, false);
    for (int round = 0; round < options.rounds; round++) {
        for (int i = 0; small && i < 4; i++)
            qtPut(qt, image, experiment, i > 0);
        if (!small)
            qtPut(qt, image, experiment, true);
        putEachWay(experiment, wrapped.get(), shared, small);
        experiment.add("stored_new_locked", lockedByNew(shared[0].get(), wrapped.get()));
        putFloor(experiment, qsm_shared_memory_const_data(shared[0].get()), copy);
    }
    experiment.print();
}

} // namespace bench
