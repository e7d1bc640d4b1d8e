/* SPDX-License-Identifier: MIT */
/* Colour table and metadata. */
#ifndef QSM_IMAGE_PNG_READ_METADATA_H
#define QSM_IMAGE_PNG_READ_METADATA_H

#include "image/png/read_png.h"

/* Sets colour table, dots per meter, offset, texts and profile. False when out of memory. */
bool qsm__png_apply_metadata(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

#endif
