/* SPDX-License-Identifier: MIT */
/*
 * A segment as text and JSON: for list, info and gc.
 */
#ifndef QSM_TOOL_SEGMENT_H
#define QSM_TOOL_SEGMENT_H

#include <qsm/qsm.h>

#include "tool/cli/json.h"
#include "tool/content.h"

enum { TOOL_CELL_SIZE = 96 };
typedef char tool_cell[TOOL_CELL_SIZE];

/* The contents of a segment, or the reason why they are unknown. */
typedef struct tool_content {
    tool_cell text;            /* in full */
    tool_cell brief;           /* for a column */
    qsm_segment_content found; /* UNKNOWN if text is the reason */
} tool_content;

/* Reads the contents without the lock. Waits up to `wait` milliseconds for bytes that stay. */
tool_content tool_look_inside(const qsm_segment_info *info, int wait);

/* An unknown number is "-". */
void tool_number_cell(tool_cell cell, int64_t number);
void tool_owner_cell(tool_cell cell, int64_t owner);               /* "root" */
void tool_mode_cell(tool_cell cell, int32_t mode);                 /* "0600" */
void tool_age_cell(tool_cell cell, int64_t changed);               /* "5m" */
void tool_type_cell(tool_cell cell, const qsm_segment_info *info); /* "systemv" */

/* The native key, or "(key 0x..., file not known)". The caller frees it. NULL: no memory. */
char *tool_segment_name(const qsm_segment_info *info);

/* An element of the JSON array of users. */
void tool_json_user(tool_json *json, const qsm_segment_user *user);

/* The members of the JSON object of a segment; content may be NULL. */
void tool_segment_json(tool_json *json, const qsm_segment_info *info, const tool_content *content);

#endif
