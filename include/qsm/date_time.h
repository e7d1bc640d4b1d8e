/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/date_time.h
 * QDate, QTime, QDateTime and QTimeZone as plain structs. See qsm/values.h for what all structs of
 * values have in common.
 *
 * Threads: the functions that need the local time zone of the system call mktime() and
 * localtime_r(), which read the environment variable TZ.
 */
#ifndef QSM_DATE_TIME_H
#define QSM_DATE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QDate. Numbers out of Qt's range (some 2,000,000,000 years) are invalid. @since 0.2 */
typedef struct qsm_date {
    int64_t julian_day; /**< QDate::toJulianDay: 2440588 is 1970-01-01. INT64_MIN: null */
} qsm_date;

/** A QTime. @since 0.2 */
typedef struct qsm_time {
    int32_t msecs; /**< milliseconds since midnight. -1: null; others out of range: invalid */
} qsm_time;

/** The kind of time of a QDateTime, with the numbers of Qt::TimeSpec. @since 0.2 */
typedef enum qsm_time_spec {
    QSM_TIME_SPEC_LOCAL_TIME = 0,      /**< of each program that reads it */
    QSM_TIME_SPEC_UTC = 1,             /**< Universal Time */
    QSM_TIME_SPEC_OFFSET_FROM_UTC = 2, /**< an offset */
    QSM_TIME_SPEC_TIME_ZONE = 3        /**< a QTimeZone */
} qsm_time_spec;

/** How a QTimeZone is written. @since 0.2 */
typedef enum qsm_time_zone_form {
    QSM_TIME_ZONE_INVALID = 0,     /**< Qt 5.15.8 crashes if it writes or reads it */
    QSM_TIME_ZONE_IANA = 1,        /**< id is all: "Europe/Paris" */
    QSM_TIME_ZONE_FIXED = 2,       /**< one offset; all fields: "UTC", "UTC+05:30", custom zones */
    QSM_TIME_ZONE_UTC = 3,         /**< Qt 6.5: no field */
    QSM_TIME_ZONE_LOCAL_TIME = 4,  /**< Qt 6.5: no field */
    QSM_TIME_ZONE_AHEAD_OF_UTC = 5 /**< Qt 6.5: offset */
} qsm_time_zone_form;

/** A QTimeZone. @since 0.2 */
typedef struct qsm_time_zone {
    qsm_time_zone_form form; /**< which of the fields count */
    qsm_text id;             /**< QTimeZone::id */
    int32_t offset;          /**< seconds east of UTC */
    qsm_text name;           /**< QTimeZone::displayName */
    qsm_text abbreviation;   /**< QTimeZone::abbreviation */
    int32_t territory;       /**< QLocale::Territory (Country in Qt 5) */
    qsm_text comment;        /**< QTimeZone::comment */
} qsm_time_zone;

/**
 * A QDateTime. Invalid dates and times are written as null, a date without a time as midnight. Qt
 * reads an offset 0 as UTC. Stream versions 1-6 have neither kind of time nor offset nor zone;
 * versions 7-14 have the kind only. Version 13 has Universal Time: writing local time or a zone
 * needs the system's time zone data there, and fails without it.
 * @since 0.2
 */
typedef struct qsm_date_time {
    qsm_date date;      /**< as the clock of its kind of time shows it */
    qsm_time time;      /**< the same */
    qsm_time_spec spec; /**< the kind of time */
    int32_t offset; /**< OFFSET_FROM_UTC: seconds east of UTC. LOCAL_TIME: of two times which the
                       clock shows alike, the one with this offset */
    qsm_time_zone zone; /**< TIME_ZONE */
} qsm_date_time;

/** @name Calendar
 *  @{ */

/** QDate::isValid. @since 0.2 */
QSM_API bool qsm_date_is_valid(qsm_date date);

/**
 * QDate(year, month, day): Gregorian, also before 1582. There is no year 0; the year before 1 is
 * -1.
 * @return the null date if there is no such day.
 * @since 0.2
 */
QSM_API qsm_date qsm_date_from_ymd(int year, int month, int day);

/**
 * QDate::getDate. year, month and day may be NULL.
 * @return false for an invalid date: nothing changes.
 * @since 0.2
 */
QSM_API bool qsm_date_to_ymd(qsm_date date, int *year, int *month, int *day);

/** QTime::isValid. @since 0.2 */
QSM_API bool qsm_time_is_valid(qsm_time time);

/** QTime(hour, minute, second, msec). @return the null time if there is none. @since 0.2 */
QSM_API qsm_time qsm_time_from_hms(int hour, int minute, int second, int msec);

/** The zone that Qt 5.15 and 6.4 write for QTimeZone("UTC"). @since 0.2 */
QSM_API qsm_time_zone qsm_time_zone_utc(void);

/**
 * QDateTime::toMSecsSinceEpoch. Local time and zones need the system's time zone data.
 * @return false (errno EINVAL) if the date is invalid or too far, or there is no data for its zone.
 * @since 0.2
 */
QSM_API bool qsm_date_time_to_msecs(const qsm_date_time *value, int64_t *msecs);

/** QDateTime::fromMSecsSinceEpoch(msecs, Qt::UTC). @since 0.2 */
QSM_API qsm_date_time qsm_date_time_from_msecs(int64_t msecs);

/** @} */

/** @name Streams and trees
 *  @{ */

/** Reads a QDate. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_date(qsm_data_stream *stream, qsm_date *value);
/** Writes a QDate. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_date(qsm_data_stream *stream, const qsm_date *value);
/** Gives the value of a QDate. @since 0.2 */
QSM_API bool qsm_variant_to_date(const qsm_variant *variant, qsm_date *value);
/** Sets a QDate. @since 0.2 */
QSM_API bool qsm_variant_set_date(qsm_variant *variant, const qsm_date *value);

/** Reads a QTime. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_time(qsm_data_stream *stream, qsm_time *value);
/** Writes a QTime. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_time(qsm_data_stream *stream, const qsm_time *value);
/** Gives the value of a QTime. @since 0.2 */
QSM_API bool qsm_variant_to_time(const qsm_variant *variant, qsm_time *value);
/** Sets a QTime. @since 0.2 */
QSM_API bool qsm_variant_set_time(qsm_variant *variant, const qsm_time *value);

/**
 * Reads a QDateTime. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_date_time(qsm_data_stream *stream, qsm_tree *tree,
                                            qsm_date_time *value);
/** Writes a QDateTime. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_date_time(qsm_data_stream *stream, const qsm_date_time *value);
/** Gives the value of a QDateTime. @since 0.2 */
QSM_API bool qsm_variant_to_date_time(const qsm_variant *variant, qsm_date_time *value);
/** Sets a QDateTime, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_date_time(qsm_variant *variant, const qsm_date_time *value);

/**
 * Reads a QTimeZone. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_time_zone(qsm_data_stream *stream, qsm_tree *tree,
                                            qsm_time_zone *value);
/** Writes a QTimeZone. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_time_zone(qsm_data_stream *stream, const qsm_time_zone *value);
/** Gives the value of a QTimeZone. @since 0.2 */
QSM_API bool qsm_variant_to_time_zone(const qsm_variant *variant, qsm_time_zone *value);
/** Sets a QTimeZone, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_time_zone(qsm_variant *variant, const qsm_time_zone *value);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
