/* SPDX-License-Identifier: MIT */
/* Names of processes, safe to print. */
#ifndef QSM_TOOL_PROCESS_H
#define QSM_TOOL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

enum { TOOL_PROCESS_NAME_SIZE = 64 };
typedef char tool_process_text[TOOL_PROCESS_NAME_SIZE];

/* Copies a process name and replaces its control characters: a process can choose its name. */
void tool_clean_process_name(tool_process_text text, const char *name);

/* The cleaned program name of a process. "?" and false if the process does not exist. */
bool tool_process_name(int64_t pid, tool_process_text text);

#endif
