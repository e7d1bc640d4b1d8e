/* SPDX-License-Identifier: MIT */
/*
 * Compressed rows: runs of one byte, and bytes as they are. Damaged data can write beyond the end
 * of a row. Then Qt goes on in the row above in memory, up to the end of the image; so do we.
 */
#include "image/bmp/read.h"

enum { END_OF_LINE, END_OF_BITMAP, MOVE };

typedef struct canvas {
    unsigned char *rows; /* from top to bottom */
    size_t line;
    int width;
    int height;
    int x;
    int y;     /* from the bottom */
    size_t at; /* of the next pixel in rows */
    size_t end;
    bool half;   /* RLE4: a byte of the file has two pixels */
    bool failed; /* Qt refuses RLE8 that ends within bytes as they are */
} canvas;

static void move_to(canvas *to, int x, int y)
{
    to->x = x;
    to->y = y;
    if (y < to->height)
        to->at = (size_t)(to->height - 1 - y) * to->line + (size_t)x;
}

static size_t at_most(const canvas *on, size_t count)
{
    return count < on->end - on->at ? count : on->end - on->at;
}

/* Pixel i of bytes. */
static unsigned char pixel(const canvas *on, const unsigned char *bytes, size_t i)
{
    if (!on->half)
        return bytes[i];
    return i % 2 == 0 ? bytes[i / 2] >> 4U : bytes[i / 2] & 15U;
}

static bool draw_run(canvas *on, qsm_bmp_source *source, size_t count)
{
    unsigned char byte;
    if (!qsm__bmp_take(source, &byte, 1))
        return false;
    const unsigned char both[2] = {byte, byte};
    count = at_most(on, count);
    for (size_t i = 0; i < count; i++)
        on->rows[on->at++] = on->half ? pixel(on, both, i % 2) : byte;
    on->x += (int)count;
    return true;
}

/* The bytes are padded to an even number. As in Qt, only as many are read as fit. */
static bool draw_bytes(canvas *on, qsm_bmp_source *source, size_t count)
{
    unsigned char bytes[256];
    count = at_most(on, count);
    size_t size = on->half ? (count + 1) / 2 : count;
    size_t left = source->size - source->at;
    size_t there = size < left ? size : left;
    (void)qsm__bmp_take(source, bytes, there);
    size_t drawn = on->half && there * 2 < count ? there * 2 : there < size ? there : count;
    for (size_t i = 0; i < drawn; i++)
        on->rows[on->at++] = pixel(on, bytes, i);
    on->x += (int)count;
    on->failed = there < size && !on->half;
    return there == size && (size % 2 == 0 || qsm__bmp_take(source, bytes, 1));
}

/* Within the image at most. */
static bool move(canvas *on, qsm_bmp_source *source)
{
    unsigned char by[2];
    if (!qsm__bmp_take(source, &by[0], 1) || !qsm__bmp_take(source, &by[1], 1))
        return false;
    int x = on->x + by[0];
    int y = on->y + by[1];
    move_to(on, x < on->width ? x : on->width - 1, y < on->height ? y : on->height - 1);
    return true;
}

static bool escape(canvas *on, qsm_bmp_source *source)
{
    unsigned char code;
    if (!qsm__bmp_take(source, &code, 1))
        return false;
    switch (code) {
    case END_OF_LINE:
        move_to(on, 0, on->y + 1);
        return true;
    case END_OF_BITMAP:
        on->y = on->height;
        return true;
    case MOVE:
        return move(on, source);
    default:
        return draw_bytes(on, source, code);
    }
}

/* False at the end of the data. */
static bool draw_next(canvas *on, qsm_bmp_source *source)
{
    unsigned char count;
    if (!qsm__bmp_take(source, &count, 1))
        return false;
    return count == 0 ? escape(on, source) : draw_run(on, source, count);
}

bool qsm__bmp_read_rle(qsm_bmp_source *source, size_t line)
{
    const qsm_bmp *bmp = source->bmp;
    canvas on = {.rows = bmp->rows,
                 .line = line,
                 .width = bmp->width,
                 .height = bmp->height,
                 .half = bmp->compression == QSM_BMP_RLE4};
    on.end = (size_t)(bmp->height - 1) * line + (size_t)bmp->width;
    move_to(&on, 0, 0);
    while (on.y < on.height && draw_next(&on, source))
        ;
    if (on.failed)
        return qsm__bmp_data_ends(source);
    if (on.y < on.height)
        qsm__bmp_rows_are_missing(source);
    return true;
}
