/* SPDX-License-Identifier: MIT */
/* The groups of a schema, for the pull reader. */
#include "value/reader.h"
#include "value/schema_steps.h"

const qsm_reader_group *qsm__reader_sized(const qsm_stream_reader *r)
{
    for (unsigned i = r->group_count; i > 0; i--) {
        if (r->groups[i - 1].step->kind == QSM_STEP_SIZED)
            return &r->groups[i - 1];
    }
    return NULL;
}

bool qsm__reader_ahead(const qsm_stream_reader *r, size_t *most)
{
    const qsm_reader_group *sized = qsm__reader_sized(r);
    qsm__stream_unread(r->coder.stream, most);
    if (sized != NULL)
        *most = sized->end - qsm__stream_position(r->coder.stream);
    return sized != NULL || !qsm__reader_waits(r);
}

static qsm_reader_group *push(qsm_stream_reader *r, const qsm_step *step)
{
    qsm_reader_group *group = &r->groups[r->group_count++];
    *group = (qsm_reader_group){.step = step, .first = ++r->at, .start = SIZE_MAX};
    return group;
}

static bool begin_sized(qsm_stream_reader *r, const qsm_step *step)
{
    qsm_coder *c = &r->coder;
    uint64_t number = 0;
    size_t left;
    size_t start = qsm__stream_position(c->stream);
    if (!qsm__sized_number(c, step, &number))
        return false;
    size_t position = qsm__stream_position(c->stream);
    bool known = qsm__reader_ahead(r, &left);
    if (number > (known ? left : SIZE_MAX - position))
        return qsm__sized_beyond(c, step, start, number, left);
    qsm_reader_group *group = push(r, step);
    group->start = start;
    group->number = number;
    group->end = position + (size_t)number;
    return true;
}

/* The last value of a sizedN(...) was read. */
static bool end_sized(qsm_stream_reader *r, const qsm_reader_group *group)
{
    size_t left = group->end - qsm__stream_position(r->coder.stream);
    r->group_count--;
    if (left == 0)
        return true;
    return qsm__sized_unfilled(&r->coder, group->step, group->start, group->number, left);
}

/* Whether the round before had bytes. A round that is begun anew, as bytes lacked, is the same. */
static bool goes_on(const qsm_stream_reader *r, qsm_reader_group *group)
{
    size_t position = qsm__stream_position(r->coder.stream);
    bool progress = position != group->start || r->index == group->number;
    group->start = position;
    group->number = r->index;
    return progress;
}

/* Before each round of a repeat(...): whether there is one. */
static bool begin_round(qsm_stream_reader *r, qsm_reader_group *group, bool *at_value)
{
    size_t left;
    bool known = qsm__reader_ahead(r, &left);
    if (left > 0) {
        if (!goes_on(r, group))
            return qsm__repeat_no_progress(&r->coder);
        *at_value = r->schema->steps[group->first].kind <= QSM_STEP_RAW;
        return *at_value || begin_sized(r, &r->schema->steps[group->first]);
    }
    if (!known)
        return qsm__coder_fail(&r->coder, QSM_DATA_STREAM_READ_PAST_END,
                               qsm__stream_position(r->coder.stream),
                               "repeat(...): no bytes are left");
    r->group_count--;
    r->at = group->step->end;
    return true;
}

bool qsm__reader_walk(qsm_stream_reader *r, bool *at_value)
{
    qsm_reader_group *group = r->group_count > 0 ? &r->groups[r->group_count - 1] : NULL;
    *at_value = false;
    if (group != NULL && r->at == group->step->end) {
        if (group->step->kind == QSM_STEP_SIZED)
            return end_sized(r, group);
        r->at = group->first;
    }
    if (group != NULL && group->step->kind == QSM_STEP_REPEAT && r->at == group->first)
        return begin_round(r, group, at_value);
    if (r->at == r->schema->count)
        return true;
    const qsm_step *step = &r->schema->steps[r->at];
    if (step->kind == QSM_STEP_SIZED)
        return begin_sized(r, step);
    *at_value = step->kind != QSM_STEP_REPEAT;
    if (!*at_value)
        push(r, step);
    return true;
}
