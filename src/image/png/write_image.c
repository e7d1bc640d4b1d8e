/* SPDX-License-Identifier: MIT */
#include "image/png/write_image.h"

#include <string.h>

#include "image/png/write_idat_exact.h"
#include "image/png/write_idat_fast.h"
#include "image/png/write_idat_stored.h"

/* Every PNG ends with this chunk. */
static const unsigned char end_chunk[] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82};

/* The forms of image data, in the order of qsm_image_compression. */
typedef struct form {
    size_t (*bound)(const qsm_png_plan *plan);
    bool (*write)(const qsm_png_plan *plan, qsm_png_output *output);
} form;

static const form forms[] = {
    [QSM_IMAGE_STORED] = {qsm__png_stored_size, qsm__png_write_stored},
    [QSM_IMAGE_FAST] = {qsm__png_fast_bound, qsm__png_write_fast},
    [QSM_IMAGE_EXACT] = {qsm__png_exact_bound, qsm__png_write_exact},
};

/*
 * An unknown number gives the default form. FAST writes one chunk of at most 2 GiB: larger image
 * data is stored instead.
 */
static const form *form_of(const qsm_png_plan *plan, qsm_image_compression compression)
{
    size_t index = (size_t)compression;
    if (index >= sizeof forms / sizeof forms[0] ||
        (compression == QSM_IMAGE_FAST && qsm__png_fast_bound(plan) > INT32_MAX))
        index = QSM_IMAGE_STORED;
    return &forms[index];
}

size_t qsm__png_plan_size(const qsm_png_plan *plan, qsm_image_compression compression)
{
    return plan->head.size + form_of(plan, compression)->bound(plan) + sizeof end_chunk;
}

static bool add_bytes(qsm_png_output *output, const void *data, size_t size)
{
    unsigned char *out = qsm__png_output_reserve(output, size);
    if (out == NULL)
        return false;
    memcpy(out, data, size);
    output->size += size;
    return true;
}

bool qsm__png_write(const qsm_png_plan *plan, qsm_data_stream *stream,
                    qsm_image_compression compression)
{
    qsm_png_output output = {.stream = stream};
    /* If the exact size is known, it is reserved at once: a destination that is too small fails
     * before anything is written. */
    if (form_of(plan, compression) == &forms[QSM_IMAGE_STORED] &&
        qsm__png_output_reserve(&output, qsm__png_plan_size(plan, QSM_IMAGE_STORED)) == NULL)
        return false;
    if (!add_bytes(&output, plan->head.data, plan->head.size) ||
        !form_of(plan, compression)->write(plan, &output) ||
        !add_bytes(&output, end_chunk, sizeof end_chunk))
        return false;
    qsm__stream_commit(stream, output.size);
    return true;
}
