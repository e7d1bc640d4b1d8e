/* SPDX-License-Identifier: MIT */
#include "image/bmp/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(qsm_bmp *bmp, size_t size)
{
    if (size <= bmp->capacity)
        return true;
    free(bmp->rows);
    bmp->rows = malloc(size);
    bmp->capacity = bmp->rows != NULL ? size : 0;
    return bmp->rows != NULL ||
           qsm__bmp_fail(bmp, ENOMEM, "no memory for %zu bytes of image", size);
}

/* False if rows are missing. Qt reads only whole rows, unless they go into the image as they are.
 */
static bool read_plain(qsm_bmp_source *source, size_t wanted)
{
    qsm_bmp *bmp = source->bmp;
    size_t left = source->size - source->at;
    size_t there = left < wanted ? left : wanted;
    (void)qsm__bmp_take(source, bmp->rows, there);
    if (bmp->bits != 1 && bmp->bits != 8)
        there -= there % qsm__bmp_line(bmp);
    memset(bmp->rows + there, 0, wanted - there);
    return there == wanted;
}

static bool read_compressed(qsm_bmp_source *source, size_t line, size_t size)
{
    memset(source->bmp->rows, 0, size);
    source->bmp->bits = 8;
    source->bmp->is_expanded = true;
    return qsm__bmp_read_rle(source, line);
}

static bool read_rows(qsm_bmp_source *source)
{
    qsm_bmp *bmp = source->bmp;
    bool compressed = bmp->compression == QSM_BMP_RLE4 || bmp->compression == QSM_BMP_RLE8;
    size_t line = compressed ? ((size_t)bmp->width + 3) / 4 * 4 : qsm__bmp_line(bmp);
    size_t size = line * (size_t)bmp->height;
    if (!reserve(bmp, size))
        return false;
    if (compressed)
        return read_compressed(source, line, size);
    if (!read_plain(source, size))
        qsm__bmp_rows_are_missing(source);
    return true;
}

bool qsm__bmp_parse(qsm_bmp *bmp, const unsigned char *data, size_t available, size_t base,
                    const qsm_image_limits *limits, size_t *used)
{
    *bmp = (qsm_bmp){.rows = bmp->rows, .capacity = bmp->capacity, .copier = bmp->copier};
    qsm_bmp_source source = {.bmp = bmp, .data = data, .size = available, .base = base};
    bool good = qsm__bmp_read_headers(&source, limits) && read_rows(&source);
    *used = source.at;
    return good;
}
