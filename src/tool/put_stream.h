/* SPDX-License-Identifier: MIT */
/* qsm put: a stream of pictures into one segment. */
#ifndef QSM_TOOL_PUT_STREAM_H
#define QSM_TOOL_PUT_STREAM_H

#include <qsm/native_ipc_key.h>

#include "tool/frame_input.h"

/*
 * Sends the pictures until the input ends or a signal comes, and holds the segment if there was
 * only one. Returns the exit status.
 */
int tool_put_stream(const tool_call *call, const qsm_native_ipc_key *key, tool_frame_input *input);

#endif
