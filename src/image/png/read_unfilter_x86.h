/* SPDX-License-Identifier: MIT */
/*
 * Undoing a filter and turning samples into the image's pixels in one go. The plain C of it is
 * qsm__png_unfilter() and then the row reader of read_pixels.c.
 */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_X86_H

#include <stdbool.h>

#include "image/pixel/cpu.h"
#include "image/png/read_unfilter.h"

/*
 * One row: filtered samples, without the filter byte, to pixels at out. prior is the row of pixels
 * above, all zero above the first. out may lie so before filtered that no pixel is written over
 * samples of a later one.
 */
typedef void (*qsm_png_undo_row)(unsigned char *out, const unsigned char *filtered,
                                 const unsigned char *prior, int filter, int width);

/* Two rows that follow each other, at outs. Their filters are such as qsm__png_is_slow_filter(). */
typedef void (*qsm_png_undo_two)(unsigned char *const outs[2],
                                 const unsigned char *const filtered[2], const unsigned char *prior,
                                 const int filters[2], int width);

typedef struct qsm_png_undo {
    qsm_png_undo_row row;
    qsm_png_undo_two two;
} qsm_png_undo;

/* Whether a pixel must wait for the one before, which is when two rows at once are worth it. */
static inline bool qsm__png_is_slow_filter(int filter)
{
    return filter == QSM_FILTER_AVERAGE || filter == QSM_FILTER_PAETH;
}

/* The quick way for samples of a depth and number that carry no transparent colour and no palette,
 * on a processor with these features; NULL if there is none. */
const qsm_png_undo *qsm__png_find_undo(int channels, int depth, unsigned features);

#endif
