/* SPDX-License-Identifier: MIT */
#include "tool/isolate/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/child.h"
#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/isolate/report.h"

/* The words to run: those of the variable that --wrap names, then the operands. */
typedef struct word_list {
    char *text; /* the text that the first words lie in */
    char **words;
} word_list;

static bool find_words(word_list *list, const tool_call *call, const char *variable)
{
    const char *wrapper = variable != NULL ? getenv(variable) : NULL;
    *list = (word_list){.text = strdup(wrapper != NULL ? wrapper : "")};
    /* A word and a space are at least two characters. */
    size_t most = list->text != NULL ? strlen(list->text) / 2 + 1 : 0;
    if (list->text != NULL)
        list->words = calloc(most + (size_t)call->operand_count + 1, sizeof *list->words);
    if (list->words == NULL)
        return false;
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(list->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest))
        list->words[count++] = word;
    for (int i = 0; i < call->operand_count; i++)
        list->words[count++] = call->operands[i];
    return true;
}

static void free_words(word_list *list)
{
    free(list->words);
    free(list->text);
}

static bool set_environment(const tool_sandbox *box, const tool_world *world)
{
    char key[32];
    (void)snprintf(key, sizeof key, "qsmtest%d", (int)getpid());
    return setenv("TMPDIR", box->temp, 1) == 0 && setenv("XDG_RUNTIME_DIR", box->runtime, 1) == 0 &&
           setenv("QSM_TEST_KEY", key, 1) == 0 &&
           setenv("QSM_TEST_ISOLATED", tool_world_is_own(world) ? "1" : "0", 1) == 0;
}

static int fail_start(const tool_call *call, const char *word)
{
    return tool_fail_with(call, errno == ENOENT ? TOOL_EXIT_NOT_FOUND : TOOL_EXIT_CANNOT_RUN,
                          "cannot run %s: %s", word, strerror(errno));
}

static int fail_count(const tool_call *call)
{
    return tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "cannot list what exists: %s",
                          strerror(errno));
}

/* Runs the command to its end. Adds what is left to `left`; *outcome knows the rest. */
static int follow(const tool_call *call, const tool_sandbox *box, int64_t deadline,
                  tool_inventory *left, tool_isolate_outcome *outcome, tool_process *process)
{
    enum { GRACE_MILLISECONDS = 500 };
    int64_t begun = tool_now();
    tool_process_wait(process, deadline);
    outcome->milliseconds = tool_now() - begun;
    outcome->timed_out = !process->ended && process->ended_by == 0;
    int grace = process->ended ? GRACE_MILLISECONDS : 0;
    if (!tool_process_end_all(process, grace, left))
        return tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "cannot end all processes of %s",
                              call->operands[0]);
    if (!tool_inventory_take(left) || !tool_inventory_take_files(left, box))
        return fail_count(call);
    return TOOL_OK;
}

/* Runs the command inside the world that this process has entered. */
static int run_inside(const tool_call *call, const tool_isolate_options *options,
                      const tool_sandbox *box, const tool_world *world)
{
    tool_inventory before = {NULL, 0};
    tool_inventory left = {NULL, 0};
    tool_process process = {0};
    tool_isolate_outcome outcome = {
        .options = options, .world = world, .process = &process, .left = &left};
    word_list list = {NULL, NULL};
    int64_t deadline = tool_deadline(tool_duration_or(options->timeout, -1));
    int status = TOOL_OK;
    (void)fflush(NULL);
    if (!tool_inventory_take(&before))
        status = fail_count(call);
    else if (!find_words(&list, call, options->wrap))
        status = tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "out of memory");
    else if (!tool_process_start(&process, list.words))
        status = fail_start(call, list.words[0]);
    else
        status = follow(call, box, deadline, &left, &outcome, &process);
    if (status == TOOL_OK) {
        tool_inventory_subtract(&left, &before);
        status = outcome.exit = tool_isolate_exit(&outcome);
        tool_isolate_report(call, &outcome);
    }
    free_words(&list);
    tool_inventory_free(&before);
    tool_inventory_free(&left);
    return status;
}

/* The form in which tests of this project say why they are skipped. */
static int skip(const tool_call *call, const char *reason)
{
    if (call->json)
        return tool_fail_with(call, TOOL_ISOLATE_SKIPPED, "%s", reason);
    (void)fprintf(stderr, "SKIP: %s\n", reason);
    return TOOL_ISOLATE_SKIPPED;
}

static int run_with_folders(const tool_call *call, const tool_isolate_options *options,
                            const tool_world *world)
{
    tool_sandbox box;
    if (!tool_sandbox_make(&box))
        return tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "cannot make a directory: %s: %s",
                              strerror(errno), box.base);
    int status;
    if (!set_environment(&box, world)) {
        status = tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "out of memory");
    } else if (options->tmpfs && (!world->system_v || !tool_sandbox_use_tmpfs(&box))) {
        status = skip(call, "no tmpfs can be mounted");
    } else {
        status = run_inside(call, options, &box, world);
    }
    if (!tool_sandbox_remove(&box)) {
        int failed = tool_fail_with(call, TOOL_ISOLATE_TROUBLE, "cannot remove: %s: %s",
                                    strerror(errno), box.base);
        status = status == TOOL_OK ? failed : status;
    }
    return status;
}

int tool_isolate_run(const tool_call *call, const tool_isolate_options *options)
{
    tool_world world;
    int ended_by = 0;
    tool_world_enter(&world);
    tool_isolate_tell_world(call, &world);
    tool_signals_hold(true);
    int64_t deadline = tool_deadline(tool_duration_or(options->timeout, -1));
    if (!tool_world_is_own(&world) && !tool_world_take_turn(deadline, &ended_by)) {
        if (ended_by != 0)
            return tool_fail_with(call, TOOL_EXIT_BY_SIGNAL + ended_by, "interrupted");
        return tool_fail_with(call, TOOL_ISOLATE_TROUBLE,
                              "another qsm isolate has not ended in time");
    }
    return run_with_folders(call, options, &world);
}
