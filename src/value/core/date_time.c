/* SPDX-License-Identifier: MIT */
/* QDate, QTime, QDateTime. How the kind of time is written changed with versions 7, 13, 14, 15. */
#include "value/core/date_time.h"

#include "value/core/core.h"

enum {
    QT_6_5 = 0x060500,       /* an unknown kind of time: its low bits before, then local */
    MOST_OFFSET = 16 * 3600, /* from Qt 6.5 on */
};

/*
 * From Qt 6.5 on, a null date has no offset, and an offset of more than 16 hours is an invalid
 * zone. False: something has changed.
 */
static bool limit_offset(const qsm_coder *c, qsm_date_time *value)
{
    int32_t had = value->offset;
    if (value->spec != QSM_TIME_SPEC_OFFSET_FROM_UTC || c->qt < QT_6_5 || qsm__copying(c))
        return true;
    if (had > MOST_OFFSET || had < -MOST_OFFSET)
        value->spec = QSM_TIME_SPEC_TIME_ZONE;
    if (value->spec == QSM_TIME_SPEC_TIME_ZONE || !qsm_date_is_valid(value->date))
        value->offset = 0;
    value->zone = (qsm_time_zone){.form = QSM_TIME_ZONE_INVALID};
    return value->offset == had;
}

/* The codes of versions 7-12 and 14, by qsm_time_spec. 0 and 1 are read as local time, too. */
static const int8_t old_codes[] = {-1, 2, 3, 4};

/* Before version 13, 32 bits: 0 is the null date. Days out of range are kept: Qt writes them again.
 */
bool qsm__code_date(qsm_coder *c, qsm_date *date)
{
    bool ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_0)) {
        ok = qsm__code_i64(c, &date->julian_day);
    } else {
        uint32_t old = (uint32_t)date->julian_day;
        ok = qsm__code_u32(c, &old);
        date->julian_day = old != 0 ? (int64_t)old : INT64_MIN;
    }
    if (qsm__decoding(c) && date->julian_day != INT64_MIN && !qsm_date_is_valid(*date))
        qsm__stream_odd(c->stream);
    return ok;
}

/* Before version 7, 0 is the null time. Times of more than a day are kept: Qt writes them again. */
bool qsm__code_time(qsm_coder *c, qsm_time *time)
{
    bool old = !qsm__since(c, QSM_DATA_STREAM_QT_4_0);
    uint32_t msecs = old && time->msecs == -1 ? 0 : (uint32_t)time->msecs;
    bool ok = qsm__code_u32(c, &msecs);
    if (!qsm__decoding(c))
        return ok;
    time->msecs = old && msecs == 0 ? -1 : (int32_t)msecs;
    bool null = time->msecs == -1 && !(old && msecs == UINT32_MAX);
    if (!null && !qsm_time_is_valid(*time))
        qsm__stream_odd(c->stream);
    return ok;
}

/* A QDateTime has no invalid date or time: they are null. A date without a time is midnight; an
 * offset 0 is UTC. But Qt from 6.5 on writes a null date that had an offset with the offset 0; it
 * reads UTC, which loses that. False: something has changed. */
static bool normalise(const qsm_coder *c, qsm_date_time *value)
{
    qsm_date_time had = *value;
    bool strange = qsm__copying(c) || (c->qt >= QT_6_5 && !c->lenient);
    if (!qsm_date_is_valid(value->date))
        value->date = QSM_DATE_NULL;
    if (!qsm_time_is_valid(value->time))
        value->time.msecs = qsm_date_is_valid(value->date) ? 0 : -1;
    bool keeps = strange && !qsm_date_is_valid(value->date);
    if (value->spec == QSM_TIME_SPEC_OFFSET_FROM_UTC && value->offset == 0 && !keeps)
        value->spec = QSM_TIME_SPEC_UTC;
    return had.date.julian_day == value->date.julian_day && had.time.msecs == value->time.msecs &&
           had.spec == value->spec;
}

static qsm_time_spec spec_of_old_code(int8_t code)
{
    for (size_t i = 0; i < 3; i++) {
        if (old_codes[i] == code)
            return i == QSM_TIME_SPEC_LOCAL_TIME ? QSM_TIME_SPEC_LOCAL_TIME : QSM_TIME_SPEC_UTC;
    }
    return QSM_TIME_SPEC_LOCAL_TIME; /* of a time zone, no more was written */
}

/* Versions 7-12 and 14: offset and zone are not written. */
static bool code_old_spec(qsm_coder *c, qsm_date_time *value)
{
    int8_t code = old_codes[value->spec];
    bool ok = qsm__code_i8(c, &code);
    if (!qsm__decoding(c))
        return ok;
    value->spec = spec_of_old_code(code);
    if (old_codes[value->spec] != code)
        qsm__stream_odd(c->stream);
    return ok;
}

/* Version 13: Universal Time, and the kind of time that it had. */
static bool encode_qt50(qsm_coder *c, const qsm_date_time *value)
{
    qsm_date_time utc = *value;
    int8_t code = (int8_t)value->spec;
    bool valid = qsm_date_is_valid(value->date);
    const char *problem = valid ? qsm__date_time_to_utc(&utc) : NULL;
    if (problem != NULL)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "QDateTime: version 13 has Universal Time, and %s", problem);
    bool ok = qsm__code_date(c, &utc.date);
    ok = qsm__code_time(c, &utc.time) && ok;
    return qsm__code_i8(c, &code) && ok;
}

static bool decode_qt50(qsm_coder *c, qsm_date_time *value)
{
    int8_t code = 0;
    bool ok = qsm__code_date(c, &value->date);
    ok = qsm__code_time(c, &value->time) && ok;
    ok = qsm__code_i8(c, &code) && ok;
    if (!normalise(c, value))
        qsm__stream_odd(c->stream);
    value->spec = QSM_TIME_SPEC_UTC;
    if (code == QSM_TIME_SPEC_LOCAL_TIME &&
        (!qsm_date_is_valid(value->date) || qsm__date_time_to_local(value)))
        value->spec = QSM_TIME_SPEC_LOCAL_TIME;
    if (code != (int8_t)value->spec)
        qsm__stream_odd(c->stream);
    return ok;
}

/* A zone that is nothing but a kind of time becomes it (Qt 6.5). */
static void simplify(qsm_coder *c, qsm_date_time *value)
{
    static const struct {
        qsm_time_zone_form form;
        qsm_time_spec spec;
    } kinds[] = {{QSM_TIME_ZONE_UTC, QSM_TIME_SPEC_UTC},
                 {QSM_TIME_ZONE_LOCAL_TIME, QSM_TIME_SPEC_LOCAL_TIME},
                 {QSM_TIME_ZONE_AHEAD_OF_UTC, QSM_TIME_SPEC_OFFSET_FROM_UTC}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (value->zone.form != kinds[i].form)
            continue;
        qsm__stream_odd(c->stream);
        value->spec = kinds[i].spec;
        value->offset = value->zone.offset;
        value->zone = (qsm_time_zone){0};
        return;
    }
}

/* From version 15 on: the kind of time, with its offset or zone. */
static bool code_spec(qsm_coder *c, qsm_date_time *value)
{
    int8_t code = (int8_t)value->spec;
    bool ok = qsm__code_i8(c, &code);
    if (code == QSM_TIME_SPEC_OFFSET_FROM_UTC)
        ok = qsm__code_i32(c, &value->offset) && ok;
    else if (code == QSM_TIME_SPEC_TIME_ZONE)
        ok = qsm__code_time_zone(c, &value->zone) && ok;
    if (!qsm__decoding(c))
        return ok;
    value->spec = (qsm_time_spec)code;
    if (code < QSM_TIME_SPEC_LOCAL_TIME || code > QSM_TIME_SPEC_TIME_ZONE) {
        qsm__stream_odd(c->stream);
        value->spec = c->qt < QT_6_5 ? (qsm_time_spec)(code & 3) : QSM_TIME_SPEC_LOCAL_TIME;
    }
    if (value->spec == QSM_TIME_SPEC_TIME_ZONE)
        simplify(c, value);
    if (!limit_offset(c, value))
        qsm__stream_odd(c->stream);
    return ok;
}

/* What a program has set, as QDateTime would hold it. */
static qsm_date_time as_qt(const qsm_coder *c, const qsm_date_time *value)
{
    qsm_date_time copy = *value;
    if ((unsigned)copy.spec > QSM_TIME_SPEC_TIME_ZONE)
        copy.spec = QSM_TIME_SPEC_LOCAL_TIME;
    limit_offset(c, &copy);
    normalise(c, &copy);
    return copy;
}

bool qsm__code_date_time(qsm_coder *c, qsm_date_time *value)
{
    qsm_date_time copy = {.date = QSM_DATE_NULL};
    qsm_date_time *of = &copy;
    if (qsm__decoding(c))
        of = value;
    else
        copy = as_qt(c, value);
    if (c->version == QSM_DATA_STREAM_QT_5_0)
        return qsm__decoding(c) ? decode_qt50(c, of) : encode_qt50(c, of);
    bool ok = qsm__code_date(c, &of->date);
    ok = qsm__code_time(c, &of->time) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_2))
        ok = code_spec(c, of) && ok;
    else if (qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        ok = code_old_spec(c, of) && ok;
    if (qsm__decoding(c) && !normalise(c, of))
        qsm__stream_odd(c->stream);
    return ok;
}

QSM_TYPE_CODER(date, qsm_date)
QSM_TYPE_CODER(time, qsm_time)
QSM_TYPE_CODER(date_time, qsm_date_time)
