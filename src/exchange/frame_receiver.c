/* SPDX-License-Identifier: MIT */
/* Receives the pictures of a segment, each once. */
#include <qsm/frames.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"
#include "exchange/exchange.h"
#include "image/image_data.h"
#include "ipc/segment.h"

struct qsm_frame_receiver {
    qsm_shared_memory *memory;
    qsm_exchange_read_options read;
    qsm_image_limits limits;
    int longest_pause;

    qsm_exchange_reading reading; /* its parser is used again, its stream lives for one look */
    bool through_kernel;          /* how the parser copies */
    qsm_image_mark mark;          /* of the last picture; of a null image: there was none */
    bool is_damaged;              /* the last contents were no picture */
    char damage[320];             /* why */

    int64_t new_at;     /* the time of the last picture, or of the attach */
    int64_t check_at;   /* the time of the next look at who else is attached */
    int64_t away_until; /* it attaches no earlier */
    int left_number;    /* the System V segment whose creator was found to be gone; -1: none */
    int64_t cost;       /* nanoseconds of the last look without the lock */

    qsm_frame_error error;
    const char *text;
    qsm_frame_receiver_statistics statistics;
};

enum {
    LONGEST_PAUSE = 20, /* milliseconds, as all below */
    CHECK_EVERY = 100,  /* who else is attached */
    IDLE = 1000,      /* after this time without a picture, it counts whether the creator is gone */
    STAY_AWAY = 2000, /* so long, all receivers of a segment whose creator is gone have left it */
    LOOK_SHARE = 20,  /* looks take at most this part of the time */
    NANOSECONDS = 1000000
};

/* ---- making ---- */

static bool choose(qsm_frame_receiver *receiver, const qsm_frame_receiver_options *options)
{
    qsm_frame_receiver_options chosen = {.size = sizeof chosen};
    receiver->read.size = sizeof receiver->read;
    receiver->limits.size = sizeof receiver->limits;
    if (options != NULL && !qsm__struct_read(&chosen, sizeof chosen, options))
        return false;
    if (chosen.longest_pause < 0) {
        errno = EINVAL;
        return false;
    }
    receiver->longest_pause = chosen.longest_pause > 0 ? chosen.longest_pause : LONGEST_PAUSE;
    if (chosen.read != NULL &&
        !qsm__struct_read(&receiver->read, sizeof receiver->read, chosen.read))
        return false;
    if (receiver->read.limits != NULL &&
        !qsm__struct_read(&receiver->limits, sizeof receiver->limits, receiver->read.limits))
        return false;
    receiver->read.limits = &receiver->limits;
    if (receiver->read.version == 0)
        receiver->read.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    receiver->reading.options = &receiver->read;
    return true;
}

static qsm_frame_receiver *new_with(const qsm_frame_receiver_options *options)
{
    qsm_frame_receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL)
        return NULL;
    if (!choose(receiver, options)) {
        free(receiver);
        return NULL;
    }
    receiver->text = "";
    receiver->left_number = -1;
    qsm_frame_receiver_forget(receiver);
    receiver->statistics.size = sizeof receiver->statistics;
    return receiver;
}

/* Gives the receiver its memory. Frees it if there is none. */
static qsm_frame_receiver *complete(qsm_frame_receiver *receiver, qsm_shared_memory *memory)
{
    if (memory == NULL) {
        free(receiver);
        return NULL;
    }
    receiver->memory = memory;
    return receiver;
}

qsm_frame_receiver *qsm_frame_receiver_new(const char *key,
                                           const qsm_frame_receiver_options *options)
{
    qsm_frame_receiver *receiver = new_with(options);
    return receiver != NULL ? complete(receiver, qsm_shared_memory_new_key(key)) : NULL;
}

qsm_frame_receiver *qsm_frame_receiver_new_native(const qsm_native_ipc_key *key,
                                                  const qsm_frame_receiver_options *options)
{
    qsm_frame_receiver *receiver = new_with(options);
    return receiver != NULL ? complete(receiver, qsm_shared_memory_new_native(key)) : NULL;
}

void qsm_frame_receiver_free(qsm_frame_receiver *receiver)
{
    if (receiver == NULL)
        return;
    qsm__image_parser_free(receiver->reading.parser);
    qsm_shared_memory_free(receiver->memory);
    free(receiver);
}

/* ---- one look ---- */

/* A call of receive. */
typedef struct receiving {
    qsm_frame_receiver *receiver;
    qsm_image *image;
    qsm_ipc_looking looking;
    qsm_exchange exchange;
} receiving;

static qsm_frame_result fail(qsm_frame_receiver *receiver, qsm_frame_error error, const char *text)
{
    receiver->error = error;
    receiver->text = text;
    return QSM_FRAME_FAILED;
}

/* A lock, an attach or a detach failed. TIMEOUT: a later look may succeed. */
static qsm_frame_result fail_memory(receiving *self)
{
    const qsm_exchange_report *report = &self->exchange.report;
    (void)qsm__exchange_fail_memory(&self->exchange);
    self->receiver->statistics.busy += report->failed_step == QSM_EXCHANGE_TIMEOUT;
    if (report->failed_step == QSM_EXCHANGE_TIMEOUT)
        return QSM_FRAME_TIMEOUT;
    if (report->failed_step == QSM_EXCHANGE_STOPPED)
        return QSM_FRAME_STOPPED;
    return fail(self->receiver, QSM_FRAME_MEMORY_ERROR, report->message);
}

/* The peer has shrunk the segment: it is of no use any more. */
static qsm_frame_result leave_cut(receiving *self)
{
    qsm__segment_let_go(self->receiver->memory);
    qsm_frame_receiver_forget(self->receiver);
    return fail(self->receiver, QSM_FRAME_STREAM_ERROR, self->exchange.report.message);
}

/* The contents are no picture. Says so once. */
static qsm_frame_result find_damaged(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    const char *text = self->exchange.report.message;
    if (receiver->is_damaged && strncmp(receiver->damage, text, sizeof receiver->damage - 1) == 0)
        return QSM_FRAME_TIMEOUT;
    receiver->is_damaged = true;
    (void)snprintf(receiver->damage, sizeof receiver->damage, "%s", text);
    receiver->statistics.damaged++;
    (void)fail(receiver, QSM_FRAME_STREAM_ERROR, text);
    return QSM_FRAME_DAMAGED;
}

/* Why there is no image. It may have lost its memory. */
static qsm_frame_result explain(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    const qsm_image_parser *parser = receiver->reading.parser;
    qsm__image_clear(self->image);
    if (qsm__image_parser_lost(parser))
        return leave_cut(self);
    if (qsm__image_parser_error(parser) == ENOMEM)
        return fail(receiver, QSM_FRAME_NO_MEMORY, self->exchange.report.message);
    return find_damaged(self);
}

/* The mark of the contents now. Without the lock they may change meanwhile. */
static qsm_image_mark mark_now(const receiving *self)
{
    qsm_exchange_reading *reading = &self->receiver->reading;
    const qsm_shared_memory *memory = self->receiver->memory;
    const unsigned char *data = qsm_shared_memory_const_data(memory);
    size_t size = (size_t)qsm_shared_memory_size(memory);
    qsm__exchange_find_start(&self->exchange, reading);
    size_t offset = reading->start.offset < size ? reading->start.offset : size;
    return qsm__image_stream_mark(data + offset, size - offset, reading->start.version,
                                  qsm__exchange_reader(&self->exchange));
}

static bool is_last_picture(const receiving *self)
{
    qsm_image_mark mark = mark_now(self);
    return qsm__image_marks_equal(&mark, &self->receiver->mark);
}

static qsm_frame_result decode(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_exchange_reading *reading = &receiver->reading;
    qsm_image_mark mark = qsm__image_parser_mark(reading->parser);
    int64_t begun = qsm__ipc_now();
    bool decoded = qsm__image_parser_decode(reading->parser, reading->stream, self->image);
    bool same = qsm__image_marks_equal(&mark, &receiver->mark);
    receiver->mark = mark;
    if (!decoded) {
        (void)qsm__exchange_fail(&self->exchange, QSM_EXCHANGE_STREAM,
                                 qsm_data_stream_error_string(reading->stream));
        return explain(self);
    }
    receiver->is_damaged = false;
    if (same) {
        receiver->statistics.skipped++;
        return QSM_FRAME_TIMEOUT;
    }
    receiver->new_at = qsm__ipc_now();
    receiver->statistics.received++;
    receiver->statistics.bytes += self->exchange.report.stream_size;
    receiver->statistics.decoding_ns += (uint64_t)(receiver->new_at - begun);
    return QSM_FRAME_RECEIVED;
}

typedef enum parse_result { PARSED, SAME, CUT, NO_IMAGE } parse_result;

/* The caller holds the lock. */
static parse_result parse(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    if (!qsm__exchange_is_whole(&self->exchange))
        return CUT;
    if (is_last_picture(self))
        return SAME;
    /* The first picture, and one after damage, do not overwrite the last one before they are whole.
     */
    bool has_memory = self->image->owned_capacity > 0 || self->image->read_buffer != NULL;
    qsm__image_parser_reuse(receiver->reading.parser,
                            has_memory && !receiver->is_damaged ? self->image : NULL);
    return qsm__exchange_parse(&self->exchange, &receiver->reading) ? PARSED : NO_IMAGE;
}

/* The lock is held for the time of one copy. */
static qsm_frame_result read_picture(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_exchange *exchange = &self->exchange;
    if (!qsm__exchange_prepare_reading(exchange, &receiver->reading))
        return fail(receiver, QSM_FRAME_NO_MEMORY, exchange->report.message);
    if (!qsm__exchange_take_lock(exchange))
        return fail_memory(self);
    parse_result result = parse(self);
    bool given = qsm__exchange_give_lock(exchange);
    receiver->statistics.locked_ns += exchange->report.locked_ns;
    if (result == CUT)
        return leave_cut(self);
    if (result == NO_IMAGE)
        return explain(self);
    if (result == PARSED) {
        qsm_frame_result decoded = decode(self);
        if (decoded != QSM_FRAME_RECEIVED || given)
            return decoded;
    }
    receiver->statistics.skipped += result == SAME;
    return given ? QSM_FRAME_TIMEOUT : fail_memory(self);
}

/* Copies by system calls, if the program has chosen it since the last look. */
static void choose_parser(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    bool through_kernel = qsm__exchange_copies_through_kernel(&self->exchange);
    if (through_kernel != receiver->through_kernel) {
        qsm__image_parser_free(receiver->reading.parser);
        receiver->reading.parser = NULL;
    }
    receiver->through_kernel = through_kernel;
}

/* ---- the segment ---- */

static qsm_frame_result say_gone(qsm_frame_receiver *receiver)
{
    receiver->statistics.gone++;
    qsm_frame_receiver_forget(receiver);
    return QSM_FRAME_GONE;
}

/*
 * A segment that nobody writes to any more must not stay because this receiver is attached to it: a
 * Qt program could not create its own. Two receivers do not know of each other: the creator
 * decides.
 */
static bool is_deserted(qsm_frame_receiver *receiver, const qsm_ipc_segment_state *state)
{
    const qsm_ipc_segment *segment = &receiver->memory->segment;
    int64_t idle = qsm__ipc_now() - receiver->new_at;
    if (state->alone)
        return true;
    if (!state->creator_gone || idle < (int64_t)IDLE * NANOSECONDS ||
        segment->number == receiver->left_number)
        return false;
    receiver->left_number = segment->number;
    receiver->away_until = qsm__ipc_now() + (int64_t)STAY_AWAY * NANOSECONDS;
    return true;
}

/* The last picture is still there: whether there will be others. */
static qsm_frame_result check_users(receiving *self, const qsm_ipc_segment_state *state)
{
    qsm_frame_receiver *receiver = self->receiver;
    receiver->statistics.skipped++;
    if (!is_deserted(receiver, state))
        return QSM_FRAME_TIMEOUT;
    return qsm_shared_memory_detach(receiver->memory) ? say_gone(receiver) : fail_memory(self);
}

static qsm_frame_result look(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_shared_memory *memory = receiver->memory;
    qsm_ipc_segment_state state = {.removed = false};
    int64_t begun = qsm__ipc_now();
    if (begun >= receiver->check_at) {
        state = memory->backend->segment_state(&memory->segment);
        receiver->check_at = begun + (int64_t)CHECK_EVERY * NANOSECONDS;
    }
    if (state.removed) {
        qsm__segment_let_go(memory);
        return say_gone(receiver);
    }
    if (!qsm__exchange_is_whole(&self->exchange))
        return leave_cut(self);
    if (receiver->read.offset > 0 &&
        receiver->read.offset >= (size_t)qsm_shared_memory_size(memory)) {
        (void)qsm__exchange_fail(&self->exchange, QSM_EXCHANGE_STREAM,
                                 "the segment ends before this offset");
        return find_damaged(self);
    }
    bool same = is_last_picture(self);
    receiver->cost = qsm__ipc_now() - begun;
    if (same)
        return check_users(self, &state);
    choose_parser(self);
    qsm_frame_result result = read_picture(self);
    qsm_data_stream_free(receiver->reading.stream);
    receiver->reading.stream = NULL;
    return result;
}

static qsm_frame_result attach(receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_shared_memory *memory = receiver->memory;
    qsm_ipc_looking once = {.deadline = QSM_IPC_AT_ONCE};
    if (qsm__ipc_now() < receiver->away_until)
        return QSM_FRAME_TIMEOUT;
    if (qsm__segment_wait(memory, &once) &&
        qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY)) {
        receiver->new_at = qsm__ipc_now();
        receiver->check_at = 0;
        receiver->is_damaged = false;
        return QSM_FRAME_RECEIVED;
    }
    return qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_NOT_FOUND ? QSM_FRAME_TIMEOUT
                                                                          : fail_memory(self);
}

/* ---- receiving ---- */

/* Whole milliseconds up to the deadline. */
static int time_left(int64_t deadline)
{
    if (deadline == QSM_IPC_FOREVER)
        return -1;
    int64_t left = (deadline - qsm__ipc_now() + NANOSECONDS - 1) / NANOSECONDS;
    if (left <= 0)
        return 0;
    return left < INT32_MAX ? (int)left : INT32_MAX;
}

/* Looks often while pictures come, and less often if a look is expensive. */
static int length_of_pause(const qsm_frame_receiver *receiver)
{
    if (receiver->is_damaged || !qsm_shared_memory_is_attached(receiver->memory))
        return receiver->longest_pause;
    int64_t idle = (qsm__ipc_now() - receiver->new_at) / NANOSECONDS / 16;
    int64_t dear = receiver->cost * LOOK_SHARE / NANOSECONDS;
    int64_t pause = idle > dear ? idle : dear;
    if (pause < 1)
        return 1;
    return pause < receiver->longest_pause ? (int)pause : receiver->longest_pause;
}

static qsm_frame_result look_once(receiving *self)
{
    qsm_shared_memory *memory = self->receiver->memory;
    (void)qsm__exchange_begin(&self->exchange, memory, NULL);
    qsm_shared_memory_set_lock_timeout(memory, time_left(self->looking.deadline));
    qsm_frame_result result = QSM_FRAME_RECEIVED;
    if (!qsm_shared_memory_is_attached(memory))
        result = attach(self);
    if (result == QSM_FRAME_RECEIVED)
        result = look(self);
    (void)qsm__exchange_end(&self->exchange, true, NULL);
    return result;
}

static qsm_frame_result receive(receiving *self)
{
    for (;;) {
        qsm_frame_result result = look_once(self);
        if (result != QSM_FRAME_TIMEOUT)
            return result;
        self->looking.longest = length_of_pause(self->receiver);
        qsm_ipc_outcome outcome = qsm__segment_pause(self->receiver->memory, &self->looking);
        if (outcome != QSM_IPC_DONE)
            return outcome == QSM_IPC_STOPPED ? QSM_FRAME_STOPPED : QSM_FRAME_TIMEOUT;
    }
}

qsm_frame_result qsm_frame_receiver_receive(qsm_frame_receiver *receiver, qsm_image *image,
                                            int milliseconds)
{
    receiving self = {.receiver = receiver,
                      .image = image,
                      .looking = {.deadline = qsm__ipc_deadline(milliseconds)}};
    if (receiver == NULL) {
        errno = EINVAL;
        return QSM_FRAME_FAILED;
    }
    receiver->error = QSM_FRAME_NO_ERROR;
    receiver->text = "";
    if (!qsm__segment_is_usable(receiver->memory)) {
        (void)qsm__exchange_begin(&self.exchange, receiver->memory, NULL);
        return fail_memory(&self);
    }
    if (image == NULL) {
        errno = EINVAL;
        return fail(receiver, QSM_FRAME_ARGUMENT_ERROR, "there is no image object (NULL)");
    }
    return receive(&self);
}

void qsm_frame_receiver_forget(qsm_frame_receiver *receiver)
{
    if (receiver != NULL)
        receiver->mark = (qsm_image_mark){.kind = QSM_IMAGE_MARK_OF_NULL};
}

/* ---- asking ---- */

qsm_shared_memory *qsm_frame_receiver_shared_memory(qsm_frame_receiver *receiver)
{
    return receiver != NULL ? receiver->memory : NULL;
}

qsm_frame_error qsm_frame_receiver_error(const qsm_frame_receiver *receiver)
{
    return receiver != NULL ? receiver->error : QSM_FRAME_ARGUMENT_ERROR;
}

const char *qsm_frame_receiver_error_string(const qsm_frame_receiver *receiver)
{
    return receiver != NULL ? receiver->text : "";
}

bool qsm_frame_receiver_read_statistics(const qsm_frame_receiver *receiver,
                                        qsm_frame_receiver_statistics *statistics)
{
    if (receiver == NULL || statistics == NULL) {
        errno = EINVAL;
        return false;
    }
    if (!qsm__struct_can_receive(statistics))
        return false;
    qsm__struct_write(statistics, &receiver->statistics, sizeof receiver->statistics);
    return true;
}
