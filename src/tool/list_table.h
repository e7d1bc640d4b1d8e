/* SPDX-License-Identifier: MIT */
/*
 * The table of qsm list. It fits into 100 columns: long names are cut, a long KEY has a line of its
 * own. With wide it has all columns, and nothing is cut.
 */
#ifndef QSM_TOOL_LIST_TABLE_H
#define QSM_TOOL_LIST_TABLE_H

#include "tool/process.h"
#include "tool/segment.h"
#include "tool/trouble.h"

/* The processes that use a segment, by program. */
enum { TOOL_MOST_PROGRAMS = 3 };
typedef struct tool_programs {
    tool_process_text names[TOOL_MOST_PROGRAMS];
    int64_t counts[TOOL_MOST_PROGRAMS];
    size_t count;
    int64_t others; /* processes of other programs */
} tool_programs;

/* Where the system does not show all of them, these are fewer than are attached. */
tool_programs tool_programs_of(const qsm_segment_info *info);

/* The worst that doctor would report; NULL: nothing. */
const tool_trouble *tool_worst_trouble(const qsm_segment_info *info);

typedef struct tool_list_row tool_list_row;

typedef struct tool_list_table {
    bool wide;
    tool_list_row *rows;
    size_t count;
} tool_list_table;

/* content may be NULL. False when out of memory. */
bool tool_list_add(tool_list_table *table, const qsm_segment_info *info,
                   const tool_content *content);
void tool_list_print(tool_list_table *table);
void tool_list_drop(tool_list_table *table);

#endif
