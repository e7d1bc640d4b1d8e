/* SPDX-License-Identifier: MIT */
/*
 * Image data byte for byte as in Qt: Qt's choice of filters, the zlib settings of its PNG library,
 * chunks of 8192 bytes.
 */
#include "image/png/write_idat_exact.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/exact.h"
#include "image/png/png.h"
#include "image/png/write_filter.h"

enum { HUGE_SIDE = 32768 };

size_t qsm__png_exact_bound(const qsm_png_plan *plan)
{
    size_t packed = qsm__exact_bound(plan->filtered_size);
    return packed + (packed / QSM_EXACT_PIECE + 1) * QSM_PNG_CHUNK_OVERHEAD;
}

static bool put_chunk(void *context, const unsigned char *piece, size_t size)
{
    qsm_png_output *output = context;
    unsigned char *out = qsm__png_output_reserve(output, size + QSM_PNG_CHUNK_OVERHEAD);
    if (out == NULL)
        return false;
    memcpy(out + QSM_PNG_CHUNK_HEADER, piece, size);
    qsm__png_output_idat(output, out, size);
    return true;
}

/* The filters to try, one bit each. */
static unsigned filter_set(const qsm_png_plan *plan)
{
    const unsigned none = 1U << QSM_FILTER_NONE;
    unsigned set = (1U << QSM_FILTER_COUNT) - 1;
    if (plan->header.color_type == QSM_PNG_INDEXED || plan->header.depth < 8)
        return none;
    if (plan->header.height == 1)
        set &= ~(1U << QSM_FILTER_UP | 1U << QSM_FILTER_AVERAGE | 1U << QSM_FILTER_PAETH);
    if (plan->header.width == 1)
        set &= ~(1U << QSM_FILTER_SUB | 1U << QSM_FILTER_AVERAGE | 1U << QSM_FILTER_PAETH);
    return set;
}

static uint64_t exact_size(const qsm_png_plan *plan)
{
    bool huge = plan->header.row_bytes >= HUGE_SIDE || plan->header.height >= HUGE_SIDE;
    return huge ? QSM_EXACT_HUGE : plan->filtered_size;
}

/* rows: the row, the row above, and two filtered rows, each with its filter byte. */
static bool write_rows(const qsm_png_plan *plan, qsm_exact *exact, unsigned char *rows,
                       unsigned set)
{
    size_t size = plan->header.row_bytes;
    const qsm_png_filtering how = {size, plan->header.filter_distance, set, plan->features};
    unsigned char *row = rows;
    unsigned char *prior = row + size + 1;
    unsigned char *tries[2] = {prior + size + 1, prior + 2 * (size + 1)};
    memset(prior, 0, size + 1);
    row[0] = 0;
    for (int y = 0; y < plan->header.height; y++) {
        qsm__png_convert_row(plan, row + 1, y);
        const unsigned char *best = qsm__png_filter_best(&how, row, prior, tries);
        if (!qsm__exact_add(exact, best, size + 1))
            return false;
        unsigned char *swap = row;
        row = prior;
        prior = swap;
        row[0] = 0;
    }
    return qsm__exact_finish(exact);
}

bool qsm__png_write_exact(const qsm_png_plan *plan, qsm_png_output *output)
{
    unsigned set = filter_set(plan);
    bool filtered = set != 1U << QSM_FILTER_NONE;
    qsm_exact *exact = malloc(sizeof *exact);
    unsigned char *rows = malloc(4 * (plan->header.row_bytes + 1));
    bool good = false;
    if (exact != NULL && rows != NULL &&
        qsm__exact_begin(exact, exact_size(plan), filtered, put_chunk, output)) {
        good = write_rows(plan, exact, rows, set);
        qsm__exact_end(exact);
    } else {
        qsm__stream_fail(output->stream, QSM_DATA_STREAM_WRITE_FAILED, "no memory to compress");
    }
    free(exact);
    free(rows);
    return good;
}
