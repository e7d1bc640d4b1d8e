/* SPDX-License-Identifier: MIT */
/* A value as the text that QSettings has for its type. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <qsm/values.h>

#include "stream/stream.h"
#include "value/number.h"
#include "value/settings/settings.h"

enum { NUMBERS_SIZE = 80 };

typedef bool put(qsm_settings_writer *writer, const qsm_variant *value);

static bool put_plain(qsm_settings_writer *writer, const char *string)
{
    qsm__settings_put_text(writer, &(qsm_settings_text){"", qsm_text_of(string), "", false});
    return true;
}

/* @ before text that begins with it; @String(...) around text with U+0000. */
static bool put_string(qsm_settings_writer *writer, const qsm_variant *value)
{
    qsm_settings_text text = {"", qsm_variant_text(value), "", false};
    if (text.text.size > 0 && memchr(text.text.data, '\0', text.text.size) != NULL) {
        text.before = "@String(";
        text.after = ")";
    } else if (text.text.size > 0 && text.text.data[0] == '@') {
        text.before = "@";
    }
    qsm__settings_put_text(writer, &text);
    return true;
}

static bool put_byte_array(qsm_settings_writer *writer, const qsm_variant *value)
{
    qsm_bytes bytes = qsm_variant_bytes(value);
    qsm__settings_put_text(
        writer, &(qsm_settings_text){"@ByteArray(", {bytes.data, bytes.size}, ")", true});
    return true;
}

static bool put_bool(qsm_settings_writer *writer, const qsm_variant *value)
{
    bool truth = false;
    (void)qsm_variant_to_bool(value, &truth);
    return put_plain(writer, truth ? "true" : "false");
}

static bool put_number(qsm_settings_writer *writer, const qsm_variant *value)
{
    char text[QSM_REAL_TEXT];
    qsm_number number = qsm__number_of(value->type, qsm__variant_value(value));
    if (number.form == QSM_NUMBER_REAL)
        qsm__settings_real_text(text, number.real, writer->qt);
    else if (number.form == QSM_NUMBER_SIGNED)
        (void)snprintf(text, sizeof text, "%lld", (long long)number.is_signed);
    else
        (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number.is_unsigned);
    return put_plain(writer, text);
}

static bool put_rect(qsm_settings_writer *writer, const qsm_variant *value)
{
    char text[NUMBERS_SIZE];
    qsm_rect rect = {0};
    (void)qsm_variant_to_rect(value, &rect);
    (void)snprintf(text, sizeof text, "@Rect(%ld %ld %ld %ld)", (long)rect.x, (long)rect.y,
                   (long)rect.width, (long)rect.height);
    return put_plain(writer, text);
}

static bool put_size(qsm_settings_writer *writer, const qsm_variant *value)
{
    char text[NUMBERS_SIZE];
    qsm_size size = {0};
    (void)qsm_variant_to_size(value, &size);
    (void)snprintf(text, sizeof text, "@Size(%ld %ld)", (long)size.width, (long)size.height);
    return put_plain(writer, text);
}

static bool put_point(qsm_settings_writer *writer, const qsm_variant *value)
{
    char text[NUMBERS_SIZE];
    qsm_point point = {0};
    (void)qsm_variant_to_point(value, &point);
    (void)snprintf(text, sizeof text, "@Point(%ld %ld)", (long)point.x, (long)point.y);
    return put_plain(writer, text);
}

/* The bytes of `stream << variant`. */
static bool put_stream(qsm_settings_writer *writer, const qsm_variant *value, const char *marker,
                       int version)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (stream == NULL) {
        writer->no_memory = true;
        return false;
    }
    qsm_data_stream_set_version(stream, version);
    qsm_data_stream_set_qt_version(stream, writer->qt);
    errno = 0;
    bool ok = qsm_data_stream_write_variant(stream, value);
    writer->no_memory = !ok && errno == ENOMEM;
    if (ok) {
        const qsm_text bytes = {qsm_data_stream_data(stream), qsm_data_stream_size(stream)};
        qsm__settings_put_text(writer, &(qsm_settings_text){marker, bytes, ")", true});
    } else {
        (void)snprintf(writer->message, sizeof writer->message, "%s...): %s", marker,
                       qsm_data_stream_error_string(stream));
    }
    qsm_data_stream_free(stream);
    return ok;
}

static bool put_variant(qsm_settings_writer *writer, const qsm_variant *value)
{
    return put_stream(writer, value, "@Variant(", QSM_SETTINGS_VERSION);
}

static bool put_date_time(qsm_settings_writer *writer, const qsm_variant *value)
{
    return put_stream(writer, value, "@DateTime(", QSM_SETTINGS_DATE_TIME_VERSION);
}

/* Types that have a text of their own, from a Qt release on. */
static const struct {
    int id;
    int qt;
    put *put;
} puts_of[] = {
    {QSM_VARIANT_STRING, 0, put_string},       {QSM_VARIANT_BYTE_ARRAY, 0, put_byte_array},
    {QSM_VARIANT_BOOL, 0, put_bool},           {QSM_VARIANT_INT, 0, put_number},
    {QSM_VARIANT_UINT, 0, put_number},         {QSM_VARIANT_LONG_LONG, 0, put_number},
    {QSM_VARIANT_ULONG_LONG, 0, put_number},   {QSM_VARIANT_DOUBLE, 0, put_number},
    {QSM_VARIANT_FLOAT, QSM_QT_6, put_number}, {QSM_VARIANT_RECT, 0, put_rect},
    {QSM_VARIANT_SIZE, 0, put_size},           {QSM_VARIANT_POINT, 0, put_point},
    {QSM_VARIANT_DATE_TIME, 0, put_date_time},
};

/* A value that is no list, or stands in a list. */
static bool put_single(qsm_settings_writer *writer, const qsm_variant *value)
{
    int type = (int)qsm_variant_type(value);
    if (type == QSM_VARIANT_INVALID)
        return put_plain(writer, "@Invalid()");
    for (size_t i = 0; i < sizeof puts_of / sizeof puts_of[0]; i++) {
        if (puts_of[i].id == type && writer->qt >= puts_of[i].qt)
            return puts_of[i].put(writer, value);
    }
    return put_variant(writer, value);
}

bool qsm__settings_put_value(qsm_settings_writer *writer, const qsm_variant *value)
{
    qsm_variant_type_code type = qsm_variant_type(value);
    size_t count = qsm_variant_count(value);
    bool is_list = type == QSM_VARIANT_STRING_LIST || (type == QSM_VARIANT_LIST && count != 1);
    if (!is_list)
        return put_single(writer, value);
    if (count == 0)
        return put_plain(writer, "@Invalid()");
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        if (i > 0)
            qsm__settings_put_string(writer, ", ");
        ok = put_single(writer, qsm_variant_at(value, i));
    }
    return ok;
}
