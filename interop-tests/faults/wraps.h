/* SPDX-License-Identifier: MIT */
/*
 * The system calls and allocations of the library, taken over at link time: one of them fails, or
 * the process is killed at it, or all that can are interrupted again and again.
 */
#ifndef QSM_FAULTS_WRAPS_H
#define QSM_FAULTS_WRAPS_H

#include <stdbool.h>

typedef enum fault_mode {
    FAULT_OFF,   /* all calls go through, none is counted */
    FAULT_COUNT, /* all go through */
    FAULT_FAIL,  /* the call number `at` fails */
    FAULT_STAY,  /* it fails, and so does every later call of the same name, in the same way */
    FAULT_KILL,  /* at the system call number `at` SIGKILL comes; allocations are not counted */
    FAULT_STORM  /* what can be interrupted is, three times before it goes through */
} fault_mode;

typedef struct fault {
    fault_mode mode;
    long at;            /* counted from 1 */
    int which;          /* which of the call's errors */
    long count;         /* out: how many calls there were */
    const char *hit;    /* out: the call that failed; NULL: none did */
    int error;          /* out: with what */
    bool more_errors;   /* out: there is another error to try at this call */
    long interruptions; /* out */
} fault;

/* The plan, read and written by the wraps. */
extern fault fault_plan;

/* Begins a run. */
void fault_begin(fault_mode mode, long at, int which);
/* From here on all goes through. */
void fault_end(void);

/* How many blocks of memory the library has taken and not given back. */
long fault_live_blocks(void);

/* The last semaphore whose removal failed; -1 once told. The library has unlinked its key file. */
int fault_nameless_semaphore(void);

/* The id of the last semaphore that the library found or made. */
int fault_last_semaphore(void);

#endif
