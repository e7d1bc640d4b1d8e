/* SPDX-License-Identifier: MIT */
#include "tool/picture.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/max_bytes.h"
#include "tool/picture_format.h"
#include "tool/pixbuf.h"
#include "tool/png_end.h"
#include "tool/raw_output.h"

size_t tool_most_file_bytes(const tool_call *call)
{
    enum { MORE = 64 << 20 };
    uint64_t pixels = tool_image_limits(call).max_image_bytes;
    if (pixels < TOOL_DEFAULT_IMAGE_BYTES)
        pixels = TOOL_DEFAULT_IMAGE_BYTES;
    return pixels < SIZE_MAX - MORE - 1 ? (size_t)pixels + MORE : SIZE_MAX - 1;
}

/* The image; its warning is printed. NULL: an error has been printed. */
static qsm_image *decode_ours(const tool_call *call, const char *path, const unsigned char *data,
                              size_t size)
{
    if (memcmp(data, "BM", 2) != 0 && !tool_check_png_end(call, path, data, size))
        return NULL;
    qsm_image *image = qsm_image_new();
    const qsm_image_limits limits = tool_image_limits(call);
    bool ok = qsm_image_load_from_data(image, data, size, &limits);
    const char *text = image != NULL ? qsm_image_error_string(image) : "out of memory";
    if (!ok)
        (void)tool_fail(call, "%s: %s%s", path, text, tool_limit_hint(call, text));
    else if (*text != '\0')
        tool_note(call, "%s: %s", path, text);
    if (ok)
        return image;
    qsm_image_free(image);
    return NULL;
}

static qsm_image *decode_other(const tool_call *call, const char *path, const char *format,
                               const unsigned char *data, size_t size)
{
    char message[TOOL_PIXBUF_MESSAGE] = "";
    qsm_image *image =
        tool_pixbuf_read(format, data, size, tool_image_limits(call).max_image_bytes, message);
    if (image == NULL)
        (void)tool_fail(call, "%s: %s%s", path, message, tool_limit_hint(call, message));
    return image;
}

static bool is_ours(const char *format, const unsigned char *data, size_t size)
{
    return (format != NULL && strcmp(format, "png") == 0) ||
           (size >= 2 && memcmp(data, "BM", 2) == 0);
}

static qsm_image *decode(const tool_call *call, const char *path, const unsigned char *data,
                         size_t size)
{
    char buffer[32];
    const char *format = qsm_image_file_format(data, size);
    const char *words = tool_file_words(data, size, buffer);
    if (is_ours(format, data, size))
        return decode_ours(call, path, data, size);
    if (format != NULL && tool_pixbuf_reads(format))
        return decode_other(call, path, format, data, size);
    if (tool_is_stream(data, size))
        (void)tool_fail_stream(call, path);
    else if (words != NULL)
        (void)tool_fail_format(call, path, words);
    else
        (void)tool_fail(call, "%s is not a picture: %s", path,
                        size == 0 ? "the file is empty" : "no known format begins so");
    return NULL;
}

qsm_image *tool_read_picture(const tool_call *call, const char *path)
{
    unsigned char *data = NULL;
    size_t size = 0;
    qsm_image *image = NULL;
    size_t most = tool_most_file_bytes(call);
    if (!tool_read_file_part(call, path, most + 1, &data, &size))
        return NULL;
    if (size > most)
        (void)tool_fail(call, "%s is larger than %zu MiB", path, most >> 20U);
    else
        image = decode(call, path, data, size);
    free(data);
    return image;
}

/* Why no file can hold the image. */
static const char *not_writable(const qsm_image *image, int version, int error)
{
    const char *why = NULL;
    if (error == EINVAL)
        (void)qsm_image_stream_size(image, version, QSM_IMAGE_FAST, &why);
    return why != NULL ? why : strerror(error);
}

static bool write_png(const tool_call *call, const qsm_image *image, const char *path)
{
    void *data;
    size_t size;
    if (!qsm_image_write_png(image, QSM_IMAGE_FAST, &data, &size)) {
        (void)tool_fail(call, "cannot write the picture as PNG: %s",
                        not_writable(image, QSM_DATA_STREAM_DEFAULT_VERSION, errno));
        return false;
    }
    bool ok = tool_write_file(call, path, data, size);
    qsm_free(data);
    return ok;
}

/* An image in a stream of version 1 is a BMP file. */
static bool write_bmp(const tool_call *call, const qsm_image *image, const char *path)
{
    enum { VERSION = 1 };
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(stream, VERSION);
    bool ok = stream != NULL && qsm_data_stream_write_image(stream, image, QSM_IMAGE_STORED);
    if (ok)
        ok =
            tool_write_file(call, path, qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    else
        (void)tool_fail(call, "cannot write the picture as BMP: %s",
                        not_writable(image, VERSION, stream == NULL ? ENOMEM : EINVAL));
    qsm_data_stream_free(stream);
    return ok;
}

static bool write_other(const tool_call *call, const qsm_image *image, const char *path,
                        const char *format)
{
    char message[TOOL_PIXBUF_MESSAGE] = "";
    size_t size = 0;
    void *data = tool_pixbuf_write(format, image, &size, message);
    if (data == NULL)
        (void)tool_fail(call, "cannot write the picture: %s", message);
    bool ok = data != NULL && tool_write_file(call, path, data, size);
    tool_pixbuf_free(data);
    return ok;
}

bool tool_write_image(const tool_call *call, const qsm_image *image, const char *path)
{
    const char *format = tool_output_format(call, path);
    if (format == NULL)
        return false;
    if (strcmp(format, "png") == 0)
        return write_png(call, image, path);
    if (strcmp(format, "bmp") == 0)
        return write_bmp(call, image, path);
    return write_other(call, image, path, format);
}

static bool is_standard(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

bool tool_check_output(const tool_call *call, const tool_picture_output *output)
{
    if (output->rows != TOOL_ROWS_DEFAULT && output->raw == NULL) {
        (void)tool_fail_usage(call, "--rows needs --raw OUT");
        return false;
    }
    if (output->file != NULL && tool_output_format(call, output->file) == NULL)
        return false;
    int users = is_standard(output->file) + is_standard(output->raw) + call->json;
    if (users < 2 || !(is_standard(output->file) || is_standard(output->raw)))
        return true;
    (void)tool_fail_usage(call, "only one of -o -, --raw - and --json can use standard output");
    return false;
}

qsm_image *tool_convert_picture(const tool_call *call, const qsm_image *image,
                                qsm_image_format_code format)
{
    qsm_image *converted = qsm_image_convert_to(image, format);
    if (converted == NULL && errno == ENOMEM)
        (void)tool_fail(call, "out of memory");
    else if (converted == NULL)
        (void)tool_fail(call, "cannot convert a picture of format %s to %s",
                        qsm_image_format_name(qsm_image_format(image)),
                        qsm_image_format_name(format));
    return converted;
}

bool tool_write_raw(const tool_call *call, const qsm_image *image, const char *path, tool_rows rows)
{
    tool_raw_bytes bytes = {.own = NULL};
    bool ok = tool_raw_bytes_of(&bytes, image, rows);
    if (ok)
        ok = tool_write_file(call, path, bytes.data, bytes.size);
    else
        (void)tool_fail(call, "out of memory");
    tool_raw_bytes_drop(&bytes);
    return ok;
}

bool tool_write_picture(const tool_call *call, const qsm_image *image,
                        const tool_picture_output *output)
{
    if (output->file == NULL && output->raw == NULL)
        return true;
    if (qsm_image_is_null(image)) {
        (void)tool_fail(call, "the picture is a null image: it has no pixels to write");
        return false;
    }
    if (output->file != NULL && !tool_write_image(call, image, output->file))
        return false;
    tool_rows rows = tool_rows_or(output->rows, TOOL_ROWS_PADDED);
    return output->raw == NULL || tool_write_raw(call, image, output->raw, rows);
}

FILE *tool_description_stream(const tool_picture_output *output)
{
    return is_standard(output->file) || is_standard(output->raw) ? stderr : stdout;
}

const char *tool_parse_compression(const char *value, void *target)
{
    static const struct {
        const char *name;
        qsm_image_compression compression;
    } names[] = {
        {"stored", QSM_IMAGE_STORED}, {"fast", QSM_IMAGE_FAST}, {"exact", QSM_IMAGE_EXACT}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i].name) == 0) {
            *(qsm_image_compression *)target = names[i].compression;
            return NULL;
        }
    }
    return "stored, fast or exact";
}
