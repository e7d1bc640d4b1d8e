/* SPDX-License-Identifier: MIT */
/* Keys that are easily mistaken for another key. A name of a segment shows which of them is used.
 */
#ifndef QSM_KEY_SIMILAR_H
#define QSM_KEY_SIMILAR_H

#include <stdbool.h>

/*
 * Calls visit once for each key that differs from key only in the case of its letters (as people
 * change it: all, none, the first), in white space around it, or in a line end. The string is valid
 * during the call. visit returns false to stop. False with ENOMEM.
 */
bool qsm__key_each_similar(const char *key, bool (*visit)(void *context, const char *similar),
                           void *context);

#endif
