/* SPDX-License-Identifier: MIT */
#include "tool/list_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/utf8.h"
#include "tool/segment_key.h"

enum { LINE = 100, GAP = 2, INDENT = 4, NO_LIMIT = TOOL_CELL_SIZE };

typedef enum column {
    COLUMN_MARK,
    COLUMN_TYPE,
    COLUMN_SIZE,
    COLUMN_ATTACHED,
    COLUMN_USERS,
    COLUMN_OWNER,
    COLUMN_MODE,
    COLUMN_CREATOR,
    COLUMN_AGE,
    COLUMN_LOCK,
    COLUMN_LOCK_PID,
    COLUMN_STATE,
    COLUMN_CONTENT,
    COLUMNS
} column;

/* Numbers are aligned to the right. KEY follows the last column, and with wide also NAME. */
static const struct {
    const char *title;
    bool right;
    bool only_wide;
    int most; /* characters, if not wide */
} columns[COLUMNS] = {
    [COLUMN_MARK] = {"", false, false, 1},
    [COLUMN_TYPE] = {"TYPE", false, true, NO_LIMIT},
    [COLUMN_SIZE] = {"SIZE", true, false, 12},
    [COLUMN_ATTACHED] = {"ATTACHED", true, true, NO_LIMIT},
    [COLUMN_USERS] = {"USED BY", false, false, 20},
    [COLUMN_OWNER] = {"OWNER", false, false, 10},
    [COLUMN_MODE] = {"MODE", false, true, NO_LIMIT},
    [COLUMN_CREATOR] = {"CREATOR", false, true, NO_LIMIT},
    [COLUMN_AGE] = {"AGE", true, false, 5},
    [COLUMN_LOCK] = {"LOCK", true, true, NO_LIMIT},
    [COLUMN_LOCK_PID] = {"LAST PID", true, true, NO_LIMIT},
    [COLUMN_STATE] = {"STATE", false, false, 14},
    [COLUMN_CONTENT] = {"CONTENT", false, false, 24},
};

struct tool_list_row {
    tool_cell cells[COLUMNS];
    char *key;  /* the arguments that name it, or why there are none */
    char *name; /* the native key */
    bool has_key;
    bool hides_users; /* the system does not show all of its users */
};

/* ---- who uses it ---- */

static bool add_program(void *context, const qsm_segment_user *user)
{
    tool_programs *to = context;
    tool_process_text name;
    tool_clean_process_name(name, user->name);
    size_t at = 0;
    while (at < to->count && strcmp(to->names[at], name) != 0)
        at++;
    if (at < to->count) {
        to->counts[at]++;
    } else if (at < TOOL_MOST_PROGRAMS) {
        memcpy(to->names[at], name, sizeof name);
        to->counts[at] = 1;
        to->count++;
    } else {
        to->others++;
    }
    return true;
}

tool_programs tool_programs_of(const qsm_segment_info *info)
{
    tool_programs found = {.count = 0};
    if (qsm_segment_info_exists(info))
        (void)qsm_segment_info_users(info, add_program, &found);
    return found;
}

/* "dialog, qsm x2, +3"; "-": no process; "?": not known; "2 not shown": attached, but not visible.
 */
static void users_cell(tool_list_row *row, const qsm_segment_info *info)
{
    tool_programs found = tool_programs_of(info);
    int64_t attached = qsm_segment_info_attached(info);
    char *cell = row->cells[COLUMN_USERS];
    size_t used = 0;
    for (size_t i = 0; i < found.count && used < TOOL_CELL_SIZE; i++) {
        int size =
            snprintf(cell + used, TOOL_CELL_SIZE - used, "%s%s", i > 0 ? ", " : "", found.names[i]);
        used += size > 0 ? (size_t)size : 0;
        if (found.counts[i] > 1 && used < TOOL_CELL_SIZE)
            used +=
                (size_t)snprintf(cell + used, TOOL_CELL_SIZE - used, " x%" PRId64, found.counts[i]);
    }
    if (found.others > 0 && used < TOOL_CELL_SIZE)
        (void)snprintf(cell + used, TOOL_CELL_SIZE - used, ", +%" PRId64, found.others);
    row->hides_users = qsm_segment_info_exists(info) && found.count == 0 && attached != 0;
    if (row->hides_users && attached > 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "%" PRId64 " not shown", attached);
    else if (found.count == 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "%s", row->hides_users ? "?" : "-");
}

/* "wsjtx (24)"; a PID may belong to a later process. */
static void creator_cell(tool_cell cell, int64_t pid)
{
    tool_process_text name;
    if (pid == 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "not shown");
    else if (pid > 0 && tool_process_name(pid, name))
        (void)snprintf(cell, TOOL_CELL_SIZE, "%s (%" PRId64 ")", name, pid);
    else if (pid > 0)
        (void)snprintf(cell, TOOL_CELL_SIZE, "gone (%" PRId64 ")", pid);
    else
        (void)snprintf(cell, TOOL_CELL_SIZE, "-");
}

/* ---- its state ---- */

const tool_trouble *tool_worst_trouble(const qsm_segment_info *info)
{
    for (const tool_trouble *at = tool_troubles; at->id != NULL; at++) {
        if (at->is_so(info))
            return at;
    }
    return NULL;
}

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

/* A held lock is normal: it has no mark. */
static void state_cells(tool_list_row *row, const qsm_segment_info *info)
{
    const tool_trouble *worst = tool_worst_trouble(info);
    const char *state = worst != NULL ? worst->words : "";
    if (worst == NULL && qsm_segment_info_lock_state(info) == QSM_LOCK_HELD)
        state = "lock held";
    (void)snprintf(row->cells[COLUMN_MARK], TOOL_CELL_SIZE, "%s", worst != NULL ? "!" : "");
    (void)snprintf(row->cells[COLUMN_STATE], TOOL_CELL_SIZE, "%s", state);
}

/* ---- rows ---- */

/* False when out of memory. */
static bool name_row(tool_list_row *row, const qsm_segment_info *info)
{
    row->name = tool_segment_name(info);
    row->key = tool_segment_arguments(info);
    row->has_key = row->key != NULL && row->key[0] != '\0';
    if (row->key != NULL && !row->has_key) {
        free(row->key);
        row->key = tool_segment_name(info);
    }
    return row->name != NULL && row->key != NULL;
}

static void drop_row(tool_list_row *row)
{
    free(row->key);
    free(row->name);
}

static void fill_row(tool_list_row *row, const qsm_segment_info *info, const tool_content *content)
{
    tool_type_cell(row->cells[COLUMN_TYPE], info);
    tool_number_cell(row->cells[COLUMN_SIZE], qsm_segment_info_size(info));
    tool_number_cell(row->cells[COLUMN_ATTACHED], qsm_segment_info_attached(info));
    users_cell(row, info);
    tool_owner_cell(row->cells[COLUMN_OWNER], qsm_segment_info_owner(info));
    tool_mode_cell(row->cells[COLUMN_MODE], qsm_segment_info_mode(info));
    creator_cell(row->cells[COLUMN_CREATOR], qsm_segment_info_creator_pid(info));
    tool_age_cell(row->cells[COLUMN_AGE], qsm_segment_info_change_time(info));
    lock_cell(row->cells[COLUMN_LOCK], info);
    tool_number_cell(row->cells[COLUMN_LOCK_PID], qsm_segment_info_lock_last_pid(info));
    state_cells(row, info);
    (void)snprintf(row->cells[COLUMN_CONTENT], TOOL_CELL_SIZE, "%s",
                   !qsm_segment_info_exists(info) ? "(key file only)"
                   : content != NULL              ? content->brief
                                                  : "");
}

bool tool_list_add(tool_list_table *table, const qsm_segment_info *info,
                   const tool_content *content)
{
    tool_list_row *rows = realloc(table->rows, (table->count + 1) * sizeof *rows);
    if (rows == NULL)
        return false;
    table->rows = rows;
    tool_list_row *added = &rows[table->count];
    memset(added, 0, sizeof *added);
    if (!name_row(added, info)) {
        drop_row(added);
        return false;
    }
    fill_row(added, info, content);
    table->count++;
    return true;
}

void tool_list_drop(tool_list_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        drop_row(&table->rows[i]);
    free(table->rows);
}

/* ---- printing ---- */

/* In characters. Cells and arguments have no harmful ones. */
static int width_of(const char *text)
{
    uint32_t character = 0;
    int width = 0;
    while (*text != '\0') {
        int length = tool_utf8_next(text, &character);
        text += length > 0 ? length : 1;
        width++;
    }
    return width;
}

/* Cuts a long cell: "QImage 1920x1080 RG..". */
static void cut(char *cell, int most)
{
    uint32_t character = 0;
    if (width_of(cell) <= most)
        return;
    for (int width = 0; width < most - 2; width++) {
        int length = tool_utf8_next(cell, &character);
        cell += length > 0 ? length : 1;
    }
    memcpy(cell, "..", sizeof "..");
}

static void spaces(int count)
{
    for (int i = 0; i < count; i++)
        (void)putchar(' ');
}

static bool is_shown(const tool_list_table *table, int c)
{
    return table->wide || !columns[c].only_wide;
}

static void measure(const tool_list_table *table, int widths[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++) {
        widths[c] = columns[c].title[0] != '\0' ? width_of(columns[c].title) : 1;
        for (size_t i = 0; i < table->count; i++) {
            char *cell = table->rows[i].cells[c];
            cut(cell, table->wide ? NO_LIMIT : columns[c].most);
            widths[c] = width_of(cell) > widths[c] ? width_of(cell) : widths[c];
        }
    }
}

static int gap_after(int c)
{
    return c == COLUMN_MARK ? 1 : GAP;
}

static void print_cell(int c, const char *cell, int width)
{
    if (columns[c].right)
        spaces(width - width_of(cell));
    tool_print_text(stdout, cell);
    if (!columns[c].right)
        spaces(width - width_of(cell));
    spaces(gap_after(c));
}

/* Where KEY begins. */
static int place_of_key(const tool_list_table *table, const int widths[COLUMNS])
{
    int place = 0;
    for (int c = 0; c < COLUMNS; c++)
        place += is_shown(table, c) ? widths[c] + gap_after(c) : 0;
    return place;
}

static void print_row(const tool_list_table *table, const tool_list_row *row,
                      const int widths[COLUMNS], int key_width)
{
    bool has_own_line = !table->wide && place_of_key(table, widths) + width_of(row->key) > LINE;
    for (int c = 0; c < COLUMN_CONTENT; c++) {
        if (is_shown(table, c))
            print_cell(c, row->cells[c], widths[c]);
    }
    if (has_own_line) {
        tool_print_text(stdout, row->cells[COLUMN_CONTENT]);
        (void)putchar('\n');
        spaces(INDENT);
    } else {
        print_cell(COLUMN_CONTENT, row->cells[COLUMN_CONTENT], widths[COLUMN_CONTENT]);
    }
    tool_print_text(stdout, row->key); /* every user can create such a file */
    if (table->wide) {
        spaces(key_width - width_of(row->key) + GAP);
        tool_print_text(stdout, row->name);
    }
    (void)putchar('\n');
}

static void print_titles(const tool_list_table *table, const int widths[COLUMNS], int key_width)
{
    for (int c = 0; c < COLUMNS; c++) {
        if (is_shown(table, c))
            print_cell(c, columns[c].title, widths[c]);
    }
    if (table->wide)
        (void)printf("%-*s  NAME\n", key_width, "KEY");
    else
        (void)puts("KEY");
}

/* What to do about marked rows, and why users are not known. */
static void print_notes(const tool_list_table *table)
{
    const tool_list_row *marked = NULL;
    bool hides = false;
    for (size_t i = 0; i < table->count; i++) {
        const tool_list_row *row = &table->rows[i];
        if (row->cells[COLUMN_MARK][0] != '\0' && (marked == NULL || !marked->has_key))
            marked = row;
        hides = hides || row->hides_users;
    }
    if (marked != NULL)
        (void)printf("\n! marks what may be wrong. 'qsm doctor KEY' tells more: qsm doctor %s\n",
                     marked->has_key ? marked->key : "KEY");
    if (hides && !qsm_process_sees_all())
        (void)puts("\nThis process runs in a PID namespace, as in a container. It cannot see "
                   "processes outside,\nso users are not known.");
    else if (hides)
        (void)puts("\nThe system does not show this user all processes, so users are not known. "
                   "Root sees more.");
}

static int by_key(const void *one, const void *other)
{
    const tool_list_row *left = one;
    const tool_list_row *right = other;
    int order = strcmp(left->key, right->key);
    return order != 0 ? order : strcmp(left->name, right->name);
}

void tool_list_print(tool_list_table *table)
{
    int widths[COLUMNS];
    int key_width = width_of("KEY");
    if (table->count == 0) {
        (void)puts("No segments of Qt programs.");
        return;
    }
    qsort(table->rows, table->count, sizeof *table->rows, by_key);
    measure(table, widths);
    for (size_t i = 0; i < table->count; i++)
        key_width =
            width_of(table->rows[i].key) > key_width ? width_of(table->rows[i].key) : key_width;
    print_titles(table, widths, key_width);
    for (size_t i = 0; i < table->count; i++)
        print_row(table, &table->rows[i], widths, key_width);
    print_notes(table);
}
