/* SPDX-License-Identifier: MIT */
#include "tool/picture.h"

#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"

/* A QImage in a stream of this version is a PNG file and nothing else. */
enum { VERSION_OF_BARE_PNG = QSM_DATA_STREAM_QT_2_0 };

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
    qsm_image *image = qsm_image_new();
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    bool memory = image != NULL && stream != NULL;
    if (memory) {
        qsm_data_stream_set_version(stream, VERSION_OF_BARE_PNG);
        (void)qsm_data_stream_read_image(stream, image, NULL);
    }
    /* Below version 5 damage is no error of the stream: the image is null and the text says why. */
    bool ok = memory && !qsm_image_is_null(image);
    const char *text = memory ? qsm_data_stream_error_string(stream) : "out of memory";
    if (!ok)
        (void)tool_fail(call, "%s: %s", path, *text != '\0' ? text : "damaged PNG file");
    else if (*text != '\0')
        tool_note(call, "%s: %s", path, text);
    qsm_data_stream_free(stream);
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

bool tool_write_png(const tool_call *call, const qsm_image *image, const char *path)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (stream == NULL) {
        (void)tool_fail(call, "out of memory");
        return false;
    }
    qsm_data_stream_set_version(stream, VERSION_OF_BARE_PNG);
    bool ok = qsm_data_stream_write_image(stream, image, QSM_IMAGE_FAST);
    if (!ok)
        (void)tool_fail(call, "cannot write the picture as PNG: %s",
                        qsm_data_stream_error_string(stream));
    else
        ok =
            tool_write_file(call, path, qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    qsm_data_stream_free(stream);
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
    (void)tool_fail_usage(call, "only one of -o -, --raw - and --json can have standard output");
    return false;
}

bool tool_write_picture(const tool_call *call, const qsm_image *image,
                        const tool_picture_output *output)
{
    if (output->png == NULL && output->raw == NULL)
        return true;
    if (qsm_image_is_null(image)) {
        (void)tool_fail(call, "the picture is a null image: there is nothing to write");
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
