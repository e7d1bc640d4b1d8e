/* SPDX-License-Identifier: MIT */
#include "image/png/read_buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/png/read_rows.h"

bool qsm__png_is_transparent(const qsm_png *png)
{
    return png->transparency_size > 0 && png->header.color_type != QSM_PNG_INDEXED;
}

/*
 * Adds two rows of slack, unless the image buffer has a fixed capacity. With slack, two rows can be
 * unfiltered at once.
 */
static size_t with_slack(const qsm_image *image, size_t capacity, size_t line)
{
    bool given = image->read_buffer != NULL;
    size_t wanted = capacity + 2 * line;
    return given && image->read_buffer_capacity < wanted ? capacity : wanted;
}

/* The capacity for decoding in place. */
static size_t decode_capacity(const qsm_png_header *header, size_t image_bytes)
{
    size_t filtered = qsm__png_filtered_size(header);
    return header->interlaced || filtered < image_bytes ? image_bytes : filtered;
}

bool qsm__png_make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                         size_t more, qsm_image *image, size_t *capacity)
{
    const qsm_png_header *header = &png->header;
    qsm_image_format_code format = qsm__png_image_format(header, transparent);
    int line = qsm_image_format_bytes_per_line(format, header->width);
    if (line == 0 || (size_t)header->height > SIZE_MAX / 2 / (size_t)line)
        return qsm__png_fail_with(png, EFBIG, "the image is too large for this system");
    size_t bytes = (size_t)line * (size_t)header->height;
    if (qsm_image_format_depth(format) >= 32 && bytes > limits->max_image_bytes)
        return qsm__png_fail_with(png, EFBIG, "the image is larger than the limit on bytes");
    *capacity = with_slack(image, decode_capacity(header, bytes) + more, (size_t)line);
    if (!qsm__image_reset(image, header->width, header->height, format, *capacity))
        return qsm__png_fail_with(png, ENOMEM, "no memory for %zu bytes of image", *capacity);
    return true;
}

bool qsm__png_reserve_image(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    const qsm_image_limits complete = qsm__image_limits_complete(limits);
    size_t capacity;
    char message[sizeof png->message];
    /* An error is one of decoding, which finds it again. */
    memcpy(message, png->message, sizeof message);
    bool made =
        qsm__png_make_image(png, &complete, qsm__png_is_transparent(png), 0, image, &capacity);
    memcpy(png->message, message, sizeof message);
    return made;
}

unsigned char *qsm__png_use_image_buffer(qsm_png *png, size_t size)
{
    enum { SMALL = 256 * 1024, MOST_MORE = 1024 * 1024 };
    const qsm_png_header *header = &png->header;
    const qsm_image_limits limits = qsm__image_limits_complete(NULL);
    size_t rows = qsm__png_filtered_size(header);
    size_t capacity = 0;
    char message[sizeof png->message];
    if (header->interlaced || qsm__png_is_transparent(png) || size < SMALL || size < rows ||
        size - rows > MOST_MORE)
        return NULL;
    memcpy(message, png->message, sizeof message);
    if (!qsm__png_make_image(png, &limits, false, size - rows, png->image_buffer, &capacity)) {
        memcpy(png->message, message, sizeof message);
        return NULL;
    }
    return png->image_buffer->bits + (capacity - size);
}

bool qsm__png_is_in_place(const qsm_png *png)
{
    return qsm__zlib_is_stored(png->idat, png->idat_size, qsm__png_filtered_size(&png->header));
}

bool qsm__png_detach(qsm_png *png)
{
    unsigned char *own = png->idat != NULL ? malloc(png->idat_size) : NULL;
    if (own == NULL)
        return false;
    memcpy(own, png->idat, png->idat_size);
    png->idat = own;
    png->idat_capacity = png->idat_size;
    png->in_place = false;
    png->image_buffer = NULL;
    return true;
}
