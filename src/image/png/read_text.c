/* SPDX-License-Identifier: MIT */
/* An error in a text or profile loses this text or profile, not the image. */
#include "image/png/read_text.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/deflate.h"
#include "image/image_parts.h"
#include "image/png/profile.h"
#include "image/png/text.h"

typedef struct deferred_reader {
    qsm_png *png;
    qsm_image *image;
    uint64_t budget; /* bytes that may still be decompressed */
} deferred_reader;

/* The result for a chunk. */
typedef enum outcome { ADDED, IGNORED, NO_MEMORY } outcome;

static outcome drop(deferred_reader *self, const qsm_png_deferred *part, const char *why)
{
    const char letters[5] = {(char)(part->type >> 24U), (char)(part->type >> 16U & 0xFFU),
                             (char)(part->type >> 8U & 0xFFU), (char)(part->type & 0xFFU), '\0'};
    qsm__png_warn(self->png, "%s chunk at byte %zu: %s; ignored", letters, part->at, why);
    return IGNORED;
}

/* What was inflated counts, even if it is of no use: a stranger must not spend our time twice. */
static void charge(deferred_reader *self, size_t size)
{
    self->budget -= size < self->budget ? size : self->budget;
}

static size_t limit_of(const deferred_reader *self)
{
    return self->budget < SIZE_MAX / 2 ? (size_t)self->budget : SIZE_MAX / 2;
}

/* Decompresses into memory for free(). */
static outcome unpack(deferred_reader *self, const qsm_png_deferred *part,
                      const unsigned char *packed, const unsigned char *end, unsigned char **out,
                      size_t *size)
{
    qsm_inflate_status status =
        qsm__inflate_all(out, size, packed, (size_t)(end - packed), limit_of(self));
    charge(self, *size);
    switch (status) {
    case QSM_INFLATE_OK:
        return ADDED;
    case QSM_INFLATE_MEMORY:
        return NO_MEMORY;
    case QSM_INFLATE_LONGER:
        return drop(self, part, "the texts exceed the limit");
    default:
        return drop(self, part, "its compressed data is damaged");
    }
}

/* Adds a text, which ends at a NUL byte. utf8: the bytes are UTF-8, else they are Latin-1. */
static outcome add_text(deferred_reader *self, const unsigned char *key, const unsigned char *text,
                        size_t size, bool utf8)
{
    const unsigned char *end = memchr(text, '\0', size);
    size_t length = end != NULL ? (size_t)(end - text) : size;
    char *value =
        utf8 ? qsm__png_repair_utf8(text, length) : qsm__png_utf8_from_latin1(text, length);
    char *name = qsm__png_utf8_from_latin1(key, strlen((const char *)key));
    bool good = value != NULL && name != NULL && qsm_image_set_text(self->image, name, value);
    free(value);
    free(name);
    return good ? ADDED : NO_MEMORY;
}

/* Adds a text that is not compressed, if the budget allows it. */
static outcome add_plain_text(deferred_reader *self, const qsm_png_deferred *part,
                              const unsigned char *key, const unsigned char *text, size_t size,
                              bool utf8)
{
    if (size > self->budget)
        return drop(self, part, "the texts exceed the limit");
    charge(self, size);
    return add_text(self, key, text, size, utf8);
}

/* The byte after the first NUL at data. NULL if there is no NUL before end. */
static const unsigned char *after_nul(const unsigned char *data, const unsigned char *end)
{
    const unsigned char *nul = memchr(data, '\0', (size_t)(end - data));
    return nul != NULL ? nul + 1 : NULL;
}

static bool is_keyword(const unsigned char *data, const unsigned char *after)
{
    return after != NULL && after - data >= 2 && after - data <= QSM_PNG_MAX_KEYWORD + 1;
}

/* A NUL byte follows the data of a deferred chunk. */
static outcome read_text(deferred_reader *self, const qsm_png_deferred *part,
                         const unsigned char *data, const unsigned char *end)
{
    const unsigned char *text = after_nul(data, end);
    if (text == NULL)
        text = end; /* all bytes are the keyword */
    return add_plain_text(self, part, data, text, (size_t)(end - text), false);
}

/* The compressed data after a keyword and a compression method. NULL: the chunk is dropped. */
static const unsigned char *find_packed(deferred_reader *self, const qsm_png_deferred *part,
                                        const unsigned char *data, const unsigned char *end)
{
    const unsigned char *method = after_nul(data, end);
    if (is_keyword(data, method) && method != end && *method == 0)
        return method + 1;
    const char *why = "unknown compression method";
    if (!is_keyword(data, method))
        why = part->type == QSM_PNG_ICCP ? "invalid profile name" : "invalid keyword";
    (void)drop(self, part, why);
    return NULL;
}

static outcome read_packed_text(deferred_reader *self, const qsm_png_deferred *part,
                                const unsigned char *data, const unsigned char *end)
{
    unsigned char *text;
    size_t size;
    const unsigned char *packed = find_packed(self, part, data, end);
    if (packed == NULL)
        return IGNORED;
    outcome unpacked = unpack(self, part, packed, end, &text, &size);
    if (unpacked != ADDED)
        return unpacked;
    outcome added = add_text(self, data, text, size, false);
    free(text);
    return added;
}

static outcome read_unicode_text(deferred_reader *self, const qsm_png_deferred *part,
                                 const unsigned char *data, const unsigned char *end)
{
    const unsigned char *flags = after_nul(data, end);
    if (!is_keyword(data, flags))
        return drop(self, part, "invalid keyword");
    if (end - flags < 2 || flags[0] > 1 || (flags[0] == 1 && flags[1] != 0))
        return drop(self, part, "unknown compression");
    const unsigned char *translated = after_nul(flags + 2, end);
    const unsigned char *text = translated != NULL ? after_nul(translated, end) : NULL;
    if (text == NULL)
        return drop(self, part, "it is incomplete");
    if (flags[0] == 0)
        return add_plain_text(self, part, data, text, (size_t)(end - text), true);
    unsigned char *unpacked;
    size_t size;
    outcome result = unpack(self, part, text, end, &unpacked, &size);
    if (result != ADDED)
        return result;
    result = add_text(self, data, unpacked, size, true);
    free(unpacked);
    return result;
}

/* An invalid name is replaced, but the profile is used: Qt ignores the name. */
static outcome set_profile(deferred_reader *self, const unsigned char *name,
                           const unsigned char *profile, size_t size)
{
    char *utf8 = qsm__png_utf8_from_latin1(name, strlen((const char *)name));
    if (utf8 == NULL)
        return NO_MEMORY;
    const char *carried = qsm__image_profile_name_is_good(utf8) ? utf8 : NULL;
    bool good = qsm_image_set_icc_profile(self->image, carried, profile, size);
    free(utf8);
    return good ? ADDED : NO_MEMORY;
}

/*
 * As in Qt, a profile ends where its own size says. What follows may be wrong or missing: the end
 * of the compressed data, its check value, and the CRC of the chunk.
 */
static outcome unpack_profile(deferred_reader *self, const qsm_png_deferred *part,
                              const unsigned char *packed, const unsigned char *end,
                              unsigned char **profile, size_t *size)
{
    enum { SIZE_FIELD = 4 };
    size_t packed_size = (size_t)(end - packed);
    qsm_inflate_status status = qsm__inflate_start(profile, size, packed, packed_size, SIZE_FIELD);
    if (status == QSM_INFLATE_OK) {
        size_t wanted = qsm__png_u32(*profile);
        free(*profile);
        *profile = NULL;
        if (wanted > limit_of(self))
            return drop(self, part, "its profile exceeds the limit");
        status = qsm__inflate_start(profile, size, packed, packed_size, wanted);
    }
    charge(self, *size);
    if (status == QSM_INFLATE_MEMORY)
        return NO_MEMORY;
    return status == QSM_INFLATE_OK ? ADDED : drop(self, part, "its compressed data is damaged");
}

static outcome read_good_profile(deferred_reader *self, const qsm_png_deferred *part,
                                 const unsigned char *data, const unsigned char *end)
{
    unsigned char *profile;
    size_t size;
    const unsigned char *packed = find_packed(self, part, data, end);
    if (packed == NULL)
        return IGNORED;
    outcome result = unpack_profile(self, part, packed, end, &profile, &size);
    if (result != ADDED)
        return result;
    if (!qsm__png_profile_fits(profile, size, self->png->header.color_type))
        result = drop(self, part, "its profile does not fit the image");
    else
        result = set_profile(self, data, profile, size);
    free(profile);
    return result;
}

/* As in Qt, a bad profile takes all other chunks of a colour space with it. */
static outcome read_profile(deferred_reader *self, const qsm_png_deferred *part,
                            const unsigned char *data, const unsigned char *end)
{
    outcome result = read_good_profile(self, part, data, end);
    if (result == IGNORED)
        self->png->color.refused = true;
    return result;
}

typedef struct deferred_kind {
    uint32_t type;
    outcome (*read)(deferred_reader *self, const qsm_png_deferred *part, const unsigned char *data,
                    const unsigned char *end);
} deferred_kind;

static const deferred_kind deferred_kinds[] = {
    {QSM_PNG_TEXT, read_text},
    {QSM_PNG_ZTXT, read_packed_text},
    {QSM_PNG_ITXT, read_unicode_text},
    {QSM_PNG_ICCP, read_profile},
};

bool qsm__png_apply_deferred(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    deferred_reader self = {png, image, limits->max_text_bytes};
    for (size_t i = 0; i < png->deferred_count; i++) {
        const qsm_png_deferred *part = &png->deferred[i];
        const unsigned char *data = png->deferred_data + part->offset;
        const deferred_kind *kind = deferred_kinds;
        while (kind->type != part->type)
            kind++;
        if (kind->read(&self, part, data, data + part->size) == NO_MEMORY)
            return false;
    }
    return true;
}
