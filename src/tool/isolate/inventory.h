/* SPDX-License-Identifier: MIT */
/* Lists of what exists: System V objects, names in /dev/shm, files, processes. */
#ifndef QSM_TOOL_ISOLATE_INVENTORY_H
#define QSM_TOOL_ISOLATE_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "tool/isolate/sandbox.h"

typedef enum tool_item_kind {
    TOOL_ITEM_SEGMENT,
    TOOL_ITEM_SEMAPHORE,
    TOOL_ITEM_SHM_NAME,
    TOOL_ITEM_FILE,
    TOOL_ITEM_PROCESS
} tool_item_kind;

typedef struct tool_item {
    tool_item_kind kind;
    char *name;
} tool_item;

typedef struct tool_inventory {
    tool_item *items;
    size_t count;
} tool_inventory;

/* False with errno: out of memory. */
bool tool_inventory_add(tool_inventory *list, tool_item_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds the System V objects and the names in /dev/shm. False with errno. */
bool tool_inventory_take(tool_inventory *list);

/* Adds the files of the two directories. False with errno. */
bool tool_inventory_take_files(tool_inventory *list, const tool_sandbox *box);

/* Leaves in `after` only what is not in `before`. */
void tool_inventory_subtract(tool_inventory *after, const tool_inventory *before);

void tool_inventory_free(tool_inventory *list);

#endif
