/* SPDX-License-Identifier: MIT */
/*
 * qsm lock: runs a command while holding the lock of a key. It uses only the semaphore. So it works
 * without a segment, and keeps no segment alive.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/child.h"
#include "tool/cli/json.h"
#include "tool/cli/signals.h"
#include "tool/key_options.h"
#include "tool/lock_repair.h"
#include "tool/waiting.h"

/* As in timeout(1). */
enum { EXIT_TIMED_OUT = 124 };

typedef struct lock_options {
    tool_key_options key;
    tool_duration timeout;
    bool repair_it;
    tool_lock_repair how;
} lock_options;

static const tool_option options[] = {
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to wait for the lock; then the exit status\nis 124 (default: forever; 0 does not "
     "wait)",
     tool_parse_duration, offsetof(lock_options, timeout)},
    {"repair", 0, TOOL_TAKES_NOTHING, NULL,
     "run nothing: explain the state of the lock, and repair it if\n"
     "its holder is gone; asks first",
     tool_parse_flag, offsetof(lock_options, repair_it)},
    {"break", 0, TOOL_TAKES_NOTHING, NULL, "the same as --repair", tool_parse_flag,
     offsetof(lock_options, repair_it)},
    {"force", 0, TOOL_TAKES_NOTHING, NULL,
     "with --repair: also a lock that a live process may hold", tool_parse_flag,
     offsetof(lock_options, how.force)},
    {"yes", 0, TOOL_TAKES_NOTHING, NULL, "with --repair: do not ask", tool_parse_flag,
     offsetof(lock_options, how.yes)},
    TOOL_KEY_OPTIONS(lock_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The result that --json prints. */
typedef struct lock_report {
    const char *name;
    int64_t waited;
    int64_t held;
    int exit;
} lock_report;

/* The key of the segment, and the text form of its lock's key. */
typedef struct lock_names {
    const qsm_native_ipc_key *key;
    const char *text;
} lock_names;

static void report_json(const tool_call *call, const lock_report *report)
{
    tool_json json;
    tool_json_start(&json, stderr);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "lock", report->name);
    tool_json_begin_array(&json, "command");
    for (int i = 0; i < call->operand_count; i++)
        tool_json_string(&json, NULL, call->operands[i]);
    tool_json_end_array(&json);
    tool_json_integer(&json, "waitedMilliseconds", report->waited);
    tool_json_integer(&json, "heldMilliseconds", report->held);
    tool_json_integer(&json, "exit", report->exit);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

/* Takes the lock. On an error: prints a message, sets *status and returns false. */
static bool take(const tool_call *call, qsm_system_semaphore *lock, const lock_names *names,
                 int *status)
{
    const lock_options *chosen = call->values;
    tool_waiting waiting = {.key = names->key};
    qsm_system_semaphore_set_stop(lock, tool_waiting_ask, &waiting);
    bool taken = qsm_system_semaphore_acquire_for(lock, tool_duration_or(chosen->timeout, -1));
    qsm_system_semaphore_set_stop(lock, NULL, NULL);
    tool_progress_clear();
    if (taken)
        return true;
    if (waiting.ended_by != 0)
        *status = tool_fail_with(call, TOOL_EXIT_BY_SIGNAL + waiting.ended_by,
                                 "%s: interrupted while waiting for the lock", names->text);
    else if (qsm_system_semaphore_error(lock) != QSM_SYSTEM_SEMAPHORE_NO_ERROR)
        *status = tool_fail(call, "%s: %s", names->text, qsm_system_semaphore_error_string(lock));
    else
        *status = tool_fail_with(call, EXIT_TIMED_OUT, "%s: the lock is held by another process",
                                 names->text);
    return false;
}

/* If the command cannot be started: prints a message, sets *status and returns false. */
static bool run_command(const tool_call *call, int *status)
{
    (void)fflush(NULL);
    pid_t child = tool_child_start(call->operands);
    if (child > 0) {
        *status = tool_child_follow(child);
        return true;
    }
    *status = tool_fail_with(call, errno == ENOENT ? TOOL_EXIT_NOT_FOUND : TOOL_EXIT_CANNOT_RUN,
                             "cannot run %s: %s", call->operands[0], strerror(errno));
    return false;
}

static int run_locked(const tool_call *call, qsm_system_semaphore *lock, const lock_names *names)
{
    lock_report report = {.name = names->text, .exit = TOOL_FAILED};
    int64_t begun = tool_now();
    if (!take(call, lock, names, &report.exit))
        return report.exit;
    int64_t taken = tool_now();
    report.waited = taken - begun;
    bool ran = run_command(call, &report.exit);
    report.held = tool_now() - taken;
    if (!qsm_system_semaphore_release(lock, 1))
        tool_note(call, "cannot release the lock: %s", qsm_system_semaphore_error_string(lock));
    if (call->json && ran)
        report_json(call, &report);
    return report.exit;
}

static int lock_and_run(const tool_call *call, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    char *name = lock_key != NULL ? qsm_native_ipc_key_to_string(lock_key) : NULL;
    qsm_system_semaphore *lock =
        name != NULL ? qsm_system_semaphore_new_native(lock_key, 1, QSM_SYSTEM_SEMAPHORE_OPEN)
                     : NULL;
    int status = TOOL_FAILED;
    if (lock == NULL) {
        status = tool_fail(call, "out of memory");
    } else if (qsm_system_semaphore_error(lock) != QSM_SYSTEM_SEMAPHORE_NO_ERROR) {
        status = tool_fail(call, "%s: %s", name, qsm_system_semaphore_error_string(lock));
    } else {
        tool_signals_hold(true);
        status = run_locked(call, lock, &(lock_names){.key = key, .text = name});
    }
    qsm_system_semaphore_free(lock);
    qsm_free(name);
    qsm_native_ipc_key_free(lock_key);
    return status;
}

static int run(tool_call *call)
{
    const lock_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    if (chosen->repair_it)
        status =
            tool_no_more_operands(call) ? tool_repair_lock(call, key, &chosen->how) : TOOL_USAGE;
    else if (chosen->how.force || chosen->how.yes)
        status = tool_fail_usage(call, "--force and --yes need --repair");
    else if (call->command_at > 0)
        status = tool_fail_usage(call, "'%s' is one word too many before --", call->operands[0]);
    else if (call->operand_count == 0)
        status = tool_fail_usage(call, "the command is missing: -- CMD [ARGUMENT]...");
    else
        status = lock_and_run(call, key);
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_lock = {
    .name = "lock",
    .operands = "KEY [OPTION]... (-- CMD [ARGUMENT]... | --repair)",
    .summary = "run a command while holding the lock of a key",
    .description =
        "Takes the lock that QSharedMemory::lock() of KEY takes, runs CMD, and releases the lock\n"
        "when CMD has ended, also after a crash. If qsm lock gets SIGINT, SIGTERM, SIGHUP, "
        "SIGQUIT,\n"
        "SIGUSR1 or SIGUSR2, it sends the signal to CMD.\n"
        "\n"
        "The exit status is the exit status of CMD. If signal N ended CMD, it is 128 + N. Without\n"
        "CMD it is 124 (the lock was not free in time), 126 (CMD cannot be run), 127 (CMD was not\n"
        "found), 2 (wrong usage) or 1 (the lock cannot be used). With --json the result goes to\n"
        "standard error, because CMD uses standard output.\n"
        "\n"
        "--repair repairs a lock whose holder is gone. With POSIX keys such a lock stays taken "
        "for\n"
        "ever. The exit status is 0 if the lock is free at the end, 1 if it was not repaired.\n",
    .examples = "  qsm lock hello -- ./update-the-picture\n"
                "  qsm lock hello --repair\n"
                "  qsm lock hello --timeout 5 -- sh -c 'echo nobody else draws now; sleep 10'\n",
    .options = options,
    .values_size = sizeof(lock_options),
    .run = run,
};
