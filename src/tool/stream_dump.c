/* SPDX-License-Identifier: MIT */
/*
 * qsm stream dump: the values of a stream, with their offsets. As text they are printed when they
 * are read, so that what comes before an error is there.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/segment_copy.h"
#include "tool/stream_options.h"
#include "tool/stream_print.h"

static const char default_types[] = "QVariant";
enum { MEMORY_FACTOR = 256, SPARE_MEMORY = 1 << 24 };

typedef struct dump_options {
    tool_stream_options stream;
    const char *segment; /* --key */
    tool_key_options key;
    tool_size offset;
    bool lenient;
    tool_duration wait;
    tool_duration timeout;
    bool own;
} dump_options;

static const tool_option options[] = {
    TOOL_STREAM_OPTIONS(dump_options, stream,
                        "the types of the values (default: QVariant), such as\n"
                        "qint32,QString,QMap<QString,QVariant>"),
    {"offset", 0, TOOL_TAKES_VALUE, "BYTES", "where the stream begins (default: 0)",
     tool_parse_size, offsetof(dump_options, offset)},
    {"lenient", 0, TOOL_TAKES_NOTHING, NULL,
     "an unknown type in a QVariant is an invalid one, as in Qt", tool_parse_flag,
     offsetof(dump_options, lenient)},
    {"key", 0, TOOL_TAKES_VALUE, "KEY", "read the segment of KEY in place of a file",
     tool_parse_text, offsetof(dump_options, segment)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for a segment (default: 0)",
     tool_parse_duration, offsetof(dump_options, wait)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(dump_options, timeout)},
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "read only from a segment that this user owns",
     tool_parse_flag, offsetof(dump_options, own)},
    TOOL_SCHEME_OPTION(dump_options, key),
    TOOL_KEY_OPTIONS(dump_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The bytes, and what they are called in messages. */
typedef struct dump_input {
    const tool_call *call;
    const qsm_schema *schema;
    const char *name;
    const unsigned char *data;
    size_t size;
    size_t offset; /* of the first byte, in the segment or file */
    size_t start;  /* where the stream begins in data */
} dump_input;

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
static bool value_json(tool_json *json, const dump_input *input, const qsm_variant *value)
{
    size_t size;
    char *text = qsm_variant_to_json(value);
    if (text == NULL)
        return false;
    size_t offset = qsm_variant_offset(value, &size);
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "type", qsm_schema_type_name(input->schema, value));
    tool_json_unsigned(json, "offset", offset);
    tool_json_unsigned(json, "size", size);
    tool_json_literal(json, "value", text);
    tool_json_end_object(json);
    qsm_free(text);
    return true;
}

static bool print_json(const dump_input *input, qsm_data_stream *stream, const qsm_variant *list)
{
    tool_json json;
    bool ok = true;
    qsm_data_stream_status_code status = qsm_data_stream_status(stream);
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_json_begin_array(&json, "values");
    for (size_t i = 0; i < qsm_variant_count(list) && ok; i++)
        ok = value_json(&json, input, qsm_variant_at(list, i));
    tool_json_end_array(&json);
    tool_json_string(&json, "status", status_name(status));
    tool_json_unsigned(&json, "consumed", qsm_data_stream_position(stream) - input->start);
    if (status != QSM_DATA_STREAM_OK) {
        tool_json_begin_object(&json, "error");
        tool_json_unsigned(&json, "offset", qsm_data_stream_error_position(stream));
        tool_json_string(&json, "path", qsm_data_stream_error_path(stream));
        tool_json_string(&json, "message", qsm_data_stream_error_string(stream));
        tool_json_end_object(&json);
    }
    tool_json_end_object(&json);
    tool_json_finish(&json);
    return ok;
}

/* Reads all into a tree. On an error: prints a message and returns false. */
static bool dump_json(const dump_input *input, qsm_data_stream *stream)
{
    qsm_tree *tree = qsm_tree_new();
    bool ok = tree != NULL;
    if (ok) {
        (void)qsm_data_stream_read_schema(stream, input->schema, qsm_tree_root(tree));
        ok = print_json(input, stream, qsm_tree_root(tree));
    }
    qsm_tree_free(tree);
    if (!ok)
        (void)tool_fail(input->call, "out of memory");
    return ok;
}

/* What a reader should know beside the values. */
static void note(const dump_input *input, const qsm_data_stream *stream)
{
    size_t at = qsm_data_stream_position(stream);
    size_t left = qsm_data_stream_size(stream) - at;
    if (left > 0)
        tool_note(input->call, "%zu bytes are left, from byte %zu on", left, at);
    if (!qsm_data_stream_canonical(stream))
        tool_note(input->call, "Qt does not write these values so: a copy has other bytes");
}

/* Values of one byte need more memory than the library's default, which is for strangers. */
static void set_limits(qsm_data_stream *stream, size_t size)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    limits.memory = size < SIZE_MAX / MEMORY_FACTOR / 2 ? size * MEMORY_FACTOR : SIZE_MAX / 2;
    limits.memory += SPARE_MEMORY;
    (void)qsm_data_stream_set_limits(stream, &limits);
}

static int dump(const dump_input *input)
{
    const dump_options *chosen = input->call->values;
    qsm_data_stream *stream = qsm_data_stream_new_reader(input->data, input->size);
    if (!tool_stream_set_up(input->call, stream, &chosen->stream))
        return TOOL_FAILED;
    set_limits(stream, input->size);
    qsm_data_stream_set_lenient(stream, chosen->lenient);
    bool ok = qsm_data_stream_seek(stream, input->start);
    if (!ok)
        (void)tool_fail(input->call, "%s has %zu bytes; --offset %zu is not inside of it",
                        input->name, input->size, input->start);
    else
        ok = input->call->json ? dump_json(input, stream)
                               : tool_stream_print(stdout, stream, input->schema);
    if (ok && qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK) {
        note(input, stream);
    } else if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK) {
        (void)fflush(stdout); /* the values stand before the message */
        (void)tool_fail(input->call, "%s: %s", input->name, qsm_data_stream_error_string(stream));
        ok = false;
    }
    qsm_data_stream_free(stream);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int dump_file(tool_call *call, dump_input *input)
{
    const dump_options *chosen = call->values;
    unsigned char *data = NULL;
    input->name = tool_take_operand(call, "FILE");
    if (input->name == NULL || !tool_no_more_operands(call))
        return TOOL_USAGE;
    if (!tool_read_file(call, input->name, &data, &input->size))
        return TOOL_FAILED;
    input->data = data;
    input->start = chosen->offset.bytes < SIZE_MAX ? (size_t)chosen->offset.bytes : SIZE_MAX;
    int status = dump(input);
    free(data);
    return status;
}

/* The whole segment is copied: then offsets are those of the segment. */
static int dump_segment(tool_call *call, const qsm_native_ipc_key *key, dump_input *input)
{
    const dump_options *chosen = call->values;
    tool_copy_request request = {
        .key = &chosen->key, .wait = chosen->wait, .timeout = chosen->timeout, .own = chosen->own};
    tool_segment_copy copy;
    int status = TOOL_FAILED;
    if (tool_segment_copy_make(&copy, call, key, &request)) {
        input->name = copy.exchange.name;
        input->data = copy.bytes;
        input->size = copy.range.size;
        input->start = chosen->offset.bytes < SIZE_MAX ? (size_t)chosen->offset.bytes : SIZE_MAX;
        status = dump(input);
    }
    tool_segment_copy_end(&copy);
    return status;
}

/* --key KEY, or --native STRING: as the commands that have KEY as an operand. */
static int dump_key(tool_call *call, dump_input *input)
{
    const dump_options *chosen = call->values;
    int status = TOOL_USAGE;
    char *words[2] = {NULL, NULL};
    tool_call with_key = *call;
    if (!tool_no_more_operands(call))
        return TOOL_USAGE;
    char *copy = chosen->segment != NULL ? strdup(chosen->segment) : NULL;
    if (chosen->segment != NULL && copy == NULL)
        return tool_fail(call, "out of memory");
    words[0] = copy;
    with_key.operands = words;
    with_key.operand_count = copy != NULL ? 1 : 0;
    qsm_native_ipc_key *key = tool_take_key(&with_key, &chosen->key, &status);
    if (key != NULL && tool_no_more_operands(&with_key))
        status = dump_segment(call, key, input);
    qsm_native_ipc_key_free(key);
    free(copy);
    return status;
}

static int run(tool_call *call)
{
    const dump_options *chosen = call->values;
    dump_input input = {.call = call};
    int status = TOOL_USAGE;
    qsm_schema *schema = tool_stream_schema(call, &chosen->stream, default_types, &status);
    if (schema == NULL)
        return status;
    input.schema = schema;
    bool has_key = chosen->segment != NULL || chosen->key.native != NULL;
    status = has_key ? dump_key(call, &input) : dump_file(call, &input);
    qsm_schema_free(schema);
    return status;
}

const tool_command tool_stream_dump = {
    .name = "stream dump",
    .operands = "FILE [OPTION]...",
    .summary = "show the values of a QDataStream, in a file or a segment",
    .description =
        "Reads the values that a Qt program wrote with `stream << value`, and prints each with "
        "its\n"
        "offset. A stream does not say what it contains: --types names the types in their order,\n"
        "as in the Qt program. If the bytes do not fit, the message says where, and what was\n"
        "expected; the values before it are printed. FILE - is standard input. With --key the\n"
        "bytes of a segment are copied under its lock; if no process is attached, it stays.\n"
        "\n"
        "TYPES: types with commas between them, by their names in Qt: qint32, QString,\n"
        "QMap<QString,QList<QVariant>>. 'qsm stream types' lists them. And:\n"
        "  cstring           what stream << (const char *) writes\n"
        "  raw[16]           16 bytes as they are\n"
        "  repeat(T,...)     the same values again until the data ends\n"
        "  sized32(T,...)    a quint32 with the number of bytes, then the values; also sized16,\n"
        "                    sized64\n"
        "\n"
        "The version, the byte order and the precision must be those of the Qt program. A program\n"
        "that does not call setVersion() uses the version of its own Qt: --qt 5.15.\n",
    .examples =
        "  qsm stream dump settings.bin --types QVariantMap\n"
        "  qsm stream dump data.bin --types 'quint32,repeat(qint16,QString)' --qt 5.15\n"
        "  qsm stream dump mesh.bin --types 'raw[8],QList<float>' --little-endian --single\n"
        "  qsm stream dump --key Settings --json\n",
    .options = options,
    .values_size = sizeof(dump_options),
    .run = run,
};
