/* SPDX-License-Identifier: MIT */
/* What both ends must agree on, and what the reader allows. */
#include "stream/endian.h"

#include "abi/struct_size.h"

/* From this version on, the precision of the stream decides. Before, the type decides. */
#define PRECISION_VERSION QSM_DATA_STREAM_QT_4_6

/* The Qt release that stands for a stream version, when the program names none. */
static int qt_of_version(int version)
{
    static const struct {
        int version;
        int qt;
    } newest[] = {{QSM_DATA_STREAM_QT_6_11, 0x060b00},
                  {QSM_DATA_STREAM_QT_6_10, 0x060a00},
                  {QSM_DATA_STREAM_QT_6_8, 0x060800},
                  {QSM_DATA_STREAM_QT_6_6, 0x060600},
                  {QSM_DATA_STREAM_QT_6_4, 0x060400}};
    for (size_t i = 0; i < sizeof newest / sizeof newest[0]; i++) {
        if (version >= newest[i].version)
            return newest[i].qt;
    }
    return 0x050f00;
}

/* What depends on the settings, for the scalars. */
static void derive(qsm_data_stream *stream)
{
    stream->qt = stream->qt_set != 0 ? stream->qt_set : qt_of_version(stream->version);
    bool by_type = stream->version < PRECISION_VERSION;
    stream->real[0] = by_type || stream->single ? 4 : 8;
    stream->real[1] = !by_type && stream->single ? 4 : 8;
    stream->swap = stream->byte_order != QSM_HOST_BYTE_ORDER;
}

int qsm_data_stream_version(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->version;
}

void qsm_data_stream_set_version(qsm_data_stream *stream, int version)
{
    if (!qsm__stream_is_given(stream))
        return;
    stream->version = version;
    derive(stream);
}

qsm_data_stream_byte_order_code qsm_data_stream_byte_order(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->byte_order;
}

void qsm_data_stream_set_byte_order(qsm_data_stream *stream, qsm_data_stream_byte_order_code order)
{
    if (!qsm__stream_is_given(stream))
        return;
    stream->byte_order = order;
    derive(stream);
}

qsm_data_stream_precision qsm_data_stream_floating_point_precision(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = qsm__stream_given(stream);
    return self->single || self != stream ? QSM_DATA_STREAM_SINGLE_PRECISION
                                          : QSM_DATA_STREAM_DOUBLE_PRECISION;
}

void qsm_data_stream_set_floating_point_precision(qsm_data_stream *stream,
                                                  qsm_data_stream_precision precision)
{
    if (!qsm__stream_is_given(stream))
        return;
    stream->single = precision == QSM_DATA_STREAM_SINGLE_PRECISION;
    derive(stream);
}

int qsm_data_stream_qt_version(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->qt;
}

void qsm_data_stream_set_qt_version(qsm_data_stream *stream, int qt_version)
{
    if (!qsm__stream_is_given(stream))
        return;
    stream->qt_set = qt_version;
    derive(stream);
}

bool qsm_data_stream_lenient(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->lenient;
}

void qsm_data_stream_set_lenient(qsm_data_stream *stream, bool lenient)
{
    if (qsm__stream_is_given(stream))
        stream->lenient = lenient;
}

bool qsm_data_stream_canonical(const qsm_data_stream *stream)
{
    return !qsm__stream_given(stream)->odd;
}

bool qsm_data_stream_set_limits(qsm_data_stream *stream, const qsm_data_stream_limits *limits)
{
    static const qsm_data_stream_limits defaults = {0};
    if (!qsm__stream_is_given(stream))
        return false;
    qsm_data_stream_limits read = defaults;
    if (limits != NULL && !qsm__struct_read(&read, sizeof read, limits))
        return false;
    stream->limits = read;
    return true;
}

void qsm__stream_set_types(qsm_data_stream *stream, const void *types,
                           void (*hold_types)(const void *types, bool hold))
{
    if (types != NULL)
        hold_types(types, true);
    if (stream->types != NULL)
        stream->hold_types(stream->types, false);
    stream->types = types;
    stream->hold_types = hold_types;
}

void qsm__stream_take_settings(qsm_data_stream *stream, const qsm_data_stream *from)
{
    stream->version = from->version;
    stream->byte_order = from->byte_order;
    stream->single = from->single;
    stream->qt_set = from->qt_set;
    stream->lenient = from->lenient;
    stream->limits = from->limits;
    derive(stream);
    qsm__stream_set_types(stream, from->types, from->hold_types);
}
