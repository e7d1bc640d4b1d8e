/* SPDX-License-Identifier: MIT */
/* Date-times between UTC, the local time of the system, offsets and zones. */
/* A system of 32 bits may have a time_t of 64.
 * NOLINTNEXTLINE(bugprone-reserved-identifier): for the C library */
#define _TIME_BITS 64

#include <errno.h>
#include <string.h>
#include <time.h>

#include "value/core/date_time.h"

enum { MSECS = 1000 };

/* A year of 64 bits of milliseconds fits into a struct tm. */
static void to_tm(int64_t msecs, struct tm *tm)
{
    qsm_date_time at;
    int year = 0;
    memset(tm, 0, sizeof *tm);
    qsm__date_time_set_clock(&at, msecs);
    qsm_date_to_ymd(at.date, &year, &tm->tm_mon, &tm->tm_mday);
    tm->tm_year = (year < 0 ? year + 1 : year) - 1900;
    tm->tm_mon--;
    int32_t seconds = at.time.msecs / MSECS;
    tm->tm_hour = seconds / 3600;
    tm->tm_min = seconds / 60 % 60;
    tm->tm_sec = seconds % 60;
}

/* The clock of the local time at a time. */
static bool utc_to_local(int64_t utc, qsm_date_time *value)
{
    struct tm tm;
    int64_t seconds = qsm__floor_div(utc, MSECS);
    time_t time = (time_t)seconds;
    if (time != seconds || localtime_r(&time, &tm) == NULL)
        return false;
    int64_t year = (int64_t)tm.tm_year + 1900;
    value->date = qsm_date_from_ymd((int)(year > 0 ? year : year - 1), tm.tm_mon + 1, tm.tm_mday);
    int32_t of_day = (tm.tm_hour * 60 + tm.tm_min) * 60 + tm.tm_sec;
    value->time.msecs = of_day * MSECS + (int32_t)(utc - seconds * MSECS);
    return true;
}

/* A time that the clock shows twice: value->offset may tell which of the two it is. */
static bool local_to_utc(const qsm_date_time *value, int64_t clock, int64_t *utc)
{
    struct tm tm;
    qsm_date_time back = *value;
    *utc = clock - (int64_t)value->offset * MSECS;
    if (value->offset != 0 && utc_to_local(*utc, &back) &&
        back.date.julian_day == value->date.julian_day && back.time.msecs == value->time.msecs)
        return true;
    to_tm(clock, &tm);
    tm.tm_isdst = -1;
    tm.tm_wday = -1; /* stays if it fails: -1 is also a time */
    time_t seconds = mktime(&tm);
    *utc = (int64_t)seconds * MSECS + (clock - qsm__floor_div(clock, MSECS) * MSECS);
    return tm.tm_wday != -1;
}

bool qsm__date_time_to_local(qsm_date_time *value)
{
    int64_t utc = 0;
    int64_t clock = 0;
    if (!qsm__date_time_clock(value, &utc) || !utc_to_local(utc, value) ||
        !qsm__date_time_clock(value, &clock))
        return false;
    value->offset = (int32_t)((clock - utc) / MSECS);
    return true;
}

/* Milliseconds since 1970, UTC. NULL; or why not. */
static const char *to_msecs(const qsm_date_time *value, int64_t *msecs)
{
    int64_t clock;
    int32_t offset = 0;
    if (!qsm__date_time_clock(value, &clock))
        return "the date is out of range";
    if (value->spec == QSM_TIME_SPEC_LOCAL_TIME)
        return local_to_utc(value, clock, msecs) ? NULL
                                                 : "the system cannot convert this local time";
    if (value->spec == QSM_TIME_SPEC_OFFSET_FROM_UTC)
        offset = value->offset;
    if (value->spec == QSM_TIME_SPEC_TIME_ZONE &&
        !qsm__time_zone_offset(&value->zone, qsm__floor_div(clock, MSECS), &offset))
        return "there is no time zone data for the zone";
    *msecs = clock - (int64_t)offset * MSECS;
    return NULL;
}

const char *qsm__date_time_to_utc(qsm_date_time *value)
{
    int64_t msecs;
    if (value->spec == QSM_TIME_SPEC_UTC)
        return NULL; /* also a date beyond 64 bits of milliseconds */
    const char *problem = to_msecs(value, &msecs);
    if (problem == NULL)
        qsm__date_time_set_clock(value, msecs);
    return problem;
}

bool qsm_date_time_to_msecs(const qsm_date_time *value, int64_t *msecs)
{
    int64_t result;
    if (value == NULL || msecs == NULL || to_msecs(value, &result) != NULL) {
        errno = EINVAL;
        return false;
    }
    *msecs = result;
    return true;
}
