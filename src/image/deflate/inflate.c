/* SPDX-License-Identifier: MIT */
/*
 * Inflates with zlib: all data in the zlib port, and in the libdeflate port the data that
 * libdeflate refuses. libdeflate only reports an error. The status decides whether Qt shows the
 * image, so both ports must give the same status.
 */
#include "image/deflate/deflate.h"

#include <limits.h>
#include <stdlib.h>
#define ZLIB_CONST /* the type says that input is const */
#include <zlib.h>

/*
 * The maximum number of bytes to search for the end of a stream that is too long. Such a stream is
 * good if it ends, and bad if its input is truncated. If it goes on beyond the maximum it is
 * accepted, because a decompression bomb must not cost its full length in time.
 */
enum { EXCESS_LIMIT = 16 * 1024 * 1024, EXCESS_STEP = 4096 };

struct qsm_inflater {
    z_stream z;
    size_t in_left; /* the rest, beyond z.avail_in */
    int result;     /* of the last step */
};

/* zlib uses unsigned int for sizes. */
static uInt at_most(size_t size)
{
    return size > UINT_MAX / 2 ? UINT_MAX / 2 : (uInt)size;
}

static bool begin(qsm_inflater *self, const void *in, size_t size)
{
    *self = (qsm_inflater){.in_left = size, .result = Z_OK};
    self->z.next_in = in;
    return inflateInit(&self->z) == Z_OK;
}

/*
 * Calls inflate() once with new input. The result is Z_BUF_ERROR (no progress is possible) only if
 * no input is left.
 */
static void step(qsm_inflater *self)
{
    if (self->z.avail_in == 0 && self->in_left > 0) {
        self->z.avail_in = at_most(self->in_left);
        self->in_left -= self->z.avail_in;
    }
    self->result = inflate(&self->z, Z_NO_FLUSH);
}

/* Fills out. On failure result says why. */
static void fill(qsm_inflater *self, unsigned char *out, size_t out_size, size_t *produced)
{
    *produced = 0;
    while (self->result == Z_OK && *produced < out_size) {
        uInt capacity = at_most(out_size - *produced);
        self->z.next_out = out + *produced;
        self->z.avail_out = capacity;
        step(self);
        *produced += capacity - self->z.avail_out;
    }
}

static qsm_inflate_status ended(const qsm_inflater *self)
{
    return self->z.avail_in + self->in_left > 0 ? QSM_INFLATE_TRAILING : QSM_INFLATE_OK;
}

/* Checks what follows after out is full, if the stream has not ended yet. */
static qsm_inflate_status look_behind(qsm_inflater *self)
{
    unsigned char excess[EXCESS_STEP];
    size_t more = 0;
    while (self->result == Z_OK && more < EXCESS_LIMIT) {
        self->z.next_out = excess;
        self->z.avail_out = sizeof excess;
        step(self);
        more += sizeof excess - self->z.avail_out;
    }
    if (self->result == Z_MEM_ERROR)
        return QSM_INFLATE_MEMORY;
    if (self->result == Z_BUF_ERROR)
        return QSM_INFLATE_SHORT;
    /* Behind the last row, Qt sees damage as too much data, not as an error. */
    return more == 0 && self->result == Z_STREAM_END ? ended(self) : QSM_INFLATE_LONGER;
}

/* The status. full: all output is there. */
static qsm_inflate_status status_of(qsm_inflater *self, bool full)
{
    if (self->result == Z_MEM_ERROR)
        return QSM_INFLATE_MEMORY;
    if (self->result == Z_OK)
        return look_behind(self);
    if (self->result == Z_STREAM_END && full)
        return ended(self);
    if (self->result == Z_STREAM_END || self->result == Z_BUF_ERROR)
        return QSM_INFLATE_SHORT;
    return QSM_INFLATE_CORRUPT;
}

qsm_inflate_status qsm__inflate_by_zlib(void *out, size_t out_size, const void *in, size_t size,
                                        size_t *produced)
{
    qsm_inflater self;
    *produced = 0;
    if (!begin(&self, in, size))
        return QSM_INFLATE_MEMORY;
    fill(&self, out, out_size, produced);
    qsm_inflate_status status = status_of(&self, *produced == out_size);
    inflateEnd(&self.z);
    return status;
}

/* Enlarges the memory, at most to limit. */
static bool grow(unsigned char **out, size_t *capacity, size_t limit)
{
    size_t larger = *capacity > limit / 2 ? limit : *capacity * 2;
    unsigned char *memory = realloc(*out, larger + 1);
    if (memory == NULL)
        return false;
    *out = memory;
    *capacity = larger;
    return true;
}

/* Fills memory that grows, until the stream ends or fails, or until *out_size is limit. */
static bool fill_growing(qsm_inflater *self, unsigned char **out, size_t *out_size, size_t limit)
{
    size_t capacity = 2048;
    size_t produced;
    *out_size = 0;
    while (self->result == Z_OK && (*out == NULL || *out_size < limit)) {
        if (!grow(out, &capacity, limit))
            return false;
        fill(self, *out + *out_size, capacity - *out_size, &produced);
        *out_size += produced;
    }
    return self->result != Z_MEM_ERROR;
}

/* Whether another byte comes. The end of the stream is found, too. */
static bool has_more(qsm_inflater *self)
{
    unsigned char more;
    size_t produced;
    fill(self, &more, 1, &produced);
    return produced > 0;
}

qsm_inflate_status qsm__inflate_all(unsigned char **out, size_t *out_size, const void *in,
                                    size_t size, size_t limit)
{
    qsm_inflater self;
    qsm_inflate_status status = QSM_INFLATE_MEMORY;
    *out = NULL;
    *out_size = 0;
    if (!begin(&self, in, size))
        return QSM_INFLATE_MEMORY;
    if (fill_growing(&self, out, out_size, limit)) {
        if (has_more(&self))
            status = QSM_INFLATE_LONGER;
        else if (self.result != Z_MEM_ERROR)
            status = self.result == Z_STREAM_END ? QSM_INFLATE_OK : QSM_INFLATE_CORRUPT;
    }
    inflateEnd(&self.z);
    if (status != QSM_INFLATE_OK) {
        free(*out);
        *out = NULL;
    }
    return status;
}

qsm_inflate_status qsm__inflate_start(unsigned char **out, size_t *out_size, const void *in,
                                      size_t size, size_t wanted)
{
    qsm_inflater self;
    qsm_inflate_status status = QSM_INFLATE_MEMORY;
    *out = NULL;
    *out_size = 0;
    if (!begin(&self, in, size))
        return QSM_INFLATE_MEMORY;
    if (fill_growing(&self, out, out_size, wanted))
        status = *out_size == wanted ? QSM_INFLATE_OK : QSM_INFLATE_CORRUPT;
    inflateEnd(&self.z);
    if (status != QSM_INFLATE_OK) {
        free(*out);
        *out = NULL;
    }
    return status;
}

qsm_inflater *qsm__inflater_new(const void *in, size_t size)
{
    qsm_inflater *self = malloc(sizeof *self);
    if (self != NULL && !begin(self, in, size)) {
        free(self);
        self = NULL;
    }
    return self;
}

qsm_inflate_status qsm__inflater_next(qsm_inflater *inflater, void *out, size_t size)
{
    size_t produced;
    fill(inflater, out, size, &produced);
    if (produced < size)
        return status_of(inflater, false);
    /* The stream may have ended exactly at the last byte: the next piece would then be SHORT. But a
     * wrong check value is an error at once. */
    if (inflater->result == Z_OK || inflater->result == Z_STREAM_END)
        return QSM_INFLATE_OK;
    return status_of(inflater, true);
}

qsm_inflate_status qsm__inflater_finish(qsm_inflater *inflater)
{
    return status_of(inflater, true);
}

void qsm__inflater_free(qsm_inflater *inflater)
{
    if (inflater != NULL)
        inflateEnd(&inflater->z);
    free(inflater);
}
