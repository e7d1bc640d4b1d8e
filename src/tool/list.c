/* SPDX-License-Identifier: MIT */
/*
 * qsm list: the shared memory segments of this machine that Qt programs can have made, and what is
 * in them.
 */
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <qsm/qsm.h>

#include "command.h"
#include "commands.h"
#include "json.h"

/* An image's header is looked for in so much of a segment. */
enum { PEEK_SIZE = 65536, DEFAULT_WAIT = 100, CELL_SIZE = 96 };

typedef struct list_options {
    const char *temp_path;
    const char *runtime_path;
    tool_duration wait;
    bool no_content;
} list_options;

static const tool_option options[] = {
    {"temp-path", 0, TOOL_TAKES_VALUE, "DIR", "look for key files there (default: from TMPDIR)",
     tool_parse_text, offsetof(list_options, temp_path)},
    {"runtime-path", 0, TOOL_TAKES_VALUE, "DIR", "and there (default: from XDG_RUNTIME_DIR)",
     tool_parse_text, offsetof(list_options, runtime_path)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to wait for each lock to look into a segment (default: 0.1)", tool_parse_duration,
     offsetof(list_options, wait)},
    {"no-content", 0, TOOL_TAKES_NOTHING, NULL,
     "do not look into segments (nothing is then touched, no lock taken)", tool_parse_flag,
     offsetof(list_options, no_content)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* What is in a segment, or why that is not known. */
typedef struct content {
    char text[CELL_SIZE];
    bool is_image;
    qsm_image_header header;
} content;

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

/* Numbers stand to the right; the name comes last, it can be long. */
static const struct {
    const char *title;
    bool right;
} columns[COLUMNS] = {
    {"TYPE", false},   {"SIZE", true}, {"ATTACHED", true}, {"OWNER", false},   {"MODE", false},
    {"CREATOR", true}, {"AGE", true},  {"LOCK", true},     {"LAST PID", true}, {"CONTENT", false},
};

typedef struct row {
    char cells[COLUMNS][CELL_SIZE];
    char *name;
} row;

typedef struct listing {
    const tool_call *call;
    int wait;
    unsigned char *bytes; /* PEEK_SIZE of them */
    tool_json json;
    row *rows;
    size_t count;
    bool failed;
} listing;

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

/* The stream of a null image is four zero bytes; more zeros are memory that was not written to. */
static bool is_unwritten(const unsigned char *bytes, size_t size)
{
    enum { NULL_IMAGE_SIZE = 4 };
    size_t zeros = 0;
    while (zeros < size && bytes[zeros] == 0)
        zeros++;
    return zeros == size && size != NULL_IMAGE_SIZE;
}

static content look_inside(const listing *list, const qsm_segment_info *info)
{
    content inside = {.text = ""};
    const list_options *chosen = list->call->values;
    if (!info->exists || chosen->no_content)
        return inside;
    errno = 0;
    size_t size = qsm_segment_peek_info(info, list->wait, list->bytes, PEEK_SIZE);
    if (size == 0) {
        (void)snprintf(inside.text, sizeof inside.text, "%s", why_not(errno));
        return inside;
    }
    if (is_unwritten(list->bytes, size)) {
        (void)snprintf(inside.text, sizeof inside.text, "zeros");
        return inside;
    }
    inside.is_image = qsm_image_peek(list->bytes, size, &inside.header);
    if (!inside.is_image)
        (void)snprintf(inside.text, sizeof inside.text, "data");
    else if (inside.header.width <= 0 || inside.header.height <= 0)
        (void)snprintf(inside.text, sizeof inside.text, "QImage null");
    else if (inside.header.format == QSM_IMAGE_FORMAT_INVALID)
        (void)snprintf(inside.text, sizeof inside.text, "QImage %dx%d", inside.header.width,
                       inside.header.height);
    else
        (void)snprintf(inside.text, sizeof inside.text, "QImage %dx%d %s", inside.header.width,
                       inside.header.height, qsm_image_format_name(inside.header.format));
    return inside;
}

/* ---- for people ---- */

static void number_cell(char cell[CELL_SIZE], int64_t number)
{
    if (number >= 0)
        (void)snprintf(cell, CELL_SIZE, "%" PRId64, number);
    else
        (void)snprintf(cell, CELL_SIZE, "-");
}

static void owner_cell(char cell[CELL_SIZE], int64_t owner)
{
    char buffer[4096];
    struct passwd entry;
    struct passwd *found = NULL;
    if (owner >= 0)
        (void)getpwuid_r((uid_t)owner, &entry, buffer, sizeof buffer, &found);
    if (found != NULL)
        (void)snprintf(cell, CELL_SIZE, "%s", found->pw_name);
    else
        number_cell(cell, owner);
}

static void mode_cell(char cell[CELL_SIZE], int32_t mode)
{
    if (mode >= 0)
        (void)snprintf(cell, CELL_SIZE, "%04o", (unsigned)mode);
    else
        (void)snprintf(cell, CELL_SIZE, "-");
}

static void age_cell(char cell[CELL_SIZE], int64_t changed)
{
    static const struct {
        int64_t seconds;
        char unit;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    int64_t age = (int64_t)time(NULL) - changed;
    if (changed < 0) {
        (void)snprintf(cell, CELL_SIZE, "-");
        return;
    }
    if (age < 0)
        age = 0;
    size_t i = 0;
    while (i + 1 < sizeof units / sizeof units[0] && age < 2 * units[i].seconds)
        i++;
    (void)snprintf(cell, CELL_SIZE, "%" PRId64 "%c", age / units[i].seconds, units[i].unit);
}

static void lock_cell(char cell[CELL_SIZE], const qsm_segment_info *info)
{
    if (!info->lock_exists)
        (void)snprintf(cell, CELL_SIZE, "none");
    else if (info->lock_value < 0)
        (void)snprintf(cell, CELL_SIZE, "?");
    else
        (void)snprintf(cell, CELL_SIZE, "%" PRId64 "%s", info->lock_value,
                       info->lock_value == 0 ? " held" : "");
}

static void type_cell(char cell[CELL_SIZE], const qsm_segment_info *info)
{
    if (info->type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)snprintf(cell, CELL_SIZE, "posix");
    else if (info->ftok_id == QSM_NATIVE_IPC_KEY_SYSTEM_V)
        (void)snprintf(cell, CELL_SIZE, "systemv");
    else
        (void)snprintf(cell, CELL_SIZE, "systemv-%" PRId32, info->ftok_id);
}

static char *name_of(const qsm_segment_info *info)
{
    if (info->native_key[0] != '\0')
        return strdup(info->native_key);
    char text[64];
    (void)snprintf(text, sizeof text, "(key 0x%08" PRIx32 ", file not known)",
                   (uint32_t)info->system_v_key);
    return strdup(text);
}

static bool add_row(listing *list, const qsm_segment_info *info)
{
    row *rows = realloc(list->rows, (list->count + 1) * sizeof *rows);
    if (rows == NULL)
        return false;
    list->rows = rows;
    row *added = &rows[list->count];
    added->name = name_of(info);
    if (added->name == NULL)
        return false;
    list->count++;
    type_cell(added->cells[COLUMN_TYPE], info);
    number_cell(added->cells[COLUMN_SIZE], info->size);
    number_cell(added->cells[COLUMN_ATTACHED], info->attached);
    owner_cell(added->cells[COLUMN_OWNER], info->owner);
    mode_cell(added->cells[COLUMN_MODE], info->mode);
    number_cell(added->cells[COLUMN_CREATOR], info->creator_pid);
    age_cell(added->cells[COLUMN_AGE], info->changed);
    lock_cell(added->cells[COLUMN_LOCK], info);
    number_cell(added->cells[COLUMN_LOCK_PID], info->lock_last_pid);
    content inside = look_inside(list, info);
    (void)snprintf(added->cells[COLUMN_CONTENT], CELL_SIZE, "%s",
                   info->exists ? inside.text : "(key file only)");
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
        (void)puts(list->rows[i].name);
    }
}

/* ---- --json ---- */

/* A number the system does not tell is null. */
static void json_number(tool_json *json, const char *name, int64_t number)
{
    if (number >= 0)
        tool_json_integer(json, name, number);
    else
        tool_json_null(json, name);
}

static void json_content(tool_json *json, const content *inside)
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

static void json_segment(listing *list, const qsm_segment_info *info)
{
    tool_json *json = &list->json;
    bool system_v = info->type < QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    content inside = look_inside(list, info);
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "type", system_v ? "systemv" : "posix");
    tool_json_string(json, "name", info->native_key[0] != '\0' ? info->native_key : NULL);
    if (system_v) {
        json_number(json, "ftokId", info->ftok_id);
        tool_json_integer(json, "ftok", info->system_v_key);
        json_number(json, "id", info->id);
        tool_json_bool(json, "keyFileExists", info->key_file_exists);
    }
    tool_json_bool(json, "exists", info->exists);
    json_number(json, "size", info->size);
    json_number(json, "attached", info->attached);
    json_number(json, "owner", info->owner);
    char mode[CELL_SIZE];
    mode_cell(mode, info->mode);
    tool_json_string(json, "mode", info->mode >= 0 ? mode : NULL);
    json_number(json, "creatorPid", info->creator_pid);
    json_number(json, "lastPid", info->last_pid);
    json_number(json, "changed", info->changed);
    tool_json_begin_object(json, "lock");
    tool_json_string(json, "name", info->lock_native_key[0] != '\0' ? info->lock_native_key : NULL);
    tool_json_bool(json, "exists", info->lock_exists);
    json_number(json, "value", info->lock_value);
    json_number(json, "lastPid", info->lock_last_pid);
    json_number(json, "waiters", info->lock_waiters);
    tool_json_end_object(json);
    const list_options *chosen = list->call->values;
    if (info->exists && !chosen->no_content)
        json_content(json, &inside);
    tool_json_end_object(json);
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
    qsm_key_environment environment = {.temp_path = chosen->temp_path,
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
    return listed ? TOOL_OK : tool_fail(list->call, "not everything was seen: %s", strerror(error));
}

static int run(tool_call *call)
{
    if (!tool_no_more_operands(call))
        return TOOL_USAGE;
    const list_options *chosen = call->values;
    listing list = {.call = call, .wait = tool_duration_or(chosen->wait, DEFAULT_WAIT)};
    list.bytes = malloc(PEEK_SIZE);
    if (list.bytes == NULL)
        return tool_fail(call, "out of memory");
    int status = show(&list);
    for (size_t i = 0; i < list.count; i++)
        free(list.rows[i].name);
    free(list.rows);
    free(list.bytes);
    return status;
}

const tool_command tool_list = {
    .name = "list",
    .operands = "[OPTION]...",
    .summary = "list the segments of Qt programs and what is in them",
    .description =
        "Lists every shared memory segment of this machine that a Qt program can have made: by "
        "the\n"
        "key files in the temp and the runtime directory, by ftok id 'Q', and by POSIX name.\n"
        "To look into a segment its lock is taken for a moment if it has one, as a Qt program\n"
        "would; nothing is created, kept or removed.",
    .examples = "  qsm list\n"
                "  qsm list --json\n"
                "  TMPDIR=/var/tmp qsm list   # programs that run with this TMPDIR\n",
    .options = options,
    .values_size = sizeof(list_options),
    .run = run,
};
