/* SPDX-License-Identifier: MIT */
/* The private part of a qsm_segment_info, for the files of src/ipc/inspect. */
#ifndef QSM_IPC_INSPECT_SEGMENT_INFO_H
#define QSM_IPC_INSPECT_SEGMENT_INFO_H

#include <qsm/inspect.h>

#include "ipc/inspect/platform.h"

struct qsm_segment_info {
    qsm_segment_facts facts; /* its names are the strings below, or the lender's */
    char *native_key;        /* NULL in a lent object */
    char *lock_native_key;
};

/* Makes an info with the names of a key's objects. Does not ask the system. NULL with errno. */
qsm_segment_info *qsm__segment_info_of_names(const qsm_native_ipc_key *key);

/* Whether info is not NULL; otherwise EINVAL. */
bool qsm__segment_info_is(const qsm_segment_info *info);

/* The state of a lock whose facts are known. */
qsm_lock_state qsm__lock_state_of(const qsm_segment_facts *facts);

#endif
