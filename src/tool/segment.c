/* SPDX-License-Identifier: MIT */
#include "tool/segment.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An image's header is looked for in so much of a segment. */
enum { PEEK_SIZE = 65536 };

/* ---- what is inside ---- */

static const char *why_not(int error)
{
    switch (error) {
    case ENOLCK:
        return "(no lock)";
    case ETIMEDOUT:
        return "(locked)";
    case EACCES:
        return "(no permission)";
    case ENODATA:
        return "(empty)";
    default:
        return "(not readable)";
    }
}

bool tool_is_unwritten(const unsigned char *bytes, size_t size)
{
    enum { NULL_IMAGE_SIZE = 4 };
    size_t zeros = 0;
    while (zeros < size && bytes[zeros] == 0)
        zeros++;
    return zeros == size && size != NULL_IMAGE_SIZE;
}

static void name_content(tool_content *inside)
{
    const qsm_image_header *header = &inside->header;
    if (!inside->is_image)
        (void)snprintf(inside->text, TOOL_CELL_SIZE, "data");
    else if (header->width <= 0 || header->height <= 0)
        (void)snprintf(inside->text, TOOL_CELL_SIZE, "QImage null");
    else if (header->format == QSM_IMAGE_FORMAT_INVALID)
        (void)snprintf(inside->text, TOOL_CELL_SIZE, "QImage %dx%d", header->width, header->height);
    else
        (void)snprintf(inside->text, TOOL_CELL_SIZE, "QImage %dx%d %s", header->width,
                       header->height, qsm_image_format_name(header->format));
}

tool_content tool_segment_content(const qsm_segment_info *info, int wait)
{
    tool_content inside = {.text = "", .header = QSM_INIT(qsm_image_header)};
    unsigned char *bytes = info->exists ? malloc(PEEK_SIZE) : NULL;
    if (bytes == NULL)
        return inside;
    errno = 0;
    size_t size = qsm_segment_peek_info(info, wait, bytes, PEEK_SIZE);
    if (size == 0) {
        (void)snprintf(inside.text, sizeof inside.text, "%s", why_not(errno));
    } else if (tool_is_unwritten(bytes, size)) {
        (void)snprintf(inside.text, sizeof inside.text, "zeros");
    } else {
        inside.is_image = qsm_image_peek(bytes, size, &inside.header);
        name_content(&inside);
    }
    free(bytes);
    return inside;
}

/* ---- for people ---- */

void tool_number_cell(tool_cell cell, int64_t number)
{
    if (number >= 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "%" PRId64, number);
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "-");
}

void tool_owner_cell(tool_cell cell, int64_t owner)
{
    char buffer[4096];
    struct passwd entry;
    struct passwd *found = NULL;
    if (owner >= 0)
        (void)getpwuid_r((uid_t)owner, &entry, buffer, sizeof buffer, &found);
    if (found != NULL)
        (void)snprintf(cell, TOOL_CELL_SIZE, "%s", found->pw_name);
    else
        tool_number_cell(cell, owner);
}

void tool_mode_cell(tool_cell cell, int32_t mode)
{
    if (mode >= 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "%04o", (unsigned)mode);
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "-");
}

void tool_age_cell(tool_cell cell, int64_t changed)
{
    static const struct {
        int64_t seconds;
        char unit;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    int64_t age = (int64_t)time(NULL) - changed;
    if (changed < 0) {
        (void)snprintf(cell, TOOL_CELL_SIZE, "-");
        return;
    }
    if (age < 0)
        age = 0;
    size_t i = 0;
    while (i + 1 < sizeof units / sizeof units[0] && age < 2 * units[i].seconds)
        i++;
    (void)snprintf(cell, TOOL_CELL_SIZE, "%" PRId64 "%c", age / units[i].seconds, units[i].unit);
}

void tool_type_cell(tool_cell cell, const qsm_segment_info *info)
{
    if (info->type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)snprintf(cell, TOOL_CELL_SIZE, "posix");
    else if (info->ftok_id == QSM_NATIVE_IPC_KEY_SYSTEM_V)
        (void)snprintf(cell, TOOL_CELL_SIZE, "systemv");
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "systemv-%" PRId32, info->ftok_id);
}

char *tool_segment_name(const qsm_segment_info *info)
{
    if (info->native_key[0] != '\0')
        return strdup(info->native_key);
    char text[64];
    (void)snprintf(text, sizeof text, "(key 0x%08" PRIx32 ", file not known)",
                   (uint32_t)info->system_v_key);
    return strdup(text);
}

/* ---- --json ---- */

static void json_content(tool_json *json, const tool_content *inside)
{
    tool_json_begin_object(json, "content");
    tool_json_string(json, "text", inside->text);
    if (inside->is_image) {
        tool_json_integer(json, "width", inside->header.width);
        tool_json_integer(json, "height", inside->header.height);
        tool_json_string(json, "format",
                         inside->header.format != QSM_IMAGE_FORMAT_INVALID
                             ? qsm_image_format_name(inside->header.format)
                             : NULL);
    }
    tool_json_end_object(json);
}

void tool_segment_json(tool_json *json, const qsm_segment_info *info, const tool_content *content)
{
    bool system_v = info->type < QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    tool_json_string(json, "type", system_v ? "systemv" : "posix");
    tool_json_string(json, "name", info->native_key[0] != '\0' ? info->native_key : NULL);
    if (system_v) {
        tool_json_number(json, "ftokId", info->ftok_id);
        tool_json_integer(json, "ftok", info->system_v_key);
        tool_json_number(json, "id", info->id);
        tool_json_bool(json, "keyFileExists", info->key_file_exists);
    }
    tool_json_bool(json, "exists", info->exists);
    tool_json_number(json, "size", info->size);
    tool_json_number(json, "attached", info->attached);
    tool_json_number(json, "owner", info->owner);
    tool_cell mode;
    tool_mode_cell(mode, info->mode);
    tool_json_string(json, "mode", info->mode >= 0 ? mode : NULL);
    tool_json_number(json, "creatorPid", info->creator_pid);
    tool_json_number(json, "lastPid", info->last_pid);
    tool_json_number(json, "changed", info->changed);
    tool_json_begin_object(json, "lock");
    tool_json_string(json, "name", info->lock_native_key[0] != '\0' ? info->lock_native_key : NULL);
    tool_json_bool(json, "exists", info->lock_exists);
    tool_json_number(json, "value", info->lock_value);
    tool_json_number(json, "lastPid", info->lock_last_pid);
    tool_json_number(json, "waiters", info->lock_waiters);
    tool_json_end_object(json);
    if (content != NULL)
        json_content(json, content);
}
