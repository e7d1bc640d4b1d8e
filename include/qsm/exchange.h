/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/exchange.h
 * An image into shared memory and out of it: the two procedures of the two Qt programs qsm stands
 * in for. Ours; in Qt they are a page of code in each program.
 *
 * Process A (qsm_shared_memory_write_image): stream the image, detach from an old segment that is
 * too small, create one, lock, copy, unlock. Process B (qsm_shared_memory_read_image): attach,
 * lock, stream the image out, unlock, detach.
 */
#ifndef QSM_EXCHANGE_H
#define QSM_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>
#include <qsm/image.h>
#include <qsm/shared_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which step of an exchange failed. */
typedef enum qsm_exchange_step {
    QSM_EXCHANGE_DONE = 0, /**< none */
    QSM_EXCHANGE_MEMORY,   /**< create, attach, detach or lock; see qsm_shared_memory_error() */
    QSM_EXCHANGE_STREAM,   /**< the bytes are no image, or the image cannot be written */
    QSM_EXCHANGE_TIMEOUT   /**< the lock was not free in time */
} qsm_exchange_step;

/** What an exchange did. Filled in on success and on failure. */
typedef struct qsm_exchange_report {
    qsm_exchange_step failed_step;
    char message[256];   /**< what went wrong, or a warning; "" for nothing */
    size_t stream_size;  /**< bytes of the stream that was written or read */
    size_t segment_size; /**< bytes of the segment */
    bool created;        /**< write: a segment was created, not reused */
    uint64_t locked_ns;  /**< how long the lock was held, in nanoseconds */
    uint64_t total_ns;   /**< how long the call took, in nanoseconds */
} qsm_exchange_report;

/** Choices for writing; all zero (or NULL) is the default. */
typedef struct qsm_exchange_write_options {
    qsm_image_compression compression; /**< default STORED */
    int version;                       /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    bool replace_stale;                /**< remove a segment that nobody is attached to */
} qsm_exchange_write_options;

/** Choices for reading; all zero (or NULL) is the default. */
typedef struct qsm_exchange_read_options {
    qsm_image_limits limits; /**< default as in qsm/image.h */
    int version;             /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
} qsm_exchange_read_options;

/**
 * Process A. Puts an image into the segment of this key, straight from the image's rows. A segment
 * this object is attached to is used again when the stream fits; else it is detached and a new one
 * of exactly the stream's size (FAST: of its bound) is created. The object stays attached, or the
 * segment would go.
 *
 * The whole of a reused segment behind the stream is left as it is: readers stop at the stream's
 * end.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why. A segment that others own is unchanged then.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_write_image(qsm_shared_memory *shared_memory, const qsm_image *image,
                                           const qsm_exchange_write_options *options,
                                           qsm_exchange_report *report);

/**
 * Process B. Takes the image out of the segment of this key: attaches if the object is not attached
 * (and detaches at the end if it did), locks, copies the stream, unlocks, decodes.
 * @param image is replaced on success (also by a null image that was sent); on failure it is left
 *              as it was, but for one with memory of qsm_image_use_buffer(): it may become null.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                                          const qsm_exchange_read_options *options,
                                          qsm_exchange_report *report);

#ifdef __cplusplus
}
#endif

#endif
