/* SPDX-License-Identifier: MIT */
/* Reads interop-tests/data/image; README.txt there tells the form of index.txt. */
#ifndef QSM_UNIT_VECTORS_H
#define QSM_UNIT_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/image.h>

enum { VECTOR_TEXTS = 16, VECTOR_COLORS = 300 };

/* What index.txt says of an image. */
typedef struct vector_image {
    bool given;
    int format, width, height, bytes_per_line, dpm_x, dpm_y, offset_x, offset_y;
    int position, status, tolerance;
    int color_count;
    uint32_t colors[VECTOR_COLORS];
    int text_count;
    char keys[VECTOR_TEXTS][256];
    char values[VECTOR_TEXTS][1024];
} vector_image;

typedef struct vector {
    char name[80];
    bool null;
    bool has_color_space;
    vector_image source;
    vector_image read;
    unsigned char *stream;
    size_t stream_size;
    unsigned char *source_pixels; /* NULL where there are none */
    size_t source_size;
    unsigned char *read_pixels;
    size_t read_size;
} vector;

/* Calls visit for each stream; returns how many. */
int vectors_for_each(void (*visit)(const vector *v));

/* Calls visit for the one of this name; returns 0 or 1. */
int vectors_find(const char *name, void (*visit)(const vector *v));

/* An image of what was written. */
qsm_image *vector_source_image(const vector *v);

/* The pixels of an image without padding, for free(). */
unsigned char *packed_pixels(const qsm_image *image, size_t *size);

#endif
