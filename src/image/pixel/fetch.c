/* SPDX-License-Identifier: MIT */
#include "image/pixel/fetch.h"

#include <stddef.h>

#include "image/pixel/rgba64.h"
#include "image/pixel/rgba8888.h"

/* By format number. A format that is not in the table has no fetchers. */
static const qsm_fetchers table[QSM_IMAGE_FORMAT_COUNT] = {
    [QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED] = {qsm__rgba8888_from_argb32, NULL},
    [QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED] = {qsm__rgba8888_from_rgba8888, NULL},
    [QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED] = {qsm__rgba8888_from_argb4444, NULL},
    [QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED] = {qsm__rgba8888_from_argb6666, NULL},
    [QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED] = {qsm__rgba8888_from_argb8555, NULL},
    [QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED] = {qsm__rgba8888_from_argb8565, NULL},
    [QSM_IMAGE_FORMAT_BGR30] = {NULL, qsm__rgba64_from_bgr30},
    [QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED] = {qsm__rgba8888_from_a2bgr30,
                                                qsm__rgba64_from_a2bgr30},
    [QSM_IMAGE_FORMAT_RGB30] = {NULL, qsm__rgba64_from_rgb30},
    [QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED] = {qsm__rgba8888_from_a2rgb30,
                                                qsm__rgba64_from_a2rgb30},
    [QSM_IMAGE_FORMAT_RGBX64] = {NULL, qsm__rgba64_from_rgbx64},
    [QSM_IMAGE_FORMAT_RGBA64] = {NULL, qsm__rgba64_from_rgba64},
    [QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba64},
    [QSM_IMAGE_FORMAT_GRAYSCALE16] = {NULL, qsm__rgba64_from_grayscale16},
    [QSM_IMAGE_FORMAT_RGBX16FPX4] = {NULL, qsm__rgba64_from_rgbx16f},
    [QSM_IMAGE_FORMAT_RGBA16FPX4] = {NULL, qsm__rgba64_from_rgba16f},
    [QSM_IMAGE_FORMAT_RGBA16FPX4_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba16f},
    [QSM_IMAGE_FORMAT_RGBX32FPX4] = {NULL, qsm__rgba64_from_rgbx32f},
    [QSM_IMAGE_FORMAT_RGBA32FPX4] = {NULL, qsm__rgba64_from_rgba32f},
    [QSM_IMAGE_FORMAT_RGBA32FPX4_PREMULTIPLIED] = {NULL, qsm__rgba64_from_rgba32f},
};

const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format)
{
    size_t index = (size_t)format;
    return &table[index < QSM_IMAGE_FORMAT_COUNT ? index : 0];
}
