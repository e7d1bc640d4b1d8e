/* SPDX-License-Identifier: MIT */
#include "tool/lock_repair.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/cli/json.h"
#include "tool/cli/utf8.h"
#include "tool/messages.h"

/* What each state means for a program that waits for the lock. */
static const struct {
    const char *text;
    bool can_be_repaired;
} states[] = {
    [QSM_LOCK_NONE] = {"there is no lock, or it belongs to another user", false},
    [QSM_LOCK_FREE] = {"it is free: nothing to do", false},
    [QSM_LOCK_HELD] = {"it is held, and a process that may hold it is alive", false},
    [QSM_LOCK_ABANDONED] = {"it is abandoned: it is taken, and its holder is gone", true},
    [QSM_LOCK_DOUBLED] = {"its value is above 1: several processes can hold it at once", true},
};

static void explain(const qsm_segment_info *info, qsm_lock_state state)
{
    (void)fputs("lock    ", stdout);
    tool_print_text(stdout, qsm_segment_info_lock_native_key(info));
    (void)fputc('\n', stdout);
    if (qsm_segment_info_lock_value(info) >= 0)
        (void)printf("value   %" PRId64 "\n", qsm_segment_info_lock_value(info));
    if (qsm_segment_info_lock_last_pid(info) > 0)
        (void)printf("last    process %" PRId64 "%s\n", qsm_segment_info_lock_last_pid(info),
                     state == QSM_LOCK_ABANDONED ? ", which is gone" : "");
    if (qsm_segment_info_lock_users(info) >= 0)
        (void)printf("open in %" PRId64 " process(es)\n", qsm_segment_info_lock_users(info));
    if (qsm_segment_info_lock_holder_pid(info) > 0 && state == QSM_LOCK_HELD)
        (void)printf("holder  process %" PRId64 "%s\n", qsm_segment_info_lock_holder_pid(info),
                     qsm_segment_info_lock_users(info) == 1 ? ", or it waits for the lock" : "");
    if (qsm_segment_info_lock_waiters(info) > 0)
        (void)printf("waiting %" PRId64 "\n", qsm_segment_info_lock_waiters(info));
    (void)printf("%s\n", states[state].text);
}

static void explain_json(const qsm_segment_info *info, qsm_lock_state state, bool repaired)
{
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "lock", qsm_segment_info_lock_native_key(info));
    tool_json_string(&json, "state", qsm_lock_state_name(state));
    tool_json_integer(&json, "value", qsm_segment_info_lock_value(info));
    tool_json_integer(&json, "lastPid", qsm_segment_info_lock_last_pid(info));
    tool_json_integer(&json, "holder", qsm_segment_info_lock_holder_pid(info));
    tool_json_integer(&json, "openIn", qsm_segment_info_lock_users(info));
    tool_json_bool(&json, "repaired", repaired);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static int repair(const tool_call *call, const qsm_segment_info *info, const tool_lock_repair *how)
{
    qsm_lock_state was = QSM_LOCK_NONE;
    if (!tool_confirm(call, how->yes, "Repair it?", "repairs it"))
        return TOOL_FAILED;
    if (!qsm_segment_info_repair_lock(info, how->force, &was))
        return tool_fail(call, "the lock was not repaired: %s: %s",
                         errno == EBUSY ? "a process has just taken it" : strerror(errno),
                         qsm_segment_info_lock_native_key(info));
    if (call->json)
        explain_json(info, was, true);
    else
        (void)printf("repaired: it is free now\n");
    return TOOL_OK;
}

/* Why the repair needs force; NULL: it needs none. */
static const char *why_force(const qsm_segment_info *info, qsm_lock_state state)
{
    if (state == QSM_LOCK_HELD && qsm_segment_info_lock_users(info) > 0)
        return "it is held, and a process that has it open is alive. A process that waits for it "
               "has it open, too: if all of them only wait, end all but one (the last one repairs "
               "it within a second)";
    if (state == QSM_LOCK_HELD)
        return states[state].text;
    if (state == QSM_LOCK_DOUBLED && !qsm_segment_info_exists(info))
        return "its value is above 1 and there is no segment: it may be the QSystemSemaphore of a "
               "program";
    return NULL;
}

static int explain_and_repair(const tool_call *call, const qsm_segment_info *info,
                              const tool_lock_repair *how)
{
    qsm_lock_state state = qsm_segment_info_lock_state(info);
    const char *reason = why_force(info, state);
    if (!call->json)
        explain(info, state);
    if (reason != NULL ? how->force : states[state].can_be_repaired)
        return repair(call, info, how);
    if (call->json)
        explain_json(info, state, false);
    if (state == QSM_LOCK_FREE)
        return TOOL_OK;
    return tool_fail(call, "the lock was not repaired: %s%s: %s",
                     reason != NULL ? reason : states[state].text,
                     reason != NULL ? "; --force repairs it anyway" : "",
                     qsm_segment_info_lock_native_key(info));
}

int tool_repair_lock(const tool_call *call, const qsm_native_ipc_key *key,
                     const tool_lock_repair *how)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    if (info == NULL)
        return tool_fail_key(call, key, "%s", strerror(errno));
    int status = explain_and_repair(call, info, how);
    qsm_segment_info_free(info);
    return status;
}
