/* SPDX-License-Identifier: MIT */
/* The rule of a zone for all years to come, as POSIX has it in TZ: "CET-1CEST,M3.5.0,M10.5.0/3". */
#include <string.h>

#include "value/core/date_time.h"

enum { DAY_SECONDS = 86400, DEFAULT_CHANGE = 2 * 3600 };

/* When the clock changes: a day of the year, and the seconds of that day by the clock before. */
typedef struct change {
    int form; /* M: month.week.day; J: 1-365 without 29 February; 0: 0-365 with it */
    int part[3];
    int32_t seconds;
} change;

static bool parse_number(const char **at, int *value, int most)
{
    const char *digits = *at;
    for (*value = 0; **at >= '0' && **at <= '9' && *at - digits < 4; ++*at)
        *value = *value * 10 + (**at - '0');
    return *at > digits && *value <= most;
}

/* [+-]hh[:mm[:ss]] */
static bool parse_time(const char **at, int32_t *seconds)
{
    bool negative = **at == '-';
    int32_t unit = 3600;
    *at += **at == '-' || **at == '+';
    *seconds = 0;
    for (int i = 0; i < 3; i++, unit /= 60) {
        int value;
        if (!parse_number(at, &value, i == 0 ? 167 : 59))
            return false;
        *seconds += value * unit;
        if (**at != ':')
            break;
        ++*at;
    }
    if (negative)
        *seconds = -*seconds;
    return true;
}

static bool skip_name(const char **at)
{
    size_t size = **at == '<' ? strcspn(*at, ">") + 1 : strcspn(*at, "0123456789+-,<");
    if (size == 0 || size > strlen(*at))
        return false;
    *at += size;
    return true;
}

static bool parse_change(const char **at, change *c)
{
    bool ok = *(*at)++ == ',';
    c->form = ok && (**at == 'M' || **at == 'J') ? *(*at)++ : '0';
    c->seconds = DEFAULT_CHANGE;
    ok = ok && parse_number(at, &c->part[0], c->form == 'M' ? 12 : 365);
    for (int i = 1; i < 3 && c->form == 'M' && ok; i++)
        ok = *(*at)++ == '.' && parse_number(at, &c->part[i], i == 1 ? 5 : 6);
    if (!ok || **at != '/')
        return ok;
    ++*at;
    return parse_time(at, &c->seconds);
}

static int64_t first_day(int year, int month)
{
    return qsm_date_from_ymd(year, month, 1).julian_day;
}

/* The Julian day of a change. */
static int64_t day_of(const change *c, int year)
{
    int64_t start = first_day(year, 1);
    if (c->form == '0')
        return start + c->part[0];
    if (c->form == 'J') {
        bool leap = first_day(year, 3) - first_day(year, 2) == 29;
        return start + c->part[0] - 1 + (leap && c->part[0] > 59);
    }
    int64_t first = first_day(year, c->part[0] > 0 ? c->part[0] : 1);
    int64_t next = c->part[0] < 12 ? first_day(year, c->part[0] + 1) : first_day(year + 1, 1);
    int64_t day = first + (c->part[2] - (first + 1) % 7 + 7) % 7 + 7LL * (c->part[1] - 1);
    return day >= next ? day - 7 : day;
}

/* In seconds since 1970. */
static int64_t moment(const change *c, int year, int32_t offset)
{
    return (day_of(c, year) - QSM_DATE_EPOCH) * DAY_SECONDS + c->seconds - offset;
}

bool qsm__zone_rule_offset(const char *rule, int64_t utc, int32_t *offset)
{
    change changes[2];
    int32_t standard;
    int year = 0;
    int ignored[2];
    if (!skip_name(&rule) || !parse_time(&rule, &standard))
        return false;
    standard = -standard;
    *offset = standard;
    if (*rule == '\0')
        return true;
    int32_t summer = standard + 3600;
    if (!skip_name(&rule))
        return false;
    if (*rule != ',') {
        if (!parse_time(&rule, &summer))
            return false;
        summer = -summer;
    }
    if (!parse_change(&rule, &changes[0]) || !parse_change(&rule, &changes[1]))
        return false;
    qsm_date_time at = {.spec = QSM_TIME_SPEC_UTC};
    if (utc > INT64_MAX / 2000 || utc < 0)
        return true;
    qsm__date_time_set_clock(&at, (utc + standard) * 1000);
    (void)qsm_date_to_ymd(at.date, &year, &ignored[0], &ignored[1]); /* such times have a date */
    int64_t begin = moment(&changes[0], year, standard);
    int64_t end = moment(&changes[1], year, summer);
    bool is_summer = begin <= end ? utc >= begin && utc < end : utc >= begin || utc < end;
    *offset = is_summer ? summer : standard;
    return true;
}
