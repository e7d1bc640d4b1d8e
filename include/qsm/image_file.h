/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/image_file.h
 * Files of images, on a disk and in memory: QImage::load, save and loadFromData.
 *
 * The rules of qsm/image.h for threads, fork and NULL hold here too. Signals: only qsm_image_load()
 * and qsm_image_save() wait, for the file; no signal ends the wait.
 */
#ifndef QSM_IMAGE_FILE_H
#define QSM_IMAGE_FILE_H

#include <qsm/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Files
 *  A function that returns false sets errno:
 *  - EINVAL: NULL, limits without QSM_INIT(), a null image, or an image that no Qt can read
 *    (qsm_image_stream_size() says why)
 *  - EBADMSG: the data is damaged, or has another format
 *  - EFBIG: the image or the file exceeds a limit
 *  - ENOMEM: no memory, or the image does not fit into the buffer of qsm_image_use_buffer()
 *  - an error of open(), read(), write() or rename(), such as ENOENT, EACCES or ENOSPC
 *  @{ */

/**
 * Reads a PNG or BMP file (QImage::load). The format is in the first bytes; the name does not
 * matter. For a file of another format the error string names the format. The image is always
 * replaced: on failure it becomes null. The file must be a regular file of at most 320 MiB. A
 * folder gives EISDIR. A pipe or a device gives ENOTSUP. The default limits hold. To set other
 * limits, read the file and call qsm_image_load_from_data().
 * @return whether the image was read. If not, see errno (above) and qsm_image_error_string().
 * @since 0.2
 */
QSM_API bool qsm_image_load(qsm_image *image, const char *file_name);

/**
 * Reads a PNG or BMP file in memory (QImage::loadFromData). As qsm_image_load(), but for the
 * limits. Bytes after the end of the image are ignored.
 * @param image the image.
 * @param data the file. It may be memory that other programs change: the bytes that are used are
 *        read once.
 * @param size the number of bytes.
 * @param limits the limits. NULL: the defaults.
 * @return whether the image was read. If not, see errno (above) and qsm_image_error_string().
 * @since 0.2
 */
QSM_API bool qsm_image_load_from_data(qsm_image *image, const void *data, size_t size,
                                      const qsm_image_limits *limits);

/**
 * Writes a file (QImage::save). A name that ends in ".bmp" gives a BMP file, without alpha, as in
 * Qt. Every other name gives a PNG file, compressed as QSM_IMAGE_FAST. The function writes a new
 * file (.qsm-save-...) in the same folder, then renames it over the old file. So the folder must be
 * writable. A failure does not change the old file. After a crash the old file or the new file is
 * complete. A replaced file keeps its permissions; a new file gets 0666 without the bits of the
 * umask. Symbolic links are followed. Other hard links keep the old picture. A folder gives EISDIR.
 * A pipe or a device gives ENOTSUP.
 * @return whether the file was written. If not, see errno (above).
 * @since 0.2
 */
QSM_API bool qsm_image_save(const qsm_image *image, const char *file_name);

/**
 * Reads PNG data (QImage::loadFromData with the format "PNG"). The image is always replaced: on
 * failure it becomes null. Bytes after the end of the PNG are ignored.
 * @param image the image.
 * @param data the PNG. It may be memory that other programs change: each byte is read once.
 * @param size the number of bytes.
 * @param limits the limits. NULL: the defaults.
 * @return whether the image was read. If not, see errno (above) and qsm_image_error_string().
 * @since 0.2
 */
QSM_API bool qsm_image_read_png(qsm_image *image, const void *data, size_t size,
                                const qsm_image_limits *limits);

/**
 * Writes an image as PNG data (QImage::save to a QBuffer).
 * @param image the image.
 * @param compression how to compress the pixels. EXACT gives the bytes that Qt writes into a
 *         stream.
 * @param data receives the PNG, for qsm_free(). NULL on failure.
 * @param size receives the number of bytes. 0 on failure.
 * @return whether the PNG was written. If not, see errno (above).
 * @since 0.2
 */
QSM_API bool qsm_image_write_png(const qsm_image *image, qsm_image_compression compression,
                                 void **data, size_t *size);

/**
 * The error or the warning of the last qsm_image_load(), qsm_image_load_from_data() or
 * qsm_image_read_png() into this image, with the number of the byte. Ours.
 * @return a string of the image, valid until the image is replaced or freed. "" if there is no
 *         error and no warning. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_image_error_string(const qsm_image *image);

/**
 * The format of a file of an image, by its first bytes (QImageReader::imageFormat). The format need
 * not be one that the library reads. The rest of the file may be damaged or missing.
 * @param data the bytes. 4096 are always enough. NULL: no bytes. Each byte may be read twice.
 * @param size the number of bytes.
 * @return Qt's name of the format, a static string: "png", "jpeg", "bmp", "gif", "webp", "tiff",
 *         "xpm", "xbm", "pbm", "pgm", "ppm", "ico", "svg", or a name that Qt gives to a format of a
 *         plugin, such as "avif", "heic", "jxl", "jp2", "qoi", "psd" or "pdf". NULL if the format
 *         is not known.
 * @since 0.2
 */
QSM_API const char *qsm_image_file_format(const void *data, size_t size);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
