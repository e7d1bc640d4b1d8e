/* SPDX-License-Identifier: MIT */
/*
 * Interlaced images: seven passes, each with a part of the pixels. They are inflated row by row. So
 * no memory for a second image is needed.
 */
#include "image/png/read_interlaced.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_data.h"
#include "image/png/read_status.h"
#include "image/png/read_unfilter.h"

typedef struct pass {
    int x;
    int y;
    int step_x;
    int step_y;
} pass;

static const pass passes[] = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
    {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
};

static int pass_size(int size, int first, int step)
{
    return (size - first + step - 1) / step;
}

/* Writes the pixels of a pass row to their places in a row of the image. */
static void spread_bits(unsigned char *line, const unsigned char *row, int width, const pass *p)
{
    for (int i = 0; i < width; i++) {
        int x = p->x + i * p->step_x;
        unsigned bit = (unsigned)row[i / 8] >> (7 - i % 8) & 1U;
        line[x / 8] = (unsigned char)(line[x / 8] | bit << (7 - x % 8));
    }
}

static void spread(unsigned char *line, const unsigned char *row, int width, const pass *p,
                   int depth)
{
    if (depth == 1) {
        spread_bits(line, row, width, p);
        return;
    }
    size_t size = (size_t)depth / 8;
    for (int i = 0; i < width; i++)
        memcpy(line + (size_t)(p->x + i * p->step_x) * size, row + (size_t)i * size, size);
}

/* Memory for reading the passes. Rows have the size of the widest pass. */
typedef struct interlaced {
    qsm_png *png;
    qsm_image *image;
    qsm_png_row_reader read;
    const qsm_png_colors *colors;
    qsm_inflater *inflater;
    unsigned char *row; /* with a filter byte before it */
    unsigned char *prior;
    unsigned char *converted;
    size_t rows_done;
} interlaced;

static bool read_pass_row(interlaced *self, const pass *p, int width, size_t size, int line)
{
    qsm_inflate_status status = qsm__inflater_next(self->inflater, self->row - 1, size + 1);
    if (status != QSM_INFLATE_OK)
        return qsm__png_check_status(self->png, status, self->rows_done);
    if (!qsm__png_check_filter(self->png, self->row[-1], self->rows_done))
        return false;
    qsm__png_unfilter(self->row[-1], self->row, self->prior, size,
                      self->png->header.filter_distance);
    self->read(self->converted, self->row, width, self->colors);
    spread(self->image->bits + line * self->image->bytes_per_line, self->converted, width, p,
           qsm_image_depth(self->image));
    unsigned char *swap = self->row;
    self->row = self->prior;
    self->prior = swap;
    self->rows_done++;
    return true;
}

static bool read_pass(interlaced *self, const pass *p)
{
    int width = pass_size(self->image->width, p->x, p->step_x);
    int height = pass_size(self->image->height, p->y, p->step_y);
    if (width <= 0 || height <= 0)
        return true;
    size_t size = qsm__png_row_bytes(&self->png->header, width);
    memset(self->prior, 0, size);
    for (int y = 0; y < height; y++) {
        if (!read_pass_row(self, p, width, size, p->y + y * p->step_y))
            return false;
    }
    return true;
}

static bool read_passes(interlaced *self)
{
    self->inflater = qsm__inflater_new(self->png->idat, self->png->idat_size);
    if (self->inflater == NULL)
        return qsm__png_check_status(self->png, QSM_INFLATE_MEMORY, 0);
    bool good = true;
    for (size_t i = 0; good && i < sizeof passes / sizeof passes[0]; i++)
        good = read_pass(self, &passes[i]);
    if (good)
        good =
            qsm__png_check_status(self->png, qsm__inflater_finish(self->inflater), self->rows_done);
    qsm__inflater_free(self->inflater);
    return good;
}

bool qsm__png_decode_interlaced(qsm_png *png, qsm_image *image, qsm_png_row_reader read,
                                const qsm_png_colors *colors)
{
    size_t row_bytes = png->header.row_bytes + 1;
    size_t line = (size_t)image->bytes_per_line;
    interlaced self = {.png = png, .image = image, .read = read, .colors = colors};
    unsigned char *memory = malloc(2 * row_bytes + line);
    if (memory == NULL)
        return qsm__png_fail_with(png, ENOMEM, "no memory for three rows");
    self.row = memory + 1;
    self.prior = memory + row_bytes + 1;
    self.converted = memory + 2 * row_bytes;
    if (qsm_image_depth(image) == 1)
        memset(image->bits, 0, line * (size_t)image->height);
    bool good = read_passes(&self);
    free(memory);
    return good;
}
