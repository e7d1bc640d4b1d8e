/* SPDX-License-Identifier: MIT */
#include "value/schema_steps.h"

#include <string.h>

bool qsm__sized_number(qsm_coder *c, const qsm_step *step, uint64_t *number)
{
    uint16_t small = (uint16_t)*number;
    uint32_t medium = (uint32_t)*number;
    if (step->width == sizeof *number)
        return qsm__code_u64(c, number);
    bool ok = step->width == sizeof small ? qsm__code_u16(c, &small) : qsm__code_u32(c, &medium);
    *number = step->width == sizeof small ? small : medium;
    return ok;
}

bool qsm__sized_beyond(qsm_coder *c, const qsm_step *step, size_t start, uint64_t number,
                       size_t left)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, start,
                           "sized%d(...) of %llu bytes: only %zu are left", step->width * 8,
                           (unsigned long long)number, left);
}

bool qsm__sized_unfilled(qsm_coder *c, const qsm_step *step, size_t start, uint64_t number,
                         size_t left)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                           "sized%d(...) of %llu bytes: its values take only %llu", step->width * 8,
                           (unsigned long long)number, (unsigned long long)number - left);
}

bool qsm__repeat_no_progress(qsm_coder *c)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, qsm__stream_position(c->stream),
                           "repeat(...): its values have no bytes here");
}

bool qsm__raw_missing(qsm_coder *c, const qsm_step *step)
{
    size_t left;
    qsm__stream_unread(c->stream, &left);
    size_t start = qsm__stream_position(c->stream);
    qsm__stream_skip(c->stream, left);
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, start, "%s: only %zu are left",
                           step->text, left);
}

bool qsm__code_raw(qsm_coder *c, const qsm_step *step, qsm_variant *node)
{
    size_t left;
    const unsigned char *in = qsm__stream_unread(c->stream, &left);
    node->offset = qsm__stream_position(c->stream);
    qsm_bytes *bytes = qsm__variant_become(node, step->type);
    if (step->bytes > left) {
        node->size = left;
        return qsm__raw_missing(c, step);
    }
    unsigned char *copy = qsm__code_memory(c, 1, step->bytes + 1);
    if (copy == NULL)
        return false;
    memcpy(copy, in, step->bytes);
    qsm__stream_skip(c->stream, step->bytes);
    *bytes = (qsm_bytes){copy, step->bytes};
    node->size = step->bytes;
    return true;
}
