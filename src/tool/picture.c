/* SPDX-License-Identifier: MIT */
#include "tool/picture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/max_bytes.h"
#include "tool/png_end.h"

static bool is_png(const unsigned char *data, size_t size)
{
    static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

static qsm_image *decode_png(const tool_call *call, const char *path, const unsigned char *data,
                             size_t size)
{
    if (!is_png(data, size)) {
        (void)tool_fail(call, "%s is not a PNG file", path);
        return NULL;
    }
    if (!tool_check_png_end(call, path, data, size))
        return NULL;
    qsm_image *image = qsm_image_new();
    const qsm_image_limits limits = tool_image_limits(call);
    bool ok = qsm_image_read_png(image, data, size, &limits);
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

qsm_image *tool_read_png(const tool_call *call, const char *path)
{
    unsigned char *data = NULL;
    size_t size = 0;
    if (!tool_read_file(call, path, &data, &size))
        return NULL;
    qsm_image *image = decode_png(call, path, data, size);
    free(data);
    return image;
}

/* Why a PNG file cannot hold the image. */
static const char *not_writable(const qsm_image *image, int error)
{
    const char *why = NULL;
    if (error == EINVAL)
        (void)qsm_image_stream_size(image, QSM_DATA_STREAM_DEFAULT_VERSION, QSM_IMAGE_FAST, &why);
    return why != NULL ? why : strerror(error);
}

bool tool_write_png(const tool_call *call, const qsm_image *image, const char *path)
{
    void *data;
    size_t size;
    if (!qsm_image_write_png(image, QSM_IMAGE_FAST, &data, &size)) {
        (void)tool_fail(call, "cannot write the picture as PNG: %s", not_writable(image, errno));
        return false;
    }
    bool ok = tool_write_file(call, path, data, size);
    qsm_free(data);
    return ok;
}

static bool is_standard(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

bool tool_check_output(const tool_call *call, const tool_picture_output *output)
{
    int users = is_standard(output->png) + is_standard(output->raw) + call->json;
    if (users < 2 || !(is_standard(output->png) || is_standard(output->raw)))
        return true;
    (void)tool_fail_usage(call, "only one of -o -, --raw - and --json can use standard output");
    return false;
}

bool tool_write_picture(const tool_call *call, const qsm_image *image,
                        const tool_picture_output *output)
{
    if (output->png == NULL && output->raw == NULL)
        return true;
    if (qsm_image_is_null(image)) {
        (void)tool_fail(call, "the picture is a null image: it has no pixels to write");
        return false;
    }
    if (output->png != NULL && !tool_write_png(call, image, output->png))
        return false;
    return output->raw == NULL || tool_write_file(call, output->raw, qsm_image_const_bits(image),
                                                  qsm_image_size_in_bytes(image));
}

FILE *tool_description_stream(const tool_picture_output *output)
{
    return is_standard(output->png) || is_standard(output->raw) ? stderr : stdout;
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
