/* SPDX-License-Identifier: MIT */
/*
 * QString: a length in bytes, then UTF-16 units in the stream's byte order. At version 1: Latin-1.
 */
#include "stream/endian.h"
#include "stream/text.h"
#include "stream/unicode.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define LATIN1_VERSION QSM_DATA_STREAM_QT_1_0 /* up to here: a QByteArray of Latin-1 */
#define NULL_VERSION QSM_DATA_STREAM_QT_2_1   /* before this version, null is written as empty */

enum { EXTENDED = 12 };     /* bytes of a length beyond 32 bits */
enum { SHORT_UNITS = 128 }; /* short strings are made on the stack: then their size is known */

qsm_unit_form qsm__stream_unit_form(const qsm_data_stream *stream)
{
    if (stream->version == LATIN1_VERSION)
        return QSM_UNITS_LATIN1;
    return stream->byte_order == QSM_DATA_STREAM_LITTLE_ENDIAN ? QSM_UNITS_LITTLE : QSM_UNITS_BIG;
}

static size_t unit_size(qsm_unit_form form)
{
    return form == QSM_UNITS_LATIN1 ? 1 : 2;
}

static bool write_null(qsm_data_stream *stream)
{
    bool has_null = qsm_data_stream_version(stream) >= NULL_VERSION;
    return qsm__stream_put32(stream, has_null ? UINT32_MAX : 0);
}

static bool too_many(qsm_data_stream *stream, size_t units)
{
    return qsm__stream_fail_at(
        stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, qsm_data_stream_position(stream),
        "%zu characters are too many for version %d", units, stream->version);
}

/* The bytes of the length of a string; 0: it cannot be written. */
static size_t head_size(const qsm_data_stream *stream, size_t units, qsm_unit_form form)
{
    return units <= SIZE_MAX / 4 ? qsm__stream_count_size(stream, units * unit_size(form)) : 0;
}

bool qsm_data_stream_write_utf16(qsm_data_stream *stream, const uint16_t *units, size_t length)
{
    if (units == NULL)
        return write_null(stream);
    if (!qsm__stream_ok(stream))
        return false;
    qsm_unit_form form = qsm__stream_unit_form(stream);
    size_t head = head_size(stream, length, form);
    if (head == 0)
        return too_many(stream, length);
    size_t bytes = length * unit_size(form);
    if (qsm__stream_counted(stream, head + bytes))
        return true;
    unsigned char *out = qsm__stream_reserve(stream, head + bytes);
    if (out == NULL)
        return false;
    qsm__stream_put_count(stream, out, bytes);
    out += head;
    for (size_t i = 0; i < length; i++) {
        if (form == QSM_UNITS_LATIN1)
            out[i] = units[i] <= 0xff ? (unsigned char)units[i] : '?';
        else
            qsm__stream_store16(stream, out + 2 * i, units[i]);
    }
    qsm__stream_commit(stream, head + bytes);
    return true;
}

static bool invalid(qsm_data_stream *stream)
{
    return qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED,
                               qsm_data_stream_position(stream), "the text is not UTF-8");
}

/* Where memory is exact, or the length needs 12 bytes only perhaps: the units are counted first. */
static bool put_counted_text(qsm_data_stream *stream, const char *text, size_t size,
                             qsm_unit_form form)
{
    size_t units = qsm__text_units(text, size);
    if (units == SIZE_MAX)
        return invalid(stream);
    size_t head = head_size(stream, units, form);
    if (head == 0)
        return too_many(stream, units);
    size_t bytes = units * unit_size(form);
    if (qsm__stream_counted(stream, head + bytes))
        return true;
    unsigned char *out = qsm__stream_reserve(stream, head + bytes);
    if (out == NULL)
        return false;
    qsm__stream_put_count(stream, out, bytes);
    qsm__units_from_text(out + head, text, size, form);
    qsm__stream_commit(stream, head + bytes);
    return true;
}

/* strict: halves of surrogate pairs are invalid. */
static bool put_text(qsm_data_stream *stream, const char *text, size_t size, bool strict)
{
    enum { HEAD = 4 };
    if (text == NULL)
        return write_null(stream);
    if (stream == NULL || stream->status != QSM_DATA_STREAM_OK)
        return stream == NULL && qsm__stream_is_given(stream);
    qsm_unit_form form = qsm__stream_unit_form(stream);
    unsigned char *out = stream->out;
    /* Each byte of text gives at most one unit. */
    bool fits = size <= UINT32_MAX / 4 && stream->kind != QSM_STREAM_MEASURER &&
                (size_t)(stream->out_end - out) >= HEAD + 2 * size;
    if (!fits && (size > UINT32_MAX / 4 || stream->kind != QSM_STREAM_BUFFER))
        return strict && !qsm__utf8_valid(text, size) ? invalid(stream)
                                                      : put_counted_text(stream, text, size, form);
    if (!fits)
        out = qsm__stream_reserve(stream, HEAD + 2 * size);
    if (out == NULL)
        return false;
    size_t units = qsm__units_from_text(out + HEAD, text, size, form);
    /* One unit a byte: all of it is ASCII. */
    if (units == SIZE_MAX || (strict && units != size && !qsm__utf8_valid(text, size)))
        return invalid(stream);
    size_t bytes = units * unit_size(form);
    qsm__stream_store32(stream, out, (uint32_t)bytes);
    stream->out = out + HEAD + bytes;
    return true;
}

bool qsm__stream_put_text(qsm_data_stream *stream, const char *text, size_t size)
{
    return put_text(stream, text, size, false);
}

bool qsm_data_stream_write_text(qsm_data_stream *stream, qsm_text text)
{
    return put_text(stream, text.data, text.size, false);
}

bool qsm_data_stream_write_string(qsm_data_stream *stream, const char *text)
{
    return put_text(stream, text, text != NULL ? strlen(text) : 0, true);
}

/* At version 1, Qt 5 writes a NUL, and its text ends there when it reads. Qt 6 reads all. */
static size_t latin1_count(qsm_data_stream *stream, const unsigned char *in, size_t size)
{
    const unsigned char *nul =
        stream->lenient && stream->qt < QSM_QT_6 ? memchr(in, 0, size) : NULL;
    if (nul == NULL)
        return size;
    qsm__stream_odd(stream);
    return (size_t)(nul - in);
}

bool qsm__stream_take_text(qsm_data_stream *stream, qsm_wire_text *wire)
{
    uint64_t bytes;
    *wire = (qsm_wire_text){NULL, 0, QSM_UNITS_LATIN1, false};
    if (stream == NULL)
        return qsm__stream_is_given(stream);
    const unsigned char *start = stream->in;
    bool ok = qsm__stream_read_count(stream, &bytes);
    wire->has_length = ok || stream->in - start == EXTENDED;
    if (!ok)
        return false;
    wire->form = qsm__stream_unit_form(stream);
    if (bytes == QSM_STREAM_NULL_COUNT) {
        if (stream->version < NULL_VERSION)
            qsm__stream_odd(stream);
        return true;
    }
    /* Qt stops before it reads the characters. */
    if (wire->form != QSM_UNITS_LATIN1 && bytes % 2 != 0)
        return qsm__stream_fail_at(
            stream, QSM_DATA_STREAM_READ_CORRUPT_DATA, qsm_data_stream_position(stream) - 4,
            "a string of %llu bytes, an odd number", (unsigned long long)bytes);
    wire->in = qsm__stream_take(stream, bytes, "a string");
    if (wire->in == NULL)
        return false;
    wire->count = wire->form == QSM_UNITS_LATIN1 ? latin1_count(stream, wire->in, (size_t)bytes)
                                                 : (size_t)bytes / 2;
    return true;
}

bool qsm_data_stream_read_utf16(qsm_data_stream *stream, uint16_t **units, size_t *length)
{
    qsm_wire_text wire;
    *units = NULL;
    *length = 0;
    qsm__stream_take_text(stream, &wire);
    if (wire.in == NULL)
        return qsm__stream_ok(stream);
    if (wire.count > (SIZE_MAX - sizeof **units) / sizeof **units)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                "no memory for a string");
    uint16_t *copy = qsm__stream_allocate(stream, wire.count * sizeof *copy, sizeof *copy);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < wire.count; i++)
        copy[i] = wire.form == QSM_UNITS_LATIN1 ? wire.in[i]
                                                : qsm__stream_load16(stream, wire.in + 2 * i);
    copy[wire.count] = 0;
    *units = copy;
    *length = wire.count;
    return qsm__stream_ok(stream);
}

/* Text of a long string: made in memory that is too large, which is then given back. */
static char *make_long(qsm_data_stream *stream, const qsm_wire_text *wire, size_t *size)
{
    char *text = wire->count <= SIZE_MAX / 4 ? qsm__stream_allocate(stream, wire->count * 3, 1)
                                             : qsm__stream_allocate(stream, SIZE_MAX, 1);
    if (text == NULL)
        return NULL;
    *size = qsm__text_from_units(text, wire->in, wire->count, wire->form);
    char *shrunk = realloc(text, *size + 1);
    return shrunk != NULL ? shrunk : text;
}

static char *make_text(qsm_data_stream *stream, const qsm_wire_text *wire, size_t *size)
{
    char local[3 * SHORT_UNITS];
    if (wire->count > SHORT_UNITS)
        return make_long(stream, wire, size);
    *size = qsm__text_from_units(local, wire->in, wire->count, wire->form);
    char *text = qsm__stream_allocate(stream, *size, 1);
    if (text != NULL)
        memcpy(text, local, *size);
    return text;
}

bool qsm_data_stream_read_string(qsm_data_stream *stream, char **text, size_t *size)
{
    qsm_wire_text wire;
    size_t bytes = 0;
    *text = NULL;
    if (size != NULL)
        *size = 0;
    qsm__stream_take_text(stream, &wire);
    if (wire.in == NULL)
        return qsm__stream_ok(stream);
    *text = make_text(stream, &wire, &bytes);
    if (*text == NULL)
        return false;
    (*text)[bytes] = '\0';
    qsm__text_replace_surrogates(*text, bytes);
    if (size != NULL)
        *size = bytes;
    return qsm__stream_ok(stream);
}

/* The memory for the texts of read_text(). */
static char *view_memory(qsm_data_stream *stream, size_t size)
{
    if (size <= stream->view_size && stream->view != NULL)
        return stream->view;
    free(stream->view);
    stream->view = qsm__stream_allocate(stream, size, size < SIZE_MAX / 2 ? size / 2 : 0);
    stream->view_size = stream->view != NULL ? size + size / 2 : 0;
    return stream->view;
}

bool qsm_data_stream_read_text(qsm_data_stream *stream, qsm_text *text)
{
    qsm_wire_text wire;
    *text = (qsm_text){NULL, 0};
    qsm__stream_take_text(stream, &wire);
    if (wire.in == NULL)
        return qsm__stream_ok(stream);
    char *view = view_memory(stream, wire.count <= SIZE_MAX / 8 ? wire.count * 3 + 64 : SIZE_MAX);
    if (view == NULL)
        return false;
    text->size = qsm__text_from_units(view, wire.in, wire.count, wire.form);
    view[text->size] = '\0';
    text->data = view;
    return qsm__stream_ok(stream);
}
