/* SPDX-License-Identifier: MIT */
#include "tool/doctor/processes.h"

#include <stdlib.h>

#include <qsm/qsm.h>

typedef struct listing {
    doctor_processes *processes;
    bool failed; /* out of memory */
} listing;

static bool add(void *context, const qsm_segment_user *process)
{
    listing *self = context;
    doctor_processes *to = self->processes;
    doctor_process *more = realloc(to->at, (to->count + 1) * sizeof *more);
    if (more == NULL) {
        self->failed = true;
        return false;
    }
    to->at = more;
    doctor_process *added = &more[to->count++];
    *added = (doctor_process){
        .pid = process->pid,
        .ipc_namespace = qsm_process_namespace(process->pid, QSM_PROCESS_IPC_NAMESPACE),
        .mount_namespace = qsm_process_namespace(process->pid, QSM_PROCESS_MOUNT_NAMESPACE)};
    tool_clean_process_name(added->name, process->name);
    return true;
}

/* If the system does not list processes, the list is empty. */
bool doctor_list_processes(doctor_processes *processes)
{
    listing self = {.processes = processes};
    *processes = (doctor_processes){.at = NULL};
    (void)qsm_process_list(add, &self, &processes->hidden);
    return !self.failed;
}

void doctor_drop_processes(doctor_processes *processes)
{
    free(processes->at);
}
