/* SPDX-License-Identifier: MIT */
/*
 * The image object: its memory, the layout of its pixels, its colour table. Texts are in
 * image_text.c, colour profiles in image_profile.c, formats and rows in pixel/.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_data.h"
#include "image/image_parts.h"
#include "image/pixel/formats.h"

/* Bytes behind the rows while an image is read, beside the filter byte of each row. */
enum { READ_SLACK = 64 };

qsm_image *qsm__image_no_memory(qsm_image *image)
{
    qsm_image_free(image);
    errno = ENOMEM;
    return NULL;
}

static qsm_image *refuse(void)
{
    errno = EINVAL;
    return NULL;
}

/* The bytes of height rows. 0 if they exceed the address space. */
static size_t rows_size(ptrdiff_t bytes_per_line, int height)
{
    if (bytes_per_line <= 0 || height < 1 || (size_t)height > PTRDIFF_MAX / (size_t)bytes_per_line)
        return 0;
    return (size_t)bytes_per_line * (size_t)height;
}

/* Frees the memory of the pixels, but not the read buffer. */
static void release_bits(qsm_image *image)
{
    if (image->cleanup != NULL)
        image->cleanup(image->cleanup_context);
    image->cleanup = NULL;
    image->cleanup_context = NULL;
    free(image->owned);
    image->owned = NULL;
    image->owned_capacity = 0;
    image->bits = NULL;
}

/* Sets all but the memory of the pixels to the defaults of a new image. */
static void reset_description(qsm_image *image)
{
    image->width = 0;
    image->height = 0;
    image->format = QSM_IMAGE_FORMAT_INVALID;
    image->bytes_per_line = 0;
    image->bits = NULL;
    free(image->colors);
    image->colors = NULL;
    image->color_count = 0;
    image->dots_per_meter_x = 0;
    image->dots_per_meter_y = 0;
    image->offset_x = 0;
    image->offset_y = 0;
    qsm__image_clear_texts(image);
    qsm__image_clear_profile(image);
    image->color_space = qsm__no_color_space;
    image->message[0] = '\0';
}

void qsm__image_clear(qsm_image *image)
{
    release_bits(image);
    reset_description(image);
}

bool qsm__image_fail(qsm_image *image, int error, const char *message)
{
    qsm__image_clear(image);
    (void)snprintf(image->message, sizeof image->message, "%s", message);
    errno = error;
    return false;
}

const char *qsm_image_error_string(const qsm_image *image)
{
    return qsm__image_given(image)->message;
}

/* Sets size, format and the defaults of the format. The bits must be set before. */
static bool describe(qsm_image *image, int width, int height, ptrdiff_t bytes_per_line,
                     qsm_image_format_code format)
{
    static const uint32_t black_and_white[2] = {0xff000000U, 0xffffffffU};
    image->width = width;
    image->height = height;
    image->format = format;
    image->bytes_per_line = bytes_per_line;
    image->dots_per_meter_x = QSM_IMAGE_DEFAULT_DOTS_PER_METER;
    image->dots_per_meter_y = QSM_IMAGE_DEFAULT_DOTS_PER_METER;
    if (qsm_image_format_depth(format) == 1)
        return qsm_image_set_color_table(image, black_and_white, 2);
    return true;
}

/* Memory for capacity bytes of pixels: the read buffer, the memory of the image, or new memory. */
static unsigned char *find_memory(qsm_image *image, size_t capacity)
{
    if (image->read_buffer != NULL) {
        release_bits(image);
        return capacity <= image->read_buffer_capacity ? image->read_buffer : NULL;
    }
    if (image->owned != NULL && capacity <= image->owned_capacity)
        return image->owned;
    release_bits(image);
    image->owned = malloc(capacity);
    image->owned_capacity = image->owned != NULL ? capacity : 0;
    return image->owned;
}

bool qsm__image_reset(qsm_image *image, int width, int height, qsm_image_format_code format,
                      size_t capacity)
{
    int bytes_per_line = qsm_image_format_bytes_per_line(format, width);
    size_t size = rows_size(bytes_per_line, height);
    unsigned char *bits = NULL;
    reset_description(image);
    if (size > 0)
        bits = find_memory(image, capacity > size ? capacity : size);
    image->bits = bits;
    if (bits == NULL || !describe(image, width, height, bytes_per_line, format)) {
        qsm__image_clear(image);
        return false;
    }
    return true;
}

void qsm__image_give_back(qsm_image *image)
{
    enum { SLACK = 1 << 20 };
    size_t needed = qsm_image_size_in_bytes(image);
    if (needed == 0 || image->owned_capacity < SLACK ||
        (image->owned_capacity - SLACK) / 3 <= needed)
        return;
    unsigned char *smaller = realloc(image->owned, needed);
    if (smaller == NULL)
        return;
    image->owned = image->bits = smaller;
    image->owned_capacity = needed;
}

qsm_image *qsm_image_new(void)
{
    qsm_image *image = calloc(1, sizeof *image);
    if (image != NULL)
        image->color_space = qsm__no_color_space;
    return image;
}

qsm_image *qsm_image_new_size(int width, int height, qsm_image_format_code format)
{
    size_t size = rows_size(qsm_image_format_bytes_per_line(format, width), height);
    if (size == 0)
        return refuse();
    qsm_image *image = qsm_image_new();
    if (image == NULL)
        return NULL;
    image->owned = calloc(1, size); /* the system gives pages that are 0 */
    image->owned_capacity = size;
    if (image->owned == NULL || !qsm__image_reset(image, width, height, format, size))
        return qsm__image_no_memory(image);
    return image;
}

qsm_image *qsm_image_new_wrapping(void *data, int width, int height, ptrdiff_t bytes_per_line,
                                  qsm_image_format_code format, void (*cleanup)(void *context),
                                  void *context)
{
    int needed = qsm_image_format_bytes_per_line(format, width);
    if (data == NULL || needed == 0 || rows_size(bytes_per_line, height) == 0)
        return refuse();
    /* Here the rows need no padding to 4 bytes. */
    long long bits = (long long)width * qsm_image_format_depth(format);
    if (bytes_per_line < (bits + 7) / 8)
        return refuse();
    qsm_image *image = qsm_image_new();
    if (image == NULL)
        return NULL;
    image->bits = data;
    if (!describe(image, width, height, bytes_per_line, format))
        return qsm__image_no_memory(image);
    image->cleanup = cleanup;
    image->cleanup_context = context;
    return image;
}

static void copy_rows(qsm_image *to, const qsm_image *from)
{
    size_t size = (size_t)(to->bytes_per_line < from->bytes_per_line ? to->bytes_per_line
                                                                     : from->bytes_per_line);
    for (int y = 0; y < to->height; y++)
        memcpy(qsm_image_scan_line(to, y), qsm_image_const_scan_line(from, y), size);
}

bool qsm__image_copy_description(qsm_image *to, const qsm_image *from)
{
    to->dots_per_meter_x = from->dots_per_meter_x;
    to->dots_per_meter_y = from->dots_per_meter_y;
    to->offset_x = from->offset_x;
    to->offset_y = from->offset_y;
    to->color_space = from->color_space;
    return qsm__image_copy_texts(to, from) && qsm__image_copy_profile(to, from);
}

qsm_image *qsm_image_copy(const qsm_image *image)
{
    if (image == NULL)
        return refuse();
    if (qsm_image_is_null(image))
        return qsm_image_new();
    qsm_image *copy = qsm_image_new_size(image->width, image->height, image->format);
    if (copy == NULL)
        return NULL;
    copy_rows(copy, image);
    if (!qsm_image_set_color_table(copy, image->colors, image->color_count) ||
        !qsm__image_copy_description(copy, image))
        return qsm__image_no_memory(copy);
    return copy;
}

void qsm_image_free(qsm_image *image)
{
    if (image == NULL)
        return;
    qsm__image_clear(image);
    free(image);
}

void qsm_image_swap(qsm_image *one, qsm_image *other)
{
    if (one == NULL || other == NULL) {
        errno = EINVAL;
        return;
    }
    qsm_image first = *one;
    *one = *other;
    *other = first;
}

void qsm_image_use_buffer(qsm_image *image, void *buffer, size_t capacity)
{
    if (qsm__image_given(image) != image)
        return;
    qsm__image_clear(image);
    image->read_buffer = buffer;
    image->read_buffer_capacity = buffer != NULL ? capacity : 0;
}

size_t qsm_image_read_buffer_size(int width, int height, qsm_image_format_code format)
{
    size_t size = rows_size(qsm_image_format_bytes_per_line(format, width), height);
    return size > 0 ? size + (size_t)height + READ_SLACK : 0;
}

bool qsm_image_is_null(const qsm_image *image)
{
    return qsm__image_given(image)->bits == NULL;
}

int qsm_image_width(const qsm_image *image)
{
    return qsm__image_given(image)->width;
}

int qsm_image_height(const qsm_image *image)
{
    return qsm__image_given(image)->height;
}

qsm_image_format_code qsm_image_format(const qsm_image *image)
{
    return qsm__image_given(image)->format;
}

int qsm_image_depth(const qsm_image *image)
{
    return qsm_image_format_depth(qsm_image_format(image));
}

ptrdiff_t qsm_image_bytes_per_line(const qsm_image *image)
{
    return qsm__image_given(image)->bytes_per_line;
}

size_t qsm_image_size_in_bytes(const qsm_image *image)
{
    const qsm_image *self = qsm__image_given(image);
    return rows_size(self->bytes_per_line, self->height);
}

void *qsm_image_bits(qsm_image *image)
{
    return qsm__image_given(image)->bits;
}

const void *qsm_image_const_bits(const qsm_image *image)
{
    return qsm__image_given(image)->bits;
}

static unsigned char *row_at(const qsm_image *image, int y)
{
    if (y < 0 || y >= qsm__image_given(image)->height)
        return NULL;
    return image->bits + (size_t)y * (size_t)image->bytes_per_line;
}

void *qsm_image_scan_line(qsm_image *image, int y)
{
    return row_at(image, y);
}

const void *qsm_image_const_scan_line(const qsm_image *image, int y)
{
    return row_at(image, y);
}

bool qsm_image_has_alpha_channel(const qsm_image *image)
{
    if (qsm_image_is_null(image))
        return false;
    if (qsm__format_describe(image->format)->alpha != QSM_ALPHA_TABLE)
        return qsm_image_format_has_alpha(image->format);
    for (int i = 0; i < image->color_count; i++) {
        if (image->colors[i] >> 24 != 0xff)
            return true;
    }
    return false;
}

int qsm_image_color_count(const qsm_image *image)
{
    return qsm__image_given(image)->color_count;
}

const uint32_t *qsm_image_color_table(const qsm_image *image)
{
    return qsm__image_given(image)->colors;
}

bool qsm_image_set_color_table(qsm_image *image, const uint32_t *colors, int count)
{
    if (qsm_image_is_null(image)) {
        errno = EINVAL;
        return false;
    }
    uint32_t *copy = NULL;
    if (colors != NULL && count > 0) {
        copy = calloc((size_t)count, sizeof *copy);
        if (copy == NULL)
            return false;
        memcpy(copy, colors, (size_t)count * sizeof *copy);
    }
    free(image->colors);
    image->colors = copy;
    image->color_count = copy != NULL ? count : 0;
    return true;
}

uint32_t qsm_image_color(const qsm_image *image, int i)
{
    return i >= 0 && i < qsm_image_color_count(image) ? image->colors[i] : 0;
}

int qsm_image_dots_per_meter_x(const qsm_image *image)
{
    return qsm__image_given(image)->dots_per_meter_x;
}

int qsm_image_dots_per_meter_y(const qsm_image *image)
{
    return qsm__image_given(image)->dots_per_meter_y;
}

void qsm_image_set_dots_per_meter_x(qsm_image *image, int dots)
{
    if (dots != 0 && !qsm_image_is_null(image))
        image->dots_per_meter_x = dots;
}

void qsm_image_set_dots_per_meter_y(qsm_image *image, int dots)
{
    if (dots != 0 && !qsm_image_is_null(image))
        image->dots_per_meter_y = dots;
}

int qsm_image_offset_x(const qsm_image *image)
{
    return qsm__image_given(image)->offset_x;
}

int qsm_image_offset_y(const qsm_image *image)
{
    return qsm__image_given(image)->offset_y;
}

void qsm_image_set_offset(qsm_image *image, int x, int y)
{
    if (qsm_image_is_null(image))
        return;
    image->offset_x = x;
    image->offset_y = y;
}
