/* SPDX-License-Identifier: MIT */
#include "image/copier.h"

#include <string.h>

/* Copies what the window has of these bytes. Returns their number. */
static size_t take_from_window(const qsm_copier *copier, void *to, const unsigned char *from,
                               size_t size)
{
    if (copier->size == 0 || from < copier->from || from >= copier->from + copier->size)
        return 0;
    size_t there = copier->size - (size_t)(from - copier->from);
    size_t now = size < there ? size : there;
    memcpy(to, copier->window + (from - copier->from), now);
    return now;
}

static void fill_window(qsm_copier *copier, const unsigned char *from, size_t left)
{
    copier->from = from;
    copier->size = left < copier->capacity ? left : copier->capacity;
    copier->failed = !copier->copy(copier->window, from, copier->size);
}

void qsm__copier_copy(qsm_copier *copier, void *to, const unsigned char *from, size_t size,
                      size_t left)
{
    unsigned char *out = to;
    size_t done = copier->failed ? 0 : take_from_window(copier, out, from, size);
    size_t rest = size - done;
    if (rest > 0 && !copier->failed && rest < copier->capacity / 2) {
        fill_window(copier, from + done, left - done);
        (void)take_from_window(copier, out + done, from + done, rest);
    } else if (rest > 0 && !copier->failed) {
        copier->failed = !copier->copy(out + done, from + done, rest);
    }
    if (copier->failed)
        memset(to, 0, size);
}
