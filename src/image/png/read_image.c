/* SPDX-License-Identifier: MIT */
/*
 * The second stage of reading: from private memory into the image.
 *
 * Decoding needs only the memory of the image, which is slightly larger than the image. The
 * filtered rows are inflated to the end of this memory. Then they are read from first to last,
 * while the rows of the image are written from the beginning of the memory.
 *
 * Why no row is overwritten before it is read: let r be the bytes of a filtered row with its filter
 * byte, b the bytes of a row of the image, h the number of rows, and d the offset of the first
 * filtered row in the memory. Row y of the image ends at (y + 1) * b. The next filtered row begins
 * at d + (y + 1) * r. So (y + 1) * (b - r) <= d must hold for each y. If b <= r it holds for every
 * d. Else the last row is the critical row: h * b <= d + h * r. This says that the image is not
 * larger than the memory, which is true.
 *
 * Data that is not compressed can be in place of the inflated rows, with the headers of its blocks.
 * Then the memory is larger by the size of these headers, and the proof holds with slack.
 */
#include "image/png/read_image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/png/read_buffer.h"
#include "image/png/read_interlaced.h"
#include "image/png/read_metadata.h"
#include "image/png/read_pixels.h"
#include "image/png/read_rows.h"
#include "image/png/read_status.h"
#include "image/png/read_unfilter.h"
#include "image/png/read_unfilter_group.h"
#include "image/png/read_unfilter_x86.h"

/* The source of the rows, and the conversion to rows of the image. */
typedef struct row_reading {
    qsm_png *png;
    qsm_image *image;
    qsm_row_source source;
    const qsm_png_undo *undo;        /* fast path; if NULL, read and colors are used */
    const qsm_png_undo_group *group; /* NULL: no fast path for rows together */
    qsm_png_row_reader read;
    const qsm_png_colors *colors;
    unsigned char *scratch; /* 0 at the start; see scratch_size() */
    unsigned char *copies;  /* filtered rows, one less than those of the group */
} row_reading;

static bool read_rows(row_reading *self)
{
    qsm_image *image = self->image;
    size_t row_bytes = self->png->header.row_bytes;
    size_t distance = self->png->header.filter_distance;
    unsigned char *row = self->scratch;
    unsigned char *prior = self->scratch + row_bytes;
    for (int y = 0; y < image->height; y++) {
        const unsigned char *filtered = qsm__row_source_next(&self->source);
        unsigned char filter = filtered[0];
        if (!qsm__png_check_filter(self->png, filter, (size_t)y))
            return false;
        memcpy(row, filtered + 1, row_bytes);
        qsm__png_unfilter(filter, row, prior, row_bytes, distance);
        self->read(image->bits + y * image->bytes_per_line, row, image->width, self->colors);
        unsigned char *swap = row;
        row = prior;
        prior = swap;
    }
    return true;
}

/* The fast path for this type of PNG on this processor. */
static void find_quick_way(row_reading *self)
{
    const qsm_png_header *header = &self->png->header;
    unsigned features = qsm__cpu_features();
    if (header->color_type == QSM_PNG_INDEXED || self->png->transparency_size != 0)
        return;
    self->undo = qsm__png_find_undo(header->channels, header->depth, features);
    self->group = qsm__png_find_undo_group(header->channels, header->depth, features);
}

/* Whether this row and the next count - 1 exist, and follow each other in memory. */
static bool are_here(const row_reading *self, int y, int count)
{
    return self->image->height - y >= count &&
           self->source.left >= self->source.row_size * (size_t)(count - 1);
}

/* Whether both this row and the next have slow filters. */
static bool are_slow(const row_reading *self, int y, const unsigned char *filtered)
{
    return are_here(self, y, 2) && qsm__png_is_slow_filter(filtered[0]) &&
           qsm__png_is_slow_filter(self->source.at[0]);
}

/* Whether a group begins with this row: its filter is slow, and all filters are known. */
static bool is_group(const row_reading *self, int y, const unsigned char *filtered)
{
    /* The next row is at the source. The first row may be a joined copy. */
    const unsigned char *next = self->source.at;
    if (self->group == NULL || !are_here(self, y, self->group->rows) ||
        !qsm__png_is_slow_filter(filtered[0]))
        return false;
    for (int i = 0; i < self->group->rows - 1; i++)
        if (next[self->source.row_size * (size_t)i] >= QSM_FILTER_COUNT)
            return false;
    return true;
}

/*
 * Whether rows y to y + count - 1 of the image do not overlap their samples. The proof at the top
 * of this file holds only for one row after the other.
 */
static bool are_apart(const row_reading *self, int y, const unsigned char *filtered, int count)
{
    if (self->source.next != NULL && !self->png->in_place)
        return true; /* not in the memory of the image */
    const unsigned char *unread = filtered == self->source.joined ? self->source.at : filtered;
    return (size_t)(unread - self->image->bits) >=
           ((size_t)y + (size_t)count) * (size_t)self->image->bytes_per_line;
}

/* Both unfilter rows together, the first one and those of the source, and return how many. */
static int read_two(row_reading *self, unsigned char *out, const unsigned char *filtered,
                    const unsigned char *prior)
{
    const unsigned char *second = qsm__row_source_next(&self->source);
    self->undo->two((unsigned char *const[2]){out, out + self->image->bytes_per_line},
                    (const unsigned char *const[2]){filtered + 1, second + 1}, prior,
                    (const int[2]){filtered[0], second[0]}, self->image->width);
    return 2;
}

/* apart: see are_apart(). Otherwise the last row may overlap its samples, the others are copied. */
static int read_group(row_reading *self, unsigned char *out, const unsigned char *filtered,
                      const unsigned char *prior, bool apart)
{
    const int count = self->group->rows;
    size_t size = self->source.row_size;
    unsigned char *outs[QSM_MOST_ROWS_OF_GROUP];
    const unsigned char *ins[QSM_MOST_ROWS_OF_GROUP];
    int filters[QSM_MOST_ROWS_OF_GROUP];
    for (int k = 0; k < count; k++) {
        const unsigned char *row = k == 0 ? filtered : qsm__row_source_next(&self->source);
        filters[k] = row[0];
        outs[k] = out + k * self->image->bytes_per_line;
        if (!apart && k < count - 1)
            row = memcpy(self->copies + size * (size_t)k, row, size);
        ins[k] = row + 1;
    }
    self->group->undo(outs, ins, prior, filters, self->image->width);
    return count;
}

/*
 * The fast path needs no scratch rows: the row above is in the image. Within a row, each pixel is
 * written after it is read, and the proof at the top of this file holds for pixels too. Let c be
 * the bytes of the samples of a pixel, p the bytes of a pixel of the image, w the width. Pixel x of
 * row y ends at y * b + p * (x + 1). The samples after it begin at d + y * r + 1 + c * (x + 1). The
 * second is never less than the first, because b >= p * w, r = c * w + 1, and d >= h * (b - r) or,
 * if that is negative, d >= 0.
 */
static bool read_rows_quickly(row_reading *self)
{
    const unsigned char *prior = self->scratch;
    unsigned char *out = self->image->bits;
    ptrdiff_t line = self->image->bytes_per_line;
    for (int y = 0, count = 1; y < self->image->height; y += count) {
        const unsigned char *filtered = qsm__row_source_next(&self->source);
        unsigned char filter = filtered[0];
        if (!qsm__png_check_filter(self->png, filter, (size_t)y))
            return false;
        if (is_group(self, y, filtered)) {
            bool apart = are_apart(self, y, filtered, self->group->rows);
            count = read_group(self, out, filtered, prior, apart);
        } else if (are_slow(self, y, filtered) && are_apart(self, y, filtered, 2)) {
            count = read_two(self, out, filtered, prior);
        } else {
            self->undo->row(out, filtered + 1, prior, filter, self->image->width);
            count = 1;
        }
        out += count * line;
        prior = out - line;
    }
    return true;
}

/*
 * Prepares the rows: inflates them to the end of the memory of the image, or reads them in place.
 */
static bool open_rows(row_reading *self, size_t capacity, unsigned char *joined)
{
    qsm_png *png = self->png;
    size_t row_size = png->header.row_bytes + 1;
    size_t size = qsm__png_filtered_size(&png->header);
    if (qsm__zlib_is_stored(png->idat, png->idat_size, size)) {
        qsm__row_source_stored(&self->source, png->idat, png->idat_size, row_size, joined);
        return true;
    }
    unsigned char *filtered = self->image->bits + (capacity - size);
    size_t produced;
    qsm_inflate_status status = qsm__inflate(filtered, size, png->idat, png->idat_size, &produced);
    qsm__row_source_inflated(&self->source, filtered, size, row_size);
    return qsm__png_check_status(png, status, produced / row_size);
}

/* One row of pixels for the fast path, or two rows of samples. */
static size_t scratch_size(const row_reading *self)
{
    return self->undo != NULL ? (size_t)self->image->bytes_per_line
                              : 2 * self->png->header.row_bytes;
}

/* The rows that read_group() copies. There is no group in an image with fewer rows. */
static size_t copied_rows(const row_reading *self)
{
    bool can_be = self->group != NULL && self->image->height >= self->group->rows;
    return can_be ? (size_t)self->group->rows - 1 : 0;
}

static bool decode_in_place(qsm_png *png, qsm_image *image, size_t capacity,
                            qsm_png_row_reader read, const qsm_png_colors *colors)
{
    row_reading self = {.png = png, .image = image, .read = read, .colors = colors};
    size_t row_size = png->header.row_bytes + 1; /* with the filter byte */
    find_quick_way(&self);
    size_t scratch = scratch_size(&self);
    unsigned char *memory = calloc(1, scratch + (1 + copied_rows(&self)) * row_size);
    if (memory == NULL)
        return qsm__png_fail_with(png, ENOMEM, "no memory for a few rows");
    self.scratch = memory;
    self.copies = memory + scratch + row_size;
    bool good = open_rows(&self, capacity, memory + scratch) &&
                (self.undo != NULL ? read_rows_quickly(&self) : read_rows(&self));
    if (good && !qsm__row_source_check(&self.source))
        good = qsm__png_check_status(png, QSM_INFLATE_CORRUPT, 0);
    free(memory);
    return good;
}

/* Sets the padding of rows to 0. Qt does not set it. */
static void clear_padding(qsm_image *image)
{
    size_t bits = (size_t)image->width * (size_t)qsm_image_depth(image);
    size_t used = (bits + 7) / 8;
    size_t line = (size_t)image->bytes_per_line;
    if (used == line)
        return;
    for (size_t y = 0; y < (size_t)image->height; y++)
        memset(image->bits + y * line + used, 0, line - used);
}

static void find_colors(const qsm_png *png, bool transparent, qsm_png_colors *colors)
{
    colors->count = QSM_PNG_MAX_PALETTE;
    if (png->header.color_type == QSM_PNG_INDEXED)
        colors->count = png->palette_count;
    for (int i = 0; transparent && i < png->transparency_size / 2 && i < 3; i++)
        colors->key[i] = qsm__png_u16(png->transparency + (size_t)i * 2);
}

bool qsm__png_decode(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    qsm_image_limits complete = qsm__image_limits_complete(limits);
    bool transparent = qsm__png_is_transparent(png);
    qsm_png_row_reader read = qsm__png_row_reader_for(&png->header, transparent);
    qsm_png_colors colors = {.count = 0};
    size_t capacity = 0;
    find_colors(png, transparent, &colors);
    if (png->in_place && !qsm__png_is_in_place(png) && !qsm__png_detach(png)) {
        qsm__image_clear(image);
        return qsm__png_fail_with(png, ENOMEM, "no memory for the image data");
    }
    bool good =
        png->in_place || qsm__png_make_image(png, &complete, transparent, 0, image, &capacity);
    if (good && png->header.interlaced)
        good = qsm__png_decode_interlaced(png, image, read, &colors);
    else if (good)
        good = decode_in_place(png, image, capacity, read, &colors);
    if (good && !qsm__png_apply_metadata(png, &complete, image))
        good = qsm__png_fail_with(png, ENOMEM, "no memory for the metadata");
    if (good)
        clear_padding(image);
    else
        qsm__image_clear(image);
    return good;
}
