/* SPDX-License-Identifier: MIT */
/*
 * UTF-8, and its length and order in UTF-16. Text inside the library is UTF-8. QString is UTF-16:
 * sort, cut and count in UTF-16 units to get the same results as Qt. Conversion: stream/text.h.
 */
#ifndef QSM_STREAM_UNICODE_H
#define QSM_STREAM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Replaces bytes that cannot be decoded. */
#define QSM_REPLACEMENT_CHARACTER 0xfffdU

/* The result of qsm__utf8_next() for bytes that are not UTF-8. */
#define QSM_UTF8_INVALID UINT32_MAX

/*
 * Returns the code point at *text, which ends before end, and moves *text behind it. Invalid UTF-8
 * (overlong forms, surrogates, and above U+10FFFF) gives QSM_UTF8_INVALID and moves *text by 1
 * byte.
 */
uint32_t qsm__utf8_next(const char **text, const char *end);

/* Stores a code point as 1-4 bytes of UTF-8. Returns the number of bytes. */
size_t qsm__utf8_put(char *out, uint32_t code_point);

/* Whether size bytes are valid UTF-8. */
bool qsm__utf8_valid(const char *text, size_t size);

/* The number of UTF-16 units for size bytes of UTF-8. SIZE_MAX for invalid UTF-8. */
size_t qsm__utf16_length(const char *text, size_t size);

/*
 * Compares two NUL-terminated texts by their UTF-16 units, as QString does: <0, 0 or >0. Both must
 * be valid UTF-8.
 */
int qsm__utf16_compare(const char *one, const char *other);

#endif
