/* SPDX-License-Identifier: MIT */
/* How a command line names a segment that a listing has found. */
#ifndef QSM_TOOL_SEGMENT_KEY_H
#define QSM_TOOL_SEGMENT_KEY_H

#include <qsm/qsm.h>

/*
 * The legacy key, if the segment's name proves it: Qt's legacy names have only the letters of a
 * key, and a digest of all of it. So this is known for keys of letters. *known: whether it is; then
 * the commands find the segment by this KEY alone. False when out of memory. The caller frees *key.
 */
bool tool_known_key(const qsm_segment_info *info, char **key);

/*
 * The arguments that name the segment to get, info, rm and the others: KEY, or --native and the
 * native key, in quotes if a shell needs them. "" if no name is known: the key file is gone. The
 * caller frees it. NULL when out of memory.
 */
char *tool_segment_arguments(const qsm_segment_info *info);

#endif
