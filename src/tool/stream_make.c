/* SPDX-License-Identifier: MIT */
/* qsm stream make: values from JSON as the bytes of a QDataStream. */
#include <stdlib.h>
#include <string.h>

#include <qsm/memory.h>

#include "tool/cli/files.h"
#include "tool/cli/json.h"
#include "tool/commands.h"
#include "tool/stream_options.h"

typedef struct make_options {
    tool_stream_options stream;
    const char *output;
} make_options;

static const tool_option options[] = {
    TOOL_STREAM_OPTIONS(make_options, stream,
                        "the types of the values, as for qsm stream dump (required)"),
    {"output", 'o', TOOL_TAKES_VALUE, "OUT", "the file to write (required)", tool_parse_text,
     offsetof(make_options, output)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The values of a file. On an error: prints a message and returns false. */
static bool read_values(const tool_call *call, const qsm_schema *schema, const char *path,
                        qsm_variant *list)
{
    unsigned char *json;
    size_t size;
    char *message = NULL;
    if (!tool_read_file(call, path, &json, &size))
        return false;
    bool ok = qsm_schema_from_json(schema, (const char *)json, size, list, &message);
    if (!ok)
        (void)tool_fail(call, "%s: %s", path, message != NULL ? message : "out of memory");
    qsm_free(message);
    free(json);
    return ok;
}

static void print_result(const tool_call *call, const qsm_variant *list, size_t size)
{
    const make_options *chosen = call->values;
    FILE *out = strcmp(chosen->output, "-") == 0 ? stderr : stdout;
    if (!call->json) {
        if (!call->quiet)
            (void)fprintf(out, "values           %zu\nsize             %zu\n",
                          qsm_variant_count(list), size);
        return;
    }
    tool_json json;
    tool_json_start(&json, out);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "file", chosen->output);
    tool_json_unsigned(&json, "values", qsm_variant_count(list));
    tool_json_unsigned(&json, "size", size);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static bool write_values(const tool_call *call, const qsm_schema *schema, const qsm_variant *list)
{
    const make_options *chosen = call->values;
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    bool ok = tool_stream_set_up(call, stream, &chosen->stream);
    if (ok && !qsm_data_stream_write_schema(stream, schema, list)) {
        (void)tool_fail(call, "%s", qsm_data_stream_error_string(stream));
        ok = false;
    }
    if (ok)
        ok = tool_write_file(call, chosen->output, qsm_data_stream_data(stream),
                             qsm_data_stream_size(stream));
    if (ok)
        print_result(call, list, qsm_data_stream_size(stream));
    qsm_data_stream_free(stream);
    return ok;
}

static int make(const tool_call *call, const qsm_schema *schema, const char *path)
{
    qsm_tree *tree = qsm_tree_new();
    if (tree == NULL)
        return tool_fail(call, "out of memory");
    bool ok = read_values(call, schema, path, qsm_tree_root(tree)) &&
              write_values(call, schema, qsm_tree_root(tree));
    qsm_tree_free(tree);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const make_options *chosen = call->values;
    const char *path = tool_take_operand(call, "VALUES.json");
    if (path == NULL || !tool_no_more_operands(call))
        return TOOL_USAGE;
    if (chosen->stream.types == NULL)
        return tool_fail_usage(call, "--types TYPES is missing");
    if (chosen->output == NULL)
        return tool_fail_usage(call, "-o OUT is missing");
    if (call->json && strcmp(chosen->output, "-") == 0)
        return tool_fail_usage(call, "only one of --json and -o - can use standard output");
    int status = TOOL_USAGE;
    qsm_schema *schema = tool_stream_schema(call, &chosen->stream, NULL, &status);
    if (schema == NULL)
        return status;
    status = make(call, schema, path);
    qsm_schema_free(schema);
    return status;
}

const tool_command tool_stream_make = {
    .name = "stream make",
    .operands = "VALUES.json --types TYPES -o OUT [OPTION]...",
    .summary = "write values as the bytes that a Qt program reads",
    .description =
        "Writes the bytes that `stream << value` writes for each value of a JSON file. "
        "VALUES.json\n"
        "is an array with a value for each type, or what 'qsm stream dump --json' has printed.\n"
        "The name - is standard input or output. The output appears complete or not at all.\n"
        "\n"
        "Numbers, text, lists and null are those of JSON. Integers beyond 2^53 are strings of\n"
        "digits; inf, -inf, nan and -0 are strings. Bytes are {\"hex\": \"00ff\"}, maps\n"
        "{\"pairs\": [[KEY, VALUE], ...]}, a QVariant {\"metatype\": \"int\", \"value\": 1}.\n"
        "qsm(1) has the other types. A map is written in the order that the Qt of --qt has.\n",
    .examples = "  echo '[1, \"a\"]' | qsm stream make - --types qint32,QString -o data.bin\n"
                "  qsm stream dump in.bin --types QVariantMap --json > values.json\n"
                "  qsm stream make values.json --types QVariantMap -o out.bin --qt 5.15\n",
    .options = options,
    .values_size = sizeof(make_options),
    .run = run,
};
