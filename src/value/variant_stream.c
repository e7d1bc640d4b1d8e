/* SPDX-License-Identifier: MIT */
/* Values in a stream: where coders begin. */
#include <errno.h>
#include <string.h>

#include "value/coder.h"
#include "value/tree.h"
#include "value/user_types.h"

/* Empties the value that is about to be read. */
static void begin_read(qsm_variant *variant)
{
    if (variant == &variant->tree->root)
        qsm_tree_clear(variant->tree);
    else
        qsm__variant_reset(variant, variant->tree);
}

/* Reads a value of a type; NULL: a QVariant. */
static bool read_slot(qsm_data_stream *stream, const qsm_type *type, qsm_variant *variant)
{
    qsm_coder c;
    qsm__coder_begin(&c, stream, QSM_MODE_READ, &qsm__qt_types, variant->tree);
    bool ok = type != NULL ? qsm__code_slot(&c, type, variant) : qsm__code_variant(&c, variant);
    return qsm__coder_end(&c) && ok;
}

static bool write_slot(qsm_data_stream *stream, const qsm_type *type, const qsm_variant *variant)
{
    qsm_coder c;
    qsm_variant *node = qsm__variant_mutable(variant); /* is not changed: the mode is WRITE */
    qsm_mode mode = stream->kind == QSM_STREAM_MEASURER ? QSM_MODE_MEASURE : QSM_MODE_WRITE;
    qsm__coder_begin(&c, stream, mode, &qsm__qt_types, NULL);
    bool ok = type != NULL ? qsm__code_slot(&c, type, node) : qsm__code_variant(&c, node);
    return qsm__coder_end(&c) && ok;
}

static bool given(const qsm_data_stream *stream, const qsm_variant *variant)
{
    if (!qsm__stream_is_given(stream))
        return false;
    if (variant == NULL)
        errno = EINVAL;
    return variant != NULL;
}

bool qsm_data_stream_read_variant(qsm_data_stream *stream, qsm_variant *variant)
{
    if (!given(stream, variant))
        return false;
    begin_read(variant);
    return read_slot(stream, NULL, variant);
}

bool qsm_data_stream_write_variant(qsm_data_stream *stream, const qsm_variant *variant)
{
    return given(stream, variant) && write_slot(stream, NULL, variant);
}

bool qsm_data_stream_read_value(qsm_data_stream *stream, const char *type, qsm_variant *variant)
{
    const char *problem;
    if (!given(stream, variant))
        return false;
    if (type == NULL) {
        errno = EINVAL;
        return false;
    }
    /* A type that is made of others lives in the tree. The name, too, if it is a text of it. */
    char name[QSM_TYPE_MOST_NAME];
    size_t size = strlen(type);
    memcpy(name, type, size <= sizeof name ? size : sizeof name);
    begin_read(variant);
    const qsm_type *row = qsm__type_of_name(qsm__types_of_stream(stream), &variant->tree->arena,
                                            name, size, false, &problem);
    if (row == NULL)
        return qsm__stream_fail_at(stream,
                                   problem == qsm__type_no_memory
                                       ? QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED
                                       : QSM_DATA_STREAM_READ_CORRUPT_DATA,
                                   qsm_data_stream_position(stream), "%s", problem);
    return read_slot(stream, row, variant);
}

bool qsm_data_stream_write_value(qsm_data_stream *stream, const qsm_variant *variant)
{
    if (!given(stream, variant))
        return false;
    if (variant->type == NULL)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED,
                                   qsm_data_stream_position(stream), "the value is invalid");
    return write_slot(stream, variant->type, variant);
}

qsm_data_stream *qsm__measurer_like(const qsm_data_stream *settings)
{
    qsm_data_stream *stream = qsm_data_stream_new_measurer();
    if (stream == NULL)
        return NULL;
    qsm__stream_take_settings(stream, settings);
    return stream;
}

size_t qsm_data_stream_size_of_variant(const qsm_data_stream *settings, const qsm_variant *variant)
{
    if (!given(settings, variant))
        return SIZE_MAX;
    qsm_data_stream *stream = qsm__measurer_like(settings);
    if (stream == NULL)
        return SIZE_MAX;
    bool ok = qsm_data_stream_write_variant(stream, variant);
    size_t size = qsm_data_stream_size(stream);
    qsm_data_stream_free(stream);
    return ok ? size : SIZE_MAX;
}
