/* SPDX-License-Identifier: MIT */
/*
 * The memory of the image that is being read, which may take its data as well: read_image.c says
 * how.
 */
#ifndef QSM_IMAGE_PNG_READ_BUFFER_H
#define QSM_IMAGE_PNG_READ_BUFFER_H

#include "image/image_data.h"
#include "image/png/png.h"

/* Whether a colour is transparent; a palette has its own way. */
bool qsm__png_is_transparent(const qsm_png *png);

/*
 * A new image of the right size and format; *capacity receives the bytes of its memory, which has
 * room to decode in place and for so many bytes more. On failure png->message tells why.
 */
bool qsm__png_make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                         size_t more, qsm_image *image, size_t *capacity);

/*
 * Room for size bytes of image data in the memory of png->place, which is made the image that the
 * data will become. NULL when that does not pay or does not fit: only data that is not compressed
 * can be decoded where it lies.
 */
unsigned char *qsm__png_place(qsm_png *png, size_t size);

/* Whether what was placed is what it was taken for. */
bool qsm__png_lies_well(const qsm_png *png);

/* Moves what was placed to memory of its own: it goes on, or is compressed after all. */
bool qsm__png_leave_place(qsm_png *png);

#endif
