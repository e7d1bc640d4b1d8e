/* SPDX-License-Identifier: MIT */
/* Reads texts and profiles. */
#ifndef QSM_IMAGE_PNG_READ_TEXT_H
#define QSM_IMAGE_PNG_READ_TEXT_H

#include "image/png/read_png.h"

/* Decodes texts and profile in the deferred chunks. False when out of memory. */
bool qsm__png_apply_deferred(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

#endif
