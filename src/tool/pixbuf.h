/* SPDX-License-Identifier: MIT */
/*
 * Pictures that are no PNG or BMP. pixbuf.c reads and writes them by gdk-pixbuf. no_pixbuf.c takes
 * its place in a build without gdk-pixbuf: it has no formats. src/CMakeLists.txt chooses.
 *
 * gdk-pixbuf knows only RGB and RGBA. So an image is RGB32, or ARGB32 if a pixel is transparent. As
 * in QImage::load(), the rotation that Exif demands is ignored.
 */
#ifndef QSM_TOOL_PIXBUF_H
#define QSM_TOOL_PIXBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/image.h>

enum { TOOL_PIXBUF_MESSAGE = 200 };

/* Whether this build, on this machine, reads files of a format of qsm_image_file_format(). */
bool tool_pixbuf_reads(const char *format);

/*
 * Reads a file in memory, of a format that it reads. max_bytes: qsm_image_limits.max_image_bytes.
 * No pixels are allocated above it. On an error: writes a message, returns NULL.
 */
qsm_image *tool_pixbuf_read(const char *format, const void *data, size_t size, uint64_t max_bytes,
                            char message[TOOL_PIXBUF_MESSAGE]);

/* Whether it writes files of a format: "jpeg" only. */
bool tool_pixbuf_writes(const char *format);

/*
 * Writes a file into memory for tool_pixbuf_free(). As in Qt, JPEG has no alpha. On an error:
 * writes a message, returns NULL.
 */
void *tool_pixbuf_write(const char *format, const qsm_image *image, size_t *size,
                        char message[TOOL_PIXBUF_MESSAGE]);
void tool_pixbuf_free(void *data);

#endif
