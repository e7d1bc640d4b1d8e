/* SPDX-License-Identifier: MIT */
/*
 * QImage, QPixmap, QBitmap: a file without a length. It is carried as its bytes. A PNG file ends
 * with its chunk IEND; a BMP file (version 1) says how long it is. From version 5 on, an integer
 * says whether there is a picture. Before, Qt writes no bytes for the null picture, and reads the
 * null picture where no file begins.
 */
#include "value/gui/gui.h"

#define SIGNATURE "\x89PNG\r\n\x1a\n"

enum { SIGNATURE_SIZE = 8, CHUNK_FRAME = 12, BMP_HEADER = 14, BMP_SIZE_AT = 2 };

static bool is_bmp(const qsm_coder *c)
{
    return c->version == QSM_DATA_STREAM_QT_1_0;
}

/* SIZE_MAX: no such file begins here, or it is cut short. Then *cut tells which. */
static size_t bmp_size(const unsigned char *in, size_t left, bool *cut)
{
    *cut = false;
    if (left < 2 || in[0] != 'B' || in[1] != 'M')
        return SIZE_MAX;
    *cut = left < BMP_HEADER;
    if (*cut)
        return SIZE_MAX;
    size_t size = 0;
    for (size_t i = 4; i-- > 0;)
        size = size << 8 | in[BMP_SIZE_AT + i];
    *cut = size > left || size < BMP_HEADER;
    return !*cut ? size : SIZE_MAX;
}

/* The number of bytes before the chunk that was looked at last; else before the first. */
static size_t known_size(qsm_coder *c, qsm_loop *chunks)
{
    size_t start = qsm__stream_position(c->stream);
    qsm__coder_loop(c, chunks);
    size_t known = qsm__stream_position(c->stream) - start;
    if (known > 0)
        (void)qsm_data_stream_seek(c->stream, start);
    return known > 0 ? known : SIGNATURE_SIZE;
}

static void note_chunk(qsm_coder *c, const qsm_loop *chunks, uint64_t index, size_t at)
{
    if (c->progress != NULL)
        qsm__progress_note(c, chunks, index, qsm__stream_position(c->stream) + at);
}

static size_t png_size(qsm_coder *c, const unsigned char *in, size_t left, bool *cut)
{
    qsm_loop chunks;
    *cut = false;
    if (left < SIGNATURE_SIZE || memcmp(in, SIGNATURE, SIGNATURE_SIZE) != 0)
        return SIZE_MAX;
    size_t at = known_size(c, &chunks);
    for (uint64_t i = chunks.first; left >= at && left - at >= CHUNK_FRAME; i++) {
        note_chunk(c, &chunks, i, at);
        size_t length = (size_t)in[at] << 24 | (size_t)in[at + 1] << 16 | (size_t)in[at + 2] << 8 |
                        (size_t)in[at + 3];
        bool is_last = memcmp(in + at + 4, "IEND", 4) == 0;
        if (length > left - at - CHUNK_FRAME)
            break;
        at += length + CHUNK_FRAME;
        if (is_last)
            return at;
    }
    *cut = true;
    return SIZE_MAX;
}

static size_t file_size(qsm_coder *c, const void *in, size_t left, bool *cut)
{
    return is_bmp(c) ? bmp_size(in, left, cut) : png_size(c, in, left, cut);
}

/*
 * Before version 5, where no whole file begins: the null picture. Qt takes also a file that is cut
 * for it, and loses the bytes that it looked at: so does a lenient reader.
 */
static bool decode_nothing(qsm_coder *c, size_t left, bool cut)
{
    size_t looked_at = cut ? left : is_bmp(c) ? BMP_HEADER : 0;
    if (cut)
        qsm__stream_odd(c->stream);
    if (c->lenient)
        qsm__stream_skip(c->stream, looked_at < left ? looked_at : left);
    return true;
}

/*
 * Whether all bytes that are left are the first ones of a file. A lenient reader takes the bytes of
 * a whole header.
 */
static bool may_begin(const qsm_coder *c, const void *in, size_t left)
{
    const char *first = is_bmp(c) ? "BM" : SIGNATURE;
    if (is_bmp(c) && c->lenient && left < BMP_HEADER)
        return true;
    return left < strlen(first) && memcmp(in, first, left) == 0;
}

/* The stream may be shared memory that changes: the copy is what counts, not this look. */
static bool decode(qsm_coder *c, qsm_bytes *file)
{
    size_t left;
    bool cut;
    bool no_flag = !qsm__since(c, QSM_DATA_STREAM_QT_3_1);
    size_t start = qsm__stream_position(c->stream);
    const unsigned char *in = qsm__stream_unread(c->stream, &left);
    size_t size = file_size(c, in, left, &cut);
    if (size == SIZE_MAX && no_flag && c->partial)
        cut = cut || may_begin(c, in, left); /* the rest of it may follow */
    if (size == SIZE_MAX && no_flag && (!cut || (c->lenient && !c->partial)))
        return decode_nothing(c, left, cut);
    if (size == SIZE_MAX) {
        if (cut)
            qsm__stream_skip(c->stream, left);
        return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, start, "a picture: %s",
                               cut         ? "the end of its file is missing"
                               : is_bmp(c) ? "no BMP file begins here"
                                           : "no PNG file begins here");
    }
    if (c->mode == QSM_MODE_SKIP) {
        qsm__stream_skip(c->stream, size);
        return true;
    }
    unsigned char *copy = qsm__code_memory(c, size + 1, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, in, size);
    qsm__stream_skip(c->stream, size);
    *file = (qsm_bytes){copy, size};
    return true;
}

static bool encode(qsm_coder *c, const qsm_bytes *file)
{
    bool cut;
    if (file->size == 0)
        return true;
    if (file_size(c, file->data, file->size, &cut) != file->size)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "%s",
                               is_bmp(c) ? "a picture of stream version 1 must be a whole BMP file"
                                         : "a picture must be a whole PNG file");
    return qsm_data_stream_write_raw_data(c->stream, file->data, file->size);
}

bool qsm__code_picture(qsm_coder *c, qsm_bytes *value)
{
    if (qsm__copying(c))
        return qsm__code_bytes(c, value);
    bool has_flag = qsm__since(c, QSM_DATA_STREAM_QT_3_1);
    int32_t there = value->size > 0;
    if (qsm__decoding(c))
        *value = (qsm_bytes){NULL, 0};
    if (has_flag) {
        if (!qsm__code_i32(c, &there))
            return false;
        if (there != 0 && there != 1)
            qsm__stream_odd(c->stream);
        if (there == 0)
            return true;
    }
    return qsm__decoding(c) ? decode(c, value) : encode(c, value);
}

QSM_TYPE_CODER(picture, qsm_bytes)
