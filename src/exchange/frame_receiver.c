/* SPDX-License-Identifier: MIT */
/* Receives the pictures of a segment, each once. */
#include "exchange/frame_receiver.h"

#include <errno.h>
#include <stdlib.h>

#include "abi/struct_size.h"

enum {
    LONGEST_PAUSE = 20, /* milliseconds, as all below */
    CHECK_EVERY = 100,  /* who else is attached */
    IDLE = 1000,        /* after this time without a picture, it does not stay attached */
    VISIT_PAUSE = 5,    /* at least, if it attaches for each look */
    LOOK_SHARE = 20,    /* looks take at most this part of the time */
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
    receiver->number = -1;
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

/* ---- the segment ---- */

/*
 * Whether the receiver stays attached. Qt's own example creates a new segment for each picture, and
 * could not do so while this receiver has the old one: so the first picture does not count. A
 * segment that nobody writes to any more must not stay because this receiver has it.
 */
static bool stays(const qsm_frame_receiving *self)
{
    const qsm_frame_receiver *receiver = self->receiver;
    int64_t idle = qsm__ipc_now() - receiver->new_at;
    bool comes = self->is_parsed || idle < (int64_t)IDLE * NANOSECONDS;
    return comes && receiver->pictures + self->is_parsed > 1 && !receiver->is_alone;
}

/* False: the segment was removed, and the receiver has left it. */
static bool check_segment(qsm_frame_receiver *receiver)
{
    qsm_shared_memory *memory = receiver->memory;
    int64_t now = qsm__ipc_now();
    if (now < receiver->check_at)
        return true;
    receiver->check_at = now + (int64_t)CHECK_EVERY * NANOSECONDS;
    qsm_ipc_segment_state state = memory->backend->segment_state(&memory->segment);
    receiver->is_alone = state.alone;
    if (state.removed)
        qsm__segment_let_go(memory);
    return !state.removed;
}

/* A segment that was removed and made anew is another one. */
static void recognise_segment(qsm_frame_receiver *receiver)
{
    const qsm_ipc_segment *segment = &receiver->memory->segment;
    bool same = receiver->has_seen && segment->number == receiver->number &&
                segment->file.device == receiver->file.device &&
                segment->file.inode == receiver->file.inode;
    if (!same) {
        receiver->pictures = 0;
        receiver->is_damaged = false;
    }
    receiver->has_seen = true;
    receiver->number = segment->number;
    receiver->file = segment->file;
    receiver->check_at = 0;
}

static qsm_frame_result say_gone(qsm_frame_receiver *receiver)
{
    if (!receiver->has_seen)
        return QSM_FRAME_TIMEOUT;
    receiver->has_seen = false;
    receiver->statistics.gone++;
    qsm_frame_receiver_forget(receiver);
    return QSM_FRAME_GONE;
}

/*
 * Attaches under the lock, and keeps the lock up to the detach: a program that creates a segment
 * takes the lock, too, and so never finds this receiver attached.
 */
static qsm_frame_result visit(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_shared_memory *memory = receiver->memory;
    qsm_ipc_looking once = {.deadline = QSM_IPC_AT_ONCE};
    if (qsm__segment_wait(memory, &once) &&
        qsm__segment_enter_to_attach(memory, QSM_SHARED_MEMORY_READ_ONLY, &self->is_visit)) {
        if (qsm__segment_attach(memory, QSM_SHARED_MEMORY_READ_ONLY)) {
            recognise_segment(receiver);
            return QSM_FRAME_RECEIVED;
        }
        qsm__segment_leave(memory, self->is_visit);
    }
    return qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_NOT_FOUND
               ? say_gone(receiver)
               : qsm__frame_fail_memory(self);
}

/*
 * Before decoding, which takes as long as all the rest. A detach unlocks, too. If it does not get
 * the lock in time, the receiver stays attached, and the next look tries again.
 */
static void end_visit(qsm_frame_receiving *self)
{
    qsm_shared_memory *memory = self->receiver->memory;
    if (qsm_shared_memory_is_attached(memory) && !stays(self) &&
        !qsm_shared_memory_detach(memory) &&
        qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_LOCK_ERROR)
        qsm__segment_forget(memory);
    if (qsm_shared_memory_is_locked(memory))
        (void)qsm_shared_memory_unlock(memory);
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

/* Looks often while pictures come, and less often if a look is expensive or disturbs others. */
static int length_of_pause(const qsm_frame_receiver *receiver)
{
    if (receiver->is_damaged || !receiver->has_seen)
        return receiver->longest_pause;
    int64_t idle = (qsm__ipc_now() - receiver->new_at) / NANOSECONDS / 16;
    int64_t dear = receiver->cost * LOOK_SHARE / NANOSECONDS;
    int64_t pause = idle > dear ? idle : dear;
    int64_t least = qsm_shared_memory_is_attached(receiver->memory) ? 1 : VISIT_PAUSE;
    pause = pause > least ? pause : least;
    return pause < receiver->longest_pause ? (int)pause : receiver->longest_pause;
}

static qsm_frame_result look_once(qsm_frame_receiving *self)
{
    qsm_frame_receiver *receiver = self->receiver;
    qsm_shared_memory *memory = receiver->memory;
    self->is_visit = self->is_parsed = false;
    (void)qsm__exchange_begin(&self->exchange, memory, NULL);
    qsm_shared_memory_set_lock_timeout(memory, time_left(self->looking.deadline));
    qsm_frame_result result = QSM_FRAME_RECEIVED;
    if (!qsm_shared_memory_is_attached(memory))
        result = visit(self);
    int64_t begun = qsm__ipc_now();
    if (result == QSM_FRAME_RECEIVED) {
        result = check_segment(receiver) ? qsm__frame_look(self) : QSM_FRAME_TIMEOUT;
        end_visit(self);
        receiver->statistics.locked_ns += self->is_visit ? (uint64_t)(qsm__ipc_now() - begun) : 0;
    }
    if (self->is_parsed)
        result = qsm__frame_decode(self);
    qsm_data_stream_free(receiver->reading.stream);
    receiver->reading.stream = NULL;
    (void)qsm__exchange_end(&self->exchange, true, NULL);
    return result;
}

static qsm_frame_result receive(qsm_frame_receiving *self)
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
    qsm_frame_receiving self = {.receiver = receiver,
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
        return qsm__frame_fail_memory(&self);
    }
    if (image == NULL) {
        errno = EINVAL;
        return qsm__frame_fail(receiver, QSM_FRAME_ARGUMENT_ERROR,
                               "there is no image object (NULL)");
    }
    return receive(&self);
}

void qsm_frame_receiver_forget(qsm_frame_receiver *receiver)
{
    if (receiver != NULL)
        receiver->mark = (qsm_image_mark){.kind = QSM_IMAGE_NO_MARK};
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
