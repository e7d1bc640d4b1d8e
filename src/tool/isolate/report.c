/* SPDX-License-Identifier: MIT */
#include "tool/isolate/report.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tool/cli/child.h"
#include "tool/cli/json.h"

/* By tool_item_kind. */
static const struct {
    const char *text;
    const char *json;
} kinds[] = {
    [TOOL_ITEM_SEGMENT] = {"System V segment: ", "systemVSegment"},
    [TOOL_ITEM_SEMAPHORE] = {"System V semaphore: ", "systemVSemaphore"},
    [TOOL_ITEM_SHM_NAME] = {"name in /dev/shm: ", "devShm"},
    [TOOL_ITEM_FILE] = {"file: ", "file"},
    [TOOL_ITEM_PROCESS] = {"process ", "process"},
};

void tool_isolate_tell_world(const tool_call *call, const tool_world *world)
{
    if (tool_world_is_own(world))
        return;
    tool_note(call, "not separated: %s/dev/shm (%s)%s%s",
              world->system_v ? "" : "System V objects, ", world->reason,
              world->remedy != NULL ? "; permit it with: " : "",
              world->remedy != NULL ? world->remedy : "");
}

static bool signalled(const tool_process *process)
{
    return process->ended && WIFSIGNALED(process->state);
}

int tool_isolate_exit(const tool_isolate_outcome *of)
{
    const tool_process *process = of->process;
    if (of->timed_out)
        return TOOL_ISOLATE_TIMED_OUT;
    if (process->ended_by != 0)
        return TOOL_EXIT_BY_SIGNAL + process->ended_by;
    if (!process->ended)
        return TOOL_ISOLATE_TROUBLE;
    if (signalled(process))
        return TOOL_EXIT_BY_SIGNAL + WTERMSIG(process->state);
    int code = WEXITSTATUS(process->state);
    bool passed_or_skipped = code == TOOL_OK || code == TOOL_ISOLATE_SKIPPED;
    bool leaks_count = of->left->count > 0 && !of->options->allow_leaks;
    return passed_or_skipped && leaks_count ? TOOL_ISOLATE_LEFT_BEHIND : code;
}

static void report_text(const tool_call *call, const tool_isolate_outcome *of)
{
    if (of->timed_out)
        (void)tool_fail_with(call, of->exit, "timed out after %g s: %s",
                             (double)of->options->timeout.milliseconds / 1000, call->operands[0]);
    else if (of->process->ended_by != 0)
        (void)tool_fail_with(call, of->exit, "interrupted by signal %d (%s): %s",
                             of->process->ended_by, strsignal(of->process->ended_by),
                             call->operands[0]);
    else if (signalled(of->process))
        (void)tool_fail_with(call, of->exit, "killed by signal %d (%s): %s",
                             WTERMSIG(of->process->state), strsignal(WTERMSIG(of->process->state)),
                             call->operands[0]);
    for (size_t i = 0; i < of->left->count; i++) {
        const tool_item *item = &of->left->items[i];
        (void)tool_fail_with(call, of->exit, "left behind: %s%s", kinds[item->kind].text,
                             item->name);
    }
}

static void report_separated(tool_json *json, const tool_world *world)
{
    tool_json_begin_object(json, "separated");
    tool_json_bool(json, "systemV", world->system_v);
    tool_json_bool(json, "devShm", world->shm);
    tool_json_string(json, "reason", world->reason[0] != '\0' ? world->reason : NULL);
    tool_json_string(json, "remedy", world->remedy);
    tool_json_end_object(json);
}

static void report_left(tool_json *json, const tool_inventory *left)
{
    tool_json_begin_array(json, "leftBehind");
    for (size_t i = 0; i < left->count; i++) {
        tool_json_begin_object(json, NULL);
        tool_json_string(json, "kind", kinds[left->items[i].kind].json);
        tool_json_string(json, "name", left->items[i].name);
        tool_json_end_object(json);
    }
    tool_json_end_array(json);
}

static void report_json(const tool_call *call, const tool_isolate_outcome *of)
{
    const tool_process *process = of->process;
    bool exited = process->ended && WIFEXITED(process->state) && !of->timed_out;
    tool_json json;
    tool_json_start(&json, stderr);
    tool_json_begin_object(&json, NULL);
    tool_json_begin_array(&json, "command");
    for (int i = 0; i < call->operand_count; i++)
        tool_json_string(&json, NULL, call->operands[i]);
    tool_json_end_array(&json);
    tool_json_integer(&json, "exit", of->exit);
    tool_json_number(&json, "commandExit", exited ? WEXITSTATUS(process->state) : -1);
    tool_json_number(&json, "commandSignal",
                     signalled(process) && !of->timed_out ? WTERMSIG(process->state) : -1);
    tool_json_bool(&json, "timedOut", of->timed_out);
    tool_json_integer(&json, "milliseconds", of->milliseconds);
    report_separated(&json, of->world);
    report_left(&json, of->left);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

void tool_isolate_report(const tool_call *call, const tool_isolate_outcome *of)
{
    if (call->json)
        report_json(call, of);
    else
        report_text(call, of);
}
