/* SPDX-License-Identifier: MIT */
#include "tool/messages.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/cli/shell.h"
#include "tool/key_words.h"
#include "tool/process.h"
#include "tool/segment.h"

enum { TEXT_SIZE = 768 };

/* ---- names ---- */

/* "KEY (TEXT; NATIVE)": without a legacy key NATIVE is in its place. text: NULL for none. */
static char *names_of(const qsm_native_ipc_key *key, const char *text)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(key);
    char *native = qsm_native_ipc_key_to_string(key);
    char *made = NULL;
    if (native == NULL)
        return NULL;
    native[strcspn(native, "?")] = '\0';
    bool has_legacy = *legacy != '\0';
    bool has_text = text != NULL;
    size_t size = strlen(legacy) + strlen(native) + (has_text ? strlen(text) : 0) + sizeof " (; )";
    made = malloc(size);
    if (made != NULL)
        (void)snprintf(made, size, "%s%s%s%s%s%s", has_legacy ? legacy : native,
                       has_legacy || has_text ? " (" : "", has_text ? text : "",
                       has_legacy && has_text ? "; " : "", has_legacy ? native : "",
                       has_legacy || has_text ? ")" : "");
    qsm_free(native);
    return made;
}

/* ---- errors and notes ---- */

/* qt_text: Qt's text of the error; NULL: none. */
__attribute__((format(printf, 5, 0))) static int fail(const tool_call *call, int status,
                                                      const qsm_native_ipc_key *key,
                                                      const char *qt_text, const char *format,
                                                      va_list arguments)
{
    char text[TEXT_SIZE];
    (void)vsnprintf(text, sizeof text, format, arguments);
    char *names = names_of(key, qt_text);
    status = tool_fail_with(call, status, "%s: %s", text, names != NULL ? names : "?");
    free(names);
    return status;
}

int tool_fail_key(const tool_call *call, const qsm_native_ipc_key *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int status = fail(call, TOOL_FAILED, key, NULL, format, arguments);
    va_end(arguments);
    return status;
}

int tool_fail_key_with(const tool_call *call, int status, const qsm_native_ipc_key *key,
                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    status = fail(call, status, key, NULL, format, arguments);
    va_end(arguments);
    return status;
}

/* With Qt's text of the error. */
__attribute__((format(printf, 4, 5))) static void fail_qt(const tool_call *call,
                                                          const qsm_native_ipc_key *key,
                                                          const char *qt_text, const char *format,
                                                          ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fail(call, TOOL_FAILED, key, qt_text, format, arguments);
    va_end(arguments);
}

static void note_command(const tool_call *call, const char *what, const char *command, char *words,
                         const char *more)
{
    if (words != NULL)
        tool_note(call, "%s: %s %s%s", what, command, words, more);
    free(words);
}

/* doctor looks at every key scheme of a legacy key. */
void tool_note_doctor(const tool_call *call, const char *asked, const qsm_native_ipc_key *key,
                      size_t size)
{
    char option[48] = "";
    if (size > 0)
        (void)snprintf(option, sizeof option, " --bytes %zu", size);
    const char *legacy = *asked != '\0' ? asked : qsm_native_ipc_key_legacy_key(key);
    bool by_key = *legacy != '\0' && *legacy != '-';
    note_command(call, "to find out why", "qsm doctor",
                 by_key ? tool_shell_word(legacy) : tool_key_words(key), option);
}

void tool_note_owner(const tool_call *call, const qsm_native_ipc_key *key, int64_t owner)
{
    tool_cell name;
    char command[sizeof name * 5];
    tool_owner_cell(name, owner);
    char *word = tool_shell_word(name);
    if (word == NULL)
        return;
    bool is_plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
    bool is_number = strspn(name, "0123456789") == strlen(name);
    (void)snprintf(command, sizeof command, "sudo -u %s%s qsm rm", is_number ? "\\#" : "",
                   is_plain ? name : word);
    free(word);
    note_command(call, "its owner can remove it", command, tool_key_words_for_others(key), "");
}

/* ---- the directory of the key file ---- */

/* Why a directory cannot be used; NULL if it can. */
static const char *why_not(const char *path)
{
    struct stat directory;
    if (stat(path, &directory) != 0)
        return "does not exist";
    return S_ISDIR(directory.st_mode) ? NULL : "is not a directory";
}

/*
 * Finds out what is wrong with the directory of the key file. Where TMPDIR does not exist, Qt
 * programs have their key files in the root directory.
 */
static bool is_directory_wrong(const qsm_native_ipc_key *key, char *text, size_t size)
{
    const char *temp = getenv("TMPDIR");
    char path[PATH_MAX];
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return false;
    (void)snprintf(path, sizeof path, "%s", qsm_native_ipc_key_native_key(key));
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    bool is_root = path[0] == '\0';
    char *used = qsm_dir_temp_path(NULL);
    bool is_temp =
        temp != NULL && *temp != '\0' && (is_root || (used != NULL && strcmp(used, path) == 0));
    qsm_free(used);
    const char *why = is_root && !is_temp ? NULL : why_not(is_temp ? temp : path);
    if (why != NULL && is_temp)
        (void)snprintf(text, size, "TMPDIR is %s, which %s%s", temp, why,
                       is_root ? ", so Qt programs use /" : "");
    else if (why != NULL)
        (void)snprintf(text, size, "the directory of the key file %s", why);
    return why != NULL;
}

bool tool_fail_directory(const tool_call *call, const qsm_native_ipc_key *key)
{
    char text[TEXT_SIZE];
    bool wrong = is_directory_wrong(key, text, sizeof text);
    if (wrong)
        (void)tool_fail_key(call, key, "%s", text);
    return wrong;
}

void tool_note_directory(const tool_call *call, const qsm_native_ipc_key *key)
{
    char text[TEXT_SIZE];
    if (is_directory_wrong(key, text, sizeof text))
        tool_note(call, "%s", text);
}

/* ---- a segment that exists ---- */

/* The processes that have a segment mapped, as text: "process 24 (wsjtx, user ann), ...". */
typedef struct users {
    char text[TEXT_SIZE / 2];
    size_t length;
    int named;
    int64_t count;
} users;

static bool add_user(void *context, const qsm_segment_user *user)
{
    enum { MOST_NAMED = 4 };
    users *self = context;
    tool_process_text name;
    tool_cell owner;
    self->count++;
    if (self->named == MOST_NAMED)
        return true;
    self->named++;
    tool_clean_process_name(name, user->name);
    tool_owner_cell(owner, user->uid);
    int added = snprintf(self->text + self->length, sizeof self->text - self->length,
                         "%sprocess %" PRId64 " (%s, user %s)", self->named > 1 ? ", " : "",
                         user->pid, name, owner);
    self->length += added > 0 ? (size_t)added : 0;
    if (self->length >= sizeof self->text)
        self->length = sizeof self->text - 1;
    return true;
}

static void find_users(const qsm_segment_info *info, users *found)
{
    *found = (users){.count = 0};
    (void)qsm_segment_info_users(info, add_user, found);
    if (found->count == 0)
        (void)snprintf(found->text, sizeof found->text,
                       "%" PRId64 " process(es), which the system does not show",
                       qsm_segment_info_attached(info));
    else if (found->count > found->named)
        (void)snprintf(found->text + found->length, sizeof found->text - found->length,
                       " and %" PRId64 " more", found->count - found->named);
}

int tool_fail_used(const tool_call *call, const qsm_native_ipc_key *key,
                   const qsm_segment_info *info)
{
    users found;
    find_users(info, &found);
    return tool_fail_key(call, key, "not removed: it is in use by %s", found.text);
}

static void fail_in_use(const tool_call *call, const qsm_native_ipc_key *key,
                        const qsm_segment_info *info, const char *text)
{
    users found;
    find_users(info, &found);
    fail_qt(call, key, text, "a segment of this key is in use by %s", found.text);
    tool_note(call, "end the program that uses it, or take another key");
}

static void fail_stale(const tool_call *call, const qsm_native_ipc_key *key,
                       const qsm_segment_info *info, bool replacing, const char *text)
{
    tool_cell owner;
    int64_t uid = qsm_segment_info_owner(info);
    tool_owner_cell(owner, uid);
    if (uid >= 0 && uid != (int64_t)geteuid()) {
        fail_qt(call, key, text,
                "a stale segment of this key belongs to user %s; no process uses it", owner);
        tool_note_owner(call, key, uid);
        return;
    }
    fail_qt(call, key, text, "a stale segment of this key exists; no process uses it");
    if (replacing)
        tool_note_doctor(call, "", key, 0);
    else
        tool_note(call, "--replace removes a stale segment (no process is attached to it)");
}

void tool_fail_exists(const tool_call *call, const qsm_native_ipc_key *key, bool replacing,
                      const char *text)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    int64_t attached = info != NULL ? qsm_segment_info_attached(info) : -1;
    if (info != NULL && attached > 0) {
        fail_in_use(call, key, info, text);
    } else if (info != NULL && attached == 0 && qsm_segment_info_exists(info)) {
        fail_stale(call, key, info, replacing, text);
    } else {
        fail_qt(call, key, text, "another program has a segment of this key");
        if (geteuid() != 0)
            note_command(call, "root sees who uses it", "sudo qsm info",
                         tool_key_words_for_others(key), "");
    }
    qsm_segment_info_free(info);
}

bool tool_fail_denied(const tool_call *call, const qsm_native_ipc_key *key, const char *text)
{
    tool_cell owner;
    qsm_segment_info *info = qsm_segment_inspect(key);
    int64_t uid = info != NULL ? qsm_segment_info_owner(info) : -1;
    bool foreign = uid >= 0 && uid != (int64_t)geteuid();
    tool_owner_cell(owner, uid);
    if (foreign)
        fail_qt(call, key, text, "the segment belongs to user %s", owner);
    if (foreign && qsm_segment_info_attached(info) == 0)
        tool_note_owner(call, key, uid);
    else if (foreign)
        tool_note_doctor(call, "", key, 0);
    qsm_segment_info_free(info);
    return foreign;
}

/* ---- a lock that is not free ---- */

int tool_fail_lock(const tool_call *call, const qsm_native_ipc_key *key, int status)
{
    tool_process_text name;
    qsm_segment_info *info = qsm_segment_inspect(key);
    int64_t holder = info != NULL ? qsm_segment_info_lock_holder_pid(info) : -1;
    if (info != NULL && qsm_segment_info_lock_state(info) == QSM_LOCK_ABANDONED) {
        (void)tool_fail_key_with(call, status, key,
                                 "the lock is abandoned: its holder is gone without unlocking");
        note_command(call, "to repair it", "qsm lock", tool_key_words(key), " --repair");
    } else {
        if (holder > 0 && tool_process_name(holder, name))
            (void)tool_fail_key_with(call, status, key,
                                     "the lock is held by process %" PRId64 " (%s)", holder, name);
        else
            (void)tool_fail_key_with(call, status, key, "the lock is held by another process");
        tool_note_doctor(call, "", key, 0);
    }
    qsm_segment_info_free(info);
    return status;
}
