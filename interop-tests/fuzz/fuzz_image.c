/* SPDX-License-Identifier: MIT */
/*
 * The first byte is the stream version and, in its highest bit, the byte order; the rest is the
 * stream. An image that was read is written in every form and must then read as the same image. The
 * stream is also taken for the contents of a segment, and loaded as a file.
 */
#include <string.h>

#include <qsm/exchange.h>

#include "exchange/recognise.h"
#include "fuzz.h"
#include "image/image_stream.h"
#include "image_round.h"

static const qsm_image_limits limits = {
    .size = sizeof limits, .max_image_bytes = 4 << 20, .max_text_bytes = 1 << 20};

static qsm_data_stream *open_stream(const uint8_t *data, size_t size, round_stream of)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    FUZZ_MUST(in != NULL);
    qsm_data_stream_set_version(in, of.version);
    qsm_data_stream_set_byte_order(in, of.order);
    return in;
}

/* The same into memory of the caller's, which may be too small: then it is refused, untouched. */
static void read_into_buffer(const uint8_t *data, size_t size, round_stream of,
                             const qsm_image *expected)
{
    size_t needed = qsm_image_read_buffer_size(
        qsm_image_width(expected), qsm_image_height(expected), qsm_image_format(expected));
    bool fits = size % 2 == 0;
    size_t room = fits ? needed : (qsm_image_size_in_bytes(expected) - 1);
    void *buffer = malloc(room > 0 ? room : 1);
    qsm_image *image = qsm_image_new();
    qsm_data_stream *in = open_stream(data, size, of);
    FUZZ_MUST(buffer != NULL && image != NULL);
    qsm_image_use_buffer(image, buffer, room);
    bool good = qsm_data_stream_read_image(in, image, &limits);
    FUZZ_MUST(!fits || good);
    if (good && fits)
        fuzz_must_be_same(image, expected);
    else
        FUZZ_MUST(qsm_image_is_null(image) || of.version < 5);
    qsm_image_free(image);
    qsm_data_stream_free(in);
    free(buffer);
}

/* The same with other instructions, whether there is an image or not. */
static void read_with_less(const uint8_t *data, size_t size, round_stream of,
                           const qsm_image *expected, bool expected_good)
{
    qsm_image *image = qsm_image_new();
    qsm_data_stream *in = open_stream(data, size, of);
    FUZZ_MUST(image != NULL);
    fuzz_choose_simd(size);
    FUZZ_MUST(qsm_data_stream_read_image(in, image, &limits) == expected_good);
    fuzz_all_simd();
    FUZZ_MUST(qsm_image_is_null(image) == qsm_image_is_null(expected));
    if (!qsm_image_is_null(image))
        fuzz_must_be_same(image, expected);
    qsm_image_free(image);
    qsm_data_stream_free(in);
}

/* Also what is no PNG stream: null images, and bitmaps of the first version. */
static void write_once(const qsm_image *image, round_stream of)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    FUZZ_MUST(out != NULL);
    qsm_data_stream_set_version(out, of.version);
    qsm_data_stream_set_byte_order(out, of.order);
    bool written = qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED);
    FUZZ_MUST(written == (qsm_data_stream_status(out) == QSM_DATA_STREAM_OK));
    qsm_data_stream_free(out);
}

/* The same bytes as the first ones of a segment: what they seem to be is inside it. */
static void recognise(const uint8_t *data, size_t size, uint64_t whole)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    qsm_contents of = {.bytes = data, .size = size, .whole = whole};
    if (size == 0)
        return;
    qsm__recognise(&of, &content);
    FUZZ_MUST(content.type != QSM_SEGMENT_CONTENT_UNKNOWN);
    FUZZ_MUST(content.offset <= whole && content.length <= whole - content.offset);
    FUZZ_MUST((content.type == QSM_SEGMENT_CONTENT_FILE) == (content.file_format != NULL));
    FUZZ_MUST((content.type == QSM_SEGMENT_CONTENT_TEXT) == (content.text_encoding != NULL));
    FUZZ_MUST(content.type != QSM_SEGMENT_CONTENT_IMAGE ||
              (content.width > 0 && content.height > 0));
    char *text = qsm_segment_content_to_string(&content);
    FUZZ_MUST(text != NULL && text[0] != '\0');
    qsm_free(text);
}

/* A file of the same bytes: a bitmap gives the image that a stream of version 1 gives. */
static void load_as_file(const uint8_t *data, size_t size, round_stream of, const qsm_image *image)
{
    qsm_image *loaded = qsm_image_new();
    FUZZ_MUST(loaded != NULL);
    const char *format = qsm_image_file_format(data, size);
    bool good = qsm_image_load_from_data(loaded, data, size, &limits);
    FUZZ_MUST(good != qsm_image_is_null(loaded));
    FUZZ_MUST(good || qsm_image_error_string(loaded)[0] != '\0');
    FUZZ_MUST(qsm_image_size_in_bytes(loaded) <= limits.max_image_bytes + 4096);
    if (of.version == 1) {
        FUZZ_MUST(good == !qsm_image_is_null(image) ||
                  (format != NULL && strcmp(format, "png") == 0));
        if (good && !qsm_image_is_null(image))
            fuzz_must_be_same(loaded, image);
    }
    qsm_image_free(loaded);
}

/*
 * A receiver of pictures: the mark without the data, and a parser that is used twice. Both times it
 * reads the same, and so comes to the same mark.
 */
static void receive(const uint8_t *data, size_t size, round_stream of, const qsm_image *expected)
{
    qsm_image_mark marks[2];
    bool good[2];
    qsm_image *image = qsm_image_new();
    qsm_image_parser *parser = qsm__image_parser_new(0);
    FUZZ_MUST(image != NULL && parser != NULL);
    (void)qsm__image_stream_mark(data, size, of.version, NULL);
    for (int i = 0; i < 2; i++) {
        qsm_data_stream *in = open_stream(data, size, of);
        qsm__image_parser_reuse(parser, i == 1 ? image : NULL);
        good[i] = qsm__image_parser_parse(parser, in, &limits);
        marks[i] = qsm__image_parser_mark(parser);
        FUZZ_MUST(good[i] == (marks[i].kind != QSM_IMAGE_NO_MARK));
        good[i] = good[i] && qsm__image_parser_decode(parser, in, image);
        if (good[i] && !qsm_image_is_null(expected))
            fuzz_must_be_same(image, expected);
        qsm_data_stream_free(in);
    }
    FUZZ_MUST(good[0] == good[1]);
    FUZZ_MUST(!good[0] || qsm__image_marks_equal(&marks[0], &marks[1]));
    qsm__image_parser_free(parser);
    qsm_image_free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    round_stream of = {.version = (data[0] & 0x7f) % 25,
                       .order = data[0] & 0x80 ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                               : QSM_DATA_STREAM_BIG_ENDIAN};
    qsm_image_header header = QSM_INIT(qsm_image_header);
    qsm_image_peek(data + 1, size - 1, &header);
    recognise(data + 1, size - 1, size - 1);
    recognise(data + 1, size - 1, (uint64_t)640 * 480 * 4);
    qsm_data_stream *in = open_stream(data + 1, size - 1, of);
    qsm_image *image = qsm_image_new();
    FUZZ_MUST(image != NULL);
    bool good = qsm_data_stream_read_image(in, image, &limits);
    FUZZ_MUST(qsm_data_stream_position(in) <= size - 1);
    FUZZ_MUST(qsm_image_size_in_bytes(image) <= limits.max_image_bytes + 4096);
    FUZZ_MUST(good || qsm_data_stream_error_string(in)[0] != '\0');
    read_with_less(data + 1, size - 1, of, image, good);
    write_once(image, of);
    load_as_file(data + 1, size - 1, of, image);
    receive(data + 1, size - 1, of, image);
    if (good && !qsm_image_is_null(image)) {
        read_into_buffer(data + 1, size - 1, of, image);
        if (of.version >= 5)
            fuzz_round_trip(image, of);
    }
    qsm_image_free(image);
    qsm_data_stream_free(in);
    return 0;
}
