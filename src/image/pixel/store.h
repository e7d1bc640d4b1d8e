/* SPDX-License-Identifier: MIT */
/* The formats that images are converted to: stores rows of four channels a pixel. */
#ifndef QSM_IMAGE_PIXEL_STORE_H
#define QSM_IMAGE_PIXEL_STORE_H

#include <qsm/image.h>

/* The channels from which Qt makes a format: R G B A, 4 bytes or 4 integers in host byte order. */
typedef enum qsm_channels {
    QSM_CHANNELS_OPAQUE,        /* RGBA8888, straight; alpha is dropped */
    QSM_CHANNELS_STRAIGHT,      /* RGBA8888, straight */
    QSM_CHANNELS_PREMULTIPLIED, /* RGBA8888, premultiplied */
    QSM_CHANNELS_RGBA64         /* RGBA64, straight */
} qsm_channels;

typedef struct qsm_target {
    qsm_image_format_code format;
    qsm_channels kind;
    void (*store)(unsigned char *out, const unsigned char *channels, int width);
} qsm_target;

/* NULL if no image can be converted to this format. */
const qsm_target *qsm__format_target(qsm_image_format_code format);

#endif
