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

/* None is best only if there is nothing to filter. */
static bool is_filtered(const qsm_png_plan *plan)
{
    return plan->header.color_type != QSM_PNG_INDEXED && plan->header.depth >= 8;
}

/*
 * Filters row into out. If a row equals the row above, as most rows of a screen do, Up gives only
 * zeros. Then no filter is tried.
 */
static void filter_row(const qsm_png_filtering *how, unsigned char *out, const unsigned char *row,
                       const unsigned char *prior)
{
    out[0] = QSM_FILTER_UP;
    if (memcmp(row + 1, prior + 1, how->size) == 0) {
        memset(out + 1, 0, how->size);
        return;
    }
    int filter = qsm__png_filter_guess(how, row + 1, prior + 1);
    out[0] = (unsigned char)filter;
    (void)qsm__png_filter(how, filter, out + 1, row + 1, prior + 1);
}

/* Writes all rows. rows: memory for three, with their filter bytes. */
static void put_rows(const qsm_png_plan *plan, qsm_rows_deflate *packed, unsigned char *rows)
{
    size_t size = plan->header.row_bytes;
    unsigned char *row = rows;
    unsigned char *prior = row + size + 1;
    unsigned char *filtered = prior + size + 1;
    const qsm_png_filtering how = {
        .size = size, .distance = plan->header.filter_distance, .features = plan->features};
    const bool filters = is_filtered(plan);
    memset(prior, 0, size + 1);
    for (int y = 0; y < plan->header.height; y++) {
        row[0] = QSM_FILTER_NONE;
        qsm__png_convert_row(plan, row + 1, y);
        if (filters)
            filter_row(&how, filtered, row, prior);
        qsm__rows_deflate_add(packed, filters ? filtered : row, size + 1);
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
    qsm_rows_deflate *packed =
        qsm__rows_deflate_new(data, plan->filtered_size, plan->header.filter_distance);
    unsigned char *rows = malloc(3 * (plan->header.row_bytes + 1));
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
