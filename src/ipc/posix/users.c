/* SPDX-License-Identifier: MIT */
#include "ipc/posix/users.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ipc/inspect/platform.h"
#include "ipc/system.h"

#if QSM_HAS_DEV_SHM

#include <dirent.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

static const char segments[] = "/dev/shm";

/* Whether a line of /proc/PID/maps ("address perms offset device inode path") is of the file. */
static bool maps_file(const char *line, const struct stat *file)
{
    const char *at = line;
    for (int fields = 0; fields < 3; fields++) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    char *end = NULL;
    unsigned long major = strtoul(at, &end, 16);
    if (*end != ':')
        return false;
    unsigned long minor = strtoul(end + 1, &end, 16);
    unsigned long long inode = strtoull(end, NULL, 10);
    return makedev((unsigned)major, (unsigned)minor) == file->st_dev && inode == file->st_ino;
}

/* Lines longer than the buffer are read in pieces; only the first piece of a line is looked at. */
static bool process_maps(FILE *maps, const struct stat *file)
{
    char line[256];
    bool at_start = true;
    bool found = false;
    while (!found && fgets(line, sizeof line, maps) != NULL) {
        found = at_start && maps_file(line, file);
        at_start = strchr(line, '\n') != NULL;
    }
    return found;
}

static void add_user(qsm_posix_users *users, const char *pid)
{
    users->count++;
    users->one = strtoll(pid, NULL, 10);
}

/* Adds a process to the users, or to those of the owner that cannot be looked into. */
static void look_at_process(const char *pid, const struct stat *file, qsm_posix_users *users,
                            bool *uncertain)
{
    char path[64];
    int size = snprintf(path, sizeof path, "/proc/%s/maps", pid);
    if (size < 0 || (size_t)size >= sizeof path)
        return;
    FILE *maps = fopen(path, "re");
    if (maps != NULL) {
        if (process_maps(maps, file))
            add_user(users, pid);
        (void)fclose(maps);
        return;
    }
    if (errno != EACCES && errno != EPERM)
        return;
    (void)snprintf(path, sizeof path, "/proc/%s", pid);
    struct stat process;
    *uncertain = *uncertain || (stat(path, &process) == 0 && process.st_uid == file->st_uid);
}

qsm_posix_users qsm__posix_users_of(const struct stat *file)
{
    static const qsm_posix_users unknown = {.count = -1, .one = -1};
    DIR *processes = opendir("/proc");
    if (processes == NULL)
        return unknown;
    qsm_posix_users users = {.count = 0, .one = -1};
    bool uncertain = false;
    bool any = false;
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
            continue;
        any = true;
        look_at_process(entry->d_name, file, &users, &uncertain);
    }
    (void)closedir(processes);
    return any && (users.count > 0 || !uncertain) ? users : unknown;
}

bool qsm__posix_segment_status(const char *name, struct stat *status)
{
    char path[sizeof segments + 256];
    int size = snprintf(path, sizeof path, "%s/%s", segments, name + strspn(name, "/"));
    return size > 0 && (size_t)size < sizeof path && lstat(path, status) == 0;
}

bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context)
{
    DIR *directory = opendir(segments);
    if (directory == NULL)
        return errno == ENOENT;
    bool go_on = true;
    for (struct dirent *entry = readdir(directory); go_on && entry != NULL;
         entry = readdir(directory)) {
        char name[sizeof entry->d_name + 1];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "/%s", entry->d_name);
        go_on = visit(context, name);
    }
    (void)closedir(directory);
    return true;
}

#else

qsm_posix_users qsm__posix_users_of(const struct stat *file)
{
    (void)file;
    return (qsm_posix_users){.count = -1, .one = -1};
}

bool qsm__posix_segment_status(const char *name, struct stat *status)
{
    (void)name;
    (void)status;
    return false;
}

/* Other systems do not show POSIX segments as files. */
bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context)
{
    (void)visit;
    (void)context;
    return true;
}

#endif
