/* SPDX-License-Identifier: MIT */
/* How far a value was skipped whose bytes have not all arrived. */
#include "value/progress.h"

#include <stdlib.h>

#include "value/coder.h"

void qsm__progress_restart(qsm_progress *progress)
{
    progress->next = 0;
    progress->failed = false;
}

void qsm__progress_free(qsm_progress *progress)
{
    free(progress->notes);
}

void qsm__progress_begin(qsm_coder *c, qsm_loop *loop)
{
    qsm_progress *p = c->progress;
    *loop = (qsm_loop){.start = qsm__stream_position(c->stream), .number = SIZE_MAX};
    if (p == NULL)
        return;
    p->failed = p->failed || c->stream->status != QSM_DATA_STREAM_OK;
    if (p->failed)
        return;
    loop->number = p->next++;
    if (loop->number >= p->count)
        return;
    const qsm_progress_note *note = &p->notes[loop->number];
    if (note->start != loop->start || !qsm_data_stream_seek(c->stream, note->position)) {
        p->count = loop->number; /* other bytes than before */
        return;
    }
    c->elements = note->elements;
    loop->first = note->index;
}

static bool make_room(qsm_progress *p, size_t count)
{
    if (count <= p->capacity)
        return true;
    size_t capacity = count + count / 2 + 8;
    qsm_progress_note *notes = realloc(p->notes, capacity * sizeof *notes);
    if (notes == NULL)
        return false;
    p->notes = notes;
    p->capacity = capacity;
    return true;
}

void qsm__progress_note(qsm_coder *c, const qsm_loop *loop, uint64_t index, size_t position)
{
    qsm_progress *p = c->progress;
    if (p == NULL || loop->number == SIZE_MAX || p->failed ||
        c->stream->status != QSM_DATA_STREAM_OK)
        return;
    size_t count = loop->number + 1;
    p->next = count;
    /* The element that lacked bytes: the notes of the loops in it hold. */
    if (count <= p->count && p->notes[loop->number].index == index)
        return;
    p->failed = !make_room(p, count);
    if (p->failed)
        return;
    p->notes[loop->number] = (qsm_progress_note){
        .start = loop->start, .index = index, .position = position, .elements = c->elements};
    p->count = count;
}
