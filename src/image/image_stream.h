/* SPDX-License-Identifier: MIT */
/*
 * Images in streams, for a caller who holds a lock on the stream's memory.
 *
 * Reading has two steps: parse under the lock, decode after it. qsm_data_stream_read_image() does
 * both. Writing has a plan, which is made once before the lock: it tells the size and writes.
 * qsm_data_stream_write_image() makes and uses one.
 */
#ifndef QSM_IMAGE_IMAGE_STREAM_H
#define QSM_IMAGE_IMAGE_STREAM_H

#include <qsm/image.h>

typedef struct qsm_image_parser qsm_image_parser;

/*
 * A parser that has parsed nothing yet. prepared is how many bytes of a stream it can copy without
 * asking the system for memory, so without page faults under a lock; 0: it asks when it parses.
 * NULL when out of memory.
 */
qsm_image_parser *qsm__image_parser_new(size_t prepared);

/*
 * Parses the image at the stream's position and moves the position behind it. Each byte is read
 * once and copied; the stream's memory is not needed afterwards. False when no whole image is
 * there: status and text of the stream are then as qsm_data_stream_read_image() sets them.
 */
bool qsm__image_parser_parse(qsm_image_parser *parser, qsm_data_stream *stream,
                             const qsm_image_limits *limits);

/*
 * Decodes what was parsed, once. image is always replaced, on failure by the null image. Of the
 * stream only status and text change. Returns whether there is an image, or a null image that was
 * sent.
 */
bool qsm__image_parser_decode(qsm_image_parser *parser, qsm_data_stream *stream, qsm_image *image);

/* NULL is fine. */
void qsm__image_parser_free(qsm_image_parser *parser);

typedef struct qsm_image_plan qsm_image_plan;

/*
 * Plans the stream of an image: all that can be wrong with the image is found here, texts and
 * profiles are packed here. The image must outlive the plan and stay as it is. NULL: errno is
 * EINVAL or ENOMEM, and *why a static text; else *why is NULL.
 */
qsm_image_plan *qsm__image_plan_new(const qsm_image *image, int version,
                                    qsm_data_stream_byte_order_code order,
                                    qsm_image_compression compression, const char **why);

/* Bytes of the stream: exact for STORED, else a bound. 0 for a null image before version 5. */
size_t qsm__image_plan_size(const qsm_image_plan *plan);

/* Writes what was planned into a stream of that version and byte order. */
bool qsm__image_plan_write(const qsm_image_plan *plan, qsm_data_stream *stream);

/* NULL is fine. */
void qsm__image_plan_free(qsm_image_plan *plan);

#endif
