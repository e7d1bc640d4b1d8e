/* SPDX-License-Identifier: MIT */
#include "vectors.h"

#include "../lib/little_pixels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *load(const char *name, const char *kind, size_t *size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/image/%s.%s", QSM_TEST_DATA, name, kind);
    FILE *file = fopen(path, "rb");
    *size = 0;
    if (file == NULL)
        return NULL;
    unsigned char *data = malloc(1 << 20);
    if (data != NULL)
        *size = fread(data, 1, 1 << 20, file);
    fclose(file);
    return data;
}

static void parse_colors(vector_image *image, const char *line)
{
    char *at;
    image->color_count = (int)strtol(line, &at, 10);
    for (int i = 0; i < image->color_count && i < VECTOR_COLORS; i++)
        image->colors[i] = (uint32_t)strtoul(at, &at, 16);
}

static void parse_hex(char *out, size_t capacity, const char **line)
{
    size_t used = 0;
    while (**line == ' ')
        (*line)++;
    for (; **line > ' ' && **line != '-' && used + 1 < capacity; *line += 2) {
        char digits[3] = {(*line)[0], (*line)[1], '\0'};
        out[used++] = (char)strtoul(digits, NULL, 16);
    }
    while (**line > ' ')
        (*line)++;
    out[used] = '\0';
}

static void parse_text(vector_image *image, const char *line)
{
    if (image->text_count == VECTOR_TEXTS)
        return;
    parse_hex(image->keys[image->text_count], sizeof image->keys[0], &line);
    parse_hex(image->values[image->text_count], sizeof image->values[0], &line);
    image->text_count++;
}

static void parse_numbers(const char *line, int *const *numbers, size_t count)
{
    char *at;
    for (size_t i = 0; i < count; i++, line = at)
        *numbers[i] = (int)strtol(line, &at, 10);
}

static void parse_source(vector_image *image, const char *line)
{
    int *const numbers[] = {&image->format, &image->width,    &image->height,   &image->dpm_x,
                            &image->dpm_y,  &image->offset_x, &image->offset_y, &image->tolerance};
    image->given = true;
    parse_numbers(line, numbers, sizeof numbers / sizeof numbers[0]);
}

static void parse_read(vector_image *image, const char *line)
{
    int *const numbers[] = {
        &image->format, &image->width,    &image->height,   &image->bytes_per_line, &image->dpm_x,
        &image->dpm_y,  &image->offset_x, &image->offset_y, &image->position,       &image->status};
    image->given = true;
    parse_numbers(line, numbers, sizeof numbers / sizeof numbers[0]);
}

static bool begins(const char *line, const char *word, const char **rest)
{
    size_t length = strlen(word);
    *rest = line + length;
    return strncmp(line, word, length) == 0 && (line[length] == ' ' || line[length] == '\0');
}

static void parse_line(vector *v, const char *line)
{
    const char *rest;
    if (begins(line, "source", &rest))
        parse_source(&v->source, rest);
    else if (begins(line, "source-colors", &rest))
        parse_colors(&v->source, rest);
    else if (begins(line, "source-text", &rest))
        parse_text(&v->source, rest);
    else if (begins(line, "read", &rest))
        parse_read(&v->read, rest);
    else if (begins(line, "read-colors", &rest))
        parse_colors(&v->read, rest);
    else if (begins(line, "read-text", &rest))
        parse_text(&v->read, rest);
    else if (begins(line, "read-space", &rest))
        v->has_color_space = true;
    else if (begins(line, "null", &rest))
        v->null = true;
}

static void visit_loaded(vector *v, void (*visit)(const vector *v))
{
    v->stream = load(v->name, "qds", &v->stream_size);
    v->source_pixels = load(v->name, "src", &v->source_size);
    v->read_pixels = load(v->name, "pix", &v->read_size);
    visit(v);
    free(v->stream);
    free(v->source_pixels);
    free(v->read_pixels);
}

static int walk(const char *wanted, void (*visit)(const vector *v))
{
    static vector v;
    static char line[8192];
    int count = 0;
    FILE *file = fopen(QSM_TEST_DATA "/image/index.txt", "r");
    bool more = file != NULL;
    v.name[0] = '\0';
    while (more) {
        more = fgets(line, sizeof line, file) != NULL;
        line[more ? strcspn(line, "\n") : 0] = '\0';
        if (more && strncmp(line, "stream ", 7) != 0) {
            parse_line(&v, line);
            continue;
        }
        if (v.name[0] != '\0' && (wanted == NULL || strcmp(wanted, v.name) == 0)) {
            visit_loaded(&v, visit);
            count++;
        }
        memset(&v, 0, sizeof v);
        if (more)
            sscanf(line + 7, "%79s", v.name);
    }
    if (file != NULL)
        fclose(file);
    return count;
}

int vectors_for_each(void (*visit)(const vector *v))
{
    return walk(NULL, visit);
}

int vectors_find(const char *name, void (*visit)(const vector *v))
{
    return walk(name, visit);
}

static size_t significant(int format, int width)
{
    return ((size_t)width * (size_t)qsm_image_format_depth((qsm_image_format_code)format) + 7) / 8;
}

qsm_image *vector_source_image(const vector *v)
{
    const vector_image *source = &v->source;
    if (v->null)
        return qsm_image_new();
    qsm_image *image =
        qsm_image_new_size(source->width, source->height, (qsm_image_format_code)source->format);
    size_t line = significant(source->format, source->width);
    for (int y = 0; y < source->height; y++)
        memcpy(qsm_image_scan_line(image, y), v->source_pixels + (size_t)y * line, line);
    qsm_turn_words(qsm_image_bits(image), qsm_image_size_in_bytes(image),
                   qsm_pixel_word(qsm_image_format(image)));
    if (source->color_count > 0 || source->format == QSM_IMAGE_FORMAT_INDEXED8)
        qsm_image_set_color_table(image, source->colors, source->color_count);
    qsm_image_set_dots_per_meter_x(image, source->dpm_x);
    qsm_image_set_dots_per_meter_y(image, source->dpm_y);
    qsm_image_set_offset(image, source->offset_x, source->offset_y);
    for (int i = 0; i < source->text_count; i++)
        qsm_image_set_text(image, source->keys[i], source->values[i]);
    return image;
}

unsigned char *packed_pixels(const qsm_image *image, size_t *size)
{
    size_t line = significant((int)qsm_image_format(image), qsm_image_width(image));
    *size = line * (size_t)qsm_image_height(image);
    unsigned char *out = malloc(*size + 1);
    for (int y = 0; y < qsm_image_height(image); y++)
        memcpy(out + (size_t)y * line, qsm_image_const_scan_line(image, y), line);
    qsm_turn_words(out, *size, qsm_pixel_word(qsm_image_format(image)));
    return out;
}
