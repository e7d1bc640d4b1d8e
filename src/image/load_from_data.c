/* SPDX-License-Identifier: MIT */
/* Files of every format that the library reads, in memory: QImage::loadFromData(). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/bmp/bmp.h"
#include "image/image_data.h"
#include "image/png/read_png.h"

static bool read_bmp(qsm_image *image, const void *data, size_t size,
                     const qsm_image_limits *limits)
{
    qsm_image_limits ours;
    qsm_bmp bmp = {.error = 0};
    size_t used;
    if (!qsm__image_limits_read(&ours, limits))
        return qsm__image_fail(image, EINVAL,
                               "the limits have no size: initialise them with QSM_INIT()");
    bool good = qsm__bmp_parse(&bmp, data, size, 0, &ours, &used) && qsm__bmp_decode(&bmp, image);
    free(bmp.rows);
    if (!good)
        return qsm__image_fail(image, bmp.error, bmp.message);
    (void)snprintf(image->message, sizeof image->message, "%s", bmp.message);
    return true;
}

/* "jpeg" is a JPEG file. */
static bool refuse(qsm_image *image, const char *format)
{
    enum { LONGEST = 8 };
    char name[LONGEST + 1] = "";
    char message[sizeof image->message];
    for (size_t i = 0; i < LONGEST && format[i] != '\0'; i++)
        name[i] = (char)(format[i] >= 'a' && format[i] <= 'z' ? format[i] - 'a' + 'A' : format[i]);
    (void)snprintf(message, sizeof message,
                   "this is a file of format %s; the library reads PNG and BMP", name);
    return qsm__image_fail(image, EBADMSG, message);
}

bool qsm_image_load_from_data(qsm_image *image, const void *data, size_t size,
                              const qsm_image_limits *limits)
{
    if (qsm__image_given(image) != image)
        return false;
    if (data == NULL)
        return qsm__image_fail(image, EINVAL, "there is no data");
    /* For Qt, the first two bytes are enough for a bitmap. */
    if (size >= 2 && memcmp(data, "BM", 2) == 0)
        return read_bmp(image, data, size, limits);
    const char *format = qsm_image_file_format(data, size);
    if (format == NULL)
        return qsm__image_fail(image, EBADMSG, "this is no PNG or BMP file");
    if (strcmp(format, "png") == 0)
        return qsm_image_read_png(image, data, size, limits);
    return refuse(image, format);
}
