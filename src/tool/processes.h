/* SPDX-License-Identifier: MIT */
/*
 * The living processes that have shared memory, or could have: what /proc tells of them. Where
 * there is no /proc, or a process belongs to another user, that is not known; nobody is asked
 * twice.
 */
#ifndef QSM_TOOL_PROCESSES_H
#define QSM_TOOL_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <qsm/qsm.h>

/* A segment or semaphore in a process's memory. */
typedef struct tool_mapping {
    char *name;      /* "/SYSV51002116" with the System V number, or "/dev/shm/NAME" */
    uint64_t device; /* of the file */
    uint64_t inode;  /* of the file; System V: the shmid */
} tool_mapping;

typedef struct tool_process {
    int64_t pid;
    int64_t owner; /* uid */
    char name[32]; /* of its program; "?" if not known */
    char *temp;    /* its TMPDIR; NULL: not set */
    char *runtime; /* its XDG_RUNTIME_DIR; NULL: not set */
    bool environment_known;
    uint64_t ipc_namespace;   /* 0: not known */
    uint64_t mount_namespace; /* 0: not known */
    tool_mapping *mappings;
    size_t mapping_count;
} tool_process;

typedef struct tool_processes {
    tool_process *at;
    size_t count;
    size_t hidden; /* processes that could not be looked into */
} tool_processes;

/*
 * Takes the processes that have shared memory mapped or a Qt or this library loaded, without this
 * one. False when out of memory; tool_processes_drop() is due in any case.
 */
bool tool_processes_take(tool_processes *processes);
void tool_processes_drop(tool_processes *processes);

/* The mapping of a segment in a process, with the key as the process has it; NULL if it has none. */
const tool_mapping *tool_process_mapping(const tool_process *process, const qsm_segment_info *info,
                                         int64_t system_v_key);

/* Name of a living process's program into name[size]; false if there is no such process. */
bool tool_process_name(int64_t pid, char *name, size_t size);

/* Whether a path is there as a process sees it, through its root directory. */
struct stat;
bool tool_process_stat(const tool_process *process, const char *path, struct stat *status);

#endif
