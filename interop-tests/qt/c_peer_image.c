/* SPDX-License-Identifier: MIT */
/* c_peer's commands for its image, for streams in files, and for processes A and B. */
#include "c_peer.h"

#include "../lib/little_pixels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static qsm_image *held;

static qsm_image *image(void)
{
    if (held == NULL)
        held = qsm_image_new();
    if (held == NULL)
        peer_die("out of memory");
    return held;
}

void peer_free_image(void)
{
    qsm_image_free(held);
    held = NULL;
}

static void replace(qsm_image *other)
{
    peer_free_image();
    held = other;
    peer_say_truth(other != NULL);
}

static void image_null(const peer_words *words)
{
    (void)words;
    peer_free_image();
    peer_say("ok");
}

static void image_new(const peer_words *words)
{
    replace(qsm_image_new_size((int)peer_number(words, 1, 0), (int)peer_number(words, 2, 0),
                               (qsm_image_format_code)peer_number(words, 0, 0)));
}

static void image_convert(const peer_words *words)
{
    replace(qsm_image_convert_to(image(), (qsm_image_format_code)peer_number(words, 0, 0)));
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        peer_die("cannot open a file to read");
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    void *data = malloc(*size + 1);
    if (data == NULL || fread(data, 1, *size, file) != *size)
        peer_die("cannot read a file");
    fclose(file);
    return data;
}

static bool write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        peer_die("cannot open a file to write");
    bool done = size == 0 || fwrite(data, 1, size, file) == size;
    return fclose(file) == 0 && done;
}

/* Files are as little-endian machines have it. */
static void turn_words(void *bits)
{
    qsm_turn_words(bits, qsm_image_size_in_bytes(image()),
                   qsm_pixel_word(qsm_image_format(image())));
}

static void image_set_bits(const peer_words *words)
{
    size_t size = 0;
    void *data = read_file(words->at[0], &size);
    bool fits = size == qsm_image_size_in_bytes(image());
    if (fits && size > 0) {
        memcpy(qsm_image_bits(image()), data, size);
        turn_words(qsm_image_bits(image()));
    }
    free(data);
    peer_say_truth(fits);
}

static void image_bits(const peer_words *words)
{
    size_t size = qsm_image_size_in_bytes(image());
    void *data = malloc(size + 1);
    if (data == NULL)
        peer_die("out of memory");
    if (size > 0)
        memcpy(data, qsm_image_const_bits(image()), size);
    turn_words(data);
    peer_say_truth(write_file(words->at[0], data, size));
    free(data);
}

static void image_set_colors(const peer_words *words)
{
    uint32_t colors[256];
    for (int i = 0; i < words->count; i++)
        colors[i] = (uint32_t)strtoul(words->at[i], NULL, 16);
    peer_say(qsm_image_set_color_table(image(), colors, words->count) ? "ok" : "false");
}

static void image_colors(const peer_words *words)
{
    (void)words;
    int count = qsm_image_color_count(image());
    for (int i = 0; i < count; i++)
        printf("%s%08x", i == 0 ? "" : " ", (unsigned)qsm_image_color(image(), i));
    if (count == 0)
        fputs("ok", stdout);
    peer_say_end();
}

static void image_set_text(const peer_words *words)
{
    peer_say(qsm_image_set_text(image(), words->at[0], words->at[1]) ? "ok" : "false");
}

static void image_texts(const peer_words *words)
{
    (void)words;
    int count = qsm_image_text_count(image());
    for (int i = 0; i < count; i++) {
        const char *key = qsm_image_text_key(image(), i);
        peer_say_word(key);
        peer_say_word(qsm_image_text(image(), key));
    }
    if (count == 0)
        peer_say_word("ok");
    peer_say_end();
}

static void image_set_dpm(const peer_words *words)
{
    qsm_image_set_dots_per_meter_x(image(), (int)peer_number(words, 0, 0));
    qsm_image_set_dots_per_meter_y(image(), (int)peer_number(words, 1, 0));
    peer_say("ok");
}

static void image_set_offset(const peer_words *words)
{
    qsm_image_set_offset(image(), (int)peer_number(words, 0, 0), (int)peer_number(words, 1, 0));
    peer_say("ok");
}

static void image_info(const peer_words *words)
{
    (void)words;
    const qsm_image *one = image();
    peer_say_number(qsm_image_width(one));
    peer_say_number(qsm_image_height(one));
    peer_say_number((long long)qsm_image_format(one));
    peer_say_number(qsm_image_bytes_per_line(one));
    peer_say_number(qsm_image_color_count(one));
    peer_say_number(qsm_image_dots_per_meter_x(one));
    peer_say_number(qsm_image_dots_per_meter_y(one));
    peer_say_number(qsm_image_offset_x(one));
    peer_say_number(qsm_image_offset_y(one));
    peer_say_end();
}

static qsm_image_compression packing(const peer_words *words, int index)
{
    const char *names[] = {"stored", "fast", "exact"};
    for (int i = 0; index < words->count && i < 3; i++) {
        if (strcmp(words->at[index], names[i]) == 0)
            return (qsm_image_compression)i;
    }
    return QSM_IMAGE_STORED;
}

static void stream_write(const peer_words *words)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (stream == NULL)
        peer_die("out of memory");
    if (words->count > 1)
        qsm_data_stream_set_version(stream, (int)peer_number(words, 1, 0));
    bool written = qsm_data_stream_write_image(stream, image(), packing(words, 2));
    if (!written)
        fprintf(stderr, "c_peer: stream-write: %s\n", qsm_data_stream_error_string(stream));
    bool saved =
        write_file(words->at[0], qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    qsm_data_stream_free(stream);
    peer_say_truth(written && saved);
}

static void stream_read(const peer_words *words)
{
    size_t size = 0;
    void *data = read_file(words->at[0], &size);
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    if (stream == NULL)
        peer_die("out of memory");
    if (words->count > 1)
        qsm_data_stream_set_version(stream, (int)peer_number(words, 1, 0));
    qsm_data_stream_read_image(stream, image(), NULL);
    if (qsm_data_stream_error_string(stream)[0] != '\0')
        fprintf(stderr, "c_peer: stream-read: %s\n", qsm_data_stream_error_string(stream));
    peer_say_number((long long)qsm_data_stream_status(stream));
    peer_say_number((long long)qsm_data_stream_position(stream));
    peer_say_end();
    qsm_data_stream_free(stream);
    free(data);
}

static void say_exchange(const char *what, bool done, const qsm_exchange_report *report)
{
    if (!done)
        fprintf(stderr, "c_peer: %s: %s\n", what, report->message);
    peer_say_truth(done);
}

static void put(const peer_words *words)
{
    qsm_exchange_write_options options = {.size = sizeof options, .compression = packing(words, 0)};
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool done = qsm_shared_memory_write_image(peer_memory(), image(), &options, &report);
    say_exchange("put", done, &report);
}

static void get(const peer_words *words)
{
    (void)words;
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool done = qsm_shared_memory_read_image(peer_memory(), image(), NULL, &report);
    say_exchange("get", done, &report);
}

static void wait_for_image(const peer_words *words)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool done = qsm_shared_memory_wait_for_image(peer_memory(), (int)peer_number(words, 0, 0),
                                                 image(), NULL, &report);
    say_exchange("wait-for-image", done, &report);
}

const peer_command peer_image_commands[] = {
    {"image-null", 0, 0, image_null},
    {"image-new", 3, 3, image_new},
    {"image-convert", 1, 1, image_convert},
    {"image-set-bits", 1, 1, image_set_bits},
    {"image-set-colors", 0, 256, image_set_colors},
    {"image-set-text", 2, 2, image_set_text},
    {"image-set-dpm", 2, 2, image_set_dpm},
    {"image-set-offset", 2, 2, image_set_offset},
    {"image-info", 0, 0, image_info},
    {"image-bits", 1, 1, image_bits},
    {"image-colors", 0, 0, image_colors},
    {"image-texts", 0, 0, image_texts},
    {"stream-write", 1, 3, stream_write},
    {"stream-read", 1, 2, stream_read},
    {"put", 0, 1, put},
    {"get", 0, 0, get},
    {"wait-for-image", 1, 1, wait_for_image},
    {NULL, 0, 0, NULL},
};
