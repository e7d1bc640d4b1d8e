/* SPDX-License-Identifier: MIT */
/* QBitArray: the number of bits, in 32 bits before version 20; then the bits, the lowest first. */
#include <string.h>

#include "value/core/core.h"

#define MOST_OLD_BITS 0x7fffffffU

static bool code_bit_count(qsm_coder *c, uint64_t *count)
{
    if (qsm__since(c, QSM_DATA_STREAM_QT_6_0))
        return qsm__code_u64(c, count);
    uint32_t old = (uint32_t)*count;
    bool ok = qsm__code_u32(c, &old);
    *count = old;
    return ok;
}

/* Qt since 6.8; older ones crash, or take no byte for a number close to the largest. */
static bool check_count(qsm_coder *c, uint64_t count, size_t start)
{
    bool old = !qsm__since(c, QSM_DATA_STREAM_QT_6_0);
    if (old ? count <= MOST_OLD_BITS : count <= INT64_MAX)
        return true;
    bool corrupt = old && qsm__decoding(c);
    return qsm__coder_fail(
        c, corrupt ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, start,
        "a QBitArray of %llu bits, more than the limit of Qt", (unsigned long long)count);
}

/* The bits of the last byte behind the end are 0. */
static bool is_padded(unsigned last, uint64_t count)
{
    return count % 8 == 0 || last >> count % 8 == 0;
}

static bool decode(qsm_coder *c, qsm_bit_array *value)
{
    uint64_t count = 0;
    size_t start = qsm__stream_position(c->stream);
    *value = (qsm_bit_array){NULL, 0};
    if (!code_bit_count(c, &count) || !check_count(c, count, start))
        return false;
    if (count == 0)
        return true;
    const unsigned char *in =
        qsm__stream_take(c->stream, count / 8 + (count % 8 != 0), "a QBitArray");
    if (in == NULL)
        return false;
    size_t size = (size_t)(count / 8 + (count % 8 != 0));
    bool copied = c->mode != QSM_MODE_SKIP;
    uint8_t *bytes = copied ? qsm__code_memory(c, size, 1) : NULL;
    if (copied && bytes == NULL)
        return false;
    if (copied)
        memcpy(bytes, in, size);
    if (!is_padded(copied ? bytes[size - 1] : in[size - 1], count))
        return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                               "a QBitArray of %llu bits with bits behind its end",
                               (unsigned long long)count);
    if (copied && count <= SIZE_MAX) /* so many bytes were there */
        *value = (qsm_bit_array){bytes, (size_t)count};
    return true;
}

static bool encode(qsm_coder *c, const qsm_bit_array *value)
{
    uint64_t count = value->bytes != NULL ? value->count : 0;
    size_t size = (size_t)(count / 8);
    if (!check_count(c, count, qsm__stream_position(c->stream)))
        return false;
    bool ok = code_bit_count(c, &count);
    if (size > 0)
        ok = qsm_data_stream_write_raw_data(c->stream, value->bytes, size) && ok;
    if (count % 8 == 0)
        return ok;
    uint8_t last = (uint8_t)(value->bytes[size] & ((1U << count % 8) - 1));
    return qsm__code_u8(c, &last) && ok;
}

bool qsm__code_bit_array(qsm_coder *c, qsm_bit_array *value)
{
    return qsm__decoding(c) ? decode(c, value) : encode(c, value);
}

QSM_TYPE_CODER(bit_array, qsm_bit_array)
