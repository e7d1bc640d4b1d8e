/* SPDX-License-Identifier: MIT */
/*
 * Draws pictures side by side at half size, each with a label. A chequerboard shows transparency.
 *
 *     side_by_side OUT.png COLUMNS LABEL ONE.png [LABEL OTHER.png]...
 *
 * A label has upper-case letters, digits and .,:-/()=> only. Lower case becomes upper case.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <qsm/qsm.h>

enum { TILE_WIDTH = 320, TILE_HEIGHT = 240, LABEL_HEIGHT = 26, GAP = 10, DOT = 2 };

typedef struct glyph {
    char letter;
    unsigned char rows[7]; /* 5 bits a row; the leftmost bit is 16 */
} glyph;

static const glyph glyphs[] = {
    {'A', {0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}},
    {'B', {0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e}},
    {'C', {0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e}},
    {'D', {0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e}},
    {'E', {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f}},
    {'F', {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10}},
    {'G', {0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f}},
    {'H', {0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}},
    {'I', {0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e}},
    {'J', {0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c}},
    {'K', {0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11}},
    {'L', {0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f}},
    {'M', {0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11}},
    {'N', {0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11}},
    {'O', {0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}},
    {'P', {0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10}},
    {'Q', {0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d}},
    {'R', {0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11}},
    {'S', {0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e}},
    {'T', {0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04}},
    {'U', {0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}},
    {'V', {0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04}},
    {'W', {0x11, 0x11, 0x11, 0x15, 0x15, 0x1b, 0x11}},
    {'X', {0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11}},
    {'Y', {0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04}},
    {'Z', {0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f}},
    {'0', {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e}},
    {'1', {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e}},
    {'2', {0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f}},
    {'3', {0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e}},
    {'4', {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02}},
    {'5', {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e}},
    {'6', {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e}},
    {'7', {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08}},
    {'8', {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}},
    {'9', {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c}},
    {'.', {0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c}},
    {',', {0x00, 0x00, 0x00, 0x00, 0x0c, 0x04, 0x08}},
    {':', {0x00, 0x0c, 0x0c, 0x00, 0x0c, 0x0c, 0x00}},
    {'-', {0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00}},
    {'/', {0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x00}},
    {'(', {0x02, 0x04, 0x08, 0x08, 0x08, 0x04, 0x02}},
    {')', {0x08, 0x04, 0x02, 0x02, 0x02, 0x04, 0x08}},
    {'=', {0x00, 0x00, 0x1f, 0x00, 0x1f, 0x00, 0x00}},
    {'>', {0x08, 0x04, 0x02, 0x01, 0x02, 0x04, 0x08}},
};

static void set_pixel(qsm_image *sheet, int x, int y, uint32_t color)
{
    uint32_t *row = qsm_image_scan_line(sheet, y);
    if (row != NULL && x >= 0 && x < qsm_image_width(sheet))
        row[x] = color;
}

static const glyph *find_glyph(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        letter = (char)(letter - 'a' + 'A');
    for (size_t i = 0; i < sizeof glyphs / sizeof glyphs[0]; i++) {
        if (glyphs[i].letter == letter)
            return &glyphs[i];
    }
    return NULL;
}

static void draw_label(qsm_image *sheet, int left, int top, const char *label)
{
    int end = left + TILE_WIDTH;
    for (; *label != '\0' && left + 5 * DOT <= end; label++, left += 6 * DOT) {
        const glyph *shape = find_glyph(*label);
        for (int i = 0; shape != NULL && i < 7 * DOT * 5 * DOT; i++) {
            int x = i % (5 * DOT);
            int y = i / (5 * DOT);
            if ((shape->rows[y / DOT] >> (4 - x / DOT) & 1) != 0)
                set_pixel(sheet, left + x, top + y, 0xff202428);
        }
    }
}

/* The mean of a 2 x 2 block on the chequerboard, for one channel. */
static uint32_t channel_at(const qsm_image *image, int x, int y, int shift)
{
    uint32_t board = ((x / 10 + y / 10) & 1) != 0 ? 0xd8 : 0xf4;
    uint32_t sum = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t pixel = qsm_image_pixel(image, 2 * x + (i & 1), 2 * y + (i >> 1));
        uint32_t alpha = pixel >> 24;
        sum += ((pixel >> shift & 0xff) * alpha + board * (255 - alpha) + 127) / 255;
    }
    return (sum + 2) / 4;
}

static void draw_picture(qsm_image *sheet, int left, int top, const qsm_image *image)
{
    int width = qsm_image_width(image) / 2;
    int height = qsm_image_height(image) / 2;
    for (int y = 0; y < height && y < TILE_HEIGHT; y++) {
        for (int x = 0; x < width && x < TILE_WIDTH; x++) {
            uint32_t color = 0xff;
            for (int shift = 16; shift >= 0; shift -= 8)
                color = color << 8 | channel_at(image, x, y, shift);
            set_pixel(sheet, left + x, top + y, color);
        }
    }
}

static bool draw_tiles(qsm_image *sheet, int columns, char **names, int count)
{
    qsm_image *image = qsm_image_new();
    bool ok = image != NULL;
    for (int i = 0; ok && i < count; i++) {
        int left = GAP + i % columns * (TILE_WIDTH + GAP);
        int top = GAP + i / columns * (TILE_HEIGHT + LABEL_HEIGHT + GAP);
        const char *label = *names++;
        const char *file_name = *names++;
        draw_label(sheet, left, top + (LABEL_HEIGHT - 7 * DOT) / 2, label);
        ok = qsm_image_load(image, file_name);
        if (ok)
            draw_picture(sheet, left, top + LABEL_HEIGHT, image);
        else
            (void)fprintf(stderr, "%s: %s\n", file_name, qsm_image_error_string(image));
    }
    qsm_image_free(image);
    return ok;
}

static qsm_image *new_sheet(int columns, int count)
{
    int rows = (count + columns - 1) / columns;
    int width = GAP + columns * (TILE_WIDTH + GAP);
    int height = GAP + rows * (TILE_HEIGHT + LABEL_HEIGHT + GAP);
    qsm_image *sheet = qsm_image_new_size(width, height, QSM_IMAGE_FORMAT_RGB32);
    for (int y = 0; sheet != NULL && y < height; y++) {
        for (int x = 0; x < width; x++)
            set_pixel(sheet, x, y, 0xffffffff);
    }
    return sheet;
}

int main(int argc, char **argv)
{
    int columns = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (argc < 5 || argc % 2 == 0 || columns < 1 || columns > 10) {
        (void)fprintf(stderr, "usage: %s OUT.png COLUMNS LABEL ONE.png [LABEL OTHER.png]...\n",
                      argv[0]);
        return 2;
    }
    int count = (argc - 3) / 2;
    qsm_image *sheet = new_sheet(columns, count);
    bool ok = sheet != NULL && draw_tiles(sheet, columns, argv + 3, count) &&
              qsm_image_save(sheet, argv[1]);
    qsm_image_free(sheet);
    return ok ? 0 : 1;
}
