/* SPDX-License-Identifier: MIT */
/* qsm/values.h and qsm/gui_values.h: the functions of each struct, all alike. */
#include <qsm/values.h>

#include <errno.h>
#include <string.h>

#include "value/core/core.h"
#include "value/gui/gui.h"
#include "value/tree.h"

static bool given(qsm_data_stream *stream, const void *value)
{
    if (!qsm__stream_is_given(stream))
        return false;
    if (value == NULL)
        errno = EINVAL;
    return value != NULL;
}

/* The C value of a node with this coder. */
static const void *value_of(const qsm_variant *variant, qsm_code *code)
{
    variant = qsm__variant_innermost(variant);
    if (variant == NULL || variant->type == NULL || variant->type->code != code)
        return NULL;
    return qsm__variant_value(variant);
}

static bool set(qsm_variant *variant, const char *name, const void *value, size_t size)
{
    if (variant == NULL || value == NULL) {
        errno = EINVAL;
        return false;
    }
    const qsm_type *type = qsm__type_by_name(&qsm__qt_types, name, strlen(name));
    void *memory = qsm__variant_become(variant, type);
    if (memory == NULL)
        return false;
    memcpy(memory, value, size);
    return true;
}

#define STRUCT(name, qt_name)                                                                      \
    bool qsm_data_stream_read_##name(qsm_data_stream *stream, qsm_##name *value)                   \
    {                                                                                              \
        qsm_coder c;                                                                               \
        if (!given(stream, value))                                                                 \
            return false;                                                                          \
        memset(value, 0, sizeof *value);                                                           \
        qsm__coder_begin(&c, stream, QSM_MODE_READ, &qsm__qt_types, NULL);                         \
        bool ok = qsm__code_##name(&c, value);                                                     \
        return qsm__coder_end(&c) && ok;                                                           \
    }                                                                                              \
    bool qsm_data_stream_write_##name(qsm_data_stream *stream, const qsm_##name *value)            \
    {                                                                                              \
        qsm_coder c;                                                                               \
        if (!given(stream, value))                                                                 \
            return false;                                                                          \
        qsm_##name copy = *value;                                                                  \
        qsm__coder_begin(&c, stream, QSM_MODE_WRITE, &qsm__qt_types, NULL);                        \
        bool ok = qsm__code_##name(&c, &copy);                                                     \
        return qsm__coder_end(&c) && ok;                                                           \
    }                                                                                              \
    bool qsm_variant_to_##name(const qsm_variant *variant, qsm_##name *value)                      \
    {                                                                                              \
        const qsm_##name *found = value_of(variant, qsm__type_##name);                             \
        if (found != NULL && value != NULL)                                                        \
            *value = *found;                                                                       \
        return found != NULL && value != NULL;                                                     \
    }                                                                                              \
    bool qsm_variant_set_##name(qsm_variant *variant, const qsm_##name *value)                     \
    {                                                                                              \
        return set(variant, qt_name, value, sizeof *value);                                        \
    }

STRUCT(point, "QPoint")
STRUCT(point_f, "QPointF")
STRUCT(size, "QSize")
STRUCT(size_f, "QSizeF")
STRUCT(rect, "QRect")
STRUCT(rect_f, "QRectF")
STRUCT(line, "QLine")
STRUCT(line_f, "QLineF")
STRUCT(margins, "QMargins")
STRUCT(margins_f, "QMarginsF")
STRUCT(uuid, "QUuid")
STRUCT(color, "QColor")
STRUCT(transform, "QTransform")
STRUCT(matrix, "QMatrix")
STRUCT(matrix4x4, "QMatrix4x4")
STRUCT(vector2d, "QVector2D")
STRUCT(vector3d, "QVector3D")
STRUCT(vector4d, "QVector4D")
STRUCT(quaternion, "QQuaternion")
STRUCT(key_sequence, "QKeySequence")
STRUCT(text_length, "QTextLength")
STRUCT(size_policy, "QSizePolicy")
