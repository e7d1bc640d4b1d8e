/* SPDX-License-Identifier: MIT */
/* Receives the pictures of a segment, each once. */
#include <qsm/frames.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"
#include "ipc/explain.h"
#include "ipc/segment.h"

struct qsm_frame_receiver {
    qsm_shared_memory *memory;
    qsm_exchange_read_options read;
    qsm_image_limits limits;
    int longest_pause;
    uint64_t mark; /* of the last picture; 0: none */
    qsm_frame_error error;
    const char *text;
    qsm_frame_receiver_statistics statistics;
};

enum { LONGEST_PAUSE = 20 };

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
    if (receiver != NULL)
        qsm_shared_memory_free(receiver->memory);
    free(receiver);
}

/* ---- receiving ---- */

static uint64_t hash_of(const qsm_shared_memory *memory)
{
    const unsigned char *data = qsm_shared_memory_const_data(memory);
    size_t size = (size_t)qsm_shared_memory_size(memory);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
    return hash | 1;
}

static qsm_frame_result look(qsm_frame_receiver *receiver, qsm_image *image)
{
    qsm_shared_memory *memory = receiver->memory;
    uint64_t mark = hash_of(memory);
    if (mark == receiver->mark) {
        receiver->statistics.skipped++;
        return QSM_FRAME_TIMEOUT;
    }
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool read = qsm_shared_memory_read_image(memory, image, &receiver->read, &report);
    if (!read && report.failed_step == QSM_EXCHANGE_TIMEOUT)
        return QSM_FRAME_TIMEOUT;
    if (!read && report.failed_step == QSM_EXCHANGE_STOPPED)
        return QSM_FRAME_STOPPED;
    receiver->mark = mark;
    receiver->error = read ? receiver->error : QSM_FRAME_STREAM_ERROR;
    receiver->text = read ? receiver->text : report.message;
    receiver->statistics.received += read;
    receiver->statistics.damaged += !read;
    receiver->statistics.bytes += read ? report.stream_size : 0;
    return read ? QSM_FRAME_RECEIVED : QSM_FRAME_DAMAGED;
}

static qsm_frame_result attach(qsm_frame_receiver *receiver, qsm_ipc_looking *looking)
{
    qsm_shared_memory *memory = receiver->memory;
    if (!qsm_shared_memory_is_attached(memory) &&
        (!qsm__segment_wait(memory, looking) ||
         !qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY))) {
        if (qsm_shared_memory_was_stopped(memory))
            return QSM_FRAME_STOPPED;
        if (qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_NOT_FOUND)
            return QSM_FRAME_TIMEOUT;
        receiver->error = QSM_FRAME_MEMORY_ERROR;
        receiver->text = qsm__segment_explain_error(memory);
        return QSM_FRAME_FAILED;
    }
    return QSM_FRAME_RECEIVED;
}

qsm_frame_result qsm_frame_receiver_receive(qsm_frame_receiver *receiver, qsm_image *image,
                                            int milliseconds)
{
    if (receiver == NULL || image == NULL) {
        errno = EINVAL;
        return QSM_FRAME_FAILED;
    }
    qsm_ipc_looking looking = {.deadline = qsm__ipc_deadline(milliseconds)};
    for (;;) {
        qsm_frame_result result = attach(receiver, &looking);
        if (result == QSM_FRAME_RECEIVED)
            result = look(receiver, image);
        if (result != QSM_FRAME_TIMEOUT)
            return result;
        qsm_ipc_outcome outcome = qsm__segment_pause(receiver->memory, &looking);
        if (outcome != QSM_IPC_DONE)
            return outcome == QSM_IPC_STOPPED ? QSM_FRAME_STOPPED : QSM_FRAME_TIMEOUT;
    }
}

void qsm_frame_receiver_forget(qsm_frame_receiver *receiver)
{
    if (receiver != NULL)
        receiver->mark = 0;
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
