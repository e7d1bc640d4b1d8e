/* SPDX-License-Identifier: MIT */
/*
 * Whether two images are the same, as far as a program can see.
 */
#ifndef QSM_DIFFERENTIAL_COMPARE_H
#define QSM_DIFFERENTIAL_COMPARE_H

#include <qsm/image.h>

#include "qt_link.h"

/*
 * How far two Qt programs may be from each other where they make pixels of this format straight: 1
 * for premultiplied ones, because Qt divides with the processor's estimate of 1 / alpha.
 */
int qsm_format_tolerance(qsm_image_format_code format);

/* What differs, printed into why (of size bytes); "" and true when nothing does. */

/* Everything that travels: format, layout, significant bits, table, text, dots, offset. */
bool same_image(const qsm_image *one, const qsm_image *other, int tolerance, char *why,
                size_t size);

/* The colour spaces of two images that Qt read, the profile byte for byte. */
bool same_space(const qt_space *one, const qt_space *other, char *why, size_t size);

/* The colour space that we read out of a stream, and the one that Qt made of the same stream. */
bool space_fits(const qsm_image *ours, const qt_space *theirs, char *why, size_t size);

/*
 * A stream to both: whether both take it or both refuse it, stop at the same byte and make the same
 * image with the same colour space of it, but for tolerance in a channel. *status: Qt's; message
 * (of 256 bytes): ours.
 */
bool both_read_the_same(qt_link *qt, const void *data, size_t size, int version, int tolerance,
                        int *status, char *why, size_t why_size, char *message);

/*
 * The greatest difference of a channel of the significant bits of two images of one size and
 * format. The unused byte of formats without alpha does not count. *count: how many channels
 * differ.
 */
int greatest_difference(const qsm_image *one, const qsm_image *other, long *count);

#endif
