/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/frames.h
 * A stream of pictures through one segment: a camera, a video, a plot that changes. Ours; a Qt
 * program takes part with the code that it has for one picture.
 *
 * The sender keeps its segment and replaces the picture in it. The receiver notices each new
 * picture without decoding it, stays attached while pictures come, and decodes into memory that it
 * uses again. The picture in the segment is a QDataStream with a QImage, and each access holds the
 * lock of QSharedMemory. So an unmodified Qt program can be the other side of each of the two.
 *
 *     qsm_frame_sender_options made_for = QSM_INIT(qsm_frame_sender_options);
 *     made_for.width = 1920;
 *     made_for.height = 1080;
 *     made_for.format = QSM_IMAGE_FORMAT_RGB32;
 *     qsm_frame_sender *sender = qsm_frame_sender_new("hello", &made_for);
 *     while (next_picture(image))
 *         if (qsm_frame_sender_send(sender, image, 10) == QSM_FRAME_FAILED)
 *             puts(qsm_frame_sender_error_string(sender));
 *
 *     qsm_frame_receiver *receiver = qsm_frame_receiver_new("hello", NULL);
 *     while (qsm_frame_receiver_receive(receiver, image, -1) == QSM_FRAME_RECEIVED)
 *         show(image);
 *
 * Start the sender before Qt programs, or call qsm_shared_memory_keep_lock() early. A Qt program
 * that looks for the segment first makes the lock. Before Qt 6.6 it then removes and makes the lock
 * anew with each attach, also while the sender writes. It reads a part of a picture, and shows a
 * null image instead.
 *
 * A segment holds one picture, and QSharedMemory tells nobody that it has changed: a receiver looks
 * every few milliseconds. A picture that is replaced before a receiver looked is not received.
 *
 * Errors: QSM_FRAME_FAILED is 0. The error is then in the object's error() and error_string(). A
 * picture that was dropped, a time that is over and a segment that is gone are no errors: each has
 * its own result.
 *
 * Time limits: < 0 waits for ever, 0 does not wait, > 0 is a number of milliseconds.
 *
 * Threads: one object belongs to one thread at a time. Two objects share nothing. Fork: an object
 * belongs to the process that made it. A child made by fork() may free its copy and read its
 * statistics; each other call fails. Signals: a signal alone does not end a wait; the callback of
 * qsm_shared_memory_set_stop() can. No function may be called from a signal handler.
 */
#ifndef QSM_FRAMES_H
#define QSM_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/exchange.h>
#include <qsm/export.h>
#include <qsm/image.h>
#include <qsm/memory.h>
#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The result of a call with a picture. @since 0.2 */
typedef enum qsm_frame_result {
    QSM_FRAME_FAILED = 0, /**< an error: error() and error_string() of the object */
    QSM_FRAME_SENT,       /**< sender: the picture is in the segment */
    QSM_FRAME_DROPPED,    /**< sender: the lock was not free in time; the segment is unchanged */
    QSM_FRAME_RECEIVED,   /**< receiver: the image is the new picture; it can be a null image */
    QSM_FRAME_TIMEOUT,    /**< receiver: no new picture in time */
    QSM_FRAME_DAMAGED,    /**< receiver: new contents, but no picture; error_string() says why */
    QSM_FRAME_GONE,       /**< receiver: the segment that was there is gone */
    QSM_FRAME_STOPPED     /**< the stop callback ended the wait */
} qsm_frame_result;

/** Why a call failed. @since 0.2 */
typedef enum qsm_frame_error {
    QSM_FRAME_NO_ERROR = 0,
    /** Create, attach or lock failed: qsm_shared_memory_error() of the object's shared memory. */
    QSM_FRAME_MEMORY_ERROR,
    /** The picture is larger than the segment that the sender made. */
    QSM_FRAME_TOO_LARGE,
    /** A segment of this key is in use, and it is too small for the sender's largest picture. */
    QSM_FRAME_SEGMENT_TOO_SMALL,
    QSM_FRAME_STREAM_ERROR,  /**< the picture cannot be written, or the contents are no picture */
    QSM_FRAME_NO_MEMORY,     /**< out of memory */
    QSM_FRAME_ARGUMENT_ERROR /**< a NULL pointer; errno is EINVAL too */
} qsm_frame_error;

/** @name Sender
 *  @{ */

/** Sends pictures. Opaque. @since 0.2 */
typedef struct qsm_frame_sender qsm_frame_sender;

/** The largest picture of a sender, and how its pictures are written. @since 0.2 */
typedef struct qsm_frame_sender_options {
    size_t size;                  /**< QSM_INIT(qsm_frame_sender_options) */
    int width;                    /**< of the largest picture, in pixels */
    int height;                   /**< of the largest picture, in pixels */
    qsm_image_format_code format; /**< of the largest picture */
    /** Default STORED: the fastest, for both sides. */
    qsm_image_compression compression;
    int version; /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    /** Bytes for texts and a colour profile of the picture. 0: 16384. */
    size_t metadata_bytes;
} qsm_frame_sender_options;

/** What a sender has done. @since 0.2 */
typedef struct qsm_frame_sender_statistics {
    size_t size;         /**< QSM_INIT(qsm_frame_sender_statistics) */
    uint64_t sent;       /**< pictures in the segment */
    uint64_t dropped;    /**< pictures that were dropped: the lock was not free in time */
    uint64_t failed;     /**< pictures that could not be sent for another reason */
    uint64_t bytes;      /**< bytes of the streams that were written */
    uint64_t segments;   /**< how often it created a segment, or attached to one */
    uint64_t locked_ns;  /**< time with the lock held, all pictures together, in nanoseconds */
    uint64_t sending_ns; /**< time in send, with the waits, in nanoseconds */
    size_t segment_size; /**< of the segment, in bytes; 0: none yet */
} qsm_frame_sender_statistics;

/**
 * Makes a sender with a legacy key, as qsm_shared_memory_new_key(). It creates nothing yet.
 * @param key UTF-8.
 * @param options the largest picture; required.
 * @return a new sender for qsm_frame_sender_free(). NULL with errno: EINVAL (options is NULL or has
 *         no size, or no Qt can read a picture of that size, format or version), ENOMEM, EILSEQ
 * (the name of the temporary directory is not valid UTF-8).
 * @since 0.2
 */
QSM_API qsm_frame_sender *qsm_frame_sender_new(const char *key,
                                               const qsm_frame_sender_options *options);

/** The same with a copy of a native key. @since 0.2 */
QSM_API qsm_frame_sender *qsm_frame_sender_new_native(const qsm_native_ipc_key *key,
                                                      const qsm_frame_sender_options *options);

/**
 * Detaches, and frees the sender. NULL is fine.
 *
 * If another process is attached, the segment stays with the last picture. Otherwise it is removed:
 * System V always, as in Qt; POSIX if this sender created it.
 * qsm_shared_memory_set_remove_on_last_detach() of the sender's shared memory changes that. The
 * wait for the lock has the limit of qsm_shared_memory_set_lock_timeout(), which each send() sets
 * to its own.
 * @since 0.2
 */
QSM_API void qsm_frame_sender_free(qsm_frame_sender *sender);

/**
 * Makes the segment ready, before the first picture. send() does it too. It contains zeros then: a
 * null image for a reader.
 *
 * No segment: the sender creates a segment for its largest picture. A segment that no process is
 * attached to is replaced, as by qsm_shared_memory_create_replacing_stale(): it is stale, perhaps
 * of a sender that crashed. A segment that is in use stays, and the sender attaches to it if it is
 * large enough: so the readers of a sender that was started again see its pictures. A segment that
 * is too small is an error: a new segment would not reach the readers of the old one.
 *
 * If another program removes the segment later, the next send() creates a new one.
 * @param sender the sender.
 * @param milliseconds how long to wait for the lock.
 * @return false: qsm_frame_sender_error() says why.
 * @since 0.2
 */
QSM_API bool qsm_frame_sender_open(qsm_frame_sender *sender, int milliseconds);

/**
 * Writes a picture into the segment, under the lock.
 *
 * The picture may differ in size and format from picture to picture. If its stream does not fit
 * into the segment, the error is TOO_LARGE, and the segment does not change.
 * @param sender the sender.
 * @param image the picture; not changed.
 * @param milliseconds how long to wait for the lock. When the time is over, the picture is dropped.
 * @return SENT, DROPPED, STOPPED or FAILED.
 * @since 0.2
 */
QSM_API qsm_frame_result qsm_frame_sender_send(qsm_frame_sender *sender, const qsm_image *image,
                                               int milliseconds);

/**
 * The shared memory of a sender: its key, size, error and cause, and its settings (stop callback,
 * same_user_only, keep_lock ...). The sender owns it. Do not attach, detach, create, lock, or set a
 * key or a lock timeout. NULL only for NULL.
 * @since 0.2
 */
QSM_API qsm_shared_memory *qsm_frame_sender_shared_memory(qsm_frame_sender *sender);

/** The error of the last call that failed. @since 0.2 */
QSM_API qsm_frame_error qsm_frame_sender_error(const qsm_frame_sender *sender);

/**
 * The error's text: the reason, then the key and Qt's text. "" if there is no error, never NULL.
 * Valid until the next call with this sender.
 * @since 0.2
 */
QSM_API const char *qsm_frame_sender_error_string(const qsm_frame_sender *sender);

/**
 * Fills in what the sender has done so far.
 * @return false with errno EINVAL: a NULL pointer, or statistics has no size.
 * @since 0.2
 */
QSM_API bool qsm_frame_sender_read_statistics(const qsm_frame_sender *sender,
                                              qsm_frame_sender_statistics *statistics);

/** @} */

/** @name Receiver
 *  @{ */

/** Receives pictures. Opaque. @since 0.2 */
typedef struct qsm_frame_receiver qsm_frame_receiver;

/** Options of a receiver. 0 means the default; so does NULL for the struct. @since 0.2 */
typedef struct qsm_frame_receiver_options {
    size_t size; /**< QSM_INIT(qsm_frame_receiver_options) */
    /**
     * How to read: limits, version, offset, also_files. The receiver copies it, with the limits.
     * NULL: the defaults.
     */
    const qsm_exchange_read_options *read;
    /**
     * The longest pause between two looks, in milliseconds. 0: 20. The receiver looks more often
     * while pictures come: after each millisecond at first.
     */
    int longest_pause;
} qsm_frame_receiver_options;

/** What a receiver has done. @since 0.2 */
typedef struct qsm_frame_receiver_statistics {
    size_t size;          /**< QSM_INIT(qsm_frame_receiver_statistics) */
    uint64_t received;    /**< pictures that were decoded */
    uint64_t skipped;     /**< looks that found the last picture: nothing was decoded */
    uint64_t damaged;     /**< contents that were no picture; 0 if all peers use the lock */
    uint64_t busy;        /**< times that the lock was not free before the time was over */
    uint64_t gone;        /**< how often GONE was the result */
    uint64_t bytes;       /**< bytes of the streams that were decoded */
    uint64_t locked_ns;   /**< time with the lock held, in nanoseconds */
    uint64_t decoding_ns; /**< time to decode after that, in nanoseconds */
} qsm_frame_receiver_statistics;

/**
 * Makes a receiver with a legacy key, as qsm_shared_memory_new_key(). It attaches to nothing yet.
 * @param key UTF-8.
 * @param options may be NULL.
 * @return a new receiver for qsm_frame_receiver_free(). NULL with errno: EINVAL (a struct has no
 *         size, or longest_pause is negative), ENOMEM, EILSEQ (the name of the temporary directory
 *         is not valid UTF-8).
 * @since 0.2
 */
QSM_API qsm_frame_receiver *qsm_frame_receiver_new(const char *key,
                                                   const qsm_frame_receiver_options *options);

/** The same with a copy of a native key. @since 0.2 */
QSM_API qsm_frame_receiver *
qsm_frame_receiver_new_native(const qsm_native_ipc_key *key,
                              const qsm_frame_receiver_options *options);

/**
 * Detaches, and frees the receiver. NULL is fine. As in Qt, the last process that detaches removes
 * a System V segment; a POSIX segment stays.
 * @since 0.2
 */
QSM_API void qsm_frame_receiver_free(qsm_frame_receiver *receiver);

/**
 * Waits for the next picture: one that this receiver has not received yet.
 *
 * The receiver attaches to the segment, and waits until there is one. It looks at the check values
 * in the stream, without the lock. When they differ from those of the last picture, it takes the
 * lock, copies the stream, unlocks and decodes.
 *
 * After two pictures in the same segment it stays attached, until there was no picture for a
 * second. Otherwise it detaches after each look: a Qt program that creates a new segment for each
 * picture, as Qt's example does, fails while another program is attached to the old one. As in Qt,
 * the last process that detaches removes a System V segment.
 *
 * The check values are those of the PNG data in the stream: the length and the CRC-32 of each
 * chunk, and the Adler-32 of the pixels. In a picture that is not compressed (STORED), each change
 * within 4 neighbouring bytes is noticed. Any other change is missed with a probability of 1 to
 * 2^32 or less. Check values are no protection against a writer that wants to deceive: it can make
 * a change that they do not show, or write wrong values. The receiver then keeps the last picture,
 * or says DAMAGED. Streams of version 1 (BMP) have no check values: each look then reads all bytes.
 *
 * GONE is said once for a segment, when there is none any more: its sender has ended, or a program
 * has removed it. The next call waits for a new segment. A POSIX segment stays when its sender
 * crashes: then the calls time out.
 *
 * After DAMAGED, the last picture is a new one if it comes back.
 *
 * A segment of zeros, or a null image before the first picture of a segment, is no picture: a
 * sender creates its segment before it writes.
 * @param receiver the receiver.
 * @param image receives the picture; its memory is used again, also that of
 *              qsm_image_use_buffer(). After DAMAGED and FAILED it may be null. After the other
 *              results it is unchanged.
 * @param milliseconds how long to wait; 0: looks once.
 * @return RECEIVED, TIMEOUT, DAMAGED, GONE, STOPPED or FAILED.
 * @since 0.2
 */
QSM_API qsm_frame_result qsm_frame_receiver_receive(qsm_frame_receiver *receiver, qsm_image *image,
                                                    int milliseconds);

/**
 * Has the next call receive the picture that is in the segment, also if it is the last one again.
 * @since 0.2
 */
QSM_API void qsm_frame_receiver_forget(qsm_frame_receiver *receiver);

/** The shared memory of a receiver, as qsm_frame_sender_shared_memory(). @since 0.2 */
QSM_API qsm_shared_memory *qsm_frame_receiver_shared_memory(qsm_frame_receiver *receiver);

/** The error of the last call that failed; STREAM_ERROR after DAMAGED. @since 0.2 */
QSM_API qsm_frame_error qsm_frame_receiver_error(const qsm_frame_receiver *receiver);

/** The error's text, as qsm_frame_sender_error_string(). @since 0.2 */
QSM_API const char *qsm_frame_receiver_error_string(const qsm_frame_receiver *receiver);

/** As qsm_frame_sender_read_statistics(). @since 0.2 */
QSM_API bool qsm_frame_receiver_read_statistics(const qsm_frame_receiver *receiver,
                                                qsm_frame_receiver_statistics *statistics);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
