/* SPDX-License-Identifier: MIT */
/*
 * qsm semaphore: a QSystemSemaphore from the shell: its value, a unit of it for the time of a
 * command, a semaphore for others. There is no plain acquire and no plain release, because their
 * effect would end with the process (SEM_UNDO).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/holding.h"
#include "tool/key_options.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/run_holding.h"

typedef struct semaphore_options {
    tool_key_options key;
    tool_duration timeout;
    tool_duration hold;
    bool force;
} semaphore_options;

static const tool_option options[] = {
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS",
     "acquire: how long to wait for a unit; then the exit status\n"
     "is 124 (default: forever; 0 does not wait)",
     tool_parse_duration, offsetof(semaphore_options, timeout)},
    {"hold", 0, TOOL_TAKES_VALUE, "SECONDS", "hold: for how long (default: until interrupted)",
     tool_parse_duration, offsetof(semaphore_options, hold)},
    {"force", 0, TOOL_TAKES_NOTHING, NULL,
     "hold: also a semaphore that exists; its value becomes N\n"
     "(POSIX: a new one replaces it)",
     tool_parse_flag, offsetof(semaphore_options, force)},
    TOOL_KEY_OPTIONS(semaphore_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The semaphore of a command line. */
typedef struct subject {
    const tool_call *call;
    const qsm_native_ipc_key *segment_key; /* of the segment whose lock it would be */
    qsm_native_ipc_key *key;
    char *name; /* the text form of key */
} subject;

/* The system's report; the lock's numbers are those of the semaphore. NULL: it printed a message.
 */
static qsm_segment_info *look(const subject *self)
{
    qsm_segment_info *info = qsm_segment_inspect(self->segment_key);
    if (info == NULL)
        (void)tool_fail_key(self->call, self->key, "%s", strerror(errno));
    return info;
}

static int fail_none(const subject *self)
{
    return tool_fail_key(self->call, self->key, "no program has made this semaphore");
}

/* ---- value ---- */

static void name_json(tool_json *json, const subject *self)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(self->segment_key);
    tool_json_string(json, "key", *legacy != '\0' ? legacy : NULL);
    tool_json_string(json, "nativeKey", self->name);
}

static void value_json(const subject *self, const qsm_segment_info *info)
{
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    name_json(&json, self);
    tool_json_integer(&json, "value", qsm_segment_info_lock_value(info));
    tool_json_number(&json, "waiting", qsm_segment_info_lock_waiters(info));
    tool_json_number(&json, "lastPid", qsm_segment_info_lock_last_pid(info));
    tool_json_number(&json, "openIn", qsm_segment_info_lock_users(info));
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static int print_value(const subject *self, const qsm_segment_info *info)
{
    if (!qsm_segment_info_lock_exists(info))
        return fail_none(self);
    if (qsm_segment_info_lock_value(info) < 0)
        return tool_fail_key(self->call, self->key, "the value is not readable for this user");
    if (self->call->json)
        value_json(self, info);
    else
        (void)printf("%" PRId64 "\n", qsm_segment_info_lock_value(info));
    return TOOL_OK;
}

static int show_value(const subject *self, tool_call *call)
{
    if (!tool_no_more_operands(call))
        return TOOL_USAGE;
    qsm_segment_info *info = look(self);
    int status = info != NULL ? print_value(self, info) : TOOL_FAILED;
    qsm_segment_info_free(info);
    return status;
}

/* ---- acquire and hold ---- */

/* Opens the semaphore, or makes it. On an error: prints a message and returns NULL. */
static qsm_system_semaphore *open_semaphore(const subject *self, int value,
                                            qsm_system_semaphore_access_mode mode)
{
    qsm_system_semaphore *semaphore = qsm_system_semaphore_new_native(self->key, value, mode);
    if (semaphore != NULL && qsm_system_semaphore_error(semaphore) == QSM_SYSTEM_SEMAPHORE_NO_ERROR)
        return semaphore;
    if (semaphore == NULL || !tool_fail_directory(self->call, self->key))
        (void)tool_fail_key(self->call, self->key, "%s",
                            semaphore != NULL ? qsm_system_semaphore_error_string(semaphore)
                                              : "out of memory");
    qsm_system_semaphore_free(semaphore);
    return NULL;
}

/* Whether it exists. -1: prints a message. */
static int exists(const subject *self)
{
    qsm_segment_info *info = look(self);
    int found = info != NULL ? qsm_segment_info_lock_exists(info) : -1;
    qsm_segment_info_free(info);
    return found;
}

static int acquire(const subject *self, tool_call *call)
{
    const semaphore_options *chosen = call->values;
    if (call->command_at > 0)
        return tool_fail_usage(call, "'%s' is one word too many before --", call->operands[0]);
    if (call->operand_count == 0)
        return tool_fail_usage(call, "the command is missing: -- CMD [ARGUMENT]...");
    int found = exists(self);
    if (found <= 0)
        return found == 0 ? fail_none(self) : TOOL_FAILED;
    qsm_system_semaphore *semaphore = open_semaphore(self, 0, QSM_SYSTEM_SEMAPHORE_OPEN);
    if (semaphore == NULL)
        return TOOL_FAILED;
    int status = tool_run_holding(call, semaphore,
                                  &(tool_held){.what = "semaphore",
                                               .name = self->name,
                                               .own = self->key,
                                               .key = self->segment_key,
                                               .busy = "no unit is free",
                                               .timeout = tool_duration_or(chosen->timeout, -1)});
    qsm_system_semaphore_free(semaphore);
    return status;
}

static void report_hold(const subject *self, int value)
{
    const semaphore_options *chosen = self->call->values;
    if (!self->call->json) {
        (void)printf("%-17s", "native key");
        tool_print_text(stdout, self->name);
        (void)putchar('\n');
        tool_describe_line(stdout, "value", "%d", value);
        return;
    }
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    name_json(&json, self);
    tool_json_integer(&json, "value", value);
    tool_hold_json(&json, chosen->hold);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static int hold_units(const subject *self, int value)
{
    const semaphore_options *chosen = self->call->values;
    int found = chosen->force ? 0 : exists(self);
    if (found < 0)
        return TOOL_FAILED;
    if (found > 0)
        return tool_fail_key(
            self->call, self->key,
            "this semaphore exists, and programs may use it; --force sets its value to %d", value);
    tool_signals_hold(true);
    qsm_system_semaphore *semaphore = open_semaphore(
        self, value, chosen->force ? QSM_SYSTEM_SEMAPHORE_CREATE : QSM_SYSTEM_SEMAPHORE_OPEN);
    if (semaphore == NULL)
        return TOOL_FAILED;
    report_hold(self, value);
    tool_hold(self->call, chosen->hold, "semaphore", NULL);
    qsm_system_semaphore_free(semaphore);
    return TOOL_OK;
}

static int hold(const subject *self, tool_call *call)
{
    int value = 0;
    const char *number = tool_take_operand(call, "N");
    if (number == NULL || !tool_no_more_operands(call))
        return TOOL_USAGE;
    const char *expected = tool_parse_count(number, &value);
    if (expected != NULL)
        return tool_fail_usage(call, "N: '%s' is not %s", number, expected);
    return hold_units(self, value);
}

/* ---- the command ---- */

static const struct {
    const char *name;
    int (*run)(const subject *self, tool_call *call);
} actions[] = {{"value", show_value}, {"acquire", acquire}, {"hold", hold}};

static int act(tool_call *call, const qsm_native_ipc_key *segment_key)
{
    const char *name = call->operand_count > 0 ? call->operands[0] : NULL;
    size_t chosen = 0;
    while (name != NULL && chosen < sizeof actions / sizeof actions[0] &&
           strcmp(actions[chosen].name, name) != 0)
        chosen++;
    if (name == NULL || call->command_at == 0)
        return tool_fail_usage(call, "what to do is missing: value, acquire or hold");
    if (chosen == sizeof actions / sizeof actions[0])
        return tool_fail_usage(
            call, "'%s' is not value, acquire or hold%s", name,
            strcmp(name, "release") == 0 ? "; a unit would be taken back when qsm ends" : "");
    (void)tool_take_operand(call, "");
    subject self = {
        .call = call, .segment_key = segment_key, .key = qsm_native_ipc_key_lock_key(segment_key)};
    self.name = self.key != NULL ? qsm_native_ipc_key_to_string(self.key) : NULL;
    int status =
        self.name != NULL ? actions[chosen].run(&self, call) : tool_fail(call, "out of memory");
    qsm_free(self.name);
    qsm_native_ipc_key_free(self.key);
    return status;
}

static int run(tool_call *call)
{
    const semaphore_options *chosen = call->values;
    int status = TOOL_USAGE;
    const char *text = call->operand_count > 0 ? call->operands[0] : NULL;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    if (chosen->key.safe != QSM_NATIVE_IPC_KEY_INVALID) {
        /* On macOS it has another name than the lock of a segment. */
        qsm_native_ipc_key_free(key);
        key = qsm_system_semaphore_platform_safe_key(text, chosen->key.safe, NULL);
    }
    status = key != NULL ? act(call, key) : tool_fail(call, "out of memory");
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_semaphore = {
    .name = "semaphore",
    .operands = "KEY (value | acquire -- CMD [ARGUMENT]... | hold N) [OPTION]...",
    .summary = "the value of a QSystemSemaphore, a unit of it while a command runs",
    .description =
        "KEY is the key of a QSystemSemaphore. The lock of a QSharedMemory with this key is the "
        "same\n"
        "semaphore, with the value 1 or 0.\n"
        "\n"
        "value prints the value. acquire takes one unit, runs CMD, and gives the unit back when "
        "CMD\n"
        "has ended. If no program has made the semaphore, it fails. Signals and exit statuses are\n"
        "those of qsm lock. hold makes the semaphore with N units, and stays until interrupted or\n"
        "for --hold SECONDS; then it removes the semaphore, unless a process uses it.\n"
        "\n"
        "There is no plain acquire and no release. With System V the system takes back what a\n"
        "process has acquired or released when the process ends (SEM_UNDO, as in Qt), so they "
        "would\n"
        "have no effect.\n",
    .examples = "  qsm semaphore printer hold 2\n"
                "  qsm semaphore printer value\n"
                "  qsm semaphore printer acquire --timeout 5 -- ./print-it\n"
                "  qsm semaphore --native posix:/printer value --json\n",
    .options = options,
    .values_size = sizeof(semaphore_options),
    .run = run,
};
