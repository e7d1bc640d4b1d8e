/* SPDX-License-Identifier: MIT */
/* Names of processes, fit to be printed. */
#ifndef QSM_TOOL_PROCESS_H
#define QSM_TOOL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

enum { TOOL_PROCESS_NAME_SIZE = 64 };
typedef char tool_process_text[TOOL_PROCESS_NAME_SIZE];

/* A name that a process has given itself, without what could command a terminal. */
void tool_clean_process_name(tool_process_text text, const char *name);

/* The name of a process's program, cleaned; "?" and false when there is no such process. */
bool tool_process_name(int64_t pid, tool_process_text text);

#endif
