/* SPDX-License-Identifier: MIT */
#include "image/png/read_rows.h"

#include <string.h>

#include "image/deflate/deflate.h"
#include "image/png/png.h"

static size_t block_size(const unsigned char *header)
{
    return header[1] | (size_t)header[2] << 8U;
}

static bool is_stored_block(const unsigned char *header)
{
    return (header[0] & 6U) == 0 && (header[1] ^ header[3]) == 0xFF &&
           (header[2] ^ header[4]) == 0xFF;
}

bool qsm__zlib_is_stored(const unsigned char *stream, size_t stream_size, size_t size)
{
    size_t at = QSM_ZLIB_HEADER;
    size_t found = 0;
    bool last = false;
    if (stream_size < QSM_ZLIB_HEADER || (stream[0] & 15) != 8 || stream[0] >> 4 > 7 ||
        (stream[1] & 32) != 0 || (stream[0] * 256 + stream[1]) % 31 != 0)
        return false;
    while (!last) {
        if (stream_size - at < QSM_STORED_BLOCK_HEADER || !is_stored_block(stream + at))
            return false;
        size_t length = block_size(stream + at);
        last = (stream[at] & 1) != 0;
        at += QSM_STORED_BLOCK_HEADER;
        if (stream_size - at < length)
            return false;
        at += length;
        found += length;
    }
    return found == size && stream_size - at == QSM_ZLIB_CHECK;
}

void qsm__row_source_inflated(qsm_row_source *source, const unsigned char *rows, size_t size,
                              size_t row_size)
{
    *source = (qsm_row_source){.at = rows, .left = size, .row_size = row_size};
}

/* NOLINTBEGIN(readability-non-const-parameter): joined is stored and written to later */
void qsm__row_source_stored(qsm_row_source *source, const unsigned char *stream, size_t stream_size,
                            size_t row_size, unsigned char *joined)
{
    *source = (qsm_row_source){.next = stream + QSM_ZLIB_HEADER,
                               .check = stream + stream_size - QSM_ZLIB_CHECK,
                               .adler = 1,
                               .row_size = row_size,
                               .joined = joined};
}
/* NOLINTEND(readability-non-const-parameter) */

/*
 * Computes the check value of a block when the block begins: its rows are read while it is in the
 * cache.
 */
static void open_block(qsm_row_source *source)
{
    source->left = block_size(source->next);
    source->at = source->next + QSM_STORED_BLOCK_HEADER;
    source->next = source->at + source->left;
    source->adler = qsm__adler32(source->adler, source->at, source->left);
}

static const unsigned char *join_row(qsm_row_source *source)
{
    for (size_t have = 0; have < source->row_size;) {
        if (source->left == 0)
            open_block(source);
        size_t missing = source->row_size - have;
        size_t part = source->left < missing ? source->left : missing;
        memcpy(source->joined + have, source->at, part);
        source->at += part;
        source->left -= part;
        have += part;
    }
    return source->joined;
}

const unsigned char *qsm__row_source_next(qsm_row_source *source)
{
    while (source->left == 0)
        open_block(source);
    if (source->left < source->row_size)
        return join_row(source);
    const unsigned char *row = source->at;
    source->at += source->row_size;
    source->left -= source->row_size;
    return row;
}

bool qsm__row_source_check(const qsm_row_source *source)
{
    return source->check == NULL || qsm__png_u32(source->check) == source->adler;
}
