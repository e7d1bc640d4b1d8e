/* SPDX-License-Identifier: MIT */
#include "tool/isolate/world.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"

/* Settings that refuse user namespaces, and what permits them. */
static const struct {
    const char *path;
    long refuses;
    const char *remedy;
} settings[] = {
    {"/proc/sys/kernel/unprivileged_userns_clone", 0,
     "sudo sysctl kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1,
     "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
    {"/proc/sys/user/max_user_namespaces", 0, "sudo sysctl user.max_user_namespaces=10000"},
};

static const char *find_remedy(void)
{
    const char *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof settings / sizeof settings[0]; i++) {
        char text[32];
        FILE *file = fopen(settings[i].path, "re");
        if (file == NULL)
            continue;
        if (fgets(text, sizeof text, file) != NULL && strtol(text, NULL, 10) == settings[i].refuses)
            found = settings[i].remedy;
        (void)fclose(file);
    }
    return found;
}

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t size = strlen(text);
    bool done = write(fd, text, size) == (ssize_t)size;
    return close(fd) == 0 && done;
}

/* Inside a user namespace CMD keeps the uid that it had, so that owners of files look the same. */
static bool map_ids(uid_t uid, gid_t gid)
{
    char line[64];
    (void)snprintf(line, sizeof line, "%u %u 1", uid, uid);
    if (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", line))
        return false;
    (void)snprintf(line, sizeof line, "%u %u 1", gid, gid);
    return write_text("/proc/self/gid_map", line);
}

static bool unshare_as_user(int flags)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    return unshare(CLONE_NEWUSER | flags) == 0 && map_ids(uid, gid);
}

/*
 * Some systems permit a user namespace, but not its map of ids: a process that finds this out in
 * its own namespace has no user any more. So a child finds it out.
 */
static bool child_can_unshare(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(unshare_as_user(0) ? 0 : errno);
    int state = 0;
    pid_t ended = -1;
    do
        ended = child > 0 ? waitpid(child, &state, 0) : -1;
    while (ended < 0 && child > 0 && errno == EINTR);
    if (child > 0)
        errno = ended == child && WIFEXITED(state) ? WEXITSTATUS(state) : EPERM;
    return child > 0 && errno == 0;
}

static bool unshare_world(void)
{
    int flags = CLONE_NEWIPC | CLONE_NEWNS;
    return unshare(flags) == 0 || (child_can_unshare() && unshare_as_user(flags));
}

static bool mount_shm(void)
{
    return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0;
}

static void say_why(tool_world *world, const char *call)
{
    int error = errno;
    (void)snprintf(world->reason, sizeof world->reason, "%s: %s", call, strerror(error));
    world->remedy = find_remedy();
}

void tool_world_enter(tool_world *world)
{
    static const char variable[] = "QSM_TEST_ISOLATION";
    const char *choice = getenv(variable);
    *world = (tool_world){0};
    if (choice != NULL && strcmp(choice, "none") == 0) {
        (void)snprintf(world->reason, sizeof world->reason, "%s=none", variable);
        return;
    }
    world->system_v = unshare_world();
    if (!world->system_v) {
        say_why(world, "unshare()");
        return;
    }
    world->shm = mount_shm();
    if (!world->shm)
        say_why(world, "mount()");
}

bool tool_world_is_own(const tool_world *world)
{
    return world->system_v && world->shm;
}

/* The file of all users that the turn is a lock on. -1 with errno. */
static int open_turn(void)
{
    static const char path[] = "/tmp/.qsm-isolate";
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int fd = open(path, flags);
    if (fd < 0 && errno == ENOENT)
        fd = open(path, flags | O_CREAT | O_EXCL, S_IRUSR | S_IRGRP | S_IROTH);
    return fd < 0 && errno == EEXIST ? open(path, flags) : fd;
}

/* The descriptor stays open, and the lock held, until this process ends. */
bool tool_world_take_turn(int64_t deadline, int *ended_by)
{
    enum { PAUSE_MILLISECONDS = 20 };
    const char *around = getenv("QSM_TEST_ISOLATED");
    *ended_by = 0;
    if (around != NULL && strcmp(around, "0") == 0)
        return true; /* the qsm isolate around this one has the turn, and waits for it */
    int fd = open_turn();
    if (fd < 0)
        return true; /* something else has the name: nobody can wait for it */
    while (flock(fd, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EINTR)) {
        int pause = tool_left(deadline, PAUSE_MILLISECONDS);
        if (pause == 0)
            return false;
        tool_progress("waits for another qsm isolate to end");
        *ended_by = tool_signals_wait(pause).ended_by;
        if (*ended_by != 0)
            return false;
    }
    tool_progress_clear();
    return true;
}
