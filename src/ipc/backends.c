/* SPDX-License-Identifier: MIT */
/* The back ends of this system. Another system has a file of its own. */
#include "ipc/platform.h"
#include "key/key.h"

const qsm_ipc_backend *qsm__ipc_backend_of(qsm_native_ipc_key_type_code type)
{
    const qsm_ipc_backend *backend = NULL;
    if (qsm__key_type_is_system_v(type))
        backend = &qsm__ipc_systemv;
    else if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        backend = &qsm__ipc_posix;
    return backend != NULL && backend->supported() ? backend : NULL;
}
