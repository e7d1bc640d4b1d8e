/* SPDX-License-Identifier: MIT */
/* What coders of all types need: text, bytes, counts, limits. */
#include "value/coder.h"

#include <stdint.h>

#include "stream/text.h"
#include "value/tree.h"

enum { DEFAULT_DEPTH = 100 };
#define SPARE_MEMORY ((size_t)1 << 20)
#define SPARE_ELEMENTS ((size_t)1 << 20) /* of types without bytes */

static size_t sum(size_t one, size_t other)
{
    return one < SIZE_MAX / 2 - other ? one + other : SIZE_MAX / 2;
}

/* The types of the program: those that the caller has, else those of the stream. */
static void take_types(qsm_coder *c)
{
    const qsm_type_set *of_stream = c->stream->types;
    const qsm_type_set *user = c->types != NULL && c->types->owner != NULL ? c->types : of_stream;
    if (user == NULL)
        return;
    if (c->tree == NULL || qsm__tree_hold(c->tree, user->owner))
        c->types = user;
    else
        qsm__coder_fail(c, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, qsm__stream_position(c->stream),
                        "no memory for the types");
}

void qsm__coder_begin(qsm_coder *c, qsm_data_stream *stream, qsm_mode mode,
                      const qsm_type_set *types, qsm_tree *tree)
{
    size_t left;
    const qsm_data_stream_limits *limits = &stream->limits;
    qsm__stream_path_close(stream); /* of an error before: what is read now is not its place */
    qsm__stream_unread(stream, &left);
    *c = (qsm_coder){.stream = stream, .mode = mode, .types = types, .tree = tree};
    take_types(c);
    c->version = stream->version < QSM_VERSION_COPY ? stream->version : QSM_VERSION_COPY - 1;
    c->qt = stream->qt;
    c->lenient = stream->lenient;
    c->partial = stream->kind == QSM_STREAM_FEED;
    c->most_depth = limits->depth != 0 ? limits->depth : DEFAULT_DEPTH;
    c->most_elements = limits->elements != 0 ? limits->elements : sum(left, SPARE_ELEMENTS);
    if (!qsm__decoding(c) || tree == NULL)
        return;
    size_t memory = limits->memory;
    if (memory == 0)
        memory = sum(left < SIZE_MAX / 4 / QSM_TREE_MEMORY_FACTOR ? left * QSM_TREE_MEMORY_FACTOR
                                                                  : SIZE_MAX / 4,
                     SPARE_MEMORY);
    tree->arena.limit = sum(tree->arena.used, memory);
}

bool qsm__coder_end(qsm_coder *c)
{
    if (qsm__decoding(c) && c->tree != NULL)
        c->tree->arena.limit = 0;
    qsm__stream_path_close(c->stream);
    return c->stream->status == QSM_DATA_STREAM_OK;
}

bool qsm__code_reals(qsm_coder *c, double *values, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok = qsm__code_real(c, &values[i]) && ok;
    return ok;
}

bool qsm__code_i32s(qsm_coder *c, int32_t *values, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok = qsm__code_i32(c, &values[i]) && ok;
    return ok;
}

bool qsm__coder_no_memory(qsm_coder *c, size_t size)
{
    size_t left = c->tree->arena.limit - c->tree->arena.used;
    left -= left % QSM_ARENA_ALIGNMENT; /* sizes are rounded up */
    bool by_limit = c->tree->arena.limit != 0 && size > left;
    return qsm__coder_fail(c, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, qsm__stream_position(c->stream),
                           by_limit ? "the value needs more memory than the limit"
                                    : "no memory for the value");
}

void *qsm__code_memory(qsm_coder *c, size_t count, size_t size)
{
    void *memory = qsm__arena_array(&c->tree->arena, count, size);
    if (memory == NULL)
        (void)qsm__coder_no_memory(c, count <= SIZE_MAX / size ? count * size : SIZE_MAX);
    return memory;
}

qsm_variant *qsm__code_nodes(qsm_coder *c, size_t count)
{
    size_t size = count <= SIZE_MAX / sizeof(qsm_variant) ? count * sizeof(qsm_variant) : SIZE_MAX;
    qsm_variant *nodes = qsm__arena_take(&c->tree->arena, size);
    if (nodes == NULL)
        (void)qsm__coder_no_memory(c, size);
    return nodes;
}

bool qsm__code_text(qsm_coder *c, qsm_text *text)
{
    qsm_wire_text wire;
    if (!qsm__decoding(c))
        return qsm__stream_put_text(c->stream, text->data, text->size);
    *text = (qsm_text){NULL, 0};
    if (!qsm__stream_take_text(c->stream, &wire)) {
        if (!wire.has_length)
            *text = (qsm_text){"", 0}; /* not null, as in Qt */
        return false;
    }
    return qsm__code_wire_text(c, &wire, text);
}

bool qsm__code_wire_text(qsm_coder *c, const qsm_wire_text *wire, qsm_text *text)
{
    if (wire->in == NULL || c->mode == QSM_MODE_SKIP)
        return true;
    qsm_arena *arena = &c->tree->arena;
    /* A unit has at least one byte. What cannot fit is not converted first. */
    if (arena->limit != 0 && wire->count >= arena->limit - arena->used)
        return qsm__coder_no_memory(c, wire->count + 1);
    /* One pass needs room for the longest text there can be. */
    size_t room = wire->count < SIZE_MAX / 8 ? 3 * wire->count + 1 : SIZE_MAX;
    char *out = (char *)qsm__arena_room(arena, room);
    if (out == NULL)
        return qsm__coder_no_memory(c, room);
    size_t size = qsm__text_from_units(out, wire->in, wire->count, wire->form);
    out[size] = '\0';
    if (!qsm__arena_keep(arena, size + 1))
        return qsm__coder_no_memory(c, size + 1);
    *text = (qsm_text){out, size};
    return true;
}

/* Consumes count bytes; a copy with a NUL behind it. */
static bool take_bytes(qsm_coder *c, uint64_t count, qsm_bytes *bytes, bool checked)
{
    const unsigned char *in = qsm__stream_take(c->stream, count, "a byte array");
    size_t size = (size_t)count;
    if (in != NULL && c->mode == QSM_MODE_SKIP && checked)
        *bytes = (qsm_bytes){in, size};
    if (in == NULL || c->mode == QSM_MODE_SKIP)
        return in != NULL;
    unsigned char *copy = qsm__arena_take(&c->tree->arena, size + 1);
    if (copy == NULL)
        return qsm__coder_no_memory(c, size + 1);
    memcpy(copy, in, size);
    copy[size] = '\0';
    *bytes = (qsm_bytes){copy, size};
    return true;
}

static bool code_bytes(qsm_coder *c, qsm_bytes *bytes, bool checked)
{
    uint64_t count;
    if (!qsm__decoding(c))
        return qsm_data_stream_write_byte_array(c->stream, bytes->data, bytes->size);
    *bytes = (qsm_bytes){NULL, 0};
    bool has_word = c->stream->in_end - c->stream->in >= 4;
    if (!qsm__stream_read_count(c->stream, &count)) {
        if (!has_word)
            *bytes = (qsm_bytes){"", 0}; /* not null, as in Qt */
        return false;
    }
    if (count != QSM_STREAM_NULL_COUNT)
        return take_bytes(c, count, bytes, checked);
    if (c->version < QSM_DATA_STREAM_QT_3_3)
        qsm__stream_odd(c->stream);
    return true;
}

bool qsm__code_bytes(qsm_coder *c, qsm_bytes *bytes)
{
    return code_bytes(c, bytes, false);
}

bool qsm__code_checked_bytes(qsm_coder *c, qsm_bytes *bytes)
{
    return code_bytes(c, bytes, true);
}

bool qsm__code_c_string(qsm_coder *c, qsm_bytes *text)
{
    uint64_t count;
    if (!qsm__decoding(c)) {
        if (text->data == NULL)
            return qsm_data_stream_write_bytes(c->stream, NULL, 0);
        /* What the arena holds, and what a program sets, has a NUL behind it. */
        return qsm_data_stream_write_bytes(c->stream, text->data, text->size + 1);
    }
    *text = (qsm_bytes){NULL, 0};
    if (!qsm__stream_read_size(c->stream, &count))
        return false;
    if (count == 0 || !take_bytes(c, count, text, false) || text->data == NULL)
        return c->stream->status == QSM_DATA_STREAM_OK;
    if (((const char *)text->data)[text->size - 1] == '\0')
        text->size--;
    else
        qsm__stream_odd(c->stream);
    return true;
}

bool qsm__code_count(qsm_coder *c, uint64_t *count)
{
    return qsm__decoding(c) ? qsm__stream_read_size(c->stream, count)
                            : qsm__stream_write_count(c->stream, *count);
}

size_t qsm__least_fits(const qsm_coder *c, uint64_t count, size_t least)
{
    size_t left;
    qsm__stream_unread(c->stream, &left);
    /* One more than whole elements: the one that is cut short. */
    uint64_t most = least > 0 ? (uint64_t)left / least + 1 : c->most_elements;
    return (size_t)(count < most ? count : most);
}

bool qsm__coder_deeper(qsm_coder *c)
{
    if (c->depth >= c->most_depth)
        return qsm__coder_fail(c, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                               qsm__stream_position(c->stream),
                               "more than %zu containers within each other", c->most_depth);
    c->depth++;
    return true;
}

bool qsm__coder_enter(qsm_coder *c, qsm_data_stream_status_code *older)
{
    *older = QSM_DATA_STREAM_OK;
    if (!qsm__coder_deeper(c))
        return false;
    if (!qsm__decoding(c) || qsm__stream_in_transaction(c->stream))
        return true;
    *older = c->stream->status;
    if (*older != QSM_DATA_STREAM_OK) {
        qsm__stream_assign_status(c->stream, QSM_DATA_STREAM_OK);
        if (c->progress != NULL)
            c->progress->failed = true;
    }
    return true;
}

void qsm__coder_leave(qsm_coder *c, qsm_data_stream_status_code older)
{
    c->depth--;
    if (older != QSM_DATA_STREAM_OK)
        qsm__stream_assign_status(c->stream, older);
}

bool qsm__coder_too_many(qsm_coder *c)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, qsm__stream_position(c->stream),
                           "more than %zu elements", c->most_elements);
}
