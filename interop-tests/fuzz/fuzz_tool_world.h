/* SPDX-License-Identifier: MIT */
/*
 * Where the command is run while it is fuzzed: a thread with a root folder, mounts and an IPC
 * namespace of its own. Its files are in memory; /proc has this process and the settings of the
 * system. So it can neither read nor change a file, a segment or a semaphore of the machine,
 * whatever its arguments say. The rest of the process (the fuzzer) keeps the machine's files.
 * Without the right to make such a world nothing is run.
 */
#ifndef QSM_FUZZ_TOOL_WORLD_H
#define QSM_FUZZ_TOOL_WORLD_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A folder of the machine (up to its last slash) that keeps its name in the world: the thread that
 * fails writes its input there. Before the first run. */
void fuzz_world_share(const char *prefix);

/* Runs one input in the world, then empties it. */
void fuzz_world_run(void (*run)(const uint8_t *data, size_t size), const uint8_t *data,
                    size_t size);

#endif
