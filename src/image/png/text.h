/* SPDX-License-Identifier: MIT */
/* Latin-1, keywords, and Qt's rules for them. Reading and writing texts share this. */
#ifndef QSM_IMAGE_PNG_TEXT_H
#define QSM_IMAGE_PNG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "image/png/png.h"

/* How a text is written. Decided once, before writing. */
typedef struct qsm_png_text_plan {
    uint32_t type;
    bool packed;
    char keyword[QSM_PNG_MAX_KEYWORD + 1]; /* Latin-1 */
} qsm_png_text_plan;

/* Texts of at least so many UTF-16 units are compressed. */
enum { QSM_PNG_PACKED_BY_QT = 40, QSM_PNG_PACKED_IF_LONG = 1 << 16 };

/*
 * Plans a text, compressed from this length on. key and text are UTF-8. False if no valid character
 * of the key is left.
 */
bool qsm__png_plan_text(qsm_png_text_plan *plan, const char *key, const char *text,
                        size_t packed_from);

/* Converts UTF-8 to Latin-1 for free(). All characters must be Latin-1. NULL when out of memory. */
char *qsm__png_latin1_from_utf8(const char *text, size_t *size);

/* Converts Latin-1 to UTF-8 for free(). NULL when out of memory. */
char *qsm__png_utf8_from_latin1(const unsigned char *text, size_t size);

/*
 * Converts bytes to valid UTF-8 for free(). Each invalid byte becomes U+FFFD, as in QString. NULL
 * when out of memory.
 */
char *qsm__png_repair_utf8(const unsigned char *text, size_t size);

#endif
