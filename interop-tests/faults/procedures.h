/* SPDX-License-Identifier: MIT */
/* The public procedures, each as a whole, for faults.c and crash.c. */
#ifndef QSM_FAULTS_PROCEDURES_H
#define QSM_FAULTS_PROCEDURES_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/qsm.h>

typedef struct procedure {
    const char *name;
    bool beside_peer; /* another object has the segment, with a picture in it */
    bool unlinks; /* at the end its POSIX segment, which else would stay: so it may on failure */
    /*
     * Goes through the procedure and frees all it made. Whether all went well; if not, error and
     * text are in place, or the program ends.
     */
    bool (*run)(const qsm_native_ipc_key *key);
} procedure;

extern const procedure procedures[];
extern const size_t procedure_count;

/* The picture of peers and writers. Never NULL. */
qsm_image *procedure_picture(void);

/* Ends the program unless this holds. */
void procedure_must(bool holds, const char *what);

#endif
