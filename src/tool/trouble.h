/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a segment, by its info alone: doctor explains it, list marks it. Opens and
 * waits for nothing.
 */
#ifndef QSM_TOOL_TROUBLE_H
#define QSM_TOOL_TROUBLE_H

#include <limits.h>
#include <stdbool.h>

#include <qsm/qsm.h>

/*
 * Whether no process uses the segment, and a program crashed: with System V its creator is gone. A
 * POSIX segment does not record its creator, and Qt never removes it. False if it is not known.
 */
bool tool_is_left_over(const qsm_segment_info *info);

/* Whether this user may read and write the segment. Ignores groups. */
bool tool_may_use(const qsm_segment_info *info);

bool tool_is_of_other_user(const qsm_segment_info *info);

/* Whether a used segment with a name of Qt's legacy form has no lock. */
bool tool_lost_its_lock(const qsm_segment_info *info);

/* Whether the segment's name has Qt's legacy form. */
bool tool_has_legacy_name(const qsm_segment_info *info);

/* What has the name of a POSIX object, but is no such object. */
typedef struct tool_obstacle {
    const char *type; /* "A FIFO" */
    int64_t owner;
    char path[PATH_MAX];
} tool_obstacle;

/* False if nothing else has the name. */
bool tool_find_segment_obstacle(const qsm_segment_info *info, tool_obstacle *found);
bool tool_find_lock_obstacle(const qsm_segment_info *info, tool_obstacle *found);

/* What list marks. id is the finding of doctor, words are for a table. */
typedef struct tool_trouble {
    const char *id;
    const char *words;
    bool (*is_so)(const qsm_segment_info *info);
} tool_trouble;

/* The worst first. The row with a NULL id ends the table. */
extern const tool_trouble tool_troubles[];

#endif
