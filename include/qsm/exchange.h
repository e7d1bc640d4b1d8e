/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/exchange.h
 * An image into shared memory and out of it: the two procedures of the two Qt programs that qsm
 * stands in for. Ours; in Qt they are a page of code in each program.
 *
 * Process A (qsm_shared_memory_write_image): stream the image, detach from an old segment that is
 * too small, create a segment, lock, copy, unlock. Process B (qsm_shared_memory_read_image):
 * attach, lock, stream the image out, unlock, detach.
 *
 * The rules of qsm/shared_memory.h about threads, fork, signals and time limits hold here too. Each
 * step that waits for the lock waits no longer than qsm_shared_memory_set_lock_timeout() allows,
 * and asks the callback of qsm_shared_memory_set_stop().
 *
 * A call that fails says why in two places: in the report, and in qsm_shared_memory_error().
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

/** Which step of an exchange failed. Ours. */
typedef enum qsm_exchange_step {
    QSM_EXCHANGE_DONE = 0, /**< no step failed */
    QSM_EXCHANGE_MEMORY,   /**< create, attach, detach or lock; see qsm_shared_memory_error() */
    QSM_EXCHANGE_STREAM,   /**< the bytes are no image, or the image cannot be written */
    QSM_EXCHANGE_TIMEOUT,  /**< the lock was not free in time */
    QSM_EXCHANGE_STOPPED   /**< the stop callback ended a wait. @since 0.2 */
} qsm_exchange_step;

/** What an exchange did. The call fills it in on success and on failure. Ours. @since 0.1 */
typedef struct qsm_exchange_report {
    size_t size; /**< QSM_INIT(qsm_exchange_report) */
    qsm_exchange_step failed_step;
    /**
     * What went wrong, or a warning; "" for nothing, never NULL. It names the key, the segment or
     * the lock, the reason, and Qt's text. The shared memory object owns it: it is valid until the
     * next call of this header with that object, and until the object is freed.
     */
    const char *message;
    size_t stream_size;  /**< bytes of the stream that was written or read */
    size_t segment_size; /**< bytes of the segment */
    bool created;        /**< write: a segment was created, not reused */
    uint64_t locked_ns;  /**< how long the lock was held, in nanoseconds */
    uint64_t total_ns;   /**< how long the call took, in nanoseconds */
} qsm_exchange_report;

/** Choices for writing; those that are zero, or NULL for the struct, are the default. Ours. @since
 * 0.1 */
typedef struct qsm_exchange_write_options {
    size_t size;                       /**< QSM_INIT(qsm_exchange_write_options) */
    qsm_image_compression compression; /**< default STORED */
    int version;                       /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    bool replace_stale;                /**< remove a segment that no process is attached to */
} qsm_exchange_write_options;

/** Choices for reading; those that are zero, or NULL for the struct, are the default. Ours. @since
 * 0.1 */
typedef struct qsm_exchange_read_options {
    size_t size;                    /**< QSM_INIT(qsm_exchange_read_options) */
    const qsm_image_limits *limits; /**< NULL: the defaults of qsm/image.h */
    int version;                    /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
} qsm_exchange_read_options;

/**
 * Process A. Puts an image into the segment of this key, straight from the image's rows. Ours.
 *
 * If the object is attached, and the stream fits into its segment, the segment is used again. The
 * bytes behind the stream keep their values: readers stop at the end of the stream. Otherwise the
 * object detaches, and creates a segment of exactly the stream's size (FAST: of the stream's
 * largest possible size). The object stays attached; otherwise the segment would be removed.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why. A segment of other programs is unchanged
 *         then. A struct that QSM_INIT() did not initialise is refused: false with errno EINVAL.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_write_image(qsm_shared_memory *shared_memory, const qsm_image *image,
                                           const qsm_exchange_write_options *options,
                                           qsm_exchange_report *report);

/**
 * Process B. Takes the image out of the segment of this key. Attaches if the object is not attached
 * (and then detaches at the end), locks, copies the stream, unlocks, decodes. Ours.
 * @param image is replaced on success, also by a null image that was sent. On failure it keeps its
 *              contents; but an image with memory of qsm_image_use_buffer() may become null.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why. A struct that QSM_INIT() did not initialise
 *         is refused: false with errno EINVAL.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                                          const qsm_exchange_read_options *options,
                                          qsm_exchange_report *report);

/**
 * As qsm_shared_memory_read_image(), but waits until there is a segment of this key with a picture
 * in it. A program creates its segment before it writes the picture, so a reader can find zeros
 * (they are a null image), or a part of a picture: these are read again. Ours.
 *
 * While there is no segment, nothing is opened, created or kept. The limit of
 * qsm_shared_memory_set_lock_timeout() holds for each wait for the lock, besides this one.
 * @param milliseconds how long to wait: < 0 for ever; 0 not at all, as
 *                     qsm_shared_memory_read_image().
 * @return the result of the last attempt. When the time is over that may be true with a null image;
 *         it is false, step MEMORY and error NotFound when there was no segment.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_wait_for_image(qsm_shared_memory *shared_memory, int milliseconds,
                                              qsm_image *image,
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
