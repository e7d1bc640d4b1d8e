/* SPDX-License-Identifier: MIT */
/* Image data, byte for byte as in Qt. */
#ifndef QSM_IMAGE_PNG_WRITE_IDAT_EXACT_H
#define QSM_IMAGE_PNG_WRITE_IDAT_EXACT_H

#include "image/png/write_header.h"

size_t qsm__png_exact_bound(const qsm_png_plan *plan); /* of the IDAT chunks */
bool qsm__png_write_exact(const qsm_png_plan *plan, qsm_png_output *output);

#endif
