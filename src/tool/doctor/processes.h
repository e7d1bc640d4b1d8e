/* SPDX-License-Identifier: MIT */
/* The other processes of the machine, with the data that the checks need. */
#ifndef QSM_TOOL_DOCTOR_PROCESSES_H
#define QSM_TOOL_DOCTOR_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/process.h"

typedef struct doctor_process {
    int64_t pid;
    tool_process_text name;
    int64_t ipc_namespace;   /* -1: not known */
    int64_t mount_namespace; /* -1: not known */
} doctor_process;

typedef struct doctor_processes {
    doctor_process *at;
    size_t count;
    size_t hidden; /* the number of processes that could not be examined */
} doctor_processes;

/* False: out of memory. Call doctor_drop_processes() in any case. */
bool doctor_list_processes(doctor_processes *processes);
void doctor_drop_processes(doctor_processes *processes);

#endif
