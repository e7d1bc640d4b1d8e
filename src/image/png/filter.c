/* SPDX-License-Identifier: MIT */
#include "image/png/filter.h"

static uint64_t cost_of(const unsigned char *bytes, size_t size)
{
    uint64_t cost = 0;
    for (size_t i = 0; i < size; i++)
        cost += bytes[i] < 128 ? bytes[i] : 256U - bytes[i];
    return cost;
}

static void filter_none(unsigned char *out, const unsigned char *row, const unsigned char *prior,
                        size_t size, size_t distance)
{
    (void)prior;
    (void)distance;
    for (size_t i = 0; i < size; i++)
        out[i] = row[i];
}

static void filter_sub(unsigned char *out, const unsigned char *row, const unsigned char *prior,
                       size_t size, size_t distance)
{
    (void)prior;
    size_t first = distance < size ? distance : size;
    for (size_t i = 0; i < first; i++)
        out[i] = row[i];
    for (size_t i = first; i < size; i++)
        out[i] = (unsigned char)(row[i] - row[i - distance]);
}

static void filter_up(unsigned char *out, const unsigned char *row, const unsigned char *prior,
                      size_t size, size_t distance)
{
    (void)distance;
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(row[i] - prior[i]);
}

static void filter_average(unsigned char *out, const unsigned char *row, const unsigned char *prior,
                           size_t size, size_t distance)
{
    size_t first = distance < size ? distance : size;
    for (size_t i = 0; i < first; i++)
        out[i] = (unsigned char)(row[i] - prior[i] / 2);
    for (size_t i = first; i < size; i++)
        out[i] = (unsigned char)(row[i] - (row[i - distance] + prior[i]) / 2);
}

static void filter_paeth(unsigned char *out, const unsigned char *row, const unsigned char *prior,
                         size_t size, size_t distance)
{
    size_t first = distance < size ? distance : size;
    for (size_t i = 0; i < first; i++)
        out[i] = (unsigned char)(row[i] - prior[i]);
    for (size_t i = first; i < size; i++)
        out[i] =
            (unsigned char)(row[i] - qsm_paeth(row[i - distance], prior[i], prior[i - distance]));
}

uint64_t qsm_png_filter(int filter, unsigned char *out, const unsigned char *row,
                        const unsigned char *prior, size_t size, size_t distance)
{
    typedef void (*apply)(unsigned char *, const unsigned char *, const unsigned char *, size_t,
                          size_t);
    static const apply applies[QSM_FILTER_COUNT] = {filter_none, filter_sub, filter_up,
                                                    filter_average, filter_paeth};
    applies[filter](out, row, prior, size, distance);
    return cost_of(out, size);
}

const unsigned char *qsm_png_filter_best(unsigned set, const unsigned char *row,
                                         const unsigned char *prior, unsigned char *tries[2],
                                         size_t size, size_t distance)
{
    const unsigned char *best = row;
    if (set == 1U << QSM_FILTER_NONE)
        return best;
    uint64_t least = (set & 1U << QSM_FILTER_NONE) != 0 ? cost_of(row + 1, size) : UINT64_MAX;
    for (int filter = QSM_FILTER_SUB; filter < QSM_FILTER_COUNT; filter++) {
        if ((set >> filter & 1U) == 0)
            continue;
        unsigned char *out = best == tries[0] ? tries[1] : tries[0];
        out[0] = (unsigned char)filter;
        uint64_t cost = qsm_png_filter(filter, out + 1, row + 1, prior + 1, size, distance);
        if (cost < least) {
            least = cost;
            best = out;
        }
    }
    return best;
}
