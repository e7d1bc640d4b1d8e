/* SPDX-License-Identifier: MIT */
/* Unfilters four rows of RGB or RGBA of 8 bits together, and converts them to pixels. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_FOUR_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_FOUR_X86_H

/*
 * Four consecutive rows, to outs. qsm__png_is_slow_filter() must be true for the four filters.
 * prior is the row of pixels above. A row of pixels may overlap its own samples as in
 * qsm_png_undo_row, and no others of the four. All other requirements are those of
 * qsm_png_undo_row.
 */
typedef void (*qsm_png_undo_four)(unsigned char *const outs[4],
                                  const unsigned char *const filtered[4],
                                  const unsigned char *prior, const int filters[4], int width);

/* The function for this type of PNG, as qsm__png_find_undo(). NULL if there is none. */
qsm_png_undo_four qsm__png_find_undo_four(int channels, int depth, unsigned features);

#endif
