/* SPDX-License-Identifier: MIT */
/* One look of a receiver: whether there is a new picture, and then to read it. */
#include "exchange/frame_receiver.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "image/image_data.h"

qsm_frame_result qsm__frame_fail(qsm_frame_receiver *receiver, qsm_frame_error error,
                                 const char *text)
{
    receiver->error = error;
    receiver->text = text;
    return QSM_FRAME_FAILED;
}

qsm_frame_result qsm__frame_fail_memory(qsm_frame_receiving *self)
{
    const qsm_exchange_report *report = &self->exchange.report;
    (void)qsm__exchange_fail_memory(&self->exchange);
    self->receiver->statistics.busy += report->failed_step == QSM_EXCHANGE_TIMEOUT;
    if (report->failed_step == QSM_EXCHANGE_TIMEOUT)
        return QSM_FRAME_TIMEOUT;
    if (report->failed_step == QSM_EXCHANGE_STOPPED)
        return QSM_FRAME_STOPPED;
    return qsm__frame_fail(self->receiver, QSM_FRAME_MEMORY_ERROR, report->message);
}

/* The peer has shrunk the segment: it is of no use any more. */
static qsm_frame_result leave_cut(qsm_frame_receiving *self)
{
    qsm__segment_let_go(self->receiver->memory);
    self->receiver->pictures = 0;
    self->receiver->mark.kind = QSM_IMAGE_NO_MARK;
    return qsm__frame_fail(self->receiver, QSM_FRAME_STREAM_ERROR, self->exchange.report.message);
}

/* The contents are no picture. Says so once, and whenever the last picture is lost by it. */
static qsm_frame_result find_damaged(qsm_frame_receiving *self, bool is_lost)
{
    qsm_frame_receiver *receiver = self->receiver;
    const char *text = self->exchange.report.message;
    if (!is_lost && receiver->is_damaged &&
        strncmp(receiver->damage, text, sizeof receiver->damage - 1) == 0)
        return QSM_FRAME_TIMEOUT;
    receiver->is_damaged = true;
    (void)snprintf(receiver->damage, sizeof receiver->damage, "%s", text);
    receiver->statistics.damaged++;
    (void)qsm__frame_fail(receiver, QSM_FRAME_STREAM_ERROR, text);
    return QSM_FRAME_DAMAGED;
}

/* Why there is no image. is_lost: the caller's last picture was overwritten. */
static qsm_frame_result explain(qsm_frame_receiving *self, bool is_lost)
{
    qsm_frame_receiver *receiver = self->receiver;
    const qsm_image_parser *parser = receiver->reading.parser;
    if (is_lost)
        qsm__image_clear(self->image);
    if (qsm__image_parser_lost(parser))
        return leave_cut(self);
    if (qsm__image_parser_error(parser) == ENOMEM)
        return qsm__frame_fail(receiver, QSM_FRAME_NO_MEMORY, self->exchange.report.message);
    return find_damaged(self, is_lost);
}

/* The mark of the contents now. Without the lock they may change meanwhile. */
static qsm_image_mark mark_now(const qsm_frame_receiving *self)
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

/* Zeros are no picture before the first one: a sender creates its segment before it writes. */
static bool is_nothing_new(const qsm_frame_receiving *self)
{
    const qsm_frame_receiver *receiver = self->receiver;
    qsm_image_mark mark = mark_now(self);
    return (mark.kind == QSM_IMAGE_MARK_OF_NULL && receiver->pictures == 0) ||
           qsm__image_marks_equal(&mark, &receiver->mark);
}

typedef enum parse_result { PARSED, SAME, CUT, NO_IMAGE } parse_result;

/* The caller holds the lock. */
static parse_result parse(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    if (!qsm__exchange_is_whole(&self->exchange))
        return CUT;
    if (!self->is_visit && is_nothing_new(self))
        return SAME;
    /* The first picture, and one after damage, do not overwrite the last one before they are whole.
     */
    bool has_memory = self->image->owned_capacity > 0 || self->image->read_buffer != NULL;
    self->is_overwritten = has_memory && !receiver->is_damaged;
    qsm__image_parser_reuse(receiver->reading.parser, self->is_overwritten ? self->image : NULL);
    return qsm__exchange_parse(&self->exchange, &receiver->reading) ? PARSED : NO_IMAGE;
}

/* A visit holds the lock already. Otherwise it is held for the time of one copy. */
static qsm_frame_result read_picture(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_exchange *exchange = &self->exchange;
    if (!qsm__exchange_prepare_reading(exchange, &receiver->reading))
        return qsm__frame_fail(receiver, QSM_FRAME_NO_MEMORY, exchange->report.message);
    if (!self->is_visit && !qsm__exchange_take_lock(exchange))
        return qsm__frame_fail_memory(self);
    parse_result result = parse(self);
    bool given = self->is_visit || qsm__exchange_give_lock(exchange);
    receiver->statistics.locked_ns += exchange->report.locked_ns;
    if (result == CUT)
        return leave_cut(self);
    if (result == NO_IMAGE) {
        /* The last picture may be lost: if it comes back, it is new. */
        receiver->mark.kind = QSM_IMAGE_NO_MARK;
        return explain(self, self->is_overwritten);
    }
    self->is_parsed = result == PARSED;
    receiver->statistics.skipped += result == SAME;
    return given ? QSM_FRAME_TIMEOUT : qsm__frame_fail_memory(self);
}

/* Copies by system calls, if the program has chosen it since the last look. */
static void choose_parser(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    bool through_kernel = qsm__exchange_copies_through_kernel(&self->exchange);
    if (through_kernel != receiver->through_kernel) {
        qsm__image_parser_free(receiver->reading.parser);
        receiver->reading.parser = NULL;
    }
    receiver->through_kernel = through_kernel;
}

static bool begins_behind_end(const qsm_frame_receiver *receiver)
{
    size_t offset = receiver->read.offset;
    return offset > 0 && offset >= (size_t)qsm_shared_memory_size(receiver->memory);
}

qsm_frame_result qsm__frame_look(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    int64_t begun = qsm__ipc_now();
    if (!qsm__exchange_is_whole(&self->exchange))
        return leave_cut(self);
    if (begins_behind_end(receiver)) {
        (void)qsm__exchange_fail(&self->exchange, QSM_EXCHANGE_STREAM,
                                 "the segment ends before this offset");
        receiver->mark.kind = QSM_IMAGE_NO_MARK;
        return find_damaged(self, false);
    }
    bool nothing_new = is_nothing_new(self);
    receiver->cost = qsm__ipc_now() - begun;
    if (nothing_new) {
        receiver->statistics.skipped++;
        return QSM_FRAME_TIMEOUT;
    }
    choose_parser(self);
    return read_picture(self);
}

qsm_frame_result qsm__frame_decode(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_exchange_reading *reading = &receiver->reading;
    qsm_image_mark mark = qsm__image_parser_mark(reading->parser);
    int64_t begun = qsm__ipc_now();
    bool same = qsm__image_marks_equal(&mark, &receiver->mark);
    if (same && receiver->is_damaged) { /* it was said of these contents */
        receiver->statistics.skipped++;
        return QSM_FRAME_TIMEOUT;
    }
    bool decoded = qsm__image_parser_decode(reading->parser, reading->stream, self->image);
    receiver->mark = mark;
    if (!decoded) {
        (void)qsm__exchange_fail(&self->exchange, QSM_EXCHANGE_STREAM,
                                 qsm_data_stream_error_string(reading->stream));
        return explain(self, true);
    }
    receiver->is_damaged = false;
    if (same) {
        receiver->statistics.skipped++;
        return QSM_FRAME_TIMEOUT;
    }
    receiver->new_at = qsm__ipc_now();
    receiver->pictures += receiver->pictures < 2;
    receiver->statistics.received++;
    receiver->statistics.bytes += self->exchange.report.stream_size;
    receiver->statistics.decoding_ns += (uint64_t)(receiver->new_at - begun);
    return QSM_FRAME_RECEIVED;
}
