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

/* Whether a program's struct can be written: its text is valid, its type is known. */
static bool can_write(const qsm_type *type, void *value)
{
    qsm_coder c;
    qsm_data_stream *measurer = qsm_data_stream_new_measurer();
    if (measurer == NULL)
        return false;
    qsm__coder_begin(&c, measurer, QSM_MODE_MEASURE, &qsm__qt_types, NULL);
    type->code(&c, type, value);
    bool ok = qsm__coder_end(&c);
    qsm_data_stream_free(measurer);
    if (!ok)
        errno = EINVAL;
    return ok;
}

/* A deep copy: text and arrays come into the tree. copy: memory of the same size. */
static bool set_deep(qsm_variant *variant, const char *name, const void *value, void *copy,
                     size_t size)
{
    qsm_variant shallow = {.tree = NULL};
    if (variant == NULL || value == NULL) {
        errno = EINVAL;
        return false;
    }
    memcpy(copy, value, size);
    shallow.type = qsm__type_by_name(&qsm__qt_types, name, strlen(name));
    if (!can_write(shallow.type, copy))
        return false;
    if (size <= QSM_INLINE_BYTES)
        memcpy(shallow.value.bytes, copy, size);
    else
        shallow.value.pointer = copy;
    return qsm_variant_assign(variant, &shallow);
}

static bool read_struct(qsm_data_stream *stream, qsm_tree *tree, qsm_code *code, void *value,
                        size_t size)
{
    qsm_coder c;
    if (!given(stream, value))
        return false;
    memset(value, 0, size);
    qsm__coder_begin(&c, stream, QSM_MODE_READ, &qsm__qt_types, tree);
    bool ok = code(&c, NULL, value);
    return qsm__coder_end(&c) && ok;
}

/* copy: memory of the same size. Coders take what they may change. */
static bool write_struct(qsm_data_stream *stream, qsm_code *code, const void *value, void *copy,
                         size_t size)
{
    qsm_coder c;
    if (!given(stream, value))
        return false;
    memcpy(copy, value, size);
    qsm__coder_begin(&c, stream, QSM_MODE_WRITE, &qsm__qt_types, NULL);
    bool ok = code(&c, NULL, copy);
    return qsm__coder_end(&c) && ok;
}

/* For all structs. */
#define STRUCT_BOTH(name)                                                                          \
    bool qsm_data_stream_write_##name(qsm_data_stream *stream, const qsm_##name *value)            \
    {                                                                                              \
        qsm_##name copy;                                                                           \
        return write_struct(stream, qsm__type_##name, value, &copy, sizeof copy);                  \
    }                                                                                              \
    bool qsm_variant_to_##name(const qsm_variant *variant, qsm_##name *value)                      \
    {                                                                                              \
        const qsm_##name *found = qsm__variant_coded(variant, qsm__type_##name);                   \
        if (found != NULL && value != NULL)                                                        \
            *value = *found;                                                                       \
        return found != NULL && value != NULL;                                                     \
    }

#define STRUCT(name, qt_name)                                                                      \
    STRUCT_BOTH(name)                                                                              \
    bool qsm_data_stream_read_##name(qsm_data_stream *stream, qsm_##name *value)                   \
    {                                                                                              \
        return read_struct(stream, NULL, qsm__type_##name, value, sizeof *value);                  \
    }                                                                                              \
    bool qsm_variant_set_##name(qsm_variant *variant, const qsm_##name *value)                     \
    {                                                                                              \
        return set(variant, qt_name, value, sizeof *value);                                        \
    }

/* Structs that point to text or arrays: of a tree. */
#define STRUCT_OF_TREE(name, qt_name)                                                              \
    STRUCT_BOTH(name)                                                                              \
    bool qsm_data_stream_read_##name(qsm_data_stream *stream, qsm_tree *tree, qsm_##name *value)   \
    {                                                                                              \
        if (tree == NULL)                                                                          \
            errno = EINVAL;                                                                        \
        return tree != NULL && read_struct(stream, tree, qsm__type_##name, value, sizeof *value);  \
    }                                                                                              \
    bool qsm_variant_set_##name(qsm_variant *variant, const qsm_##name *value)                     \
    {                                                                                              \
        qsm_##name copy;                                                                           \
        return set_deep(variant, qt_name, value, &copy, sizeof copy);                              \
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
STRUCT(date, "QDate")
STRUCT(time, "QTime")
STRUCT_OF_TREE(date_time, "QDateTime")
STRUCT_OF_TREE(time_zone, "QTimeZone")
STRUCT_OF_TREE(bit_array, "QBitArray")
STRUCT_OF_TREE(regular_expression, "QRegularExpression")
STRUCT_OF_TREE(reg_exp, "QRegExp")
STRUCT_OF_TREE(json_value, "QJsonValue")
STRUCT_OF_TREE(easing_curve, "QEasingCurve")
STRUCT_OF_TREE(host_address, "QHostAddress")
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
