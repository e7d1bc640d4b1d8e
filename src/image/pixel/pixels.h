/* SPDX-License-Identifier: MIT */
/*
 * Loads and stores pixels at any address: callers can wrap memory without alignment. Also the
 * channel arithmetic that several families of formats need.
 */
#ifndef QSM_IMAGE_PIXEL_PIXELS_H
#define QSM_IMAGE_PIXEL_PIXELS_H

#include <stdint.h>
#include <string.h>

static inline uint16_t qsm__load_16(const unsigned char *in)
{
    uint16_t value;
    memcpy(&value, in, sizeof value);
    return value;
}

static inline uint32_t qsm__load_32(const unsigned char *in)
{
    uint32_t value;
    memcpy(&value, in, sizeof value);
    return value;
}

static inline void qsm__store_16(unsigned char *out, uint16_t value)
{
    memcpy(out, &value, sizeof value);
}

static inline void qsm__store_32(unsigned char *out, uint32_t value)
{
    memcpy(out, &value, sizeof value);
}

/* 24-bit formats with bit fields are a big endian number on every host. */
static inline uint32_t qsm__load_24(const unsigned char *in)
{
    return (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
}

static inline void qsm__store_16_big(unsigned char *out, uint32_t value)
{
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)(value & 0xff);
}

static inline uint32_t qsm__minimum(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* Takes a field of 4, 5 or 6 bits at shift. Repeats its high bits to make 8 bits. */
static inline uint32_t qsm__widen(uint32_t value, unsigned shift, unsigned bits)
{
    uint32_t field = (value >> shift) & ((1U << bits) - 1);
    return field << (8 - bits) | field >> (2 * bits - 8);
}

/* Converts 16 to 8 bits: x / 257, rounded. */
static inline uint32_t qsm__div_257(uint32_t x)
{
    return (x + 128 - ((x + 128) >> 8)) >> 8;
}

/* 255 << 16, plus 255 for rounding: then each quotient by an alpha of 1-255 is rounded half up. */
#define QSM_INVERSE_OF_1 16711935U

/* The factor of qsm__unpremultiply_8() for an alpha of 1-255. */
static inline uint32_t qsm__inverse_alpha(uint32_t alpha)
{
    return QSM_INVERSE_OF_1 / alpha;
}

/* c * 255 / alpha, rounded half up. Saturates if c > alpha. inverse belongs to the same alpha. */
static inline uint32_t qsm__unpremultiply_8(uint32_t c, uint32_t inverse)
{
    return qsm__minimum((c * inverse + 32768) >> 16, 255);
}

/* c * 65535 / alpha, rounded, saturated. alpha is 1-65535. */
static inline uint32_t qsm__unpremultiply_16(uint32_t c, uint32_t alpha)
{
    return qsm__minimum((c * 65535U + alpha / 2) / alpha, 65535);
}

/* The low 10 bits of c, premultiplied by a 2-bit alpha, made straight as in Qt. */
static inline uint32_t qsm__straighten_10(uint32_t c, uint32_t alpha)
{
    c &= 0x3ff;
    if (alpha == 0)
        c = 0;
    else if (alpha == 1)
        c *= 3;
    else if (alpha == 2)
        c += c >> 1;
    return qsm__minimum(c, 0x3ff);
}

/* The product of two 8-bit fractions, rounded as in Qt. */
static inline uint32_t qsm__premultiply_8(uint32_t c, uint32_t alpha)
{
    uint32_t t = c * alpha;
    return (t + (t >> 8) + 128) >> 8;
}

/* The product of two 16-bit fractions, rounded as in Qt. */
static inline uint32_t qsm__premultiply_16(uint32_t c, uint32_t alpha)
{
    uint64_t t = (uint64_t)c * alpha;
    return (uint32_t)((t + (t >> 16) + 0x8000) >> 16);
}

/* QRgb: 0xAARRGGBB. */
static inline uint32_t qsm__rgb(uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    return a << 24 | r << 16 | g << 8 | b;
}

/* 8-bit samples. */
static inline void qsm__put_rgb(unsigned char *out, uint32_t r, uint32_t g, uint32_t b)
{
    out[0] = (unsigned char)r;
    out[1] = (unsigned char)g;
    out[2] = (unsigned char)b;
}

static inline void qsm__put_rgba(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    qsm__put_rgb(out, r, g, b);
    out[3] = (unsigned char)a;
}

#endif
