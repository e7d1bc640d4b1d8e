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
#include <qsm/inspect.h>
#include <qsm/memory.h>
#include <qsm/native_ipc_key.h>
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
    int lock_milliseconds;             /**< how long to wait for the lock; 0: as long as it takes */
} qsm_exchange_write_options;

/** Choices for reading; all zero (or NULL) is the default. */
typedef struct qsm_exchange_read_options {
    qsm_image_limits limits; /**< default as in qsm/image.h */
    int version;             /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    int lock_milliseconds;   /**< how long to wait for the lock; 0: as long as it takes */
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

/** What is in a segment. */
typedef enum qsm_segment_content_type {
    QSM_SEGMENT_CONTENT_UNKNOWN = 0, /**< not looked at */
    QSM_SEGMENT_CONTENT_ZEROS,       /**< nothing: no program has written to the segment yet */
    QSM_SEGMENT_CONTENT_NULL_IMAGE,  /**< a null QImage */
    QSM_SEGMENT_CONTENT_IMAGE,       /**< a QImage as QDataStream writes it */
    QSM_SEGMENT_CONTENT_DATA         /**< something else */
} qsm_segment_content_type;

/** What qsm_segment_contents() finds. */
typedef struct qsm_segment_content {
    size_t size; /**< QSM_INIT() */
    qsm_segment_content_type type;
    int width;  /**< of an image; else 0 */
    int height; /**< of an image; else 0 */
    qsm_image_format_code
        format; /**< of an image; INVALID if only the rest of the stream decides */
} qsm_segment_content;

/**
 * Looks at the first 64 KiB of a segment under its lock, as qsm_segment_peek() does, and says what
 * they are. Nothing is decoded. A segment whose bytes are all zero counts as not written to, but
 * for one of 4 bytes, which is the stream of a null image.
 * @param milliseconds how long to wait for the lock: < 0 for ever, 0 do not wait.
 * @param content receives what was found.
 * @return false with errno: ETIMEDOUT (lock held), ENOLCK (no lock, so it is not touched), ENOENT
 *         (no segment), ENODATA (a segment of 0 bytes), EACCES, EINVAL (a NULL pointer, or content
 *         has no size), ENOMEM, and those of qsm_segment_inspect(). content is unchanged then.
 * @since 0.2
 */
QSM_API bool qsm_segment_contents(const qsm_native_ipc_key *key, int milliseconds,
                                  qsm_segment_content *content);

/** The same for a segment that qsm_segment_inspect() or qsm_segment_list() reported. @since 0.2 */
QSM_API bool qsm_segment_info_contents(const qsm_segment_info *info, int milliseconds,
                                       qsm_segment_content *content);

/**
 * The same for bytes that were copied out of a segment, from its first byte on.
 * @return false with errno EINVAL: a NULL pointer, no bytes, or content has no size.
 * @since 0.2
 */
QSM_API bool qsm_segment_content_of(const void *data, size_t size, qsm_segment_content *content);

#ifdef __cplusplus
}
#endif

#endif
