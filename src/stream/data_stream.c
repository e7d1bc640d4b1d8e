/* SPDX-License-Identifier: MIT */
/*
 * The stream: its bytes, the position, and the settings. This file does not know what the bytes
 * mean.
 */
#include "stream/stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256, TEXT_SIZE = 256 };

typedef enum stream_kind { KIND_READER, KIND_FIXED_WRITER, KIND_GROWING_WRITER } stream_kind;

struct qsm_data_stream {
    stream_kind kind;
    const unsigned char *input; /* of readers */
    unsigned char *output;      /* of writers; the stream owns it if it grows */
    size_t capacity;            /* of output */
    size_t size;                /* bytes given (readers), or written (writers) */
    size_t position;
    int version;
    qsm_data_stream_byte_order_code byte_order;
    qsm_data_stream_precision precision;
    qsm_data_stream_status_code status;
    char text[TEXT_SIZE];
};

/*
 * Replaces a stream that is NULL. It has no bytes. Its status is an error, so that a program that
 * checks only at the end sees it.
 */
static const qsm_data_stream no_stream = {.kind = KIND_READER,
                                          .status = QSM_DATA_STREAM_WRITE_FAILED};

static const qsm_data_stream *given(const qsm_data_stream *stream)
{
    if (stream != NULL)
        return stream;
    errno = EINVAL;
    return &no_stream;
}

/* Whether the stream is not NULL. False with EINVAL. */
static bool is_given(const qsm_data_stream *stream)
{
    return given(stream) != &no_stream;
}

static qsm_data_stream *new_stream(stream_kind kind)
{
    qsm_data_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return NULL;
    stream->kind = kind;
    stream->version = QSM_DATA_STREAM_DEFAULT_VERSION;
    stream->byte_order = QSM_DATA_STREAM_BIG_ENDIAN;
    stream->precision = QSM_DATA_STREAM_DOUBLE_PRECISION;
    return stream;
}

qsm_data_stream *qsm_data_stream_new_reader(const void *data, size_t size)
{
    qsm_data_stream *stream = new_stream(KIND_READER);
    if (stream != NULL) {
        stream->input = data;
        stream->size = data != NULL ? size : 0;
    }
    return stream;
}

qsm_data_stream *qsm_data_stream_new_writer(void *data, size_t size)
{
    qsm_data_stream *stream = new_stream(KIND_FIXED_WRITER);
    if (stream != NULL) {
        stream->output = data;
        stream->capacity = data != NULL ? size : 0;
    }
    return stream;
}

qsm_data_stream *qsm_data_stream_new_buffer(void)
{
    return new_stream(KIND_GROWING_WRITER);
}

void qsm_data_stream_free(qsm_data_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->kind == KIND_GROWING_WRITER)
        free(stream->output);
    free(stream);
}

const void *qsm_data_stream_data(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = given(stream);
    return self->kind == KIND_READER ? self->input : self->output;
}

size_t qsm_data_stream_size(const qsm_data_stream *stream)
{
    return given(stream)->size;
}

size_t qsm_data_stream_position(const qsm_data_stream *stream)
{
    return given(stream)->position;
}

bool qsm_data_stream_seek(qsm_data_stream *stream, size_t position)
{
    if (!is_given(stream) || position > stream->size)
        return false;
    stream->position = position;
    return true;
}

bool qsm_data_stream_at_end(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = given(stream);
    return self->position == self->size;
}

int qsm_data_stream_version(const qsm_data_stream *stream)
{
    return given(stream)->version;
}

void qsm_data_stream_set_version(qsm_data_stream *stream, int version)
{
    if (is_given(stream))
        stream->version = version;
}

qsm_data_stream_byte_order_code qsm_data_stream_byte_order(const qsm_data_stream *stream)
{
    return given(stream)->byte_order;
}

void qsm_data_stream_set_byte_order(qsm_data_stream *stream, qsm_data_stream_byte_order_code order)
{
    if (is_given(stream))
        stream->byte_order = order;
}

qsm_data_stream_precision qsm_data_stream_floating_point_precision(const qsm_data_stream *stream)
{
    return given(stream)->precision;
}

void qsm_data_stream_set_floating_point_precision(qsm_data_stream *stream,
                                                  qsm_data_stream_precision precision)
{
    if (is_given(stream))
        stream->precision = precision;
}

qsm_data_stream_status_code qsm_data_stream_status(const qsm_data_stream *stream)
{
    return given(stream)->status;
}

void qsm_data_stream_set_status(qsm_data_stream *stream, qsm_data_stream_status_code status)
{
    if (is_given(stream) && stream->status == QSM_DATA_STREAM_OK)
        stream->status = status;
}

void qsm_data_stream_reset_status(qsm_data_stream *stream)
{
    if (!is_given(stream))
        return;
    stream->status = QSM_DATA_STREAM_OK;
    qsm__stream_clear_text(stream);
}

/* The text for a status that the program has set. */
static const char *status_text(qsm_data_stream_status_code status)
{
    static const char *const texts[] = {
        [QSM_DATA_STREAM_OK] = "",
        [QSM_DATA_STREAM_READ_PAST_END] = "the data ended too early",
        [QSM_DATA_STREAM_READ_CORRUPT_DATA] = "the data is corrupt",
        [QSM_DATA_STREAM_WRITE_FAILED] = "writing failed",
        [QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED] = "a size exceeds its limit",
    };
    size_t index = (size_t)status;
    return index < sizeof texts / sizeof texts[0] ? texts[index] : "unknown status";
}

const char *qsm_data_stream_error_string(const qsm_data_stream *stream)
{
    if (!is_given(stream))
        return "";
    return stream->text[0] != '\0' ? stream->text : status_text(stream->status);
}

const unsigned char *qsm__stream_unread(const qsm_data_stream *stream, size_t *available)
{
    /* A stream for writing cannot be read, as a QDataStream on a WriteOnly device. */
    if (!is_given(stream) || stream->kind != KIND_READER || stream->input == NULL) {
        *available = 0;
        return (const unsigned char *)"";
    }
    *available = stream->size - stream->position;
    return stream->input + stream->position;
}

void qsm__stream_skip(qsm_data_stream *stream, size_t size)
{
    size_t available;
    qsm__stream_unread(stream, &available);
    if (available > 0)
        stream->position += size < available ? size : available;
}

static bool grow(qsm_data_stream *stream, size_t wanted)
{
    size_t capacity = stream->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : stream->capacity;
    while (capacity < wanted)
        capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
    unsigned char *output = realloc(stream->output, capacity);
    if (output == NULL)
        return false;
    stream->output = output;
    stream->capacity = capacity;
    return true;
}

unsigned char *qsm__stream_reserve(qsm_data_stream *stream, size_t size)
{
    /* On success the result is never NULL, even for 0 bytes without memory. */
    static unsigned char nowhere[1];
    if (!is_given(stream) || stream->status != QSM_DATA_STREAM_OK)
        return NULL;
    if (stream->kind == KIND_READER) {
        qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "the stream is read-only");
        return NULL;
    }
    if (size <= stream->capacity - stream->position)
        return stream->output != NULL ? stream->output + stream->position : nowhere;
    if (stream->kind == KIND_FIXED_WRITER) {
        qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED,
                         "%zu bytes do not fit at byte %zu of %zu", size, stream->position,
                         stream->capacity);
        return NULL;
    }
    if (size > SIZE_MAX - stream->position || !grow(stream, stream->position + size)) {
        qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED,
                         "no memory for %zu bytes at byte %zu", size, stream->position);
        return NULL;
    }
    return stream->output + stream->position;
}

void qsm__stream_commit(qsm_data_stream *stream, size_t size)
{
    stream->position += size;
    if (stream->position > stream->size)
        stream->size = stream->position;
}

bool qsm__stream_fail(qsm_data_stream *stream, qsm_data_stream_status_code status,
                      const char *format, ...)
{
    qsm_data_stream_set_status(stream, status);
    if (is_given(stream) && stream->text[0] == '\0') {
        va_list arguments;
        va_start(arguments, format);
        /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
        (void)vsnprintf(stream->text, sizeof stream->text, format, arguments);
        va_end(arguments);
    }
    return false;
}

void qsm__stream_warn(qsm_data_stream *stream, const char *format, ...)
{
    if (!is_given(stream))
        return;
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(stream->text, sizeof stream->text, format, arguments);
    va_end(arguments);
}

void qsm__stream_clear_text(qsm_data_stream *stream)
{
    if (is_given(stream))
        stream->text[0] = '\0';
}
