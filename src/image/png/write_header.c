/* SPDX-License-Identifier: MIT */
/* The chunks before the image data, in Qt's order. */
#include "image/png/write_header.h"

#include <stdlib.h>
#include <string.h>

#include "image/pixel/cpu.h"
#include "image/png/png.h"
#include "image/png/write_text.h"

/*
 * Qt writes Indexed8 as gray if colour i of the table is gray i for each i. An empty table counts
 * too.
 */
static bool is_gray_table(const qsm_image *image)
{
    for (int i = 0; i < image->color_count; i++) {
        uint32_t gray = (uint32_t)i;
        if (i > 255 || image->colors[i] != (0xFF000000U | gray << 16U | gray << 8U | gray))
            return false;
    }
    return true;
}

static void add_header(qsm_png_bytes *head, const qsm_png_header *header)
{
    unsigned char data[13] = {0};
    qsm__png_put_u32(data, (uint32_t)header->width);
    qsm__png_put_u32(data + 4, (uint32_t)header->height);
    data[8] = (unsigned char)header->depth;
    data[9] = (unsigned char)header->color_type;
    qsm__png_add_chunk(head, QSM_PNG_IHDR, data, sizeof data);
}

static void add_palette(qsm_png_bytes *head, const qsm_image *image)
{
    unsigned char colors[3 * QSM_PNG_MAX_PALETTE] = {0};
    unsigned char alphas[QSM_PNG_MAX_PALETTE] = {0};
    size_t count =
        image->color_count < QSM_PNG_MAX_PALETTE ? (size_t)image->color_count : QSM_PNG_MAX_PALETTE;
    size_t alpha_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t color = image->colors[i];
        colors[3 * i] = (unsigned char)(color >> 16U);
        colors[3 * i + 1] = (unsigned char)(color >> 8U);
        colors[3 * i + 2] = (unsigned char)color;
        alphas[i] = (unsigned char)(color >> 24U);
        if (alphas[i] < 255)
            alpha_count = i + 1;
    }
    qsm__png_add_chunk(head, QSM_PNG_PLTE, colors, count * 3);
    if (alpha_count > 0)
        qsm__png_add_chunk(head, QSM_PNG_TRNS, alphas, alpha_count);
}

static void add_pair(qsm_png_bytes *head, uint32_t type, int x, int y, unsigned char unit)
{
    unsigned char data[9];
    qsm__png_put_u32(data, (uint32_t)x);
    qsm__png_put_u32(data + 4, (uint32_t)y);
    data[8] = unit;
    qsm__png_add_chunk(head, type, data, sizeof data);
}

static const char *make_head(qsm_png_plan *plan, qsm_image_compression compression,
                             const void *start, size_t start_size)
{
    const qsm_image *image = plan->image;
    qsm_png_bytes *head = &plan->head;
    qsm__bytes_add(head, start, start_size);
    qsm__bytes_add(head, QSM_PNG_SIGNATURE, QSM_PNG_SIGNATURE_SIZE);
    add_header(head, &plan->header);
    const char *why = qsm__png_add_profile(head, image, plan->header.color_type);
    if (why != NULL)
        return why;
    if (plan->header.color_type == QSM_PNG_INDEXED)
        add_palette(head, image);
    if (image->offset_x != 0 || image->offset_y != 0)
        add_pair(head, QSM_PNG_OFFS, image->offset_x, image->offset_y, 0);
    if (image->dots_per_meter_x > 0 || image->dots_per_meter_y > 0)
        add_pair(head, QSM_PNG_PHYS, image->dots_per_meter_x, image->dots_per_meter_y, 1);
    why = qsm__png_add_texts(head, image, compression);
    return why == NULL && head->failed ? "no memory" : why;
}

static const char *cannot_be_written(const qsm_image *image)
{
    bool bits = image->format == QSM_IMAGE_FORMAT_MONO || image->format == QSM_IMAGE_FORMAT_MONOLSB;
    if (image->width > QSM_PNG_MAX_DIMENSION || image->height > QSM_PNG_MAX_DIMENSION)
        return "width or height is above 1000000";
    if (bits && (image->color_count < 1 || image->color_count > 2))
        return "a Mono image needs a table of 1 or 2 colours";
    return NULL;
}

const char *qsm__png_plan_make(qsm_png_plan *plan, const qsm_image *image,
                               qsm_image_compression compression, const void *start,
                               size_t start_size)
{
    const char *why = cannot_be_written(image);
    *plan = (qsm_png_plan){.image = image, .description = qsm__format_describe(image->format)};
    if (why != NULL)
        return why;
    plan->features = qsm__cpu_features();
    plan->to_png = qsm__format_row_to_png(image->format, plan->features);
    plan->header = (qsm_png_header){.width = image->width,
                                    .height = image->height,
                                    .depth = plan->description->png_depth,
                                    .color_type = plan->description->png_color_type};
    if (image->format == QSM_IMAGE_FORMAT_INDEXED8 && is_gray_table(image))
        plan->header.color_type = QSM_PNG_GRAY;
    qsm__png_header_complete(&plan->header);
    if ((size_t)image->height > (SIZE_MAX - SIZE_MAX / 4) / (plan->header.row_bytes + 1))
        return "the image is too large for this system";
    plan->filtered_size = qsm__png_filtered_size(&plan->header);
    return make_head(plan, compression, start, start_size);
}

void qsm__png_plan_free(qsm_png_plan *plan)
{
    free(plan->head.data);
    plan->head.data = NULL;
}

void qsm__png_convert_row(const qsm_png_plan *plan, unsigned char *out, int y)
{
    const qsm_image *image = plan->image;
    plan->to_png(out, image->bits + y * image->bytes_per_line, image->width);
}
