/* SPDX-License-Identifier: MIT */
/*
 * The rules for the order of chunks: errors that fail the image, chunks that are ignored, and the
 * data that is stored. read_cursor.h reads the chunks one after the other. read_chunk_rules.h has
 * the rules for single chunks.
 */
#include "image/png/read_chunks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/png/read_buffer.h"
#include "image/png/read_chunk_rules.h"

enum {
    MAX_TEXTS = 998 /* as Qt's PNG library, which counts suggested palettes, too */
};

typedef struct walk {
    qsm_png *png;
    qsm_png_cursor cursor;
    size_t base; /* the number of the first byte of the cursor in the stream */
    qsm_image_limits limits;
    bool idat_ended; /* another chunk came after IDAT */
    int texts;       /* texts and suggested palettes so far, good ones and others */
} walk;

static bool chunk_fail(walk *self, const qsm_png_chunk *part, const char *why)
{
    return qsm__png_chunk_fail(self->png, part, why);
}

/* The same for an error that is not damaged data: error is EFBIG or ENOMEM. */
static bool chunk_fail_with(walk *self, const qsm_png_chunk *part, int error, const char *why)
{
    (void)chunk_fail(self, part, why);
    self->png->error = error;
    return false;
}

static void chunk_warn(walk *self, const qsm_png_chunk *part, const char *why)
{
    qsm__png_chunk_warn(self->png, part, why);
}

static bool begin_chunk(walk *self, qsm_png_chunk *part)
{
    part->at = self->base + self->cursor.position;
    switch (qsm__png_next_chunk(&self->cursor, part)) {
    case QSM_PNG_CHUNK_OK:
        return true;
    case QSM_PNG_CHUNK_NO_NAME:
        return qsm__png_fail(self->png, "byte %zu: no chunk begins here", part->at);
    case QSM_PNG_CHUNK_TOO_LONG:
        return chunk_fail(self, part, "its length is above 2147483647");
    case QSM_PNG_CHUNK_MISSING:
        break;
    }
    self->cursor.position = self->cursor.available;
    return qsm__png_fail(self->png, "the stream ends at byte %zu, within or before a chunk",
                         self->base + self->cursor.available);
}

/* Fails for a chunk that continues behind the end of the stream. */
static bool chunk_ends(walk *self, const qsm_png_chunk *part, const char *why)
{
    self->cursor.position = self->cursor.available;
    return chunk_fail(self, part, why);
}

/* Whether data and CRC are complete. Only IEND may be incomplete (see end_of_image()). */
static bool is_whole(walk *self, const qsm_png_chunk *part)
{
    return qsm__png_chunk_is_whole(&self->cursor, part) ||
           chunk_ends(self, part, "the stream ends within it");
}

/*
 * A critical chunk must have a valid CRC even if it is ignored. Other chunks are skipped without a
 * check.
 */
static bool skip_chunk(walk *self, qsm_png_chunk *part)
{
    if ((part->name[0] & 0x20) != 0) {
        qsm__png_skip_data(&self->cursor, part);
        return true;
    }
    qsm__png_sum_data(&self->cursor, part);
    return qsm__png_crc_is_right(&self->cursor, part) || chunk_fail(self, part, "CRC is wrong");
}

/* ---- IHDR ------------------------------------------------------------------------------------ */

/* The chunks that libpng knows. All of them must come after IHDR. */
static bool needs_header(const qsm_png_chunk *part)
{
    static const char names[][5] = {"bKGD", "cHRM", "eXIf", "gAMA", "hIST", "iCCP",
                                    "iTXt", "oFFs", "pCAL", "pHYs", "sBIT", "sCAL",
                                    "sPLT", "sRGB", "tEXt", "tIME", "tRNS", "zTXt"};
    bool known = (part->name[0] & 0x20) == 0; /* critical chunks need it too */
    for (size_t i = 0; !known && i < sizeof names / sizeof names[0]; i++)
        known = memcmp(part->name, names[i], 4) == 0;
    return known;
}

/* Finds IHDR. Unknown chunks may come before it, as in Qt's PNG library. */
static bool find_header(walk *self, qsm_png_chunk *part)
{
    while (begin_chunk(self, part)) {
        if (part->type == QSM_PNG_IHDR)
            return true;
        if (needs_header(part))
            return chunk_fail(self, part, "IHDR is not before it");
        if (!is_whole(self, part) || !skip_chunk(self, part))
            return false;
    }
    return false;
}

static bool read_header(walk *self)
{
    qsm_png_header *header = &self->png->header;
    unsigned char bytes[13];
    qsm_png_chunk part = {0};
    if (!find_header(self, &part))
        return false;
    if (part.size != sizeof bytes)
        return chunk_fail(self, &part, "its length is not 13");
    if (!is_whole(self, &part))
        return false;
    qsm__png_copy_data(&self->cursor, &part, bytes, sizeof bytes);
    if (!qsm__png_crc_is_right(&self->cursor, &part))
        return chunk_fail(self, &part, "CRC is wrong");
    const char *why = qsm__png_parse_header(bytes, header);
    if (why != NULL)
        return chunk_fail(self, &part, why);
    /* Transparency can still change it to 64 bits a pixel. Decoding checks again. */
    why = qsm__png_beyond_limits(header, false, &self->limits);
    if (why != NULL)
        return chunk_fail_with(self, &part, EFBIG, why);
    return true;
}

/* ---- deferred chunks ------------------------------------------------------------------------- */

/* Gives *memory at least size bytes. The capacity doubles, up to most. */
static bool grow(unsigned char **memory, size_t *capacity, size_t size, size_t most)
{
    if (*memory != NULL && size <= *capacity)
        return true;
    size_t wanted = *capacity > most / 2 ? most : *capacity * 2;
    if (wanted < size)
        wanted = size;
    unsigned char *larger = realloc(*memory, wanted > 0 ? wanted : 1);
    if (larger == NULL)
        return false;
    *memory = larger;
    *capacity = wanted;
    return true;
}

static bool add_deferred(qsm_png *png, const qsm_png_chunk *part)
{
    if (png->deferred_count == png->deferred_capacity) {
        size_t wanted = png->deferred_capacity == 0 ? 8 : png->deferred_capacity * 2;
        qsm_png_deferred *larger = realloc(png->deferred, wanted * sizeof *larger);
        if (larger == NULL)
            return false;
        png->deferred = larger;
        png->deferred_capacity = wanted;
    }
    png->deferred[png->deferred_count++] =
        (qsm_png_deferred){part->type, part->at, png->deferred_data_size, part->size};
    png->deferred_data[png->deferred_data_size + part->size] = '\0'; /* a NUL ends a text */
    png->deferred_data_size += (size_t)part->size + 1;
    return true;
}

static bool is_counted(const qsm_png_chunk *part)
{
    return part->type == QSM_PNG_TEXT || part->type == QSM_PNG_ZTXT || part->type == QSM_PNG_ITXT ||
           part->type == QSM_PNG_TYPE('s', 'P', 'L', 'T');
}

/* Texts and profiles are decompressed later. Here only their number and size are checked. */
static bool defer(walk *self, qsm_png_chunk *part)
{
    qsm_png *png = self->png;
    bool too_many = is_counted(part) && self->texts > MAX_TEXTS;
    if (too_many || part->size > self->limits.max_text_bytes ||
        png->deferred_data_size > self->limits.max_text_bytes - part->size) {
        chunk_warn(self, part, "the texts exceed the limit; ignored");
        qsm__png_skip_data(&self->cursor, part);
        return true;
    }
    if (!grow(&png->deferred_data, &png->deferred_data_capacity,
              png->deferred_data_size + part->size + 1, SIZE_MAX))
        return chunk_fail_with(self, part, ENOMEM, "no memory");
    qsm__png_copy_data(&self->cursor, part, png->deferred_data + png->deferred_data_size,
                       part->size);
    bool right = qsm__png_crc_is_right(&self->cursor, part);
    if (!right && part->type != QSM_PNG_ICCP) {
        chunk_warn(self, part, "CRC is wrong; ignored");
        return true;
    }
    if (!right)
        chunk_warn(self, part, "CRC is wrong"); /* Qt does not look at it */
    return add_deferred(png, part) || chunk_fail_with(self, part, ENOMEM, "no memory");
}

/* ---- chunks that a rule knows ------------------------------------------------------------------
 */

/* The reason to ignore a chunk. NULL if it is not ignored. */
static const char *out_of_place(const walk *self, const qsm_png_chunk *part,
                                const qsm_png_chunk_rule *rule)
{
    const qsm_png *png = self->png;
    if ((rule->rules & QSM_PNG_BEFORE_IDAT) != 0 && png->idat_at != 0)
        return "it comes after IDAT; ignored";
    if ((rule->rules & QSM_PNG_BEFORE_PALETTE) != 0 && (png->seen & QSM_PNG_SEEN_PALETTE) != 0)
        return "it comes after PLTE; ignored";
    if ((rule->rules & QSM_PNG_ONCE) != 0 && (png->seen & part->kind) != 0)
        return "it is a duplicate; ignored";
    if ((rule->rules & QSM_PNG_ANY_SIZE) == 0 && part->size != rule->size)
        return "its length is wrong; ignored";
    if (part->type == QSM_PNG_PLTE && (png->header.color_type & QSM_PNG_COLOR) == 0)
        return "a gray image has no palette; ignored";
    if (rule->read != NULL && part->size > QSM_PNG_SMALL_CHUNK)
        return "its length is wrong; ignored";
    return NULL;
}

/* The fatal error of a palette that could be ignored. NULL if there is none. */
static const char *broken_palette(const walk *self, const qsm_png_chunk *part)
{
    bool indexed = self->png->header.color_type == QSM_PNG_INDEXED;
    if ((self->png->seen & QSM_PNG_SEEN_PALETTE) != 0)
        return "it is a duplicate";
    if (indexed && self->png->idat_at == 0 &&
        (part->size > QSM_PNG_SMALL_CHUNK || part->size % 3 != 0))
        return "its length is wrong";
    return NULL;
}

static bool read_small(walk *self, qsm_png_chunk *part, const qsm_png_chunk_rule *rule)
{
    unsigned char data[QSM_PNG_SMALL_CHUNK];
    qsm__png_copy_data(&self->cursor, part, data, part->size);
    if (qsm__png_crc_is_right(&self->cursor, part)) {
        self->png->seen |= part->kind;
        return rule->read(self->png, part, data);
    }
    if (part->type == QSM_PNG_PLTE)
        return chunk_fail(self, part, "CRC is wrong");
    chunk_warn(self, part, "CRC is wrong; ignored");
    return true;
}

static bool read_ruled(walk *self, qsm_png_chunk *part, const qsm_png_chunk_rule *rule)
{
    const char *why = out_of_place(self, part, rule);
    const char *broken = part->type == QSM_PNG_PLTE ? broken_palette(self, part) : NULL;
    if (broken != NULL)
        return chunk_fail(self, part, broken);
    if (part->type == QSM_PNG_PLTE && self->png->idat_at == 0)
        self->png->seen |= part->kind; /* also for a palette that a gray image ignores */
    if (part->type == QSM_PNG_PLTE && why == NULL && part->size % 3 != 0)
        why = "its length is wrong; ignored";
    if (part->type == QSM_PNG_ICCP && why == NULL)
        why = qsm__png_color_profile(&self->png->color, part->size);
    if (why != NULL) {
        chunk_warn(self, part, why);
        return skip_chunk(self, part);
    }
    if ((rule->rules & QSM_PNG_DEFER) == 0)
        return read_small(self, part, rule);
    self->png->seen |= part->kind;
    return defer(self, part);
}

/* ---- IDAT and IEND --------------------------------------------------------------------------- */

/* Reserves memory for data that is present. The size of the image limits only the first step. */
static bool reserve_idat(walk *self, const qsm_png_chunk *part)
{
    qsm_png *png = self->png;
    size_t needed = png->idat_size + part->size;
    size_t possible = needed + qsm__png_bytes_left(&self->cursor) - part->size;
    if (png->idat != NULL && needed <= png->idat_capacity)
        return true;
    if (png->in_place)
        return qsm__png_detach(png) && reserve_idat(self, part);
    if (png->idat_capacity == 0 && png->image_buffer != NULL) {
        png->idat = qsm__png_use_image_buffer(png, part->size, &self->limits, SIZE_MAX);
        png->in_place = png->idat != NULL;
        png->idat_capacity = png->in_place ? part->size : 0;
        if (png->in_place)
            return true;
    }
    if (png->idat_capacity == 0) {
        size_t raw = qsm__png_filtered_size(&png->header);
        size_t likely = raw + raw / 1024 + 1024;
        if (likely > possible)
            likely = possible;
        if (likely >= needed)
            return grow(&png->idat, &png->idat_capacity, likely, possible);
    }
    return grow(&png->idat, &png->idat_capacity, needed, possible) && png->idat != NULL;
}

static bool read_idat(walk *self, qsm_png_chunk *part)
{
    qsm_png *png = self->png;
    if (png->header.color_type == QSM_PNG_INDEXED && png->palette_count == 0)
        return chunk_fail(self, part, "there is no PLTE before it");
    /* Data after another chunk is ignored. If it was needed, the image data is too short. */
    if (self->idat_ended) {
        chunk_warn(self, part, "IDAT chunks are not consecutive; ignored");
        return skip_chunk(self, part);
    }
    if (png->idat_at == 0)
        png->idat_at = part->at;
    if (!reserve_idat(self, part) || (png->idat == NULL && part->size > 0))
        return chunk_fail_with(self, part, ENOMEM, "no memory");
    /* There may be no memory before the first byte. */
    unsigned char *to = png->idat == NULL ? NULL : png->idat + png->idat_size;
    qsm__png_copy_data(&self->cursor, part, to, part->size);
    png->idat_size += part->size;
    return qsm__png_crc_is_right(&self->cursor, part) || chunk_fail(self, part, "CRC is wrong");
}

/*
 * The last chunk. Its CRC must be valid. If the stream ends within the CRC, the image is still
 * good, as in Qt.
 */
static bool end_of_image(walk *self, qsm_png_chunk *part)
{
    if (self->png->idat_at == 0)
        return chunk_fail(self, part, "there is no IDAT before it");
    if (part->size == 0 && qsm__png_bytes_left(&self->cursor) < QSM_PNG_CRC_SIZE) {
        chunk_warn(self, part, "the stream ends within its CRC");
        self->cursor.position = self->cursor.available;
        return true;
    }
    if (qsm__png_bytes_left(&self->cursor) < part->size)
        return chunk_ends(self, part, "the stream ends within it");
    qsm__png_sum_data(&self->cursor, part);
    if (qsm__png_bytes_left(&self->cursor) < QSM_PNG_CRC_SIZE)
        return chunk_ends(self, part, "the stream ends within its CRC");
    if (part->size > 0)
        chunk_warn(self, part, "it is not empty");
    return qsm__png_crc_is_right(&self->cursor, part) || chunk_fail(self, part, "CRC is wrong");
}

/* ---- the walk -------------------------------------------------------------------------------- */

static bool read_other(walk *self, qsm_png_chunk *part)
{
    const qsm_png_chunk_rule *rule = qsm__png_find_rule(part);
    bool critical = (part->name[0] & 0x20) == 0;
    if (is_counted(part) && self->texts <= MAX_TEXTS)
        self->texts++;
    if (self->png->idat_at != 0)
        self->idat_ended = true;
    if (rule != NULL)
        return read_ruled(self, part, rule);
    if (part->type == QSM_PNG_IHDR)
        return chunk_fail(self, part, "it is a duplicate");
    if (critical)
        return chunk_fail(self, part, "unknown critical chunk");
    return skip_chunk(self, part);
}

static bool walk_chunks(walk *self)
{
    qsm_png_chunk part = {0};
    while (begin_chunk(self, &part)) {
        if (part.type == QSM_PNG_IEND)
            return end_of_image(self, &part);
        if (!is_whole(self, &part))
            return false;
        if (!(part.type == QSM_PNG_IDAT ? read_idat(self, &part) : read_other(self, &part)))
            return false;
    }
    return false;
}

bool qsm__png_parse_chunks(qsm_png *png, const unsigned char *data, size_t available, size_t base,
                           const qsm_image_limits *limits, size_t *used)
{
    walk self = {.png = png, .base = base};
    self.cursor = (qsm_png_cursor){
        .data = data, .available = available, .copier = png->copier, .marked = true};
    self.limits = qsm__image_limits_complete(limits);
    unsigned char signature[QSM_PNG_SIGNATURE_SIZE];
    *used = 0;
    if (available < sizeof signature)
        return qsm__png_fail(png, "the stream ends at byte %zu, within the PNG signature",
                             base + available);
    qsm__png_copy(&self.cursor, signature, sizeof signature);
    /* Qt only peeks here: without a signature the position does not change. */
    if (memcmp(signature, QSM_PNG_SIGNATURE, sizeof signature) != 0)
        return qsm__png_fail(png, "byte %zu: no PNG begins here", base);
    bool good = read_header(&self) && walk_chunks(&self);
    *used = self.cursor.position;
    png->mark = self.cursor.mark;
    png->adler = self.cursor.adler;
    return good;
}
