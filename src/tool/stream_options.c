/* SPDX-License-Identifier: MIT */
#include "tool/stream_options.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_VERSION = 99, PARTS = 3, QT_4 = 0x040000 };

/* The stream version of the programs of a Qt release that do not call setVersion(). */
static const struct {
    int qt;
    int version;
} defaults[] = {
    {0x060b00, QSM_DATA_STREAM_QT_6_11}, {0x060a00, QSM_DATA_STREAM_QT_6_10},
    {0x060700, QSM_DATA_STREAM_QT_6_7},  {0x060600, QSM_DATA_STREAM_QT_6_6},
    {0x060000, QSM_DATA_STREAM_QT_6_0},  {0x050d00, QSM_DATA_STREAM_QT_5_13},
    {0x050c00, QSM_DATA_STREAM_QT_5_12}, {0x050600, QSM_DATA_STREAM_QT_5_6},
    {0x050400, QSM_DATA_STREAM_QT_5_4},  {0x050200, QSM_DATA_STREAM_QT_5_2},
    {0x050100, QSM_DATA_STREAM_QT_5_1},  {0x050000, QSM_DATA_STREAM_QT_5_0},
    {0x040600, QSM_DATA_STREAM_QT_4_6},  {0x040500, QSM_DATA_STREAM_QT_4_5},
    {0x040400, QSM_DATA_STREAM_QT_4_4},  {0x040300, QSM_DATA_STREAM_QT_4_3},
    {0x040200, QSM_DATA_STREAM_QT_4_2},  {QT_4, QSM_DATA_STREAM_QT_4_0},
};

/* A number of at most two digits. *at moves behind it. -1: there is none. */
static int small_number(const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 2)
        return -1;
    int number = atoi(*at); // NOLINT(cert-err34-c): two digits
    *at += digits;
    return number;
}

const char *tool_parse_stream_version(const char *value, void *target)
{
    int number = small_number(&value);
    if (number < 1 || number > MOST_VERSION || *value != '\0')
        return "a QDataStream version such as 20";
    *(int *)target = number;
    return NULL;
}

const char *tool_parse_qt_version(const char *value, void *target)
{
    static const char wanted[] = "a Qt release such as 5.15 or 6.4.2";
    int release = 0;
    int parts = 0;
    for (;;) {
        int number = small_number(&value);
        if (number < 0 || parts == PARTS)
            return wanted;
        release |= number << (8 * (PARTS - 1 - parts++));
        if (*value != '.')
            break;
        value++;
    }
    if (*value != '\0' || parts < 2 || release < QT_4)
        return wanted;
    *(int *)target = release;
    return NULL;
}

qsm_schema *tool_stream_schema(const tool_call *call, const tool_stream_options *options,
                               const char *otherwise, int *status)
{
    const char *text = options->types != NULL ? options->types : otherwise;
    qsm_types *types = tool_defined_types(call, &options->definitions, status);
    if (types == NULL)
        return NULL;
    qsm_schema *schema = qsm_schema_new_with_types(text, types);
    qsm_types_free(types);
    if (schema == NULL) {
        *status = tool_fail(call, "out of memory");
        return NULL;
    }
    if (qsm_schema_error_string(schema)[0] == '\0')
        return schema;
    *status = tool_fail_usage(call, "--types: %s; 'qsm stream types' lists the types",
                              qsm_schema_error_string(schema));
    qsm_schema_free(schema);
    return NULL;
}

static int version_of(const tool_stream_options *options)
{
    if (options->version > 0)
        return options->version;
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        if (options->qt >= defaults[i].qt)
            return defaults[i].version;
    }
    return QSM_DATA_STREAM_DEFAULT_VERSION;
}

bool tool_stream_set_up(const tool_call *call, qsm_data_stream *stream,
                        const tool_stream_options *options)
{
    if (stream == NULL) {
        (void)tool_fail(call, "out of memory");
        return false;
    }
    qsm_data_stream_set_version(stream, version_of(options));
    qsm_data_stream_set_qt_version(stream, options->qt);
    if (options->little)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    if (options->single)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    return true;
}
