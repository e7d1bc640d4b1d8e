/* SPDX-License-Identifier: MIT */
/*
 * Pixels in files are as a little-endian machine has them in QImage::bits(). In memory the words of
 * a format are the host's own, so on a big-endian machine they are turned round on the way.
 */
#ifndef QSM_LITTLE_PIXELS_H
#define QSM_LITTLE_PIXELS_H

#include <qsm/image.h>

#include <stddef.h>

/* Bytes of the words that a format's memory consists of. By number: see QImage::Format. */
static inline size_t qsm_pixel_word(qsm_image_format_code format)
{
    static const unsigned char words[QSM_IMAGE_FORMAT_COUNT] = {
        [4] = 4,  [5] = 4,  [6] = 4,            /* RGB32 and its kin */
        [7] = 2,  [11] = 2, [14] = 2, [15] = 2, /* RGB16, RGB555, RGB444, ARGB4444 */
        [19] = 4, [20] = 4, [21] = 4, [22] = 4, /* 30 bits */
        [25] = 2, [26] = 2, [27] = 2, [28] = 2, /* RGBX64, RGBA64, Grayscale16 */
        [30] = 2, [31] = 2, [32] = 2,           /* binary16 */
        [33] = 4, [34] = 4, [35] = 4,           /* binary32 */
    };
    return words[format] != 0 ? words[format] : 1;
}

/* From the host's order to little-endian, or back. */
static inline void qsm_turn_words(void *pixels, size_t size, size_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    unsigned char *bytes = (unsigned char *)pixels;
    for (size_t at = 0; at + word <= size; at += word) {
        for (size_t i = 0; i < word / 2; i++) {
            unsigned char byte = bytes[at + i];
            bytes[at + i] = bytes[at + word - 1 - i];
            bytes[at + word - 1 - i] = byte;
        }
    }
#else
    (void)pixels;
    (void)size;
    (void)word;
#endif
}

#endif
