/* SPDX-License-Identifier: MIT */
#include "tool/raw_output.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(tool_raw_bytes *self, size_t size)
{
    if (size <= self->capacity)
        return true;
    free(self->own);
    self->own = malloc(size);
    self->capacity = self->own != NULL ? size : 0;
    return self->own != NULL;
}

bool tool_raw_bytes_of(tool_raw_bytes *self, const qsm_image *image, tool_rows rows)
{
    size_t row = tool_row_bytes(qsm_image_width(image), qsm_image_format(image), rows);
    int height = qsm_image_height(image);
    self->data = qsm_image_const_bits(image);
    self->size = row * (size_t)height;
    if (row == (size_t)qsm_image_bytes_per_line(image))
        return true;
    if (!make_room(self, self->size))
        return false;
    for (int y = 0; y < height; y++)
        memcpy(self->own + (size_t)y * row, qsm_image_const_scan_line(image, y), row);
    self->data = self->own;
    return true;
}

void tool_raw_bytes_drop(tool_raw_bytes *self)
{
    free(self->own);
    *self = (tool_raw_bytes){.own = NULL};
}
