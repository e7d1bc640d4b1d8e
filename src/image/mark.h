/* SPDX-License-Identifier: MIT */
/*
 * The mark of an image in a stream. If the image changes, the mark changes. So a reader that has
 * the mark of its last image can tell, without decoding, whether there is a new one.
 *
 * PNG: the length, type and CRC-32 of each chunk, folded into 64 bits, and the Adler-32 of the
 * pixels. Only these few bytes are read. What is certain: a change of one chunk that its CRC-32
 * notices changes the mark, and so does a change of the Adler-32. CRC-32 notices each change within
 * 32 neighbouring bits. So in data that is not compressed, each change within 4 neighbouring bytes
 * is noticed: it changes the Adler-32, or else the CRC-32. Any other change is missed if its CRC-32
 * and its Adler-32 are equal by chance. Both are no secret: a writer can make such a change.
 *
 * The values in the stream count, not the data. A parser checks the CRC-32 values of the data that
 * it uses. So the mark of a parsed image stands for its data; the mark of a stream that nobody has
 * parsed says what its writer claims.
 *
 * BMP has no check values: all its bytes are read.
 */
#ifndef QSM_IMAGE_MARK_H
#define QSM_IMAGE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/copier.h"

typedef enum qsm_image_mark_kind {
    QSM_IMAGE_NO_MARK = 0, /* no image, or an image that is not complete; never equal to another */
    QSM_IMAGE_MARK_OF_NULL,
    QSM_IMAGE_MARK_OF_PIXELS
} qsm_image_mark_kind;

typedef struct qsm_image_mark {
    qsm_image_mark_kind kind;
    uint64_t value;
    uint32_t adler;
} qsm_image_mark;

/*
 * The mark of the stream of this version that begins with data. The memory may change meanwhile:
 * then the mark is any. copy: NULL, or as for qsm__image_parser_copy_with().
 */
qsm_image_mark qsm__image_stream_mark(const void *data, size_t size, int version, qsm_copy copy);

bool qsm__image_marks_equal(const qsm_image_mark *one, const qsm_image_mark *other);

#endif
