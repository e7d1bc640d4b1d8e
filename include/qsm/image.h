/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/image.h
 * QImage, and the bytes that `stream << image` writes and `stream >> image` reads. Files of images
 * are in qsm/image_file.h, which this header includes.
 *
 * Pixels have the layout of QImage::bits(). Row y begins at byte y * bytesPerLine. bytesPerLine is
 * a multiple of 4, except for memory that the caller wrapped. A pixel of several bytes is a number
 * in host byte order. QRgb is 0xAARRGGBB, not premultiplied. Sizes are in pixels. Dots per meter
 * and offsets are as in QImage. Text keys and values are UTF-8.
 *
 * Errors: a function without a stream sets errno. Constructors return NULL and setters return false
 * with EINVAL for an invalid argument, EILSEQ for text that is not UTF-8, or ENOMEM. If the image
 * is NULL, a function does nothing, sets errno to EINVAL, and returns the same as for a null image:
 * false, 0, NULL or "".
 *
 * Ownership: the image owns its rows, or the caller does (qsm_image_new_wrapping(),
 * qsm_image_use_buffer()). A pointer to a row is valid until the image is read into, swapped or
 * freed.
 *
 * The environment variable QSM_SIMD (off, ssse3, sse41 or avx2) limits the SIMD instructions of the
 * library. The default is all that the processor has.
 *
 * Threads: one thread at a time may use an image. Two images share nothing. Many threads may use a
 * const image. Fork: a child may use its copy of an image. Signals: no function waits. A signal
 * handler must not call any function.
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

/** A QImage. Opaque. A copy is a deep copy. @since 0.1 */
typedef struct qsm_image qsm_image;

/** QImage::Format, with Qt's names and numbers. @since 0.1 */
typedef enum qsm_image_format_code {
    QSM_IMAGE_FORMAT_INVALID = 0,                /**< Format_Invalid: a null image */
    QSM_IMAGE_FORMAT_MONO = 1,                   /**< Format_Mono: colour table, high bit first */
    QSM_IMAGE_FORMAT_MONOLSB = 2,                /**< Format_MonoLSB: colour table, low bit first */
    QSM_IMAGE_FORMAT_INDEXED8 = 3,               /**< Format_Indexed8: colour table */
    QSM_IMAGE_FORMAT_RGB32 = 4,                  /**< Format_RGB32 */
    QSM_IMAGE_FORMAT_ARGB32 = 5,                 /**< Format_ARGB32 */
    QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED = 6,   /**< Format_ARGB32_Premultiplied */
    QSM_IMAGE_FORMAT_RGB16 = 7,                  /**< Format_RGB16 */
    QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED = 8, /**< Format_ARGB8565_Premultiplied */
    QSM_IMAGE_FORMAT_RGB666 = 9,                 /**< Format_RGB666 */
    QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED = 10,   /**< Format_ARGB6666_Premultiplied */
    QSM_IMAGE_FORMAT_RGB555 = 11,                   /**< Format_RGB555 */
    QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED = 12,   /**< Format_ARGB8555_Premultiplied */
    QSM_IMAGE_FORMAT_RGB888 = 13,                   /**< Format_RGB888 */
    QSM_IMAGE_FORMAT_RGB444 = 14,                   /**< Format_RGB444 */
    QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED = 15,   /**< Format_ARGB4444_Premultiplied */
    QSM_IMAGE_FORMAT_RGBX8888 = 16,                 /**< Format_RGBX8888 */
    QSM_IMAGE_FORMAT_RGBA8888 = 17,                 /**< Format_RGBA8888 */
    QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED = 18,   /**< Format_RGBA8888_Premultiplied */
    QSM_IMAGE_FORMAT_BGR30 = 19,                    /**< Format_BGR30 */
    QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED = 20,    /**< Format_A2BGR30_Premultiplied */
    QSM_IMAGE_FORMAT_RGB30 = 21,                    /**< Format_RGB30 */
    QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED = 22,    /**< Format_A2RGB30_Premultiplied */
    QSM_IMAGE_FORMAT_ALPHA8 = 23,                   /**< Format_Alpha8 */
    QSM_IMAGE_FORMAT_GRAYSCALE8 = 24,               /**< Format_Grayscale8 */
    QSM_IMAGE_FORMAT_RGBX64 = 25,                   /**< Format_RGBX64 */
    QSM_IMAGE_FORMAT_RGBA64 = 26,                   /**< Format_RGBA64 */
    QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED = 27,     /**< Format_RGBA64_Premultiplied */
    QSM_IMAGE_FORMAT_GRAYSCALE16 = 28,              /**< Format_Grayscale16 */
    QSM_IMAGE_FORMAT_BGR888 = 29,                   /**< Format_BGR888 */
    QSM_IMAGE_FORMAT_RGBX16FPX4 = 30,               /**< Format_RGBX16FPx4 */
    QSM_IMAGE_FORMAT_RGBA16FPX4 = 31,               /**< Format_RGBA16FPx4 */
    QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED = 32, /**< Format_RGBA16FPx4_Premultiplied */
    QSM_IMAGE_FORMAT_RGBX32FPX4 = 33,               /**< Format_RGBX32FPx4 */
    QSM_IMAGE_FORMAT_RGBA32FPX4 = 34,               /**< Format_RGBA32FPx4 */
    QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED = 35, /**< Format_RGBA32FPx4_Premultiplied */
    QSM_IMAGE_FORMAT_CMYK8888 = 36,                 /**< Format_CMYK8888 */
    QSM_IMAGE_FORMAT_COUNT                          /**< number of formats, with INVALID */
} qsm_image_format_code;

/** Dots per meter of a new image: 100 dpi, as in a Qt program without a screen. @since 0.1 */
#define QSM_IMAGE_DEFAULT_DOTS_PER_METER 3937

/** @name Formats
 *  @{ */

/** Qt's name of a format without "Format_", such as "ARGB32". NULL if invalid. @since 0.1 */
QSM_API const char *qsm_image_format_name(qsm_image_format_code format);

/**
 * The format with this name. Upper and lower case are the same. The name may begin with "Format_".
 * @return INVALID for NULL and for an unknown name.
 * @since 0.1
 */
QSM_API qsm_image_format_code qsm_image_format_from_name(const char *name);

/** Bits per pixel (QImage::toPixelFormat(...).bitsPerPixel()). 0 if invalid. @since 0.1 */
QSM_API int qsm_image_format_depth(qsm_image_format_code format);

/** Whether the pixels have alpha. False for formats with a colour table. @since 0.1 */
QSM_API bool qsm_image_format_has_alpha(qsm_image_format_code format);

/** Bytes of a row of QImage. 0 for an invalid format, and above INT_MAX. @since 0.1 */
QSM_API int qsm_image_format_bytes_per_line(qsm_image_format_code format, int width);

/** @} */

/** @name Making images
 *  @{ */

/** Makes a null image (QImage()), for qsm_image_free(). NULL with ENOMEM. @since 0.1 */
QSM_API qsm_image *qsm_image_new(void);

/**
 * Makes an image that owns its memory (QImage(int, int, Format)). All bytes are 0. Qt does not
 * initialise them.
 * @return a new image for qsm_image_free(). NULL with EINVAL for a size below 1, a size that
 *         overflows, or an invalid format. NULL with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_size(int width, int height, qsm_image_format_code format);

/**
 * Makes an image that uses the caller's memory (QImage(uchar *, int, int, qsizetype, Format,
 * cleanup)).
 * @param data height rows of bytes_per_line bytes. The caller owns them. They must outlive the
 *         image.
 * @param width pixels.
 * @param height pixels.
 * @param bytes_per_line at least the bytes of the pixels. It need not be a multiple of 4.
 * @param format the format of the pixels.
 * @param cleanup called with context when the image does not need data any more. May be NULL.
 * @param context the argument of cleanup.
 * @return a new image for qsm_image_free(). NULL with EINVAL for an invalid argument, with ENOMEM
 *         when out of memory. On failure cleanup is not called.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_wrapping(void *data, int width, int height,
                                          ptrdiff_t bytes_per_line, qsm_image_format_code format,
                                          void (*cleanup)(void *context), void *context);

/**
 * Makes a deep copy, which owns its memory (QImage::copy).
 * @return a new image for qsm_image_free(). NULL with EINVAL for NULL, with ENOMEM when out of
 *         memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_copy(const qsm_image *image);

/** Frees an image. NULL is fine. @since 0.1 */
QSM_API void qsm_image_free(qsm_image *image);

/** Exchanges the contents of two images (QImage::swap). @since 0.1 */
QSM_API void qsm_image_swap(qsm_image *one, qsm_image *other);

/**
 * Sets an image buffer: memory of the caller that receives the pixels. Ours. The image becomes
 * null. Each later read of an image writes the pixels into this buffer. If the pixels do not fit,
 * the read fails and does not change the buffer. qsm_image_read_buffer_size() returns a sufficient
 * capacity. During a read the buffer may contain data of the stream that are checked already: a
 * program that is not trusted must not be able to write there.
 * @param image the image.
 * @param buffer the memory. The caller owns it. It must outlive the image. NULL: the image uses its
 *         own memory again.
 * @param capacity the bytes of the buffer.
 * @since 0.1
 */
QSM_API void qsm_image_use_buffer(qsm_image *image, void *buffer, size_t capacity);

/**
 * The capacity that is sufficient to read any image of this size and format. Ours.
 * @return bytes; 0 for an invalid argument.
 * @since 0.1
 */
QSM_API size_t qsm_image_read_buffer_size(int width, int height, qsm_image_format_code format);

/** @} */

/** @name Size, format and pixels
 *  @{ */

/** Whether the image has no pixels (QImage::isNull). @since 0.1 */
QSM_API bool qsm_image_is_null(const qsm_image *image);
/** QImage::width, 0 when null. @since 0.1 */
QSM_API int qsm_image_width(const qsm_image *image);
/** QImage::height, 0 when null. @since 0.1 */
QSM_API int qsm_image_height(const qsm_image *image);
/** QImage::format. @since 0.1 */
QSM_API qsm_image_format_code qsm_image_format(const qsm_image *image);
/** Bits per pixel, 0 when null (QImage::depth). @since 0.1 */
QSM_API int qsm_image_depth(const qsm_image *image);
/** Bytes from one row to the next, 0 when null (QImage::bytesPerLine). @since 0.1 */
QSM_API ptrdiff_t qsm_image_bytes_per_line(const qsm_image *image);
/** height * bytesPerLine (QImage::sizeInBytes). @since 0.1 */
QSM_API size_t qsm_image_size_in_bytes(const qsm_image *image);
/** The first row, NULL when null (QImage::bits). @since 0.1 */
QSM_API void *qsm_image_bits(qsm_image *image);
/** The first row, read-only (QImage::constBits). NULL when null. @since 0.1 */
QSM_API const void *qsm_image_const_bits(const qsm_image *image);
/** Row y (QImage::scanLine). NULL if there is no row y. @since 0.1 */
QSM_API void *qsm_image_scan_line(qsm_image *image, int y);
/** Row y, read-only (QImage::constScanLine). NULL if there is no row y. @since 0.1 */
QSM_API const void *qsm_image_const_scan_line(const qsm_image *image, int y);
/** Whether the format or the colour table has alpha (QImage::hasAlphaChannel). @since 0.1 */
QSM_API bool qsm_image_has_alpha_channel(const qsm_image *image);
/**
 * A pixel as QRgb (QImage::pixel). As in Qt, the pixel of a premultiplied format is premultiplied,
 * and a pixel outside the image is 12345.
 * @since 0.1
 */
QSM_API uint32_t qsm_image_pixel(const qsm_image *image, int x, int y);

/**
 * Whether two images have equal size, format and pixels (QImage::operator==). Formats with a colour
 * table compare the colours of the pixels, so the tables may differ. The unused byte of RGB32 is
 * ignored, but the unused bytes of other formats are compared. Padding, dots per meter, offset,
 * text and colour space are ignored; Qt 6 compares colour spaces too. An index outside the colour
 * table equals only the same index; Qt reads past the end of the table.
 * @return true also for two null images. False with EINVAL if a pointer is NULL.
 * @since 0.2
 */
QSM_API bool qsm_image_equals(const qsm_image *one, const qsm_image *other);

/**
 * Converts the pixels to another format with Qt's formulas (QImage::convertToFormat).
 * Every format can be converted. The pixels are those of Qt 5.15 and Qt 6 on a processor without
 * SSE4.1; with it, Qt rounds some channels differently. src/README.md lists where Qt differs from
 * Qt.
 * @param image the image.
 * @param format any format but Mono, MonoLSB, Indexed8, Grayscale16, CMYK8888 and floating point;
 *         or the format of the image.
 * @return a new image for qsm_image_free(), with the same dots per meter, offset and text. NULL
 *         with EINVAL for a null image or another format, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_convert_to(const qsm_image *image, qsm_image_format_code format);

/** @} */

/** @name Colour table (Mono, MonoLSB, Indexed8)
 *  @{ */

/** The number of colours (QImage::colorCount). @since 0.1 */
QSM_API int qsm_image_color_count(const qsm_image *image);
/**
 * The colours as QRgb (QImage::colorTable). The image owns them, until its table changes or it is
 * freed. NULL for none.
 * @since 0.1
 */
QSM_API const uint32_t *qsm_image_color_table(const qsm_image *image);
/**
 * Replaces the colour table by a copy of colors (QImage::setColorTable).
 * @param image the image.
 * @param colors as QRgb; NULL removes the table.
 * @param count the number of colours; 0 or less removes the table.
 * @return false with EINVAL for a null image, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_color_table(qsm_image *image, const uint32_t *colors, int count);
/** Colour i (QImage::color). 0 if there is no colour i. @since 0.1 */
QSM_API uint32_t qsm_image_color(const qsm_image *image, int i);

/** @} */

/** @name Metadata
 *  @{ */

/** QImage::dotsPerMeterX. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_x(const qsm_image *image);
/** QImage::dotsPerMeterY. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_y(const qsm_image *image);
/** QImage::setDotsPerMeterX. As in Qt, 0 changes nothing. @since 0.1 */
QSM_API void qsm_image_set_dots_per_meter_x(qsm_image *image, int dots);
/** QImage::setDotsPerMeterY. As in Qt, 0 changes nothing. @since 0.1 */
QSM_API void qsm_image_set_dots_per_meter_y(qsm_image *image, int dots);
/** QImage::offset().x(). @since 0.1 */
QSM_API int qsm_image_offset_x(const qsm_image *image);
/** QImage::offset().y(). @since 0.1 */
QSM_API int qsm_image_offset_y(const qsm_image *image);
/** QImage::setOffset. @since 0.1 */
QSM_API void qsm_image_set_offset(qsm_image *image, int x, int y);

/** The number of text keys (QImage::textKeys().size()). @since 0.1 */
QSM_API int qsm_image_text_count(const qsm_image *image);
/**
 * Text key i (QImage::textKeys()). As in Qt, keys are in ascending order of their UTF-16 units.
 * @return a string of the image, valid until its texts change. NULL if there is no key i.
 * @since 0.1
 */
QSM_API const char *qsm_image_text_key(const qsm_image *image, int i);
/**
 * The text of a key (QImage::text).
 * @return a string of the image, valid until its texts change. NULL if the image has no such key.
 * @since 0.1
 */
QSM_API const char *qsm_image_text(const qsm_image *image, const char *key);
/**
 * Sets the text of a key (QImage::setText). text NULL removes the key.
 * @return false with EINVAL for a null image or key NULL, with EILSEQ for invalid UTF-8, with
 *         ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_text(qsm_image *image, const char *key, const char *text);

/** The PNG chunk that gave the colour space of an image. @since 0.2 */
typedef enum qsm_color_space_source {
    QSM_COLOR_SPACE_NONE = 0, /**< no chunk */
    QSM_COLOR_SPACE_ICC,      /**< an ICC profile: qsm_image_icc_profile() (PNG iCCP) */
    QSM_COLOR_SPACE_SRGB,     /**< sRGB with a rendering intent (PNG sRGB) */
    QSM_COLOR_SPACE_GAMMA     /**< gamma, with or without primaries (PNG gAMA, cHRM) */
} qsm_color_space_source;

/**
 * The colour space that the PNG data of an image contained. Ours; QImage::colorSpace is an object.
 * A profile replaces sRGB, and sRGB replaces gamma. As in Qt on Debian 12, chunks that are invalid
 * or contradict each other give no colour space. An image with source SRGB or GAMMA has an ICC
 * profile, too: the profile that Qt 6.4 makes of these chunks. So a Qt program that reads the image
 * from the stream of this library gets the same QColorSpace as from the stream of a Qt program.
 * @since 0.2
 */
typedef struct qsm_color_space {
    size_t size;                   /**< bytes that the library filled in */
    qsm_color_space_source source; /**< the chunk; decides which fields below count */
    int rendering_intent;          /**< 0-3 for source SRGB; 0 for others */
    uint32_t gamma;                /**< gAMA: 100000 times the gamma; 0 if not given */
    bool has_chromaticities;       /**< whether chromaticities is given */
    uint32_t chromaticities[8]; /**< cHRM: white x y, red x y, green x y, blue x y, times 100000 */
} qsm_color_space;

/**
 * The colour space. The image owns it. It is valid until the image changes.
 * @return never NULL. Its source is NONE if the image has no colour space.
 * @since 0.2
 */
QSM_API const qsm_color_space *qsm_image_color_space(const qsm_image *image);

/**
 * The ICC profile (QImage::colorSpace().iccProfile()). The library copies the profile and does not
 * interpret it; it makes a profile of PNG chunks (see qsm_color_space).
 * @param image the image.
 * @param size receives the number of bytes. May be NULL.
 * @param name receives the name (UTF-8). May be NULL. The name is "Custom" if the stream contained
 *         a name that qsm_image_set_icc_profile() refuses.
 * @return the bytes. The image owns them. NULL if there is no profile.
 * @since 0.1
 */
QSM_API const void *qsm_image_icc_profile(const qsm_image *image, size_t *size, const char **name);

/**
 * Sets an ICC profile. Ours; QImage::setColorSpace takes an object.
 * @param image the image.
 * @param name 1-79 printable Latin-1 characters, as UTF-8. NULL or "" means "Custom".
 * @param profile the profile. The image gets a copy. NULL removes the colour space of the image,
 *        also if it came from other PNG chunks.
 * @param size the bytes of the profile. 0 removes the colour space of the image.
 * @return false with EINVAL for an invalid name or a null image, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_icc_profile(qsm_image *image, const char *name, const void *profile,
                                       size_t size);

/** @} */

/** @name The stream
 *  @{ */

/**
 * How a written image is compressed. Every Qt reads all 3 forms. Texts of 40 characters and more
 * are compressed in EXACT, as in Qt; in the others those of 65,536 and more.
 * @since 0.1
 */
typedef enum qsm_image_compression {
    /** Not compressed. The fastest form. The exact size is known before. */
    QSM_IMAGE_STORED = 0,
    /** Compressed in one fast pass. The maximum size is known before. */
    QSM_IMAGE_FAST,
    /**
     * The same bytes that Qt writes. As slow as Qt. Not byte for byte the same are: Mono and
     * MonoLSB if the width is not a multiple of 8 (the padding bits are 0; Qt writes what is in
     * memory); an image with a colour space (each Qt writes a profile of its own; the profile that
     * is made of PNG chunks is that of Qt 6.4.2); premultiplied formats (Qt rounds as the processor
     * does).
     */
    QSM_IMAGE_EXACT
} qsm_image_compression;

/**
 * Limits for reading. 0 in a field means the default; UINT64_MAX means no limit.
 *
 *     qsm_image_limits limits = QSM_INIT(qsm_image_limits);
 *     limits.max_pixels = 1000000;
 * @since 0.2
 */
typedef struct qsm_image_limits {
    size_t size; /**< QSM_INIT() */
    /** Maximum of height * bytesPerLine in bytes. A pixel counts as at least 32 bits. Default: 256
     * MiB, as in Qt 6.8. For the pixels, reading allocates at most this, the size of the stream, 12
     * rows, and 1 MiB. */
    uint64_t max_image_bytes;
    /** Maximum of width * height. Default: no limit. */
    uint64_t max_pixels;
    /** Maximum bytes of all texts and profiles together, decompressed. Default: 8 000 000. What was
        decompressed counts, even if it was damaged or too long and is ignored. */
    uint64_t max_text_bytes;
} qsm_image_limits;

/**
 * Bytes that qsm_data_stream_write_image() writes for an image: the exact number for STORED, an
 * upper bound for FAST and EXACT. Ours. The function does not read the pixels. It compresses
 * profiles and long texts.
 * @param image the image.
 * @param version the version of the stream.
 * @param compression how the pixels will be compressed.
 * @param error receives a static string that says why the image cannot be written, or NULL. May be
 *         NULL.
 * @return 0 with EINVAL or ENOMEM if the image cannot be written.
 * @since 0.1
 */
QSM_API size_t qsm_image_stream_size(const qsm_image *image, int version,
                                     qsm_image_compression compression, const char **error);

/**
 * Writes an image (operator<<(QDataStream &, const QImage &)). A null image is written as by Qt.
 *
 * Three kinds of images are refused, because no Qt can read them: a width or height above 1000000,
 * a Mono colour table without 1 or 2 colours, a text key that contains only spaces. The status
 * becomes WriteFailed, and qsm_data_stream_error_string() gives the reason. Qt writes a broken
 * stream for such an image.
 * @return whether the status is Ok. On failure nothing is written.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_write_image(qsm_data_stream *stream, const qsm_image *image,
                                         qsm_image_compression compression);

/**
 * Reads an image (operator>>(QDataStream &, QImage &)). The image is always replaced: on failure it
 * becomes null. The memory of the image is used again if it is large enough; see also
 * qsm_image_use_buffer().
 *
 * As in Qt, a null image is Ok, and damaged data is ReadPastEnd. Before version 5, damaged data is
 * Ok too, as in Qt. qsm_data_stream_error_string() gives the error and the number of the byte, for
 * each version. After a successful read it may contain a warning.
 * @param stream the stream.
 * @param image the image to replace.
 * @param limits the limits. NULL: the defaults. Limits without QSM_INIT() give ReadPastEnd and
 *         errno EINVAL.
 * @return whether the status is Ok.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_image(qsm_data_stream *stream, qsm_image *image,
                                        const qsm_image_limits *limits);

/** What qsm_image_peek() finds in the first bytes of an image stream. Ours. @since 0.2 */
typedef struct qsm_image_header {
    size_t size;                  /**< QSM_INIT() */
    int width;                    /**< pixels; 0 for a null image */
    int height;                   /**< pixels; 0 for a null image */
    qsm_image_format_code format; /**< the format after reading. INVALID for a null image, and if
                                       the format depends on the rest of the stream */
} qsm_image_header;

/**
 * Reads size and format of an image from its first bytes, without decoding. Ours. The bytes are a
 * stream of version 5 or newer, or a PNG. The function reads at most 64 KiB, each byte once.
 * @param data the bytes. NULL: no bytes.
 * @param size the number of bytes.
 * @param header receives size and format. May be NULL.
 * @return whether the bytes begin with an image or a null image. False with EINVAL if header was
 *         not initialised with QSM_INIT().
 * @since 0.2
 */
QSM_API bool qsm_image_peek(const void *data, size_t size, qsm_image_header *header);

/** @} */

#ifdef __cplusplus
}
#endif

#include <qsm/image_file.h>

#endif
