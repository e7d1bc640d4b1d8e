/* SPDX-License-Identifier: MIT */
/* QCborValue, QCborArray, QCborMap: carried as their bytes, which are checked. */
#include "value/core/cbor_item.h"
#include "value/core/core.h"

#include "text/utf8.h"

static const qsm_bytes undefined = {"\xf7", 1};
static const qsm_bytes empty_array = {"\x80", 1};
static const qsm_bytes empty_map = {"\xa0", 1};

static bool check_item(const unsigned char **at, const unsigned char *end, unsigned depth);

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

/* Elements; keys and values. */
static bool check_items(const unsigned char **at, const unsigned char *end,
                        const qsm_cbor_head *head, unsigned depth)
{
    unsigned each = head->major == QSM_CBOR_MAP ? 2 : 1;
    bool counted = head->info != QSM_CBOR_INDEFINITE;
    if (depth >= QSM_CBOR_MOST_DEPTH)
        return false;
    for (uint64_t i = 0; counted ? i < head->value : !at_break(at, end); i++) {
        for (unsigned j = 0; j < each; j++) {
            if (!check_item(at, end, depth + 1))
                return false;
        }
    }
    return true;
}

static bool check_item(const unsigned char **at, const unsigned char *end, unsigned depth)
{
    qsm_cbor_head head;
    if (!qsm__cbor_head(at, end, &head))
        return false;
    switch ((qsm_cbor_major)head.major) {
    case QSM_CBOR_BYTES:
    case QSM_CBOR_TEXT:
        return check_string(at, end, &head);
    case QSM_CBOR_ARRAY:
    case QSM_CBOR_MAP:
        return check_items(at, end, &head, depth);
    case QSM_CBOR_TAG:
        return depth < QSM_CBOR_MOST_DEPTH && check_item(at, end, depth + 1);
    case QSM_CBOR_SIMPLE:
        return head.info != 24 || head.value >= 32;
    default:
        return true;
    }
}

size_t qsm__cbor_item_size(const unsigned char *data, size_t size)
{
    const unsigned char *at = data;
    return check_item(&at, data + size, 0) ? (size_t)(at - data) : 0;
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
