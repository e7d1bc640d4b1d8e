/* SPDX-License-Identifier: MIT */
#include <qsm/memory.h>

#include <stdlib.h>

void qsm_free(void *memory)
{
    free(memory);
}
