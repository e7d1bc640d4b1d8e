/* SPDX-License-Identifier: MIT */
/* The frame of an image in a stream: which version has which, and what failure means in each. */
#include "image/image_stream.h"

#include <stdlib.h>
#include <string.h>

#include "image/bmp/bmp.h"
#include "image/image_data.h"
#include "image/png/read_chunks.h"
#include "image/png/read_image.h"
#include "image/png/write_image.h"
#include "stream/stream.h"

enum {
    BMP_VERSION = 1,    /* images are BMP files */
    MARKER_VERSION = 5, /* from here on a number before the PNG tells a null image */
    MARKER_SIZE = 4
};

/* ---- reading --------------------------------------------------------------------------------- */

typedef enum snapshot_kind { NOTHING, NULL_IMAGE, PNG_IMAGE, BMP_IMAGE } snapshot_kind;

struct qsm_image_snapshot {
    snapshot_kind kind;
    qsm_image_limits limits;
    qsm_png png;
    qsm_bmp bmp;
};

/* Touches each page of new memory, so that none is missing when time is short. */
static void touch(unsigned char *memory, size_t size)
{
    enum { SMALLEST_PAGE = 4096 };
    volatile unsigned char *bytes = memory; /* or the compiler sees that nobody looks */
    for (size_t i = 0; i < size; i += SMALLEST_PAGE)
        bytes[i] = 0;
}

qsm_image_snapshot *qsm__image_snapshot_new(size_t prepared)
{
    qsm_image_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot == NULL || prepared == 0)
        return snapshot;
    snapshot->png.idat = malloc(prepared);
    if (snapshot->png.idat == NULL) {
        free(snapshot);
        return NULL;
    }
    touch(snapshot->png.idat, prepared);
    snapshot->png.idat_capacity = prepared;
    return snapshot;
}

void qsm__image_snapshot_free(qsm_image_snapshot *snapshot)
{
    if (snapshot != NULL) {
        qsm__png_free(&snapshot->png);
        free(snapshot->bmp.rows);
    }
    free(snapshot);
}

/* Damage is an error of the stream only where a marker promised an image. */
static bool damaged(qsm_data_stream *stream, const char *message)
{
    if (qsm_data_stream_version(stream) >= MARKER_VERSION)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END, "%s", message);
    qsm__stream_warn(stream, "%s", message);
    return false;
}

static bool take_png(qsm_image_snapshot *snapshot, qsm_data_stream *stream)
{
    size_t available;
    size_t used;
    const unsigned char *data = qsm__stream_unread(stream, &available);
    bool good = qsm__png_parse_chunks(&snapshot->png, data, available,
                                      qsm_data_stream_position(stream), &snapshot->limits, &used);
    qsm__stream_skip(stream, used);
    if (!good)
        return damaged(stream, snapshot->png.message);
    snapshot->kind = PNG_IMAGE;
    return true;
}

static bool take_bmp(qsm_image_snapshot *snapshot, qsm_data_stream *stream)
{
    size_t available;
    size_t used;
    const unsigned char *data = qsm__stream_unread(stream, &available);
    /* The memory that was prepared serves both. */
    snapshot->bmp.rows = snapshot->png.idat;
    snapshot->bmp.capacity = snapshot->png.idat_capacity;
    snapshot->png.idat = NULL;
    snapshot->png.idat_capacity = 0;
    bool good = qsm__bmp_parse(&snapshot->bmp, data, available, qsm_data_stream_position(stream),
                               &snapshot->limits, &used);
    qsm__stream_skip(stream, used);
    if (!good)
        return damaged(stream, snapshot->bmp.message);
    snapshot->kind = BMP_IMAGE;
    return true;
}

/* Any marker but 0 says that an image follows, as for Qt. */
static bool take_marked(qsm_image_snapshot *snapshot, qsm_data_stream *stream)
{
    size_t available;
    int32_t marker;
    qsm__stream_unread(stream, &available);
    if (available < MARKER_SIZE) {
        size_t position = qsm_data_stream_position(stream);
        qsm__stream_skip(stream, available);
        return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                                "the stream ends at byte %zu, within the image's marker",
                                position + available);
    }
    qsm_data_stream_read_int32(stream, &marker);
    if (marker != 0)
        return take_png(snapshot, stream);
    snapshot->kind = NULL_IMAGE;
    return true;
}

bool qsm__image_snapshot_take(qsm_image_snapshot *snapshot, qsm_data_stream *stream,
                              const qsm_image_limits *limits)
{
    int version = qsm_data_stream_version(stream);
    snapshot->limits = qsm__image_limits_complete(limits);
    if (qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK)
        qsm__stream_clear_text(stream);
    if (version <= BMP_VERSION)
        return take_bmp(snapshot, stream);
    return version >= MARKER_VERSION ? take_marked(snapshot, stream) : take_png(snapshot, stream);
}

bool qsm__image_snapshot_decode(qsm_image_snapshot *snapshot, qsm_data_stream *stream,
                                qsm_image *image)
{
    const char *message = snapshot->png.message;
    bool good = false;
    if (snapshot->kind == PNG_IMAGE) {
        good = qsm__png_decode(&snapshot->png, &snapshot->limits, image);
    } else if (snapshot->kind == BMP_IMAGE) {
        good = qsm__bmp_decode(&snapshot->bmp, image);
        message = snapshot->bmp.message;
    } else {
        qsm__image_clear(image);
        return snapshot->kind == NULL_IMAGE;
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
    qsm_image_snapshot *snapshot = qsm__image_snapshot_new(0);
    if (snapshot == NULL) {
        qsm__image_clear(image);
        return damaged(stream, "no memory to read an image");
    }
    /* The image is replaced anyway: its memory may take the stream's data on the way. */
    snapshot->png.image_buffer = image;
    if (qsm__image_snapshot_take(snapshot, stream, limits))
        qsm__image_snapshot_decode(snapshot, stream, image);
    else
        qsm__image_clear(image);
    qsm__image_snapshot_free(snapshot);
    return qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The marker before an image; returns its size. */
static size_t make_marker(unsigned char *marker, int version, qsm_data_stream_byte_order_code order)
{
    if (version < MARKER_VERSION)
        return 0;
    memset(marker, 0, MARKER_SIZE);
    marker[order == QSM_DATA_STREAM_BIG_ENDIAN ? MARKER_SIZE - 1 : 0] = 1;
    return MARKER_SIZE;
}

size_t qsm_image_stream_size(const qsm_image *image, int version, qsm_image_compression compression,
                             const char **error)
{
    unsigned char marker[MARKER_SIZE];
    qsm_png_plan plan;
    const char *why = NULL;
    size_t size = version >= MARKER_VERSION ? MARKER_SIZE : 0;
    if (!qsm_image_is_null(image) && version <= BMP_VERSION) {
        size = qsm__bmp_size(image, &why);
    } else if (!qsm_image_is_null(image)) {
        size_t marked = make_marker(marker, version, QSM_DATA_STREAM_BIG_ENDIAN);
        why = qsm__png_plan_make(&plan, image, marker, marked);
        size = why == NULL ? qsm__png_plan_size(&plan, compression) : 0;
        qsm__png_plan_free(&plan);
    }
    if (error != NULL)
        *error = why;
    return size;
}

static bool write_png(qsm_data_stream *stream, const qsm_image *image,
                      qsm_image_compression compression)
{
    unsigned char marker[MARKER_SIZE];
    qsm_png_plan plan;
    size_t marked =
        make_marker(marker, qsm_data_stream_version(stream), qsm_data_stream_byte_order(stream));
    const char *why = qsm__png_plan_make(&plan, image, marker, marked);
    bool good = why == NULL ? qsm__png_write(&plan, stream, compression)
                            : qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED,
                                               "the image cannot be written: %s", why);
    qsm__png_plan_free(&plan);
    return good;
}

bool qsm_data_stream_write_image(qsm_data_stream *stream, const qsm_image *image,
                                 qsm_image_compression compression)
{
    if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK)
        return false;
    if (!qsm_image_is_null(image) && qsm_data_stream_version(stream) <= BMP_VERSION)
        return qsm__bmp_write(stream, image);
    if (!qsm_image_is_null(image))
        return write_png(stream, image, compression);
    if (qsm_data_stream_version(stream) >= MARKER_VERSION)
        return qsm_data_stream_write_int32(stream, 0);
    return true;
}
