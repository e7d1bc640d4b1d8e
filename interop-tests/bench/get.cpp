/* SPDX-License-Identifier: MIT */
/* Process B: a stream in a segment to an image in memory; of what Qt wrote and of a stored stream.
 */
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

// The steps of the Qt program.
double qtGet(QSharedMemory &shared, QImage &image)
{
    return timed([&] {
        require(shared.attach(), "Qt's attach");
        QBuffer buffer;
        QDataStream in(&buffer);
        require(shared.lock(), "Qt's lock");
        buffer.setData(static_cast<const char *>(shared.constData()), int(shared.size()));
        buffer.open(QBuffer::ReadOnly);
        in >> image;
        require(shared.unlock() && shared.detach(), "Qt's detach");
    });
}

qsm_exchange_report qsmGet(qsm_shared_memory *shared, qsm_image *image)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    if (!qsm_shared_memory_read_image(shared, image, nullptr, &report))
        broken(report.message);
    return report;
}

// The codec alone, from memory that is warm.
double qtRead(const QByteArray &stream)
{
    return timed([&] {
        QDataStream in(stream);
        QImage image;
        in >> image;
        require(!image.isNull(), "Qt reads no picture");
    });
}

double qsmRead(const QByteArray &stream, qsm_image *image)
{
    return timed([&] {
        Stream in = readerOf(stream.constData(), size_t(stream.size()));
        require(qsm_data_stream_read_image(in.get(), image, nullptr), "qsm reads no picture");
    });
}

// How much memory a scene has for its stream.
enum Room { EXACT_ROOM = 0, LARGE_ROOM = 48 << 20 };

struct Scene {
    QByteArray stream;
    QSharedMemory owner, qt;
    Shared qsm;
    Image reused{emptyImage()};
    std::vector<char> buffer, copy;

    Scene(const QByteArray &bytes, const QString &key, const QImage &image, Room room)
        : stream(bytes), owner(key), qt(key), qsm(sharedWithKey(key)), copy(size_t(bytes.size()), 1)
    {
        require(owner.create(std::max(int(stream.size()), int(room))), "create");
        std::memset(owner.data(), 1, size_t(owner.size()));
        std::memcpy(owner.data(), stream.constData(), size_t(stream.size()));
        buffer.resize(qsm_image_read_buffer_size(
            image.width(), image.height(), static_cast<qsm_image_format_code>(image.format())));
        qsm_image_use_buffer(reused.get(), buffer.data(), buffer.size());
    }
};

void check(Scene &scene)
{
    QImage expected;
    qtGet(scene.qt, expected);
    Image fresh = emptyImage();
    qsmGet(scene.qsm.get(), fresh.get());
    qsmGet(scene.qsm.get(), scene.reused.get());
    require(same(fresh.get(), expected) && same(scene.reused.get(), expected),
            "qsm reads another picture than Qt");
}

void through(Experiment &experiment, Scene &scene, int runs)
{
    experiment.addMedian("qt", runs, [&] {
        QImage image;
        return qtGet(scene.qt, image);
    });
    experiment.addMedian("qsm_new", runs, [&] {
        Image image = emptyImage();
        return timed([&] { qsmGet(scene.qsm.get(), image.get()); });
    });
    experiment.addMedian("qsm_reused", runs, [&] {
        return timed([&] { qsmGet(scene.qsm.get(), scene.reused.get()); });
    });
    // A reader that stays attached, as one that shows picture after picture may.
    require(qsm_shared_memory_attach(scene.qsm.get(), QSM_SHARED_MEMORY_READ_ONLY), "attach");
    experiment.addMedian("qsm_attached", runs, [&] {
        return timed([&] { qsmGet(scene.qsm.get(), scene.reused.get()); });
    });
    require(qsm_shared_memory_detach(scene.qsm.get()), "detach");
    const void *segment = scene.owner.constData();
    experiment.addMedian(
        "memcpy", runs, [&] { return floorMemcpy(scene.copy.data(), segment, scene.copy.size()); });
}

// How long others wait for the lock; the library tells it by the clock on the wall, so the least
// of some is taken. The copy follows the get each time: both find the caches as a get leaves them.
void holding(Experiment &experiment, Scene &scene, int runs)
{
    double locked = HUGE_VAL, copied = HUGE_VAL;
    for (int i = 0; i < runs; i++) {
        qsm_exchange_report report = qsmGet(scene.qsm.get(), scene.reused.get());
        double begun = wallNs();
        std::memcpy(scene.copy.data(), scene.owner.constData(), scene.copy.size());
        copied = std::min(copied, wallNs() - begun);
        locked = std::min(locked, double(report.locked_ns));
    }
    experiment.add("qsm_locked", locked);
    experiment.add("memcpy_wall", copied);
}

void codec(Experiment &experiment, Scene &scene, int runs)
{
    experiment.addMedian("qt_codec", runs, [&] { return qtRead(scene.stream); });
    experiment.addMedian("qsm_codec_new", runs, [&] {
        Image image = emptyImage();
        return qsmRead(scene.stream, image.get());
    });
    experiment.addMedian("qsm_codec_reused", runs,
                         [&] { return qsmRead(scene.stream, scene.reused.get()); });
}

// Nothing is there yet: no memory that malloc() has kept, no code, no table.
void inNewProcess(Experiment &experiment, Scene &scene)
{
    const QString key = scene.owner.key();
    experiment.add("qt_first", firstOfProcess("qt", key));
    experiment.add("qsm_first", firstOfProcess("qsm", key));
}

void measure(const char *name, const Picture &picture, const QByteArray &stream,
             const Options &options)
{
    Scene scene(stream, freshKey("get"), picture.image, EXACT_ROOM);
    check(scene);
    Experiment experiment(name, picture.name.toStdString());
    experiment.note("stream_bytes", double(stream.size()));
    experiment.note("image_bytes", double(picture.image.sizeInBytes()));
    for (int round = 0; round < options.rounds; round++) {
        through(experiment, scene, 3);
        inNewProcess(experiment, scene);
        holding(experiment, scene, 5);
        codec(experiment, scene, 3);
    }
    experiment.print();
}

QByteArray storedStream(QImage image)
{
    Image wrapped = wrap(image);
    QByteArray bytes;
    bytes.resize(qsizetype(qsm_image_stream_size(wrapped.get(), QSM_DATA_STREAM_DEFAULT_VERSION,
                                                 QSM_IMAGE_STORED, nullptr)));
    Stream out = writerInto(bytes.data(), size_t(bytes.size()));
    require(qsm_data_stream_write_image(out.get(), wrapped.get(), QSM_IMAGE_STORED), "stored");
    return bytes;
}

} // namespace

int getAsFirst(const char *side, const char *key)
{
    const QString name = QString::fromLatin1(key);
    double ns;
    if (!std::strcmp(side, "qt")) {
        QSharedMemory shared(name);
        QImage image;
        ns = qtGet(shared, image);
        require(!image.isNull(), "Qt reads no picture");
    } else {
        Shared shared = sharedWithKey(name);
        Image image = emptyImage();
        ns = timed([&] { qsmGet(shared.get(), image.get()); });
    }
    return std::printf("%.0f\n", ns) < 0;
}

void measureLargeSegment(const Picture &picture, const Options &options)
{
    const QImage image = picture.image.convertToFormat(QImage::Format_RGB32).copy(0, 0, 100, 75);
    Scene scene(streamOf(image), freshKey("large"), image, LARGE_ROOM);
    check(scene);
    Experiment experiment("get-large", "30 KB in 48 MB");
    for (int round = 0; round < options.rounds; round++)
        through(experiment, scene, 3);
    experiment.print();
}

void measureGet(const Picture &picture, const Options &options)
{
    measure("get", picture, streamOf(picture.image), options);
    measure("get-stored", picture, storedStream(picture.image), options);
}

} // namespace bench
