/* SPDX-License-Identifier: MIT */
/* The parts of c_peer; PROTOCOL.md says what it does. */
#ifndef QSM_C_PEER_H
#define QSM_C_PEER_H

#include <qsm/qsm.h>

#include "peer_io.h"

typedef struct peer_command {
    const char *name;
    int minimum;
    int maximum;
    void (*run)(const peer_words *words);
} peer_command;

/* Each part has its table, ended by a NULL name, and gives back what it holds. */
extern const peer_command peer_memory_commands[];
extern const peer_command peer_semaphore_commands[];
extern const peer_command peer_image_commands[];
extern const peer_command peer_key_commands[];
void peer_free_memories(void);
void peer_free_semaphores(void);
void peer_free_image(void);

/** The object that `object NAME` selected. */
qsm_shared_memory *peer_memory(void);

#endif
