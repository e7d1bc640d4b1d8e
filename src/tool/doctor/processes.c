/* SPDX-License-Identifier: MIT */
#include "tool/doctor/processes.h"

#include <errno.h>
#include <stdlib.h>

#include <qsm/qsm.h>

typedef struct listing {
    doctor_processes *processes;
    bool failed; /* out of memory */
} listing;

/* The value of the variable; NULL: not set. *known: whether the environment could be read. */
static char *variable(const qsm_segment_user *process, const char *name, bool *known)
{
    errno = 0;
    char *value = qsm_process_variable(process->pid, name);
    *known = value != NULL || errno == ENOENT;
    return value;
}

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
    added->temp = variable(process, "TMPDIR", &added->environment_known);
    if (added->environment_known)
        added->runtime = variable(process, "XDG_RUNTIME_DIR", &added->environment_known);
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
    for (size_t i = 0; i < processes->count; i++) {
        qsm_free(processes->at[i].temp);
        qsm_free(processes->at[i].runtime);
    }
    free(processes->at);
}
