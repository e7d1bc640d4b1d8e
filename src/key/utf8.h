/* SPDX-License-Identifier: MIT */
/* UTF-8 for keys: strict checks, and lengths in UTF-16 units, as Qt counts. */
#ifndef QSM_KEY_UTF8_H
#define QSM_KEY_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Length in bytes (1-4) of the character at the front of size bytes; 0 if it is not valid. Overlong
 * forms, surrogates and numbers above U+10FFFF are not valid.
 */
size_t qsm__utf8_character(const char *text, size_t size);

/* Whether all of a NUL-terminated text is valid. */
bool qsm__utf8_is_valid(const char *text);

/*
 * Length in bytes of the longest valid prefix of at most `units` UTF-16 units. Where Qt would cut a
 * surrogate pair, the prefix ends before the pair: UTF-8 cannot contain half a pair.
 */
size_t qsm__utf8_prefix(const char *text, size_t units);

#endif
