/* SPDX-License-Identifier: MIT */
#include "tool/isolate/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool tool_inventory_add(tool_inventory *list, tool_item_kind kind, const char *format, ...)
{
    char name[PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    tool_item *items = realloc(list->items, (list->count + 1) * sizeof *items);
    if (items == NULL)
        return false;
    list->items = items;
    items[list->count] = (tool_item){.kind = kind, .name = strdup(name)};
    if (items[list->count].name == NULL)
        return false;
    list->count++;
    return true;
}

void tool_inventory_free(tool_inventory *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].name);
    free(list->items);
    *list = (tool_inventory){NULL, 0};
}

/*
 * The first two columns of each table are key and id; together they name an object for good. A
 * kernel without System V objects has no table.
 */
static bool add_system_v(tool_inventory *list, const char *path, tool_item_kind kind)
{
    enum { DECIMAL = 10 };
    FILE *table = fopen(path, "re");
    if (table == NULL)
        return errno == ENOENT;
    char line[512];
    bool good = fgets(line, sizeof line, table) != NULL; /* the heading */
    while (good && fgets(line, sizeof line, table) != NULL) {
        char *rest = NULL;
        long key = strtol(line, &rest, DECIMAL);
        long id = strtol(rest, NULL, DECIMAL);
        good = tool_inventory_add(list, kind, "key 0x%08lx, id %ld",
                                  (unsigned long)key & 0xffffffffUL, id);
    }
    return fclose(table) == 0 && good;
}

static bool add_shm_names(tool_inventory *list)
{
    DIR *folder = opendir("/dev/shm");
    if (folder == NULL)
        return errno == ENOENT;
    bool good = true;
    for (struct dirent *entry = readdir(folder); good && entry != NULL; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = tool_inventory_add(list, TOOL_ITEM_SHM_NAME, "%s", entry->d_name);
    }
    return closedir(folder) == 0 && good;
}

bool tool_inventory_take(tool_inventory *list)
{
    return add_system_v(list, "/proc/sysvipc/shm", TOOL_ITEM_SEGMENT) &&
           add_system_v(list, "/proc/sysvipc/sem", TOOL_ITEM_SEMAPHORE) && add_shm_names(list);
}

/* nftw() takes no context, so the walk has its list here. */
static tool_inventory *walk_list;
static size_t walk_skip;

static int add_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    if (where->level == 0)
        return 0;
    return tool_inventory_add(walk_list, TOOL_ITEM_FILE, "%s", path + walk_skip) ? 0 : -1;
}

bool tool_inventory_take_files(tool_inventory *list, const tool_sandbox *box)
{
    enum { DESCRIPTORS = 16 };
    walk_list = list;
    walk_skip = strlen(box->base) + 1;
    return nftw(box->temp, add_file, DESCRIPTORS, FTW_PHYS | FTW_MOUNT) == 0 &&
           nftw(box->runtime, add_file, DESCRIPTORS, FTW_PHYS | FTW_MOUNT) == 0;
}

static bool contains(const tool_inventory *list, const tool_item *item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind == item->kind && strcmp(list->items[i].name, item->name) == 0)
            return true;
    }
    return false;
}

void tool_inventory_subtract(tool_inventory *after, const tool_inventory *before)
{
    size_t kept = 0;
    for (size_t i = 0; i < after->count; i++) {
        if (contains(before, &after->items[i]))
            free(after->items[i].name);
        else
            after->items[kept++] = after->items[i];
    }
    after->count = kept;
}
