/* SPDX-License-Identifier: MIT */
/*
 * Parts of `isolate`, the program every test runs in: a world of its own, and lists of what a test
 * could leave behind in it.
 */
#ifndef QSM_HARNESS_ISOLATE_H
#define QSM_HARNESS_ISOLATE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Lines of text, one an object that exists. */
typedef struct inventory {
    char **lines;
    size_t count;
} inventory;

/** The folders made for one test; all below base, which is removed at the end. */
typedef struct sandbox {
    char base[PATH_MAX];
    char temp[PATH_MAX];    /* TMPDIR */
    char runtime[PATH_MAX]; /* XDG_RUNTIME_DIR */
} sandbox;

/** What of the world a test has to itself. */
typedef enum isolation {
    ISOLATION_NONE,      /* the system refused: tests take turns instead */
    ISOLATION_NAMESPACES /* own System V objects, own /dev/shm */
} isolation;

/* world.c */
isolation world_enter(void);
bool sandbox_make(sandbox *box);
/* Mounts a tmpfs on the temp directory: its inodes count up, those of ext4 are used again. */
bool sandbox_use_tmpfs(const sandbox *box);
bool sandbox_remove(const sandbox *box);

/* inventory.c */
bool inventory_take(inventory *list);
bool inventory_take_files(inventory *list, const sandbox *box);
void inventory_free(inventory *list);
size_t inventory_print_new(const inventory *before, const inventory *after);

/* processes.c */
typedef enum run_end { RUN_ENDED, RUN_TIMED_OUT, RUN_INTERRUPTED } run_end;
pid_t process_start(char *const command[]);
run_end process_wait(pid_t pid, int seconds, int *status);
size_t process_kill_stragglers(pid_t group, int grace_milliseconds);

#endif
