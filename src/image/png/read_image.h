/* SPDX-License-Identifier: MIT */
/* The second stage of reading: from private memory into the image. */
#ifndef QSM_IMAGE_PNG_READ_IMAGE_H
#define QSM_IMAGE_PNG_READ_IMAGE_H

#include "image/png/read_png.h"

/* The second stage. On failure the image is null, and png->message gives the error. */
bool qsm__png_decode(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

#endif
