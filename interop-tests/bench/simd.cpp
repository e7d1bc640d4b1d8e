/* SPDX-License-Identifier: MIT */
/* Each level of SIMD beside the plain C: the library asks the environment anew for each image. */
#include "measure.h"

#include <algorithm>

#include <QByteArray>

#include "images.h"

namespace bench
{

namespace
{

const char *const levels[] = {"off", "ssse3", "sse41", "avx2"};

void read(const QByteArray &stream, qsm_image *image)
{
    Stream in = readerOf(stream.constData(), size_t(stream.size()));
    require(qsm_data_stream_read_image(in.get(), image, nullptr), "qsm reads no picture");
}

void write(std::vector<char> &room, const qsm_image *image, qsm_image_compression compression)
{
    Stream out = writerInto(room.data(), room.size());
    require(qsm_data_stream_write_image(out.get(), image, compression), "qsm cannot write");
}

} // namespace

void measureSimd(const Picture &picture, const Options &options)
{
    QImage image = picture.image;
    Image wrapped = wrap(image);
    QByteArray stream = streamOf(image);
    size_t bound = 0;
    for (qsm_image_compression compression : {QSM_IMAGE_STORED, QSM_IMAGE_FAST})
        bound =
            std::max(bound, qsm_image_stream_size(wrapped.get(), QSM_DATA_STREAM_DEFAULT_VERSION,
                                                  compression, nullptr));
    std::vector<char> room(bound, 1);
    std::vector<char> pixels(qsm_image_read_buffer_size(
        image.width(), image.height(), static_cast<qsm_image_format_code>(image.format())));
    Image target = emptyImage();
    qsm_image_use_buffer(target.get(), pixels.data(), pixels.size());
    Experiment experiment("simd", picture.name.toStdString());
    int rounds = std::min(options.rounds, 5);
    for (int round = 0; round < rounds; round++) {
        for (const char *level : levels) {
            qputenv("QSM_SIMD", level);
            std::string suffix = std::string("_") + level;
            experiment.addMedian("read" + suffix, 3,
                                 [&] { return timed([&] { read(stream, target.get()); }); });
            experiment.addMedian("stored" + suffix, 3, [&] {
                return timed([&] { write(room, wrapped.get(), QSM_IMAGE_STORED); });
            });
            experiment.addMedian("fast" + suffix, 1, [&] {
                return timed([&] { write(room, wrapped.get(), QSM_IMAGE_FAST); });
            });
        }
    }
    qunsetenv("QSM_SIMD");
    experiment.print();
}

} // namespace bench
