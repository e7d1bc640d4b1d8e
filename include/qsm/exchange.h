/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/exchange.h
 * Writes an image into shared memory and reads it out: what the two Qt programs do that qsm can
 * replace. Ours; a Qt program needs a page of code for each direction. Other values than images:
 * qsm/exchange_values.h.
 *
 * Process A (qsm_shared_memory_write_image): stream the image, detach from an old segment that is
 * too small, create a segment, lock, copy, unlock. Process B (qsm_shared_memory_read_image):
 * attach, lock, stream the image out, unlock, detach.
 *
 * The rules of qsm/shared_memory.h about threads, fork, signals and time limits apply here too.
 * Each wait for the lock ends at the limit of qsm_shared_memory_set_lock_timeout(), or when the
 * callback of qsm_shared_memory_set_stop() ends it.
 *
 * Errors: a call that fails gives the reason in the report and in qsm_shared_memory_error(). The
 * qsm_segment_content functions set errno, as in qsm/inspect.h.
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

/** The step of an exchange that failed. Ours. @since 0.1 */
typedef enum qsm_exchange_step {
    QSM_EXCHANGE_DONE = 0, /**< no step failed */
    QSM_EXCHANGE_MEMORY,   /**< create, attach, detach or lock; see qsm_shared_memory_error() */
    QSM_EXCHANGE_STREAM,   /**< the bytes are not an image, or the image cannot be written */
    QSM_EXCHANGE_TIMEOUT,  /**< the lock was not free in time */
    QSM_EXCHANGE_STOPPED   /**< the stop callback ended a wait. @since 0.2 */
} qsm_exchange_step;

/** The result of an exchange. The call fills it in on success and on failure. Ours. @since 0.1 */
typedef struct qsm_exchange_report {
    size_t size;                   /**< QSM_INIT(qsm_exchange_report) */
    qsm_exchange_step failed_step; /**< the step that failed, or DONE */
    /**
     * The error or a warning; "" if there is none, never NULL. It gives the reason, then the key,
     * Qt's text, and the name of the segment or the lock. The shared memory object owns it. It is
     * valid until the next call of this header with that object, or until the object is freed.
     */
    const char *message;
    size_t stream_size;  /**< size of the stream in bytes */
    size_t segment_size; /**< size of the segment in bytes, also of one that could not be created */
    bool created;        /**< write: the call created the segment */
    uint64_t locked_ns;  /**< time with the lock held, in nanoseconds */
    uint64_t total_ns;   /**< time of the whole call, in nanoseconds */
} qsm_exchange_report;

/** Options for writing. 0 means the default; so does NULL for the struct. Ours. @since 0.1 */
typedef struct qsm_exchange_write_options {
    size_t size;                       /**< QSM_INIT(qsm_exchange_write_options) */
    qsm_image_compression compression; /**< default STORED */
    int version;                       /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    bool replace_stale;                /**< remove a segment that no process is attached to */
} qsm_exchange_write_options;

/** Options for reading. 0 means the default; so does NULL for the struct. Ours. @since 0.1 */
typedef struct qsm_exchange_read_options {
    size_t size;                    /**< QSM_INIT(qsm_exchange_read_options) */
    const qsm_image_limits *limits; /**< NULL: the defaults of qsm/image.h */
    int version;                    /**< stream version; 0: QSM_DATA_STREAM_DEFAULT_VERSION */
    /** The image begins at this byte of the segment, behind other values. @since 0.2 */
    size_t offset;
    /**
     * Read a complete PNG or BMP file, too, that begins at offset, or a QByteArray with such a file
     * (image.save(&buffer, "PNG")). report->message then says so, on success. @since 0.2
     */
    bool also_files;
} qsm_exchange_read_options;

/**
 * Process A. Writes an image into the segment of this key. The library streams the image's rows
 * directly into the segment. Ours.
 *
 * If the object is attached and the stream fits into its segment, the call reuses the segment. The
 * bytes after the stream keep their values; readers stop at the end of the stream. Otherwise the
 * object detaches and creates a segment of exactly the stream's size (FAST: the stream's largest
 * possible size). The object stays attached: a System V segment is removed with its last user.
 *
 * Before it writes, the call has the system allocate memory for all bytes of the stream. Qt makes
 * POSIX segments without memory. If /dev/shm is full, the call fails with OutOfResources, the
 * segment keeps its contents, and the lock is free. If the memory limit of a cgroup is reached, the
 * kernel kills the process; no call can prevent this.
 * @param shared_memory the object.
 * @param image the image; not changed.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why. The call then has not changed a segment of
 *         another program. If QSM_INIT() did not initialise a struct: false with errno EINVAL.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_write_image(qsm_shared_memory *shared_memory, const qsm_image *image,
                                           const qsm_exchange_write_options *options,
                                           qsm_exchange_report *report);

/**
 * Process B. Reads the image from the segment of this key: locks, copies the stream, unlocks,
 * decodes. If the object is not attached, the call first attaches, and detaches at the end. Ours.
 * @param shared_memory the object.
 * @param image receives the image on success; this can be a null image. On failure it keeps its
 *              contents, but an image with memory of qsm_image_use_buffer() may become null.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return false on failure; report->message says why. If QSM_INIT() did not initialise a struct:
 *         false with errno EINVAL.
 * @since 0.1
 */
QSM_API bool qsm_shared_memory_read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                                          const qsm_exchange_read_options *options,
                                          qsm_exchange_report *report);

/**
 * As qsm_shared_memory_read_image(), but waits until a segment of this key contains an image. Ours.
 * A program creates its segment before it writes the image. A reader can therefore find zeros (a
 * null image) or an incomplete image: the call then reads again.
 *
 * While there is no segment, the call opens and creates nothing. The limit of
 * qsm_shared_memory_set_lock_timeout() applies to each wait for the lock; the parameter applies to
 * the whole call.
 * @param shared_memory the object.
 * @param milliseconds how long to wait: < 0 for ever; 0 not at all, as
 *                     qsm_shared_memory_read_image().
 * @param image as for qsm_shared_memory_read_image().
 * @param options may be NULL.
 * @param report may be NULL.
 * @return the result of the last attempt. When the time is over, this can be true with a null
 *         image. If there was no segment, it is false, step MEMORY, error NotFound.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_wait_for_image(qsm_shared_memory *shared_memory, int milliseconds,
                                              qsm_image *image,
                                              const qsm_exchange_read_options *options,
                                              qsm_exchange_report *report);

/** The type of a segment's contents. Ours. @since 0.2 */
typedef enum qsm_segment_content_type {
    QSM_SEGMENT_CONTENT_UNKNOWN = 0, /**< not examined */
    QSM_SEGMENT_CONTENT_ZEROS,       /**< zeros only: no program has written to it yet */
    QSM_SEGMENT_CONTENT_NULL_IMAGE,  /**< a null QImage */
    QSM_SEGMENT_CONTENT_IMAGE,       /**< a QImage in QDataStream's format, at offset */
    QSM_SEGMENT_CONTENT_DATA,        /**< other data */
    QSM_SEGMENT_CONTENT_FILE,        /**< a file of an image (PNG, JPEG), at offset */
    QSM_SEGMENT_CONTENT_COMPRESSED,  /**< qCompress(); offset: of the zlib data */
    QSM_SEGMENT_CONTENT_TEXT,        /**< text, at offset */
    QSM_SEGMENT_CONTENT_PIXELS       /**< perhaps rows of pixels: only the size says so */
} qsm_segment_content_type;

/** A segment's contents, as qsm_segment_contents() reports them. Ours. @since 0.2 */
typedef struct qsm_segment_content {
    size_t size;                   /**< QSM_INIT() */
    qsm_segment_content_type type; /**< the type of the contents */
    int width;                     /**< of an image, a PNG or BMP file, or pixels; else 0 */
    int height;                    /**< as width */
    qsm_image_format_code
        format; /**< of an image or a PNG file; INVALID if the first 64 KiB do not determine it */
    size_t offset; /**< the byte at which the image, file, data or text begins */
    size_t length; /**< of the file, the data or the text, in bytes; 0 if it is not known */
    const char *file_format;   /**< of a FILE, as qsm_image_file_format(): "png"; else NULL */
    const char *text_encoding; /**< of a TEXT: "UTF-8", "UTF-16LE", "UTF-16BE"; else NULL */
    const char *container;     /**< the Qt type around it, such as "QByteArray"; NULL: none */
    const char *before;   /**< the Qt type before it, such as "QString"; NULL: none or not known */
    int bytes_per_pixel;  /**< of PIXELS; else 0 */
    int first_byte_count; /**< how many first_bytes there are */
    unsigned char first_bytes[16]; /**< the first bytes of the segment */
} qsm_segment_content;

/**
 * Reads the first 64 KiB of a segment without its lock, as qsm_segment_peek() does, and reports
 * their type. It decodes no image. If all bytes are 0, the type is ZEROS. A NULL_IMAGE is a segment
 * of 4 bytes of 0, or 4 bytes of 0 over an older image. Ours.
 * @param key the segment's key.
 * @param milliseconds as for qsm_segment_peek().
 * @param content receives the result; unchanged on failure.
 * @return false with errno: ETIMEDOUT (the bytes change all the time), ENOENT (no segment, or its
 *         name is not known), ENODATA (a segment of 0 bytes), EACCES, EINVAL (a NULL pointer, or
 *         content has no size), ENOMEM, and the errors of qsm_segment_inspect().
 * @since 0.2
 */
QSM_API bool qsm_segment_contents(const qsm_native_ipc_key *key, int milliseconds,
                                  qsm_segment_content *content);

/** The same for a segment that qsm_segment_inspect() or qsm_segment_list() reported. @since 0.2 */
QSM_API bool qsm_segment_info_contents(const qsm_segment_info *info, int milliseconds,
                                       qsm_segment_content *content);

/**
 * The same for a copy of a segment's first bytes.
 * @return false with errno EINVAL: a NULL pointer, no bytes, or content has no size.
 * @since 0.2
 */
QSM_API bool qsm_segment_content_of(const void *data, size_t size, qsm_segment_content *content);

/**
 * Describes contents in English: "PNG file 640x480 in a QByteArray, at byte 4".
 * @return a string for qsm_free(), without a full stop; NULL with errno: EINVAL (content is NULL or
 *         has no size), ENOMEM.
 * @since 0.2
 */
QSM_API char *qsm_segment_content_to_string(const qsm_segment_content *content);

#ifdef __cplusplus
}
#endif

#endif
