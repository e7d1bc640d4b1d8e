/* SPDX-License-Identifier: MIT */
#include "tool/isolate/processes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/cli/child.h"
#include "tool/cli/progress.h"
#include "tool/cli/signals.h"

enum { DECIMAL = 10, PAUSE_MILLISECONDS = 5 };

/*
 * In the child. A program in a process group of its own must not read from the terminal, and a test
 * must not depend on what CTest has for standard input.
 */
static void prepare(void)
{
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null <= STDIN_FILENO)
        return;
    (void)dup2(null, STDIN_FILENO);
    (void)close(null);
}

bool tool_process_start(tool_process *process, char *const *words)
{
    *process = (tool_process){0};
    /* Orphans of CMD become children of this process, not of init, so that none gets away. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        return false;
    process->pid = tool_child_start(words, prepare);
    return process->pid > 0;
}

/* Collects everything that has ended. False: no process is left. */
static bool reap(tool_process *process)
{
    for (;;) {
        int state = 0;
        pid_t ended = waitpid(-1, &state, WNOHANG);
        if (ended == 0)
            return true;
        if (ended < 0 && errno != EINTR)
            return false;
        if (ended == process->pid) {
            process->state = state;
            process->ended = true;
        }
    }
}

void tool_process_wait(tool_process *process, int64_t deadline)
{
    while (reap(process) && !process->ended) {
        int left = tool_left(deadline, INT_MAX);
        if (left == 0)
            return;
        process->ended_by = tool_signals_wait(left).ended_by;
        if (process->ended_by != 0)
            return;
    }
}

enum { NAME_SIZE = 64 };

/* Reads the parent and the name of a process. False if it is gone or a zombie. */
static bool look_at(pid_t pid, pid_t *parent, char name[NAME_SIZE])
{
    enum { AFTER_STATE = 4, STATE = 2 };
    char path[64];
    char text[512];
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    /* Not a line: the name, which the process chooses, can have a newline. */
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    char *begin = strchr(text, '(');
    char *end = strrchr(text, ')');
    if (begin == NULL || end == NULL || strlen(end) <= AFTER_STATE)
        return false;
    (void)snprintf(name, NAME_SIZE, "%.*s", (int)(end - begin - 1), begin + 1);
    *parent = (pid_t)strtol(end + AFTER_STATE, NULL, DECIMAL);
    return end[STATE] != 'Z';
}

/* Adds each child of this process to the list, or kills it if there is no list. */
static void each_child(tool_inventory *list)
{
    DIR *folder = opendir("/proc");
    if (folder == NULL)
        return;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, DECIMAL);
        pid_t parent = 0;
        char name[NAME_SIZE];
        if (pid <= 0 || !look_at(pid, &parent, name) || parent != getpid())
            continue;
        if (list != NULL)
            (void)tool_inventory_add(list, TOOL_ITEM_PROCESS, "%d (%s)", (int)pid, name);
        else
            (void)kill(pid, SIGKILL);
    }
    (void)closedir(folder);
}

bool tool_process_end_all(tool_process *process, int milliseconds, tool_inventory *list)
{
    enum { PATIENCE_MILLISECONDS = 10000 };
    int64_t deadline = tool_deadline(milliseconds);
    bool any = reap(process);
    while (any && tool_left(deadline, PAUSE_MILLISECONDS) > 0) {
        (void)tool_signals_wait(tool_left(deadline, PAUSE_MILLISECONDS));
        any = reap(process);
    }
    if (!any)
        return true;
    each_child(list);
    (void)kill(-process->pid, SIGKILL);
    /* The children of a killed process become children of this one: go on until none is left. */
    deadline = tool_deadline(PATIENCE_MILLISECONDS);
    while (reap(process) && tool_left(deadline, PAUSE_MILLISECONDS) > 0) {
        each_child(NULL);
        (void)tool_signals_wait(PAUSE_MILLISECONDS);
    }
    return !reap(process);
}
