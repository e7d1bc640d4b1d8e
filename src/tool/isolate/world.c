/* SPDX-License-Identifier: MIT */
/* A world of its own for a test: namespaces where the system allows them, and folders. */
#include "tool/isolate/isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t size = strlen(text);
    bool done = write(fd, text, size) == (ssize_t)size;
    return close(fd) == 0 && done;
}

/* Inside a user namespace the test keeps the uid it had, so that owners of files look the same. */
static bool map_ids(uid_t uid, gid_t gid)
{
    char line[64];
    snprintf(line, sizeof line, "%u %u 1", uid, uid);
    if (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", line))
        return false;
    snprintf(line, sizeof line, "%u %u 1", gid, gid);
    return write_text("/proc/self/gid_map", line);
}

static bool unshare_world(void)
{
    if (unshare(CLONE_NEWIPC | CLONE_NEWNS) == 0)
        return true;
    uid_t uid = geteuid();
    gid_t gid = getegid();
    return unshare(CLONE_NEWUSER | CLONE_NEWIPC | CLONE_NEWNS) == 0 && map_ids(uid, gid);
}

/*
 * Without namespaces the lists of the whole machine are compared, so our own tests must not run at
 * the same time. The descriptor stays open, and the lock held, until this process ends.
 */
static void take_turns(void)
{
    const char *around = getenv("QSM_TEST_ISOLATED");
    if (around != NULL && strcmp(around, "0") == 0)
        return; /* the isolate around this one has the turn, and waits for us */
    const char *path = "/tmp/.qsm-tests-take-turns";
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return;
    while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
        continue;
}

isolation world_enter(void)
{
    const char *choice = getenv("QSM_TEST_ISOLATION");
    bool wanted = choice == NULL || strcmp(choice, "none") != 0;
    if (wanted && unshare_world() && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
        mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0)
        return ISOLATION_NAMESPACES;
    take_turns();
    return ISOLATION_NONE;
}

/* path "/" name into target, which is as long as a path may be. */
static bool join(char target[PATH_MAX], const char *path, const char *name)
{
    int length = snprintf(target, PATH_MAX, "%s/%s", path, name);
    return length > 0 && length < PATH_MAX;
}

/* The temp directory is open to all users, as /tmp is: tests may become another one. */
bool sandbox_make(sandbox *box)
{
    const char *temp = getenv("TMPDIR");
    if (temp == NULL || temp[0] != '/')
        temp = "/tmp";
    return join(box->base, temp, "qsm-test-XXXXXX") && mkdtemp(box->base) != NULL &&
           chmod(box->base, 0755) == 0 && join(box->temp, box->base, "tmp") &&
           mkdir(box->temp, 0700) == 0 && chmod(box->temp, 01777) == 0 &&
           join(box->runtime, box->base, "run") && mkdir(box->runtime, 0700) == 0;
}

bool sandbox_use_tmpfs(const sandbox *box)
{
    return mount("tmpfs", box->temp, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

bool sandbox_remove(const sandbox *box)
{
    (void)umount(box->temp); /* a tmpfs, if there is one */
    return nftw(box->base, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}
