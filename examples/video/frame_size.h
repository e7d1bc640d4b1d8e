/* SPDX-License-Identifier: MIT */
/* What a stream of raw frames does not say itself: "640x360@RGB32". */
#ifndef FRAME_SIZE_H
#define FRAME_SIZE_H

#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#include <qsm/image.h>

typedef struct frame_size {
    int width, height;
    qsm_image_format_code format;
    size_t row; /* bytes; a stream of raw frames has no gaps between rows */
} frame_size;

static inline bool frame_size_parse(const char *text, frame_size *size)
{
    char name[32] = "RGB32";
    char more;
    int found = sscanf(text, "%5dx%5d@%31[A-Za-z0-9_]%c", &size->width, &size->height, name, &more);
    size->format = qsm_image_format_from_name(name);
    int depth = qsm_image_format_depth(size->format);
    if ((found != 2 && found != 3) || size->width < 1 || size->height < 1 || depth % 8 != 0 ||
        depth == 0)
        return false;
    size->row = (size_t)size->width * (size_t)depth / CHAR_BIT;
    return (uint64_t)size->row * (uint64_t)size->height < INT_MAX; /* the limit of Qt 5 */
}

#endif
