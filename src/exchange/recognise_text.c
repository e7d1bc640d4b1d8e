/* SPDX-License-Identifier: MIT */
/* Text, alone and inside values of Qt, and which values can stand before an image. */
#include "exchange/recognise.h"

#include <string.h>

#include "text/utf8.h"

enum { LENGTH = 4, SHORTEST_TEXT = 4 };

/* ---- characters ---- */

/* What people write: no control characters but white space. */
static bool is_readable(uint32_t character)
{
    return (character >= ' ' && character != 0x7f && (character < 0x80 || character >= 0xa0) &&
            character != 0xfffe && character != 0xffff) ||
           (character >= '\t' && character <= '\r');
}

static uint32_t unit_at(const unsigned char *bytes, bool little)
{
    return little ? bytes[0] | (uint32_t)bytes[1] << 8U : (uint32_t)bytes[0] << 8U | bytes[1];
}

/* Whether all characters are readable. In `plain` count those of ASCII. */
static bool is_utf16(const unsigned char *bytes, size_t size, bool little, size_t *plain)
{
    *plain = 0;
    for (size_t i = 0; i + 1 < size; i += 2) {
        uint32_t unit = unit_at(bytes + i, little);
        bool leads = unit >= 0xd800 && unit < 0xdc00;
        uint32_t next = leads && i + 3 < size ? unit_at(bytes + i + 2, little) : 0;
        if (leads ? next < 0xdc00 || next > 0xdfff : !is_readable(unit) || qsm__is_surrogate(unit))
            return false;
        *plain += unit < 0x80;
        i += leads ? 2 : 0;
    }
    return true;
}

/* whole: the text ends with the bytes; otherwise they can end within a character. */
static bool is_utf8(const unsigned char *bytes, size_t size, bool whole)
{
    size_t at = 0;
    while (at < size) {
        uint32_t character;
        size_t length = qsm__utf8_decode((const char *)bytes + at, size - at, &character);
        if (length == 0)
            return !whole && at > 0 && size - at < 4 && bytes[at] >= 0xc2;
        if (!is_readable(character))
            return false;
        at += length;
    }
    return true;
}

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* ---- text without a length ---- */

static bool is_text(qsm_segment_content *content, size_t offset, size_t length,
                    const char *encoding, const char *container)
{
    content->type = QSM_SEGMENT_CONTENT_TEXT;
    content->offset = offset;
    content->length = length;
    content->text_encoding = encoding;
    content->container = container;
    return true;
}

/* A string of C: zeros follow it. */
static bool is_c_string(const qsm_contents *of, qsm_segment_content *content)
{
    const unsigned char *end = memchr(of->bytes, 0, of->size);
    size_t length = end != NULL ? (size_t)(end - of->bytes) : of->size;
    bool whole = end != NULL || of->size == of->whole;
    return length >= SHORTEST_TEXT && is_zero(of->bytes + length, of->size - length) &&
           is_utf8(of->bytes, length, whole) &&
           is_text(content, 0, whole ? length : 0, "UTF-8", NULL);
}

/* The memory of a QString. Any bytes look like Chinese, so half of it must be ASCII. */
static bool is_utf16_string(const qsm_contents *of, bool little, qsm_segment_content *content)
{
    size_t length = 0;
    size_t plain;
    while (length + 1 < of->size && (of->bytes[length] != 0 || of->bytes[length + 1] != 0))
        length += 2;
    bool whole = length + 1 < of->size || of->size == of->whole;
    return length >= 2 * (size_t)SHORTEST_TEXT && is_zero(of->bytes + length, of->size - length) &&
           is_utf16(of->bytes, length, little, &plain) && plain * 4 >= length &&
           is_text(content, 0, whole ? length : 0, little ? "UTF-16LE" : "UTF-16BE", NULL);
}

/* ---- values with a length ---- */

/* The length of a value that is inside the bytes; 0: none. */
static size_t length_at(const qsm_contents *of, size_t at, bool little)
{
    uint32_t length = qsm__contents_u32(of, at, little);
    return length > 0 && of->size >= LENGTH && length <= of->size - LENGTH &&
                   at <= of->size - LENGTH - length
               ? length
               : 0;
}

/* Whether a QString of QDataStream is at a byte: the size of it with its length; 0: none. */
static size_t string_at(const qsm_contents *of, size_t at, bool little)
{
    size_t length = length_at(of, at, little);
    size_t plain;
    return length > 0 && length % 2 == 0 &&
                   is_utf16(of->bytes + at + LENGTH, length, little, &plain)
               ? length + LENGTH
               : 0;
}

static bool is_string(const qsm_contents *of, size_t at, bool little, const char *container,
                      qsm_segment_content *content)
{
    size_t size = string_at(of, at, little);
    return size > 0 && is_zero(of->bytes + at + size, of->size - at - size) &&
           is_text(content, at + LENGTH, size - LENGTH, little ? "UTF-16LE" : "UTF-16BE",
                   container);
}

static bool is_byte_array(const qsm_contents *of, size_t at, const char *container,
                          qsm_segment_content *content)
{
    size_t length = length_at(of, at, false);
    return length >= SHORTEST_TEXT &&
           is_zero(of->bytes + at + LENGTH + length, of->size - at - LENGTH - length) &&
           is_utf8(of->bytes + at + LENGTH, length, true) &&
           is_text(content, at + LENGTH, length, "UTF-8", container);
}

static bool is_variant(const qsm_contents *of, qsm_segment_content *content)
{
    enum { BYTE_ARRAY = 12, STRING = 10 };
    uint32_t number = qsm__contents_u32(of, 0, false);
    if (of->size <= LENGTH || of->bytes[LENGTH] > 1)
        return false;
    return (number == STRING && is_string(of, LENGTH + 1, false, "QVariant(QString)", content)) ||
           (number == BYTE_ARRAY && is_byte_array(of, LENGTH + 1, "QVariant(QByteArray)", content));
}

/* The bytes of ASCII are UTF-16, too, but not the other way round. */
bool qsm__recognise_text(const qsm_contents *of, qsm_segment_content *content)
{
    return is_c_string(of, content) || is_utf16_string(of, true, content) ||
           is_utf16_string(of, false, content) || is_byte_array(of, 0, "QByteArray", content) ||
           is_variant(of, content) || is_string(of, 0, false, "QString", content) ||
           is_string(of, 0, true, "QString", content);
}

/* ---- what stands before an image ---- */

/* One QString after the other, up to the end. */
static bool are_strings(const qsm_contents *of, size_t end, bool little)
{
    size_t at = 0;
    while (at < end) {
        size_t size = string_at(of, at, little);
        if (size == 0)
            return false;
        at += size;
    }
    return at == end;
}

static uint64_t u64_at_start(const qsm_contents *of)
{
    return (uint64_t)qsm__contents_u32(of, 0, false) << 32U | qsm__contents_u32(of, 4, false);
}

/* A Julian day between the years 1 and 9999. */
static bool is_day(const qsm_contents *of)
{
    uint64_t day = u64_at_start(of);
    return day >= 1721426 && day <= 5373484;
}

/* Milliseconds since midnight, or no time. */
static bool is_time(const qsm_contents *of, size_t at)
{
    uint32_t time = qsm__contents_u32(of, at, false);
    return time < 86400000 || time == UINT32_MAX;
}

/* Day, time, and a byte for the time zone: local, UTC, an offset, or a name that follows. */
static bool is_date_time(const qsm_contents *of, size_t end)
{
    enum { SIZE = 13, ZONE_AT = 12, OFFSET_SIZE = 4, OFFSET = 2, NAMED = 3 };
    if (end < SIZE || !is_day(of) || !is_time(of, 8))
        return false;
    unsigned char zone = of->bytes[ZONE_AT];
    return zone < OFFSET    ? end == SIZE
           : zone == OFFSET ? end == SIZE + OFFSET_SIZE
                            : zone == NAMED && end > SIZE;
}

/* Milliseconds since 1970, between the years 2000 and 2100. */
static bool is_time_stamp(const qsm_contents *of)
{
    uint64_t time = u64_at_start(of);
    return time >= UINT64_C(946684800000) && time < UINT64_C(4102444800000);
}

const char *qsm__contents_before(const qsm_contents *of, size_t end)
{
    bool fits = end > LENGTH && length_at(of, 0, false) == end - LENGTH;
    if (fits && is_utf8(of->bytes + LENGTH, end - LENGTH, true))
        return "QByteArray";
    if (are_strings(of, end, false) || are_strings(of, end, true))
        return "QString";
    if (fits)
        return "QByteArray";
    if (is_date_time(of, end))
        return "QDateTime";
    if (end == 8 && is_day(of))
        return "QDate";
    if (end == 8)
        return is_time_stamp(of) ? "qint64 (a time stamp)" : "qint64 or two qint32";
    return end == 4 ? "qint32 or QTime" : NULL;
}
