/* SPDX-License-Identifier: MIT */
/* The streams that real Qt wrote, both directions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/image.h>

#include "../lib/little_pixels.h"
#include "image/png/png.h"
#include "suite.h"
#include "vectors.h"

/* A failed assertion that says which vector it was. */
static void expect(bool good, const char *name, const char *what)
{
    if (!good)
        printf("  %s: %s\n", name, what);
    CU_ASSERT_TRUE(good);
}

static qsm_image *read_stream(const void *data, size_t size, size_t *position, int *status)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    qsm_image *image = qsm_image_new();
    qsm_data_stream_read_image(stream, image, NULL);
    *position = qsm_data_stream_position(stream);
    *status = (int)qsm_data_stream_status(stream);
    qsm_data_stream_free(stream);
    return image;
}

static void expect_colors(const char *name, const qsm_image *image, const vector_image *wanted)
{
    expect(qsm_image_color_count(image) == wanted->color_count, name, "colour count");
    for (int i = 0; i < wanted->color_count; i++)
        expect(qsm_image_color(image, i) == wanted->colors[i], name, "colour");
}

static void expect_texts(const char *name, const qsm_image *image, const vector_image *wanted)
{
    expect(qsm_image_text_count(image) == wanted->text_count, name, "text count");
    for (int i = 0; i < wanted->text_count; i++) {
        const char *value = qsm_image_text(image, wanted->keys[i]);
        expect(value != NULL && strcmp(value, wanted->values[i]) == 0, name, "text");
    }
}

/* How far two pixel buffers are apart, in samples of their format. */
static int distance(const qsm_image *image, const unsigned char *one, const unsigned char *other,
                    size_t size)
{
    int worst = 0;
    bool deep = qsm_image_depth(image) == 64;
    for (size_t i = 0; i < size; i += deep ? 2 : 1) {
        int off =
            deep ? one[i] + one[i + 1] * 256 - other[i] - other[i + 1] * 256 : one[i] - other[i];
        worst = abs(off) > worst ? abs(off) : worst;
    }
    return worst;
}

static void expect_pixels(const char *name, const qsm_image *image, const unsigned char *pixels,
                          size_t size, int tolerance)
{
    size_t got_size;
    unsigned char *got = packed_pixels(image, &got_size);
    expect(got_size == size, name, "size of the pixels");
    if (got_size == size)
        expect(distance(image, got, pixels, size) <= tolerance, name, "pixels");
    free(got);
}

static void expect_image(const vector *v, const qsm_image *image)
{
    const vector_image *wanted = &v->read;
    expect((int)qsm_image_format(image) == wanted->format, v->name, "format");
    expect(qsm_image_width(image) == wanted->width, v->name, "width");
    expect(qsm_image_height(image) == wanted->height, v->name, "height");
    expect(qsm_image_bytes_per_line(image) == wanted->bytes_per_line, v->name, "bytes per line");
    expect(qsm_image_dots_per_meter_x(image) == wanted->dpm_x, v->name, "dots per meter x");
    expect(qsm_image_dots_per_meter_y(image) == wanted->dpm_y, v->name, "dots per meter y");
    expect(qsm_image_offset_x(image) == wanted->offset_x, v->name, "offset x");
    expect(qsm_image_offset_y(image) == wanted->offset_y, v->name, "offset y");
    expect_colors(v->name, image, wanted);
    expect_texts(v->name, image, wanted);
    bool space = qsm_image_color_space(image)->source != QSM_COLOR_SPACE_NONE;
    expect(space == v->has_color_space, v->name, "colour space");
}

/* Of 16 bit RGB with a transparent colour Qt fills only the first three quarters of each row, with
 * pixels of three samples where the image has four, and leaves the rest uninitialised. That is no
 * picture: here the pixels are as for 8 bits, so only theirs that Qt did get right are compared. */
static bool qt_fails_at(const char *name)
{
    return strcmp(name, "foreign_png/png_ct2_bd16_trns") == 0;
}

static void expect_colors_of_qt(const vector *v, const qsm_image *image)
{
    qsm_turn_words(v->read_pixels, v->read_size, 2);
    const uint16_t *wanted = (const uint16_t *)(const void *)v->read_pixels;
    static const uint16_t key[3] = {0x9191, 0xECEC, 0x4847};
    int clear = 0;
    for (int y = 0; y < v->read.height; y++, wanted += 4 * v->read.width) {
        const uint16_t *row = qsm_image_const_scan_line(image, y);
        for (int x = 0; x < v->read.width; x++) {
            bool is_key = memcmp(row + 4 * x, key, sizeof key) == 0;
            expect(memcmp(row + 4 * x, wanted + 3 * x, 6) == 0, v->name, "colours");
            expect(row[4 * x + 3] == (is_key ? 0 : 0xFFFF), v->name, "alpha");
            clear += is_key;
        }
    }
    expect(clear > 0, v->name, "the transparent colour occurs");
}

static void read_one(const vector *v)
{
    size_t position;
    int status;
    qsm_image *image = read_stream(v->stream, v->stream_size, &position, &status);
    if (!v->read.given) {
        expect(qsm_image_is_null(image) && status == (v->null ? 0 : 1), v->name, "null image");
    } else {
        expect_image(v, image);
        if (qt_fails_at(v->name))
            expect_colors_of_qt(v, image);
        else
            expect_pixels(v->name, image, v->read_pixels, v->read_size, 0);
        expect((int)position == v->read.position, v->name, "position");
        expect(status == v->read.status, v->name, "status");
    }
    qsm_image_free(image);
}

static void test_reading(void)
{
    CU_ASSERT_EQUAL(vectors_for_each(read_one), 125);
}

static void expect_round_trip(const vector *v, const qsm_image *image,
                              qsm_image_compression compression)
{
    const char *error;
    size_t bound = qsm_image_stream_size(image, 12, compression, &error);
    unsigned char *memory = malloc(bound + 1);
    qsm_data_stream *writer = qsm_data_stream_new_writer(memory, bound);
    expect(qsm_data_stream_write_image(writer, image, compression), v->name, "writing");
    size_t size = qsm_data_stream_size(writer);
    expect(compression == QSM_IMAGE_STORED ? size == bound : size <= bound, v->name, "size");
    qsm_data_stream_free(writer);
    size_t position;
    int status;
    qsm_image *back = read_stream(memory, size, &position, &status);
    expect(status == 0 && position == size, v->name, "reading back");
    if (v->read.given) {
        vector without_space = *v;
        without_space.has_color_space = qsm_image_color_space(back)->source != QSM_COLOR_SPACE_NONE;
        expect_image(&without_space, back);
        expect_pixels(v->name, back, v->read_pixels, v->read_size, v->source.tolerance);
    }
    qsm_image_free(back);
    free(memory);
}

static void write_one(const vector *v)
{
    if (v->source_pixels == NULL && !v->null)
        return;
    qsm_image *image = vector_source_image(v);
    expect_round_trip(v, image, QSM_IMAGE_STORED);
    expect_round_trip(v, image, QSM_IMAGE_FAST);
    expect_round_trip(v, image, QSM_IMAGE_EXACT);
    qsm_image_free(image);
}

static void test_writing(void)
{
    CU_ASSERT(vectors_for_each(write_one) > 0);
}

/* The image to write again: what was written, or where that is not known to the byte (profiles, and
 * premultiplied pixels that Qt rounds by the host's processor) what was read. */
static qsm_image *exact_source(const vector *v)
{
    size_t position;
    int status;
    if (v->source.tolerance == 0 && !v->has_color_space)
        return vector_source_image(v);
    return read_stream(v->stream, v->stream_size, &position, &status);
}

static void write_exactly(const vector *v)
{
    if (v->source_pixels == NULL && !v->null)
        return;
    qsm_image *image = exact_source(v);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(writer, 12);
    expect(qsm_data_stream_write_image(writer, image, QSM_IMAGE_EXACT), v->name, "writing");
    expect(qsm_data_stream_size(writer) == v->stream_size, v->name, "size of the exact stream");
    expect(qsm_data_stream_size(writer) == v->stream_size &&
               memcmp(qsm_data_stream_data(writer), v->stream, v->stream_size) == 0,
           v->name, "bytes of the exact stream");
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

static void test_exact(void)
{
    CU_ASSERT(vectors_for_each(write_exactly) > 0);
}

QSM_SUITE("image vectors", {"what Qt wrote is read as Qt reads it", test_reading},
          {"all forms are read back as Qt reads its own", test_writing},
          {"the exact form is what Qt wrote", test_exact})
