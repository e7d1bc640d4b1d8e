/* SPDX-License-Identifier: MIT */
/* Kinds of time and their offsets. */
#ifndef QSM_VALUE_CORE_DATE_TIME_H
#define QSM_VALUE_CORE_DATE_TIME_H

#include <qsm/values.h>

/* Towards the past. */
static inline int64_t qsm__floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Milliseconds since 1970 as the clock of the value shows them. False: no date, or out of range. */
bool qsm__date_time_clock(const qsm_date_time *value, int64_t *msecs);

#define QSM_DATE_NULL ((qsm_date){INT64_MIN})
#define QSM_TIME_NULL ((qsm_time){-1})

/* The day number of 1970-01-01. */
enum { QSM_DATE_EPOCH = 2440588 };

/* Sets date and time from them. */
void qsm__date_time_set_clock(qsm_date_time *value, int64_t msecs);

/* Makes date and time Universal Time. NULL; or why it cannot be done. */
const char *qsm__date_time_to_utc(qsm_date_time *value);

/* Makes local time of date and time in UTC. False: the system cannot convert this time. */
bool qsm__date_time_to_local(qsm_date_time *value);

/*
 * Seconds east of UTC of a zone, at a time of its own clock in seconds since 1970. False: the
 * system has no data for the zone.
 */
bool qsm__time_zone_offset(const qsm_time_zone *zone, int64_t clock, int32_t *offset);

/* The same for an IANA id. */
bool qsm__zone_data_offset(qsm_text id, int64_t clock, int32_t *offset);

/* The same for the size bytes of a file of such data, behind which is a NUL. False: damaged. */
bool qsm__zone_file_offset(unsigned char *data, size_t size, int64_t clock, int32_t *offset);

/* Seconds east of UTC by a rule: "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX, TZ). utc: seconds. */
bool qsm__zone_rule_offset(const char *rule, int64_t utc, int32_t *offset);

/* Whether an id is "UTC", "UTC+05:30" or the like, with its offset. */
bool qsm__time_zone_is_utc_id(qsm_text id, int32_t *offset);

#endif
