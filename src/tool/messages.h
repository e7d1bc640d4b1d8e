/* SPDX-License-Identifier: MIT */
/*
 * Messages about a key: first what is wrong, then the names, then what to do. What to do is a note
 * with a command line that can be pasted.
 */
#ifndef QSM_TOOL_MESSAGES_H
#define QSM_TOOL_MESSAGES_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"

/* Prints the error "TEXT: KEY (NATIVE)". Returns TOOL_FAILED, or status. */
int tool_fail_key(const tool_call *call, const qsm_native_ipc_key *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int tool_fail_key_with(const tool_call *call, int status, const qsm_native_ipc_key *key,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Prints the note "to find out why: qsm doctor KEY", with the key quoted for a shell. */
void tool_note_doctor(const tool_call *call, const qsm_native_ipc_key *key);

/* Prints the note that the owner can remove the segment: "sudo -u OWNER qsm rm KEY". */
void tool_note_owner(const tool_call *call, const qsm_native_ipc_key *key, int64_t owner);

/*
 * If the directory of the key file does not exist, prints the error "TMPDIR is ..." and returns
 * true.
 */
bool tool_fail_directory(const tool_call *call, const qsm_native_ipc_key *key);

/* The same as a note, for a command that succeeded. */
void tool_note_directory(const tool_call *call, const qsm_native_ipc_key *key);

/*
 * A segment of this key exists already: prints who uses it, or who owns it, and what to do.
 * replacing: the command got --replace. text: Qt's text of the error.
 */
void tool_fail_exists(const tool_call *call, const qsm_native_ipc_key *key, bool replacing,
                      const char *text);

/* A segment is not removed, because processes use it: prints which. Returns TOOL_FAILED. */
int tool_fail_used(const tool_call *call, const qsm_native_ipc_key *key,
                   const qsm_segment_info *info);

/* If the segment belongs to another user: prints who, and what to do, and returns true. */
bool tool_fail_denied(const tool_call *call, const qsm_native_ipc_key *key, const char *text);

/*
 * The lock was not free in time: prints whether a process holds it or its holder is gone. This
 * process must not have the lock open. Returns status.
 */
int tool_fail_lock(const tool_call *call, const qsm_native_ipc_key *key, int status);

#endif
