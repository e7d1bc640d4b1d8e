/* SPDX-License-Identifier: MIT */
/* Groups of four rows of 8 bits, with AVX2. On x86 only. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_FOUR_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_FOUR_X86_H

#include "image/png/read_unfilter_group.h"

extern const qsm_png_undo_group qsm__png_undo_rgb;
extern const qsm_png_undo_group qsm__png_undo_rgba;

#endif
