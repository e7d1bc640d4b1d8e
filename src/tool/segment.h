/* SPDX-License-Identifier: MIT */
/*
 * A segment in words: what list, info and gc print of what inspection tells.
 */
#ifndef QSM_TOOL_SEGMENT_H
#define QSM_TOOL_SEGMENT_H

#include <qsm/qsm.h>

#include "tool/cli/json.h"

enum { TOOL_CELL_SIZE = 96 };
typedef char tool_cell[TOOL_CELL_SIZE];

/* What is in a segment, or why that is not known. */
typedef struct tool_content {
    tool_cell text;
    qsm_segment_content found; /* UNKNOWN where text says why */
} tool_content;

/* Looks inside under the lock, for which it waits so many milliseconds. */
tool_content tool_look_inside(const qsm_segment_info *info, int wait);

/* Numbers that the system does not tell are "-". */
void tool_number_cell(tool_cell cell, int64_t number);
void tool_owner_cell(tool_cell cell, int64_t owner);               /* "root" */
void tool_mode_cell(tool_cell cell, int32_t mode);                 /* "0600" */
void tool_age_cell(tool_cell cell, int64_t changed);               /* "5m" */
void tool_type_cell(tool_cell cell, const qsm_segment_info *info); /* "systemv" */

/* The name for people, for free(): "(key 0x..., file not known)" if there is none. */
char *tool_segment_name(const qsm_segment_info *info);

/* The members of an object that tells of a segment; content may be NULL. */
void tool_segment_json(tool_json *json, const qsm_segment_info *info, const tool_content *content);

#endif
