/* SPDX-License-Identifier: MIT */
/* Texts and profiles as chunks. */
#ifndef QSM_IMAGE_PNG_WRITE_TEXT_H
#define QSM_IMAGE_PNG_WRITE_TEXT_H

#include "image/image_data.h"
#include "image/png/write_buffer.h"

/*
 * NULL on success, else a static text with the error. In other forms than EXACT a text that is
 * short enough is not compressed: zlib prepares 140 KB of memory for it.
 */
const char *qsm__png_add_texts(qsm_png_bytes *head, const qsm_image *image,
                               qsm_image_compression compression);
const char *qsm__png_add_profile(qsm_png_bytes *head, const qsm_image *image, int color_type);

#endif
