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

/* The bytes of an image as Qt counts them: at least 32 bits a pixel. */
static uint64_t counted_bytes(const qsm_png_header *header, qsm_image_format_code format)
{
    int depth = qsm_image_format_depth(format);
    uint64_t bits = (uint64_t)header->width * (uint64_t)(depth > 32 ? depth : 32);
    return (bits + 31) / 32 * 4 * (uint64_t)header->height;
}

const char *qsm__png_beyond_limits(const qsm_png_header *header, bool transparent,
                                   const qsm_image_limits *limits)
{
    qsm_image_format_code format = qsm__png_image_format(header, transparent);
    if (counted_bytes(header, format) > limits->max_image_bytes)
        return "the image is larger than the limit on bytes";
    if ((uint64_t)header->width * (uint64_t)header->height > limits->max_pixels)
        return "the image is larger than the limit on pixels";
    return NULL;
}

/*
 * Adds two rows of slack, unless the image buffer has a fixed capacity. With slack, two rows can be
 * unfiltered at once, if there are two.
 */
static size_t with_slack(const qsm_png_header *header, const qsm_image *image, size_t capacity,
                         size_t line)
{
    if (header->height < 2 || header->interlaced)
        return capacity;
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

/* Finds the capacity of an image that is allowed. */
static bool find_capacity(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                          size_t more, const qsm_image *image, size_t *capacity)
{
    const qsm_png_header *header = &png->header;
    qsm_image_format_code format = qsm__png_image_format(header, transparent);
    int line = qsm_image_format_bytes_per_line(format, header->width);
    if (line == 0 || (size_t)header->height > SIZE_MAX / 2 / (size_t)line)
        return qsm__png_fail_with(png, EFBIG, "the image is too large for this system");
    const char *why = qsm__png_beyond_limits(header, transparent, limits);
    if (why != NULL)
        return qsm__png_fail_with(png, EFBIG, "%s", why);
    size_t bytes = (size_t)line * (size_t)header->height;
    *capacity = with_slack(header, image, decode_capacity(header, bytes) + more, (size_t)line);
    return true;
}

bool qsm__png_make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                         size_t more, qsm_image *image, size_t *capacity)
{
    const qsm_png_header *header = &png->header;
    qsm_image_format_code format = qsm__png_image_format(header, transparent);
    if (!find_capacity(png, limits, transparent, more, image, capacity))
        return false;
    if (!qsm__image_reset(image, header->width, header->height, format, *capacity))
        return qsm__png_fail_with(png, ENOMEM, "no memory for %zu bytes of image", *capacity);
    return true;
}

bool qsm__png_reserve_image(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    const qsm_image_limits complete = qsm__image_limits_complete(limits);
    size_t capacity = 0;
    char message[sizeof png->message];
    /* An error is one of decoding, which finds it again. */
    memcpy(message, png->message, sizeof message);
    bool made =
        qsm__png_make_image(png, &complete, qsm__png_is_transparent(png), 0, image, &capacity);
    memcpy(png->message, message, sizeof message);
    return made;
}

unsigned char *qsm__png_use_image_buffer(qsm_png *png, size_t size, const qsm_image_limits *limits,
                                         size_t most)
{
    enum { SMALL = 256 * 1024, MOST_MORE = 1024 * 1024 };
    const qsm_png_header *header = &png->header;
    qsm_image *image = png->image_buffer;
    size_t rows = qsm__png_filtered_size(header);
    size_t capacity = 0;
    char message[sizeof png->message];
    if (header->interlaced || qsm__png_is_transparent(png) || size < SMALL || size < rows ||
        size - rows > MOST_MORE)
        return NULL;
    memcpy(message, png->message, sizeof message);
    if (!find_capacity(png, limits, false, size - rows, image, &capacity) || capacity > most ||
        !qsm__png_make_image(png, limits, false, size - rows, image, &capacity)) {
        memcpy(png->message, message, sizeof message);
        return NULL;
    }
    return image->bits + (capacity - size);
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
