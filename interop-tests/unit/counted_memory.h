/* SPDX-License-Identifier: MIT */
/*
 * Counts large allocations, and the bytes of all. A test that includes this is linked with --wrap
 * (CMakeLists.txt), so that the library's allocations come here. A buffer that is freed and
 * allocated again mostly has the same address: only the count tells it from one that is used again.
 */
#ifndef QSM_UNIT_COUNTED_MEMORY_H
#define QSM_UNIT_COUNTED_MEMORY_H

#include <stddef.h>

enum { LARGE_ALLOCATION = 100000 };

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static int large_allocations;
static size_t allocated_bytes; /* what is freed counts, too */

void *__wrap_malloc(size_t size)
{
    large_allocations += size >= LARGE_ALLOCATION;
    allocated_bytes += size;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    large_allocations += count * size >= LARGE_ALLOCATION;
    allocated_bytes += count * size;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    large_allocations += size >= LARGE_ALLOCATION;
    allocated_bytes += size;
    return __real_realloc(block, size);
}

#endif
