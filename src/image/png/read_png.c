/* SPDX-License-Identifier: MIT */
#include "image/png/read_png.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "abi/struct_size.h"

void qsm__png_free(qsm_png *png)
{
    if (!png->in_place)
        free(png->idat);
    free(png->deferred_data);
    free(png->deferred);
    png->idat = NULL;
    png->deferred_data = NULL;
    png->deferred = NULL;
}

static void note(qsm_png *png, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void note(qsm_png *png, const char *format, va_list arguments)
{
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(png->message, sizeof png->message, format, arguments);
}

bool qsm__png_fail(qsm_png *png, const char *format, ...)
{
    va_list arguments;
    png->error = EBADMSG;
    va_start(arguments, format);
    note(png, format, arguments);
    va_end(arguments);
    return false;
}

bool qsm__png_fail_with(qsm_png *png, int error, const char *format, ...)
{
    va_list arguments;
    png->error = error;
    va_start(arguments, format);
    note(png, format, arguments);
    va_end(arguments);
    return false;
}

void qsm__png_warn(qsm_png *png, const char *format, ...)
{
    va_list arguments;
    if (png->message[0] != '\0')
        return;
    va_start(arguments, format);
    note(png, format, arguments);
    va_end(arguments);
}

bool qsm__image_limits_read(qsm_image_limits *limits, const qsm_image_limits *theirs)
{
    *limits = (qsm_image_limits){.size = sizeof *limits};
    if (theirs != NULL && !qsm__struct_read(limits, sizeof *limits, theirs))
        return false;
    *limits = qsm__image_limits_complete(limits);
    return true;
}

/* The defaults of Qt 6.8: images of 256 MiB, texts of 8 MB. */
enum { DEFAULT_IMAGE_BYTES = 256 * 1024 * 1024, DEFAULT_TEXT_BYTES = 8000000 };

qsm_image_limits qsm__image_limits_complete(const qsm_image_limits *limits)
{
    qsm_image_limits complete = {0};
    if (limits != NULL)
        complete = *limits;
    if (complete.max_image_bytes == 0)
        complete.max_image_bytes = DEFAULT_IMAGE_BYTES;
    if (complete.max_pixels == 0)
        complete.max_pixels = UINT64_MAX;
    if (complete.max_text_bytes == 0)
        complete.max_text_bytes = DEFAULT_TEXT_BYTES;
    return complete;
}
