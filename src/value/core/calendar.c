/* SPDX-License-Identifier: MIT */
/* Dates and times by number. */
#include "value/core/date_time.h"

#define FIRST_DAY (-784350574879)
#define LAST_DAY 784354017364

enum { MSECS = 1000, SPARE_DAYS = 100000, DAY_MSECS = 86400000 };

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
    int64_t before =
        365 * y + qsm__floor_div(y, 4) - qsm__floor_div(y, 100) + qsm__floor_div(y, 400);
    return (qsm_date){before + (153 * m + 2) / 5 + day + 1721119};
}

static void put(int *place, int64_t number)
{
    if (place != NULL)
        *place = (int)number;
}

bool qsm_date_to_ymd(qsm_date date, int *year, int *month, int *day)
{
    enum { CENTURIES_DAYS = 146097 }; /* of 400 years */
    if (!qsm_date_is_valid(date))
        return false;
    int64_t since = date.julian_day - 1721120; /* 1 March of the year before 1 */
    int64_t era = qsm__floor_div(since, CENTURIES_DAYS);
    int64_t of_era = since - era * CENTURIES_DAYS;
    int64_t year_of_era =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / (CENTURIES_DAYS - 1)) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * of_year + 2) / 153;
    int64_t y = year_of_era + era * 400 + (m >= 10);
    put(day, of_year - (153 * m + 2) / 5 + 1);
    put(month, m < 10 ? m + 3 : m - 9);
    put(year, y <= 0 ? y - 1 : y);
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
    int64_t days = qsm__floor_div(msecs, DAY_MSECS);
    value->date.julian_day = days + QSM_DATE_EPOCH;
    value->time.msecs = (int32_t)(msecs - days * DAY_MSECS);
}

qsm_date_time qsm_date_time_from_msecs(int64_t msecs)
{
    qsm_date_time value = {.spec = QSM_TIME_SPEC_UTC};
    qsm__date_time_set_clock(&value, msecs);
    return value;
}
