/* SPDX-License-Identifier: MIT */
/* The formats that images are converted to: stores rows of four channels a pixel. */
#ifndef QSM_IMAGE_PIXEL_STORE_H
#define QSM_IMAGE_PIXEL_STORE_H

#include <qsm/image.h>

/* The channels from which Qt makes a format: R G B A, 4 bytes or 4 integers in host byte order. */
typedef enum qsm_channels {
    QSM_CHANNELS_OPAQUE,              /* RGBA8888, straight; alpha is dropped */
    QSM_CHANNELS_STRAIGHT,            /* RGBA8888, straight */
    QSM_CHANNELS_PREMULTIPLIED,       /* RGBA8888, premultiplied */
    QSM_CHANNELS_RGBA64,              /* RGBA64, straight */
    QSM_CHANNELS_RGBA64_PREMULTIPLIED /* RGBA64, premultiplied */
} qsm_channels;

/* The bit fields of a packed pixel. */
typedef struct qsm_fields {
    unsigned char size;     /* bytes of a pixel */
    unsigned char shift[4]; /* of red, green, blue, alpha */
    unsigned char bits[4];  /* 0: the format has no such field */
} qsm_fields;

/* How the pixels of a target are made. */
typedef struct qsm_way {
    void (*store)(unsigned char *out, const unsigned char *channels, int width,
                  const qsm_fields *fields);
    qsm_channels channels;
} qsm_way;

/* The sources that a target may treat in different ways. */
typedef enum qsm_source_kind {
    QSM_SOURCE_8,               /* at most 8 bits a channel, straight or opaque */
    QSM_SOURCE_8_PREMULTIPLIED, /* at most 8 bits a channel; Alpha8, too */
    QSM_SOURCE_30_PREMULTIPLIED,
    QSM_SOURCE_DEEP, /* more than 8 bits a channel */
    QSM_SOURCE_KINDS
} qsm_source_kind;

/* NULL if no image can be converted to this format. */
const qsm_way *qsm__format_way(qsm_image_format_code format, qsm_source_kind source);

/* The bit fields of a packed target. */
const qsm_fields *qsm__format_fields(qsm_image_format_code format);

#endif
