/* SPDX-License-Identifier: MIT */
/* Floating point channels: IEEE 754 binary16, and conversion of 0-1 to an integer. */
#ifndef QSM_IMAGE_PIXEL_HALF_H
#define QSM_IMAGE_PIXEL_HALF_H

#include <stdint.h>
#include <string.h>

static inline float qsm__half_to_float(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = half >> 10 & 0x1f;
    uint32_t fraction = half & 0x3ff;
    float value;
    if (exponent == 0) { /* zero and subnormal: multiples of 2^-24 */
        value = (float)fraction * (1.0F / 16777216.0F);
        return sign != 0 ? -value : value;
    }
    /* The exponent bias grows from 15 to 127. Infinity and NaN keep an exponent of all ones. */
    uint32_t exponent_32 = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    uint32_t bits = sign | exponent_32 << 23 | fraction << 13;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/*
 * Converts 0-1 to 0-full, rounded half up. Values outside 0-1, and NaN, are clamped. Each statement
 * does one operation: processors with fused or wider arithmetic would give other numbers.
 */
static inline uint32_t qsm__quantize(float value, float full)
{
    if (!(value > 0.0F))
        return 0;
    float scaled = (value < 1.0F ? value : 1.0F) * full;
    scaled += 0.5F;
    return (uint32_t)scaled;
}

#endif
