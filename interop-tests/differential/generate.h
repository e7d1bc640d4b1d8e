/* SPDX-License-Identifier: MIT */
/*
 * Generated images: the same for the same seed, on every machine.
 */
#ifndef QSM_DIFFERENTIAL_GENERATE_H
#define QSM_DIFFERENTIAL_GENERATE_H

#include <qsm/image.h>

/* A small generator of pseudo random numbers (xorshift64*). */
typedef struct generator {
    uint64_t state;
} generator;

void generator_seed(generator *g, uint64_t seed);
uint32_t generator_next(generator *g);
/* 0 to limit - 1. */
uint32_t generator_below(generator *g, uint32_t limit);

/*
 * Fills an image with pixels that a Qt program could have: premultiplied colours do not exceed
 * their alpha, indices stay in the table, floats are mostly within 0-1. Alpha is often 0 or full.
 */
void generate_pixels(generator *g, qsm_image *image);

/* Colours for formats with a table; alpha: whether some are transparent. */
void generate_colors(generator *g, qsm_image *image, int count, bool alpha);

#endif
