/* SPDX-License-Identifier: MIT */
#include "image/pixel/gray.h"

#include <math.h>
#include <stdlib.h>

#include "image/pixel/pixels.h"

/*
 * Measured on Qt 6.4: both curves are tables with 16 steps for each of 255 values, up to 255 * 256.
 * Light is added and rounded to a step in single precision.
 */
enum { STEPS = 255 * 16, FULL = 255 * 256 };

struct qsm_gray_curve {
    float light[STEPS + 1];     /* by sample, 0-1 */
    uint16_t sample[STEPS + 1]; /* by light, 0-FULL */
};

/* Y of the sRGB primaries, with the white point adapted to D50 by Bradford's matrix. */
static const float luminance[3] = {0.22247517F, 0.71690661F, 0.06061822F};

bool qsm__gray_wants_curve(qsm_image_format_code format)
{
    switch (format) {
    case QSM_IMAGE_FORMAT_MONO:
    case QSM_IMAGE_FORMAT_MONOLSB:
    case QSM_IMAGE_FORMAT_INDEXED8:
    case QSM_IMAGE_FORMAT_RGB32:
    case QSM_IMAGE_FORMAT_ARGB32:
    case QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED:
    case QSM_IMAGE_FORMAT_RGBX64:
    case QSM_IMAGE_FORMAT_RGBA64:
    case QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED:
        return true;
    default:
        return false;
    }
}

/* IEC 61966-2-1 */
static double light_of_sample(double sample)
{
    return sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4);
}

static double sample_of_light(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

qsm_gray_curve *qsm__gray_curve_new(void)
{
    /* clang 19 refuses arithmetic of an enumerator and a floating point number. */
    const double full = FULL;
    qsm_gray_curve *curve = malloc(sizeof *curve);
    for (int i = 0; curve != NULL && i <= STEPS; i++) {
        double at = (double)i / STEPS;
        curve->light[i] = (float)floor(light_of_sample(at) * full + 0.5) / (float)full;
        curve->sample[i] = (uint16_t)floor(sample_of_light(at) * full + 0.5);
    }
    return curve;
}

/* The nearest step of 0-1. Each statement does one operation: see qsm__quantize(). */
static unsigned step_of(float part)
{
    float step = part * STEPS;
    step += 0.5F;
    return (unsigned)qsm__minimum((uint32_t)step, STEPS);
}

/* The step of a premultiplied channel. alpha must not be 0. */
static unsigned step_of_premultiplied(uint32_t c, uint32_t alpha)
{
    float part = (float)c / (float)alpha;
    return step_of(part);
}

/* The steps of the three colours of a pixel. */
static void find_steps(unsigned steps[3], qsm_gray_channels channels, const unsigned char *pixel)
{
    uint32_t c[4];
    for (size_t i = 0; i < 4; i++)
        c[i] = channels.rgba64 ? qsm__load_16(pixel + 2 * i) : pixel[i];
    for (int i = 0; i < 3; i++) {
        if (channels.premultiplied)
            steps[i] = c[3] != 0 ? step_of_premultiplied(c[i], c[3]) : 0;
        else
            steps[i] = channels.rgba64 ? (c[i] - (c[i] >> 8)) >> 4 : c[i] * 16;
    }
}

void qsm__gray_row(const qsm_gray_curve *curve, qsm_gray_channels channels, unsigned char *out,
                   const unsigned char *row, int width)
{
    size_t size = channels.rgba64 ? 8 : 4;
    for (int x = 0; x < width; x++, row += size) {
        unsigned steps[3];
        float light = 0;
        find_steps(steps, channels, row);
        for (int i = 0; i < 3; i++) {
            float share = luminance[i] * curve->light[steps[i]];
            light += share;
        }
        uint32_t sample = curve->sample[step_of(light)];
        out[x] = (unsigned char)(channels.rgba64 ? qsm__div_257(sample + (sample >> 8))
                                                 : (sample + 128) >> 8);
    }
}
