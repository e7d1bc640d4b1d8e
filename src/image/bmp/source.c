/* SPDX-License-Identifier: MIT */
/* The bytes of a bitmap, and the errors of reading it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "image/bmp/read.h"

bool qsm__bmp_fail(qsm_bmp *bmp, int error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(bmp->message, sizeof bmp->message, format, arguments);
    va_end(arguments);
    bmp->error = error;
    return false;
}

void qsm__bmp_rows_are_missing(const qsm_bmp_source *source)
{
    (void)qsm__bmp_fail(source->bmp, 0, "bitmap at byte %zu: rows are missing", source->base);
}

bool qsm__bmp_data_ends(const qsm_bmp_source *source)
{
    return qsm__bmp_fail(source->bmp, EBADMSG, "bitmap at byte %zu: the data ends within it",
                         source->base);
}

size_t qsm__bmp_line(const qsm_bmp *bmp)
{
    return ((size_t)bmp->width * (size_t)bmp->bits + 31) / 32 * 4;
}

bool qsm__bmp_take(qsm_bmp_source *source, void *to, size_t count)
{
    size_t left = source->size - source->at;
    if (left < count)
        return false;
    if (source->bmp->copier == NULL)
        memcpy(to, source->data + source->at, count);
    else
        qsm__copier_copy(source->bmp->copier, to, source->data + source->at, count, left);
    source->at += count;
    return true;
}
