/* SPDX-License-Identifier: MIT */
/* Dates and times by number, and between UTC, the local time and offsets. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "value/core/date_time.h"

#define FIRST_DAY (-784350574879)
#define LAST_DAY 784354017364

enum { MSECS = 1000, SPARE_DAYS = 100000, DAY_MSECS = 86400000 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool qsm_date_is_valid(qsm_date date)
{
    return date.julian_day >= FIRST_DAY && date.julian_day <= LAST_DAY;
}

bool qsm_time_is_valid(qsm_time time)
{
    return time.msecs >= 0 && time.msecs < DAY_MSECS;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Qt has no year 0: the year before 1 is -1. */
static int64_t without_gap(int64_t year)
{
    return year < 0 ? year + 1 : year;
}

/* Years begin with March, so that the day that may be missing is the last. */
qsm_date qsm_date_from_ymd(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t y = without_gap(year);
    bool ok = year != 0 && month >= 1 && month <= 12 && day >= 1 &&
              day <= days[month - 1] + (month == 2 && is_leap(y));
    if (!ok)
        return QSM_DATE_NULL;
    int64_t m = month > 2 ? month - 3 : month + 9;
    y -= month <= 2;
    int64_t before = 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
    return (qsm_date){before + (153 * m + 2) / 5 + day + 1721119};
}

bool qsm_date_to_ymd(qsm_date date, int *year, int *month, int *day)
{
    enum { CENTURIES_DAYS = 146097 }; /* of 400 years */
    if (!qsm_date_is_valid(date))
        return false;
    int64_t since = date.julian_day - 1721120; /* 1 March of the year before 1 */
    int64_t era = floor_div(since, CENTURIES_DAYS);
    int64_t of_era = since - era * CENTURIES_DAYS;
    int64_t year_of_era =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / (CENTURIES_DAYS - 1)) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * of_year + 2) / 153;
    int64_t y = year_of_era + era * 400 + (m >= 10);
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y <= 0 ? y - 1 : y);
    return true;
}

qsm_time qsm_time_from_hms(int hour, int minute, int second, int msec)
{
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
        msec < 0 || msec > 999)
        return QSM_TIME_NULL;
    return (qsm_time){((hour * 60 + minute) * 60 + second) * MSECS + msec};
}

bool qsm__date_time_clock(const qsm_date_time *value, int64_t *msecs)
{
    if (!qsm_date_is_valid(value->date))
        return false;
    int64_t days = value->date.julian_day - QSM_DATE_EPOCH;
    const int64_t most = INT64_MAX / DAY_MSECS - SPARE_DAYS;
    if (days > most || days < -most)
        return false;
    *msecs = days * DAY_MSECS + (qsm_time_is_valid(value->time) ? value->time.msecs : 0);
    return true;
}

void qsm__date_time_set_clock(qsm_date_time *value, int64_t msecs)
{
    int64_t days = floor_div(msecs, DAY_MSECS);
    value->date.julian_day = days + QSM_DATE_EPOCH;
    value->time.msecs = (int32_t)(msecs - days * DAY_MSECS);
}

/* A year of 64 bits of milliseconds fits into a struct tm. */
static void to_tm(int64_t msecs, struct tm *tm)
{
    qsm_date_time at;
    int year = 0;
    memset(tm, 0, sizeof *tm);
    qsm__date_time_set_clock(&at, msecs);
    qsm_date_to_ymd(at.date, &year, &tm->tm_mon, &tm->tm_mday);
    tm->tm_year = (int)without_gap(year) - 1900;
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
    int64_t seconds = floor_div(utc, MSECS);
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
    *utc = (int64_t)seconds * MSECS + (clock - floor_div(clock, MSECS) * MSECS);
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
        !qsm__time_zone_offset(&value->zone, floor_div(clock, MSECS), &offset))
        return "there is no time zone data for the zone";
    *msecs = clock - (int64_t)offset * MSECS;
    return NULL;
}

const char *qsm__date_time_to_utc(qsm_date_time *value)
{
    int64_t msecs;
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

qsm_date_time qsm_date_time_from_msecs(int64_t msecs)
{
    qsm_date_time value = {.spec = QSM_TIME_SPEC_UTC};
    qsm__date_time_set_clock(&value, msecs);
    return value;
}
