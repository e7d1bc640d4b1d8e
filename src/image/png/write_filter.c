/* SPDX-License-Identifier: MIT */
#include "image/png/write_filter.h"

#include "image/png/write_filter_x86.h"

static uint64_t cost_of(unsigned char byte)
{
    return byte < 128 ? byte : 256U - byte;
}

/* Each caller passes a constant filter, so that the compiler makes one filter_loop() for each. */
#define INLINE __attribute__((always_inline)) static inline

INLINE unsigned char predict(int filter, int left, int above, int above_left)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        return (unsigned char)left;
    case QSM_FILTER_UP:
        return (unsigned char)above;
    case QSM_FILTER_AVERAGE:
        return (unsigned char)((left + above) / 2);
    case QSM_FILTER_PAETH:
        return (unsigned char)qsm__paeth(left, above, above_left);
    default:
        return 0;
    }
}

/* Filters the bytes from first to end. The left neighbour of the first pixel is 0. */
INLINE uint64_t filter_loop(size_t distance, int filter, unsigned char *out,
                            const unsigned char *row, const unsigned char *prior, size_t first,
                            size_t end)
{
    uint64_t cost = 0;
    size_t i = first;
    for (; i < end && i < distance; i++) {
        out[i] = (unsigned char)(row[i] - predict(filter, 0, prior[i], 0));
        cost += cost_of(out[i]);
    }
    for (; i < end; i++) {
        unsigned char guess = predict(filter, row[i - distance], prior[i], prior[i - distance]);
        out[i] = (unsigned char)(row[i] - guess);
        cost += cost_of(out[i]);
    }
    return cost;
}

static uint64_t filter_bytes(size_t distance, int filter, unsigned char *out,
                             const unsigned char *row, const unsigned char *prior, size_t first,
                             size_t end)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        return filter_loop(distance, QSM_FILTER_SUB, out, row, prior, first, end);
    case QSM_FILTER_UP:
        return filter_loop(distance, QSM_FILTER_UP, out, row, prior, first, end);
    case QSM_FILTER_AVERAGE:
        return filter_loop(distance, QSM_FILTER_AVERAGE, out, row, prior, first, end);
    case QSM_FILTER_PAETH:
        return filter_loop(distance, QSM_FILTER_PAETH, out, row, prior, first, end);
    default:
        return filter_loop(distance, QSM_FILTER_NONE, out, row, prior, first, end);
    }
}

/* The number of bytes after the first pixel that are filtered with vectors. */
static size_t vector_bytes(const qsm_png_filtering *how)
{
    enum { VECTOR = 32 };
    if ((how->features & QSM_CPU_AVX2) == 0 || how->size < how->distance)
        return 0;
    return (how->size - how->distance) / VECTOR * VECTOR;
}

uint64_t qsm__png_filter(const qsm_png_filtering *how, int filter, unsigned char *out,
                         const unsigned char *row, const unsigned char *prior)
{
    uint64_t cost = 0;
    size_t done = 0;
#if QSM_CPU_X86
    size_t vector = vector_bytes(how);
    if (vector > 0) {
        done = how->distance;
        cost = filter_bytes(how->distance, filter, out, row, prior, 0, done);
        cost += qsm__png_filter_avx2(filter, out + done, row + done, prior + done, vector,
                                     how->distance);
        done += vector;
    }
#else
    (void)vector_bytes;
#endif
    return cost + filter_bytes(how->distance, filter, out, row, prior, done, how->size);
}

static uint64_t cost_unfiltered(const qsm_png_filtering *how, const unsigned char *row)
{
    uint64_t cost = 0;
    size_t done = 0;
#if QSM_CPU_X86
    done = vector_bytes(how);
    if (done > 0)
        cost = qsm__png_cost_avx2(row, done);
#endif
    for (size_t i = done; i < how->size; i++)
        cost += cost_of(row[i]);
    return cost;
}

const unsigned char *qsm__png_filter_best(const qsm_png_filtering *how, const unsigned char *row,
                                          const unsigned char *prior, unsigned char *tries[2])
{
    const unsigned none = 1U << QSM_FILTER_NONE;
    const unsigned char *best = row;
    uint64_t minimum = UINT64_MAX;
    if (how->set == none)
        return row;
    if ((how->set & none) != 0)
        minimum = cost_unfiltered(how, row + 1);
    for (int filter = QSM_FILTER_SUB; filter < QSM_FILTER_COUNT; filter++) {
        if ((how->set >> filter & 1U) == 0)
            continue;
        unsigned char *out = best == tries[0] ? tries[1] : tries[0];
        out[0] = (unsigned char)filter;
        uint64_t cost = qsm__png_filter(how, filter, out + 1, row + 1, prior + 1);
        if (cost < minimum) {
            minimum = cost;
            best = out;
        }
    }
    return best;
}

/* ---- a guess --------------------------------------------------------------------------------- */

enum { GUESS_STEP = 32, GUESSED = QSM_FILTER_COUNT - QSM_FILTER_SUB };

/* The costs of Sub, Up, Average and Paeth for the bytes from first to end. */
static void add_costs(uint64_t costs[GUESSED], const qsm_png_filtering *how,
                      const unsigned char *row, const unsigned char *prior, size_t first,
                      size_t end)
{
    for (size_t i = first; i < end; i++) {
        int a = row[i - how->distance];
        int b = prior[i];
        int c = prior[i - how->distance];
        costs[0] += cost_of((unsigned char)(row[i] - predict(QSM_FILTER_SUB, a, b, c)));
        costs[1] += cost_of((unsigned char)(row[i] - predict(QSM_FILTER_UP, a, b, c)));
        costs[2] += cost_of((unsigned char)(row[i] - predict(QSM_FILTER_AVERAGE, a, b, c)));
        costs[3] += cost_of((unsigned char)(row[i] - predict(QSM_FILTER_PAETH, a, b, c)));
    }
}

static void find_costs(uint64_t costs[GUESSED], const qsm_png_filtering *how,
                       const unsigned char *row, const unsigned char *prior)
{
    size_t first = how->distance;
    if (how->size < first + GUESS_STEP) {
        add_costs(costs, how, row, prior, first, how->size);
        return;
    }
#if QSM_CPU_X86
    if ((how->features & QSM_CPU_AVX2) != 0) {
        qsm__png_costs_avx2(costs, row + first, prior + first, how->size - first, how->distance);
        return;
    }
#endif
    for (size_t i = first; i + GUESS_STEP <= how->size; i += (size_t)2 * GUESS_STEP)
        add_costs(costs, how, row, prior, i, i + GUESS_STEP);
}

int qsm__png_filter_guess(const qsm_png_filtering *how, const unsigned char *row,
                          const unsigned char *prior)
{
    uint64_t costs[GUESSED] = {0};
    int best = 0;
    find_costs(costs, how, row, prior);
    for (int i = 1; i < GUESSED; i++)
        best = costs[i] < costs[best] ? i : best;
    return QSM_FILTER_SUB + best;
}
