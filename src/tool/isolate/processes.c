/* SPDX-License-Identifier: MIT */
/* The test's processes: start, wait with a time limit, and end whatever is still there. */
#include "tool/isolate/isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void watched_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

static void become_test(char *const command[])
{
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDONLY);
    if (null > STDIN_FILENO) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(command[0], command);
    fprintf(stderr, "isolate: cannot run %s: %s\n", command[0], strerror(errno));
    _exit(125);
}

pid_t process_start(char *const command[])
{
    sigset_t set;
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* Orphans of the test come to us instead of to init, so none gets away. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = fork();
    if (pid == 0)
        become_test(command);
    if (pid > 0)
        setpgid(pid, pid);
    return pid;
}

static struct timespec now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

/* What is left of a time limit that began at start; false when nothing is. */
static bool time_left(struct timespec start, int milliseconds, struct timespec *left)
{
    struct timespec time = now();
    long long passed =
        (long long)(time.tv_sec - start.tv_sec) * 1000000000LL + (time.tv_nsec - start.tv_nsec);
    long long rest = (long long)milliseconds * 1000000LL - passed;
    if (rest <= 0)
        return false;
    left->tv_sec = (time_t)(rest / 1000000000LL);
    left->tv_nsec = (long)(rest % 1000000000LL);
    return true;
}

/* Collects everything that has ended; tells whether pid was among it. */
static bool reap(pid_t pid, int *status)
{
    bool found = false;
    int one = 0;
    for (pid_t ended = waitpid(-1, &one, WNOHANG); ended > 0; ended = waitpid(-1, &one, WNOHANG)) {
        if (ended == pid) {
            *status = one;
            found = true;
        }
    }
    return found;
}

run_end process_wait(pid_t pid, int seconds, int *status)
{
    sigset_t set;
    watched_signals(&set);
    struct timespec start = now();
    struct timespec left;
    while (!reap(pid, status)) {
        if (!time_left(start, seconds * 1000, &left))
            return RUN_TIMED_OUT;
        int signal = sigtimedwait(&set, NULL, &left);
        if (signal == SIGTERM || signal == SIGINT)
            return RUN_INTERRUPTED;
    }
    return RUN_ENDED;
}

/* Fills in the parent and the name of a process; false when it is gone or a zombie. */
static bool look_at(pid_t pid, pid_t *parent, char name[64])
{
    char path[64];
    char text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool good = fgets(text, sizeof text, file) != NULL;
    fclose(file);
    char *open = strchr(text, '(');
    char *close = strrchr(text, ')');
    if (!good || open == NULL || close == NULL || strlen(close) < 5)
        return false;
    snprintf(name, 64, "%.*s", (int)(close - open - 1), open + 1);
    *parent = (pid_t)strtol(close + 4, NULL, 10);
    return close[2] != 'Z';
}

typedef void (*visit_child)(pid_t pid, const char *name);

static size_t each_child(visit_child visit)
{
    DIR *folder = opendir("/proc");
    if (folder == NULL)
        return 0;
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        pid_t parent = 0;
        char name[64];
        if (pid <= 0 || !look_at(pid, &parent, name) || parent != getpid())
            continue;
        count++;
        if (visit != NULL)
            visit(pid, name);
    }
    closedir(folder);
    return count;
}

static void print_child(pid_t pid, const char *name)
{
    fprintf(stderr, "isolate: left behind: process %d (%s)\n", (int)pid, name);
}

static void kill_child(pid_t pid, const char *name)
{
    (void)name;
    kill(pid, SIGKILL);
}

static void pause_shortly(void)
{
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
}

size_t process_kill_stragglers(pid_t group, int grace_milliseconds)
{
    int status = 0;
    struct timespec start = now();
    struct timespec left;
    reap(0, &status);
    while (each_child(NULL) > 0 && time_left(start, grace_milliseconds, &left)) {
        pause_shortly();
        reap(0, &status);
    }
    size_t count = each_child(print_child);
    kill(-group, SIGKILL);
    /* Killing a process hands its children to us, so go on until none is left. */
    while (each_child(kill_child) > 0) {
        pause_shortly();
        reap(0, &status);
    }
    reap(0, &status);
    return count;
}
