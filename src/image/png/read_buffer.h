/* SPDX-License-Identifier: MIT */
/*
 * The memory of the image that is being read: the image buffer. It may receive the image data as
 * well; read_image.c says how.
 */
#ifndef QSM_IMAGE_PNG_READ_BUFFER_H
#define QSM_IMAGE_PNG_READ_BUFFER_H

#include "image/image_data.h"
#include "image/png/read_png.h"

/* Whether a colour is transparent; a palette has its own way. */
bool qsm__png_is_transparent(const qsm_png *png);

/*
 * A new image of the right size and format. *capacity receives the bytes of its memory: enough to
 * decode in place, and more bytes. On failure png->message tells why.
 */
bool qsm__png_make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                         size_t more, qsm_image *image, size_t *capacity);

/*
 * Memory for size bytes of image data within png->image_buffer, which becomes the image of this
 * data. NULL when that does not pay or does not fit: only data that is not compressed can be
 * decoded in place.
 */
unsigned char *qsm__png_use_image_buffer(qsm_png *png, size_t size);

/* Whether the data in the image buffer is not compressed, as expected. */
bool qsm__png_is_in_place(const qsm_png *png);

/* Moves the data out of the image buffer: more of it follows, or it is compressed after all. */
bool qsm__png_detach(qsm_png *png);

#endif
