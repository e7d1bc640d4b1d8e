/* SPDX-License-Identifier: MIT */
/*
 * QString: a length in bytes, then UTF-16 units in the stream's byte order. At version 1: Latin-1.
 */
#include "stream/endian.h"
#include "stream/unicode.h"

#include <stdlib.h>
#include <string.h>

#define LATIN1_VERSION QSM_DATA_STREAM_QT_1_0 /* up to here: a QByteArray of Latin-1 */
#define NULL_VERSION QSM_DATA_STREAM_QT_2_1   /* before this version, null is written as empty */

static bool is_latin1(const qsm_data_stream *stream)
{
    return qsm_data_stream_version(stream) <= LATIN1_VERSION;
}

static bool write_null(qsm_data_stream *stream)
{
    bool has_null = qsm_data_stream_version(stream) >= NULL_VERSION;
    return qsm__stream_write_integer(stream, 4, has_null ? UINT32_MAX : 0);
}

/* Reserves a string of length units and stores its length. NULL on failure. */
static unsigned char *begin_string(qsm_data_stream *stream, size_t length, size_t *head,
                                   size_t *unit_size)
{
    if (!qsm__stream_ok(stream))
        return NULL;
    *unit_size = is_latin1(stream) ? 1 : 2;
    *head = length <= SIZE_MAX / 4 ? qsm__stream_count_size(stream, length * *unit_size) : 0;
    if (*head == 0) {
        qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                         "%zu characters are too many for version %d", length,
                         qsm_data_stream_version(stream));
        return NULL;
    }
    unsigned char *out = qsm__stream_reserve(stream, *head + length * *unit_size);
    if (out != NULL)
        qsm__stream_put_count(stream, out, length * *unit_size);
    return out;
}

static void put_unit(const qsm_data_stream *stream, unsigned char *out, size_t unit_size,
                     uint16_t unit)
{
    if (unit_size == 1)
        *out = unit <= 0xff ? (unsigned char)unit : '?';
    else
        qsm__stream_put_integer(stream, out, unit_size, unit);
}

bool qsm_data_stream_write_utf16(qsm_data_stream *stream, const uint16_t *units, size_t length)
{
    if (units == NULL)
        return write_null(stream);
    size_t head;
    size_t unit_size;
    unsigned char *out = begin_string(stream, length, &head, &unit_size);
    if (out == NULL)
        return false;
    for (size_t i = 0; i < length; i++)
        put_unit(stream, out + head + i * unit_size, unit_size, units[i]);
    qsm__stream_commit(stream, head + length * unit_size);
    return true;
}

bool qsm_data_stream_write_string(qsm_data_stream *stream, const char *text)
{
    if (text == NULL)
        return write_null(stream);
    size_t size = strlen(text);
    size_t length = qsm__utf16_length(text, size);
    if (length == SIZE_MAX)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "the text is not UTF-8");
    size_t head;
    size_t unit_size;
    unsigned char *out = begin_string(stream, length, &head, &unit_size);
    if (out == NULL)
        return false;
    unsigned char *at = out + head;
    for (const char *end = text + size; text < end;) {
        /* One character at a time: no second buffer is needed. */
        const char *next = text;
        qsm__utf8_next(&next, end);
        uint16_t units[2];
        size_t count = qsm__utf16_from_utf8(units, text, (size_t)(next - text));
        for (size_t i = 0; i < count; i++, at += unit_size)
            put_unit(stream, at, unit_size, units[i]);
        text = next;
    }
    qsm__stream_commit(stream, head + length * unit_size);
    return true;
}

/* Reads the length of a string. False if no characters follow: null, or damaged. */
static bool read_string_count(qsm_data_stream *stream, uint64_t *bytes)
{
    if (!qsm__stream_read_count(stream, bytes) || *bytes == QSM_STREAM_NULL_COUNT)
        return false;
    if (is_latin1(stream) || *bytes % 2 == 0)
        return true;
    /* Qt stops before it reads the characters. */
    return qsm__stream_fail(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA,
                            "a string of %llu bytes, an odd number, before byte %zu",
                            (unsigned long long)*bytes, qsm_data_stream_position(stream));
}

bool qsm_data_stream_read_utf16(qsm_data_stream *stream, uint16_t **units, size_t *length)
{
    uint64_t bytes;
    *units = NULL;
    *length = 0;
    if (!read_string_count(stream, &bytes))
        return qsm__stream_ok(stream);
    const unsigned char *in = qsm__stream_take(stream, bytes, "a string");
    if (in == NULL)
        return false;
    size_t unit_size = is_latin1(stream) ? 1 : 2;
    size_t count = (size_t)bytes / unit_size;
    if (count > (SIZE_MAX - sizeof **units) / sizeof **units)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                "no memory for a string");
    uint16_t *copy = qsm__stream_allocate(stream, count * sizeof *copy, sizeof *copy);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        copy[i] = (uint16_t)qsm__stream_get_integer(stream, in + i * unit_size, unit_size);
    copy[count] = 0;
    *units = copy;
    *length = count;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_string(qsm_data_stream *stream, char **text, size_t *size)
{
    uint16_t *units;
    size_t length;
    *text = NULL;
    if (size != NULL)
        *size = 0;
    qsm_data_stream_read_utf16(stream, &units, &length);
    if (units == NULL)
        return qsm__stream_ok(stream);
    size_t bytes = qsm__utf8_from_utf16(NULL, units, length);
    char *copy = qsm__stream_allocate(stream, bytes, 1);
    if (copy != NULL) {
        qsm__utf8_from_utf16(copy, units, length);
        copy[bytes] = '\0';
        *text = copy;
        if (size != NULL)
            *size = bytes;
    }
    free(units);
    return qsm__stream_ok(stream);
}
