/* SPDX-License-Identifier: MIT */
/* The values of a stream as members of a JSON object. */
#include <qsm/memory.h>

#include "tool/stream_print.h"

static const char *status_name(qsm_data_stream_status_code status)
{
    static const char *const names[] = {
        [QSM_DATA_STREAM_OK] = "Ok",
        [QSM_DATA_STREAM_READ_PAST_END] = "ReadPastEnd",
        [QSM_DATA_STREAM_READ_CORRUPT_DATA] = "ReadCorruptData",
        [QSM_DATA_STREAM_WRITE_FAILED] = "WriteFailed",
        [QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED] = "SizeLimitExceeded",
    };
    return names[status];
}

/* False: out of memory. */
static bool print_value(tool_json *json, const qsm_schema *schema, const qsm_variant *value)
{
    size_t size;
    char *text = qsm_variant_to_json(value);
    if (text == NULL)
        return false;
    size_t offset = qsm_variant_offset(value, &size);
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "type", qsm_schema_type_name(schema, value));
    tool_json_unsigned(json, "offset", offset);
    tool_json_unsigned(json, "size", size);
    tool_json_literal(json, "value", text);
    tool_json_end_object(json);
    qsm_free(text);
    return true;
}

static void print_error(tool_json *json, const qsm_data_stream *stream)
{
    tool_json_begin_object(json, "error");
    tool_json_unsigned(json, "offset", qsm_data_stream_error_position(stream));
    tool_json_string(json, "path", qsm_data_stream_error_path(stream));
    tool_json_string(json, "message", qsm_data_stream_error_string(stream));
    tool_json_end_object(json);
}

bool tool_stream_json(tool_json *json, qsm_data_stream *stream, const qsm_schema *schema)
{
    qsm_tree *tree = qsm_tree_new();
    bool ok = tree != NULL;
    size_t start = qsm_data_stream_position(stream);
    if (!ok)
        return false;
    const qsm_variant *list = qsm_tree_root(tree);
    (void)qsm_data_stream_read_schema(stream, schema, qsm_tree_root(tree));
    tool_json_begin_array(json, "values");
    for (size_t i = 0; i < qsm_variant_count(list) && ok; i++)
        ok = print_value(json, schema, qsm_variant_at(list, i));
    tool_json_end_array(json);
    tool_json_string(json, "status", status_name(qsm_data_stream_status(stream)));
    tool_json_unsigned(json, "consumed", qsm_data_stream_position(stream) - start);
    if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK)
        print_error(json, stream);
    qsm_tree_free(tree);
    return ok;
}
