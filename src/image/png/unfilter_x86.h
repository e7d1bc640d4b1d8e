/* SPDX-License-Identifier: MIT */
/*
 * Undoing a filter and turning 8 bit RGB or RGBA into the image's words in one go. The plain C of
 * it is qsm_png_unfilter() and then the row reader of rows.c.
 */
#ifndef QSM_IMAGE_PNG_UNFILTER_X86_H
#define QSM_IMAGE_PNG_UNFILTER_X86_H

#include "image/cpu.h"
#include "image/png/unfilter.h"

/*
 * One row: filtered samples, without the filter byte, to words at out. prior is the row of words
 * above, all zero above the first. out may lie so before filtered that no word is written over
 * samples of a later pixel.
 */
typedef void (*qsm_png_unfilter_words)(unsigned char *out, const unsigned char *filtered,
                                       const unsigned char *prior, int filter, int width);

#if QSM_CPU_X86
/* Only where QSM_CPU_SSE41 is set. */
void qsm_png_unfilter_rgb_sse41(unsigned char *out, const unsigned char *filtered,
                                const unsigned char *prior, int filter, int width);
void qsm_png_unfilter_rgba_sse41(unsigned char *out, const unsigned char *filtered,
                                 const unsigned char *prior, int filter, int width);
#endif

#endif
