/* SPDX-License-Identifier: MIT */
/*
 * Images in streams, for a caller that holds a lock on the memory of the stream.
 *
 * Reading has two steps: parse under the lock, decode after it. qsm_data_stream_read_image() does
 * both. Writing begins with a plan. The plan is made once, before the lock. It knows the size, and
 * writes the image. qsm_data_stream_write_image() makes a plan and writes it.
 */
#ifndef QSM_IMAGE_IMAGE_STREAM_H
#define QSM_IMAGE_IMAGE_STREAM_H

#include <qsm/image.h>

#include "image/copier.h"
#include "image/mark.h"

typedef struct qsm_image_parser qsm_image_parser;

/*
 * A new parser. It can copy prepared bytes of a stream without a system call for memory, and so
 * without page faults under a lock. prepared 0: it allocates when it parses. NULL when out of
 * memory.
 */
qsm_image_parser *qsm__image_parser_new(size_t prepared);

/*
 * Has the parser copy the stream's bytes by this function, which fails where memcpy() would end the
 * process. False when out of memory.
 */
bool qsm__image_parser_copy_with(qsm_image_parser *parser, qsm_copy copy);

/* Why parsing or decoding failed: EBADMSG, EFBIG (a limit), ENOMEM; 0: not by the image's data. */
int qsm__image_parser_error(const qsm_image_parser *parser);

/* Whether parsing failed because that function failed. */
bool qsm__image_parser_lost(const qsm_image_parser *parser);

/*
 * Parses the image at the position of the stream and moves the position behind it. Reads each byte
 * once and copies it: the memory of the stream is not needed afterwards. False if there is no
 * complete image. Status and text of the stream are then as after qsm_data_stream_read_image().
 */
bool qsm__image_parser_parse(qsm_image_parser *parser, qsm_data_stream *stream,
                             const qsm_image_limits *limits);

/*
 * Decodes the parsed image, once. image is always replaced: on failure it becomes null. In the
 * stream only status and text change. Returns whether there is an image, or a null image in the
 * stream.
 */
bool qsm__image_parser_decode(qsm_image_parser *parser, qsm_data_stream *stream, qsm_image *image);

/*
 * Gives the image the memory that qsm__image_parser_decode() needs, without touching it. Decoding
 * does so itself; this is for a caller that tells the system how the memory will be used. False:
 * the image has no new memory.
 */
bool qsm__image_parser_reserve(qsm_image_parser *parser, qsm_image *image);

/* The mark of the parsed image: no mark if parsing failed. */
qsm_image_mark qsm__image_parser_mark(const qsm_image_parser *parser);

/*
 * Makes the parser ready for another stream. It keeps its memory and its function for copies.
 * image: as the image that the next stream will be decoded into; its memory may receive data of the
 * stream already when it is parsed. NULL: it does not.
 */
void qsm__image_parser_reuse(qsm_image_parser *parser, qsm_image *image);

/* NULL is fine. */
void qsm__image_parser_free(qsm_image_parser *parser);

/*
 * Where the stream of an image ends, by its lengths alone: how much to prepare for a parser. Memory
 * that changes meanwhile gives any value up to size. 0: there is no image. copy: NULL, or as for
 * qsm__image_parser_copy_with().
 */
size_t qsm__image_stream_end(const void *data, size_t size, qsm_copy copy);

/*
 * Whether parsing will refuse the limits, or the size in the header by these limits. False if no
 * header is found. copy: as above.
 */
bool qsm__image_stream_is_refused(const void *data, size_t size, const qsm_image_limits *limits,
                                  qsm_copy copy);

/*
 * Gives the image memory for a stream of data that is not compressed, by its lengths alone. Memory
 * of the stream that changes meanwhile only makes it too small, too large, or not needed. False,
 * and no memory: the stream is another one, parsing will refuse it by its limits, the memory would
 * have more than most bytes, or memory is out. copy: as above.
 */
bool qsm__image_stream_prepare(qsm_image *image, const void *data, size_t size,
                               const qsm_image_limits *limits, size_t most, qsm_copy copy);

/* The parser may put data that is not compressed into the memory of this image. See
 * qsm__image_parser_reuse(). */
void qsm__image_parser_into(qsm_image_parser *parser, qsm_image *image);

typedef struct qsm_image_plan qsm_image_plan;

/*
 * Plans the stream of an image. This finds every error of the image, and compresses texts and
 * profiles. The image must not change, and must outlive the plan. NULL with EINVAL or ENOMEM: then
 * *why is a static text. On success *why is NULL.
 */
qsm_image_plan *qsm__image_plan_new(const qsm_image *image, int version,
                                    qsm_data_stream_byte_order_code order,
                                    qsm_image_compression compression, const char **why);

/*
 * Bytes of the stream: exact for STORED, else an upper bound. 0 for a null image before version 5.
 */
size_t qsm__image_plan_size(const qsm_image_plan *plan);

/* Writes the planned image into a stream of the same version and byte order. */
bool qsm__image_plan_write(const qsm_image_plan *plan, qsm_data_stream *stream);

/* NULL is fine. */
void qsm__image_plan_free(qsm_image_plan *plan);

/* In these stream versions an image is a file without a marker. */
enum { QSM_IMAGE_BARE_BMP = 1, QSM_IMAGE_BARE_PNG = QSM_DATA_STREAM_QT_2_0 };

/* png_data.c: the stream of an image in memory for qsm_free(); else as qsm_image_write_png(). */
bool qsm__image_write_file(const qsm_image *image, int version, qsm_image_compression compression,
                           void **data, size_t *size);

#endif
