/* SPDX-License-Identifier: MIT */
/* Sends pictures through one segment, which is made for the largest of them. */
#include <qsm/frames.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"
#include "exchange/exchange.h"
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
    if (size == 0)
        return 0;
    if (options->metadata_bytes > PTRDIFF_MAX || size > PTRDIFF_MAX - options->metadata_bytes) {
        errno = EINVAL;
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

/* The result of an exchange that failed. */
static qsm_frame_result explain(qsm_frame_sender *sender, const qsm_exchange *exchange)
{
    if (exchange->report.failed_step == QSM_EXCHANGE_TIMEOUT)
        return QSM_FRAME_DROPPED;
    if (exchange->report.failed_step == QSM_EXCHANGE_STOPPED)
        return QSM_FRAME_STOPPED;
    qsm_frame_error error = exchange->room->too_large   ? QSM_FRAME_TOO_LARGE
                            : exchange->room->too_small ? QSM_FRAME_SEGMENT_TOO_SMALL
                            : exchange->report.failed_step == QSM_EXCHANGE_STREAM
                                ? QSM_FRAME_STREAM_ERROR
                                : QSM_FRAME_MEMORY_ERROR;
    return fail(sender, error, exchange->report.message);
}

/* Another program may have removed the segment: nobody would find it any more. */
static void leave_removed(qsm_shared_memory *memory)
{
    if (qsm_shared_memory_is_attached(memory) &&
        memory->backend->segment_state(&memory->segment).removed)
        qsm__segment_let_go(memory);
}

static bool begin(qsm_frame_sender *sender, int milliseconds, qsm_exchange_room *room,
                  qsm_exchange *exchange)
{
    if (sender == NULL) {
        errno = EINVAL;
        return false;
    }
    room->size = sender->largest;
    (void)qsm__exchange_begin(exchange, sender->memory, NULL);
    exchange->room = room;
    sender->text = "";
    sender->error = QSM_FRAME_NO_ERROR;
    if (!qsm__segment_is_usable(sender->memory)) {
        (void)qsm__exchange_fail_memory(exchange);
        (void)explain(sender, exchange);
        return false;
    }
    qsm_shared_memory_set_lock_timeout(sender->memory, milliseconds);
    leave_removed(sender->memory);
    return true;
}

static qsm_frame_result end(qsm_frame_sender *sender, qsm_exchange *exchange, bool done,
                            bool was_attached)
{
    bool attached = qsm_shared_memory_is_attached(sender->memory);
    (void)qsm__exchange_end(exchange, done, NULL);
    if (attached && !was_attached) {
        sender->created = exchange->report.created;
        sender->statistics.segments++;
    }
    sender->statistics.segment_size = (size_t)qsm_shared_memory_size(sender->memory);
    return done ? QSM_FRAME_SENT : explain(sender, exchange);
}

bool qsm_frame_sender_open(qsm_frame_sender *sender, int milliseconds)
{
    qsm_exchange exchange;
    qsm_exchange_room room = {0};
    if (!begin(sender, milliseconds, &room, &exchange))
        return false;
    bool attached = qsm_shared_memory_is_attached(sender->memory);
    qsm_frame_result result =
        end(sender, &exchange, attached || qsm__exchange_open(&exchange), attached);
    if (result == QSM_FRAME_DROPPED || result == QSM_FRAME_STOPPED)
        (void)fail(sender, QSM_FRAME_MEMORY_ERROR, exchange.report.message);
    return result == QSM_FRAME_SENT;
}

static qsm_frame_result write_picture(qsm_frame_sender *sender, qsm_exchange *exchange,
                                      const qsm_image *image)
{
    qsm_exchange_write_options options = {.size = sizeof options,
                                          .compression = sender->options.compression,
                                          .version = sender->options.version};
    qsm_frame_sender_statistics *statistics = &sender->statistics;
    bool attached = qsm_shared_memory_is_attached(sender->memory);
    bool written = qsm__exchange_write(exchange, image, &options);
    qsm_frame_result result = end(sender, exchange, written, attached);
    statistics->bytes += written ? exchange->report.stream_size : 0;
    statistics->locked_ns += exchange->report.locked_ns;
    statistics->sending_ns += exchange->report.total_ns;
    return result;
}

qsm_frame_result qsm_frame_sender_send(qsm_frame_sender *sender, const qsm_image *image,
                                       int milliseconds)
{
    qsm_exchange exchange;
    qsm_exchange_room room = {0};
    qsm_frame_result result = QSM_FRAME_FAILED;
    bool begun = begin(sender, milliseconds, &room, &exchange);
    if (begun && image != NULL)
        result = write_picture(sender, &exchange, image);
    if (begun && image == NULL) {
        errno = EINVAL;
        (void)fail(sender, QSM_FRAME_ARGUMENT_ERROR, "there is no image object (NULL)");
    }
    if (sender != NULL) {
        sender->statistics.sent += result == QSM_FRAME_SENT;
        sender->statistics.dropped += result == QSM_FRAME_DROPPED;
        sender->statistics.failed += result == QSM_FRAME_FAILED;
    }
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
