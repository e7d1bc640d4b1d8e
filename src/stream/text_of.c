/* SPDX-License-Identifier: MIT */
/* qsm/text.h: text that belongs to somebody else. */
#include <qsm/text.h>

#include <stdlib.h>
#include <string.h>

#include "stream/text.h"
#include "stream/unicode.h"

qsm_text qsm_text_of(const char *nul_terminated)
{
    qsm_text text = {nul_terminated, nul_terminated != NULL ? strlen(nul_terminated) : 0};
    return text;
}

bool qsm_text_is_utf8(qsm_text text)
{
    size_t ascii = qsm__ascii_length(text.data, text.size);
    return ascii == text.size || qsm__utf8_valid(text.data + ascii, text.size - ascii);
}

bool qsm_text_is_valid(qsm_text text)
{
    return qsm__text_units(text.data, text.size) != SIZE_MAX;
}

char *qsm_text_copy_utf8(qsm_text text)
{
    if (text.data == NULL)
        return NULL;
    char *copy = text.size < SIZE_MAX ? malloc(text.size + 1) : NULL;
    if (copy == NULL)
        return NULL;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (qsm_text_is_valid(text))
        (void)qsm__text_replace_surrogates(copy, text.size);
    return copy;
}

int qsm_text_compare(qsm_text a, qsm_text b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    size_t same = 0;
    while (same < common && a.data[same] == b.data[same])
        same++;
    if (same == a.size || same == b.size)
        return (a.size > same) - (b.size > same);
    unsigned char one = (unsigned char)a.data[same];
    unsigned char other = (unsigned char)b.data[same];
    /* UTF-16 sorts the surrogates, which are the characters of four bytes (f0 and more), below
     * U+E000 (ee 80 80). Lone surrogates (ed a0 80 and more) are among them. */
    bool one_pair = one >= 0xf0;
    bool other_pair = other >= 0xf0;
    if (one_pair == other_pair || (one_pair ? other : one) < 0xed)
        return one < other ? -1 : 1;
    return qsm__text_compare_units(a, b, same);
}
