/* SPDX-License-Identifier: MIT */
/*
 * An error in full, for people: which key, which object of the system, what happened, Qt's text.
 *     hello (systemv:/tmp/qipc_sharedmemory_hello...): no program has published anything under this
 *     key (QSharedMemory::handle: doesn't exist)
 */
#ifndef QSM_IPC_EXPLAIN_H
#define QSM_IPC_EXPLAIN_H

#include <qsm/shared_memory.h>

/*
 * The object keeps the text until the next call, or qsm__segment_explain_nothing(). Out of memory:
 * a static text. Never NULL.
 */

/* The text for what a caller knows about the segment. */
const char *qsm__segment_explain(qsm_shared_memory *shared_memory, const char *text);

/* The text for the object's error, after a call that failed. */
const char *qsm__segment_explain_error(qsm_shared_memory *shared_memory);

/* Frees the text. */
void qsm__segment_explain_nothing(qsm_shared_memory *shared_memory);

#endif
