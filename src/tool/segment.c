/* SPDX-License-Identifier: MIT */
#include "tool/segment.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/process.h"
#include "tool/segment_key.h"

/* ---- the contents ---- */

static const char *why_not(const qsm_segment_info *info, int error)
{
    if (qsm_segment_info_native_key(info)[0] == '\0')
        return "(no key file)";
    switch (error) {
    case ETIMEDOUT:
        return "(changing)";
    case EACCES:
        return "(no permission)";
    case ENODATA:
        return "(empty)";
    case ENOENT:
        return "(gone)";
    default:
        return "(not readable)";
    }
}

static void name_content(tool_content *inside)
{
    char *text = qsm_segment_content_to_string(&inside->found);
    (void)snprintf(inside->text, sizeof inside->text, "%s", text != NULL ? text : "");
    tool_content_brief(inside->brief, sizeof inside->brief, &inside->found);
    qsm_free(text);
}

tool_content tool_look_inside(const qsm_segment_info *info, int wait)
{
    tool_content inside = {.text = "", .brief = "", .found = QSM_INIT(qsm_segment_content)};
    if (!qsm_segment_info_exists(info))
        return inside;
    if (qsm_segment_info_contents(info, wait, &inside.found))
        name_content(&inside);
    else
        (void)snprintf(inside.text, sizeof inside.text, "%s", why_not(info, errno));
    if (inside.brief[0] == '\0')
        (void)snprintf(inside.brief, sizeof inside.brief, "%s", inside.text);
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
    if (qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)snprintf(cell, TOOL_CELL_SIZE, "posix");
    else if (qsm_segment_info_ftok_id(info) == QSM_NATIVE_IPC_KEY_SYSTEM_V)
        (void)snprintf(cell, TOOL_CELL_SIZE, "systemv");
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "systemv-%" PRId32, qsm_segment_info_ftok_id(info));
}

char *tool_segment_name(const qsm_segment_info *info)
{
    if (qsm_segment_info_native_key(info)[0] != '\0')
        return strdup(qsm_segment_info_native_key(info));
    char text[64];
    (void)snprintf(text, sizeof text, "(key 0x%08" PRIx32 ", file not known)",
                   (uint32_t)qsm_segment_info_system_v_key(info));
    return strdup(text);
}

/* ---- --json ---- */

static void json_content(tool_json *json, const tool_content *inside)
{
    tool_json_begin_object(json, "content");
    tool_json_string(json, "text", inside->text);
    const qsm_segment_content *found = &inside->found;
    bool is_null = found->type == QSM_SEGMENT_CONTENT_NULL_IMAGE;
    if (is_null || found->width > 0) {
        tool_json_integer(json, "width", found->width);
        tool_json_integer(json, "height", found->height);
        tool_json_string(json, "format",
                         found->format != QSM_IMAGE_FORMAT_INVALID
                             ? qsm_image_format_name(found->format)
                             : NULL);
    }
    tool_content_json(json, found);
    tool_json_end_object(json);
}

void tool_json_user(tool_json *json, const qsm_segment_user *user)
{
    tool_process_text name;
    tool_clean_process_name(name, user->name);
    tool_json_begin_object(json, NULL);
    tool_json_integer(json, "pid", user->pid);
    tool_json_string(json, "name", name);
    tool_json_number(json, "owner", user->uid);
    tool_json_end_object(json);
}

/* The legacy key, if it is known, and how a command line names the segment. */
static void json_key(tool_json *json, const qsm_segment_info *info)
{
    char *key = NULL;
    char *arguments = tool_segment_arguments(info);
    (void)tool_known_key(info, &key);
    tool_json_string(json, "key", key);
    tool_json_string(json, "arguments", arguments != NULL && *arguments != '\0' ? arguments : NULL);
    free(key);
    free(arguments);
}

void tool_segment_json(tool_json *json, const qsm_segment_info *info, const tool_content *content)
{
    bool system_v = qsm_segment_info_type(info) < QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    tool_json_string(json, "type", system_v ? "systemv" : "posix");
    tool_json_string(
        json, "name",
        qsm_segment_info_native_key(info)[0] != '\0' ? qsm_segment_info_native_key(info) : NULL);
    json_key(json, info);
    if (system_v) {
        tool_json_number(json, "ftokId", qsm_segment_info_ftok_id(info));
        tool_json_integer(json, "ftok", qsm_segment_info_system_v_key(info));
        tool_json_number(json, "id", qsm_segment_info_shmid(info));
        tool_json_bool(json, "keyFileExists", qsm_segment_info_key_file_exists(info));
    }
    tool_json_bool(json, "exists", qsm_segment_info_exists(info));
    tool_json_number(json, "size", qsm_segment_info_size(info));
    tool_json_number(json, "attached", qsm_segment_info_attached(info));
    tool_json_number(json, "owner", qsm_segment_info_owner(info));
    tool_cell mode;
    tool_mode_cell(mode, qsm_segment_info_mode(info));
    tool_json_string(json, "mode", qsm_segment_info_mode(info) >= 0 ? mode : NULL);
    tool_json_number(json, "creatorPid", qsm_segment_info_creator_pid(info));
    tool_json_number(json, "lastPid", qsm_segment_info_last_pid(info));
    tool_json_number(json, "changed", qsm_segment_info_change_time(info));
    tool_json_begin_object(json, "lock");
    tool_json_string(json, "name",
                     qsm_segment_info_lock_native_key(info)[0] != '\0'
                         ? qsm_segment_info_lock_native_key(info)
                         : NULL);
    tool_json_bool(json, "exists", qsm_segment_info_lock_exists(info));
    tool_json_number(json, "value", qsm_segment_info_lock_value(info));
    tool_json_number(json, "lastPid", qsm_segment_info_lock_last_pid(info));
    tool_json_number(json, "waiters", qsm_segment_info_lock_waiters(info));
    tool_json_end_object(json);
    if (content != NULL)
        json_content(json, content);
}
