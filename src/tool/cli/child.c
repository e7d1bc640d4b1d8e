/* SPDX-License-Identifier: MIT */
#include "tool/cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/cli/command.h"
#include "tool/cli/signals.h"

/* In the child: executes the command. exec closes the pipe; on an error the pipe gets errno. */
static void become(char *const *words, int report_to, void (*prepare)(void))
{
    if (prepare != NULL)
        prepare();
    tool_signals_release();
    (void)execvp(words[0], words);
    int error = errno;
    ssize_t count = write(report_to, &error, sizeof error);
    (void)count; /* if the write fails, the parent sees only this exit status */
    _exit(error == ENOENT ? TOOL_EXIT_NOT_FOUND : TOOL_EXIT_CANNOT_RUN);
}

pid_t tool_child_start(char *const *words, void (*prepare)(void))
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        if (fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0)
            become(words, ends[1], prepare);
        _exit(TOOL_EXIT_CANNOT_RUN);
    }
    int error = child < 0 ? errno : 0;
    (void)close(ends[1]);
    if (child > 0) {
        ssize_t count = read(ends[0], &error, sizeof error);
        if (count != (ssize_t)sizeof error)
            error = 0;
    }
    (void)close(ends[0]);
    if (error != 0 && child > 0)
        (void)waitpid(child, NULL, 0);
    errno = error;
    return error == 0 ? child : -1;
}

int tool_child_follow(pid_t child)
{
    for (;;) {
        int state = 0;
        pid_t ended = waitpid(child, &state, WNOHANG);
        if (ended == child)
            return WIFEXITED(state) ? WEXITSTATUS(state) : TOOL_EXIT_BY_SIGNAL + WTERMSIG(state);
        if (ended < 0 && errno == EINTR)
            continue; /* SIGCHLD is reported once: ask again */
        if (ended < 0)
            return TOOL_FAILED;
        tool_event event = tool_signals_wait(-1);
        /* The terminal sends its signals to the command, too. */
        if (event.ended_by != 0 && event.by_kill)
            (void)kill(child, event.ended_by);
    }
}
