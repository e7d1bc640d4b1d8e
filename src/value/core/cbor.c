/* SPDX-License-Identifier: MIT */
/* QCborValue, QCborArray, QCborMap: carried as their bytes, which are checked. */
#include "value/core/cbor_item.h"
#include "value/core/core.h"

#include "text/utf8.h"

static const qsm_bytes undefined = {"\xf7", 1};
static const qsm_bytes empty_array = {"\x80", 1};
static const qsm_bytes empty_map = {"\xa0", 1};

static bool at_break(const unsigned char **at, const unsigned char *end)
{
    if (*at == end || **at != QSM_CBOR_BREAK)
        return false;
    ++*at;
    return true;
}

static bool check_text(const unsigned char *text, size_t size)
{
    while (size > 0) {
        uint32_t ignored;
        size_t length = *text < 0x80 ? 1 : qsm__utf8_decode((const char *)text, size, &ignored);
        if (length == 0)
            return false;
        text += length;
        size -= length;
    }
    return true;
}

static bool check_string(const unsigned char **at, const unsigned char *end,
                         const qsm_cbor_head *head)
{
    if (head->info == QSM_CBOR_INDEFINITE) {
        while (!at_break(at, end)) {
            qsm_cbor_head part;
            if (!qsm__cbor_head(at, end, &part) || part.major != head->major ||
                part.info == QSM_CBOR_INDEFINITE || !check_string(at, end, &part))
                return false;
        }
        return true;
    }
    if ((uint64_t)(end - *at) < head->value)
        return false;
    *at += head->value;
    return head->major == QSM_CBOR_BYTES || check_text(*at - head->value, (size_t)head->value);
}

/* What is missing in an array, a map or a tag: a number of items, or where there is no number: */
enum { ELEMENTS = -1, KEY = -2, VALUE_OF_KEY = -3 };

/* Whether another item follows in it. */
static bool follows(int64_t *missing, const unsigned char **at, const unsigned char *end)
{
    if (*missing == VALUE_OF_KEY) {
        *missing = KEY;
        return true;
    }
    if (*missing < 0) {
        if (at_break(at, end))
            return false;
        if (*missing == KEY)
            *missing = VALUE_OF_KEY;
        return true;
    }
    return (*missing)-- > 0;
}

/* The items of a head. False: more than there are bytes. */
static bool items_of(const qsm_cbor_head *head, size_t left, int64_t *missing)
{
    bool map = head->major == QSM_CBOR_MAP;
    *missing = head->major == QSM_CBOR_TAG ? 1 : map ? KEY : ELEMENTS;
    if (head->major == QSM_CBOR_TAG || head->info == QSM_CBOR_INDEFINITE)
        return true;
    if (head->value > left / (map ? 2 : 1))
        return false;
    *missing = (int64_t)(map ? 2 * head->value : head->value);
    return true;
}

/* An item without others. */
static bool check_single(const unsigned char **at, const unsigned char *end,
                         const qsm_cbor_head *head)
{
    if (head->major == QSM_CBOR_BYTES || head->major == QSM_CBOR_TEXT)
        return check_string(at, end, head);
    return head->major != QSM_CBOR_SIMPLE || head->info != 24 || head->value >= 32;
}

/* Nothing calls itself: the bytes decide about their depth. */
static bool check_item(const unsigned char **at, const unsigned char *end)
{
    int64_t missing[QSM_CBOR_MOST_DEPTH];
    size_t depth = 0;
    do {
        qsm_cbor_head head;
        if (!qsm__cbor_head(at, end, &head))
            return false;
        bool has_items = head.major >= QSM_CBOR_ARRAY && head.major <= QSM_CBOR_TAG;
        if (has_items && (depth == QSM_CBOR_MOST_DEPTH ||
                          !items_of(&head, (size_t)(end - *at), &missing[depth++])))
            return false;
        if (!has_items && !check_single(at, end, &head))
            return false;
        while (depth > 0 && !follows(&missing[depth - 1], at, end))
            depth--;
    } while (depth > 0);
    return true;
}

size_t qsm__cbor_item_size(const unsigned char *data, size_t size)
{
    const unsigned char *at = data;
    return check_item(&at, data + size) ? (size_t)(at - data) : 0;
}

/* Bytes behind the first item are none of it; an item of another kind reads as an empty one. */
static bool decode(qsm_coder *c, qsm_bytes *cbor, const qsm_bytes *empty, int major)
{
    size_t start = qsm__stream_position(c->stream);
    bool ok = qsm__code_checked_bytes(c, cbor);
    size_t size = cbor->size > 0 ? qsm__cbor_item_size(cbor->data, cbor->size) : 0;
    if (size != cbor->size)
        qsm__stream_odd(c->stream);
    cbor->size = size;
    bool fits = size > 0 && (major < 0 || *(const unsigned char *)cbor->data >> 5 == major);
    if (!fits) {
        qsm__stream_odd(c->stream);
        *cbor = *empty;
    }
    return size > 0 ? ok
                    : qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start, "no CBOR item");
}

static bool encode(qsm_coder *c, const qsm_bytes *cbor, const qsm_bytes *empty)
{
    qsm_bytes coded = cbor->size > 0 ? *cbor : *empty;
    return qsm__code_bytes(c, &coded);
}

bool qsm__code_cbor_value(qsm_coder *c, qsm_bytes *cbor)
{
    static const qsm_bytes invalid = {NULL, 0};
    return qsm__decoding(c) ? decode(c, cbor, &invalid, -1) : encode(c, cbor, &undefined);
}

bool qsm__code_cbor_array(qsm_coder *c, qsm_bytes *cbor)
{
    return qsm__decoding(c) ? decode(c, cbor, &empty_array, QSM_CBOR_ARRAY)
                            : encode(c, cbor, &empty_array);
}

bool qsm__code_cbor_map(qsm_coder *c, qsm_bytes *cbor)
{
    return qsm__decoding(c) ? decode(c, cbor, &empty_map, QSM_CBOR_MAP)
                            : encode(c, cbor, &empty_map);
}

QSM_TYPE_CODER(cbor_value, qsm_bytes)
QSM_TYPE_CODER(cbor_array, qsm_bytes)
QSM_TYPE_CODER(cbor_map, qsm_bytes)
