// SPDX-License-Identifier: MIT
// A real Qt program that converts, writes and reads the images it is given on standard input, one
// request after the other until the input ends. The same source is built with Qt 5 and with Qt 6.
//
// Numbers are 32-bit words of this host; "bytes" are a number and so many bytes. An image is:
// format, width, height, bytes per line, dots per meter x and y, offset x and y; the number of
// colours and the colours; the number of texts and for each two bytes (UTF-8); bytes (all rows).
// A null image has the format 0 and ends there.
//
//   'F'                                   -> number of formats this Qt has
//   'C' format, image                     -> image (convertToFormat)
//   'L' bytes (a file's name)             -> image (QImage::load)
//   'D' bytes (a file)                    -> image (QImage::loadFromData)
//   'I' bytes (a file)                    -> bytes (QImageReader::imageFormat)
//   'S' bytes (a file's name), image      -> 1 if it was written, else 0 (QImage::save as PNG,
//                                            or as BMP if the name ends so)
//   'P' image                             -> bytes (QImage::pixel of all pixels, row by row)
//   'W' version, byte order, space, image -> status, bytes (out << image); space: a
//                                            QColorSpace::NamedColorSpace, 0 for none
//   'E' space, image, image               -> 1 if they are equal, else 0 (operator==); the second
//   has
//                                            the colour space
//   'R' version, byte order, bytes        -> status, position, image, space (in >> image)
//   'V'                                   -> the version of this Qt (0x060402)
//   'T' version, bytes, bytes             -> bytes (the first stream, read and written again),
//   status of
//                                            the second stream, 1 if this Qt reads the same colour
//                                            space from the second stream and from the bytes
//                                            (operator==)
//
// The space of an image that was read is four numbers (valid, primaries, transfer function, 100000
// times the gamma) and bytes (the ICC profile).
#include <QBuffer>
#include <QColorSpace>
#include <QDataStream>
#include <QImage>
#include <QImageReader>
#include <QStringList>

#include <cstdio>
#include <cstdlib>
#include <cstring>

static void readExactly(void *data, size_t size)
{
    if (size > 0 && std::fread(data, 1, size, stdin) != size)
        std::exit(0);
}

static qint32 readNumber()
{
    qint32 number;
    readExactly(&number, sizeof number);
    return number;
}

static QByteArray readBytes()
{
    QByteArray bytes(readNumber(), '\0');
    readExactly(bytes.data(), size_t(bytes.size()));
    return bytes;
}

static void writeNumber(qint32 number)
{
    std::fwrite(&number, sizeof number, 1, stdout);
}

static void writeBytes(const QByteArray &bytes)
{
    writeNumber(qint32(bytes.size()));
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
}

static QImage readImage()
{
    const qint32 format = readNumber();
    if (format == 0)
        return QImage();
    qint32 head[7];
    readExactly(head, sizeof head);
    QImage image(head[0], head[1], QImage::Format(format));
    if (image.isNull() || image.bytesPerLine() != head[2])
        qFatal("image_peer: no such image");
    image.setDotsPerMeterX(head[3]);
    image.setDotsPerMeterY(head[4]);
    image.setOffset(QPoint(head[5], head[6]));
    QVector<QRgb> colors(readNumber());
    readExactly(colors.data(), size_t(colors.size()) * sizeof(QRgb));
    image.setColorTable(colors);
    for (qint32 texts = readNumber(); texts > 0; --texts) {
        const QString key = QString::fromUtf8(readBytes());
        image.setText(key, QString::fromUtf8(readBytes()));
    }
    const QByteArray rows = readBytes();
    std::memcpy(image.bits(), rows.constData(), size_t(rows.size()));
    return image;
}

// QImage::text of the empty key, which damaged streams have: Qt gives all texts for it, this one
// first.
static QString textOf(const QImage &image, const QString &key)
{
    if (!key.isEmpty())
        return image.text(key);
    int others = 0;
    for (const QString &other : image.textKeys()) {
        if (!other.isEmpty())
            others += int(QStringLiteral("\n\n").size() + other.size() +
                          QStringLiteral(": ").size() + image.text(other).simplified().size());
    }
    const QString all = image.text();
    return all.mid(2, all.size() - 2 - others);
}

static void writeImage(const QImage &image)
{
    writeNumber(image.format());
    if (image.isNull())
        return;
    for (int number :
         {image.width(), image.height(), int(image.bytesPerLine()), image.dotsPerMeterX(),
          image.dotsPerMeterY(), image.offset().x(), image.offset().y(), image.colorCount()})
        writeNumber(number);
    const auto colors = image.colorTable();
    std::fwrite(colors.constData(), sizeof(QRgb), size_t(colors.size()), stdout);
    const QStringList keys = image.textKeys();
    writeNumber(qint32(keys.size()));
    for (const QString &key : keys) {
        writeBytes(key.toUtf8());
        writeBytes(textOf(image, key).toUtf8());
    }
    writeNumber(qint32(image.sizeInBytes()));
    std::fwrite(image.constBits(), 1, size_t(image.sizeInBytes()), stdout);
}

static void writeSpace(const QColorSpace &space)
{
    writeNumber(space.isValid());
    writeNumber(qint32(space.primaries()));
    writeNumber(qint32(space.transferFunction()));
    writeNumber(qRound(100000 * space.gamma()));
    writeBytes(space.iccProfile());
}

static void answerPixels()
{
    const QImage image = readImage();
    writeNumber(qint32(image.width()) * image.height() * 4);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            writeNumber(qint32(image.pixel(x, y)));
    }
}

static void setSpace(QImage &image, qint32 space)
{
    if (space != 0)
        image.setColorSpace(QColorSpace(QColorSpace::NamedColorSpace(space)));
}

static void answerEquals()
{
    const qint32 space = readNumber();
    const QImage one = readImage();
    QImage other = readImage();
    setSpace(other, space);
    writeNumber(one == other);
}

static void answerLoad()
{
    QImage image;
    image.load(QString::fromUtf8(readBytes()));
    writeImage(image);
}

static void answerFormat()
{
    QByteArray bytes = readBytes();
    QBuffer file(&bytes);
    file.open(QIODevice::ReadOnly);
    writeBytes(QImageReader::imageFormat(&file));
}

static void answerSave()
{
    const QString name = QString::fromUtf8(readBytes());
    writeNumber(readImage().save(name, name.endsWith(QLatin1String(".bmp")) ? "BMP" : "PNG"));
}

static void answerWrite()
{
    const qint32 version = readNumber();
    const qint32 order = readNumber();
    const qint32 space = readNumber();
    QImage image = readImage();
    setSpace(image, space);
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(version);
    stream.setByteOrder(QDataStream::ByteOrder(order));
    stream << image;
    writeNumber(stream.status());
    writeBytes(bytes);
}

static void answerRead()
{
    const qint32 version = readNumber();
    const qint32 order = readNumber();
    const QByteArray bytes = readBytes();
    QDataStream stream(bytes);
    stream.setVersion(version);
    stream.setByteOrder(QDataStream::ByteOrder(order));
    QImage image;
    stream >> image;
    writeNumber(stream.status());
    writeNumber(qint32(stream.device()->pos()));
    writeImage(image);
    writeSpace(image.colorSpace());
}

static QByteArray written(const QImage &image, qint32 version)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(version);
    stream << image;
    return bytes;
}

static QImage imageOf(const QByteArray &bytes, qint32 version, qint32 &status)
{
    QImage image;
    QDataStream stream(bytes);
    stream.setVersion(version);
    stream >> image;
    status = stream.status();
    return image;
}

static void answerPassedOn()
{
    const qint32 version = readNumber();
    const QByteArray original = readBytes();
    const QByteArray theirs = readBytes();
    qint32 status = 0;
    const QByteArray ours = written(imageOf(original, version, status), version);
    const QColorSpace expected = imageOf(ours, version, status).colorSpace();
    const QColorSpace found = imageOf(theirs, version, status).colorSpace();
    writeBytes(ours);
    writeNumber(status);
    writeNumber(expected == found);
}

static qint32 versionOfQt()
{
    qint32 version = 0;
    for (const QByteArray &part : QByteArray(qVersion()).split('.'))
        version = version * 256 + part.toInt();
    return version;
}

int main()
{
    // Complaints of libpng about hostile input are part of the work, not of the output; newer Qt
    // prints them as messages of its own, older Qt leaves it to libpng.
    if (std::freopen("/dev/null", "w", stderr) == nullptr)
        return 2;
    for (;;) {
        switch (readNumber()) {
        case 'F':
            writeNumber(QImage::NImageFormats);
            break;
        case 'C': {
            const qint32 format = readNumber();
            writeImage(readImage().convertToFormat(QImage::Format(format)));
            break;
        }
        case 'P':
            answerPixels();
            break;
        case 'E':
            answerEquals();
            break;
        case 'L':
            answerLoad();
            break;
        case 'D':
            writeImage(QImage::fromData(readBytes()));
            break;
        case 'I':
            answerFormat();
            break;
        case 'S':
            answerSave();
            break;
        case 'W':
            answerWrite();
            break;
        case 'R':
            answerRead();
            break;
        case 'V':
            writeNumber(versionOfQt());
            break;
        case 'T':
            answerPassedOn();
            break;
        default:
            return 1;
        }
        std::fflush(stdout);
    }
}
