/* SPDX-License-Identifier: MIT */
/*
 * QUrl: the encoded form, which is ASCII; null if it is empty or invalid. What no Qt writes is
 * brought into that form where Qt would do it by encoding a character.
 */
#include <string.h>

#include "value/core/core.h"

static bool is_letter(unsigned char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(unsigned char byte)
{
    return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* Whether the byte at i stands in a URL as it is. */
static bool is_plain(const unsigned char *in, size_t size, size_t i)
{
    if (in[i] == '%')
        return size - i > 2 && is_hex(in[i + 1]) && is_hex(in[i + 2]);
    return in[i] > ' ' && in[i] < 0x7f && strchr("\"<>\\^`{|}", in[i]) == NULL;
}

/* The bytes may contain NUL, which strchr() finds in each text. */
static bool is_one_of(const char *text, unsigned char byte)
{
    return byte != '\0' && strchr(text, byte) != NULL;
}

/* A colon before the first slash ends a scheme. */
static bool has_good_scheme(const unsigned char *in, size_t size)
{
    size_t colon = 0;
    while (colon < size && !is_one_of("/?#:", in[colon]))
        colon++;
    if (colon == size || in[colon] != ':')
        return true;
    for (size_t i = 0; i < colon; i++) {
        if (!is_letter(in[i]) && !is_digit(in[i]) && !is_one_of("+-.", in[i]))
            return false;
    }
    return colon > 0 && is_letter(in[0]);
}

/* Latin-1: a byte beyond ASCII is a character of two bytes in UTF-8. */
static char *encode_byte(char *out, unsigned char byte)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char utf8[2] = {byte, 0};
    size_t count = 1;
    if (byte >= 0x80) {
        utf8[0] = (unsigned char)(0xc0 | byte >> 6);
        utf8[1] = (unsigned char)(0x80 | (byte & 0x3f));
        count = 2;
    }
    for (size_t i = 0; i < count; i++) {
        *out++ = '%';
        *out++ = digits[utf8[i] >> 4];
        *out++ = digits[utf8[i] & 15];
    }
    return out;
}

static bool all_plain(const unsigned char *in, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!is_plain(in, size, i))
            return false;
    }
    return true;
}

/* As Qt 5 does. */
static void cut_at_nul(const qsm_coder *c, qsm_bytes *bytes)
{
    const char *nul = c->lenient && c->qt < QSM_QT_6 && bytes->data != NULL
                          ? memchr(bytes->data, '\0', bytes->size)
                          : NULL;
    if (nul == NULL)
        return;
    bytes->size = (size_t)(nul - (const char *)bytes->data);
    qsm__stream_odd(c->stream);
}

/* bytes: a copy in the arena. */
static bool from_bytes(qsm_coder *c, qsm_bytes *bytes, qsm_text *url)
{
    const unsigned char *in = bytes->data;
    *url = (qsm_text){NULL, 0};
    cut_at_nul(c, bytes);
    if (bytes->size == 0 || !has_good_scheme(in, bytes->size)) {
        if (bytes->data != NULL && qsm__since(c, QSM_DATA_STREAM_QT_3_3))
            qsm__stream_odd(c->stream);
        return true;
    }
    if (all_plain(in, bytes->size)) {
        *url = (qsm_text){bytes->data, bytes->size};
        return true;
    }
    qsm__stream_odd(c->stream);
    char *text = bytes->size < SIZE_MAX / 8 ? qsm__code_memory(c, 6 * bytes->size + 1, 1) : NULL;
    if (text == NULL)
        return false;
    char *out = text;
    for (size_t i = 0; i < bytes->size; i++) {
        if (is_plain(in, bytes->size, i))
            *out++ = (char)in[i];
        else
            out = encode_byte(out, in[i]);
    }
    *url = (qsm_text){text, (size_t)(out - text)};
    return true;
}

bool qsm__code_url(qsm_coder *c, qsm_text *url)
{
    qsm_bytes bytes = {url->data, url->size};
    if (bytes.size == 0)
        bytes.data = NULL;
    bool ok = qsm__code_bytes(c, &bytes);
    if (!qsm__decoding(c))
        return ok;
    return from_bytes(c, &bytes, url) && ok;
}

QSM_TYPE_CODER(url, qsm_text)
