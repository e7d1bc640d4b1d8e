/* SPDX-License-Identifier: MIT */
/* Unfilters consecutive rows together, and converts them to pixels. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_GROUP_H
#define QSM_IMAGE_PNG_READ_UNFILTER_GROUP_H

enum { QSM_MOST_ROWS_OF_GROUP = 8 };

/*
 * Rows with any filters. prior is the row of pixels above the first one. The last row of pixels may
 * overlap its own samples as in qsm_png_undo_row, and no others of the group. All other
 * requirements are those of qsm_png_undo_row.
 */
typedef void (*qsm_png_undo_rows)(unsigned char *const *outs, const unsigned char *const *filtered,
                                  const unsigned char *prior, const int *filters, int width);

typedef struct qsm_png_undo_group {
    int rows; /* so many together */
    qsm_png_undo_rows undo;
} qsm_png_undo_group;

/*
 * The group for this type of PNG, as qsm__png_find_undo(). NULL if there is none. It takes hardly
 * longer than one row with a slow filter (qsm__png_is_slow_filter()), and longer than rows with the
 * others.
 */
const qsm_png_undo_group *qsm__png_find_undo_group(int channels, int depth, unsigned features);

#endif
