/* SPDX-License-Identifier: MIT */
/*
 * Raw pixels in shared memory, behind a header. For C and for C++; neither qsm nor Qt is needed.
 *
 *     byte  0   magic           RAW_FRAME_MAGIC
 *     byte  4   width           pixels
 *     byte  8   height          pixels
 *     byte 12   bytes_per_line  QImage::bytesPerLine(): from one row to the next, a multiple of 4
 *     byte 16   format          the number of QImage::Format
 *     byte 20   reserved        0
 *     byte 24   sequence        the number of the frame: 1, 2, ...
 *     byte 64   the first pixel of the first row
 *
 * All numbers are in the byte order of this machine. Readers and writers hold the segment's lock.
 */
#ifndef RAW_FRAME_H
#define RAW_FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RAW_FRAME_MAGIC UINT32_C(0x31574152) /* "RAW1" on x86 and ARM */
#define RAW_FRAME_PIXELS 64                  /* the byte of the first pixel: a cache line */

typedef struct raw_frame {
    uint32_t magic;
    int32_t width, height, bytes_per_line, format;
    uint32_t reserved;
    uint64_t sequence;
} raw_frame;

/*
 * Bits of a pixel, by the number of the format. 0: no format, or one with a colour table. Later
 * numbers than Grayscale8 are missing: an older Qt does not know them and reads behind its own
 * table.
 */
static inline int raw_frame_depth(int32_t format)
{
    static const signed char depths[] = {0,  0,  0,  0,  32, 32, 32, 16, 24, 24, 24, 16, 24,
                                         24, 16, 16, 32, 32, 32, 32, 32, 32, 32, 8,  8};
    return format >= 0 && format < (int32_t)sizeof depths ? depths[format] : 0;
}

/* Whether the numbers fit together, and into a segment of so many bytes. */
static inline int raw_frame_fits(const raw_frame *frame, size_t size)
{
    if (frame->magic != RAW_FRAME_MAGIC || frame->width < 1 || frame->height < 1 ||
        frame->bytes_per_line < 1 || frame->bytes_per_line % 4 != 0 || size < RAW_FRAME_PIXELS)
        return 0;
    uint64_t depth = (uint64_t)(uint32_t)raw_frame_depth(frame->format);
    uint64_t line = (uint64_t)frame->bytes_per_line;
    return depth != 0 && (uint64_t)frame->width * depth <= line * 8 &&
           line * (uint64_t)frame->height <= size - RAW_FRAME_PIXELS;
}

/*
 * Copies the header out of the segment and checks it. Each byte is read once: what a peer writes
 * after that does not matter. Use only the copy.
 * Returns the first pixel. NULL: there is no frame, or it would end behind the segment. The copy is
 * then zero.
 */
static inline const unsigned char *raw_frame_check(const void *segment, size_t size,
                                                   raw_frame *frame)
{
    uint32_t words[sizeof(raw_frame) / sizeof(uint32_t)];
    const volatile uint32_t *from = (const volatile uint32_t *)segment;
    memset(words, 0, sizeof words);
    for (size_t i = 0; size >= RAW_FRAME_PIXELS && i < sizeof words / sizeof *words; i++)
        words[i] = from[i];
    memcpy(frame, words, sizeof *frame);
    if (raw_frame_fits(frame, size))
        return (const unsigned char *)segment + RAW_FRAME_PIXELS;
    memset(frame, 0, sizeof *frame);
    return NULL;
}

#endif
