/* SPDX-License-Identifier: MIT */
/* Key sequences, lengths of text, size policies. */
#include "value/gui/gui.h"

enum { KEYS = 4 };

/* One key, or all four. No key counts as one that is 0. */
static bool encode_keys(qsm_coder *c, qsm_key_sequence *keys)
{
    bool several = keys->count > 1 && qsm__since(c, QSM_DATA_STREAM_QT_3_1);
    uint32_t count = several ? KEYS : 1;
    bool ok = qsm__code_u32(c, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t key = i < keys->count ? keys->keys[i] : 0;
        ok = qsm__code_u32(c, &key) && ok;
    }
    return ok;
}

/* Qt counts up to the first key that is 0. If there are two, it writes all four. */
static void keep_keys(qsm_coder *c, qsm_key_sequence *keys)
{
    uint32_t last = KEYS;
    while (last > 0 && keys->keys[last - 1] == 0)
        last--;
    for (uint32_t i = 0; i < last; i++) {
        if (keys->keys[i] == 0)
            qsm__stream_odd(c->stream);
    }
    bool first = keys->keys[0] != 0;
    keys->count = first && keys->keys[1] != 0 ? last : first;
    for (uint32_t i = keys->count; i < KEYS; i++)
        keys->keys[i] = 0;
}

/*
 * Qt ignores keys beyond the fourth, leaves their bytes, and takes missing ones for no error. A
 * feed waits for them.
 */
static bool decode_keys(qsm_coder *c, qsm_key_sequence *keys)
{
    uint32_t count = 0;
    size_t left;
    *keys = (qsm_key_sequence){{0}, 0};
    if (!qsm__code_u32(c, &count))
        return false;
    uint32_t most = count < KEYS ? count : KEYS;
    if (count != 1 && count != KEYS)
        qsm__stream_odd(c->stream);
    for (uint32_t i = 0; i < most; i++) {
        qsm__stream_unread(c->stream, &left);
        if (left == 0 && !c->partial) {
            qsm__stream_odd(c->stream);
            *keys = (qsm_key_sequence){{0}, 0};
            return true;
        }
        if (!qsm__code_u32(c, &keys->keys[i])) {
            *keys = (qsm_key_sequence){{0}, 0};
            return false;
        }
    }
    keep_keys(c, keys);
    if (count == KEYS && keys->count <= 1) /* Qt writes one key alone */
        qsm__stream_odd(c->stream);
    return true;
}

bool qsm__code_key_sequence(qsm_coder *c, qsm_key_sequence *value)
{
    return qsm__decoding(c) ? decode_keys(c, value) : encode_keys(c, value);
}

bool qsm__code_text_length(qsm_coder *c, qsm_text_length *value)
{
    bool ok = qsm__code_i32(c, &value->type);
    return qsm__code_real(c, &value->value) && ok;
}

/* The fields of the integer, from its lowest bits on. */
enum { HORIZONTAL = 0, VERTICAL = 4, HFW = 8, CONTROL = 9, WFH = 14, RETAIN = 15 };
enum { VERTICAL_STRETCH = 16, HORIZONTAL_STRETCH = 24 };

static uint32_t policy_bits(const qsm_size_policy *policy)
{
    return (uint32_t)(policy->horizontal & 15) << HORIZONTAL |
           (uint32_t)(policy->vertical & 15) << VERTICAL |
           (uint32_t)policy->height_for_width << HFW |
           (uint32_t)(policy->control_type & 31) << CONTROL |
           (uint32_t)policy->width_for_height << WFH |
           (uint32_t)policy->retain_size_when_hidden << RETAIN |
           (uint32_t)policy->vertical_stretch << VERTICAL_STRETCH |
           (uint32_t)policy->horizontal_stretch << HORIZONTAL_STRETCH;
}

bool qsm__code_size_policy(qsm_coder *c, qsm_size_policy *value)
{
    uint32_t bits = policy_bits(value);
    bool ok = qsm__code_u32(c, &bits);
    if (!qsm__decoding(c))
        return ok;
    value->horizontal = bits >> HORIZONTAL & 15;
    value->vertical = bits >> VERTICAL & 15;
    value->height_for_width = bits >> HFW & 1;
    value->control_type = bits >> CONTROL & 31;
    value->width_for_height = bits >> WFH & 1;
    value->retain_size_when_hidden = bits >> RETAIN & 1;
    value->vertical_stretch = (uint8_t)(bits >> VERTICAL_STRETCH);
    value->horizontal_stretch = (uint8_t)(bits >> HORIZONTAL_STRETCH);
    return ok;
}

/* Whether Qt looks into the profile: its signature stands behind nine numbers. */
static bool is_profile(const qsm_bytes *icc)
{
    static const char signature[] = "acsp";
    enum { LEAST_PROFILE = 132, SIGNATURE_AT = 36 };
    return icc->size >= LEAST_PROFILE &&
           memcmp((const char *)icc->data + SIGNATURE_AT, signature, sizeof signature - 1) == 0;
}

/* QColorSpace: an ICC profile. Other bytes are an invalid colour space, which has none. */
static bool code_color_space(qsm_coder *c, qsm_bytes *icc)
{
    bool ok = qsm__code_checked_bytes(c, icc);
    if (!qsm__decoding(c) || icc->data == NULL || is_profile(icc))
        return ok;
    qsm__stream_odd(c->stream);
    *icc = (qsm_bytes){NULL, 0};
    return ok;
}

bool qsm__type_color_space(qsm_coder *c, const qsm_type *type, void *value)
{
    (void)type;
    return code_color_space(c, value);
}

QSM_TYPE_CODER(key_sequence, qsm_key_sequence)
QSM_TYPE_CODER(text_length, qsm_text_length)
QSM_TYPE_CODER(size_policy, qsm_size_policy)
