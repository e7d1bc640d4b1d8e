/* SPDX-License-Identifier: MIT */
#include "tool/run_holding.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tool/cli/child.h"
#include "tool/cli/json.h"
#include "tool/cli/signals.h"
#include "tool/messages.h"
#include "tool/waiting.h"

/* As in timeout(1). */
enum { EXIT_TIMED_OUT = 124 };

/* The result that --json prints. */
typedef struct run_report {
    int64_t waited;
    int64_t held;
    int exit;
} run_report;

static void report_json(const tool_call *call, const tool_held *held, const run_report *found)
{
    tool_json json;
    tool_json_start(&json, stderr);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, held->what, held->name);
    tool_json_begin_array(&json, "command");
    for (int i = 0; i < call->operand_count; i++)
        tool_json_string(&json, NULL, call->operands[i]);
    tool_json_end_array(&json);
    tool_json_integer(&json, "waitedMilliseconds", found->waited);
    tool_json_integer(&json, "heldMilliseconds", found->held);
    tool_json_integer(&json, "exit", found->exit);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

/* While this process has a POSIX lock open, the lock has a user. */
static int fail_busy(const tool_call *call, qsm_system_semaphore *semaphore, const tool_held *held)
{
    if (held->busy != NULL)
        return tool_fail_key_with(call, EXIT_TIMED_OUT, held->own, "%s", held->busy);
    (void)qsm_system_semaphore_set_native_ipc_key(semaphore, NULL, 0, QSM_SYSTEM_SEMAPHORE_OPEN);
    return tool_fail_lock(call, held->key, EXIT_TIMED_OUT);
}

/* Takes the lock. On an error: prints a message, sets *status and returns false. */
static bool take(const tool_call *call, qsm_system_semaphore *semaphore, const tool_held *held,
                 int *status)
{
    tool_waiting waiting = {.key = held->key, .semaphore = held->what};
    qsm_system_semaphore_set_stop(semaphore, tool_waiting_ask, &waiting);
    bool taken = qsm_system_semaphore_acquire_for(semaphore, held->timeout);
    qsm_system_semaphore_set_stop(semaphore, NULL, NULL);
    tool_progress_clear();
    if (taken)
        return true;
    if (waiting.ended_by != 0)
        *status = tool_fail_key_with(call, TOOL_EXIT_BY_SIGNAL + waiting.ended_by, held->own,
                                     "interrupted while waiting for the %s", held->what);
    else if (qsm_system_semaphore_error(semaphore) != QSM_SYSTEM_SEMAPHORE_NO_ERROR)
        *status =
            tool_fail_key(call, held->own, "%s", qsm_system_semaphore_error_string(semaphore));
    else
        *status = fail_busy(call, semaphore, held);
    return false;
}

/* If the command cannot be started: prints a message, sets *status and returns false. */
static bool run_command(const tool_call *call, int *status)
{
    (void)fflush(NULL);
    pid_t child = tool_child_start(call->operands, NULL);
    if (child > 0) {
        *status = tool_child_follow(child);
        return true;
    }
    *status = tool_fail_with(call, errno == ENOENT ? TOOL_EXIT_NOT_FOUND : TOOL_EXIT_CANNOT_RUN,
                             "cannot run %s: %s", call->operands[0], strerror(errno));
    return false;
}

int tool_run_holding(const tool_call *call, qsm_system_semaphore *semaphore, const tool_held *held)
{
    run_report report = {.exit = TOOL_FAILED};
    tool_signals_hold(true);
    int64_t begun = tool_now();
    if (!take(call, semaphore, held, &report.exit))
        return report.exit;
    int64_t taken = tool_now();
    report.waited = taken - begun;
    bool ran = run_command(call, &report.exit);
    report.held = tool_now() - taken;
    if (!qsm_system_semaphore_release(semaphore, 1))
        tool_note(call, "cannot release the %s: %s", held->what,
                  qsm_system_semaphore_error_string(semaphore));
    if (call->json && ran)
        report_json(call, held, &report);
    return report.exit;
}
