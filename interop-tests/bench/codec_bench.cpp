// SPDX-License-Identifier: MIT
// The image codec beside real Qt in one process: medians of runs that alternate between the two.
// Arguments: pairs SECONDS, then lines "name kind file" on standard input. One JSON object a line.
#include <QBuffer>
#include <QDataStream>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <libdeflate.h>
#include <qsm/image.h>

namespace
{

using Work = std::function<void()>;

// Processor time of this thread: neither codec waits for anything, so it is what an idle machine
// would take, and other work on the machine disturbs it least.
double now()
{
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double milliseconds(const Work &work)
{
    double start = now();
    work();
    return now() - start;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    size_t half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Runs all in turn, again and again: what disturbs the machine disturbs all alike.
std::vector<double> together(const std::vector<Work> &works, double budget)
{
    std::vector<std::vector<double>> times(works.size());
    for (const Work &work : works)
        work();
    double spent = 0;
    for (int run = 0; run < 3 || (run < 301 && spent < budget * 1000); run++) {
        for (size_t i = 0; i < works.size(); i++) {
            times[i].push_back(milliseconds(works[i]));
            spent += times[i].back();
        }
    }
    std::vector<double> medians;
    for (auto &each : times)
        medians.push_back(median(each));
    return medians;
}

QByteArray qtWrite(const QImage &image)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << image;
    return bytes;
}

void qtRead(const void *data, size_t size, QImage *image)
{
    QByteArray bytes = QByteArray::fromRawData(static_cast<const char *>(data), int(size));
    QDataStream in(bytes);
    in >> *image;
    if (image->isNull())
        std::abort();
}

qsm_image *wrap(const QImage &image)
{
    qsm_image *wrapped = qsm_image_new_wrapping(
        const_cast<uchar *>(image.constBits()), image.width(), image.height(), image.bytesPerLine(),
        qsm_image_format_code(image.format()), nullptr, nullptr);
    if (image.colorCount() > 0)
        qsm_image_set_color_table(wrapped, image.colorTable().constData(), image.colorCount());
    qsm_image_set_dots_per_meter_x(wrapped, image.dotsPerMeterX());
    qsm_image_set_dots_per_meter_y(wrapped, image.dotsPerMeterY());
    return wrapped;
}

size_t qsmWrite(const qsm_image *image, qsm_image_compression form, std::vector<uchar> &memory)
{
    qsm_data_stream *out = qsm_data_stream_new_writer(memory.data(), memory.size());
    if (!qsm_data_stream_write_image(out, image, form))
        std::abort();
    size_t size = qsm_data_stream_size(out);
    qsm_data_stream_free(out);
    return size;
}

void qsmRead(const void *data, size_t size, qsm_image *image)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    if (!qsm_data_stream_read_image(in, image, nullptr) || qsm_image_is_null(image))
        std::abort();
    qsm_data_stream_free(in);
}

volatile uint32_t sink;

void report(const std::string &name, const QImage &image, double budget)
{
    qsm_image *mine = wrap(image);
    QByteArray ofQt = qtWrite(image);
    std::vector<uchar> stored(qsm_image_stream_size(mine, 20, QSM_IMAGE_STORED, nullptr));
    std::vector<uchar> fast(qsm_image_stream_size(mine, 20, QSM_IMAGE_FAST, nullptr));
    std::vector<uchar> exact(qsm_image_stream_size(mine, 20, QSM_IMAGE_EXACT, nullptr));
    std::vector<uchar> copy(stored.size());
    size_t fastSize = qsmWrite(mine, QSM_IMAGE_FAST, fast);
    size_t exactSize = qsmWrite(mine, QSM_IMAGE_EXACT, exact);
    qsmWrite(mine, QSM_IMAGE_STORED, stored);
    bool same = exactSize == size_t(ofQt.size()) && !memcmp(exact.data(), ofQt.data(), exactSize);
    QImage qtImage;
    qsm_image *fresh = qsm_image_new();
    qsm_image *kept = qsm_image_new();
    size_t pixels = qsm_image_size_in_bytes(mine);
    auto writes =
        together({[&] { qtWrite(image); }, [&] { qsmWrite(mine, QSM_IMAGE_STORED, stored); },
                  [&] { qsmWrite(mine, QSM_IMAGE_FAST, fast); },
                  [&] { qsmWrite(mine, QSM_IMAGE_EXACT, exact); }},
                 budget);
    auto reads = together({[&] {
                               qtImage = QImage();
                               qtRead(ofQt.constData(), ofQt.size(), &qtImage);
                           },
                           [&] { qsmRead(ofQt.constData(), ofQt.size(), kept); },
                           [&] {
                               qsm_image_free(fresh);
                               fresh = qsm_image_new();
                               qsmRead(ofQt.constData(), ofQt.size(), fresh);
                           },
                           [&] {
                               qtImage = QImage();
                               qtRead(stored.data(), stored.size(), &qtImage);
                           },
                           [&] { qsmRead(stored.data(), stored.size(), kept); },
                           [&] {
                               qsm_image_free(fresh);
                               fresh = qsm_image_new();
                               qsmRead(stored.data(), stored.size(), fresh);
                           }},
                          budget);
    auto floors = together({[&] { memcpy(copy.data(), stored.data(), stored.size()); },
                            [&] { sink = libdeflate_crc32(0, stored.data(), stored.size()); },
                            [&] { sink = libdeflate_adler32(1, stored.data(), stored.size()); },
                            [&] { qsmWrite(mine, QSM_IMAGE_STORED, stored); }},
                           budget / 4);
    std::printf(
        "{\"name\": \"%s\", \"width\": %d, \"height\": %d, \"format\": \"%s\", "
        "\"pixel_bytes\": %zu, \"qt_bytes\": %lld, \"stored_bytes\": %zu, "
        "\"fast_bytes\": %zu, \"exact_is_equal\": %s, "
        "\"write_qt\": %.4f, \"write_stored\": %.4f, \"write_fast\": %.4f, "
        "\"write_exact\": %.4f, \"read_qt\": %.4f, \"read_qsm\": %.4f, "
        "\"read_qsm_fresh\": %.4f, \"read_stored_qt\": %.4f, \"read_stored_qsm\": %.4f, "
        "\"read_stored_qsm_fresh\": %.4f, "
        "\"memcpy\": %.4f, \"crc\": %.4f, \"adler\": %.4f, \"stored_beside_floor\": %.4f}\n",
        name.c_str(), image.width(), image.height(), qsm_image_format_name(qsm_image_format(mine)),
        pixels, (long long)ofQt.size(), stored.size(), fastSize, same ? "true" : "false", writes[0],
        writes[1], writes[2], writes[3], reads[0], reads[1], reads[2], reads[3], reads[4], reads[5],
        floors[0], floors[1], floors[2], floors[3]);
    std::fflush(stdout);
    qsm_image_free(mine);
    qsm_image_free(fresh);
    qsm_image_free(kept);
}

// Screen contents are laid out like tiles, never scaled: scaling makes a photograph of them.
QImage fitted(const QImage &picture, QSize size, bool tiled)
{
    if (!tiled)
        return picture.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QImage whole(size, picture.hasAlphaChannel() ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    whole.fill(Qt::white);
    QPainter painter(&whole);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    for (int y = 0; y < size.height(); y += picture.height())
        for (int x = 0; x < size.width(); x += picture.width())
            painter.drawImage(x, y, picture);
    return whole;
}

// Without texts and colour space, which cost both alike and nothing worth measuring.
QImage pixelsOnly(const QImage &image)
{
    QImage plain(image.size(), image.format());
    plain.setColorTable(image.colorTable());
    for (int y = 0; y < image.height(); y++)
        std::memcpy(plain.scanLine(y), image.constScanLine(y), size_t(image.bytesPerLine()));
    return plain;
}

QImage::Format formatNamed(const std::string &name)
{
    return QImage::Format(qsm_image_format_from_name(name.c_str()));
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    double budget = argc > 1 ? std::atof(argv[1]) : 1;
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::string name, format, how, file;
        int width, height;
        if (!(words >> name >> width >> height >> format >> how >> file))
            continue;
        QImage picture(QString::fromStdString(file));
        if (picture.isNull()) {
            std::fprintf(stderr, "codec_bench: cannot read %s\n", file.c_str());
            return 1;
        }
        QImage image = fitted(picture, QSize(width, height), how == "tiled")
                           .convertToFormat(formatNamed(format));
        report(name, pixelsOnly(image), budget);
    }
    return 0;
}
