/* SPDX-License-Identifier: MIT */
/* The layout of examples/raw_frames, and what its check refuses. */
#include <stdio.h>
#include <stdlib.h>

#include <qsm/image.h>

#include "raw_frame.h"

_Static_assert(offsetof(raw_frame, width) == 4 && offsetof(raw_frame, height) == 8 &&
                   offsetof(raw_frame, bytes_per_line) == 12 && offsetof(raw_frame, format) == 16 &&
                   offsetof(raw_frame, sequence) == 24 && sizeof(raw_frame) == 32,
               "the layout that the comment and README.md show");

enum { WIDTH = 5, HEIGHT = 3, LINE = 8, SIZE = RAW_FRAME_PIXELS + LINE * HEIGHT };
enum { GRAY = QSM_IMAGE_FORMAT_GRAYSCALE8 };

static int failures;

static void expect(const char *what, raw_frame frame, size_t size, int good)
{
    unsigned char *segment =
        malloc(size > 0 ? size : 1); /* exactly: a sanitizer sees each byte more */
    raw_frame copy;
    if (segment == NULL)
        exit(1);
    memset(segment, 0, size > 0 ? size : 1);
    memcpy(segment, &frame, size < sizeof frame ? size : sizeof frame);
    const unsigned char *pixels = raw_frame_check(segment, size, &copy);
    const unsigned char *wanted = good ? segment + RAW_FRAME_PIXELS : NULL;
    if (pixels != wanted || (copy.width != 0) != good ||
        (good && copy.sequence != frame.sequence)) {
        (void)printf("FAILED: %s\n", what);
        failures++;
    }
    free(segment);
}

#define CASE(what, field, value, size, good)                                                       \
    do {                                                                                           \
        raw_frame frame = {RAW_FRAME_MAGIC, WIDTH, HEIGHT, LINE, GRAY, 0, 7};                      \
        frame.field = (value);                                                                     \
        expect(what, frame, size, good);                                                           \
    } while (0)

static void check_frames(void)
{
    CASE("a frame that fills its segment", sequence, 1, SIZE, 1);
    CASE("a larger segment", sequence, 2, SIZE + 4096, 1);
    CASE("an empty segment", sequence, 1, 0, 0);
    CASE("a segment that ends in the header", sequence, 1, 20, 0);
    CASE("a segment that ends before the pixels", sequence, 1, RAW_FRAME_PIXELS - 1, 0);
    CASE("a segment without the last byte", sequence, 1, SIZE - 1, 0);
    CASE("another magic number", magic, 0, SIZE, 0);
    CASE("no width", width, 0, SIZE, 0);
    CASE("the widest that fits into a line", width, LINE, SIZE, 1);
    CASE("wider than a line", width, LINE + 1, SIZE, 0);
    CASE("a negative width", width, -1, SIZE, 0);
    CASE("the largest width", width, INT32_MAX, SIZE, 0);
    CASE("no height", height, 0, SIZE, 0);
    CASE("higher than the segment", height, HEIGHT + 1, SIZE, 0);
    CASE("a negative height", height, -1, SIZE, 0);
    CASE("the largest height", height, INT32_MAX, SIZE, 0);
    CASE("a line of no bytes", bytes_per_line, 0, SIZE, 0);
    CASE("a negative line", bytes_per_line, -8, SIZE, 0);
    CASE("a line that is no multiple of 4", bytes_per_line, 6, SIZE, 0);
    CASE("a longer line than the segment has", bytes_per_line, 12, SIZE, 0);
    CASE("the longest line", bytes_per_line, INT32_MAX - 3, SIZE, 0);
    CASE("4 bytes a pixel in such a line", format, QSM_IMAGE_FORMAT_RGB32, SIZE, 0);
    CASE("no format", format, 0, SIZE, 0);
    CASE("a format with a colour table", format, QSM_IMAGE_FORMAT_INDEXED8, SIZE, 0);
    CASE("a format that an older Qt does not know", format, GRAY + 1, SIZE, 0);
    CASE("a format that nobody knows", format, INT32_MAX, SIZE, 0);
    CASE("a negative format", format, -5, SIZE, 0);
}

/* The table of depths is right. */
static void check_depths(void)
{
    for (int format = QSM_IMAGE_FORMAT_RGB32; format <= GRAY; format++) {
        if (raw_frame_depth(format) != qsm_image_format_depth((qsm_image_format_code)format)) {
            (void)printf("FAILED: depth of format %d\n", format);
            failures++;
        }
    }
}

int main(void)
{
    raw_frame copy;
    check_frames();
    check_depths();
    if (raw_frame_check(NULL, 0, &copy) != NULL) {
        (void)printf("FAILED: no segment\n");
        failures++;
    }
    return failures == 0 ? 0 : 1;
}
