/* SPDX-License-Identifier: MIT */
/*
 * Text, and the UTF-16 units of QString on the wire. Text is UTF-8 in which a lone surrogate
 * (U+D800-U+DFFF without its partner) has the three bytes of its number. A pair of surrogates never
 * stands so: it is one character of four bytes. So each QString has one text, and each text one
 * QString.
 */
#ifndef QSM_STREAM_TEXT_H
#define QSM_STREAM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <qsm/text.h>

#include "stream/stream.h"

/* How a unit stands on the wire. */
typedef enum qsm_unit_form {
    QSM_UNITS_LATIN1, /* 1 byte: version 1 */
    QSM_UNITS_LITTLE,
    QSM_UNITS_BIG
} qsm_unit_form;

/*
 * Makes text of count units. Each byte is read once. out has room for 3 bytes a unit (2 with
 * Latin-1). Returns the number of bytes.
 */
size_t qsm__text_from_units(char *out, const unsigned char *in, size_t count, qsm_unit_form form);

/*
 * Makes units of text. out has room for one unit a byte of text. Characters that Latin-1 lacks
 * become `?`. Returns the number of units; SIZE_MAX if the text is invalid.
 */
size_t qsm__units_from_text(unsigned char *out, const char *text, size_t size, qsm_unit_form form);

/* The number of units. SIZE_MAX: invalid. */
size_t qsm__text_units(const char *text, size_t size);

/* The bytes at the beginning that are ASCII. */
size_t qsm__ascii_length(const char *text, size_t size);

/* Puts U+FFFD in place of lone surrogates: both have three bytes. The text is valid. Returns
 * whether there were any. */
bool qsm__text_replace_surrogates(char *text, size_t size);

/* Whether the texts have the same bytes. Null and empty differ. */
static inline bool qsm__text_same(qsm_text one, qsm_text other)
{
    return one.size == other.size && (one.data == NULL) == (other.data == NULL) &&
           (one.data == NULL || memcmp(one.data, other.data, one.size) == 0);
}

/* The order of two texts that differ first in the characters at `at`, of which one is beyond the
 * BMP: by UTF-16 units. */
int qsm__text_compare_units(qsm_text a, qsm_text b, size_t at);

/* The units of a string on the wire. */
typedef struct qsm_wire_text {
    const unsigned char *in; /* NULL: the null string */
    size_t count;
    qsm_unit_form form;
    bool has_length; /* false: not even that was there */
} qsm_wire_text;

/* The form of units at the stream's version and byte order. */
qsm_unit_form qsm__stream_unit_form(const qsm_data_stream *stream);

/* Consumes a string. False: it is damaged, or cut short; wire is null then. */
bool qsm__stream_take_text(qsm_data_stream *stream, qsm_wire_text *wire);

/* Writes text; NULL is null. Invalid text gives WriteFailed, and nothing is written. */
bool qsm__stream_put_text(qsm_data_stream *stream, const char *text, size_t size);

#endif
