/* SPDX-License-Identifier: MIT */
/*
 * codec: every image of interop-tests/data/image is read, copied, converted and written in each
 * form, with another allocation failing each time until none is left to fail. Each time: the whole
 * result or an error with a text and nothing of it; no memory lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/data_stream.h>
#include <qsm/image.h>

#include "../lib/stored_png.h"
#include "../unit/vectors.h"
#include "procedures.h"
#include "wraps.h"

static const char *current = "";
static unsigned long faults_tried;

static void must(bool holds, const char *what)
{
    if (!holds)
        fprintf(stderr, "%s: ", current);
    procedure_must(holds, what);
}

/* What a trial works on. Results that need no memory of their own stay where they are wanted. */
typedef struct subject {
    const void *stream;
    size_t size;
    int version;
    qsm_image_compression compression;
    qsm_image *image;
} subject;

/* True when the whole result was there. Whatever it took it gives back. */
typedef bool trial(const subject *of);

/* All the calls of a trial fail once in turn. wanted: what it gives when none does. */
static void fail_each(trial *run, const subject *of, bool wanted)
{
    for (long at = 1;; at++) {
        long before = fault_live_blocks();
        fault_begin(FAULT_FAIL, at, 0);
        bool good = run(of);
        fault_end();
        must(fault_live_blocks() == before, "no memory is lost");
        if (fault_plan.hit == NULL) {
            must(good == wanted, "it does the same when nothing fails");
            return;
        }
        must(!good || wanted, "nothing that fails without a fault works with one");
        faults_tried++;
    }
}

/* ---- what is the same ---- */

static bool same_bytes(const void *one, size_t size, const void *other, size_t other_size)
{
    return size == other_size && (size == 0 || memcmp(one, other, size) == 0);
}

static bool same_texts(const qsm_image *one, const qsm_image *other)
{
    int count = qsm_image_text_count(one);
    bool same = count == qsm_image_text_count(other);
    for (int i = 0; same && i < count; i++) {
        const char *key = qsm_image_text_key(one, i);
        const char *text = qsm_image_text(other, key);
        same = text != NULL && strcmp(text, qsm_image_text(one, key)) == 0;
    }
    return same;
}

static bool same_profile(const qsm_image *one, const qsm_image *other)
{
    size_t size = 0;
    size_t other_size = 0;
    const void *profile = qsm_image_icc_profile(one, &size, NULL);
    const void *other_profile = qsm_image_icc_profile(other, &other_size, NULL);
    return same_bytes(profile, size, other_profile, other_size);
}

/* Of the same format; padding has no meaning. */
static bool same_rows(const qsm_image *one, const qsm_image *other)
{
    size_t bits = (size_t)qsm_image_width(one) * (size_t)qsm_image_depth(one);
    bool same = true;
    for (int y = 0; same && y < qsm_image_height(one); y++)
        same = memcmp(qsm_image_const_scan_line(one, y), qsm_image_const_scan_line(other, y),
                      bits / 8) == 0;
    return same;
}

static bool same_image(const qsm_image *one, const qsm_image *other)
{
    int colors = qsm_image_color_count(one);
    return qsm_image_format(one) == qsm_image_format(other) &&
           qsm_image_width(one) == qsm_image_width(other) &&
           qsm_image_height(one) == qsm_image_height(other) && same_rows(one, other) &&
           colors == qsm_image_color_count(other) &&
           (colors == 0 || memcmp(qsm_image_color_table(one), qsm_image_color_table(other),
                                  (size_t)colors * sizeof(uint32_t)) == 0) &&
           same_texts(one, other) && same_profile(one, other);
}

/* ---- the trials ---- */

/* Into an image that holds another one before; of->image is what comes when nothing fails. */
static bool read_stream(const subject *of)
{
    qsm_image *image = qsm_image_new_size(3, 3, QSM_IMAGE_FORMAT_INDEXED8);
    qsm_data_stream *in = image != NULL ? qsm_data_stream_new_reader(of->stream, of->size) : NULL;
    if (in == NULL) {
        qsm_image_free(image);
        return false;
    }
    qsm_data_stream_set_version(in, of->version);
    bool ok = qsm_data_stream_read_image(in, image, NULL);
    bool same = same_image(image, of->image);
    if (fault_plan.hit != NULL && !same) {
        /* Below version 5 damage is no error of the stream, and so is this none. */
        must(!ok || of->version < 5, "what could not be read whole is an error");
        must(qsm_image_is_null(image), "nothing of it is there");
        must(qsm_data_stream_error_string(in)[0] != '\0', "a text");
    }
    qsm_data_stream_free(in);
    qsm_image_free(image);
    return same;
}

/* Into a stream that grows; nothing or all of it. */
static bool write_stream(const subject *of)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (out == NULL)
        return false;
    qsm_data_stream_set_version(out, of->version);
    bool good = qsm_data_stream_write_image(out, of->image, of->compression);
    if (!good) {
        must(qsm_data_stream_size(out) == 0, "nothing is written");
        must(qsm_data_stream_status(out) == QSM_DATA_STREAM_WRITE_FAILED, "an error");
        must(qsm_data_stream_error_string(out)[0] != '\0', "a text");
    }
    must(!good || of->stream == NULL ||
             same_bytes(of->stream, of->size, qsm_data_stream_data(out), qsm_data_stream_size(out)),
         "what is written is the same");
    qsm_data_stream_free(out);
    return good;
}

static bool stream_size(const subject *of)
{
    const char *why = NULL;
    bool good = qsm_image_stream_size(of->image, of->version, of->compression, &why) > 0;
    must(good || (why != NULL && why[0] != '\0'), "why it cannot be written");
    return good;
}

static bool copy(const subject *of)
{
    qsm_image *made = qsm_image_copy(of->image);
    bool good = made != NULL;
    must(!good || same_image(made, of->image), "a copy is the same");
    qsm_image_free(made);
    return good;
}

static bool convert(const subject *of)
{
    static const qsm_image_format_code to[] = {QSM_IMAGE_FORMAT_RGBA8888,
                                               QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_RGB30};
    bool good = true;
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        qsm_image *made = qsm_image_convert_to(of->image, to[i]);
        must(made == NULL || same_texts(made, of->image), "its texts are the same");
        good = made != NULL && good;
        qsm_image_free(made);
    }
    return good;
}

/* What an image carries beside its pixels, set and replaced. What fails changes nothing. */
static bool furnish(const subject *of)
{
    static const uint32_t colors[] = {0xff000000, 0xffffffff};
    (void)of;
    qsm_image *image = qsm_image_new_size(9, 2, QSM_IMAGE_FORMAT_MONO);
    if (image == NULL)
        return false;
    bool good =
        qsm_image_set_color_table(image, colors, 2) && qsm_image_set_text(image, "Title", "one");
    if (good && !qsm_image_set_text(image, "Title", "another")) {
        must(strcmp(qsm_image_text(image, "Title"), "one") == 0, "the text stays");
        good = false;
    }
    good = good && qsm_image_set_icc_profile(image, "first", "abc", 3);
    if (good && !qsm_image_set_icc_profile(image, NULL, "defg", 4)) {
        size_t size = 0;
        (void)qsm_image_icc_profile(image, &size, NULL);
        must(size == 3, "the profile stays");
        good = false;
    }
    qsm_image_free(image);
    return good;
}

static bool wrap(const subject *of)
{
    unsigned char pixels[16] = {0};
    (void)of;
    qsm_image *image = qsm_image_new_wrapping(pixels, 4, 4, 4, QSM_IMAGE_FORMAT_MONO, NULL, NULL);
    bool good = image != NULL;
    qsm_image_free(image);
    return good;
}

/* ---- streams of what is no image ---- */

static bool write_values(qsm_data_stream *out)
{
    static const uint16_t units[] = {'a', 0x20ac, 0xd83d, 0xde00};
    return qsm_data_stream_write_string(out, "text with \xe2\x82\xac") &&
           qsm_data_stream_write_utf16(out, units, 4) &&
           qsm_data_stream_write_bytes(out, "bytes", 5) &&
           qsm_data_stream_write_byte_array(out, "array", 5);
}

static bool read_values(qsm_data_stream *in)
{
    char *text = NULL;
    uint16_t *units = NULL;
    void *bytes = NULL;
    void *array = NULL;
    size_t sizes[4] = {0};
    bool good = qsm_data_stream_read_string(in, &text, &sizes[0]) &&
                qsm_data_stream_read_utf16(in, &units, &sizes[1]) &&
                qsm_data_stream_read_bytes(in, &bytes, &sizes[2]) &&
                qsm_data_stream_read_byte_array(in, &array, &sizes[3]);
    must(!good || (sizes[0] == 13 && sizes[1] == 4 && sizes[2] == 5 && sizes[3] == 5),
         "the values come back");
    must(good || qsm_data_stream_status(in) != QSM_DATA_STREAM_OK, "an error");
    must(good || qsm_data_stream_error_string(in)[0] != '\0', "a text");
    qsm_free(text);
    qsm_free(units);
    qsm_free(bytes);
    qsm_free(array);
    return good;
}

static bool values(const subject *of)
{
    (void)of;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    bool good = out != NULL && write_values(out);
    must(out == NULL || good || qsm_data_stream_error_string(out)[0] != '\0', "a text");
    qsm_data_stream *in =
        good ? qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out))
             : NULL;
    good = in != NULL && read_values(in);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    return good;
}

/* ---- all of it for one image ---- */

/* The stream of an image is read again, with and without faults. */
static void try_reading(const subject *written)
{
    subject of = *written;
    of.image = qsm_image_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(of.stream, of.size);
    must(of.image != NULL && in != NULL, "a reader");
    qsm_data_stream_set_version(in, of.version);
    (void)qsm_data_stream_read_image(in, of.image, NULL); /* some are damaged */
    fail_each(read_stream, &of, true);
    qsm_data_stream_free(in);
    qsm_image_free(of.image);
}

static void try_form(qsm_image *image, int version, qsm_image_compression compression)
{
    subject of = {.version = version, .compression = compression, .image = image};
    bool writable = stream_size(&of);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    must(out != NULL, "a stream");
    qsm_data_stream_set_version(out, version);
    must(qsm_data_stream_write_image(out, image, compression) == writable,
         "what has a size can be written");
    of.stream = qsm_data_stream_data(out);
    of.size = qsm_data_stream_size(out);
    fail_each(stream_size, &of, writable);
    fail_each(write_stream, &of, writable);
    if (writable)
        try_reading(&of);
    qsm_data_stream_free(out);
}

static void try_each_form(qsm_image *image)
{
    static const int versions[] = {QSM_DATA_STREAM_DEFAULT_VERSION, 4, 1};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++)
            try_form(image, versions[i], (qsm_image_compression)form);
    }
}

static void try_vector(const vector *v)
{
    current = v->name;
    qsm_image *image = qsm_image_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(v->stream, v->stream_size);
    must(image != NULL && in != NULL, "a reader");
    (void)qsm_data_stream_read_image(in, image, NULL); /* some are damaged */
    qsm_data_stream_free(in);
    subject of = {.stream = v->stream,
                  .size = v->stream_size,
                  .version = QSM_DATA_STREAM_DEFAULT_VERSION,
                  .image = image};
    try_reading(&of);
    if (!qsm_image_is_null(image)) {
        fail_each(copy, &of, true);
        fail_each(convert, &of, true);
        try_each_form(image);
    }
    qsm_image_free(image);
}

/* It is read into its place, which it has to leave again. */
static void try_large_that_lies(const qsm_image *image)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    must(out != NULL && qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED), "a stream");
    size_t size = qsm_data_stream_size(out);
    unsigned char *data = malloc(size);
    must(data != NULL, "a copy");
    memcpy(data, qsm_data_stream_data(out), size);
    unsigned char *name = memmem(data, size, "IDAT", 4);
    must(name != NULL, "an IDAT chunk");
    qsm_make_last_block_lie(name - 4);
    subject of = {.stream = data, .size = size, .version = QSM_DATA_STREAM_DEFAULT_VERSION};
    try_reading(&of);
    free(data);
    qsm_data_stream_free(out);
}

/* So large that stored it is read in place, and packed it has to leave that. */
static void try_large(void)
{
    enum { SIDE = 400 };
    uint32_t noise = 1;
    qsm_image *image = qsm_image_new_size(SIDE, SIDE, QSM_IMAGE_FORMAT_RGB32);
    must(image != NULL, "a large image");
    unsigned char *bits = qsm_image_bits(image);
    for (size_t i = 0; i < qsm_image_size_in_bytes(image); i++) {
        noise = noise * 1664525U + 1013904223U;
        bits[i] = i % 4 == 3 ? 0xFF : (unsigned char)(noise >> 24U);
    }
    current = "a large image";
    try_each_form(image);
    try_large_that_lies(image);
    qsm_image_free(image);
}

/* Damage that fuzzing once found. */
static void try_file(const char *name)
{
    static unsigned char data[65536];
    char path[512];
    (void)snprintf(path, sizeof path, "%s/fuzz/differential/%s", QSM_TEST_DATA, name);
    FILE *file = fopen(path, "rb");
    must(file != NULL, path);
    size_t size = fread(data, 1, sizeof data, file);
    (void)fclose(file);
    must(size > 0, path);
    current = name;
    subject of = {.stream = data, .size = size, .version = QSM_DATA_STREAM_DEFAULT_VERSION};
    try_reading(&of);
}

static void try_files(void)
{
    static const char *const names[] = {"late-idat-of-wrong-crc", "second-trns-fits",
                                        "unknown-before-ihdr", "late-end-is-cut"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        try_file(names[i]);
}

int main(void)
{
    int images = vectors_for_each(try_vector);
    try_large();
    try_files();
    current = "no image";
    fail_each(furnish, NULL, true);
    fail_each(wrap, NULL, true);
    fail_each(values, NULL, true);
    printf("%d images, %lu faults\n", images, faults_tried);
    return images > 0 && faults_tried > 0 ? 0 : 1;
}
