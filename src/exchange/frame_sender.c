/* SPDX-License-Identifier: MIT */
/* Sends pictures through one segment, which is made for the largest of them. */
#include <qsm/frames.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"
#include "ipc/explain.h"
#include "ipc/segment.h"

enum { METADATA_BYTES = 16384, MOST_COLORS = 256 };

struct qsm_frame_sender {
    qsm_shared_memory *memory;
    qsm_frame_sender_options options;
    size_t largest; /* bytes of the largest stream */
    bool created;   /* the sender created the segment that it is attached to */
    qsm_frame_error error;
    const char *text;
    qsm_frame_sender_statistics statistics;
};

/* ---- making ---- */

/* The pixels of an image are not read when its stream is planned: this image has none. */
static size_t largest_stream(const qsm_frame_sender_options *options)
{
    static uint32_t colors[MOST_COLORS]; /* not opaque: the palette has transparency, too */
    unsigned char no_pixels[1] = {0};
    qsm_image *image =
        qsm_image_new_wrapping(no_pixels, options->width, options->height,
                               qsm_image_format_bytes_per_line(options->format, options->width),
                               options->format, NULL, NULL);
    size_t size = 0;
    if (image != NULL && (options->format != QSM_IMAGE_FORMAT_INDEXED8 ||
                          qsm_image_set_color_table(image, colors, MOST_COLORS)))
        size = qsm_image_stream_size(image, options->version, options->compression, NULL);
    qsm_image_free(image);
    if (size == 0 || size > PTRDIFF_MAX - options->metadata_bytes) {
        errno = size != 0 ? EINVAL : errno;
        return 0;
    }
    return size + options->metadata_bytes;
}

/* Takes the memory object, NULL when out of memory. */
static qsm_frame_sender *new_with(qsm_shared_memory *memory,
                                  const qsm_frame_sender_options *options, size_t largest)
{
    qsm_frame_sender *sender = memory != NULL ? calloc(1, sizeof *sender) : NULL;
    if (sender == NULL) {
        qsm_shared_memory_free(memory);
        return NULL;
    }
    sender->memory = memory;
    sender->options = *options;
    sender->largest = largest;
    sender->text = "";
    sender->statistics.size = sizeof sender->statistics;
    qsm_shared_memory_set_remove_on_last_detach(memory, true);
    return sender;
}

/* The largest stream; 0 with errno. */
static size_t choose(const qsm_frame_sender_options *options, qsm_frame_sender_options *chosen)
{
    if (options == NULL) {
        errno = EINVAL;
        return 0;
    }
    if (!qsm__struct_read(chosen, sizeof *chosen, options))
        return 0;
    if (chosen->version == 0)
        chosen->version = QSM_DATA_STREAM_DEFAULT_VERSION;
    if (chosen->metadata_bytes == 0)
        chosen->metadata_bytes = METADATA_BYTES;
    return largest_stream(chosen);
}

qsm_frame_sender *qsm_frame_sender_new(const char *key, const qsm_frame_sender_options *options)
{
    qsm_frame_sender_options chosen = {.size = sizeof chosen};
    size_t largest = choose(options, &chosen);
    return largest > 0 ? new_with(qsm_shared_memory_new_key(key), &chosen, largest) : NULL;
}

qsm_frame_sender *qsm_frame_sender_new_native(const qsm_native_ipc_key *key,
                                              const qsm_frame_sender_options *options)
{
    qsm_frame_sender_options chosen = {.size = sizeof chosen};
    size_t largest = choose(options, &chosen);
    return largest > 0 ? new_with(qsm_shared_memory_new_native(key), &chosen, largest) : NULL;
}

void qsm_frame_sender_free(qsm_frame_sender *sender)
{
    if (sender == NULL)
        return;
    if (!sender->created)
        qsm_shared_memory_set_remove_on_last_detach(sender->memory, false);
    qsm_shared_memory_free(sender->memory);
    free(sender);
}

/* ---- sending ---- */

static qsm_frame_result fail(qsm_frame_sender *sender, qsm_frame_error error, const char *text)
{
    sender->error = error;
    sender->text = text;
    return QSM_FRAME_FAILED;
}

/* A create, an attach or a lock has failed. */
static qsm_frame_result fail_memory(qsm_frame_sender *sender)
{
    (void)fail(sender, QSM_FRAME_MEMORY_ERROR, qsm__segment_explain_error(sender->memory));
    if (qsm_shared_memory_was_stopped(sender->memory))
        return QSM_FRAME_STOPPED;
    return qsm__shared_memory_lock_timed_out(sender->memory) ? QSM_FRAME_DROPPED : QSM_FRAME_FAILED;
}

static qsm_frame_result open_segment(qsm_frame_sender *sender)
{
    if (qsm_shared_memory_is_attached(sender->memory))
        return QSM_FRAME_SENT;
    ptrdiff_t size = (ptrdiff_t)sender->largest;
    sender->created = qsm_shared_memory_create_replacing_stale(sender->memory, size,
                                                               QSM_SHARED_MEMORY_READ_WRITE);
    if (!sender->created &&
        qsm_shared_memory_error(sender->memory) == QSM_SHARED_MEMORY_ALREADY_EXISTS &&
        !qsm_shared_memory_attach_at_least(sender->memory, size, QSM_SHARED_MEMORY_READ_WRITE) &&
        qsm_shared_memory_error(sender->memory) == QSM_SHARED_MEMORY_INVALID_SIZE)
        return fail(sender, QSM_FRAME_SEGMENT_TOO_SMALL,
                    qsm__segment_explain_error(sender->memory));
    if (!qsm_shared_memory_is_attached(sender->memory))
        return fail_memory(sender);
    sender->statistics.segments++;
    sender->statistics.segment_size = (size_t)qsm_shared_memory_size(sender->memory);
    return QSM_FRAME_SENT;
}

bool qsm_frame_sender_open(qsm_frame_sender *sender, int milliseconds)
{
    if (sender == NULL) {
        errno = EINVAL;
        return false;
    }
    qsm_shared_memory_set_lock_timeout(sender->memory, milliseconds);
    return open_segment(sender) == QSM_FRAME_SENT;
}

static qsm_frame_result write_picture(qsm_frame_sender *sender, const qsm_image *image)
{
    const char *why;
    size_t size =
        qsm_image_stream_size(image, sender->options.version, sender->options.compression, &why);
    if (size == 0)
        return fail(sender, QSM_FRAME_STREAM_ERROR, qsm__segment_explain(sender->memory, why));
    if (size > (size_t)qsm_shared_memory_size(sender->memory))
        return fail(sender, QSM_FRAME_TOO_LARGE,
                    qsm__segment_explain(sender->memory,
                                         "the picture is larger than the segment of the sender"));
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    options.compression = sender->options.compression;
    options.version = sender->options.version;
    if (!qsm_shared_memory_write_image(sender->memory, image, &options, &report))
        return report.failed_step == QSM_EXCHANGE_STREAM
                   ? fail(sender, QSM_FRAME_STREAM_ERROR, report.message)
                   : fail_memory(sender);
    sender->statistics.bytes += report.stream_size;
    sender->statistics.locked_ns += report.locked_ns;
    return QSM_FRAME_SENT;
}

qsm_frame_result qsm_frame_sender_send(qsm_frame_sender *sender, const qsm_image *image,
                                       int milliseconds)
{
    if (sender == NULL || image == NULL) {
        errno = EINVAL;
        return sender == NULL ? QSM_FRAME_FAILED
                              : fail(sender, QSM_FRAME_ARGUMENT_ERROR, "there is no image (NULL)");
    }
    qsm_shared_memory_set_lock_timeout(sender->memory, milliseconds);
    qsm_frame_result result = open_segment(sender);
    if (result == QSM_FRAME_SENT)
        result = write_picture(sender, image);
    sender->statistics.sent += result == QSM_FRAME_SENT;
    sender->statistics.dropped += result == QSM_FRAME_DROPPED;
    sender->statistics.failed += result == QSM_FRAME_FAILED;
    return result;
}

/* ---- asking ---- */

qsm_shared_memory *qsm_frame_sender_shared_memory(qsm_frame_sender *sender)
{
    return sender != NULL ? sender->memory : NULL;
}

qsm_frame_error qsm_frame_sender_error(const qsm_frame_sender *sender)
{
    return sender != NULL ? sender->error : QSM_FRAME_ARGUMENT_ERROR;
}

const char *qsm_frame_sender_error_string(const qsm_frame_sender *sender)
{
    return sender != NULL ? sender->text : "";
}

bool qsm_frame_sender_read_statistics(const qsm_frame_sender *sender,
                                      qsm_frame_sender_statistics *statistics)
{
    if (sender == NULL || statistics == NULL) {
        errno = EINVAL;
        return false;
    }
    if (!qsm__struct_can_receive(statistics))
        return false;
    qsm__struct_write(statistics, &sender->statistics, sizeof sender->statistics);
    return true;
}
