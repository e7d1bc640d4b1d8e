/* SPDX-License-Identifier: MIT */
/*
 * qsm image encode: writes to a file the bytes that `stream << image` writes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/frame_input.h"
#include "tool/max_bytes.h"
#include "tool/picture.h"

/* The values of --text, as on the command line. */
typedef struct text_list {
    const char *items[64];
    size_t count;
} text_list;

typedef struct encode_options {
    const char *output;
    qsm_image_compression compression;
    bool no_color_space;
    int version;
    qsm_image_format_code format;
    text_list texts;
    tool_pair dots;
    tool_pair offset;
    tool_size max_bytes;
    tool_raw raw;
    tool_rows rows;
} encode_options;

static const char *parse_format(const char *value, void *target)
{
    qsm_image_format_code format = qsm_image_format_from_name(value);
    if (format == QSM_IMAGE_FORMAT_INVALID)
        return "the name of a QImage format, such as RGB32";
    *(qsm_image_format_code *)target = format;
    return NULL;
}

static const char *parse_texts(const char *value, void *target)
{
    text_list *list = target;
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value)
        return "KEY=TEXT";
    if (list->count == sizeof list->items / sizeof list->items[0])
        return "possible: 64 texts are the maximum";
    list->items[list->count++] = value;
    return NULL;
}

static const tool_option options[] = {{"output", 'o', TOOL_TAKES_VALUE, "OUT.qds",
                                       "the file to write (required)", tool_parse_text,
                                       offsetof(encode_options, output)},
                                      TOOL_RAW_OPTION(encode_options, raw),
                                      TOOL_ROWS_OPTION(encode_options, rows, "packed"),
                                      TOOL_COMPRESSION_OPTION(encode_options, compression),
                                      TOOL_NO_COLOR_SPACE_OPTION(encode_options, no_color_space),
                                      {"format", 0, TOOL_TAKES_VALUE, "NAME",
                                       "first convert to this QImage::Format, for example RGB32",
                                       parse_format, offsetof(encode_options, format)},
                                      {"text", 0, TOOL_TAKES_VALUE, "KEY=TEXT",
                                       "set a text of the image (more than once: several texts)",
                                       parse_texts, offsetof(encode_options, texts)},
                                      {"dpm", 0, TOOL_TAKES_VALUE, "X,Y", "set the dots per meter",
                                       tool_parse_pair, offsetof(encode_options, dots)},
                                      {"offset", 0, TOOL_TAKES_VALUE, "X,Y", "set the offset",
                                       tool_parse_pair, offsetof(encode_options, offset)},
                                      TOOL_VERSION_OPTION(encode_options, version),
                                      TOOL_MAX_BYTES_OPTION(encode_options, max_bytes),
                                      {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* On an error: prints a message and returns false. */
static bool set_text(const tool_call *call, qsm_image *image, const char *item)
{
    size_t length = strcspn(item, "=");
    char *key = malloc(length + 1);
    bool ok = key != NULL;
    if (ok) {
        memcpy(key, item, length);
        key[length] = '\0';
        ok = qsm_image_set_text(image, key, item + length + 1);
    }
    free(key);
    if (!ok)
        (void)tool_fail(call, "--text: '%s' is not valid UTF-8, or out of memory", item);
    return ok;
}

/* Applies the options to *image. On an error: prints a message and returns false. */
static bool change(const tool_call *call, qsm_image **image)
{
    const encode_options *chosen = call->values;
    if (chosen->format != QSM_IMAGE_FORMAT_INVALID) {
        qsm_image *converted = tool_convert_picture(call, *image, chosen->format);
        if (converted == NULL)
            return false;
        qsm_image_free(*image);
        *image = converted;
    }
    if (chosen->no_color_space)
        (void)qsm_image_set_icc_profile(*image, NULL, NULL, 0);
    if (chosen->dots.given) {
        qsm_image_set_dots_per_meter_x(*image, chosen->dots.x);
        qsm_image_set_dots_per_meter_y(*image, chosen->dots.y);
    }
    if (chosen->offset.given)
        qsm_image_set_offset(*image, chosen->offset.x, chosen->offset.y);
    for (size_t i = 0; i < chosen->texts.count; i++) {
        if (!set_text(call, *image, chosen->texts.items[i]))
            return false;
    }
    return true;
}

/* A converted image has no warning: the one of its file is kept beside it. */
typedef struct encoded {
    qsm_image *image;
    char warning[256];
} encoded;

static void print_result(const tool_call *call, const encoded *result, size_t stream_size)
{
    const qsm_image *image = result->image;
    const encode_options *chosen = call->values;
    if (call->json) {
        tool_json json;
        tool_json_start(&json, stdout);
        tool_json_begin_object(&json, NULL);
        tool_json_string(&json, "output", chosen->output);
        tool_json_unsigned(&json, "streamSize", stream_size);
        tool_json_begin_object(&json, "image");
        tool_describe_json(&json, image);
        tool_json_end_object(&json);
        if (result->warning[0] != '\0')
            tool_json_string(&json, "warning", result->warning);
        tool_json_end_object(&json);
        tool_json_finish(&json);
        return;
    }
    FILE *out = strcmp(chosen->output, "-") == 0 ? stderr : stdout;
    tool_describe_line(out, "stream size", "%zu", stream_size);
    tool_describe(out, image);
}

/* On an error: prints a message and returns false. */
static bool write_stream(const tool_call *call, const encoded *result)
{
    const encode_options *chosen = call->values;
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (stream == NULL) {
        (void)tool_fail(call, "out of memory");
        return false;
    }
    if (chosen->version != 0)
        qsm_data_stream_set_version(stream, chosen->version);
    bool ok = qsm_data_stream_write_image(stream, result->image, chosen->compression);
    if (!ok)
        (void)tool_fail(call, "the picture cannot be streamed: %s",
                        qsm_data_stream_error_string(stream));
    ok = ok && tool_write_file(call, chosen->output, qsm_data_stream_data(stream),
                               qsm_data_stream_size(stream));
    if (ok)
        print_result(call, result, qsm_data_stream_size(stream));
    qsm_data_stream_free(stream);
    return ok;
}

static qsm_image *read_raw(const tool_call *call, const char *path)
{
    const encode_options *chosen = call->values;
    tool_frame_input *input = tool_frame_input_open(call, path, &chosen->raw, chosen->rows);
    qsm_image *image = input != NULL ? tool_frame_input_only(input) : NULL;
    tool_frame_input_close(input);
    return image;
}

static int encode(const tool_call *call, const char *path)
{
    const encode_options *chosen = call->values;
    encoded result = {.image =
                          chosen->raw.given ? read_raw(call, path) : tool_read_picture(call, path)};
    if (result.image == NULL)
        return TOOL_FAILED;
    (void)snprintf(result.warning, sizeof result.warning, "%s",
                   qsm_image_error_string(result.image));
    bool ok = change(call, &result.image) && write_stream(call, &result);
    qsm_image_free(result.image);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const encode_options *chosen = call->values;
    const char *path = tool_take_operand(call, "IN");
    int status = TOOL_USAGE;
    if (path == NULL || !tool_no_more_operands(call))
        status = TOOL_USAGE;
    else if (chosen->output == NULL)
        status = tool_fail_usage(call, "-o OUT.qds is missing");
    else if (chosen->rows != TOOL_ROWS_DEFAULT && !chosen->raw.given)
        status = tool_fail_usage(call, "--rows needs --raw WxH@FORMAT");
    else if (call->json && strcmp(chosen->output, "-") == 0)
        status = tool_fail_usage(call, "only one of -o - and --json can use standard output");
    else
        status = encode(call, path);
    return status;
}

const tool_command tool_image_encode = {
    .name = "image encode",
    .operands = "IN -o OUT.qds [OPTION]...",
    .summary = "write a picture as the QDataStream form of a QImage",
    .description =
        "Loads a picture, applies the options, and writes the bytes of `stream << image`. "
        "Every\n"
        "Qt program reads them with `stream >> image`. The file name - is standard input "
        "or output.\n"
        "With --raw the file has the raw pixels of one picture.\n",
    .examples = "  qsm image encode photo.png -o photo.qds\n"
                "  qsm image encode pixels.bin --raw 640x480@rgb24 -o photo.qds\n"
                "  qsm image encode photo.png -o photo.qds --compression fast --format RGB32\n"
                "  qsm image encode photo.png -o photo.qds --text Title='My cat' --dpm 3780,3780\n",
    .options = options,
    .values_size = sizeof(encode_options),
    .run = run,
};
