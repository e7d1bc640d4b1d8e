/* SPDX-License-Identifier: MIT */
/*
 * Rows that are undone together, a pixel of each in a lane of a register. Values have 16 bits. A
 * file includes this once, for the registers of its instruction set:
 *
 *   VECTOR          the type of a register
 *   OP(name)        the instruction name of it: OP(add_epi16)
 *   BITS(name)      the same for the whole register: BITS(and)
 *   LANES_INLINE    what stands before a function
 *
 * A row with another filter than Paeth goes with them: what it adds is there before Paeth's
 * predictor, which is 0 for it.
 */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_LANES_X86_H
#define QSM_IMAGE_PNG_READ_UNFILTER_LANES_X86_H

#include <stdbool.h>

#include "image/png/filter.h"

typedef struct lanes {
    VECTOR is_sub; /* all bits of the lanes of rows with this filter */
    VECTOR is_up;
    VECTOR is_average;
    VECTOR is_paeth;
    VECTOR left;       /* the pixels before */
    VECTOR above_left; /* the pixels above these */
} lanes;

/* All bits of the lanes of rows with this filter: the including file has it. */
LANES_INLINE VECTOR rows_with(const int *filters, short filter);

LANES_INLINE lanes begin_lanes(const int *filters)
{
    const VECTOR zero = BITS(setzero)();
    return (lanes){.is_sub = rows_with(filters, QSM_FILTER_SUB),
                   .is_up = rows_with(filters, QSM_FILTER_UP),
                   .is_average = rows_with(filters, QSM_FILTER_AVERAGE),
                   .is_paeth = rows_with(filters, QSM_FILTER_PAETH),
                   .left = zero,
                   .above_left = zero};
}

/*
 * Paeth's predictor without the three distances. Let t = 3c - a - b, and lo <= hi be a and b. It is
 * hi for t <= lo, lo for t >= hi, and c between. Only three instructions come after t.
 */
LANES_INLINE VECTOR paeth(VECTOR a, VECTOR b, VECTOR c)
{
    VECTOR three_c = OP(add_epi16)(OP(add_epi16)(c, c), c);
    VECTOR t = OP(sub_epi16)(OP(sub_epi16)(three_c, b), a);
    VECTOR lo = OP(min_epi16)(a, b);
    VECTOR hi = OP(max_epi16)(a, b);
    VECTOR c_or_lo = OP(max_epi16)(lo, BITS(and)(c, OP(cmpgt_epi16)(hi, t)));
    return OP(max_epi16)(c_or_lo, BITS(andnot)(OP(cmpgt_epi16)(t, lo), hi));
}

/* What the filters other than Paeth add. */
LANES_INLINE VECTOR predict_others(const lanes *self, VECTOR above)
{
    VECTOR average = OP(srli_epi16)(OP(add_epi16)(self->left, above), 1);
    VECTOR by_left =
        BITS(or)(BITS(and)(average, self->is_average), BITS(and)(self->left, self->is_sub));
    return BITS(or)(by_left, BITS(and)(above, self->is_up));
}

/* The next pixel of each row. Only the low byte of a lane has a value. */
LANES_INLINE VECTOR next_pixel(lanes *self, bool all_paeth, VECTOR pixel, VECTOR above)
{
    VECTOR by_paeth = paeth(self->left, above, self->above_left);
    if (!all_paeth) {
        pixel = OP(add_epi8)(pixel, predict_others(self, above));
        by_paeth = BITS(and)(by_paeth, self->is_paeth);
    }
    self->left = OP(add_epi8)(pixel, by_paeth);
    self->above_left = above;
    return self->left;
}

#endif
