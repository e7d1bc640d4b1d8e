/* SPDX-License-Identifier: MIT */
#include "image/png/read_unfilter.h"

/* NOLINTNEXTLINE(readability-non-const-parameter): one of a table */
static void undo_none(unsigned char *row, const unsigned char *prior, size_t size, size_t distance)
{
    (void)row;
    (void)prior;
    (void)size;
    (void)distance;
}

static void undo_sub(unsigned char *row, const unsigned char *prior, size_t size, size_t distance)
{
    (void)prior;
    for (size_t i = distance; i < size; i++)
        row[i] = (unsigned char)(row[i] + row[i - distance]);
}

static void undo_up(unsigned char *row, const unsigned char *prior, size_t size, size_t distance)
{
    (void)distance;
    for (size_t i = 0; i < size; i++)
        row[i] = (unsigned char)(row[i] + prior[i]);
}

static void undo_average(unsigned char *row, const unsigned char *prior, size_t size,
                         size_t distance)
{
    size_t first = distance < size ? distance : size;
    for (size_t i = 0; i < first; i++)
        row[i] = (unsigned char)(row[i] + prior[i] / 2);
    for (size_t i = first; i < size; i++)
        row[i] = (unsigned char)(row[i] + (row[i - distance] + prior[i]) / 2);
}

static void undo_paeth(unsigned char *row, const unsigned char *prior, size_t size, size_t distance)
{
    size_t first = distance < size ? distance : size;
    for (size_t i = 0; i < first; i++)
        row[i] = (unsigned char)(row[i] + prior[i]);
    for (size_t i = first; i < size; i++)
        row[i] =
            (unsigned char)(row[i] + qsm__paeth(row[i - distance], prior[i], prior[i - distance]));
}

void qsm__png_unfilter(int filter, unsigned char *row, const unsigned char *prior, size_t size,
                       size_t distance)
{
    typedef void (*undo)(unsigned char *, const unsigned char *, size_t, size_t);
    static const undo undos[QSM_FILTER_COUNT] = {undo_none, undo_sub, undo_up, undo_average,
                                                 undo_paeth};
    undos[filter](row, prior, size, distance);
}
