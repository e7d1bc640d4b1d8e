/* SPDX-License-Identifier: MIT */
/*
 * Image data that is not compressed. Rows are converted directly into the destination, between the
 * headers of stored blocks. Both check values of a block are computed while it is in the cache.
 *
 * A block contains as many whole rows as fit, so that no row is in two blocks. A row longer than a
 * block gets its own blocks.
 */
#include "image/png/write_idat_stored.h"

#include <string.h>

#include "image/deflate/deflate.h"
#include "image/png/png.h"

enum {
    MOST_IN_BLOCK = 65535,
    /* The length of a chunk has 31 bits. One chunk is the fastest for a reader, so a new chunk
     * begins only if necessary. */
    MOST_IN_CHUNK = INT32_MAX - MOST_IN_BLOCK - 64
};

typedef struct layout {
    size_t row;             /* bytes of a row with its filter byte */
    size_t blocks_per_row;  /* 1, or more if a row is longer than a block */
    size_t rows_per_block;  /* 1 if a row has its own blocks */
    size_t group_count;     /* a group is the rows of a block, or the blocks of a row */
    size_t group_size;      /* bytes of a full group with its block headers */
    size_t total;           /* bytes of all groups */
    size_t groups_in_chunk; /* number of groups in an IDAT chunk */
    size_t chunk_count;
} layout;

static layout lay_out(const qsm_png_plan *plan)
{
    layout l = {.row = plan->header.row_bytes + 1};
    size_t rows = (size_t)plan->header.height;
    l.blocks_per_row = (l.row + MOST_IN_BLOCK - 1) / MOST_IN_BLOCK;
    l.rows_per_block = l.blocks_per_row > 1 ? 1 : MOST_IN_BLOCK / l.row;
    l.group_count = (rows + l.rows_per_block - 1) / l.rows_per_block;
    l.group_size = l.row * l.rows_per_block + l.blocks_per_row * QSM_STORED_BLOCK_HEADER;
    l.total = plan->filtered_size + l.group_count * l.blocks_per_row * QSM_STORED_BLOCK_HEADER;
    l.groups_in_chunk = MOST_IN_CHUNK / l.group_size;
    l.chunk_count = (l.group_count + l.groups_in_chunk - 1) / l.groups_in_chunk;
    return l;
}

size_t qsm__png_stored_size(const qsm_png_plan *plan)
{
    layout l = lay_out(plan);
    return QSM_ZLIB_HEADER + l.total + QSM_ZLIB_CHECK + l.chunk_count * QSM_PNG_CHUNK_OVERHEAD;
}

static unsigned char *put_block_header(unsigned char *out, size_t size, bool last)
{
    out[0] = last ? 1 : 0;
    out[1] = (unsigned char)size;
    out[2] = (unsigned char)(size >> 8U);
    out[3] = (unsigned char)~out[1];
    out[4] = (unsigned char)~out[2];
    return out + QSM_STORED_BLOCK_HEADER;
}

static unsigned char *put_rows(const qsm_png_plan *plan, unsigned char *out, size_t first,
                               size_t count)
{
    for (size_t y = first; y < first + count; y++) {
        *out++ = 0; /* no filter */
        qsm__png_convert_row(plan, out, (int)y);
        out += plan->header.row_bytes;
    }
    return out;
}

/* Several whole rows in one block. */
static unsigned char *put_short_rows(const qsm_png_plan *plan, const layout *l, unsigned char *out,
                                     size_t group, uint32_t *adler)
{
    size_t first = group * l->rows_per_block;
    size_t rows = (size_t)plan->header.height - first;
    size_t count = rows < l->rows_per_block ? rows : l->rows_per_block;
    unsigned char *data = put_block_header(out, count * l->row, count == rows);
    unsigned char *end = put_rows(plan, data, first, count);
    *adler = qsm__adler32(*adler, data, (size_t)(end - data));
    return end;
}

/*
 * Writes one row in several blocks. First the whole row is converted, behind its final position by
 * the size of all block headers. Then it is moved block by block. A moved block never overwrites
 * the source of a later block: that source is further behind by the headers that are not written
 * yet.
 */
static unsigned char *put_long_row(const qsm_png_plan *plan, const layout *l, unsigned char *out,
                                   size_t group, uint32_t *adler)
{
    unsigned char *source = out + l->blocks_per_row * QSM_STORED_BLOCK_HEADER;
    bool last_row = group + 1 == (size_t)plan->header.height;
    put_rows(plan, source, group, 1);
    *adler = qsm__adler32(*adler, source, l->row);
    for (size_t left = l->row; left > 0;) {
        size_t size = left < MOST_IN_BLOCK ? left : MOST_IN_BLOCK;
        left -= size;
        unsigned char *data = out + QSM_STORED_BLOCK_HEADER;
        memmove(data, source, size);
        put_block_header(out, size, last_row && left == 0);
        out = data + size;
        source += size;
    }
    return out;
}

/* Writes one IDAT chunk with the groups from first to end. */
static unsigned char *put_chunk(const qsm_png_plan *plan, const layout *l, unsigned char *out,
                                size_t first, size_t end, uint32_t *adler)
{
    unsigned char *chunk = out;
    out = qsm__png_put_u32(out + 4, QSM_PNG_IDAT);
    if (first == 0) {
        *out++ = 0x78; /* deflate, 32 KiB window */
        *out++ = 0x01; /* check bits, fastest level */
    }
    uint32_t crc = qsm__crc32(0, chunk + 4, (size_t)(out - chunk) - 4);
    for (size_t group = first; group < end; group++) {
        unsigned char *next = l->blocks_per_row > 1 ? put_long_row(plan, l, out, group, adler)
                                                    : put_short_rows(plan, l, out, group, adler);
        crc = qsm__crc32(crc, out, (size_t)(next - out));
        out = next;
    }
    if (end == l->group_count) {
        crc = qsm__crc32(crc, out, (size_t)(qsm__png_put_u32(out, *adler) - out));
        out += QSM_ZLIB_CHECK;
    }
    qsm__png_put_u32(chunk, (uint32_t)((size_t)(out - chunk) - QSM_PNG_CHUNK_HEADER));
    return qsm__png_put_u32(out, crc);
}

bool qsm__png_write_stored(const qsm_png_plan *plan, qsm_png_output *output)
{
    layout l = lay_out(plan);
    size_t size = qsm__png_stored_size(plan);
    unsigned char *out = qsm__png_output_reserve(output, size);
    if (out == NULL)
        return false;
    uint32_t adler = 1;
    for (size_t group = 0; group < l.group_count; group += l.groups_in_chunk) {
        size_t rest = l.group_count - group;
        size_t end = group + (rest < l.groups_in_chunk ? rest : l.groups_in_chunk);
        out = put_chunk(plan, &l, out, group, end, &adler);
    }
    output->size += size;
    return true;
}
