/* SPDX-License-Identifier: MIT */
/* UTF-8 as keys need it: strict checking, and the UTF-16 lengths that Qt counts in. */
#ifndef QSM_KEY_UTF8_H
#define QSM_KEY_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Length in bytes (1-4) of the character at the front of size bytes, 0 if there is no valid one: no
 * overlong forms, surrogates, or numbers above U+10FFFF.
 */
size_t qsm__utf8_character(const char *text, size_t size);

/* Whether all of a NUL-terminated text is valid. */
bool qsm__utf8_is_valid(const char *text);

/*
 * Bytes of the longest valid prefix that takes at most units UTF-16 units. Where Qt would cut a
 * surrogate pair in two, the prefix ends before the pair: UTF-8 cannot hold half of one.
 */
size_t qsm__utf8_prefix(const char *text, size_t units);

#endif
