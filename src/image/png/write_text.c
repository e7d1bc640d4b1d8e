/* SPDX-License-Identifier: MIT */
/* Writes texts and profiles as chunks, compressed exactly as in Qt. */
#include "image/png/write_text.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/exact.h"
#include "image/png/profile.h"
#include "image/png/text.h"

enum { LARGEST_CHUNK = INT32_MAX };

static bool add_piece(void *context, const unsigned char *piece, size_t size)
{
    qsm__bytes_add(context, piece, size);
    return true;
}

static void add_packed(qsm_png_bytes *out, const void *data, size_t size)
{
    qsm_exact *exact = malloc(sizeof *exact);
    if (exact == NULL || !qsm__exact_begin(exact, size, false, add_piece, out)) {
        free(exact);
        out->failed = true;
        return;
    }
    qsm__exact_add(exact, data, size);
    qsm__exact_finish(exact);
    qsm__exact_end(exact);
    free(exact);
}

/* Adds keyword, language "UTF-8", the complete key, and the text. */
static void fill_unicode(qsm_png_bytes *data, const qsm_png_text_plan *plan, const char *key,
                         const char *text)
{
    static const char language[] = "UTF-8";
    const unsigned char flags[2] = {plan->packed ? 1 : 0, 0};
    qsm__bytes_add(data, flags, sizeof flags);
    qsm__bytes_add(data, language, sizeof language);
    qsm__bytes_add(data, key, strlen(key) + 1);
    if (plan->packed)
        add_packed(data, text, strlen(text));
    else
        qsm__bytes_add(data, text, strlen(text));
}

static void fill_latin1(qsm_png_bytes *data, const qsm_png_text_plan *plan, const char *text)
{
    size_t size;
    char *latin1 = qsm__png_latin1_from_utf8(text, &size);
    if (latin1 == NULL) {
        data->failed = true;
        return;
    }
    if (plan->packed) {
        qsm__bytes_add(data, "", 1); /* the compression method */
        add_packed(data, latin1, size);
    } else {
        qsm__bytes_add(data, latin1, size);
    }
    free(latin1);
}

/* Makes a chunk of the data and frees the data. False if the data is too long for a chunk. */
static bool add_chunk(qsm_png_bytes *head, uint32_t type, qsm_png_bytes *data)
{
    bool fits = data->size <= LARGEST_CHUNK;
    head->failed = head->failed || data->failed;
    if (!head->failed && fits)
        qsm__png_add_chunk(head, type, data->data, data->size);
    free(data->data);
    return fits;
}

static const char *add_text(qsm_png_bytes *head, const char *key, const char *text,
                            size_t packed_from)
{
    qsm_png_text_plan plan;
    qsm_png_bytes data = {0};
    if (!qsm__png_plan_text(&plan, key, text, packed_from))
        return "a text key has no valid character for a PNG keyword";
    qsm__bytes_add(&data, plan.keyword, strlen(plan.keyword) + 1);
    if (plan.type == QSM_PNG_ITXT)
        fill_unicode(&data, &plan, key, text);
    else
        fill_latin1(&data, &plan, text);
    return add_chunk(head, plan.type, &data) ? NULL : "a text is too long for a chunk";
}

const char *qsm__png_add_texts(qsm_png_bytes *head, const qsm_image *image,
                               qsm_image_compression compression)
{
    const size_t packed_from =
        compression == QSM_IMAGE_EXACT ? QSM_PNG_PACKED_BY_QT : QSM_PNG_PACKED_IF_LONG;
    for (int i = 0; i < image->text_count; i++) {
        const qsm_image_text_entry *entry = &image->texts[i];
        if (entry->key[0] == '\0')
            continue; /* Qt does not write the empty key */
        const char *why = add_text(head, entry->key, entry->value, packed_from);
        if (why != NULL)
            return why;
    }
    return NULL;
}

const char *qsm__png_add_profile(qsm_png_bytes *head, const qsm_image *image, int color_type)
{
    qsm_png_text_plan plan;
    qsm_png_bytes data = {0};
    const char *name = image->icc_name != NULL ? image->icc_name : "";
    if (image->icc_profile == NULL ||
        !qsm__png_profile_fits(image->icc_profile, image->icc_size, color_type))
        return NULL; /* a profile for another type of image is not written, as in Qt */
    (void)qsm__png_plan_text(&plan, name, "",
                             QSM_PNG_PACKED_BY_QT); /* the name of a profile is a valid keyword */
    qsm__bytes_add(&data, plan.keyword, strlen(plan.keyword) + 1);
    qsm__bytes_add(&data, "", 1);
    add_packed(&data, image->icc_profile, image->icc_size);
    return add_chunk(head, QSM_PNG_ICCP, &data) ? NULL : "the profile is too long for a chunk";
}
