// SPDX-License-Identifier: MIT
// QImage, and what stands in the stream as one.
#include "pictures.h"

#include "gui_types.h"

#include <QtGui/QPixmap>

#include <qsm/gui_values.h>
#include <qsm/image.h>
#include <qsm/image_file.h>

// An image of qsm while it is needed.
class Image
{
  public:
    Image() : image_(qsm_image_new())
    {
    }
    explicit Image(const QImage &image) : image_(qsm_image_new())
    {
        if (image.isNull())
            return;
        qsm_image_free(image_);
        image_ = qsm_image_new_size(image.width(), image.height(),
                                    static_cast<qsm_image_format_code>(image.format()));
        for (int y = 0; y < image.height(); y++)
            memcpy(qsm_image_scan_line(image_, y), image.constScanLine(y), rowSize(image));
        setColors(image.colorTable());
        qsm_image_set_dots_per_meter_x(image_, image.dotsPerMeterX());
        qsm_image_set_dots_per_meter_y(image_, image.dotsPerMeterY());
        qsm_image_set_offset(image_, image.offset().x(), image.offset().y());
    }
    ~Image()
    {
        qsm_image_free(image_);
    }
    Image(const Image &) = delete;
    Image &operator=(const Image &) = delete;
    operator qsm_image *() const
    {
        return image_;
    }

    QImage toQt() const
    {
        if (qsm_image_is_null(image_))
            return QImage();
        QImage image(qsm_image_width(image_), qsm_image_height(image_),
                     static_cast<QImage::Format>(qsm_image_format(image_)));
        for (int y = 0; y < image.height(); y++)
            memcpy(image.scanLine(y), qsm_image_const_scan_line(image_, y), rowSize(image));
        image.setColorTable(colors());
        image.setDotsPerMeterX(qsm_image_dots_per_meter_x(image_));
        image.setDotsPerMeterY(qsm_image_dots_per_meter_y(image_));
        image.setOffset(QPoint(qsm_image_offset_x(image_), qsm_image_offset_y(image_)));
        return image;
    }

  private:
    static size_t rowSize(const QImage &image)
    {
        return size_t(image.bytesPerLine());
    }

    void setColors(const QVector<QRgb> &colors)
    {
        if (!colors.isEmpty())
            qsm_image_set_color_table(image_, colors.constData(), int(colors.size()));
    }

    QVector<QRgb> colors() const
    {
        const int count = qsm_image_color_count(image_);
        const uint32_t *table = qsm_image_color_table(image_);
        QVector<QRgb> colors;
        for (int i = 0; i < count; i++)
            colors.append(table[i]);
        return colors;
    }

    qsm_image *image_;
};

qsm_bytes pngOf(const QImage &image, Keep &keep)
{
    void *data = nullptr;
    size_t size = 0;
    if (!image.isNull())
        qsm_image_write_png(Image(image), QSM_IMAGE_EXACT, &data, &size);
    const qsm_bytes png = keep.bytes(toQt(qsm_bytes{data, size}));
    qsm_free(data);
    return png;
}

QImage imageOf(qsm_bytes png)
{
    const Image image;
    if (png.size > 0)
        qsm_image_read_png(image, png.data, png.size, nullptr);
    return image.toQt();
}

static bool set(qsm_variant *variant, const QImage &value)
{
    Keep keep;
    return qsm_variant_set_image_png(variant, pngOf(value, keep));
}

static void get(const qsm_variant *variant, QImage &value)
{
    value = imageOf(qsm_variant_bytes(variant));
}

QsmDataStream &operator<<(QsmDataStream &stream, const QImage &value)
{
    const QsmDataStream::Writing writing(stream);
    if (throughTree())
        writeTree(writing, value);
    else
        qsm_data_stream_write_image(writing, Image(value), QSM_IMAGE_EXACT);
    compareWithQt(writing, value);
    return stream;
}

QsmDataStream &operator>>(QsmDataStream &stream, QImage &value)
{
    const QsmDataStream::Reading reading(stream);
    const Image image;
    if (throughTree()) {
        readTree(reading, "QImage", value);
    } else {
        qsm_data_stream_read_image(reading, image, nullptr);
        value = image.toQt();
    }
    return stream;
}

static bool set(qsm_variant *variant, const QPixmap &value)
{
    Keep keep;
    return qsm_variant_set_pixmap_png(variant, pngOf(value.toImage(), keep));
}

static void get(const qsm_variant *variant, QPixmap &value)
{
    value = QPixmap::fromImage(imageOf(qsm_variant_bytes(variant)));
}

QSM_TREE_ONLY(QPixmap, "QPixmap")

static std::vector<qsm_icon_entry> entriesOf(const QIcon &icon, Keep &keep)
{
    std::vector<qsm_icon_entry> entries;
    for (QIcon::State state : {QIcon::Off, QIcon::On}) {
        for (QIcon::Mode mode : {QIcon::Normal, QIcon::Disabled, QIcon::Active, QIcon::Selected}) {
            for (const QSize &size : icon.availableSizes(mode, state)) {
                qsm_icon_entry entry = qsm_icon_entry();
                entry.pixmap = pngOf(icon.pixmap(size, mode, state).toImage(), keep);
                entry.icon_size = {size.width(), size.height()};
                entry.mode = uint32_t(mode);
                entry.state = uint32_t(state);
                entries.push_back(entry);
            }
        }
    }
    return entries;
}

static bool set(qsm_variant *variant, const QIcon &value)
{
    Keep keep;
    qsm_icon icon = QSM_INIT(qsm_icon);
    if (!value.isNull()) {
        const std::vector<qsm_icon_entry> entries = entriesOf(value, keep);
        icon.engine = qsm_text_of("QPixmapIconEngine");
        icon.entries = keep.array(entries);
        icon.entry_count = entries.size();
    }
    return qsm_variant_set_icon(variant, &icon);
}

static void get(const qsm_variant *variant, QIcon &value)
{
    const qsm_icon *icon = qsm_variant_icon(variant);
    value = QIcon();
    for (size_t i = 0; icon && i < icon->entry_count; i++) {
        const qsm_icon_entry &entry = icon->entries[i];
        value.addPixmap(QPixmap::fromImage(imageOf(entry.pixmap)),
                        static_cast<QIcon::Mode>(entry.mode),
                        static_cast<QIcon::State>(entry.state));
    }
}

QSM_TREE_ONLY(QIcon, "QIcon")

static QBitmap bitmapOf(qsm_bytes png)
{
    return QBitmap::fromImage(imageOf(png));
}

#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
#define QSM_BY_VALUE Qt::ReturnByValue
#else
#define QSM_BY_VALUE
#endif

static bool set(qsm_variant *variant, const QCursor &value)
{
    Keep keep;
    qsm_cursor cursor = QSM_INIT(qsm_cursor);
    cursor.shape = int16_t(value.shape());
    if (value.shape() == Qt::BitmapCursor) {
        const QImage picture = value.pixmap().toImage();
        cursor.is_pixmap = !picture.isNull();
        cursor.picture =
            pngOf(cursor.is_pixmap ? picture : value.bitmap(QSM_BY_VALUE).toImage(), keep);
        if (!cursor.is_pixmap)
            cursor.mask = pngOf(value.mask(QSM_BY_VALUE).toImage(), keep);
        cursor.hot_spot = {value.hotSpot().x(), value.hotSpot().y()};
    }
    return qsm_variant_set_cursor(variant, &cursor);
}

static void get(const qsm_variant *variant, QCursor &value)
{
    const qsm_cursor *cursor = qsm_variant_cursor(variant);
    if (!cursor)
        return;
    if (cursor->shape != Qt::BitmapCursor)
        value = QCursor(static_cast<Qt::CursorShape>(cursor->shape));
    else if (cursor->is_pixmap)
        value = QCursor(QPixmap::fromImage(imageOf(cursor->picture)), cursor->hot_spot.x,
                        cursor->hot_spot.y);
    else
        value = QCursor(bitmapOf(cursor->picture), bitmapOf(cursor->mask), cursor->hot_spot.x,
                        cursor->hot_spot.y);
}

QSM_TREE_ONLY(QCursor, "QCursor")

static bool set(qsm_variant *variant, const QPicture &value)
{
    Keep keep;
    const QByteArray bytes(value.data(), int(value.size()));
    return qsm_variant_set_bytes_as(variant, "QPicture", keep.bytes(bytes));
}

static void get(const qsm_variant *variant, QPicture &value)
{
    const qsm_bytes bytes = qsm_variant_bytes(variant);
    value.setData(static_cast<const char *>(bytes.data), uint(bytes.size));
}

QSM_TREE_ONLY(QPicture, "QPicture")
