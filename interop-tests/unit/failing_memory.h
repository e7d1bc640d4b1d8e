/* SPDX-License-Identifier: MIT */
/*
 * Every allocation of a call fails once in turn. A test that includes this is linked with the
 * options of qsm_failing_memory() (CMakeLists.txt), so that the library's allocations come here;
 * what a failed call leaves behind is counted.
 */
#ifndef QSM_UNIT_FAILING_MEMORY_H
#define QSM_UNIT_FAILING_MEMORY_H

#include "suite.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *string);
void __real_free(void *block);
char *__real_realpath(const char *path, char *resolved);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_realpath(const char *path, char *resolved);
void __wrap_free(void *block);

static long allowed = -1; /* allocations until one fails; -1: none does */
static bool failed;
static long alive; /* blocks that were allocated and not freed */

static bool fails_now(void)
{
    if (allowed < 0)
        return false;
    if (allowed == 0) {
        failed = true;
        errno = ENOMEM;
    }
    return allowed-- == 0;
}

static void *counted(void *block)
{
    alive += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (fails_now())
        return NULL;
    return block == NULL ? counted(__real_realloc(NULL, size)) : __real_realloc(block, size);
}

char *__wrap_strdup(const char *string)
{
    return fails_now() ? NULL : counted(__real_strdup(string));
}

/* Without a buffer it allocates one. */
char *__wrap_realpath(const char *path, char *resolved)
{
    if (resolved != NULL)
        return __real_realpath(path, resolved);
    return fails_now() ? NULL : counted(__real_realpath(path, NULL));
}

void __wrap_free(void *block)
{
    alive -= block != NULL;
    __real_free(block);
}

/* A call that is tried; true when it gave its whole result, which it frees. */
typedef bool trial(void);

/*
 * Runs it with the first allocation failing, then the second, until none fails any more. Of calls
 * with very many allocations (a few for each process of the machine) some are left out.
 */
static void fail_each(trial *run)
{
    bool done = false;
    int failures = 0;
    for (int at = 0; at < 100000 && !done; at += 1 + at / 200) {
        long before = alive;
        failed = false;
        allowed = at;
        bool made = run();
        allowed = -1;
        done = !failed;
        failures += failed;
        CU_ASSERT_EQUAL(made, done);
        CU_ASSERT_EQUAL(alive, before);
    }
    CU_ASSERT_TRUE(done);
    CU_ASSERT_TRUE(failures > 0);
}

#endif
