/* SPDX-License-Identifier: MIT */
/*
 * Offsets of an IANA zone from the system's time zone data (RFC 8536, versions 1-4). Only
 * QDateTime at stream version 13 and JSON need them. The file is small, and is read as a whole.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/core/date_time.h"

enum {
    HEADER = 44,
    LARGEST_FILE = 1 << 18,
    MOST_PATH = 300,
    TYPE_SIZE = 6,
    DAY_SECONDS = 86400,
    VERSION_AT = 4,
    COUNTS_AT = 20
};

typedef struct zone_data {
    const unsigned char *times; /* time_size bytes each */
    const unsigned char *indexes;
    const unsigned char *types; /* offset (4 bytes), is_dst, abbreviation */
    size_t time_size;
    size_t time_count;
    size_t type_count;
    const char *rule; /* behind the last of the times; NULL: none */
} zone_data;

static uint32_t load32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t load_time(const zone_data *zone, size_t index)
{
    const unsigned char *at = zone->times + index * zone->time_size;
    if (zone->time_size == 4)
        return (int32_t)load32(at);
    return (int64_t)((uint64_t)load32(at) << 32 | load32(at + 4));
}

/* The data behind a header. *size: of all that the header tells of. */
static bool parse_part(const unsigned char *in, size_t left, size_t time_size, zone_data *zone,
                       size_t *size)
{
    size_t counts[6]; /* isut, isstd, leap, time, type, char */
    if (left < HEADER || memcmp(in, "TZif", 4) != 0)
        return false;
    for (size_t i = 0; i < 6; i++) {
        counts[i] = load32(in + COUNTS_AT + 4 * i);
        if (counts[i] > LARGEST_FILE)
            return false;
    }
    *size = HEADER + counts[3] * (time_size + 1) + counts[4] * TYPE_SIZE + counts[5] +
            counts[2] * (time_size + 4) + counts[1] + counts[0];
    if (*size > left || counts[4] == 0)
        return false;
    zone->time_size = time_size;
    zone->time_count = counts[3];
    zone->type_count = counts[4];
    zone->times = in + HEADER;
    zone->indexes = zone->times + counts[3] * time_size;
    zone->types = zone->indexes + counts[3];
    zone->rule = NULL;
    return true;
}

static bool parse(unsigned char *data, size_t size, zone_data *zone)
{
    size_t first;
    size_t second;
    if (!parse_part(data, size, 4, zone, &first))
        return false;
    if (data[VERSION_AT] == '\0')
        return true;
    if (!parse_part(data + first, size - first, 8, zone, &second))
        return false;
    char *rule = (char *)data + first + second;
    if (*rule != '\n')
        return true;
    rule++;
    rule[strcspn(rule, "\n")] = '\0';
    zone->rule = *rule != '\0' ? rule : NULL;
    return true;
}

static int32_t offset_of_type(const zone_data *zone, size_t type)
{
    return type < zone->type_count ? (int32_t)load32(zone->types + type * TYPE_SIZE) : 0;
}

/* Seconds east of UTC at a time in UTC. */
static int32_t offset_at(const zone_data *zone, int64_t utc)
{
    size_t low = 0;
    size_t high = zone->time_count;
    int32_t offset;
    while (low < high) { /* to the first time that is later */
        size_t middle = low + (high - low) / 2;
        if (load_time(zone, middle) <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->time_count && zone->rule != NULL &&
        qsm__zone_rule_offset(zone->rule, utc, &offset))
        return offset;
    return offset_of_type(zone, low > 0 ? zone->indexes[low - 1] : 0);
}

/* A time that a clock shows twice is the first of the two; one that it skips is as if it had not
 * been moved. */
static int32_t offset_of_clock(const zone_data *zone, int64_t clock)
{
    int32_t before = offset_at(zone, clock - DAY_SECONDS);
    int32_t after = offset_at(zone, clock + DAY_SECONDS);
    bool fits = offset_at(zone, clock - before) == before;
    return fits || offset_at(zone, clock - after) != after ? before : after;
}

/* Ids are names in a directory: no way leads out of it. */
static bool is_safe(qsm_text id)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    bool ok = id.size > 0 && id.size < MOST_PATH / 2 && id.data[0] != '/';
    for (size_t i = 0; i < id.size && ok; i++)
        ok = id.data[i] != '\0' && strchr(letters, id.data[i]) != NULL;
    return ok;
}

static FILE *open_data(qsm_text id)
{
    static const char *const places[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo"};
    char path[MOST_PATH];
    FILE *file = NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && file == NULL; i++) {
        (void)snprintf(path, sizeof path, "%s/%.*s", places[i], (int)id.size, id.data);
        file = fopen(path, "rbe");
    }
    return file;
}

bool qsm__zone_file_offset(unsigned char *data, size_t size, int64_t clock, int32_t *offset)
{
    zone_data zone;
    if (!parse(data, size, &zone))
        return false;
    *offset = offset_of_clock(&zone, clock);
    return true;
}

bool qsm__zone_data_offset(qsm_text id, int64_t clock, int32_t *offset)
{
    FILE *file = is_safe(id) ? open_data(id) : NULL;
    if (file == NULL)
        return false;
    unsigned char *data = malloc(LARGEST_FILE);
    size_t size = data != NULL ? fread(data, 1, LARGEST_FILE - 1, file) : 0;
    (void)fclose(file);
    bool ok = size > 0;
    if (ok) {
        data[size] = '\0';
        ok = qsm__zone_file_offset(data, size, clock, offset);
    }
    free(data);
    return ok;
}
