/* SPDX-License-Identifier: MIT */
#include "key/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

static bool make_room(qsm_text *text, size_t more)
{
    if (text->failed)
        return false;
    if (more > SIZE_MAX / 2 - text->size - 1) {
        errno = ENOMEM;
        text->failed = true;
        return false;
    }
    size_t needed = text->size + more + 1;
    if (needed <= text->room)
        return true;
    size_t room = needed < FIRST_ROOM ? FIRST_ROOM : needed + needed / 2;
    char *bytes = realloc(text->bytes, room);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void qsm__text_add(qsm_text *text, const char *bytes, size_t size)
{
    if (!make_room(text, size))
        return;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

void qsm__text_add_string(qsm_text *text, const char *string)
{
    qsm__text_add(text, string, strlen(string));
}

void qsm__text_cut(qsm_text *text, size_t size)
{
    if (text->failed || size >= text->size)
        return;
    text->size = size;
    text->bytes[size] = '\0';
}

char *qsm__text_take(qsm_text *text)
{
    qsm__text_add(text, "", 0); /* an empty string is a string too */
    char *bytes = text->bytes;
    if (text->failed) {
        free(bytes);
        bytes = NULL;
        errno = ENOMEM;
    }
    *text = (qsm_text){0};
    return bytes;
}

char *qsm__text_join(const char *front, const char *back)
{
    qsm_text text = {0};
    qsm__text_add_string(&text, front);
    qsm__text_add_string(&text, back);
    return qsm__text_take(&text);
}

void qsm__text_drop(qsm_text *text)
{
    free(text->bytes);
    *text = (qsm_text){0};
}
