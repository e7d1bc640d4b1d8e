/* SPDX-License-Identifier: MIT */
/* qsm rm: removes the segment, the lock and the key files of a key, unless a process uses them. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/key_options.h"
#include "tool/messages.h"
#include "tool/segment.h"
#include "tool/waiting.h"

enum { DEFAULT_TIMEOUT = 1000 };

typedef struct rm_options {
    tool_key_options key;
    tool_duration timeout;
} rm_options;

static const tool_option options[] = {
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: 1)",
     tool_parse_duration, offsetof(rm_options, timeout)},
    {"any", 0, TOOL_TAKES_NOTHING, NULL, "remove what exists under all key schemes",
     tool_parse_flag, offsetof(rm_options, key.any)},
    TOOL_SCHEME_OPTION(rm_options, key),
    TOOL_KEY_OPTIONS(rm_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The removal of one key. */
typedef struct removal {
    const tool_call *call;
    const qsm_native_ipc_key *key;
    char *name;             /* the key's text form */
    qsm_segment_info *info; /* before the removal; NULL: the lookup failed */
    qsm_removal_report report;
    tool_waiting waiting;
} removal;

static void tell_reason(tool_json *json, const char *name, qsm_removal_reason reason)
{
    const char *text = qsm_removal_reason_text(reason);
    if (text[0] != '\0')
        tool_json_string(json, name, text);
    else
        tool_json_null(json, name);
}

static void report_json(const removal *self)
{
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    const char *legacy = qsm_native_ipc_key_legacy_key(self->key);
    tool_json_string(&json, "key", *legacy != '\0' ? legacy : NULL);
    tool_json_string(&json, "nativeKey", self->name);
    tool_json_bool(&json, "segmentRemoved", self->report.segment);
    tool_json_bool(&json, "lockRemoved", self->report.lock);
    tool_json_bool(&json, "inUse", self->report.in_use);
    tell_reason(&json, "segmentKept", self->report.segment_kept);
    tell_reason(&json, "lockKept", self->report.lock_kept);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static bool key_file_is_gone(const removal *self)
{
    return self->report.segment_kept == QSM_REMOVAL_NO_REASON && !self->report.in_use &&
           access(qsm_segment_info_native_key(self->info), F_OK) != 0;
}

/* The end of the line is the caller's. */
static void print_object(const char *what, const char *name)
{
    (void)fputs(what, stdout);
    tool_print_text(stdout, name);
}

static void report_words(const removal *self)
{
    if (self->report.segment) {
        print_object("removed segment ", self->name);
        (void)printf(", %" PRId64 " bytes\n", qsm_segment_info_size(self->info));
    } else if (qsm_segment_info_key_file_exists(self->info) && key_file_is_gone(self)) {
        print_object("removed key file ", qsm_segment_info_native_key(self->info));
        (void)putchar('\n');
    }
    if (self->report.lock) {
        print_object("removed lock ", qsm_segment_info_lock_native_key(self->info));
        (void)putchar('\n');
    } else if (self->report.segment_kept == QSM_REMOVAL_NO_REASON && !self->report.in_use &&
               qsm_segment_info_lock_exists(self->info)) {
        print_object("kept lock ", qsm_segment_info_lock_native_key(self->info));
        (void)printf(": %s\n", qsm_removal_reason_text(self->report.lock_kept));
    }
}

static int say_in_use(const removal *self)
{
    if (qsm_segment_info_attached(self->info) > 0)
        return tool_fail_used(self->call, self->key, self->info);
    return tool_fail_key(self->call, self->key,
                         "not removed: it is in use, or the system does not show its users");
}

/* Root can remove everything; as its owner it removes only what is this user's. */
static int say_kept(const removal *self)
{
    tool_cell owner;
    int64_t uid = qsm_segment_info_owner(self->info);
    if (self->report.segment_kept != QSM_REMOVAL_OTHER_OWNER || uid == (int64_t)geteuid())
        return tool_fail_key(self->call, self->key, "not removed: %s",
                             qsm_removal_reason_text(self->report.segment_kept));
    tool_owner_cell(owner, uid);
    (void)tool_fail_key(self->call, self->key, "not removed: it belongs to user %s", owner);
    tool_note_owner(self->call, self->key, uid);
    return TOOL_FAILED;
}

static int say_error(const removal *self, qsm_shared_memory **memory)
{
    tool_progress_clear();
    if (self->waiting.ended_by != 0)
        return tool_fail_key(self->call, self->key, "interrupted");
    if (qsm_shared_memory_error(*memory) != QSM_SHARED_MEMORY_LOCK_ERROR)
        return tool_fail_key(self->call, self->key, "%s", qsm_shared_memory_error_string(*memory));
    qsm_shared_memory_free(*memory); /* a lock that this process has open has a user */
    *memory = NULL;
    return tool_fail_lock(self->call, self->key, TOOL_FAILED);
}

static int remove_one(removal *self, qsm_shared_memory **own)
{
    const rm_options *chosen = self->call->values;
    qsm_shared_memory *memory = *own;
    self->waiting.memory = memory;
    qsm_shared_memory_set_stop(memory, tool_waiting_ask, &self->waiting);
    qsm_shared_memory_set_lock_timeout(memory, tool_duration_or(chosen->timeout, DEFAULT_TIMEOUT));
    if (!qsm_shared_memory_remove(memory, &self->report))
        return say_error(self, own);
    tool_progress_clear();
    if (self->call->json)
        report_json(self);
    else
        report_words(self);
    if (self->report.in_use)
        return say_in_use(self);
    return self->report.segment_kept != QSM_REMOVAL_NO_REASON ? say_kept(self) : TOOL_OK;
}

static bool is_nothing(const qsm_segment_info *info)
{
    return !qsm_segment_info_exists(info) && !qsm_segment_info_lock_exists(info) &&
           !qsm_segment_info_key_file_exists(info);
}

static int remove_key(const tool_call *call, const qsm_native_ipc_key *key)
{
    removal self = {.call = call,
                    .key = key,
                    .name = qsm_native_ipc_key_to_string(key),
                    .report = {.size = sizeof self.report}};
    self.info = qsm_segment_inspect(key);
    qsm_shared_memory *memory = self.name != NULL ? qsm_shared_memory_new_native(key) : NULL;
    int status;
    if (memory == NULL)
        status = tool_fail(call, "out of memory");
    else if (self.info != NULL && is_nothing(self.info))
        status = tool_fail_directory(call, key) ? TOOL_FAILED
                                                : tool_fail_key(call, key, "there is nothing");
    else
        status = remove_one(&self, &memory);
    qsm_shared_memory_free(memory);
    qsm_segment_info_free(self.info);
    qsm_free(self.name);
    return status;
}

typedef struct removal_of_any {
    const tool_call *call;
    bool found;
    int status;
} removal_of_any;

/* Removes the objects of one key scheme, if there are any. */
static bool remove_candidate(void *context, const qsm_segment_candidate *candidate)
{
    removal_of_any *self = context;
    if (candidate->info == NULL || is_nothing(candidate->info))
        return true;
    self->found = true;
    int removed = remove_key(self->call, candidate->key);
    self->status = self->status == TOOL_OK ? removed : self->status;
    return tool_signals_wait(0).ended_by == 0;
}

static int remove_any(const tool_call *call, const char *legacy_key)
{
    removal_of_any self = {.call = call, .status = TOOL_OK};
    bool asked = qsm_segment_find(legacy_key, NULL, remove_candidate, &self);
    if (self.found)
        return self.status;
    return tool_fail(call, "%s: %s", asked ? "there is nothing" : strerror(errno), legacy_key);
}

static bool is_there(const tool_scheme_state *state)
{
    return state->segment || state->has_lock || state->key_file;
}

/* What of a key the command removes without being told a scheme. */
typedef struct removal_choice {
    qsm_key_scheme scheme; /* the last one */
    int count;             /* of schemes */
    char words[256];       /* the names of the schemes */
} removal_choice;

/* A stranger's segment, which stays, does not keep this user's from being removed. */
static bool has_own(const tool_schemes *schemes)
{
    bool found = false;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++)
        found = found || (schemes->of[at].segment && schemes->of[at].own);
    return found;
}

static void count(const tool_schemes *schemes, removal_choice *choice)
{
    bool only_own = has_own(schemes);
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        const tool_scheme_state *state = &schemes->of[at];
        size_t used = strlen(choice->words);
        bool is_segment = state->segment && (state->own || !only_own);
        if (!(schemes->segments > 0 ? is_segment : is_there(state)))
            continue;
        choice->scheme = (qsm_key_scheme)at;
        (void)snprintf(choice->words + used, sizeof choice->words - used, "%s%s",
                       choice->count > 0 ? ", " : "", tool_scheme_word(choice->scheme));
        choice->count++;
    }
}

/* Whether more exists than was removed. */
static bool is_more(const tool_schemes *schemes, qsm_key_scheme removed)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        if (at != (int)removed && is_there(&schemes->of[at]))
            return true;
    }
    return false;
}

static int fail_nothing(const tool_call *call, const tool_schemes *schemes)
{
    if (tool_fail_directory(call, schemes->of[QSM_KEY_SCHEME_SYSTEM_V_LEGACY].key))
        return TOOL_FAILED;
    return tool_fail(call, "there is nothing, by any key scheme: %s (%s)", schemes->key,
                     TOOL_SCHEME_WORDS);
}

static int remove_found(const tool_call *call, const tool_schemes *schemes)
{
    removal_choice choice = {.count = 0};
    count(schemes, &choice);
    if (choice.count == 0)
        return fail_nothing(call, schemes);
    if (choice.count > 1) {
        (void)tool_fail(call, "not removed: %d key schemes have %s: %s (%s)", choice.count,
                        schemes->segments > 0 ? "a segment" : "a lock or a key file", schemes->key,
                        choice.words);
        tool_note(call, "--scheme NAME removes one, --any removes all");
        return TOOL_FAILED;
    }
    if (schemes->segments > 0)
        tool_schemes_tell(schemes, call, choice.scheme);
    int status = remove_key(call, schemes->of[choice.scheme].key);
    if (status == TOOL_OK && is_more(schemes, choice.scheme))
        tool_note(call, "%s: a lock or a key file of another key scheme is left; --any removes it",
                  schemes->key);
    return status;
}

/* A scheme whose lookup failed can have a segment that shares its key file with another scheme. */
static int remove_under_any_scheme(const tool_call *call, const char *legacy_key)
{
    const rm_options *chosen = call->values;
    tool_schemes schemes;
    int status;
    int error =
        tool_schemes_look(&schemes, legacy_key, NULL, false) ? tool_schemes_error(&schemes) : errno;
    if (error != 0)
        status = tool_fail(call, "nothing was removed: %s: %s", strerror(error), legacy_key);
    else
        status = chosen->key.any ? remove_any(call, legacy_key) : remove_found(call, &schemes);
    tool_schemes_end(&schemes);
    return status;
}

static int remove_by_options(tool_call *call, const qsm_native_ipc_key *key)
{
    const rm_options *chosen = call->values;
    return tool_takes_any_scheme(&chosen->key)
               ? remove_under_any_scheme(call, qsm_native_ipc_key_legacy_key(key))
               : remove_key(call, key);
}

static int run(tool_call *call)
{
    const rm_options *chosen = call->values;
    if (chosen->key.any && !tool_takes_any_scheme(&chosen->key))
        return tool_fail_usage(call, "--any excludes --native, --safe and --scheme");
    tool_signals_hold(false); /* to die with a POSIX lock would leave it taken */
    return tool_with_key(call, &chosen->key, remove_by_options);
}

const tool_command tool_rm = {
    .name = "rm",
    .operands = "KEY [OPTION]...",
    .summary = "remove a stale segment, with its lock and key files",
    .description =
        "Removes the segment of KEY, its lock and both key files, if no process is attached to "
        "the\n"
        "segment. Otherwise everything stays and the exit status is 1. If this user has segments "
        "of\n"
        "KEY under several key schemes, nothing is removed without --scheme, --safe, --native or\n"
        "--any.\n"
        "\n"
        "It removes only what this user owns and created; for root, too: sudo -u USER qsm rm KEY\n"
        "removes what another user has. Qt never removes a POSIX segment. A System V segment "
        "stays\n"
        "only if its last user crashed. With --json the command prints one object for each key.",
    .examples = "  qsm rm hello\n"
                "  qsm rm hello --any            # under all key schemes\n"
                "  qsm rm --native posix:/hello\n",
    .options = options,
    .values_size = sizeof(rm_options),
    .run = run,
};
