/* SPDX-License-Identifier: MIT */
/* Image data, compressed in one fast pass. */
#ifndef QSM_IMAGE_PNG_WRITE_IDAT_FAST_H
#define QSM_IMAGE_PNG_WRITE_IDAT_FAST_H

#include "image/png/write_header.h"

size_t qsm__png_fast_bound(const qsm_png_plan *plan); /* of the IDAT chunks */
bool qsm__png_write_fast(const qsm_png_plan *plan, qsm_png_output *output);

#endif
