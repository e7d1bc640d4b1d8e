/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/image.h
 * QImage, PNG files, and the bytes that `stream << image` writes and `stream >> image` reads.
 *
 * Pixels are in memory as QImage::bits() holds them: row y begins at y * bytesPerLine; bytesPerLine
 * is a multiple of 4, unless the caller wrapped memory of its own; pixels of several bytes are
 * numbers of the host. QRgb is 0xAARRGGBB, not premultiplied. Sizes are in pixels. Dots per meter
 * and offsets are as in QImage. Text keys and values are UTF-8.
 *
 * Errors: a function without a stream sets errno. A constructor that returns NULL, and a setter
 * that returns false, set it to EINVAL for arguments that make no sense, to EILSEQ for text that is
 * not UTF-8, and to ENOMEM. A function that gets NULL instead of an image does nothing, sets errno
 * to EINVAL, and answers as for a null image: false, 0, NULL or "".
 *
 * Threads: one image belongs to one thread at a time. Two images share nothing. A const image may
 * be used by many threads. Fork: a child may use its copy of an image. Signals: only files are
 * waited for, and no signal ends that. No function may be called in a signal handler.
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
    QSM_IMAGE_FORMAT_INVALID = 0,  /**< Format_Invalid: a null image */
    QSM_IMAGE_FORMAT_MONO = 1,     /**< Format_Mono: with a table, the high bit first */
    QSM_IMAGE_FORMAT_MONOLSB = 2,  /**< Format_MonoLSB: with a table, the low bit first */
    QSM_IMAGE_FORMAT_INDEXED8 = 3, /**< Format_Indexed8: with a table */
    QSM_IMAGE_FORMAT_RGB32 = 4,    /**< Format_RGB32 */
    QSM_IMAGE_FORMAT_ARGB32 = 5,   /**< Format_ARGB32 */
    QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED = 6,      /**< Format_ARGB32_Premultiplied */
    QSM_IMAGE_FORMAT_RGB16 = 7,                     /**< Format_RGB16 */
    QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED = 8,    /**< Format_ARGB8565_Premultiplied */
    QSM_IMAGE_FORMAT_RGB666 = 9,                    /**< Format_RGB666 */
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
    QSM_IMAGE_FORMAT_COUNT /**< how many formats there are, with the invalid one */
} qsm_image_format_code;

/** Dots per meter of a new image: 100 dpi, as in a Qt program without a screen. @since 0.1 */
#define QSM_IMAGE_DEFAULT_DOTS_PER_METER 3937

/** @name Formats
 *  @{ */

/** Qt's name of a format without "Format_", such as "ARGB32". NULL for no format. @since 0.1 */
QSM_API const char *qsm_image_format_name(qsm_image_format_code format);

/**
 * The format of a name. Upper and lower case are the same; the name may begin with "Format_".
 * @return INVALID for NULL and for a name that no format has.
 * @since 0.1
 */
QSM_API qsm_image_format_code qsm_image_format_from_name(const char *name);

/** Bits per pixel (QImage::toPixelFormat(...).bitsPerPixel()). 0 for no format. @since 0.1 */
QSM_API int qsm_image_format_depth(qsm_image_format_code format);

/** Whether pixels of the format have alpha of their own. False for tables. @since 0.1 */
QSM_API bool qsm_image_format_has_alpha(qsm_image_format_code format);

/** Bytes of a row of QImage. 0 for no format, and where they exceed an int. @since 0.1 */
QSM_API int qsm_image_format_bytes_per_line(qsm_image_format_code format, int width);

/** @} */

/** @name Making images
 *  @{ */

/** A null image (QImage()), for qsm_image_free(). NULL (ENOMEM) when out of memory. @since 0.1 */
QSM_API qsm_image *qsm_image_new(void);

/**
 * An image with memory of its own (QImage(int, int, Format)). All bytes are zero; Qt does not
 * initialise them.
 * @return a new image for qsm_image_free(). NULL with EINVAL for sizes below 1, sizes that
 * overflow, or no format; with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_size(int width, int height, qsm_image_format_code format);

/**
 * An image over the caller's memory (QImage(uchar *, int, int, qsizetype, Format, cleanup)).
 * @param data height rows of bytes_per_line bytes. It stays the caller's and outlives the image.
 * @param width pixels.
 * @param height pixels.
 * @param bytes_per_line at least the bytes of the pixels; need not be a multiple of 4.
 * @param format the format of the pixels.
 * @param cleanup called with context when the image does not need data any more; may be NULL.
 * @param context for cleanup.
 * @return a new image for qsm_image_free(). NULL with EINVAL for sizes that make no sense, with
 *         ENOMEM when out of memory; cleanup is not called then.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_new_wrapping(void *data, int width, int height,
                                          ptrdiff_t bytes_per_line, qsm_image_format_code format,
                                          void (*cleanup)(void *context), void *context);

/**
 * A deep copy with memory of its own (QImage::copy).
 * @return a new image for qsm_image_free(). NULL with EINVAL for NULL, with ENOMEM when out of
 *         memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_copy(const qsm_image *image);

/** Frees an image; NULL is fine. @since 0.1 */
QSM_API void qsm_image_free(qsm_image *image);

/** Exchanges two images (QImage::swap). @since 0.1 */
QSM_API void qsm_image_swap(qsm_image *one, qsm_image *other);

/**
 * Gives an image memory of the caller's to read into. Ours. From now on reading puts the pixels
 * there if they fit; if they do not, reading fails and does not touch the memory.
 * qsm_image_read_buffer_size() tells what is enough. The image becomes null.
 * @param image the image.
 * @param buffer the memory. It stays the caller's and outlives the image. NULL: the image has
 * memory of its own again.
 * @param capacity bytes of the memory.
 * @since 0.1
 */
QSM_API void qsm_image_use_buffer(qsm_image *image, void *buffer, size_t capacity);

/**
 * Bytes of memory that are enough for reading any image of this size and format. Ours.
 * @return 0 for sizes that make no sense.
 * @since 0.1
 */
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
/** Row y (QImage::scanLine). NULL for no such row. @since 0.1 */
QSM_API void *qsm_image_scan_line(qsm_image *image, int y);
/** Row y for reading (QImage::constScanLine). NULL for no such row. @since 0.1 */
QSM_API const void *qsm_image_const_scan_line(const qsm_image *image, int y);
/** Whether format or colour table has alpha (QImage::hasAlphaChannel). @since 0.1 */
QSM_API bool qsm_image_has_alpha_channel(const qsm_image *image);
/**
 * A pixel as QRgb (QImage::pixel). As in Qt it is premultiplied for premultiplied formats, and
 * 12345 outside the image.
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
 * The same pixels in another format (QImage::convertToFormat), by Qt's formulas.
 * @param image the image.
 * @param format RGBA8888, RGBX8888, ARGB32, ARGB32_Premultiplied, RGB32, RGB888, BGR888,
 * Grayscale8, RGBA64, or the format it has.
 * @return a new image for qsm_image_free(), with the same dots per meter, offset and text. NULL
 * with EINVAL for a null image or another format, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API qsm_image *qsm_image_convert_to(const qsm_image *image, qsm_image_format_code format);

/** @} */

/** @name Colour table (Mono, MonoLSB, Indexed8)
 *  @{ */

/** The number of colours (QImage::colorCount). @since 0.1 */
QSM_API int qsm_image_color_count(const qsm_image *image);
/** The colours as QRgb (QImage::colorTable). They belong to the image. NULL for none. @since 0.1 */
QSM_API const uint32_t *qsm_image_color_table(const qsm_image *image);
/**
 * Replaces the table by a copy (QImage::setColorTable).
 * @return false with EINVAL for a null image, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_color_table(qsm_image *image, const uint32_t *colors, int count);
/** Colour i (QImage::color). 0 for no such colour. @since 0.1 */
QSM_API uint32_t qsm_image_color(const qsm_image *image, int i);

/** @} */

/** @name What travels with the pixels
 *  @{ */

/** QImage::dotsPerMeterX. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_x(const qsm_image *image);
/** QImage::dotsPerMeterY. @since 0.1 */
QSM_API int qsm_image_dots_per_meter_y(const qsm_image *image);
/** QImage::setDotsPerMeterX. As in Qt 0 changes nothing. @since 0.1 */
QSM_API void qsm_image_set_dots_per_meter_x(qsm_image *image, int dots);
/** QImage::setDotsPerMeterY. As in Qt 0 changes nothing. @since 0.1 */
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
 * Text key i (QImage::textKeys()). As in Qt keys are in ascending order of their UTF-16 units.
 * @return a text of the image, good until its texts change; NULL for no such key.
 * @since 0.1
 */
QSM_API const char *qsm_image_text_key(const qsm_image *image, int i);
/**
 * The text of a key (QImage::text).
 * @return a text of the image, good until its texts change; NULL for no such key.
 * @since 0.1
 */
QSM_API const char *qsm_image_text(const qsm_image *image, const char *key);
/**
 * Sets the text of a key (QImage::setText). The text NULL removes the key.
 * @return false with EINVAL for a null image or the key NULL, with EILSEQ for what is not UTF-8,
 * with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_text(qsm_image *image, const char *key, const char *text);

/** Where the colour space of an image comes from. @since 0.2 */
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
 * The ICC profile (QImage::colorSpace().iccProfile()). It is carried, not looked into.
 * @param image the image.
 * @param size receives its bytes; may be NULL.
 * @param name receives its name (UTF-8); may be NULL. It is "Custom" where a stream has a name that
 *        qsm_image_set_icc_profile() refuses.
 * @return the bytes, which belong to the image; NULL for no profile.
 * @since 0.1
 */
QSM_API const void *qsm_image_icc_profile(const qsm_image *image, size_t *size, const char **name);

/**
 * Sets an ICC profile. Ours; QImage::setColorSpace takes an object.
 * @param image the image.
 * @param name 1-79 printable Latin-1 characters given in UTF-8; NULL or "" means "Custom".
 * @param profile the profile, of which the image keeps a copy; NULL removes the image's.
 * @param size its bytes; 0 removes the image's.
 * @return false with EINVAL for a bad name or a null image, with ENOMEM when out of memory.
 * @since 0.1
 */
QSM_API bool qsm_image_set_icc_profile(qsm_image *image, const char *name, const void *profile,
                                       size_t size);

/** @} */

/** @name The stream
 *  @{ */

/** How the pixels are packed when an image is written. Every Qt reads all forms. @since 0.1 */
typedef enum qsm_image_compression {
    /** Not compressed. The fastest; its size is known before. */
    QSM_IMAGE_STORED = 0,
    /** Compressed in one quick pass. The greatest size is known before. */
    QSM_IMAGE_FAST,
    /** Byte for byte what Qt writes. As slow as Qt. */
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
    /** Greatest height * bytesPerLine in bytes, counted at 32 bits per pixel or more. Default 256
     * MiB as in Qt 6.8. Reading allocates no more than this, the stream's own size, and 1 MiB. */
    uint64_t max_image_bytes;
    /** Greatest width * height. Default: none. */
    uint64_t max_pixels;
    /** Greatest size of all texts and profiles together when unpacked. Default 8 000 000. */
    uint64_t max_text_bytes;
} qsm_image_limits;

/**
 * Bytes that qsm_data_stream_write_image() writes for an image: the exact number for STORED, an
 * upper bound for FAST and EXACT. Ours. Pixels are not looked at; profiles, and texts of 40
 * characters and more, are packed to find out.
 * @param image the image.
 * @param version the version of the stream.
 * @param compression how the pixels are packed.
 * @param error receives a static text that says why the image cannot be written, or NULL; may be
 *        NULL.
 * @return 0 when the image cannot be written; errno is EINVAL or ENOMEM then.
 * @since 0.1
 */
QSM_API size_t qsm_image_stream_size(const qsm_image *image, int version,
                                     qsm_image_compression compression, const char **error);

/**
 * Writes an image (operator<<(QDataStream &, const QImage &)). A null image is written as Qt does.
 *
 * An image that no Qt could read back is refused with WriteFailed and a text in
 * qsm_data_stream_error_string(): sizes above 1000000, a Mono table of other than 1 or 2 colours, a
 * text key of nothing but spaces. Qt would leave a broken stream.
 * @return whether the status is Ok. On failure nothing is written.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_write_image(qsm_data_stream *stream, const qsm_image *image,
                                         qsm_image_compression compression);

/**
 * Reads an image (operator>>(QDataStream &, QImage &)). The image is always replaced: by what was
 * read, or by the null image. Memory it has is used again if it is large enough; see also
 * qsm_image_use_buffer().
 *
 * As in Qt a null image is Ok, all damage is ReadPastEnd, and before version 5 damage is no error
 * of the stream. qsm_data_stream_error_string() says what is wrong, and at which byte, also then;
 * for an image that was read it may hold a warning.
 * @param stream the stream.
 * @param image is replaced.
 * @param limits NULL: the defaults. Limits without QSM_INIT() are refused: ReadPastEnd and errno
 *        EINVAL.
 * @return whether the status is Ok.
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
