/* SPDX-License-Identifier: MIT */
/* The directories of one run. All are below base, which is removed at the end. */
#ifndef QSM_TOOL_ISOLATE_SANDBOX_H
#define QSM_TOOL_ISOLATE_SANDBOX_H

#include <limits.h>
#include <stdbool.h>

typedef struct tool_sandbox {
    char base[PATH_MAX];
    char temp[PATH_MAX];    /* TMPDIR */
    char runtime[PATH_MAX]; /* XDG_RUNTIME_DIR */
} tool_sandbox;

/* On an error: false with errno. Then nothing is left, and base is what could not be made. */
bool tool_sandbox_make(tool_sandbox *box);

/* Mounts a tmpfs on the temp directory. Its inodes count up; those of ext4 are used again. */
bool tool_sandbox_use_tmpfs(const tool_sandbox *box);

/* Also what programs have mounted below base is unmounted. False with errno. */
bool tool_sandbox_remove(const tool_sandbox *box);

#endif
