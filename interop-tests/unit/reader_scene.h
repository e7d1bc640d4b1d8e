/* SPDX-License-Identifier: MIT */
/* A stream, a schema and a pull reader, and the events as text. */
#ifndef QSM_UNIT_READER_SCENE_H
#define QSM_UNIT_READER_SCENE_H

#include <qsm/stream_reader.h>

#include "event_trace.h"
#include "expect_text.h"

static trace t;

static inline qsm_schema *schema_of(const char *types)
{
    qsm_schema *schema = qsm_schema_new(types);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    return schema;
}

/* What is used together. */
typedef struct scene {
    qsm_schema *schema;
    qsm_data_stream *in;
    qsm_stream_reader *reader;
    qsm_event event;
} scene;

static inline scene begin(const char *types, qsm_data_stream *in)
{
    scene s = {.schema = schema_of(types), .in = in, .event = QSM_INIT(qsm_event)};
    s.reader = qsm_stream_reader_new(in, s.schema);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s.reader);
    trace_clear(&t);
    return s;
}

static inline void end(scene *s)
{
    qsm_stream_reader_free(s->reader);
    qsm_data_stream_free(s->in);
    qsm_schema_free(s->schema);
}

/* Events until there is none. Returns why. */
static inline qsm_event_kind pull(scene *s)
{
    while (qsm_stream_reader_next(s->reader, &s->event))
        trace_event(&t, &s->event);
    return s->event.kind;
}

static inline qsm_event_kind feed(scene *s, const char *bytes, size_t size)
{
    CU_ASSERT_TRUE(qsm_data_stream_feed(s->in, bytes, size));
    return pull(s);
}

#define FEED(scene, bytes) feed(scene, bytes, sizeof(bytes) - 1)

#endif
