/* SPDX-License-Identifier: MIT */
/* qsm watch --raw -: the pixels of each new picture, for another program. */
#ifndef QSM_TOOL_WATCH_STREAM_H
#define QSM_TOOL_WATCH_STREAM_H

#include <qsm/native_ipc_key.h>

#include "tool/cli/command.h"

/* Writes until a signal comes or the reader has ended. Returns the exit status. */
int tool_watch_stream(const tool_call *call, const qsm_native_ipc_key *key);

#endif
