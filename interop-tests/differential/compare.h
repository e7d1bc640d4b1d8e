/* SPDX-License-Identifier: MIT */
/*
 * Whether two images are the same, as far as a program can see.
 */
#ifndef QSM_DIFFERENTIAL_COMPARE_H
#define QSM_DIFFERENTIAL_COMPARE_H

#include <qsm/image.h>

/*
 * How far two Qt programs may be from each other where they make pixels of this format straight: 1
 * for premultiplied ones, because Qt divides with the processor's estimate of 1 / alpha.
 */
int qsm_format_tolerance(qsm_image_format_code format);

/* What differs, printed into why (of size bytes); "" and true when nothing does. */

/* Everything that travels: format, layout, significant bits, table, text, dots, offset. */
bool same_image(const qsm_image *one, const qsm_image *other, int tolerance, char *why,
                size_t size);

/*
 * The greatest difference of a channel of the significant bits of two images of one size and
 * format. The unused byte of formats without alpha does not count. *count: how many channels
 * differ.
 */
int greatest_difference(const qsm_image *one, const qsm_image *other, long *count);

#endif
