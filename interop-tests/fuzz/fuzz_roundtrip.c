/* SPDX-License-Identifier: MIT */
/*
 * The bytes describe an image: format, size, table, metadata, texts, pixels. Written in every form
 * it must come back, each time the same.
 */
#include "fuzz.h"
#include "image_round.h"

#include <string.h>

/* The bytes that are left; behind their end come zeros. */
typedef struct source {
    const uint8_t *at;
    size_t left;
} source;

static unsigned next(source *from)
{
    if (from->left == 0)
        return 0;
    from->left--;
    return *from->at++;
}

static unsigned next_word(source *from)
{
    unsigned high = next(from);
    return high << 8 | next(from);
}

static void take(source *from, void *target, size_t size)
{
    size_t count = size < from->left ? size : from->left;
    memset(target, 0, size);
    if (count > 0)
        memcpy(target, from->at, count);
    from->at += count;
    from->left -= count;
}

static void set_table(source *from, qsm_image *image, unsigned count)
{
    uint32_t colors[256];
    take(from, colors, count * sizeof colors[0]);
    FUZZ_MUST(qsm_image_set_color_table(image, colors, (int)count));
}

static void set_text(source *from, qsm_image *image)
{
    char key[90];
    char text[256];
    size_t key_size = next(from) % sizeof key;
    size_t text_size = next(from);
    take(from, key, key_size);
    take(from, text, text_size);
    key[key_size] = text[text_size] = '\0';
    (void)qsm_image_set_text(image, key, text); /* refuses what is no UTF-8 */
}

static void set_pixels(source *from, qsm_image *image)
{
    for (int y = 0; y < qsm_image_height(image); y++)
        take(from, qsm_image_scan_line(image, y), (size_t)qsm_image_bytes_per_line(image));
}

/* Pixels that are no index into their table read as another colour, as in Qt. */
static bool has_wild_indices(const qsm_image *image)
{
    if (qsm_image_depth(image) != 8 || qsm_image_format(image) != QSM_IMAGE_FORMAT_INDEXED8)
        return false;
    for (int y = 0; y < qsm_image_height(image); y++) {
        const uint8_t *row = qsm_image_const_scan_line(image, y);
        for (int x = 0; x < qsm_image_width(image); x++) {
            if (row[x] >= qsm_image_color_count(image))
                return true;
        }
    }
    return false;
}

static void fill(source *from, qsm_image *image)
{
    unsigned what = next(from);
    if (what & 1)
        qsm_image_set_offset(image, (int16_t)next_word(from), (int16_t)next_word(from));
    if (what & 2)
        qsm_image_set_dots_per_meter_x(image, (int)next_word(from));
    if (what & 4)
        qsm_image_set_dots_per_meter_y(image, (int)next_word(from));
    for (unsigned texts = what >> 3 & 3; texts > 0; texts--)
        set_text(from, image);
    if (qsm_image_depth(image) <= 8)
        set_table(from, image, what & 32 ? next(from) : qsm_image_depth(image) == 1 ? 2 : 256);
    set_pixels(from, image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source from = {data, size};
    unsigned first = next(&from);
    round_stream of = {.version = 5 + (int)(next(&from) % 20),
                       .order = first & 0x80 ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                             : QSM_DATA_STREAM_BIG_ENDIAN};
    int width = 1 + (int)(next(&from) % 200);
    int height = 1 + (int)(next(&from) % 60);
    qsm_image_format_code format = (qsm_image_format_code)(first % 0x40);
    qsm_image *image = qsm_image_new_size(width, height, format);
    if (image == NULL || qsm_image_is_null(image)) {
        qsm_image_free(image);
        return 0;
    }
    fill(&from, image);
    if (!has_wild_indices(image))
        fuzz_round_trip(image, of);
    qsm_image_free(image);
    return 0;
}
