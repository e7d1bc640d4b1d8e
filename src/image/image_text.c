/* SPDX-License-Identifier: MIT */
/* The texts of an image: a small array, sorted by key as in Qt. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_parts.h"
#include "stream/unicode.h"

static void free_entry(qsm_image_text_entry *entry)
{
    free(entry->key);
    free(entry->value);
}

void qsm__image_clear_texts(qsm_image *image)
{
    for (int i = 0; i < image->text_count; i++)
        free_entry(&image->texts[i]);
    free(image->texts);
    image->texts = NULL;
    image->text_count = 0;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

/* Copies key and text. False when out of memory; then nothing is stored. */
static bool make_entry(qsm_image_text_entry *entry, const char *key, const char *value)
{
    entry->key = copy_text(key);
    entry->value = copy_text(value);
    if (entry->key != NULL && entry->value != NULL)
        return true;
    free_entry(entry);
    return false;
}

bool qsm__image_copy_texts(qsm_image *to, const qsm_image *from)
{
    qsm__image_clear_texts(to);
    if (from->text_count == 0)
        return true;
    to->texts = calloc((size_t)from->text_count, sizeof *to->texts);
    if (to->texts == NULL)
        return false;
    for (int i = 0; i < from->text_count; i++) {
        if (!make_entry(&to->texts[i], from->texts[i].key, from->texts[i].value))
            return false;
        to->text_count = i + 1;
    }
    return true;
}

/* The index of a key, or the index where it would be inserted. */
static int find(const qsm_image *image, const char *key, bool *found)
{
    int first = 0;
    int last = image->text_count;
    *found = false;
    while (first < last && !*found) {
        int middle = first + (last - first) / 2;
        int order = qsm__utf16_compare(image->texts[middle].key, key);
        *found = order == 0;
        if (order < 0)
            first = middle + 1;
        else
            last = middle;
        if (*found)
            first = middle;
    }
    return first;
}

int qsm_image_text_count(const qsm_image *image)
{
    return qsm__image_given(image)->text_count;
}

const char *qsm_image_text_key(const qsm_image *image, int i)
{
    return i >= 0 && i < qsm_image_text_count(image) ? image->texts[i].key : NULL;
}

const char *qsm_image_text(const qsm_image *image, const char *key)
{
    if (qsm__image_given(image) != image || key == NULL || !qsm__utf8_valid(key, strlen(key)))
        return NULL;
    bool found;
    int i = find(image, key, &found);
    return found ? image->texts[i].value : NULL;
}

static void remove_at(qsm_image *image, int i)
{
    free_entry(&image->texts[i]);
    size_t behind = (size_t)(image->text_count - i - 1);
    memmove(&image->texts[i], &image->texts[i + 1], behind * sizeof *image->texts);
    image->text_count--;
}

static bool insert_at(qsm_image *image, int i, const char *key, const char *text)
{
    qsm_image_text_entry entry;
    size_t size = ((size_t)image->text_count + 1) * sizeof entry;
    qsm_image_text_entry *texts = realloc(image->texts, size);
    if (texts == NULL)
        return false;
    image->texts = texts;
    if (!make_entry(&entry, key, text))
        return false;
    memmove(&texts[i + 1], &texts[i], (size_t)(image->text_count - i) * sizeof entry);
    texts[i] = entry;
    image->text_count++;
    return true;
}

static bool replace_at(qsm_image *image, int i, const char *text)
{
    char *copy = copy_text(text);
    if (copy == NULL)
        return false;
    free(image->texts[i].value);
    image->texts[i].value = copy;
    return true;
}

static bool refuse(int error)
{
    errno = error;
    return false;
}

bool qsm_image_set_text(qsm_image *image, const char *key, const char *text)
{
    if (image == NULL || key == NULL || (text != NULL && image->bits == NULL))
        return refuse(EINVAL);
    if (!qsm__utf8_valid(key, strlen(key)) ||
        (text != NULL && !qsm__utf8_valid(text, strlen(text))))
        return refuse(EILSEQ);
    bool found;
    int i = find(image, key, &found);
    if (text == NULL) {
        if (found)
            remove_at(image, i);
        return true;
    }
    return found ? replace_at(image, i, text) : insert_at(image, i, key, text);
}
