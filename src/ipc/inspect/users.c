/* SPDX-License-Identifier: MIT */
#include "tool/processes.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tool/cli/utf8.h"

enum { PATH_SIZE = 64, ENVIRONMENT_MOST = 1 << 20 };

/* What a process has mapped if it could be one of ours. */
static const char *const libraries[] = {"libQt4Core", "libQt5Core", "libQt6Core", "libQtCore",
                                        "libqsm"};
static const char system_v[] = "/SYSV";
static const char dev_shm[] = "/dev/shm/";
static const char deleted[] = " (deleted)";

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void proc_path(char path[PATH_SIZE], int64_t pid, const char *what)
{
    (void)snprintf(path, PATH_SIZE, "/proc/%" PRId64 "/%s", pid, what);
}

/* ---- one process ---- */

static bool add_mapping(tool_process *process, uint64_t device, uint64_t inode, const char *name)
{
    tool_mapping *mappings =
        realloc(process->mappings, (process->mapping_count + 1) * sizeof *mappings);
    if (mappings == NULL)
        return false;
    process->mappings = mappings;
    tool_mapping *added = &mappings[process->mapping_count];
    *added = (tool_mapping){.name = strdup(name), .device = device, .inode = inode};
    if (added->name == NULL)
        return false;
    process->mapping_count++;
    return true;
}

/* A line of /proc/PID/maps: "address permissions offset major:minor inode   path". */
typedef struct map_line {
    uint64_t device;
    uint64_t inode;
    char *path; /* "" for memory without a file */
} map_line;

static map_line parse(char *line)
{
    char *at = line;
    line[strcspn(line, "\n")] = '\0';
    for (int fields = 0; fields < 3; fields++) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    unsigned major_number = (unsigned)strtoul(at, &at, 16);
    unsigned minor_number = *at == ':' ? (unsigned)strtoul(at + 1, &at, 16) : 0;
    uint64_t inode = strtoull(at, &at, 10);
    return (map_line){makedev(major_number, minor_number), inode, at + strspn(at, " ")};
}

static bool take_line(tool_process *process, char *line, bool *candidate)
{
    map_line map = parse(line);
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        *candidate = *candidate || strstr(map.path, libraries[i]) != NULL;
    if (!starts_with(map.path, system_v) && !starts_with(map.path, dev_shm))
        return true;
    *candidate = true;
    char *end = strstr(map.path, deleted);
    if (end != NULL)
        *end = '\0';
    return add_mapping(process, map.device, map.inode, map.path);
}

/* False when out of memory; *hidden tells that the system did not let us look. */
static bool take_maps(tool_process *process, bool *hidden, bool *candidate)
{
    char path[PATH_SIZE];
    proc_path(path, process->pid, "maps");
    FILE *maps = fopen(path, "re");
    *hidden = maps == NULL && (errno == EACCES || errno == EPERM);
    if (maps == NULL)
        return true;
    char *line = NULL;
    size_t size = 0;
    bool good = true;
    while (good && getline(&line, &size, maps) > 0)
        good = take_line(process, line, candidate);
    free(line);
    (void)fclose(maps);
    return good;
}

/* The variable's value, for free(), if these environment strings have it. */
static char *variable(const char *strings, size_t size, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = 0; at < size; at += strlen(strings + at) + 1) {
        if (strncmp(strings + at, name, length) == 0 && strings[at + length] == '=')
            return strdup(strings + at + length + 1);
    }
    return NULL;
}

static void take_environment(tool_process *process)
{
    char path[PATH_SIZE];
    proc_path(path, process->pid, "environ");
    FILE *file = fopen(path, "re");
    char *strings = file != NULL ? malloc(ENVIRONMENT_MOST + 1) : NULL;
    if (strings != NULL) {
        size_t size = fread(strings, 1, ENVIRONMENT_MOST, file);
        strings[size] = '\0';
        process->environment_known = ferror(file) == 0;
        process->temp = variable(strings, size, "TMPDIR");
        process->runtime = variable(strings, size, "XDG_RUNTIME_DIR");
    }
    free(strings);
    if (file != NULL)
        (void)fclose(file);
}

static uint64_t namespace_of(int64_t pid, const char *which)
{
    char path[PATH_SIZE];
    struct stat status;
    proc_path(path, pid, which);
    return stat(path, &status) == 0 ? (uint64_t)status.st_ino : 0;
}

bool tool_process_name(int64_t pid, char *name, size_t size)
{
    char path[PATH_SIZE];
    proc_path(path, pid, "comm");
    (void)snprintf(name, size, "?");
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    if (fgets(name, (int)size, file) != NULL)
        name[strcspn(name, "\n")] = '\0';
    (void)fclose(file);
    tool_clean_text(name); /* a process names itself, and this goes to terminals */
    return true;
}

/* False when out of memory; *hidden as above, *candidate tells that it is worth keeping. */
static bool take_process(tool_process *process, int64_t pid, bool *hidden, bool *candidate)
{
    *process = (tool_process){.pid = pid, .owner = -1};
    char path[PATH_SIZE];
    struct stat status;
    proc_path(path, pid, "");
    if (stat(path, &status) != 0 || !tool_process_name(pid, process->name, sizeof process->name))
        return true;
    process->owner = (int64_t)status.st_uid;
    process->ipc_namespace = namespace_of(pid, "ns/ipc");
    process->mount_namespace = namespace_of(pid, "ns/mnt");
    if (!take_maps(process, hidden, candidate))
        return false;
    if (*candidate)
        take_environment(process);
    return true;
}

static void drop(tool_process *process)
{
    for (size_t i = 0; i < process->mapping_count; i++)
        free(process->mappings[i].name);
    free(process->mappings);
    free(process->temp);
    free(process->runtime);
}

/* ---- all of them ---- */

static bool add_process(tool_processes *processes, int64_t pid)
{
    tool_process process;
    bool hidden = false;
    bool candidate = false;
    bool good = take_process(&process, pid, &hidden, &candidate);
    if (good && candidate) {
        tool_process *more = realloc(processes->at, (processes->count + 1) * sizeof *more);
        good = more != NULL;
        if (good) {
            processes->at = more;
            more[processes->count++] = process;
            return true;
        }
    }
    processes->hidden += hidden ? 1 : 0;
    drop(&process);
    return good;
}

bool tool_processes_take(tool_processes *processes)
{
    *processes = (tool_processes){.at = NULL};
    DIR *directory = opendir("/proc");
    if (directory == NULL)
        return true;
    bool good = true;
    for (struct dirent *entry = readdir(directory); good && entry != NULL;
         entry = readdir(directory)) {
        if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
            continue;
        int64_t pid = strtoll(entry->d_name, NULL, 10);
        good = pid == (int64_t)getpid() || add_process(processes, pid);
    }
    (void)closedir(directory);
    return good;
}

void tool_processes_drop(tool_processes *processes)
{
    for (size_t i = 0; i < processes->count; i++)
        drop(&processes->at[i]);
    free(processes->at);
}

const tool_mapping *tool_process_mapping(const tool_process *process, const qsm_segment_info *info,
                                         int64_t system_v_key)
{
    char name[PATH_MAX];
    if (qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)snprintf(name, sizeof name, "%s%s", dev_shm,
                       qsm_segment_info_native_key(info) +
                           strspn(qsm_segment_info_native_key(info), "/"));
    else
        (void)snprintf(name, sizeof name, "%s%08" PRIx32, system_v, (uint32_t)system_v_key);
    for (size_t i = 0; i < process->mapping_count; i++) {
        if (strcmp(process->mappings[i].name, name) == 0)
            return &process->mappings[i];
    }
    return NULL;
}

bool tool_process_stat(const tool_process *process, const char *path, struct stat *status)
{
    char through[PATH_MAX];
    int size = snprintf(through, sizeof through, "/proc/%" PRId64 "/root%s", process->pid, path);
    return size > 0 && (size_t)size < sizeof through && stat(through, status) == 0;
}
