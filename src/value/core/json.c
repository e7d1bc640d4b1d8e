/* SPDX-License-Identifier: MIT */
/*
 * QJsonDocument, QJsonObject, QJsonArray, QJsonValue. Their text is carried as it is: Qt's own
 * differs between versions in the order of keys and in numbers.
 */
#include "value/core/core.h"
#include "value/core/json_text.h"

static const qsm_bytes empty_object = {"{}", 2};
static const qsm_bytes empty_array = {"[]", 2};

/* A byte array that must be JSON, or empty. *form: see qsm__json_text_form(). */
static bool decode_document(qsm_coder *c, qsm_bytes *json, char *form)
{
    size_t start = qsm__stream_position(c->stream);
    bool ok = qsm__code_checked_bytes(c, json);
    *form = '\0';
    if (json->size > 0)
        *form = qsm__json_text_form(json->data, json->size);
    if (*form != '\0')
        return ok;
    bool damaged = json->size > 0;
    if (json->data != NULL && qsm__since(c, QSM_DATA_STREAM_QT_3_3))
        qsm__stream_odd(c->stream);
    *json = (qsm_bytes){NULL, 0};
    if (damaged)
        return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start, "no JSON document");
    return ok;
}

bool qsm__code_json_document(qsm_coder *c, qsm_bytes *json)
{
    char form;
    qsm_bytes coded = *json;
    if (qsm__decoding(c))
        return decode_document(c, json, &form);
    if (coded.size == 0)
        coded.data = NULL;
    return qsm__code_bytes(c, &coded);
}

/* Another document reads as an empty one. */
static bool code_of_form(qsm_coder *c, qsm_bytes *json, char wanted, const qsm_bytes *empty)
{
    char form;
    qsm_bytes coded = json->size > 0 ? *json : *empty;
    if (!qsm__decoding(c))
        return qsm__code_bytes(c, &coded);
    bool ok = decode_document(c, json, &form);
    if (form == wanted)
        return ok;
    qsm__stream_odd(c->stream);
    *json = *empty;
    return ok;
}

bool qsm__code_json_object(qsm_coder *c, qsm_bytes *json)
{
    return code_of_form(c, json, '{', &empty_object);
}

bool qsm__code_json_array(qsm_coder *c, qsm_bytes *json)
{
    return code_of_form(c, json, '[', &empty_array);
}

static bool no_type(qsm_coder *c, qsm_json_value *value, size_t start)
{
    unsigned type = (unsigned)value->type;
    value->type = QSM_JSON_VALUE_UNDEFINED;
    return qsm__coder_fail(
        c, qsm__decoding(c) ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_WRITE_FAILED,
        start, "type %u is none of QJsonValue", type);
}

bool qsm__code_json_value(qsm_coder *c, qsm_json_value *value)
{
    size_t start = qsm__stream_position(c->stream);
    uint8_t type = (uint8_t)value->type;
    bool ok = qsm__code_u8(c, &type);
    value->type = (qsm_json_value_type)type;
    if (type > QSM_JSON_VALUE_OBJECT && type != QSM_JSON_VALUE_UNDEFINED)
        return no_type(c, value, start);
    switch (value->type) {
    case QSM_JSON_VALUE_BOOL:
        return qsm__code_bool(c, &value->boolean) && ok;
    case QSM_JSON_VALUE_DOUBLE:
        return qsm__code_real(c, &value->number) && ok;
    case QSM_JSON_VALUE_STRING:
        return qsm__code_text(c, &value->text) && ok;
    case QSM_JSON_VALUE_ARRAY:
        return qsm__code_json_array(c, &value->json) && ok;
    case QSM_JSON_VALUE_OBJECT:
        return qsm__code_json_object(c, &value->json) && ok;
    default:
        return ok;
    }
}

QSM_TYPE_CODER(json_document, qsm_bytes)
QSM_TYPE_CODER(json_object, qsm_bytes)
QSM_TYPE_CODER(json_array, qsm_bytes)
QSM_TYPE_CODER(json_value, qsm_json_value)
