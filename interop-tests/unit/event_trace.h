/* SPDX-License-Identifier: MIT */
/* Events as text, and the events that a tree must give, for unit tests of the pull reader. */
#ifndef QSM_UNIT_EVENT_TRACE_H
#define QSM_UNIT_EVENT_TRACE_H

#include <qsm/stream_reader.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "value/tree.h"

enum { TRACE_SIZE = 1 << 17 };

typedef struct trace {
    char text[TRACE_SIZE];
    size_t used;
} trace;

static inline void trace_clear(trace *t)
{
    t->used = 0;
    t->text[0] = '\0';
}

static inline void trace_event(trace *t, const qsm_event *event)
{
    static const char *const kinds[] = {"",      "value", "begin",     "key",  "end",
                                        "bytes", "over",  "need more", "error"};
    char *json = event->value != NULL ? qsm_variant_to_json(event->value) : NULL;
    bool begins = event->kind == QSM_EVENT_BEGIN;
    int wrote = snprintf(t->text + t->used, TRACE_SIZE - t->used, "%u %s %s%s@%zu", event->depth,
                         kinds[event->kind], event->is_variant ? "QVariant " : "", event->type,
                         event->offset);
    t->used += (size_t)wrote;
    if (!begins)
        t->used += (size_t)snprintf(t->text + t->used, TRACE_SIZE - t->used, "+%zu", event->bytes);
    if (begins || event->kind == QSM_EVENT_END || event->kind == QSM_EVENT_BYTES)
        t->used += (size_t)snprintf(t->text + t->used, TRACE_SIZE - t->used, "x%d%s",
                                    (int)event->count, event->has_keys ? "k" : "");
    t->used +=
        (size_t)snprintf(t->text + t->used, TRACE_SIZE - t->used, " %s;", json != NULL ? json : "");
    CU_ASSERT_TRUE_FATAL(t->used < TRACE_SIZE);
    free(json);
}

static inline bool trace_function(void *context, const qsm_event *event)
{
    trace_event(context, event);
    return true;
}

/* ---- the events of a tree ---- */

static inline void trace_node(trace *t, const qsm_variant *node, const qsm_type *place,
                              unsigned depth, const char *text);

static inline void trace_items(trace *t, const qsm_variant *node, unsigned depth)
{
    const qsm_items *items = qsm__variant_items(node);
    bool keyed = qsm__entry_nodes(node->type) == 2;
    for (size_t i = 0; i < items->count; i++) {
        const qsm_variant *part = qsm__items_at(items, i);
        if (keyed && i % 2 == 0) {
            qsm_event key = {.kind = QSM_EVENT_KEY,
                             .type = qsm_variant_type_name(part),
                             .offset = part->offset,
                             .bytes = part->size,
                             .depth = depth,
                             .value = part};
            trace_event(t, &key);
            continue;
        }
        bool list = node->type->kind == QSM_KIND_LIST;
        trace_node(t, part, list ? node->type->of[0] : node->type->of[i % 2], depth, NULL);
    }
}

/* place: the type of the place; text: of the schema, for a value of it. */
static inline void trace_node(trace *t, const qsm_variant *node, const qsm_type *place,
                              unsigned depth, const char *text)
{
    qsm_event event = {.kind = QSM_EVENT_VALUE,
                       .is_variant = place->kind == QSM_KIND_VARIANT,
                       .offset = node->offset,
                       .bytes = node->size,
                       .depth = depth,
                       .value = node};
    event.type = text != NULL && !event.is_variant ? text : node->type ? node->type->name : "";
    if (qsm__is_container(node->type)) {
        event.count = qsm__variant_items(node)->count / qsm__entry_nodes(node->type);
        event.value = NULL;
        event.kind = QSM_EVENT_BEGIN;
        event.has_keys = qsm__entry_nodes(node->type) == 2;
        trace_event(t, &event);
        trace_items(t, node, depth + 1);
        event.kind = QSM_EVENT_END;
        event.has_keys = false;
    }
    trace_event(t, &event);
}

/* One value that a schema has read into a list. */
static inline void trace_tree(trace *t, const qsm_variant *value, const qsm_type *type,
                              const char *text)
{
    if (type->kind == QSM_KIND_VARIANT)
        value = qsm__variant_inner(value);
    trace_node(t, value, type, 0, text);
}

#endif
