/* SPDX-License-Identifier: MIT */
/* Images as PNG data in memory, and the bytes of a file: QImage::save() to a QBuffer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "image/image_data.h"
#include "image/image_stream.h"
#include "image/png/read_chunks.h"
#include "image/png/read_image.h"

static bool read_png(qsm_png *png, qsm_image *image, const void *data, size_t size,
                     const qsm_image_limits *limits)
{
    size_t used;
    png->image_buffer = image; /* the image is replaced anyway: its memory may receive the data */
    return qsm__png_parse_chunks(png, data, size, 0, limits, &used) &&
           qsm__png_decode(png, limits, image);
}

bool qsm_image_read_png(qsm_image *image, const void *data, size_t size,
                        const qsm_image_limits *limits)
{
    qsm_image_limits ours;
    qsm_png png = {.error = 0};
    if (qsm__image_given(image) != image)
        return false;
    if (data == NULL)
        return qsm__image_fail(image, EINVAL, "there is no data");
    if (!qsm__image_limits_read(&ours, limits))
        return qsm__image_fail(image, EINVAL,
                               "the limits have no size: initialise them with QSM_INIT()");
    bool good = read_png(&png, image, data, size, &ours);
    qsm__png_free(&png);
    if (!good)
        return qsm__image_fail(image, png.error, png.message);
    (void)snprintf(image->message, sizeof image->message, "%s", png.message);
    return true;
}

/* Writes the plan into new memory of the exact size. NULL when out of memory. */
static void *write_planned(const qsm_image_plan *plan, int version, size_t *size)
{
    size_t bound = qsm__image_plan_size(plan);
    unsigned char *data = malloc(bound);
    qsm_data_stream *stream = data != NULL ? qsm_data_stream_new_writer(data, bound) : NULL;
    qsm_data_stream_set_version(stream, version);
    bool good = qsm__image_plan_write(plan, stream);
    *size = qsm_data_stream_size(stream);
    qsm_data_stream_free(stream);
    unsigned char *fitting = good ? realloc(data, *size) : NULL;
    if (fitting == NULL && good)
        return data; /* the memory is larger than needed, which is harmless */
    if (!good)
        free(data);
    return fitting;
}

bool qsm__image_write_file(const qsm_image *image, int version, qsm_image_compression compression,
                           void **data, size_t *size)
{
    const char *why;
    *data = NULL;
    *size = 0;
    if (qsm_image_is_null(image)) {
        errno = EINVAL;
        return false;
    }
    qsm_image_plan *plan =
        qsm__image_plan_new(image, version, QSM_DATA_STREAM_BIG_ENDIAN, compression, &why);
    if (plan == NULL)
        return false;
    *data = write_planned(plan, version, size);
    qsm__image_plan_free(plan);
    if (*data != NULL)
        return true;
    *size = 0;
    errno = ENOMEM;
    return false;
}

bool qsm_image_write_png(const qsm_image *image, qsm_image_compression compression, void **data,
                         size_t *size)
{
    return qsm__image_write_file(image, QSM_IMAGE_BARE_PNG, compression, data, size);
}
