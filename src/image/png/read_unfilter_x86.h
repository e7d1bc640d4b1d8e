/* SPDX-License-Identifier: MIT */
/*
 * Unfilters and converts to pixels of the image in one step. The plain C versions are
 * qsm__png_unfilter(), then the row reader of read_pixels.c.
 */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_X86_H

#include <stdbool.h>

#include "image/pixel/cpu.h"
#include "image/png/read_unfilter.h"

/*
 * One row: converts filtered samples, without the filter byte, to pixels at out. prior is the row
 * of pixels above; all 0 for the first row. out may overlap filtered if no pixel overwrites the
 * samples of a later pixel.
 */
typedef void (*qsm_png_undo_row)(unsigned char *out, const unsigned char *filtered,
                                 const unsigned char *prior, int filter, int width);

/* Two consecutive rows, to outs. qsm__png_is_slow_filter() must be true for both filters. */
typedef void (*qsm_png_undo_two)(unsigned char *const outs[2],
                                 const unsigned char *const filtered[2], const unsigned char *prior,
                                 const int filters[2], int width);

typedef struct qsm_png_undo {
    qsm_png_undo_row row;
    qsm_png_undo_two two;
} qsm_png_undo;

/* Whether a pixel depends on the pixel before. For such filters two rows together are faster. */
static inline bool qsm__png_is_slow_filter(int filter)
{
    return filter == QSM_FILTER_AVERAGE || filter == QSM_FILTER_PAETH;
}

/*
 * The fast path for this number and depth of samples, without a transparent colour and without a
 * palette, on a processor with these features. NULL if there is none.
 */
const qsm_png_undo *qsm__png_find_undo(int channels, int depth, unsigned features);

#endif
