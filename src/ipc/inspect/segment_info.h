/* SPDX-License-Identifier: MIT */
/* The inside of a qsm_segment_info, shared by the files of src/ipc/inspect. */
#ifndef QSM_IPC_INSPECT_SEGMENT_INFO_H
#define QSM_IPC_INSPECT_SEGMENT_INFO_H

#include <qsm/inspect.h>

#include "ipc/inspect/platform.h"

struct qsm_segment_info {
    qsm_segment_facts facts; /* its names are the strings below, or belong to whoever lends it */
    char *native_key;        /* NULL in one that is lent */
    char *lock_native_key;
};

/* An info of the names of a key's objects; the system is not asked. NULL with errno. */
qsm_segment_info *qsm__segment_info_of_names(const qsm_native_ipc_key *key);

/* Whether there is an info; EINVAL otherwise. */
bool qsm__segment_info_is(const qsm_segment_info *info);

/* The state of a lock whose facts are known. */
qsm_lock_state qsm__lock_state_of(const qsm_segment_facts *facts);

#endif
