/* SPDX-License-Identifier: MIT */
/* QTimeZone: an id, or a word that says what follows. */
#include <stdio.h>
#include <string.h>

#include "stream/text.h"
#include "value/core/core.h"
#include "value/core/date_time.h"

enum {
    LIGHT_ZONES = 0x060500, /* Qt 6.5 has zones without an id */
    LONGEST_WORD = 24
};

/* The words, by qsm_time_zone_form. */
static const char *const words[] = {
    "-No Time Zone Specified!", NULL,          "OffsetFromUtc", "QTimeZone::UTC",
    "QTimeZone::LocalTime",     "AheadOfUtcBy"};

static bool is_word(qsm_text text, const char *word)
{
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

static qsm_time_zone_form form_of(const qsm_coder *c, qsm_text text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        bool known = i < QSM_TIME_ZONE_UTC || c->qt >= LIGHT_ZONES;
        if (words[i] != NULL && known && text.size > 0 && is_word(text, words[i]))
            return (qsm_time_zone_form)i;
    }
    return QSM_TIME_ZONE_IANA;
}

qsm_time_zone qsm_time_zone_utc(void)
{
    static const qsm_text utc = {"UTC", 3};
    return (qsm_time_zone){
        .form = QSM_TIME_ZONE_FIXED, .id = utc, .name = utc, .abbreviation = utc, .comment = utc};
}

/* Qt before 6.5 has its zones of an offset in the long form. */
static void lengthen(qsm_time_zone *zone, char id[16])
{
    int32_t offset = zone->form == QSM_TIME_ZONE_AHEAD_OF_UTC ? zone->offset : 0;
    unsigned minutes = (unsigned)(offset < 0 ? -(int64_t)offset : offset) / 60;
    *zone = qsm_time_zone_utc();
    if (offset == 0)
        return;
    (void)snprintf(id, 16, "UTC%c%02u:%02u", offset < 0 ? '-' : '+', minutes / 60 % 100,
                   minutes % 60);
    zone->id = zone->name = zone->abbreviation = zone->comment = qsm_text_of(id);
    zone->offset = offset;
}

/* What stands behind the word of a zone with one offset. */
static bool code_fixed(qsm_coder *c, qsm_time_zone *zone)
{
    bool ok = qsm__code_text(c, &zone->id);
    ok = qsm__code_i32(c, &zone->offset) && ok;
    ok = qsm__code_text(c, &zone->name) && ok;
    ok = qsm__code_text(c, &zone->abbreviation) && ok;
    ok = qsm__code_i32(c, &zone->territory) && ok;
    return qsm__code_text(c, &zone->comment) && ok;
}

static bool code_rest(qsm_coder *c, qsm_time_zone *zone)
{
    if (zone->form == QSM_TIME_ZONE_FIXED)
        return code_fixed(c, zone);
    return zone->form != QSM_TIME_ZONE_AHEAD_OF_UTC || qsm__code_i32(c, &zone->offset);
}

/* The first text: an id, or a word. Its bytes are read once. */
static bool decode_first(qsm_coder *c, qsm_time_zone *zone)
{
    char local[3 * LONGEST_WORD];
    qsm_wire_text wire;
    bool ok = qsm__stream_take_text(c->stream, &wire);
    zone->form = QSM_TIME_ZONE_IANA;
    if (wire.in == NULL || wire.count == 0) {
        qsm__stream_odd(c->stream);
        *zone = qsm_time_zone_utc(); /* Qt: the zone of the system */
        zone->form = QSM_TIME_ZONE_IANA;
        return ok;
    }
    if (wire.count > LONGEST_WORD)
        return qsm__code_wire_text(c, &wire, &zone->id) && ok;
    qsm_text first = {local, qsm__text_from_units(local, wire.in, wire.count, wire.form)};
    zone->form = form_of(c, first);
    if (zone->form != QSM_TIME_ZONE_IANA || c->mode == QSM_MODE_SKIP)
        return ok;
    char *id = qsm__code_memory(c, first.size + 1, 1);
    if (id == NULL)
        return false;
    memcpy(id, local, first.size);
    zone->id = (qsm_text){id, first.size};
    return ok;
}

static bool decode(qsm_coder *c, qsm_time_zone *zone)
{
    bool ok = decode_first(c, zone);
    if (zone->name.data != NULL) /* nothing follows what reads as UTC */
        zone->form = QSM_TIME_ZONE_FIXED;
    else
        ok = code_rest(c, zone) && ok;
    return ok;
}

static bool encode(qsm_coder *c, const qsm_time_zone *given)
{
    char id[16];
    qsm_time_zone zone = *given;
    if ((unsigned)zone.form >= sizeof words / sizeof words[0])
        zone = (qsm_time_zone){0};
    bool light = zone.form == QSM_TIME_ZONE_UTC || zone.form == QSM_TIME_ZONE_AHEAD_OF_UTC;
    if (light && c->qt < LIGHT_ZONES)
        lengthen(&zone, id);
    const char *word = words[zone.form];
    qsm_text first = word != NULL ? qsm_text_of(word) : zone.id;
    bool ok = qsm__code_text(c, &first);
    return code_rest(c, &zone) && ok;
}

bool qsm__code_time_zone(qsm_coder *c, qsm_time_zone *zone)
{
    return qsm__decoding(c) ? decode(c, zone) : encode(c, zone);
}

/* "UTC", "UTC+05", "UTC-03:30", "UTC+01:00:15". */
bool qsm__time_zone_is_utc_id(qsm_text id, int32_t *offset)
{
    int32_t seconds = 0;
    int32_t unit = 3600;
    *offset = 0;
    if (id.size < 3 || memcmp(id.data, "UTC", 3) != 0)
        return false;
    if (id.size == 3)
        return true;
    if ((id.data[3] != '+' && id.data[3] != '-') || id.size % 3 != 0 || id.size > 12)
        return false;
    for (size_t at = 4; at + 2 <= id.size; at += 3, unit /= 60) {
        const char *digits = id.data + at;
        bool two = digits[0] >= '0' && digits[0] <= '9' && digits[1] >= '0' && digits[1] <= '9';
        if (!two || (at > 4 && digits[-1] != ':'))
            return false;
        seconds += ((digits[0] - '0') * 10 + digits[1] - '0') * unit;
    }
    *offset = id.data[3] == '-' ? -seconds : seconds;
    return true;
}

bool qsm__time_zone_offset(const qsm_time_zone *zone, int64_t clock, int32_t *offset)
{
    *offset = 0;
    if (zone->form == QSM_TIME_ZONE_UTC)
        return true;
    if (zone->form == QSM_TIME_ZONE_FIXED || zone->form == QSM_TIME_ZONE_AHEAD_OF_UTC) {
        *offset = zone->offset;
        return true;
    }
    return zone->form == QSM_TIME_ZONE_IANA && zone->id.data != NULL &&
           (qsm__time_zone_is_utc_id(zone->id, offset) ||
            qsm__zone_data_offset(zone->id, clock, offset));
}

QSM_TYPE_CODER(time_zone, qsm_time_zone)
