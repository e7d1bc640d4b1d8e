/* SPDX-License-Identifier: MIT */
/* How long the types of a program live. */
#include <stdlib.h>

#include "value/user_types.h"

struct qsm_types *qsm__types_hold(struct qsm_types *types)
{
    if (types != NULL)
        (void)atomic_fetch_add_explicit(&types->holders, 1, memory_order_relaxed);
    return types;
}

void qsm__types_release(struct qsm_types *types)
{
    if (types == NULL || atomic_fetch_sub_explicit(&types->holders, 1, memory_order_acq_rel) > 1)
        return;
    qsm__arena_free(&types->arena);
    free(types);
}
