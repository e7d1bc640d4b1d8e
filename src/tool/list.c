/* SPDX-License-Identifier: MIT */
/*
 * qsm list: the shared memory segments of this machine that a Qt program can have created, and
 * their contents.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/progress.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/segment.h"

enum { DEFAULT_WAIT = 100 };

typedef struct list_options {
    const char *temp_path;
    const char *runtime_path;
    tool_duration wait;
    bool no_content;
} list_options;

static const tool_option options[] = {
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

typedef enum column {
    COLUMN_TYPE,
    COLUMN_SIZE,
    COLUMN_ATTACHED,
    COLUMN_OWNER,
    COLUMN_MODE,
    COLUMN_CREATOR,
    COLUMN_AGE,
    COLUMN_LOCK,
    COLUMN_LOCK_PID,
    COLUMN_CONTENT,
    COLUMNS
} column;

/* Numbers are aligned to the right. The name is last, because it can be long. */
static const struct {
    const char *title;
    bool right;
} columns[COLUMNS] = {
    {"TYPE", false},   {"SIZE", true}, {"ATTACHED", true}, {"OWNER", false},   {"MODE", false},
    {"CREATOR", true}, {"AGE", true},  {"LOCK", true},     {"LAST PID", true}, {"CONTENT", false},
};

typedef struct row {
    tool_cell cells[COLUMNS];
    char *name;
} row;

typedef struct listing {
    const tool_call *call;
    int wait; /* what is left of it: strangers decide how many segments make a look wait */
    tool_json json;
    row *rows;
    size_t count;
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

/* ---- for people ---- */

static void lock_cell(tool_cell cell, const qsm_segment_info *info)
{
    if (!qsm_segment_info_lock_exists(info))
        (void)snprintf(cell, TOOL_CELL_SIZE, "none");
    else if (qsm_segment_info_lock_value(info) < 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "?");
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "%" PRId64 "%s", qsm_segment_info_lock_value(info),
                       qsm_segment_info_lock_value(info) == 0 ? " held" : "");
}

static bool add_row(listing *list, const qsm_segment_info *info)
{
    row *rows = realloc(list->rows, (list->count + 1) * sizeof *rows);
    if (rows == NULL)
        return false;
    list->rows = rows;
    row *added = &rows[list->count];
    added->name = tool_segment_name(info);
    if (added->name == NULL)
        return false;
    list->count++;
    tool_type_cell(added->cells[COLUMN_TYPE], info);
    tool_number_cell(added->cells[COLUMN_SIZE], qsm_segment_info_size(info));
    tool_number_cell(added->cells[COLUMN_ATTACHED], qsm_segment_info_attached(info));
    tool_owner_cell(added->cells[COLUMN_OWNER], qsm_segment_info_owner(info));
    tool_mode_cell(added->cells[COLUMN_MODE], qsm_segment_info_mode(info));
    tool_number_cell(added->cells[COLUMN_CREATOR], qsm_segment_info_creator_pid(info));
    tool_age_cell(added->cells[COLUMN_AGE], qsm_segment_info_change_time(info));
    lock_cell(added->cells[COLUMN_LOCK], info);
    tool_number_cell(added->cells[COLUMN_LOCK_PID], qsm_segment_info_lock_last_pid(info));
    tool_content inside = look_inside(list, info);
    (void)snprintf(added->cells[COLUMN_CONTENT], TOOL_CELL_SIZE, "%s",
                   qsm_segment_info_exists(info) ? inside.brief : "(key file only)");
    return true;
}

static int by_name(const void *one, const void *other)
{
    const row *left = one;
    const row *right = other;
    return strcmp(left->name, right->name);
}

static void print_table(listing *list)
{
    if (list->count == 0) {
        (void)puts("No segments of Qt programs.");
        return;
    }
    qsort(list->rows, list->count, sizeof *list->rows, by_name);
    int widths[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        widths[c] = (int)strlen(columns[c].title);
        for (size_t i = 0; i < list->count; i++) {
            int width = (int)strlen(list->rows[i].cells[c]);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (int c = 0; c < COLUMNS; c++)
        (void)printf("%*s  ", columns[c].right ? widths[c] : -widths[c], columns[c].title);
    (void)puts("NAME");
    for (size_t i = 0; i < list->count; i++) {
        for (int c = 0; c < COLUMNS; c++)
            (void)printf("%*s  ", columns[c].right ? widths[c] : -widths[c],
                         list->rows[i].cells[c]);
        tool_print_text(stdout, list->rows[i].name); /* every user can create such a file */
        (void)putchar('\n');
    }
}

static void json_segment(listing *list, const qsm_segment_info *info)
{
    const list_options *chosen = list->call->values;
    tool_content inside = look_inside(list, info);
    tool_json_begin_object(&list->json, NULL);
    tool_segment_json(&list->json, info,
                      qsm_segment_info_exists(info) && !chosen->no_content ? &inside : NULL);
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
        print_table(list);
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
    listing list = {.call = call, .wait = tool_duration_or(chosen->wait, DEFAULT_WAIT)};
    int status = show(&list);
    for (size_t i = 0; i < list.count; i++)
        free(list.rows[i].name);
    free(list.rows);
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
        "POSIX name. The command takes no lock. Nothing is created or removed. To read the "
        "contents\n"
        "of a System V segment, the command attaches for a moment. This changes the segment's "
        "last\n"
        "process (lpid), attach time and detach time; --no-content does not attach.",
    .examples = "  qsm list\n"
                "  qsm list --json\n"
                "  TMPDIR=/var/tmp qsm list   # programs that run with this TMPDIR\n",
    .options = options,
    .values_size = sizeof(list_options),
    .run = run,
};
