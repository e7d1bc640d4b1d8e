/* SPDX-License-Identifier: MIT */
/* Image data, not compressed. */
#ifndef QSM_IMAGE_PNG_WRITE_IDAT_STORED_H
#define QSM_IMAGE_PNG_WRITE_IDAT_STORED_H

#include "image/png/write_header.h"

size_t
qsm__png_stored_size(const qsm_png_plan *plan); /* of the IDAT chunks; 0 if there are too many */
bool qsm__png_write_stored(const qsm_png_plan *plan, qsm_png_output *output);

#endif
