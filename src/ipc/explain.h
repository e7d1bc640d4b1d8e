/* SPDX-License-Identifier: MIT */
/*
 * A complete error message for people: the reason, the key, Qt's text, and the system's object.
 *     another program has a segment of this key: hello (QSharedMemory::create: already exists;
 *     systemv:/tmp/qipc_sharedmemory_hello...)
 */
#ifndef QSM_IPC_EXPLAIN_H
#define QSM_IPC_EXPLAIN_H

#include <qsm/shared_memory.h>

/*
 * The object owns the text. It is valid until the next call or qsm__segment_explain_nothing(). When
 * out of memory, it is a static text. Never NULL.
 */

/* The message for a text of the caller about the segment. */
const char *qsm__segment_explain(qsm_shared_memory *shared_memory, const char *text);

/* The message for the object's error, after a call that failed. */
const char *qsm__segment_explain_error(qsm_shared_memory *shared_memory);

/* Frees the text. */
void qsm__segment_explain_nothing(qsm_shared_memory *shared_memory);

#endif
