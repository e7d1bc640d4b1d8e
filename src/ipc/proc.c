/* SPDX-License-Identifier: MIT */
#include "ipc/proc.h"

#include <errno.h>

#include "ipc/system.h"

#if QSM_HAS_PROC

#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { ENTRY_SIZE = 64, LINE_SIZE = PATH_MAX + 128, ENVIRONMENT_MOST = 1 << 20 };

/* A process that has ended has no directory. */
static void no_such_process(void)
{
    if (errno == ENOENT)
        errno = ESRCH;
}

static void entry(char path[ENTRY_SIZE], int64_t pid, const char *what)
{
    (void)snprintf(path, ENTRY_SIZE, "/proc/%" PRId64 "/%s", pid, what);
}

static FILE *open_entry(int64_t pid, const char *what)
{
    char path[ENTRY_SIZE];
    entry(path, pid, what);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        no_such_process();
    return file;
}

bool qsm__proc_each(bool (*visit)(void *context, int64_t pid), void *context)
{
    DIR *processes = opendir("/proc");
    bool any = false;
    bool more = processes != NULL;
    while (more) {
        struct dirent *found = readdir(processes);
        if (found == NULL)
            break;
        if (strspn(found->d_name, "0123456789") != strlen(found->d_name))
            continue;
        any = true;
        more = visit(context, strtoll(found->d_name, NULL, 10));
    }
    if (processes != NULL)
        (void)closedir(processes);
    if (!any)
        errno = ENOTSUP; /* not mounted */
    return any;
}

/* ---- what is mapped ---- */

/* A line is "address permissions offset major:minor inode   path"; the path may contain spaces. */
static qsm_proc_mapping parse(char *line)
{
    static const char deleted[] = " (deleted)";
    char *at = line;
    line[strcspn(line, "\n")] = '\0';
    for (int fields = 0; fields < 3; fields++) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    unsigned major_number = (unsigned)strtoul(at, &at, 16);
    unsigned minor_number = *at == ':' ? (unsigned)strtoul(at + 1, &at, 16) : 0;
    uint64_t inode = strtoull(at, &at, 10);
    char *path = at + strspn(at, " ");
    size_t size = strlen(path);
    if (size >= sizeof deleted - 1 && strcmp(path + size - (sizeof deleted - 1), deleted) == 0)
        path[size - (sizeof deleted - 1)] = '\0';
    return (qsm_proc_mapping){makedev(major_number, minor_number), inode, path};
}

bool qsm__proc_each_mapping(int64_t pid,
                            bool (*visit)(void *context, const qsm_proc_mapping *mapping),
                            void *context)
{
    FILE *maps = open_entry(pid, "maps");
    if (maps == NULL)
        return false;
    char line[LINE_SIZE];
    bool at_start = true; /* a line that is too long is read in parts */
    bool more = true;
    while (more && fgets(line, sizeof line, maps) != NULL) {
        bool whole = strchr(line, '\n') != NULL;
        qsm_proc_mapping mapping = parse(line);
        more = !at_start || visit(context, &mapping);
        at_start = whole;
    }
    (void)fclose(maps);
    return true;
}

bool qsm__proc_is_qt(const qsm_proc_mapping *mapping)
{
    static const char *const marks[] = {"libQt4Core", "libQt5Core", "libQt6Core", "libQtCore",
                                        "libqsm"};
    const char *slash = strrchr(mapping->path, '/');
    bool found = slash != NULL && strcmp(slash, "/qsm") == 0; /* the command */
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !found; i++)
        found = strstr(mapping->path, marks[i]) != NULL;
    return found;
}

/* ---- facts about one process ---- */

bool qsm__proc_name(int64_t pid, char name[QSM_PROC_NAME_SIZE])
{
    FILE *file = open_entry(pid, "comm");
    if (file == NULL)
        return false;
    if (fgets(name, QSM_PROC_NAME_SIZE, file) == NULL)
        name[0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    (void)fclose(file);
    return true;
}

static bool status_of(int64_t pid, const char *what, struct stat *status)
{
    char path[ENTRY_SIZE];
    entry(path, pid, what);
    bool known = stat(path, status) == 0;
    if (!known)
        no_such_process();
    return known;
}

int64_t qsm__proc_uid(int64_t pid)
{
    struct stat status;
    return status_of(pid, "", &status) ? (int64_t)status.st_uid : -1;
}

int64_t qsm__proc_namespace(int64_t pid, const char *which)
{
    char what[ENTRY_SIZE / 2];
    struct stat status;
    (void)snprintf(what, sizeof what, "ns/%s", which);
    return status_of(pid, what, &status) ? (int64_t)status.st_ino : -1;
}

/* The inode of the initial namespace is always this number. */
bool qsm__proc_shows_all(void)
{
    const int64_t first_namespace = 0xEFFFFFFC;
    return qsm__proc_namespace((int64_t)getpid(), "pid") == first_namespace;
}

/* "PID (NAME) STATE ...": the process chooses its name, which can contain parentheses. */
static bool is_zombie(int64_t pid)
{
    char line[256];
    FILE *file = open_entry(pid, "stat");
    if (file == NULL)
        return false;
    const char *end = fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
    (void)fclose(file);
    return end != NULL && end[1] == ' ' && (end[2] == 'Z' || end[2] == 'X');
}

bool qsm__proc_is_hidden(int64_t pid)
{
    int error = errno;
    bool hidden = (error == EACCES || error == EPERM) && !is_zombie(pid);
    errno = error;
    return hidden;
}

/* The value in a sequence of strings; NULL with ENOENT. */
static char *find_variable(const char *strings, size_t size, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = 0; at < size; at += strlen(strings + at) + 1) {
        if (strncmp(strings + at, name, length) == 0 && strings[at + length] == '=')
            return strdup(strings + at + length + 1);
    }
    errno = ENOENT;
    return NULL;
}

char *qsm__proc_variable(int64_t pid, const char *name)
{
    FILE *file = open_entry(pid, "environ");
    if (file == NULL)
        return NULL;
    char *strings = malloc(ENVIRONMENT_MOST + 1);
    char *value = NULL;
    if (strings != NULL) {
        errno = 0;
        size_t size = fread(strings, 1, ENVIRONMENT_MOST, file);
        strings[size] = '\0';
        if (ferror(file) == 0 && (size > 0 || errno == 0))
            value = find_variable(strings, size, name);
    }
    int error = errno;
    free(strings);
    (void)fclose(file);
    errno = error;
    return value;
}

char *qsm__proc_path(int64_t pid, const char *path)
{
    char front[ENTRY_SIZE];
    entry(front, pid, "root");
    size_t size = strlen(front) + strlen(path) + 1;
    char *through = malloc(size);
    if (through != NULL)
        (void)snprintf(through, size, "%s%s", front, path);
    return through;
}

#else

static void not_supported(void)
{
    errno = ENOTSUP;
}

bool qsm__proc_each(bool (*visit)(void *context, int64_t pid), void *context)
{
    (void)visit;
    (void)context;
    not_supported();
    return false;
}

bool qsm__proc_each_mapping(int64_t pid,
                            bool (*visit)(void *context, const qsm_proc_mapping *mapping),
                            void *context)
{
    (void)pid;
    (void)visit;
    (void)context;
    not_supported();
    return false;
}

bool qsm__proc_shows_all(void)
{
    return false;
}

bool qsm__proc_is_hidden(int64_t pid)
{
    (void)pid;
    return false;
}

bool qsm__proc_is_qt(const qsm_proc_mapping *mapping)
{
    (void)mapping;
    return false;
}

bool qsm__proc_name(int64_t pid, char name[QSM_PROC_NAME_SIZE])
{
    (void)pid;
    (void)name;
    not_supported();
    return false;
}

int64_t qsm__proc_uid(int64_t pid)
{
    (void)pid;
    not_supported();
    return -1;
}

int64_t qsm__proc_namespace(int64_t pid, const char *which)
{
    (void)pid;
    (void)which;
    not_supported();
    return -1;
}

char *qsm__proc_variable(int64_t pid, const char *name)
{
    (void)pid;
    (void)name;
    not_supported();
    return NULL;
}

char *qsm__proc_path(int64_t pid, const char *path)
{
    (void)pid;
    (void)path;
    not_supported();
    return NULL;
}

#endif
