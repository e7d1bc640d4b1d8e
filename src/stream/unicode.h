/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 and UTF-16 and the way between them. Text inside the library is UTF-8; QString is UTF-16,
 * and orders, cuts and counts are Qt's only when they are made in UTF-16 units.
 */
#ifndef QSM_STREAM_UNICODE_H
#define QSM_STREAM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands for what cannot be decoded. */
#define QSM_REPLACEMENT_CHARACTER 0xfffdU

/* What qsm__utf8_next() gives for bytes that are not UTF-8. */
#define QSM_UTF8_INVALID UINT32_MAX

/*
 * The code point at *text, which ends before end, and moves *text over it. For bytes that are not
 * UTF-8 (overlong forms, surrogates and beyond U+10FFFF too) QSM_UTF8_INVALID, moved by one byte.
 */
uint32_t qsm__utf8_next(const char **text, const char *end);

/* Stores a code point as 1-4 bytes of UTF-8; returns how many. */
size_t qsm__utf8_put(char *out, uint32_t code_point);

/* Whether size bytes are valid UTF-8. */
bool qsm__utf8_valid(const char *text, size_t size);

/* How many UTF-16 units size bytes of UTF-8 become; SIZE_MAX if they are not valid UTF-8. */
size_t qsm__utf16_length(const char *text, size_t size);

/* Stores valid UTF-8 as UTF-16 units; returns how many. */
size_t qsm__utf16_from_utf8(uint16_t *out, const char *text, size_t size);

/*
 * Stores UTF-16 units as UTF-8, lone surrogates as U+FFFD; returns how many bytes. out has room for
 * 3 bytes a unit, or is NULL to count only.
 */
size_t qsm__utf8_from_utf16(char *out, const uint16_t *units, size_t length);

/*
 * The order of two NUL-terminated texts by their UTF-16 units, as QString compares: <0, 0 or >0.
 * Both are valid UTF-8.
 */
int qsm__utf16_compare(const char *one, const char *other);

#endif
