/* SPDX-License-Identifier: MIT */
/*
 * crash PROCEDURE systemv|posix KEY AT: goes through a procedure and dies by SIGKILL at the system
 * call number AT; exit status 0 when there were not so many. AT 0 prints the procedures that are of
 * use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures.h"
#include "wraps.h"

/* What makes or takes something that a crash can leave. */
static const char *const wanted[] = {"create", "attach", "write-image", "read-image",
                                     "open-or-create"};

static int list(void)
{
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        puts(wanted[i]);
    return 0;
}

static const procedure *find(const char *name)
{
    for (size_t i = 0; i < procedure_count; i++) {
        if (strcmp(procedures[i].name, name) == 0)
            return &procedures[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    const procedure *of = argc == 5 ? find(argv[1]) : NULL;
    if (of == NULL) {
        fputs("usage: crash PROCEDURE systemv|posix KEY AT, crash list\n", stderr);
        return 2;
    }
    qsm_native_ipc_key_type_code type = strcmp(argv[2], "posix") == 0
                                            ? QSM_NATIVE_IPC_KEY_POSIX_REALTIME
                                            : QSM_NATIVE_IPC_KEY_SYSTEM_V;
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(argv[3], type, NULL);
    procedure_must(key != NULL, "a key");
    fault_begin(FAULT_KILL, strtol(argv[4], NULL, 10), 0);
    bool good = of->run(key);
    fault_end();
    qsm_native_ipc_key_free(key);
    return good ? 0 : 1;
}
