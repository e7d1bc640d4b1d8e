/* SPDX-License-Identifier: MIT */
/*
 * A string that grows. After a failed allocation, later calls do nothing and take() returns NULL:
 * the caller checks once, at the end.
 */
#ifndef QSM_KEY_TEXT_H
#define QSM_KEY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct qsm_text {
    char *bytes; /* NUL-terminated; NULL while empty */
    size_t size; /* without the NUL */
    size_t room;
    bool failed;
} qsm_text;

void qsm__text_add(qsm_text *text, const char *bytes, size_t size);
void qsm__text_add_string(qsm_text *text, const char *string);

/* Drops all bytes after the first size bytes. */
void qsm__text_cut(qsm_text *text, size_t size);

/*
 * Returns the string, for free(), and empties the text. NULL with ENOMEM after a failed allocation.
 */
char *qsm__text_take(qsm_text *text);

/* Returns front with back behind it, for free(). NULL with ENOMEM. */
char *qsm__text_join(const char *front, const char *back);

/* Frees the string. */
void qsm__text_drop(qsm_text *text);

#endif
