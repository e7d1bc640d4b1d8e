/* SPDX-License-Identifier: MIT */
/* Colour tables and the numbers that travel with the pixels. */
#ifndef QSM_IMAGE_PNG_READ_METADATA_H
#define QSM_IMAGE_PNG_READ_METADATA_H

#include "image/png/read_png.h"

/* Colour table, dots per meter, offset, texts, profile. False when out of memory. */
bool qsm__png_apply_metadata(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

#endif
