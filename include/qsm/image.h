/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/image.h
 * QImage, and the bytes that `stream << image` writes and `stream >> image` reads.
 *
 * Pixels lie in memory as QImage::bits() holds them: row y begins at y * bytesPerLine, bytesPerLine
 * is a multiple of 4 (unless the caller wrapped memory of its own), multi-byte pixels are words of
 * the host. QRgb is 0xAARRGGBB, not premultiplied. Sizes are in pixels, dots per meter and offsets
 * as in QImage. Text keys and values are UTF-8.
 */
#ifndef QSM_IMAGE_H
#define QSM_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QImage. Opaque; one object belongs to one thread at a time. Not shared implicitly. */
typedef struct qsm_image qsm_image;

/** QImage::Format, with Qt's numbers. */
typedef enum qsm_image_format_code {
    QSM_IMAGE_FORMAT_INVALID = 0,
    QSM_IMAGE_FORMAT_MONO = 1,
    QSM_IMAGE_FORMAT_MONOLSB = 2,
    QSM_IMAGE_FORMAT_INDEXED8 = 3,
    QSM_IMAGE_FORMAT_RGB32 = 4,
    QSM_IMAGE_FORMAT_ARGB32 = 5,
    QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED = 6,
    QSM_IMAGE_FORMAT_RGB16 = 7,
    QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED = 8,
    QSM_IMAGE_FORMAT_RGB666 = 9,
    QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED = 10,
    QSM_IMAGE_FORMAT_RGB555 = 11,
    QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED = 12,
    QSM_IMAGE_FORMAT_RGB888 = 13,
    QSM_IMAGE_FORMAT_RGB444 = 14,
    QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED = 15,
    QSM_IMAGE_FORMAT_RGBX8888 = 16,
    QSM_IMAGE_FORMAT_RGBA8888 = 17,
    QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED = 18,
    QSM_IMAGE_FORMAT_BGR30 = 19,
    QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED = 20,
    QSM_IMAGE_FORMAT_RGB30 = 21,
    QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED = 22,
    QSM_IMAGE_FORMAT_ALPHA8 = 23,
    QSM_IMAGE_FORMAT_GRAYSCALE8 = 24,
    QSM_IMAGE_FORMAT_RGBX64 = 25,
    QSM_IMAGE_FORMAT_RGBA64 = 26,
    QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED = 27,
    QSM_IMAGE_FORMAT_GRAYSCALE16 = 28,
    QSM_IMAGE_FORMAT_BGR888 = 29,
    QSM_IMAGE_FORMAT_RGBX16FPX4 = 30,
    QSM_IMAGE_FORMAT_RGBA16FPX4 = 31,
    QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED = 32,
    QSM_IMAGE_FORMAT_RGBX32FPX4 = 33,
    QSM_IMAGE_FORMAT_RGBA32FPX4 = 34,
    QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED = 35,
    QSM_IMAGE_FORMAT_CMYK8888 = 36,
    QSM_IMAGE_FORMAT_COUNT /**< how many there are, the invalid one counted */
} qsm_image_format_code;

/** How dotsPerMeter of a new image stands: what Qt gives without a GUI application (100 dpi). */
#define QSM_IMAGE_DEFAULT_DOTS_PER_METER 3937

/** @name Formats
 *  @{ */

/** Qt's name of a format without "Format_", for example "ARGB32"; NULL for none. @since 0.1 */
QSM_API const char *qsm_image_format_name(qsm_image_format_code format);

/** The format of a name (letter case ignored, "Format_" allowed), INVALID for none. @since 0.1 */
QSM_API qsm_image_format_code qsm_image_format_from_name(const char *name);

/** Bits per pixel, 0 for none (QImage::toPixelFormat(...).bitsPerPixel()). @since 0.1 */
QSM_API int qsm_image_format_depth(qsm_image_format_code format);

/** Whether pixels of the format carry alpha of their own; false for tables. @since 0.1 */
QSM_API bool qsm_image_format_has_alpha(qsm_image_format_code format);

/** Bytes of a row as QImage lays it out, 0 when it would not fit an int. @since 0.1 */
QSM_API int qsm_image_format_bytes_per_line(qsm_image_format_code format, int width);

/** @} */

/** @name Making images
 *  @{ */

/** A null image (QImage()). NULL when out of memory. @since 0.1 */
QSM_API qsm_image *qsm_image_new(void);

/**
 * An image with memory of its own, all zero (QImage(int, int, Format); Qt leaves the memory
 * uninitialised).
 * @return a new image; NULL for sizes < 1, sizes that overflow, no format, or no memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_size(int width, int height, qsm_image_format_code format);

/**
 * An image over the caller's memory (QImage(uchar *, int, int, qsizetype, Format, cleanup)).
 * @param data height rows of bytes_per_line bytes; stays the caller's and outlives the image.
 * @param bytes_per_line at least the bytes of the pixels; need not be a multiple of 4.
 * @param cleanup called with context when the image lets go of data; may be NULL.
 * @return a new image; NULL (cleanup is not called) for sizes that make no sense or no memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_wrapping(void *data, int width, int height,
                                          ptrdiff_t bytes_per_line, qsm_image_format_code format,
                                          void (*cleanup)(void *context), void *context);

/** A deep copy with memory of its own (QImage::copy). NULL when out of memory. @since 0.1 */
QSM_API qsm_image *qsm_image_copy(const qsm_image *image);

/** Frees an image; NULL is fine. @since 0.1 */
QSM_API void qsm_image_free(qsm_image *image);

/** Exchanges two images (QImage::swap). @since 0.1 */
QSM_API void qsm_image_swap(qsm_image *one, qsm_image *other);

/**
 * Gives an image memory of the caller's to read into. Ours. From now on
 * qsm_data_stream_read_image() puts the pixels there when they fit (qsm_image_read_buffer_size()
 * tells what is enough), and fails without touching it when they do not. The image becomes null.
 * NULL takes the memory away again.
 * @since 0.1
 */
QSM_API void qsm_image_use_buffer(qsm_image *image, void *buffer, size_t capacity);

/** Bytes that are enough to read any stream of an image of this size and format into. @since 0.1 */
QSM_API size_t qsm_image_read_buffer_size(int width, int height, qsm_image_format_code format);

/** @} */

/** @name Size, format and pixels
 *  @{ */

/** Whether it has no pixels (QImage::isNull). @since 0.1 */
QSM_API bool qsm_image_is_null(const qsm_image *image);
/** QImage::width, 0 when null. @since 0.1 */
QSM_API int qsm_image_width(const qsm_image *image);
/** QImage::height, 0 when null. @since 0.1 */
QSM_API int qsm_image_height(const qsm_image *image);
/** QImage::format. @since 0.1 */
QSM_API qsm_image_format_code qsm_image_format(const qsm_image *image);
/** Bits per pixel, 0 when null (QImage::depth). @since 0.1 */
QSM_API int qsm_image_depth(const qsm_image *image);
/** Bytes from a row to the next, 0 when null (QImage::bytesPerLine). @since 0.1 */
QSM_API ptrdiff_t qsm_image_bytes_per_line(const qsm_image *image);
/** height * bytesPerLine (QImage::sizeInBytes). @since 0.1 */
QSM_API size_t qsm_image_size_in_bytes(const qsm_image *image);
/** The first row, NULL when null (QImage::bits). @since 0.1 */
QSM_API void *qsm_image_bits(qsm_image *image);
/** The first row for reading (QImage::constBits). @since 0.1 */
QSM_API const void *qsm_image_const_bits(const qsm_image *image);
/** Row y, NULL when there is none (QImage::scanLine). @since 0.1 */
QSM_API void *qsm_image_scan_line(qsm_image *image, int y);
/** Row y for reading, NULL when there is none (QImage::constScanLine). @since 0.1 */
QSM_API const void *qsm_image_const_scan_line(const qsm_image *image, int y);
/** Whether format or colour table carries alpha (QImage::hasAlphaChannel). @since 0.1 */
QSM_API bool qsm_image_has_alpha_channel(const qsm_image *image);
/**
 * The pixel as QRgb (QImage::pixel); of premultiplied formats premultiplied, 12345 outside the
 * image, both as in Qt.
 * @since 0.1
 */
QSM_API uint32_t qsm_image_pixel(const qsm_image *image, int x, int y);

/**
 * Whether two images are the same picture (QImage::operator==): size, format and pixels. Colours
 * are compared where there is a table, so tables may differ. The unused byte of RGB32 does not
 * count, that of other formats does. Padding, dots per meter, offset, text and colour space do not
 * count; Qt 6 compares colour spaces too. An index that the table does not have equals only itself;
 * Qt reads past the table there.
 * @return true also for two null images. False and errno EINVAL when one is NULL.
 * @since 0.2
 */
QSM_API bool qsm_image_equals(const qsm_image *one, const qsm_image *other);

/**
 * Another image with the same pixels in another format (QImage::convertToFormat), by Qt's formulas.
 * @param format RGBA8888, RGBX8888, ARGB32, ARGB32_Premultiplied, RGB32, RGB888, BGR888,
 * Grayscale8, RGBA64, or the format it has.
 * @return a new image with the same dots per meter, offset and text; NULL for a null image, another
 *         format, or no memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_convert_to(const qsm_image *image, qsm_image_format_code format);

/** @} */

/** @name Colour table (Mono, MonoLSB, Indexed8)
 *  @{ */

/** How many colours (QImage::colorCount). @since 0.1 */
QSM_API int qsm_image_color_count(const qsm_image *image);
/** The colours as QRgb, NULL for none (QImage::colorTable). @since 0.1 */
QSM_API const uint32_t *qsm_image_color_table(const qsm_image *image);
/** Replaces the table by a copy (QImage::setColorTable). False: no memory or null. @since 0.1 */
QSM_API bool qsm_image_set_color_table(qsm_image *image, const uint32_t *colors, int count);
/** Colour i, 0 when there is none (QImage::color). @since 0.1 */
QSM_API uint32_t qsm_image_color(const qsm_image *image, int i);

/** @} */

/** @name What travels with the pixels
 *  @{ */

/** QImage::dotsPerMeterX. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_x(const qsm_image *image);
/** QImage::dotsPerMeterY. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_y(const qsm_image *image);
/** QImage::setDotsPerMeterX; 0 changes nothing, as in Qt. @since 0.1 */
QSM_API void qsm_image_set_dots_per_meter_x(qsm_image *image, int dots);
/** QImage::setDotsPerMeterY; 0 changes nothing, as in Qt. @since 0.1 */
QSM_API void qsm_image_set_dots_per_meter_y(qsm_image *image, int dots);
/** QImage::offset().x(). @since 0.1 */
QSM_API int qsm_image_offset_x(const qsm_image *image);
/** QImage::offset().y(). @since 0.1 */
QSM_API int qsm_image_offset_y(const qsm_image *image);
/** QImage::setOffset. @since 0.1 */
QSM_API void qsm_image_set_offset(qsm_image *image, int x, int y);

/** How many text keys (QImage::textKeys().size()). @since 0.1 */
QSM_API int qsm_image_text_count(const qsm_image *image);
/** Key i, in ascending order of its UTF-16 units as in Qt; NULL for none. @since 0.1 */
QSM_API const char *qsm_image_text_key(const qsm_image *image, int i);
/** The text of a key (QImage::text), NULL for none. @since 0.1 */
QSM_API const char *qsm_image_text(const qsm_image *image, const char *key);
/**
 * Sets the text of a key (QImage::setText); NULL removes the key.
 * @return false for text that is not valid UTF-8 and when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_text(qsm_image *image, const char *key, const char *text);

/** Where the colour space of an image comes from. */
typedef enum qsm_color_space_source {
    QSM_COLOR_SPACE_NONE = 0, /**< nothing is said */
    QSM_COLOR_SPACE_ICC,      /**< an ICC profile: qsm_image_icc_profile() (PNG iCCP) */
    QSM_COLOR_SPACE_SRGB,     /**< sRGB with a rendering intent (PNG sRGB) */
    QSM_COLOR_SPACE_GAMMA     /**< gamma and perhaps primaries (PNG gAMA, cHRM) */
} qsm_color_space_source;

/**
 * The colour space of an image as its PNG data gave it. Ours; QImage::colorSpace is an object.
 * @since 0.2
 */
typedef struct qsm_color_space {
    size_t size;                   /**< bytes that the library has filled */
    qsm_color_space_source source; /**< which chunk it comes from */
    int rendering_intent;          /**< 0-3 for source SRGB, else 0 */
    uint32_t gamma;                /**< gAMA: 100000 times the gamma, 0 if not given */
    bool has_chromaticities;       /**< whether chromaticities are given */
    uint32_t chromaticities[8]; /**< cHRM: white x y, red x y, green x y, blue x y, times 100000 */
} qsm_color_space;

/**
 * The colour space. It belongs to the image and is good until the image changes.
 * @return never NULL; its source is NONE where nothing is known.
 * @since 0.2
 */
QSM_API const qsm_color_space *qsm_image_color_space(const qsm_image *image);

/**
 * The ICC profile.
 * @param size receives its bytes; may be NULL.
 * @param name receives its name (UTF-8); may be NULL. "Custom" where a stream has one that
 *        qsm_image_set_icc_profile() would not take.
 * @return the bytes, the image's; NULL for none.
 * @since 0.1
 */
QSM_API const void *qsm_image_icc_profile(const qsm_image *image, size_t *size, const char **name);

/**
 * Sets an ICC profile (a copy); it is carried as it is and not looked into. NULL removes it.
 * @param name 1-79 printable Latin-1 characters given in UTF-8; NULL or "" means "Custom".
 * @return false for a bad name and when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_icc_profile(qsm_image *image, const char *name, const void *profile,
                                       size_t size);

/** @} */

/** @name The stream
 *  @{ */

/** How qsm_data_stream_write_image() packs the pixels. Every Qt reads all of them. */
typedef enum qsm_image_compression {
    /** Not compressed: fastest, size known beforehand. */
    QSM_IMAGE_STORED = 0,
    /** Compressed in one quick pass; the greatest size is known beforehand. */
    QSM_IMAGE_FAST,
    /** Byte for byte what Qt writes; as slow as that. */
    QSM_IMAGE_EXACT
} qsm_image_compression;

/**
 * Limits for reading. Zero in a field means its default; UINT64_MAX means none.
 *
 *     qsm_image_limits limits = QSM_INIT(qsm_image_limits);
 *     limits.max_pixels = 1000000;
 * @since 0.2
 */
typedef struct qsm_image_limits {
    size_t size; /**< QSM_INIT() */
    /** Greatest height * bytesPerLine, counted at 32 bits per pixel or more, in bytes. Default
     *  256 MiB as in Qt 6.8. What is allocated while reading never exceeds this plus the stream's
     *  own size by more than 1 MiB. */
    uint64_t max_image_bytes;
    /** Greatest width * height. Default: none. */
    uint64_t max_pixels;
    /** Greatest size of all texts and profiles together when unpacked. Default 8 000 000. */
    uint64_t max_text_bytes;
} qsm_image_limits;

/**
 * Bytes that qsm_data_stream_write_image() writes for an image: the exact number for STORED, an
 * upper bound for FAST and EXACT. By arithmetic (texts of 40 characters and more and profiles are
 * packed to find out).
 * @return 0 when the image cannot be written; error (may be NULL) receives a static text why.
 * @since 0.1
 */
QSM_API size_t qsm_image_stream_size(const qsm_image *image, int version,
                                     qsm_image_compression compression, const char **error);

/**
 * Writes an image (operator<<(QDataStream &, const QImage &)). A null image is written as Qt does.
 * @return false, with nothing written, for an image no Qt could read back (sizes above 1000000, a
 *         Mono table of other than 1 or 2 colours, a text key of nothing but spaces): WriteFailed
 *         and a text in qsm_data_stream_error_string(). Qt would leave a broken stream.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_write_image(qsm_data_stream *stream, const qsm_image *image,
                                         qsm_image_compression compression);

/**
 * Reads an image (operator>>(QDataStream &, QImage &)). image is always replaced: by the image, or
 * by the null image. Memory it has is used again where it fits, or see qsm_image_use_buffer().
 * @param limits NULL: the defaults.
 * @return whether the status is Ok. As in Qt a null image is Ok, every damage is ReadPastEnd, and
 *         below version 5 damage is no error of the stream; qsm_data_stream_error_string() tells
 *         what is wrong and where, also then. Of an image that was read it may hold a warning.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_image(qsm_data_stream *stream, qsm_image *image,
                                        const qsm_image_limits *limits);

/** What the first bytes of an image stream say. Ours. @since 0.2 */
typedef struct qsm_image_header {
    size_t size;                  /**< QSM_INIT() */
    int width;                    /**< pixels; 0 for a null image */
    int height;                   /**< pixels; 0 for a null image */
    qsm_image_format_code format; /**< the format it will be read as; INVALID for a null image, and
                                       where only the rest of the stream decides */
} qsm_image_header;

/**
 * Looks at the first bytes of a stream without decoding: of version 5 and up, or a bare PNG. Ours.
 * It looks at no more than 64 KiB, each byte once.
 * @param data the bytes; NULL: none.
 * @param size how many bytes.
 * @param header receives what was found; may be NULL.
 * @return whether an image or a null image begins there. False and errno EINVAL for a header that
 * was not initialised with QSM_INIT().
 * @since 0.2
 */
QSM_API bool qsm_image_peek(const void *data, size_t size, qsm_image_header *header);

/** @} */

/** @name PNG
 *  What these return false for is in errno:
 *  - EINVAL: NULL, limits without QSM_INIT(), a null image, or an image that no Qt could read back
 *    (qsm_image_stream_size() says why)
 *  - EBADMSG: the data is damaged, or is no PNG
 *  - EFBIG: the image or the file exceeds a limit
 *  - ENOMEM: no memory, or the image does not fit the memory of qsm_image_use_buffer()
 *  - what open(), read(), write() or rename() gave, such as ENOENT, EACCES or ENOSPC
 *  @{ */

/**
 * Reads a PNG file (QImage::load). The image is always replaced: by the picture, or by the null
 * image. Only a regular file of at most 320 MiB is read: EISDIR for a folder, ENOTSUP for a pipe or
 * a device. Limits are the default ones; for others read the file and call qsm_image_read_png().
 * @return whether the image was read; errno, see above, and qsm_image_error_string() say why not.
 * @since 0.2
 */
QSM_API bool qsm_image_load(qsm_image *image, const char *file_name);

/**
 * Writes a PNG file (QImage::save), compressed as QSM_IMAGE_FAST. A new file beside the old one is
 * written first (.qsm-save-...), then takes its place: on failure the old file is as it was, and a
 * crash leaves the old file or the new one. So the folder must be writable. A new file has the
 * permissions that the umask leaves, a replaced one keeps its own. Links are followed; other hard
 * links keep the old picture. EISDIR for a folder, ENOTSUP for a pipe or a device.
 * @return whether the file was written; errno, see above, says why not.
 * @since 0.2
 */
QSM_API bool qsm_image_save(const qsm_image *image, const char *file_name);

/**
 * Reads PNG data (QImage::loadFromData). The image is always replaced: by the picture, or by the
 * null image. Bytes behind the end of the PNG do not matter.
 * @param image the image.
 * @param data the PNG; may be memory that others write to: each byte is read once.
 * @param size how many bytes there are.
 * @param limits NULL: the defaults.
 * @return whether the image was read; errno, see above, and qsm_image_error_string() say why not.
 * @since 0.2
 */
QSM_API bool qsm_image_read_png(qsm_image *image, const void *data, size_t size,
                                const qsm_image_limits *limits);

/**
 * Makes PNG data of an image (QImage::save to a QBuffer).
 * @param image the image.
 * @param compression how to pack the pixels; EXACT gives the bytes that Qt writes into a stream.
 * @param data receives the PNG, for qsm_free(); NULL on failure.
 * @param size receives its bytes; 0 on failure.
 * @return whether it was made; errno, see above, says why not.
 * @since 0.2
 */
QSM_API bool qsm_image_write_png(const qsm_image *image, qsm_image_compression compression,
                                 void **data, size_t *size);

/**
 * What the last qsm_image_load() or qsm_image_read_png() into this image found: why it failed, and
 * at which byte; or a warning. Ours.
 * @return a text of the image, good until the image is replaced or freed; "" for nothing, never
 *         NULL.
 * @since 0.2
 */
QSM_API const char *qsm_image_error_string(const qsm_image *image);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
