/* SPDX-License-Identifier: MIT */
/* Holding something until a time is over or a signal ends the command. */
#ifndef QSM_TOOL_HOLDING_H
#define QSM_TOOL_HOLDING_H

#include <qsm/shared_memory.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"

/*
 * Returns when the time is over or a signal has arrived; without a time only a signal ends it. Says
 * what is held ("segment"). Call tool_signals_hold() first. Keeps the lock of memory meanwhile: a
 * Qt program can remove it at its end. NULL: there is none to keep.
 */
void tool_hold(const tool_call *call, tool_duration time, const char *what,
               qsm_shared_memory *memory);

/* The member "holdSeconds"; null: until interrupted. */
void tool_hold_json(tool_json *json, tool_duration time);

#endif
