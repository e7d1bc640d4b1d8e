/* SPDX-License-Identifier: MIT */
/*
 * Reading an image in two steps, for those who hold a lock on the stream's memory: take a snapshot
 * under the lock, decode it after. qsm_data_stream_read_image() does both at once.
 */
#ifndef QSM_IMAGE_IMAGE_STREAM_H
#define QSM_IMAGE_IMAGE_STREAM_H

#include <qsm/image.h>

typedef struct qsm_image_snapshot qsm_image_snapshot;

/*
 * A snapshot that nothing was taken into yet. prepared is how many bytes of a stream it can take in
 * without asking the system for memory, so without page faults under a lock; 0 leaves it to take.
 * NULL when out of memory.
 */
qsm_image_snapshot *qsm__image_snapshot_new(size_t prepared);

/*
 * Copies the image at the stream's position and moves the position behind it. Each byte is read
 * once; afterwards the stream's memory is not needed any more. False when no whole image is there:
 * status and text of the stream are set as qsm_data_stream_read_image() does.
 */
bool qsm__image_snapshot_take(qsm_image_snapshot *snapshot, qsm_data_stream *stream,
                              const qsm_image_limits *limits);

/*
 * Decodes what was taken; image is always replaced, by the null image on failure. Of stream only
 * status and text are touched. Whether there is an image, or a null image that was sent. Once only.
 */
bool qsm__image_snapshot_decode(qsm_image_snapshot *snapshot, qsm_data_stream *stream,
                                qsm_image *image);

/* NULL is fine. */
void qsm__image_snapshot_free(qsm_image_snapshot *snapshot);

#endif
