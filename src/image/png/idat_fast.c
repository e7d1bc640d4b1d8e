/* SPDX-License-Identifier: MIT */
/* Image data compressed in one quick pass. */
#include "image/png/writer.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/deflate.h"
#include "image/png/filter.h"

enum { CHUNK_OVERHEAD = 12 };

size_t qsm_png_fast_bound(const qsm_png_plan *plan)
{
    return qsm_deflate_fast_bound(plan->filtered_size) + CHUNK_OVERHEAD;
}

/* Sub, Up and Paeth: Average is seldom the best, and none only where there is nothing to filter. */
static unsigned filter_set(const qsm_png_plan *plan)
{
    bool flat = plan->header.color_type == QSM_PNG_INDEXED || plan->header.depth < 8;
    return flat ? 1U << QSM_FILTER_NONE
                : 1U << QSM_FILTER_SUB | 1U << QSM_FILTER_UP | 1U << QSM_FILTER_PAETH;
}

/* All rows, filtered: pictures of colours by the cheapest of the quick filters, others as they
 * are. */
static void filter_rows(const qsm_png_plan *plan, unsigned char *out, unsigned char *rows)
{
    size_t size = plan->row_bytes;
    unsigned char *row = rows;
    unsigned char *prior = row + size + 1;
    unsigned char *tries[2] = {prior + size + 1, prior + 2 * (size + 1)};
    const qsm_png_filtering how = {size, plan->distance, filter_set(plan), plan->features};
    memset(prior, 0, size + 1);
    for (int y = 0; y < plan->header.height; y++) {
        row[0] = 0;
        qsm_png_convert_row(plan, row + 1, y);
        memcpy(out, qsm_png_filter_best(&how, row, prior, tries), size + 1);
        out += size + 1;
        unsigned char *swap = row;
        row = prior;
        prior = swap;
    }
}

static bool put_chunk(const qsm_png_plan *plan, qsm_png_output *output,
                      const unsigned char *filtered)
{
    size_t bound = qsm_deflate_fast_bound(plan->filtered_size);
    unsigned char *out = qsm_png_output_room(output, bound + CHUNK_OVERHEAD);
    if (out == NULL)
        return false;
    size_t size =
        qsm_deflate_fast(out + QSM_PNG_CHUNK_HEADER, bound, filtered, plan->filtered_size);
    if (size == 0)
        return qsm_stream_fail(output->stream, QSM_DATA_STREAM_WRITE_FAILED,
                               "no memory to compress");
    qsm_png_put_u32(out, (uint32_t)size);
    qsm_png_put_u32(out + 4, QSM_PNG_TYPE('I', 'D', 'A', 'T'));
    qsm_png_put_u32(out + QSM_PNG_CHUNK_HEADER + size, qsm_crc32(0, out + 4, size + 4));
    output->size += size + CHUNK_OVERHEAD;
    return true;
}

bool qsm_png_write_fast(const qsm_png_plan *plan, qsm_png_output *output)
{
    unsigned char *filtered = malloc(plan->filtered_size);
    unsigned char *rows = malloc(4 * (plan->row_bytes + 1));
    bool good = false;
    if (filtered != NULL && rows != NULL) {
        filter_rows(plan, filtered, rows);
        good = put_chunk(plan, output, filtered);
    } else {
        qsm_stream_fail(output->stream, QSM_DATA_STREAM_WRITE_FAILED, "no memory to compress");
    }
    free(filtered);
    free(rows);
    return good;
}
