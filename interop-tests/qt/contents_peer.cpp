// SPDX-License-Identifier: MIT
// What Qt programs put into shared memory beside a QImage: files of images, values in front of an
// image, compressed data, text, pixels.
//
//   contents_peerN KEY          reads lines `FORM [VERSION]`; for each it makes the segment of KEY,
//                               writes the contents under the lock, and answers with their size
//   contents_peerN -            answers with the contents as hex digits
#include <QtCore/QBuffer>
#include <QtCore/QDataStream>
#include <QtCore/QDateTime>
#include <QtCore/QSharedMemory>
#include <QtCore/QVariant>
#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtGui/QPixmap>

#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>

static const QString title = QString::fromUtf8("Grüße");

static QImage picture(int width = 12, int height = 10)
{
    QImage image(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            image.setPixel(x, y, qRgba(x * 20 % 256, y * 25 % 256, 100, 255 - x % 12));
    return image;
}

static QByteArray file(const char *format)
{
    QBuffer buffer;
    buffer.open(QBuffer::WriteOnly);
    if (!picture().save(&buffer, format))
        return {};
    return buffer.data();
}

static QByteArray stream(int version, const std::function<void(QDataStream &)> &write)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    if (version > 0)
        out.setVersion(version);
    write(out);
    return bytes;
}

// An image behind a value.
template <typename T> static QByteArray behind(int version, const T &value)
{
    return stream(version, [&](QDataStream &out) { out << value << picture(); });
}

template <typename T> static QByteArray alone(int version, const T &value)
{
    return stream(version, [&](QDataStream &out) { out << value; });
}

static QDateTime moment()
{
    return QDateTime(QDate(2024, 5, 17), QTime(12, 34, 56, 789));
}

static QByteArray littleEndian(int version)
{
    return stream(version, [](QDataStream &out) {
        out.setByteOrder(QDataStream::LittleEndian);
        out << title << picture();
    });
}

static QByteArray memoryOf(const QString &text)
{
    return QByteArray(reinterpret_cast<const char *>(text.utf16()), int(text.size()) * 2 + 2);
}

static QByteArray memoryOf(const QImage &image)
{
    return QByteArray(reinterpret_cast<const char *>(image.constBits()), int(image.sizeInBytes()));
}

// A header in C, and the file behind it.
static QByteArray behindHeader()
{
    const qint32 header[] = {12, 10, qint32(file("PNG").size())};
    return QByteArray(reinterpret_cast<const char *>(header), sizeof header) + file("PNG");
}

static const std::map<std::string, std::function<QByteArray(int)>> forms = {
    {"image", [](int v) { return alone(v, picture()); }},
    {"null-image", [](int v) { return alone(v, QImage()); }},
    {"png", [](int) { return file("PNG"); }},
    {"bmp", [](int) { return file("BMP"); }},
    {"jpeg", [](int) { return file("JPG"); }},
    {"xpm", [](int) { return file("XPM"); }},
    {"ppm", [](int) { return file("PPM"); }},
    {"header-png", [](int) { return behindHeader(); }},
    {"bytearray-png", [](int v) { return alone(v, file("PNG")); }},
    {"bytearray-bmp", [](int v) { return alone(v, file("BMP")); }},
    {"bytearray-jpeg", [](int v) { return alone(v, file("JPG")); }},
    {"bytearray-image", [](int v) { return alone(v, alone(v, picture())); }},
    {"bytearray-compressed", [](int v) { return alone(v, qCompress(file("BMP"))); }},
    {"bytearray-text", [](int v) { return alone(v, QByteArray("only one instance")); }},
    {"variant-image", [](int v) { return alone(v, QVariant(picture())); }},
    {"variant-pixmap", [](int v) { return alone(v, QVariant(QPixmap::fromImage(picture()))); }},
    {"variant-bytearray-png", [](int v) { return alone(v, QVariant(file("PNG"))); }},
    {"variant-string", [](int v) { return alone(v, QVariant(title)); }},
    {"string-image", [](int v) { return behind(v, title); }},
    {"strings-image",
     [](int v) {
         return stream(v, [](QDataStream &out) { out << title << QString("two") << picture(); });
     }},
    {"little-string-image", littleEndian},
    {"bytearray-then-image", [](int v) { return behind(v, QByteArray("camera")); }},
    {"int-image", [](int v) { return behind(v, qint32(7)); }},
    {"zero-image", [](int v) { return behind(v, qint32(0)); }},
    {"longlong-image", [](int v) { return behind(v, moment().toMSecsSinceEpoch()); }},
    {"size-image", [](int v) { return behind(v, QSize(12, 10)); }},
    {"time-image", [](int v) { return behind(v, moment().time()); }},
    {"date-image", [](int v) { return behind(v, moment().date()); }},
    {"datetime-image", [](int v) { return behind(v, moment()); }},
    {"datetime-utc-image", [](int v) { return behind(v, moment().toUTC()); }},
    {"datetime-offset-image", [](int v) { return behind(v, moment().toOffsetFromUtc(7200)); }},
    {"compressed", [](int) { return qCompress(file("BMP")); }},
    {"compressed-1", [](int) { return qCompress(file("BMP"), 1); }},
    {"text", [](int) { return title.toUtf8() + '\0'; }},
    {"string", [](int v) { return alone(v, title); }},
    {"string-memory", [](int) { return memoryOf(title); }},
    {"pixels", [](int) { return memoryOf(picture(160, 120)); }},
    {"int", [](int v) { return alone(v, qint32(0x7f001234)); }},
    {"zeros", [](int) { return QByteArray(64, '\0'); }},
};

static void publish(QSharedMemory &memory, const QByteArray &bytes)
{
    if (memory.isAttached())
        memory.detach();
    if (bytes.isEmpty() || !memory.create(int(bytes.size()))) {
        std::cout << "failed: " << memory.errorString().toStdString() << std::endl;
        return;
    }
    memory.lock();
    std::memcpy(memory.data(), bytes.constData(), size_t(bytes.size()));
    memory.unlock();
    std::cout << bytes.size() << std::endl;
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    const QString key = argc > 1 ? QString::fromUtf8(argv[1]) : QString();
    QSharedMemory memory(key);
    std::string line;
    while (std::getline(std::cin, line)) {
        const size_t blank = line.find(' ');
        const int version = blank != std::string::npos ? std::stoi(line.substr(blank)) : 0;
        const auto form = forms.find(line.substr(0, blank));
        if (form == forms.end())
            std::cout << "unknown" << std::endl;
        else if (key == QLatin1String("-"))
            std::cout << form->second(version).toHex().constData() << std::endl;
        else
            publish(memory, form->second(version));
    }
    return 0;
}
