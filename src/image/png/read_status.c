/* SPDX-License-Identifier: MIT */
#include "image/png/read_status.h"

#include <errno.h>

#include "image/png/filter.h"

bool qsm__png_check_status(qsm_png *png, qsm_inflate_status status, size_t rows)
{
    switch (status) {
    case QSM_INFLATE_OK:
        return true;
    case QSM_INFLATE_LONGER:
        qsm__png_warn(png, "IDAT chunk at byte %zu: more image data than needed", png->idat_at);
        return true;
    case QSM_INFLATE_TRAILING:
        qsm__png_warn(png, "IDAT chunk at byte %zu: extra bytes after the compressed data",
                      png->idat_at);
        return true;
    case QSM_INFLATE_SHORT:
        return qsm__png_fail(png, "IDAT chunk at byte %zu: the image data ends after row %zu of %d",
                             png->idat_at, rows, png->header.height);
    case QSM_INFLATE_CORRUPT:
        return qsm__png_fail(png, "IDAT chunk at byte %zu: the compressed data is damaged",
                             png->idat_at);
    case QSM_INFLATE_MEMORY:
        break;
    }
    return qsm__png_fail_with(png, ENOMEM, "no memory to read the image data");
}

bool qsm__png_check_filter(qsm_png *png, unsigned char filter, size_t row)
{
    return filter < QSM_FILTER_COUNT ||
           qsm__png_fail(png, "IDAT chunk at byte %zu: row %zu has filter %u, which does not exist",
                         png->idat_at, row, filter);
}
