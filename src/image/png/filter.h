/* SPDX-License-Identifier: MIT */
/* PNG's five row filters; shared by reading and writing. */
#ifndef QSM_IMAGE_PNG_FILTER_H
#define QSM_IMAGE_PNG_FILTER_H

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

#endif
