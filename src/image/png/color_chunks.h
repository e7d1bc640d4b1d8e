/* SPDX-License-Identifier: MIT */
/* The colour space that the chunks gAMA, cHRM, sRGB and iCCP of a PNG give together. */
#ifndef QSM_IMAGE_PNG_COLOR_CHUNKS_H
#define QSM_IMAGE_PNG_COLOR_CHUNKS_H

#include <qsm/image.h>

typedef struct qsm_png_color_chunks {
    qsm_color_space space; /* the values of the chunks that count */
    bool refused;          /* chunks are wrong or contradict each other: there is no colour space */
    int profiles;          /* chunks iCCP */
} qsm_png_color_chunks;

/*
 * The next chunk, in the order of the file. NULL if it counts; else the reason why it or all
 * chunks are ignored. data of cHRM: as in qsm_color_space, before they were checked.
 */
const char *qsm__png_color_gamma(qsm_png_color_chunks *chunks, uint32_t gamma);
const char *qsm__png_color_primaries(qsm_png_color_chunks *chunks, const uint32_t values[8]);
const char *qsm__png_color_srgb(qsm_png_color_chunks *chunks, int intent);
const char *qsm__png_color_profile(qsm_png_color_chunks *chunks, size_t chunk_size);

#endif
