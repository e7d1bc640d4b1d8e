/* SPDX-License-Identifier: MIT */
/* A map as the text of a file: sections and keys, sorted. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/unicode.h"
#include "value/settings/settings.h"

enum { QT_6_4 = 0x060400, SHOWN = 60 };

/* A pair of the map. */
typedef struct entry {
    qsm_text section; /* empty: the section General */
    qsm_text key;
    const qsm_variant *value;
    size_t index;
} entry;

static int by_key(const void *one, const void *other)
{
    const entry *left = one;
    const entry *right = other;
    int order = qsm_text_compare(left->section, right->section);
    if (order == 0)
        order = qsm_text_compare(left->key, right->key);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static bool fail_key(qsm_settings_writer *writer, qsm_text key, const char *problem)
{
    char cut[SHOWN + 1];
    char reason[QSM_SETTINGS_MESSAGE];
    size_t size = key.size < SHOWN ? key.size : SHOWN;
    while (size > 0 && size < key.size && ((unsigned char)key.data[size] & 0xc0) == 0x80)
        size--; /* between two characters */
    memcpy(cut, key.data, size);
    cut[size] = '\0';
    (void)snprintf(reason, sizeof reason, "%s", problem);
    (void)snprintf(writer->message, sizeof writer->message, "key \"%s\": %.300s", cut, reason);
    return false;
}

static bool split(qsm_settings_writer *writer, qsm_text key, entry *made)
{
    if (key.data == NULL)
        key = (qsm_text){"", 0};
    const char *slash = memchr(key.data, '/', key.size);
    if (slash == key.data && key.size > 0)
        return fail_key(writer, key, "a key of QSettings does not begin with /");
    size_t size = slash != NULL ? (size_t)(slash - key.data) : 0;
    size_t skipped = slash != NULL ? size + 1 : 0;
    made->section = (qsm_text){key.data, size};
    made->key = (qsm_text){key.data + skipped, key.size - skipped};
    return true;
}

/* A name that QSettings would take for its section without keys gets a %. */
static void put_section(qsm_settings_writer *writer, qsm_text section)
{
    static const char general[] = "general";
    bool is_general = section.size == sizeof general - 1;
    for (size_t i = 0; i < section.size && is_general; i++)
        is_general = (section.data[i] | 0x20) == general[i];
    if (section.size == 0) {
        qsm__settings_put_string(writer, "[General]\n");
        return;
    }
    qsm__settings_put_string(writer, is_general ? "[%" : "[");
    qsm__settings_put_key(writer, section.data, section.size);
    qsm__settings_put_string(writer, "]\n");
}

static bool put_entry(qsm_settings_writer *writer, const entry *e)
{
    /* A / is written as \ , which would belong to the = behind it. */
    bool slash = e->key.size > 0 && e->key.data[e->key.size - 1] == '/';
    qsm__settings_put_key(writer, e->key.data, e->key.size - slash);
    qsm__settings_put_string(writer, slash ? "%2F=" : "=");
    if (!qsm__settings_put_value(writer, e->value)) {
        const char *key = e->section.data; /* the whole key */
        size_t size = (size_t)(e->key.data - key) + e->key.size;
        return writer->no_memory || fail_key(writer, (qsm_text){key, size}, writer->message);
    }
    qsm__settings_put_string(writer, "\n");
    return true;
}

static bool put_entries(qsm_settings_writer *writer, const entry *entries, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        const entry *e = &entries[i];
        bool same = i > 0 && qsm_text_compare(e->section, e[-1].section) == 0;
        bool again = i + 1 < count && qsm_text_compare(e->section, e[1].section) == 0 &&
                     qsm_text_compare(e->key, e[1].key) == 0;
        if (!same)
            qsm__settings_put_string(writer, i > 0 ? "\n" : "");
        if (!same)
            put_section(writer, e->section);
        if (!again) /* of equal keys the last counts */
            ok = put_entry(writer, e);
    }
    return ok && !writer->no_memory;
}

static bool put_map(qsm_settings_writer *writer, const qsm_variant *map)
{
    bool ok = true;
    size_t count = qsm_variant_count(map);
    entry *entries = calloc(count + 1, sizeof *entries);
    if (entries == NULL) {
        writer->no_memory = true;
        return false;
    }
    for (size_t i = 0; i < count && ok; i++) {
        entries[i].value = qsm_variant_at(map, i);
        entries[i].index = i;
        ok = split(writer, qsm_variant_key_text(map, i), &entries[i]);
    }
    if (ok) {
        qsort(entries, count, sizeof *entries, by_key);
        ok = put_entries(writer, entries, count);
    }
    free(entries);
    return ok;
}

/* What was written, as memory for the caller. */
static char *take(qsm_settings_writer *writer, size_t *size)
{
    (void)qsm_data_stream_write_raw_data(writer->out, "", 1);
    if (qsm_data_stream_status(writer->out) != QSM_DATA_STREAM_OK)
        return NULL;
    size_t whole = qsm_data_stream_size(writer->out);
    char *text = malloc(whole);
    if (text != NULL)
        memcpy(text, qsm_data_stream_data(writer->out), whole);
    if (text != NULL && size != NULL)
        *size = whole - 1;
    return text;
}

static char *write_all(const qsm_variant *value, int qt_version, size_t *size, char **message,
                       bool (*put)(qsm_settings_writer *writer, const qsm_variant *value))
{
    qsm_settings_writer writer = {.qt = qt_version != 0 ? qt_version : QT_6_4};
    if (message != NULL)
        *message = NULL;
    writer.out = qsm_data_stream_new_buffer();
    bool ok = writer.out != NULL && put(&writer, value);
    char *text = ok ? take(&writer, size) : NULL;
    qsm_data_stream_free(writer.out);
    if (text != NULL)
        return text;
    bool failed = writer.message[0] != '\0' && !writer.no_memory;
    if (failed && message != NULL) {
        *message = strdup(writer.message);
        failed = *message != NULL;
    }
    errno = failed ? EINVAL : ENOMEM;
    return NULL;
}

char *qsm_settings_write_ini(const qsm_variant *map, int qt_version, size_t *size, char **message)
{
    qsm_variant_type_code type = qsm_variant_type(map);
    if (type != QSM_VARIANT_MAP && type != QSM_VARIANT_HASH) {
        if (message != NULL)
            *message = NULL;
        errno = EINVAL;
        return NULL;
    }
    return write_all(map, qt_version, size, message, put_map);
}

char *qsm_settings_write_value(const qsm_variant *value, int qt_version, size_t *size,
                               char **message)
{
    return write_all(value, qt_version, size, message, qsm__settings_put_value);
}
