/* SPDX-License-Identifier: MIT */
/*
 * qsm image decode: what `stream >> image` reads from a file.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/cli/shell.h"
#include "tool/max_bytes.h"
#include "tool/picture.h"
#include "tool/picture_format.h"

typedef struct decode_options {
    tool_picture_output output;
    int version;
    tool_size max_bytes;
} decode_options;

static const tool_option options[] = {TOOL_PICTURE_OUTPUT_OPTIONS(decode_options, output),
                                      TOOL_VERSION_OPTION(decode_options, version),
                                      TOOL_MAX_BYTES_OPTION(decode_options, max_bytes),
                                      {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The image, and the part of the file that its stream takes. */
typedef struct decoded {
    qsm_image *image;
    size_t file_size;
    size_t stream_size;
    const char *warning; /* empty: none; the stream's */
} decoded;

static void print_result(const tool_call *call, const decoded *result)
{
    const decode_options *chosen = call->values;
    if (call->json) {
        tool_json json;
        tool_json_start(&json, stdout);
        tool_json_begin_object(&json, NULL);
        tool_json_unsigned(&json, "fileSize", result->file_size);
        tool_json_unsigned(&json, "streamSize", result->stream_size);
        tool_json_begin_object(&json, "image");
        tool_describe_json(&json, result->image);
        tool_json_end_object(&json);
        if (*result->warning != '\0')
            tool_json_string(&json, "warning", result->warning);
        tool_json_end_object(&json);
        tool_json_finish(&json);
        return;
    }
    FILE *out = tool_description_stream(&chosen->output);
    tool_describe_line(out, "file size", "%zu", result->file_size);
    tool_describe_line(out, "stream size", "%zu", result->stream_size);
    tool_describe(out, result->image);
}

/* On an error: prints a message and returns false. A damaged stream is an error here, even where it
 * is none for a QDataStream (below version 5). */
static bool read_stream(const tool_call *call, const char *path, qsm_data_stream *stream,
                        decoded *result)
{
    const decode_options *chosen = call->values;
    if (chosen->version != 0)
        qsm_data_stream_set_version(stream, chosen->version);
    const qsm_image_limits limits = tool_image_limits(call);
    bool ok = qsm_data_stream_read_image(stream, result->image, &limits);
    const char *text = qsm_data_stream_error_string(stream);
    result->stream_size = qsm_data_stream_position(stream);
    if (!ok || (qsm_image_is_null(result->image) && *text != '\0')) {
        (void)tool_fail(call, "%s: %s%s", path,
                        *text != '\0' ? text : "this is not an image stream",
                        tool_limit_hint(call, text));
        return false;
    }
    if (*text != '\0')
        tool_note(call, "%s: %s", path, text);
    result->warning = text;
    return true;
}

/* Whether it is the file of a picture. Then it has printed a message. */
static bool is_file(const tool_call *call, const char *path, const unsigned char *data, size_t size)
{
    char buffer[32];
    const char *words = tool_is_stream(data, size) ? NULL : tool_file_words(data, size, buffer);
    bool standard = strcmp(path, "-") == 0;
    char *word = words != NULL && !standard ? tool_shell_word(path) : NULL;
    if (words != NULL)
        (void)tool_fail(call,
                        "%s is %s, not a QImage stream; to make a stream of it: "
                        "qsm image encode %s -o OUT.qds",
                        standard ? "standard input" : path, words, word != NULL ? word : "-");
    free(word);
    return words != NULL;
}

static int decode(const tool_call *call, const char *path)
{
    const decode_options *chosen = call->values;
    unsigned char *data = NULL;
    decoded result = {0};
    if (!tool_read_file(call, path, &data, &result.file_size))
        return TOOL_FAILED;
    if (chosen->version == 0 && is_file(call, path, data, result.file_size)) {
        free(data);
        return TOOL_FAILED;
    }
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, result.file_size);
    result.image = qsm_image_new();
    bool ok = stream != NULL && result.image != NULL;
    if (!ok)
        (void)tool_fail(call, "out of memory");
    ok = ok && read_stream(call, path, stream, &result) &&
         tool_write_picture(call, result.image, &chosen->output);
    if (ok)
        print_result(call, &result);
    qsm_image_free(result.image);
    qsm_data_stream_free(stream);
    free(data);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const decode_options *chosen = call->values;
    const char *path = tool_take_operand(call, "IN.qds");
    if (path == NULL || !tool_no_more_operands(call) || !tool_check_output(call, &chosen->output))
        return TOOL_USAGE;
    return decode(call, path);
}

const tool_command tool_image_decode = {
    .name = "image decode",
    .operands = "IN.qds [OPTION]...",
    .summary = "read the QImage from a file that a QDataStream wrote",
    .description =
        "Reads a QImage that a Qt program wrote with `stream << image`. Prints all data of "
        "the image\n"
        "and writes it as a file or as raw pixels. The file name - is standard input "
        "or output.\n"
        "Bytes after the image are ignored: \"stream size\" is the offset of the first of "
        "them.\n",
    .examples = "  qsm image decode picture.qds -o picture.png\n"
                "  qsm image decode picture.qds --json\n"
                "  qsm image decode old.qds --stream-version 3 --raw pixels.bin\n",
    .options = options,
    .values_size = sizeof(decode_options),
    .run = run,
};
