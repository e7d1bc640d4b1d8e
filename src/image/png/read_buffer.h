/* SPDX-License-Identifier: MIT */
/*
 * The image buffer: the memory of the image that is being read. It can also receive the image data;
 * see read_image.c.
 */
#ifndef QSM_IMAGE_PNG_READ_BUFFER_H
#define QSM_IMAGE_PNG_READ_BUFFER_H

#include "image/image_data.h"
#include "image/png/read_png.h"

/* Whether tRNS makes a colour transparent. A palette stores its transparency in its colours. */
bool qsm__png_is_transparent(const qsm_png *png);

/*
 * What is wrong with an image of this header: it is larger than a limit. NULL: nothing. The limits
 * are complete.
 */
const char *qsm__png_beyond_limits(const qsm_png_header *header, bool transparent,
                                   const qsm_image_limits *limits);

/*
 * Makes a new image of the right size and format. *capacity receives the bytes of its memory: at
 * least the capacity for decoding in place. On failure png->message gives the error.
 */
bool qsm__png_make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                         size_t more, qsm_image *image, size_t *capacity);

/* Makes it ahead of decoding, which makes the same one. Errors are left to decoding. */
bool qsm__png_reserve_image(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

/*
 * Memory in png->image_buffer for size bytes of image data. png->image_buffer becomes the image of
 * this data. Only data that is not compressed can be decoded in place: for other data, and if the
 * data does not fit, NULL. So too if the image is larger than the limits, which are complete, or
 * its memory would have more than most bytes.
 */
unsigned char *qsm__png_use_image_buffer(qsm_png *png, size_t size, const qsm_image_limits *limits,
                                         size_t most);

/* Whether the data in the image buffer is really not compressed. */
bool qsm__png_is_in_place(const qsm_png *png);

/* Moves the data out of the image buffer, because there is more data, or it is compressed. */
bool qsm__png_detach(qsm_png *png);

#endif
