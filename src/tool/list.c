/* SPDX-License-Identifier: MIT */
/*
 * qsm list: the shared memory segments of this machine that a Qt program can have created, and
 * their contents.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/progress.h"
#include "tool/commands.h"
#include "tool/list_table.h"

enum { DEFAULT_WAIT = 100 };

typedef struct list_options {
    const char *temp_path;
    const char *runtime_path;
    tool_duration wait;
    bool no_content;
    bool wide;
} list_options;

static const tool_option options[] = {
    {"wide", 'w', TOOL_TAKES_NOTHING, NULL, "all columns, and nothing is cut", tool_parse_flag,
     offsetof(list_options, wide)},
    {"temp-path", 0, TOOL_TAKES_VALUE, "DIR", "search this temp directory (default: from TMPDIR)",
     tool_parse_text, offsetof(list_options, temp_path)},
    {"runtime-path", 0, TOOL_TAKES_VALUE, "DIR",
     "search this runtime directory (default: from XDG_RUNTIME_DIR)", tool_parse_text,
     offsetof(list_options, runtime_path)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to read contents that change all the time, for\nall segments together (default: "
     "0.1)",
     tool_parse_duration, offsetof(list_options, wait)},
    {"no-content", 0, TOOL_TAKES_NOTHING, NULL, "do not read the contents: attaches to nothing",
     tool_parse_flag, offsetof(list_options, no_content)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

typedef struct listing {
    const tool_call *call;
    int wait; /* what is left of it: strangers decide how many segments make a look wait */
    tool_json json;
    tool_list_table table;
    bool failed;
} listing;

static tool_content look_inside(listing *list, const qsm_segment_info *info)
{
    const list_options *chosen = list->call->values;
    if (chosen->no_content)
        return (tool_content){.text = ""};
    int64_t begun = tool_now();
    tool_content inside = tool_look_inside(info, list->wait);
    int64_t spent = tool_now() - begun;
    if (list->wait > 0)
        list->wait = spent < list->wait ? list->wait - (int)spent : 0;
    return inside;
}

static bool add_row(listing *list, const qsm_segment_info *info)
{
    tool_content inside = look_inside(list, info);
    return tool_list_add(&list->table, info, &inside);
}

/* ---- --json ---- */

static bool json_user(void *context, const qsm_segment_user *user)
{
    tool_json_user(context, user);
    return true;
}

/* The names that scripts can use: of the key, of processes, and of what doctor would report. */
static void json_names(tool_json *json, const qsm_segment_info *info)
{
    tool_process_text creator;
    int64_t pid = qsm_segment_info_creator_pid(info);
    bool alive = pid > 0 && tool_process_name(pid, creator);
    tool_json_string(json, "lockState", qsm_lock_state_name(qsm_segment_info_lock_state(info)));
    tool_json_string(json, "creatorName", alive ? creator : NULL);
    tool_json_begin_array(json, "users");
    if (qsm_segment_info_exists(info))
        (void)qsm_segment_info_users(info, json_user, json);
    tool_json_end_array(json);
    tool_json_begin_array(json, "marks");
    for (const tool_trouble *at = tool_troubles; at->id != NULL; at++) {
        if (at->is_so(info))
            tool_json_string(json, NULL, at->id);
    }
    tool_json_end_array(json);
}

static void json_segment(listing *list, const qsm_segment_info *info)
{
    const list_options *chosen = list->call->values;
    tool_content inside = look_inside(list, info);
    tool_json_begin_object(&list->json, NULL);
    tool_segment_json(&list->json, info,
                      qsm_segment_info_exists(info) && !chosen->no_content ? &inside : NULL);
    json_names(&list->json, info);
    tool_json_end_object(&list->json);
}

/* ---- both ---- */

static bool visit(void *context, const qsm_segment_info *info)
{
    listing *list = context;
    if (list->call->json)
        json_segment(list, info);
    else
        list->failed = !add_row(list, info);
    return !list->failed;
}

static int show(listing *list)
{
    const list_options *chosen = list->call->values;
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = chosen->temp_path,
                                       .runtime_path = chosen->runtime_path};
    if (list->call->json) {
        tool_json_start(&list->json, stdout);
        tool_json_begin_array(&list->json, NULL);
    }
    bool listed = qsm_segment_list(&environment, visit, list);
    int error = errno;
    if (list->call->json) {
        tool_json_end_array(&list->json);
        tool_json_finish(&list->json);
    } else {
        tool_list_print(&list->table);
    }
    if (list->failed)
        return tool_fail(list->call, "out of memory");
    return listed ? TOOL_OK
                  : tool_fail(list->call, "the list is not complete: %s", strerror(error));
}

static int run(tool_call *call)
{
    if (!tool_no_more_operands(call))
        return TOOL_USAGE;
    const list_options *chosen = call->values;
    listing list = {.call = call,
                    .wait = tool_duration_or(chosen->wait, DEFAULT_WAIT),
                    .table = {.wide = chosen->wide}};
    int status = show(&list);
    tool_list_drop(&list.table);
    return status;
}

const tool_command tool_list = {
    .name = "list",
    .operands = "[OPTION]...",
    .summary = "list the segments of Qt programs and their contents",
    .description =
        "Lists every shared memory segment of this machine that a Qt program can have created. It\n"
        "finds them by the key files in the temp and the runtime directory, by ftok id 'Q', and "
        "by\n"
        "POSIX name. KEY is what the other commands take: the key, where the name of the segment\n"
        "proves it (keys of letters), otherwise --native and the native key. ! marks what 'qsm "
        "doctor'\n"
        "would report. USED BY has the programs; ?: they are not known, as from inside a "
        "container.\n"
        "The command takes no lock. Nothing is created or removed. To read the contents of a "
        "System\n"
        "V segment, the command attaches for a moment. This changes the segment's last process\n"
        "(lpid), attach time and detach time; --no-content does not attach.",
    .examples = "  qsm list\n"
                "  qsm list --wide\n"
                "  qsm list --json\n"
                "  TMPDIR=/var/tmp qsm list   # programs that run with this TMPDIR\n",
    .options = options,
    .values_size = sizeof(list_options),
    .run = run,
};
