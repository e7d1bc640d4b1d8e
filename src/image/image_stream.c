/* SPDX-License-Identifier: MIT */
/*
 * Images in a stream: what comes before the image in each version, and what an error means in each.
 */
#include "image/image_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/bmp/bmp.h"
#include "image/image_data.h"
#include "image/png/read_buffer.h"
#include "image/png/read_chunks.h"
#include "image/png/read_image.h"
#include "image/png/write_image.h"
#include "stream/stream.h"

enum {
    BMP_VERSION = 1,    /* images are BMP files; in all others, 0 too, PNG files */
    MARKER_VERSION = 5, /* from here on, a number before the PNG says whether it is null */
    MARKER_SIZE = 4
};

/* What a stream contains, or will contain. */
typedef enum image_kind { NOTHING, NULL_IMAGE, PNG_IMAGE, BMP_IMAGE } image_kind;

/* ---- reading --------------------------------------------------------------------------------- */

struct qsm_image_parser {
    image_kind found;
    qsm_image_limits limits;
    qsm_png png;
    qsm_bmp bmp;
    qsm_copier copier; /* used if it has a function */
    qsm_image_mark bmp_mark;
};

/* Touches each page of new memory, so that no page faults happen under the lock. */
static void touch(unsigned char *memory, size_t size)
{
    enum { SMALLEST_PAGE = 4096 };
    volatile unsigned char *bytes = memory; /* volatile: else the compiler removes the store */
    for (size_t i = 0; i < size; i += SMALLEST_PAGE)
        bytes[i] = 0;
}

qsm_image_parser *qsm__image_parser_new(size_t prepared)
{
    qsm_image_parser *parser = calloc(1, sizeof *parser);
    if (parser == NULL || prepared == 0)
        return parser;
    parser->png.idat = malloc(prepared);
    if (parser->png.idat == NULL) {
        free(parser);
        return NULL;
    }
    touch(parser->png.idat, prepared);
    parser->png.idat_capacity = prepared;
    return parser;
}

bool qsm__image_parser_copy_with(qsm_image_parser *parser, qsm_copy copy)
{
    enum { WINDOW = 64 * 1024 };
    unsigned char *window = malloc(WINDOW);
    if (window == NULL)
        return false;
    touch(window, WINDOW);
    parser->copier = (qsm_copier){.copy = copy, .window = window, .capacity = WINDOW};
    parser->png.copier = parser->bmp.copier = &parser->copier;
    return true;
}

bool qsm__image_parser_lost(const qsm_image_parser *parser)
{
    return parser->copier.failed;
}

void qsm__image_parser_free(qsm_image_parser *parser)
{
    if (parser != NULL) {
        qsm__png_free(&parser->png);
        free(parser->bmp.rows);
        free(parser->copier.window);
    }
    free(parser);
}

/* Damaged data is an error of the stream only if a marker said that an image follows. */
static bool damaged(qsm_data_stream *stream, const char *message)
{
    if (qsm_data_stream_version(stream) >= MARKER_VERSION)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END, "%s", message);
    qsm__stream_warn(stream, "%s", message);
    return false;
}

static bool parse_png(qsm_image_parser *parser, qsm_data_stream *stream)
{
    size_t available;
    size_t used;
    const unsigned char *data = qsm__stream_unread(stream, &available);
    bool good = qsm__png_parse_chunks(&parser->png, data, available,
                                      qsm_data_stream_position(stream), &parser->limits, &used);
    qsm__stream_skip(stream, used);
    if (!good)
        return damaged(stream, parser->png.message);
    parser->found = PNG_IMAGE;
    return true;
}

static bool parse_bmp(qsm_image_parser *parser, qsm_data_stream *stream)
{
    size_t available;
    size_t used;
    const unsigned char *data = qsm__stream_unread(stream, &available);
    /* PNG and BMP use the same prepared memory. */
    parser->bmp.rows = parser->png.idat;
    parser->bmp.capacity = parser->png.idat_capacity;
    parser->png.idat = NULL;
    parser->png.idat_capacity = 0;
    parser->bmp_mark = qsm__image_stream_mark(data, available, BMP_VERSION, parser->copier.copy);
    bool good = qsm__bmp_parse(&parser->bmp, data, available, qsm_data_stream_position(stream),
                               &parser->limits, &used);
    qsm__stream_skip(stream, used);
    if (!good)
        return damaged(stream, parser->bmp.message);
    parser->found = BMP_IMAGE;
    return true;
}

/* Every marker except 0 means that an image follows, as in Qt. */
static bool parse_marked(qsm_image_parser *parser, qsm_data_stream *stream)
{
    size_t available;
    unsigned char marker[MARKER_SIZE] = {0};
    const unsigned char *data = qsm__stream_unread(stream, &available);
    if (available < MARKER_SIZE) {
        size_t position = qsm_data_stream_position(stream);
        qsm__stream_skip(stream, available);
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                                "the stream ends at byte %zu, within the image's marker",
                                position + available);
    }
    if (parser->copier.copy != NULL)
        qsm__copier_copy(&parser->copier, marker, data, sizeof marker, available);
    else
        memcpy(marker, data, sizeof marker);
    qsm__stream_skip(stream, sizeof marker);
    if ((marker[0] | marker[1] | marker[2] | marker[3]) != 0)
        return parse_png(parser, stream);
    parser->found = NULL_IMAGE;
    return true;
}

static bool parse(qsm_image_parser *parser, qsm_data_stream *stream)
{
    int version = qsm_data_stream_version(stream);
    if (version == BMP_VERSION)
        return parse_bmp(parser, stream);
    return version >= MARKER_VERSION ? parse_marked(parser, stream) : parse_png(parser, stream);
}

bool qsm__image_parser_parse(qsm_image_parser *parser, qsm_data_stream *stream,
                             const qsm_image_limits *limits)
{
    if (qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK)
        qsm__stream_clear_text(stream);
    if (!qsm__image_limits_read(&parser->limits, limits))
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                                "the limits have no size: initialise them with QSM_INIT()");
    bool parsed = parse(parser, stream);
    if (!qsm__image_parser_lost(parser))
        return parsed;
    parser->found = NOTHING;
    qsm__stream_clear_text(stream);
    return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                            "a part of the stream's memory cannot be read");
}

int qsm__image_parser_error(const qsm_image_parser *parser)
{
    return parser->png.error != 0 ? parser->png.error : parser->bmp.error;
}

qsm_image_mark qsm__image_parser_mark(const qsm_image_parser *parser)
{
    switch (parser->found) {
    case PNG_IMAGE:
        return (qsm_image_mark){QSM_IMAGE_MARK_OF_PIXELS, parser->png.mark, parser->png.adler};
    case BMP_IMAGE:
        return parser->bmp_mark;
    case NULL_IMAGE:
        return (qsm_image_mark){.kind = QSM_IMAGE_MARK_OF_NULL};
    default:
        return (qsm_image_mark){.kind = QSM_IMAGE_NO_MARK};
    }
}

/* Data that is not compressed needs no memory of its own the next time: it goes into the image. */
static bool keeps_memory(const qsm_image_parser *parser)
{
    return !parser->png.in_place && (parser->found != PNG_IMAGE || parser->png.idat_size == 0 ||
                                     !qsm__png_is_in_place(&parser->png));
}

void qsm__image_parser_reuse(qsm_image_parser *parser, qsm_image *image)
{
    qsm_png *png = &parser->png;
    if (parser->bmp.rows != NULL) {
        png->idat = parser->bmp.rows;
        png->idat_capacity = parser->bmp.capacity;
    }
    unsigned char *memory = keeps_memory(parser) ? png->idat : NULL;
    size_t capacity = memory != NULL ? png->idat_capacity : 0;
    if (memory != NULL)
        png->idat = NULL;
    qsm__png_free(png);
    parser->found = NOTHING;
    parser->copier.failed = false;
    parser->copier.size = 0;
    parser->png = (qsm_png){
        .copier = png->copier, .idat = memory, .idat_capacity = capacity, .image_buffer = image};
    parser->bmp = (qsm_bmp){.copier = parser->bmp.copier};
}

void qsm__image_parser_into(qsm_image_parser *parser, qsm_image *image)
{
    parser->png.image_buffer = image;
}

bool qsm__image_parser_reserve(qsm_image_parser *parser, qsm_image *image)
{
    return parser->found == PNG_IMAGE && !parser->png.in_place &&
           qsm__png_reserve_image(&parser->png, &parser->limits, image);
}

bool qsm__image_parser_decode(qsm_image_parser *parser, qsm_data_stream *stream, qsm_image *image)
{
    const char *message = parser->png.message;
    bool good = false;
    if (parser->found == PNG_IMAGE) {
        good = qsm__png_decode(&parser->png, &parser->limits, image);
    } else if (parser->found == BMP_IMAGE) {
        good = qsm__bmp_decode(&parser->bmp, image);
        message = parser->bmp.message;
    } else {
        qsm__image_clear(image);
        return parser->found == NULL_IMAGE;
    }
    if (!good)
        return damaged(stream, message);
    if (message[0] != '\0' && qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK)
        qsm__stream_warn(stream, "%s", message);
    return true;
}

bool qsm_data_stream_read_image(qsm_data_stream *stream, qsm_image *image,
                                const qsm_image_limits *limits)
{
    if (stream == NULL || image == NULL) {
        if (image != NULL)
            qsm__image_clear(image);
        errno = EINVAL;
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                                "there is no image to read into");
    }
    qsm_image_parser *parser = qsm__image_parser_new(0);
    if (parser == NULL) {
        qsm__image_clear(image);
        return damaged(stream, "no memory to read an image");
    }
    /* The image is replaced anyway, so its memory may receive data of the stream. */
    qsm__image_parser_into(parser, image);
    if (qsm__image_parser_parse(parser, stream, limits))
        qsm__image_parser_decode(parser, stream, image);
    else
        qsm__image_clear(image);
    qsm__image_parser_free(parser);
    return qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

struct qsm_image_plan {
    const qsm_image *image;
    image_kind kind;
    int version;
    qsm_image_compression compression;
    size_t size;
    qsm_png_plan png;
};

/* Makes the marker before an image. Returns its size. */
static size_t make_marker(unsigned char *marker, int version, qsm_data_stream_byte_order_code order)
{
    if (version < MARKER_VERSION)
        return 0;
    memset(marker, 0, MARKER_SIZE);
    marker[order == QSM_DATA_STREAM_BIG_ENDIAN ? MARKER_SIZE - 1 : 0] = 1;
    return MARKER_SIZE;
}

static const char *plan_png(qsm_image_plan *plan, qsm_data_stream_byte_order_code order)
{
    unsigned char marker[MARKER_SIZE];
    size_t marked = make_marker(marker, plan->version, order);
    const char *why =
        qsm__png_plan_make(&plan->png, plan->image, plan->compression, marker, marked);
    if (why == NULL)
        plan->size = qsm__png_plan_size(&plan->png, plan->compression);
    errno = plan->png.head.failed ? ENOMEM : EINVAL;
    return why;
}

static const char *make_plan(qsm_image_plan *plan, qsm_data_stream_byte_order_code order)
{
    const char *why = NULL;
    if (qsm_image_is_null(plan->image)) {
        plan->kind = NULL_IMAGE;
        plan->size = plan->version >= MARKER_VERSION ? MARKER_SIZE : 0;
    } else if (plan->version == BMP_VERSION) {
        plan->kind = BMP_IMAGE;
        plan->size = qsm__bmp_size(plan->image, &why);
        errno = EINVAL;
    } else {
        plan->kind = PNG_IMAGE;
        why = plan_png(plan, order);
    }
    return why;
}

qsm_image_plan *qsm__image_plan_new(const qsm_image *image, int version,
                                    qsm_data_stream_byte_order_code order,
                                    qsm_image_compression compression, const char **why)
{
    int error;
    *why = "there is no image";
    if (qsm__image_given(image) != image)
        return NULL;
    qsm_image_plan *plan = calloc(1, sizeof *plan);
    *why = "no memory";
    if (plan == NULL)
        return NULL;
    plan->image = image;
    plan->version = version;
    plan->compression = compression;
    *why = make_plan(plan, order);
    if (*why == NULL)
        return plan;
    error = errno;
    qsm__image_plan_free(plan);
    errno = error;
    return NULL;
}

size_t qsm__image_plan_size(const qsm_image_plan *plan)
{
    return plan->size;
}

bool qsm__image_plan_write(const qsm_image_plan *plan, qsm_data_stream *stream)
{
    if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK)
        return false;
    if (plan->kind == PNG_IMAGE)
        return qsm__png_write(&plan->png, stream, plan->compression);
    if (plan->kind == BMP_IMAGE)
        return qsm__bmp_write(stream, plan->image);
    return plan->version < MARKER_VERSION || qsm_data_stream_write_int32(stream, 0);
}

void qsm__image_plan_free(qsm_image_plan *plan)
{
    if (plan != NULL && plan->kind == PNG_IMAGE)
        qsm__png_plan_free(&plan->png);
    free(plan);
}

size_t qsm_image_stream_size(const qsm_image *image, int version, qsm_image_compression compression,
                             const char **error)
{
    const char *why;
    qsm_image_plan *plan =
        qsm__image_plan_new(image, version, QSM_DATA_STREAM_BIG_ENDIAN, compression, &why);
    size_t size = plan != NULL ? plan->size : 0;
    qsm__image_plan_free(plan);
    if (error != NULL)
        *error = why;
    return size;
}

bool qsm_data_stream_write_image(qsm_data_stream *stream, const qsm_image *image,
                                 qsm_image_compression compression)
{
    const char *why;
    if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK)
        return false;
    qsm_image_plan *plan =
        qsm__image_plan_new(image, qsm_data_stream_version(stream),
                            qsm_data_stream_byte_order(stream), compression, &why);
    if (plan == NULL)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED,
                                "the image cannot be written: %s", why);
    bool good = qsm__image_plan_write(plan, stream);
    qsm__image_plan_free(plan);
    return good;
}
