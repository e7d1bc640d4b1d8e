/* SPDX-License-Identifier: MIT */
/* Lists of what exists: System V objects, names in /dev/shm, files in the test's folders. */
#include "tool/isolate/isolate.h"

#include <dirent.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static bool add(inventory *list, const char *format, ...)
{
    char line[PATH_MAX + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    char **lines = realloc(list->lines, (list->count + 1) * sizeof *lines);
    if (lines == NULL)
        return false;
    list->lines = lines;
    char *copy = strdup(line);
    if (copy == NULL)
        return false;
    list->lines[list->count++] = copy;
    return true;
}

void inventory_free(inventory *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->lines[i]);
    free(list->lines);
    *list = (inventory){NULL, 0};
}

/* The first two columns of each table are key and id; together they name an object for good. */
static bool add_system_v(inventory *list, const char *path, const char *kind)
{
    FILE *table = fopen(path, "re");
    if (table == NULL)
        return false;
    char line[512];
    bool good = fgets(line, sizeof line, table) != NULL; /* the heading */
    while (good && fgets(line, sizeof line, table) != NULL) {
        char *rest = NULL;
        long key = strtol(line, &rest, 10);
        long id = strtol(rest, NULL, 10);
        good = add(list, "%s, key 0x%08lx, id %ld", kind, (unsigned long)key & 0xffffffffUL, id);
    }
    return fclose(table) == 0 && good;
}

static bool add_shm_names(inventory *list)
{
    DIR *folder = opendir("/dev/shm");
    if (folder == NULL)
        return false;
    bool good = true;
    for (struct dirent *entry = readdir(folder); good && entry != NULL; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = add(list, "name in /dev/shm: %s", entry->d_name);
    }
    return closedir(folder) == 0 && good;
}

bool inventory_take(inventory *list)
{
    *list = (inventory){NULL, 0};
    return add_system_v(list, "/proc/sysvipc/shm", "System V segment") &&
           add_system_v(list, "/proc/sysvipc/sem", "System V semaphore") && add_shm_names(list);
}

/* nftw() takes no context, so the walk has its list here. */
static inventory *walk_list;
static size_t walk_skip;

static int add_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    if (where->level == 0)
        return 0;
    return add(walk_list, "file: %s", path + walk_skip) ? 0 : -1;
}

bool inventory_take_files(inventory *list, const sandbox *box)
{
    walk_list = list;
    walk_skip = strlen(box->base) + 1;
    return nftw(box->temp, add_file, 16, FTW_PHYS) == 0 &&
           nftw(box->runtime, add_file, 16, FTW_PHYS) == 0;
}

static bool contains(const inventory *list, const char *line)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->lines[i], line) == 0)
            return true;
    }
    return false;
}

size_t inventory_print_new(const inventory *before, const inventory *after)
{
    size_t count = 0;
    for (size_t i = 0; i < after->count; i++) {
        if (contains(before, after->lines[i]))
            continue;
        fprintf(stderr, "isolate: left behind: %s\n", after->lines[i]);
        count++;
    }
    return count;
}
