/* SPDX-License-Identifier: MIT */
/* Latin-1, keywords, and what Qt makes of them; shared by reading and writing texts. */
#ifndef QSM_IMAGE_PNG_TEXT_H
#define QSM_IMAGE_PNG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "image/png/png.h"

/* How a text is written: decided once, before anything is. */
typedef struct qsm_png_text_plan {
    uint32_t type;
    bool packed;
    char keyword[QSM_PNG_MAX_KEYWORD + 1]; /* Latin-1 */
} qsm_png_text_plan;

/* False when no keyword is left of the key. key and text are UTF-8. */
bool qsm__png_plan_text(qsm_png_text_plan *plan, const char *key, const char *text);

/* Latin-1 for free() made of UTF-8 that holds no other characters; NULL when out of memory. */
char *qsm__png_latin1_from_utf8(const char *text, size_t *size);

/* UTF-8 for free() made of Latin-1; NULL when out of memory. */
char *qsm__png_utf8_from_latin1(const unsigned char *text, size_t size);

/* UTF-8 for free() made of bytes that should be it, U+FFFD for each that is not, as QString reads
 * them; NULL when out of memory. */
char *qsm__png_repair_utf8(const unsigned char *text, size_t size);

#endif
