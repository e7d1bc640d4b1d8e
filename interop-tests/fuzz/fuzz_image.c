/* SPDX-License-Identifier: MIT */
/* The first byte is the stream version, the rest the stream. An image that was read is written
 * again and must then read as the same image; the size told beforehand must be the size written. */
#include "fuzz.h"

#include <qsm/image.h>

#include <string.h>

static const qsm_image_limits limits = {.max_image_bytes = 4 << 20, .max_text_bytes = 1 << 20};

/* What was written for an image reads as one of the same size, to its last byte. */
static void read_again(const qsm_data_stream *written, int version, const qsm_image *image)
{
    size_t size = qsm_data_stream_size(written);
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(written), size);
    qsm_image *other = qsm_image_new();
    FUZZ_MUST(in != NULL && other != NULL);
    qsm_data_stream_set_version(in, version);
    FUZZ_MUST(qsm_data_stream_read_image(in, other, &limits));
    FUZZ_MUST(qsm_data_stream_position(in) == size);
    FUZZ_MUST(qsm_image_width(other) == qsm_image_width(image));
    FUZZ_MUST(qsm_image_height(other) == qsm_image_height(image));
    qsm_image_free(other);
    qsm_data_stream_free(in);
}

static void write_again(const qsm_image *image, int version)
{
    size_t told = qsm_image_stream_size(image, version, QSM_IMAGE_STORED, NULL);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    FUZZ_MUST(out != NULL);
    qsm_data_stream_set_version(out, version);
    bool written = qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED);
    FUZZ_MUST(written == (told != 0));
    FUZZ_MUST(!written || qsm_data_stream_size(out) == told);
    if (written)
        read_again(out, version, image);
    qsm_data_stream_free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    int version = data[0] % 25;
    qsm_image_header header;
    qsm_image_peek(data + 1, size - 1, &header);
    qsm_data_stream *in = qsm_data_stream_new_reader(data + 1, size - 1);
    qsm_image *image = qsm_image_new();
    FUZZ_MUST(in != NULL && image != NULL);
    qsm_data_stream_set_version(in, version);
    bool good = qsm_data_stream_read_image(in, image, &limits);
    FUZZ_MUST(qsm_data_stream_position(in) <= size - 1);
    FUZZ_MUST(qsm_image_size_in_bytes(image) <= limits.max_image_bytes + 4096);
    if (good && !qsm_image_is_null(image) && version >= 5)
        write_again(image, version);
    qsm_image_free(image);
    qsm_data_stream_free(in);
    return 0;
}
