/* SPDX-License-Identifier: MIT */
/* One picture on both sides: a QImage and a qsm_image over the same pixels. */
#ifndef QSM_BENCH_IMAGES_H
#define QSM_BENCH_IMAGES_H

#include <memory>

#include <QImage>

#include <qsm/qsm.h>

namespace bench
{

using Image = std::unique_ptr<qsm_image, void (*)(qsm_image *)>;
using Stream = std::unique_ptr<qsm_data_stream, void (*)(qsm_data_stream *)>;
using Shared = std::unique_ptr<qsm_shared_memory, void (*)(qsm_shared_memory *)>;

Image wrap(QImage &image);
Image emptyImage();
Stream readerOf(const void *data, size_t size);
Stream writerInto(void *data, size_t size);
Shared sharedWithKey(const QString &key);

// Whether qsm's image is Qt's, every pixel.
bool same(const qsm_image *image, const QImage &other);

// `stream << image` with Qt, in memory.
QByteArray streamOf(const QImage &image);
QImage imageOf(const void *data, qsizetype size);

// What no writer can do without: a copy and the two check values. Nanoseconds.
double floorMemcpy(void *to, const void *from, size_t size);
double floorCrc(const void *data, size_t size);
double floorAdler(const void *data, size_t size);

} // namespace bench

#endif
