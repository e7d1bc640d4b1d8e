/* SPDX-License-Identifier: MIT */
/* A group of eight rows of gray of 8 bits, with SSE4.1. On x86 only. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_EIGHT_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_EIGHT_X86_H

#include "image/png/read_unfilter_group.h"

extern const qsm_png_undo_group qsm__png_undo_gray;

#endif
