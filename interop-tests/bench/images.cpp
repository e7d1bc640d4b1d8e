/* SPDX-License-Identifier: MIT */
#include "images.h"

#include <cstring>

#include <QBuffer>
#include <QDataStream>

#include "measure.h"

#ifdef BENCH_LIBDEFLATE
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

namespace bench
{

Image wrap(QImage &image)
{
    Image wrapped(qsm_image_new_wrapping(
                      image.bits(), image.width(), image.height(), image.bytesPerLine(),
                      static_cast<qsm_image_format_code>(image.format()), nullptr, nullptr),
                  qsm_image_free);
    require(wrapped != nullptr, "qsm cannot wrap the picture");
    qsm_image_set_dots_per_meter_x(wrapped.get(), image.dotsPerMeterX());
    qsm_image_set_dots_per_meter_y(wrapped.get(), image.dotsPerMeterY());
    const auto table = image.colorTable();
    if (!table.isEmpty())
        require(qsm_image_set_color_table(wrapped.get(), table.constData(), int(table.size())),
                "no colour table");
    for (const QString &key : image.textKeys())
        require(qsm_image_set_text(wrapped.get(), key.toUtf8().constData(),
                                   image.text(key).toUtf8().constData()),
                "no text");
    return wrapped;
}

Image emptyImage()
{
    return Image(qsm_image_new(), qsm_image_free);
}

Stream readerOf(const void *data, size_t size)
{
    return Stream(qsm_data_stream_new_reader(data, size), qsm_data_stream_free);
}

Stream writerInto(void *data, size_t size)
{
    return Stream(qsm_data_stream_new_writer(data, size), qsm_data_stream_free);
}

Shared sharedWithKey(const QString &key)
{
    return Shared(qsm_shared_memory_new_key(key.toUtf8().constData()), qsm_shared_memory_free);
}

bool same(const qsm_image *image, const QImage &other)
{
    if (int(qsm_image_format(image)) != int(other.format()) ||
        qsm_image_width(image) != other.width() || qsm_image_height(image) != other.height())
        return false;
    size_t row = (size_t(other.width()) * size_t(other.depth()) + 7) / 8;
    for (int y = 0; y < other.height(); y++) {
        if (std::memcmp(qsm_image_const_scan_line(image, y), other.constScanLine(y), row) != 0)
            return false;
    }
    return true;
}

QByteArray streamOf(const QImage &image)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << image;
    return bytes;
}

QImage imageOf(const void *data, qsizetype size)
{
    QByteArray bytes = QByteArray::fromRawData(static_cast<const char *>(data), size);
    QDataStream in(bytes);
    QImage image;
    in >> image;
    return image;
}

double floorMemcpy(void *to, const void *from, size_t size)
{
    return timed([=] { std::memcpy(to, from, size); });
}

// A result that is looked at is not optimised away.
static volatile unsigned looked_at;

double floorCrc(const void *data, size_t size)
{
#ifdef BENCH_LIBDEFLATE
    return timed([=] { looked_at = libdeflate_crc32(0, data, size); });
#else
    return timed(
        [=] { looked_at = unsigned(crc32(0, static_cast<const Bytef *>(data), uInt(size))); });
#endif
}

double floorAdler(const void *data, size_t size)
{
#ifdef BENCH_LIBDEFLATE
    return timed([=] { looked_at = libdeflate_adler32(1, data, size); });
#else
    return timed(
        [=] { looked_at = unsigned(adler32(1, static_cast<const Bytef *>(data), uInt(size))); });
#endif
}

} // namespace bench
