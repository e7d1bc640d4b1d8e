/* SPDX-License-Identifier: MIT */
/* Namespaces: System V objects and a /dev/shm that no other program has. */
#ifndef QSM_TOOL_ISOLATE_WORLD_H
#define QSM_TOOL_ISOLATE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

enum { TOOL_WORLD_REASON_SIZE = 128 };

typedef struct tool_world {
    bool system_v;                       /* own System V objects */
    bool shm;                            /* own /dev/shm */
    char reason[TOOL_WORLD_REASON_SIZE]; /* why not; "" if both are own */
    const char *remedy;                  /* what to do; NULL: nothing is known */
} tool_world;

/* Separates this process from the others, as far as the system permits it. */
void tool_world_enter(tool_world *world);

bool tool_world_is_own(const tool_world *world);

/*
 * Waits until no other process has the turn, and has it until this process ends. False: not before
 * the deadline of tool_now(), or a signal arrived. Call tool_signals_hold() first.
 */
bool tool_world_take_turn(int64_t deadline, int *ended_by);

#endif
