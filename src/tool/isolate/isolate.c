/* SPDX-License-Identifier: MIT */
/*
 * isolate: runs one test in a world of its own and fails it for what it leaves behind.
 *
 *     isolate [--timeout SECONDS] [--wrap] [--tmpfs] -- COMMAND [ARGUMENT...]
 *
 * The test gets its own process group, TMPDIR and XDG_RUNTIME_DIR and, where the system allows it,
 * its own System V objects and /dev/shm. After its end these are compared with before: segments,
 * semaphores, names in /dev/shm, files in the two folders, and processes. What is still running
 * half a second after the test's end is killed and counts as left behind.
 *
 * --wrap puts the words of the environment variable QSM_TEST_WRAPPER (say, valgrind and its
 * options) in front of the command.
 *
 * --tmpfs makes TMPDIR a tmpfs; where the system does not allow it, the test is skipped.
 *
 * Exit status: the test's own (128 + signal if one killed it), or 120 when it passed but left
 * something behind, 124 when it ran out of time, 125 when isolate itself failed.
 */
#include "tool/isolate/isolate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_LEFT_BEHIND = 120, EXIT_TIMED_OUT = 124, EXIT_TROUBLE = 125, EXIT_SKIPPED = 77 };
enum { MOST_WORDS = 256, GRACE_MILLISECONDS = 500 };

typedef struct request {
    int seconds;
    bool wrap;
    bool tmpfs;
    char *wrapper; /* the text that the first words of command lie in */
    char *command[MOST_WORDS];
} request;

static bool add_word(request *wanted, size_t *count, char *word)
{
    if (*count + 1 >= MOST_WORDS)
        return false;
    wanted->command[(*count)++] = word;
    wanted->command[*count] = NULL;
    return true;
}

static bool add_wrapper(request *wanted, size_t *count)
{
    const char *text = getenv("QSM_TEST_WRAPPER");
    wanted->wrapper = text == NULL ? NULL : strdup(text);
    bool good = true;
    for (char *word = wanted->wrapper == NULL ? NULL : strtok(wanted->wrapper, " ");
         good && word != NULL; word = strtok(NULL, " "))
        good = add_word(wanted, count, word);
    return good;
}

static bool parse(request *wanted, int argc, char **argv)
{
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--timeout") == 0 && i + 1 < argc)
            wanted->seconds = (int)strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--wrap") == 0)
            wanted->wrap = true;
        else if (strcmp(argv[i], "--tmpfs") == 0)
            wanted->tmpfs = true;
        else
            return false;
    }
    size_t count = 0;
    bool good = wanted->seconds > 0 && i + 1 < argc;
    if (good && wanted->wrap)
        good = add_wrapper(wanted, &count);
    for (i++; good && i < argc; i++)
        good = add_word(wanted, &count, argv[i]);
    return good;
}

static void set_environment(const sandbox *box, isolation kind)
{
    char key[64];
    snprintf(key, sizeof key, "qsmtest%d", (int)getpid());
    setenv("TMPDIR", box->temp, 1);
    setenv("XDG_RUNTIME_DIR", box->runtime, 1);
    setenv("QSM_TEST_KEY", key, 1);
    setenv("QSM_TEST_ISOLATED", kind == ISOLATION_NAMESPACES ? "1" : "0", 1);
}

static int outcome(run_end end, int status, size_t left_behind)
{
    if (end == RUN_TIMED_OUT)
        return EXIT_TIMED_OUT;
    if (end == RUN_INTERRUPTED)
        return EXIT_TROUBLE;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (WIFSIGNALED(status))
        fprintf(stderr, "isolate: killed by signal %d (%s)\n", WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    bool passed_or_skipped = code == 0 || code == EXIT_SKIPPED;
    return passed_or_skipped && left_behind > 0 ? EXIT_LEFT_BEHIND : code;
}

static int run(const request *wanted, const sandbox *box)
{
    inventory before;
    inventory after;
    if (!inventory_take(&before))
        return EXIT_TROUBLE;
    int status = 0;
    pid_t pid = process_start(wanted->command);
    if (pid < 0)
        return EXIT_TROUBLE;
    run_end end = process_wait(pid, wanted->seconds, &status);
    if (end == RUN_TIMED_OUT)
        fprintf(stderr, "isolate: timed out after %d s\n", wanted->seconds);
    size_t left = process_kill_stragglers(pid, end == RUN_ENDED ? GRACE_MILLISECONDS : 0);
    if (!inventory_take(&after) || !inventory_take_files(&after, box))
        return EXIT_TROUBLE;
    left += inventory_print_new(&before, &after);
    inventory_free(&before);
    inventory_free(&after);
    return outcome(end, status, left);
}

static int isolate(const request *wanted)
{
    sandbox box;
    isolation kind = world_enter();
    if (!sandbox_make(&box)) {
        perror("isolate: folders for the test");
        return EXIT_TROUBLE;
    }
    set_environment(&box, kind);
    bool skipped = wanted->tmpfs && (kind != ISOLATION_NAMESPACES || !sandbox_use_tmpfs(&box));
    if (skipped)
        fputs("SKIP: no tmpfs can be mounted\n", stderr);
    int code = skipped ? EXIT_SKIPPED : run(wanted, &box);
    if (code == EXIT_TROUBLE)
        fputs("isolate: could not run the test or count what it left\n", stderr);
    if (!sandbox_remove(&box))
        perror("isolate: removing the test's folders");
    return code;
}

int main(int argc, char **argv)
{
    request wanted = {.seconds = 60};
    int code = EXIT_TROUBLE;
    if (parse(&wanted, argc, argv))
        code = isolate(&wanted);
    else
        fputs("usage: isolate [--timeout SECONDS] [--wrap] [--tmpfs] -- COMMAND [ARGUMENT...]\n",
              stderr);
    free(wanted.wrapper);
    return code;
}
