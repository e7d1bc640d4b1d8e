/* SPDX-License-Identifier: MIT */
/* PNG's five row filters, undone. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_H
#define QSM_IMAGE_PNG_READ_UNFILTER_H

#include <stddef.h>

enum {
    QSM_FILTER_NONE,
    QSM_FILTER_SUB,
    QSM_FILTER_UP,
    QSM_FILTER_AVERAGE,
    QSM_FILTER_PAETH,
    QSM_FILTER_COUNT
};

/* The neighbour among left, above and above left that lies closest to left + above - above_left. */
static inline int qsm__paeth(int left, int above, int above_left)
{
    int distance_left = above - above_left;
    int distance_above = left - above_left;
    int distance_both = distance_left + distance_above;
    distance_left = distance_left < 0 ? -distance_left : distance_left;
    distance_above = distance_above < 0 ? -distance_above : distance_above;
    distance_both = distance_both < 0 ? -distance_both : distance_both;
    if (distance_left <= distance_above && distance_left <= distance_both)
        return left;
    return distance_above <= distance_both ? above : above_left;
}

/*
 * Turns size bytes of a filtered row into samples, in place. prior is the row above, already
 * samples, all zero above the first. distance is the bytes of a pixel, at least 1.
 */
void qsm__png_unfilter(int filter, unsigned char *row, const unsigned char *prior, size_t size,
                       size_t distance);

#endif
