/* SPDX-License-Identifier: MIT */
/*
 * make_pictures SCREEN.xwd FOLDER: the pictures of the benchmark, from installed packages, each in
 * the QImage format that a program has it in. A source that is missing is an error: figures of
 * other pictures could not be compared.
 */
#include <cstdio>
#include <cstdlib>

#include <QColorSpace>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QtEndian>

namespace
{

const char photos[] = "/usr/share/backgrounds/";
const char icons[] = "/usr/share/icons/Adwaita/";
const char maps[] = "/usr/share/xplanet/images/";

[[noreturn]] void give_up(const QString &what)
{
    std::fprintf(stderr, "make_pictures: %s\n", qPrintable(what));
    std::exit(1);
}

QImage load(const char *folder, const char *name)
{
    QImage image(QString::fromLatin1(folder) + QLatin1String(name));
    if (image.isNull())
        give_up(
            QStringLiteral("%1%2 cannot be read").arg(QLatin1String(folder), QLatin1String(name)));
    image.setColorSpace({});
    return image;
}

// The middle of a picture, as large as it can be, brought to this size.
QImage filling(const QImage &image, int width, int height)
{
    QImage scaled =
        image.scaled(width, height, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    return scaled.copy((scaled.width() - width) / 2, (scaled.height() - height) / 2, width, height);
}

// A dump of an X11 screen of 32 bits per pixel.
QImage screen(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        give_up(path + QStringLiteral(" cannot be read"));
    QByteArray bytes = file.readAll();
    auto word = [&](int i) { return int(qFromBigEndian<quint32>(bytes.constData() + i * 4)); };
    if (bytes.size() < 100 || word(11) != 32)
        give_up(QStringLiteral("the screen is not of 32 bits per pixel"));
    qsizetype begin = word(0) + qsizetype(word(19)) * 12;
    if (bytes.size() < begin + qsizetype(word(12)) * word(5))
        give_up(QStringLiteral("the screen is cut short"));
    return QImage(reinterpret_cast<const uchar *>(bytes.constData()) + begin, word(4), word(5),
                  word(12), QImage::Format_RGB32)
        .copy();
}

// A sheet of the theme's large icons on nothing, as an icon chooser draws it.
QImage iconSheet()
{
    QImage sheet(1920, 1080, QImage::Format_ARGB32);
    sheet.fill(Qt::transparent);
    QStringList files;
    for (const char *size : {"256x256", "512x512"}) {
        QDirIterator all(QLatin1String(icons) + QLatin1String(size), {QStringLiteral("*.png")},
                         QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            files << all.next();
    }
    files.sort();
    if (files.size() < 40)
        give_up(QStringLiteral("the icon theme has too few large icons"));
    QPainter painter(&sheet);
    for (int i = 0; i < 15 * 8; i++) {
        QImage icon = QImage(files[i % files.size()])
                          .scaled(128, 128, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        painter.drawImage(i % 15 * 128, i / 15 * 135, icon);
    }
    painter.end();
    return sheet;
}

QImage deep(const QImage &large)
{
    // Made smaller with 16 bits a channel, so that the lower bits are the picture's own.
    return filling(large.convertToFormat(QImage::Format_RGBX64), 1920, 1080);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    if (argc != 3)
        give_up(QStringLiteral("usage: make_pictures SCREEN.xwd FOLDER"));
    const QImage valley = load(photos, "picosdeeuropa_by_Aitzol_Berasategi.jpg");
    const QImage insect = load(photos, "Dragonfly_by_Bolly.jpg");
    const QImage bridge = load(photos, "Bridge_by_Sander_Klootwijk.jpg");
    const QImage icon = load(icons, "512x512/devices/audio-headphones.png");
    const QImage earth = load(maps, "earth.jpg");
    const struct {
        const char *name;
        QImage image;
    } pictures[] = {
        {"photo", filling(valley, 1920, 1080).convertToFormat(QImage::Format_RGB32)},
        {"photo-argb", filling(insect, 1920, 1080).convertToFormat(QImage::Format_ARGB32)},
        {"screen", screen(QString::fromLocal8Bit(argv[1]))},
        {"icons", iconSheet()},
        {"gray", filling(bridge, 1920, 1080).convertToFormat(QImage::Format_Grayscale8)},
        {"palette", filling(earth, 1920, 1080).convertToFormat(QImage::Format_Indexed8)},
        {"deep", deep(insect)},
        {"icon-128", filling(icon, 128, 128).convertToFormat(QImage::Format_ARGB32)},
        {"photo-4k", filling(bridge, 3840, 2160).convertToFormat(QImage::Format_RGB32)},
    };
    for (const auto &picture : pictures) {
        QString path = QDir(QString::fromLocal8Bit(argv[2]))
                           .filePath(QLatin1String(picture.name) + QStringLiteral(".png"));
        if (!picture.image.save(path, "PNG", 80))
            give_up(path + QStringLiteral(" cannot be written"));
        std::printf("%s: %dx%d, format %d\n", picture.name, picture.image.width(),
                    picture.image.height(), int(picture.image.format()));
    }
    return 0;
}
