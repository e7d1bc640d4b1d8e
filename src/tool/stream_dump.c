/* SPDX-License-Identifier: MIT */
/*
 * qsm stream dump: the values of a stream, with their offsets. As text they are printed when they
 * are read, so that what comes before an error is there.
 */
#include <stdint.h>
#include <string.h>

#include "tool/commands.h"
#include "tool/stream_input.h"
#include "tool/stream_options.h"
#include "tool/stream_print.h"

static const char default_types[] = "QVariant";
enum { MEMORY_FACTOR = 256, SPARE_MEMORY = 1 << 24 };

typedef struct dump_options {
    tool_stream_options stream;
    tool_stream_source source;
    bool lenient;
} dump_options;

static const tool_option options[] = {
    TOOL_STREAM_OPTIONS(dump_options, stream,
                        "the types of the values (default: QVariant), such as\n"
                        "qint32,QString,QMap<QString,QVariant>"),
    {"lenient", 0, TOOL_TAKES_NOTHING, NULL,
     "an unknown type in a QVariant is an invalid one, as in Qt", tool_parse_flag,
     offsetof(dump_options, lenient)},
    TOOL_STREAM_SOURCE_OPTIONS(dump_options, source),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

typedef struct dumper {
    const tool_call *call;
    const tool_stream_input *input;
    const qsm_schema *schema;
} dumper;

/* On an error: prints a message and returns false. */
static bool dump_json(const dumper *self, qsm_data_stream *stream)
{
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    bool ok = tool_stream_json(&json, stream, self->schema);
    tool_json_end_object(&json);
    tool_json_finish(&json);
    if (!ok)
        (void)tool_fail(self->call, "out of memory");
    return ok;
}

/* What a reader should know beside the values. */
static void note(const dumper *self, const qsm_data_stream *stream)
{
    size_t at = qsm_data_stream_position(stream);
    size_t left = qsm_data_stream_size(stream) - at;
    if (left > 0)
        tool_note(self->call, "%zu bytes are left, from byte %zu on", left, at);
    if (!qsm_data_stream_canonical(stream))
        tool_note(self->call, "Qt does not write these values so: a copy has other bytes");
}

/* Values of one byte need more memory than the library's default, which is for strangers. */
static void set_limits(qsm_data_stream *stream, size_t size)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    limits.memory = size < SIZE_MAX / MEMORY_FACTOR / 2 ? size * MEMORY_FACTOR : SIZE_MAX / 2;
    limits.memory += SPARE_MEMORY;
    (void)qsm_data_stream_set_limits(stream, &limits);
}

/* Prints the values. Whether that has worked is the status of the stream. False: no memory. */
static bool print(const dumper *self, qsm_data_stream *stream)
{
    if (self->call->json)
        return dump_json(self, stream);
    if (tool_stream_print(stdout, stream, self->schema, 0) ||
        qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK)
        return true;
    (void)tool_fail(self->call, "out of memory");
    return false;
}

/* What helps with the class of a program in a QVariant. */
static const char *hint(const qsm_data_stream *stream)
{
    bool unknown = strstr(qsm_data_stream_error_string(stream), ": no such type") != NULL;
    return unknown ? "; --define 'NAME=FIELDS' gives the fields of a class" : "";
}

static int dump(const tool_call *call, const tool_stream_input *input, void *context)
{
    const dump_options *chosen = call->values;
    const dumper self = {call, input, context};
    qsm_data_stream *stream = qsm_data_stream_new_reader(input->data, input->size);
    if (!tool_stream_set_up(call, stream, &chosen->stream))
        return TOOL_FAILED;
    set_limits(stream, input->size);
    qsm_data_stream_set_lenient(stream, chosen->lenient);
    (void)qsm_data_stream_seek(stream, input->start);
    bool ok = print(&self, stream);
    if (qsm_data_stream_status(stream) != QSM_DATA_STREAM_OK) {
        (void)fflush(stdout); /* the values stand before the message */
        (void)tool_fail(call, "%s: %s%s", input->name, qsm_data_stream_error_string(stream),
                        hint(stream));
        ok = false;
    }
    if (ok)
        note(&self, stream);
    qsm_data_stream_free(stream);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const dump_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_schema *schema = tool_stream_schema(call, &chosen->stream, default_types, &status);
    if (schema == NULL)
        return status;
    status = tool_with_stream(call, &chosen->source, dump, schema);
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
        "  NAME              a type of --define\n"
        "\n"
        "The version, the byte order and the precision must be those of the Qt program. A program\n"
        "that does not call setVersion() uses the version of its own Qt: --qt 5.15.\n",
    .examples =
        "  qsm stream dump settings.bin --types QVariantMap\n"
        "  qsm stream dump data.bin --types 'quint32,repeat(qint16,QString)' --qt 5.15\n"
        "  qsm stream dump mesh.bin --types 'raw[8],QList<float>' --little-endian --single\n"
        "  qsm stream dump list.bin --define 'Buffer=qint32 id,QString name' --types "
        "'QList<Buffer>'\n"
        "  qsm stream dump --key Settings --json\n",
    .options = options,
    .values_size = sizeof(dump_options),
    .run = run,
};
