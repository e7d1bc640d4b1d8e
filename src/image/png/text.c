/* SPDX-License-Identifier: MIT */
#include "image/png/text.h"

#include <stdlib.h>
#include <string.h>

#include "stream/unicode.h"

char *qsm__png_latin1_from_utf8(const char *text, size_t *size)
{
    size_t length = strlen(text);
    const char *end = text + length;
    char *out = malloc(length + 1);
    if (out == NULL)
        return NULL;
    size_t used = 0;
    while (text < end)
        out[used++] = (char)(unsigned char)qsm__utf8_next(&text, end);
    out[used] = '\0';
    *size = used;
    return out;
}

char *qsm__png_utf8_from_latin1(const unsigned char *text, size_t size)
{
    char *out = malloc(size * 2 + 1);
    if (out == NULL)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < size; i++)
        used += qsm__utf8_put(out + used, text[i]);
    out[used] = '\0';
    return out;
}

char *qsm__png_repair_utf8(const unsigned char *text, size_t size)
{
    const char *at = (const char *)text;
    const char *end = at + size;
    char *out = malloc(size * 3 + 1);
    if (out == NULL)
        return NULL;
    /* QString drops a byte order mark at the beginning. */
    if (size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    size_t used = 0;
    while (at < end) {
        uint32_t point = qsm__utf8_next(&at, end);
        used += qsm__utf8_put(out + used,
                              point == QSM_UTF8_INVALID ? QSM_REPLACEMENT_CHARACTER : point);
    }
    out[used] = '\0';
    return out;
}

/* Whether a keyword may contain the byte. Spaces are handled by the caller. */
static bool is_keyword_byte(unsigned char byte)
{
    return (byte >= 33 && byte <= 126) || byte >= 161;
}

/* Replaces each run of other bytes by one space. Removes spaces at both ends. */
static size_t tidy_keyword(char *out, const char *latin1, size_t size)
{
    size_t used = 0;
    bool space = false;
    for (size_t i = 0; i < size; i++) {
        if (!is_keyword_byte((unsigned char)latin1[i])) {
            space = used > 0;
            continue;
        }
        if (space)
            out[used++] = ' ';
        space = false;
        out[used++] = latin1[i];
    }
    out[used] = '\0';
    return used;
}

static bool make_keyword(char *out, const char *key)
{
    char first[QSM_PNG_MAX_KEYWORD];
    size_t size = 0;
    const char *end = key + strlen(key);
    while (key < end && size < sizeof first) {
        uint32_t point = qsm__utf8_next(&key, end);
        first[size++] = (char)(unsigned char)(point < 0x100 ? point : '?');
        if (point > 0xFFFF && point != QSM_UTF8_INVALID && size < sizeof first)
            first[size++] = '?';
    }
    return tidy_keyword(out, first, size) > 0;
}

/*
 * Whether a Latin-1 text chunk cannot contain the text: it has other letters, or control characters
 * except newline.
 */
static bool needs_unicode(const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t point = qsm__utf8_next(&text, end);
        if (point > 0xFF || (point < 0x20 && point != '\n') || (point >= 0x7F && point <= 0x9F))
            return true;
    }
    return false;
}

bool qsm__png_plan_text(qsm_png_text_plan *plan, const char *key, const char *text,
                        size_t packed_from)
{
    plan->packed = qsm__utf16_length(text, strlen(text)) >= packed_from;
    if (needs_unicode(text))
        plan->type = QSM_PNG_ITXT;
    else
        plan->type = plan->packed ? QSM_PNG_ZTXT : QSM_PNG_TEXT;
    return make_keyword(plan->keyword, key);
}
