/* SPDX-License-Identifier: MIT */
/*
 * A pipe to a real Qt program (image_peer.cpp has the requests). One process serves all cases. Any
 * failure of the pipe ends the test program: there is nothing left to compare with.
 */
#ifndef QSM_DIFFERENTIAL_QT_LINK_H
#define QSM_DIFFERENTIAL_QT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/image.h>

typedef struct qt_link qt_link;

/* QColorSpace's own numbers. */
enum { QT_NO_SPACE = 0, QT_NAMED_SPACES = 5, QT_PRIMARIES_SRGB = 1 };
enum { QT_TRANSFER_LINEAR = 1, QT_TRANSFER_SRGB = 3 };

/* The colour space of an image that Qt read. */
typedef struct qt_space {
    bool valid;
    int primaries;
    int transfer;
    int gamma; /* times 100000 */
    unsigned char *profile;
    size_t profile_size;
} qt_space;

/* What Qt made of a stream. */
typedef struct qt_reading {
    int status;
    size_t position;
    qsm_image *image;
    qt_space space;
} qt_reading;

qt_link *qt_start(const char *program);
void qt_stop(qt_link *link);

/* Bytes for a program with requests of its own (value_peer.cpp). qt_await() ends a request. */
void qt_send(qt_link *link, const void *data, size_t size);
void qt_await(qt_link *link);
void qt_receive(qt_link *link, void *data, size_t size);

/* The version of this Qt: 0x060402. */
int qt_version(qt_link *link);

/* How many formats this Qt has, the invalid one counted. */
int qt_format_count(qt_link *link);

/* QImage::convertToFormat; for qsm_image_free(). */
qsm_image *qt_convert(qt_link *link, const qsm_image *image, qsm_image_format_code format);

/* QImage::pixel of every pixel, row by row, for free(). */
uint32_t *qt_pixels(qt_link *link, const qsm_image *image);

/* QImage::load; for qsm_image_free(). */
qsm_image *qt_load(qt_link *link, const char *file_name);

/* QImage::loadFromData; for qsm_image_free(). */
qsm_image *qt_load_from_data(qt_link *link, const void *data, size_t size);

/* QImageReader::imageFormat; for free(). "" for none. */
char *qt_file_format(qt_link *link, const void *data, size_t size);

/*
 * Has the next qt_start() fill new memory with zeros. So what Qt leaves uninitialised can be
 * compared too. Only glibc does that.
 */
void qt_zero_memory(void);

/* QImage::save as PNG, or as BMP if the name ends in .bmp. */
bool qt_save(qt_link *link, const qsm_image *image, const char *file_name);

/* one == other; other has a named colour space or none. */
bool qt_equals(qt_link *link, const qsm_image *one, const qsm_image *other, int space);

/*
 * out << image, which has a named colour space or none in Qt (what profile it has here is not
 * told); for free(). *size receives its bytes, *status the status.
 */
unsigned char *qt_write(qt_link *link, const qsm_image *image, int space, int version,
                        qsm_data_stream_byte_order_code order, size_t *size, int *status);

/* in >> image; for qt_reading_free(). */
qt_reading qt_read(qt_link *link, const void *data, size_t size, int version,
                   qsm_data_stream_byte_order_code order);
void qt_reading_free(qt_reading *reading);

/*
 * Whether Qt reads the same colour space (operator==) from data as from the stream that it writes
 * itself of the image of original. *theirs, for free(), receives that stream.
 */
bool qt_has_space_of(qt_link *link, const void *original, size_t original_size, const void *data,
                     size_t size, int version, unsigned char **theirs, size_t *their_size);

#endif
