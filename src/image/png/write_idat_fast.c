/* SPDX-License-Identifier: MIT */
/*
 * Compresses image data in one fast pass. Rows are filtered in a fixed amount of memory. The
 * encoder writes directly into the destination.
 */
#include "image/png/write_idat_fast.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/rows_deflate.h"
#include "image/png/png.h"
#include "image/png/write_filter.h"

size_t qsm__png_fast_bound(const qsm_png_plan *plan)
{
    return qsm__rows_deflate_bound(plan->filtered_size) + QSM_PNG_CHUNK_OVERHEAD;
}

/*
 * All filters that predict. For photos, the encoder costs much more than one more filter, and
 * Average saves time in the encoder. None is best only if there is nothing to filter.
 */
static unsigned filter_set(const qsm_png_plan *plan)
{
    bool flat = plan->header.color_type == QSM_PNG_INDEXED || plan->header.depth < 8;
    return flat ? 1U << QSM_FILTER_NONE
                : 1U << QSM_FILTER_SUB | 1U << QSM_FILTER_UP | 1U << QSM_FILTER_AVERAGE |
                      1U << QSM_FILTER_PAETH;
}

/*
 * If a row equals the row above, as most rows of a screen do, Up gives only zeros. Then no filter
 * is tried.
 */
static const unsigned char *filter_row(const qsm_png_filtering *how, const unsigned char *row,
                                       const unsigned char *prior, unsigned char *tries[2])
{
    if ((how->set >> QSM_FILTER_UP & 1U) == 0 || memcmp(row + 1, prior + 1, how->size) != 0)
        return qsm__png_filter_best(how, row, prior, tries);
    memset(tries[0] + 1, 0, how->size);
    tries[0][0] = QSM_FILTER_UP;
    return tries[0];
}

/* Writes all rows. Rows of colours get the cheapest filter; other rows are not filtered. */
static void put_rows(const qsm_png_plan *plan, qsm_rows_deflate *packed, unsigned char *rows)
{
    size_t size = plan->header.row_bytes;
    unsigned char *row = rows;
    unsigned char *prior = row + size + 1;
    unsigned char *tries[2] = {prior + size + 1, prior + 2 * (size + 1)};
    const qsm_png_filtering how = {size, plan->header.filter_distance, filter_set(plan),
                                   plan->features};
    memset(prior, 0, size + 1);
    for (int y = 0; y < plan->header.height; y++) {
        row[0] = 0;
        qsm__png_convert_row(plan, row + 1, y);
        qsm__rows_deflate_add(packed, filter_row(&how, row, prior, tries), size + 1);
        unsigned char *swap = row;
        row = prior;
        prior = swap;
    }
}

bool qsm__png_write_fast(const qsm_png_plan *plan, qsm_png_output *output)
{
    unsigned char *out = qsm__png_output_reserve(output, qsm__png_fast_bound(plan));
    if (out == NULL)
        return false;
    unsigned char *data = out + QSM_PNG_CHUNK_HEADER;
    qsm_rows_deflate *packed = qsm__rows_deflate_new(data, plan->header.filter_distance);
    unsigned char *rows = malloc(4 * (plan->header.row_bytes + 1));
    bool good = packed != NULL && rows != NULL;
    if (good) {
        put_rows(plan, packed, rows);
        qsm__png_output_idat(output, out, (size_t)(qsm__rows_deflate_finish(packed) - data));
    } else {
        qsm__stream_fail(output->stream, QSM_DATA_STREAM_WRITE_FAILED, "no memory to compress");
    }
    qsm__rows_deflate_free(packed);
    free(rows);
    return good;
}
