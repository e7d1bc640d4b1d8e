/* SPDX-License-Identifier: MIT */
/* qsm info: everything that is known about the segments of one key. It takes no lock. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"
#include "tool/key_options.h"
#include "tool/key_words.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/process.h"
#include "tool/segment.h"
#include "tool/stream_hint.h"

enum { DEFAULT_WAIT = 100 };

typedef struct info_options {
    tool_key_options key;
    tool_duration wait;
    bool no_content;
} info_options;

static const tool_option options[] = {
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to read contents that change all the time\n(default: 0.1)", tool_parse_duration,
     offsetof(info_options, wait)},
    {"no-content", 0, TOOL_TAKES_NOTHING, NULL, "do not read the contents: attaches to nothing",
     tool_parse_flag, offsetof(info_options, no_content)},
    TOOL_ANY_OPTION(info_options, key),
    TOOL_SCHEME_OPTION(info_options, key),
    TOOL_KEY_OPTIONS(info_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The data of one native key. */
typedef struct subject {
    const char *scheme;
    const qsm_segment_info *info;
    const qsm_native_ipc_key *asked; /* the key of the command line */
    bool has_content;                /* not with --no-content, and not without a segment */
    tool_content content;
    bool has_hint; /* the contents are data that looks like values of Qt */
    tool_stream_hint hint;
} subject;

/* ---- for people ---- */

/* Why a process has no PID here, or is not shown. */
static const char *why_not_shown(void)
{
    return qsm_process_sees_all() ? "the system does not show it to this user"
                                  : "outside this PID namespace, as of a container";
}

/* "process 123 (dialog)", or "process 123 (gone)". */
static void print_process(const char *title, int64_t pid)
{
    tool_process_text name;
    if (pid <= 0)
        return;
    bool alive = tool_process_name(pid, name);
    tool_describe_line(stdout, title, "process %" PRId64 " (%s)", pid, alive ? name : "gone");
}

static bool print_user(void *context, const qsm_segment_user *user)
{
    int64_t *shown = context;
    tool_process_text name;
    (*shown)++;
    tool_clean_process_name(name, user->name);
    tool_describe_line(stdout, "    by", "process %" PRId64 " (%s)", user->pid, name);
    return true;
}

static void print_users(const subject *of)
{
    int64_t attached = qsm_segment_info_attached(of->info);
    int64_t shown = 0;
    if (attached >= 0)
        tool_describe_line(stdout, "  attached", "%" PRId64, attached);
    else
        tool_describe_line(stdout, "  attached", "not known: %s",
                           qsm_process_sees_all()
                               ? "the system does not show this user all processes"
                               : "processes outside this PID namespace are not visible");
    (void)qsm_segment_info_users(of->info, print_user, &shown);
    if (attached > 0 && shown == 0)
        tool_describe_line(stdout, "    by", "not known: %s", why_not_shown());
}

/* The key for a command line: as it was given, if that is this segment. */
static char *key_words(const subject *of)
{
    const char *name = qsm_segment_info_native_key(of->info);
    if (strcmp(name, qsm_native_ipc_key_native_key(of->asked)) == 0)
        return tool_key_words(of->asked);
    qsm_native_ipc_key *key = qsm_segment_info_key(of->info);
    char *words = key != NULL ? tool_key_words(key) : NULL;
    qsm_native_ipc_key_free(key);
    return words;
}

static void print_hint(const subject *of, const char *words)
{
    char *command = of->has_hint ? tool_hint_command(&of->hint, words) : NULL;
    if (command != NULL) {
        tool_describe_line(stdout, "    looks like", "%s", of->hint.text);
        tool_describe_line(stdout, "    to show it", "%s", command);
    }
    free(command);
}

/* What it is, and the command that reads it. */
static void print_content(const subject *of)
{
    const qsm_segment_content *found = &of->content.found;
    bool known = found->type != QSM_SEGMENT_CONTENT_UNKNOWN;
    char *text = known ? tool_content_text(found) : NULL;
    char *words = key_words(of);
    char *command = known ? tool_content_command(found, words) : NULL;
    tool_describe_line(stdout, "  holds", "%s", text != NULL ? text : of->content.text);
    if (command != NULL)
        tool_describe_line(stdout, "    to read it", "%s", command);
    print_hint(of, words);
    free(command);
    free(words);
    free(text);
}

static void print_segment(const subject *of)
{
    const qsm_segment_info *info = of->info;
    tool_cell owner;
    tool_cell mode;
    tool_cell age;
    tool_owner_cell(owner, qsm_segment_info_owner(info));
    tool_mode_cell(mode, qsm_segment_info_mode(info));
    tool_age_cell(age, qsm_segment_info_change_time(info));
    if (qsm_segment_info_system_v_key(info) >= 0 || qsm_segment_info_shmid(info) >= 0)
        tool_describe_line(stdout, "  ftok", "0x%08" PRIx32 ", shmid %" PRId64,
                           (uint32_t)qsm_segment_info_system_v_key(info),
                           qsm_segment_info_shmid(info));
    tool_describe_line(stdout, "  size", "%" PRId64, qsm_segment_info_size(info));
    tool_describe_line(stdout, "  owner", "%s, mode %s", owner, mode);
    tool_describe_line(stdout, "  age", "%s", age);
    if (qsm_segment_info_creator_pid(info) == 0)
        tool_describe_line(stdout, "  creator", "not known: %s", why_not_shown());
    print_process("  creator", qsm_segment_info_creator_pid(info));
    print_process("  last", qsm_segment_info_last_pid(info));
    print_users(of);
    if (of->has_content)
        print_content(of);
}

static void print_lock(const subject *of)
{
    const qsm_segment_info *info = of->info;
    qsm_lock_state state = qsm_segment_info_lock_state(info);
    tool_describe_line(stdout, "  lock", "%s", qsm_segment_info_lock_native_key(info));
    if (!qsm_segment_info_lock_exists(info)) {
        tool_describe_line(stdout, "    state", "no lock");
        return;
    }
    if (qsm_segment_info_lock_value(info) >= 0)
        tool_describe_line(stdout, "    state", "%s, value %" PRId64, qsm_lock_state_name(state),
                           qsm_segment_info_lock_value(info));
    else
        tool_describe_line(stdout, "    state", "not readable for this user");
    print_process("    last", qsm_segment_info_lock_last_pid(info));
    if (state == QSM_LOCK_HELD)
        print_process("    holder", qsm_segment_info_lock_holder_pid(info));
    if (qsm_segment_info_lock_waiters(info) > 0)
        tool_describe_line(stdout, "    waiting", "%" PRId64, qsm_segment_info_lock_waiters(info));
}

static void print_subject(const subject *of)
{
    (void)printf("%s\n", of->scheme);
    tool_describe_line(stdout, "  name", "%s", qsm_segment_info_native_key(of->info));
    if (qsm_segment_info_exists(of->info))
        print_segment(of);
    else
        tool_describe_line(stdout, "  segment", "none%s",
                           qsm_segment_info_key_file_exists(of->info) ? ", only its key file" : "");
    print_lock(of);
}

/* ---- --json ---- */

static bool json_user(void *context, const qsm_segment_user *user)
{
    tool_json_user(context, user);
    return true;
}

/* The users that the system shows. Hidden processes are no error. */
static void json_users(tool_json *json, const subject *of)
{
    tool_json_begin_array(json, "users");
    (void)qsm_segment_info_users(of->info, json_user, json);
    tool_json_end_array(json);
}

static void json_hint(tool_json *json, const subject *of)
{
    char *words = of->has_hint ? key_words(of) : NULL;
    char *command = words != NULL ? tool_hint_command(&of->hint, words) : NULL;
    if (of->has_hint)
        tool_hint_json(json, &of->hint, command);
    free(command);
    free(words);
}

static void json_subject(tool_json *json, const subject *of)
{
    tool_process_text name;
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "scheme", of->scheme);
    tool_segment_json(json, of->info, of->has_content ? &of->content : NULL);
    json_hint(json, of);
    tool_json_string(json, "lockState", qsm_lock_state_name(qsm_segment_info_lock_state(of->info)));
    if (qsm_segment_info_creator_pid(of->info) > 0)
        tool_json_bool(json, "creatorAlive",
                       tool_process_name(qsm_segment_info_creator_pid(of->info), name));
    json_users(json, of);
    tool_json_end_object(json);
}

/* ---- both ---- */

typedef struct telling {
    const tool_call *call;
    const qsm_native_ipc_key *asked;
    tool_json json;
    int count;
    int segments;
} telling;

/* Prints a key if its segment or its lock exists. */
static void tell(telling *self, const char *scheme, const qsm_segment_info *info)
{
    const info_options *chosen = self->call->values;
    subject of = {.scheme = scheme, .info = info, .asked = self->asked};
    if (!qsm_segment_info_exists(of.info) && !qsm_segment_info_lock_exists(of.info))
        return;
    of.has_content = qsm_segment_info_exists(of.info) && !chosen->no_content;
    if (of.has_content) {
        int wait = tool_duration_or(chosen->wait, DEFAULT_WAIT);
        of.content = tool_look_inside(of.info, wait);
        of.has_hint = tool_hint_of_info(&of.hint, of.info, &of.content.found, wait);
    }
    if (self->call->json)
        json_subject(&self->json, &of);
    else
        print_subject(&of);
    self->count++;
    self->segments += qsm_segment_info_exists(info) ? 1 : 0;
}

/* False with errno. */
static bool tell_native(telling *self, const qsm_native_ipc_key *key)
{
    const info_options *chosen = self->call->values;
    qsm_key_scheme scheme = tool_named_scheme(&chosen->key);
    qsm_segment_info *info = qsm_segment_inspect(key);
    if (info == NULL)
        return false;
    tell(self, scheme != QSM_KEY_SCHEME_NONE ? qsm_key_scheme_name(scheme) : "native key", info);
    qsm_segment_info_free(info);
    return true;
}

/* Ends at a lookup that failed. */
static bool tell_candidate(void *context, const qsm_segment_candidate *candidate)
{
    if (candidate->info == NULL)
        return false;
    tell(context, qsm_key_scheme_name(candidate->scheme), candidate->info);
    return true;
}

/* Says what was searched. */
static int fail_nothing(const tool_call *call, const qsm_native_ipc_key *key, bool any)
{
    if (any)
        (void)tool_fail(call, "there is nothing, by any key scheme: %s (%s)",
                        qsm_native_ipc_key_legacy_key(key), TOOL_SCHEME_WORDS);
    else
        (void)tool_fail_key(call, key, "there is nothing of this key");
    tool_note_doctor(call, "", key, 0);
    return TOOL_FAILED;
}

static int show(tool_call *call, const qsm_native_ipc_key *key)
{
    const info_options *chosen = call->values;
    telling self = {.call = call, .asked = key};
    const char *legacy = qsm_native_ipc_key_legacy_key(key);
    bool any = legacy[0] != '\0' && tool_named_scheme(&chosen->key) == QSM_KEY_SCHEME_NONE;
    if (call->json) {
        tool_json_start(&self.json, stdout);
        tool_json_begin_array(&self.json, NULL);
    }
    bool good =
        any ? qsm_segment_find(legacy, NULL, tell_candidate, &self) : tell_native(&self, key);
    int error = errno;
    if (call->json) {
        tool_json_end_array(&self.json);
        tool_json_finish(&self.json);
    }
    const char *name = legacy[0] != '\0' ? legacy : qsm_native_ipc_key_native_key(key);
    if (!good)
        return tool_fail(call, "%s: %s", strerror(error), name);
    if (self.count == 0)
        return fail_nothing(call, key, any);
    if (self.segments > 1)
        tool_note(call,
                  "%s has %d segments; programs that use one key scheme never see the segment of "
                  "another; --scheme NAME chooses one",
                  name, self.segments);
    return TOOL_OK;
}

static int run(tool_call *call)
{
    const info_options *chosen = call->values;
    return tool_with_key(call, &chosen->key, show);
}

const tool_command tool_info = {
    .name = "info",
    .operands = "KEY [OPTION]...",
    .summary = "show everything about the segments and locks of one key",
    .description =
        "Shows each segment and lock of KEY, by every key scheme: size, owner, the process that\n"
        "created it, the processes that are attached, the state and the holder of the lock, and\n"
        "the contents, also what values of Qt they look like. The command takes no lock. Nothing\n"
        "is created or removed. To read the contents of a System V segment, the command attaches\n"
        "for a moment. This changes the segment's last process (lpid), attach time and detach\n"
        "time; --no-content does not attach.",
    .examples = "  qsm info hello\n"
                "  qsm info hello --json | jq '.[0].users[].pid'\n"
                "  qsm info --native posix:/hello\n",
    .options = options,
    .values_size = sizeof(info_options),
    .run = run,
};
