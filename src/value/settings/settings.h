/* SPDX-License-Identifier: MIT */
/*
 * The text of QSettings::IniFormat. Reading: a line gives a key and the bytes of a value; these
 * give one or more texts, as UTF-16 units, as QSettings has them; each text gives a value.
 */
#ifndef QSM_VALUE_SETTINGS_SETTINGS_H
#define QSM_VALUE_SETTINGS_SETTINGS_H

#include <qsm/settings_text.h>

#include "value/tree.h"

/* The stream versions of @Variant and of @DateTime: the same in each Qt. */
enum { QSM_SETTINGS_VERSION = 7, QSM_SETTINGS_DATE_TIME_VERSION = 17 };

enum { QSM_SETTINGS_MESSAGE = 400 };

/* The state of a call that reads. */
typedef struct qsm_settings_reader {
    qsm_tree *tree;
    bool latin1;          /* the text is not UTF-8 */
    size_t most_used;     /* bytes of the arena */
    size_t elements;      /* that may still come; 0 is the end */
    size_t depth;         /* the limit for streams; 0: the default */
    unsigned char *units; /* room for a unit a byte of the text: the text that is read now */
    size_t count;         /* of its units */
    size_t line;          /* that is read now; 0: there are no lines */
    char message[QSM_SETTINGS_MESSAGE]; /* the first error */
    bool stop;                          /* after an error: nothing more is read */
    bool no_memory;
} qsm_settings_reader;

/* Notes the first error. Returns false. */
bool qsm__settings_fail(qsm_settings_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, and reading ends. */
bool qsm__settings_no_memory(qsm_settings_reader *reader);

/* Counts an element, and looks at the memory. False: a limit is reached. */
bool qsm__settings_element(qsm_settings_reader *reader);

/* Adds a unit to those of the reader. */
static inline void qsm__settings_put(qsm_settings_reader *reader, uint32_t unit)
{
    reader->units[2 * reader->count] = (unsigned char)(unit & 0xff);
    reader->units[2 * reader->count + 1] = (unsigned char)(unit >> 8 & 0xff);
    reader->count++;
}

static inline uint32_t qsm__settings_unit(const qsm_settings_reader *reader, size_t index)
{
    return reader->units[2 * index] | (uint32_t)reader->units[2 * index + 1] << 8;
}

/* Adds the character that begins at a byte above 127. Returns its bytes. */
size_t qsm__settings_put_character(qsm_settings_reader *reader, const char *at, const char *end);

/* The units from `from` on as text in the tree. False: no memory. */
bool qsm__settings_text(qsm_settings_reader *reader, size_t from, size_t count, qsm_text *text);

/* The bytes of a value as a value. False: it has an error; then it is invalid. */
bool qsm__settings_value(qsm_settings_reader *reader, const char *at, const char *end,
                         qsm_variant *value);

/*
 * The units of the reader as a value. is_empty: if there are none, the text is empty, not null.
 * *special: it begins with @, which is no plain text.
 */
bool qsm__settings_value_of_text(qsm_settings_reader *reader, bool is_empty, qsm_variant *value,
                                 bool *special);

/* The state of a call that writes. */
typedef struct qsm_settings_writer {
    qsm_data_stream *out;
    int qt;
    bool after_escape; /* a digit would belong to the escape */
    char message[QSM_SETTINGS_MESSAGE];
    bool no_memory;
} qsm_settings_writer;

/* A value with its quotes and escapes. False: it cannot be written, or there is no memory. */
bool qsm__settings_put_value(qsm_settings_writer *writer, const qsm_variant *value);

/* What stands in a pair of quotes, or without: text, or bytes as the units of Latin-1. */
typedef struct qsm_settings_text {
    const char *before; /* "@ByteArray(" */
    qsm_text text;
    const char *after; /* ")" */
    bool is_bytes;     /* each is a unit */
} qsm_settings_text;

void qsm__settings_put_text(qsm_settings_writer *writer, const qsm_settings_text *text);

/* A part of a key or the name of a section. */
void qsm__settings_put_key(qsm_settings_writer *writer, const char *key, size_t size);

void qsm__settings_put_string(qsm_settings_writer *writer, const char *string);

/* As QString::number(value, 'g', QLocale::FloatingPointShortest) of a Qt release. */
enum { QSM_REAL_TEXT = 48 };
void qsm__settings_real_text(char text[QSM_REAL_TEXT], double value, int qt);

/* A number of C's notation, whatever the locale is. False: it is none. */
bool qsm__settings_real_of_text(const char *text, size_t size, double *value);

#endif
