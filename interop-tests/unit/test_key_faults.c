/* SPDX-License-Identifier: MIT */
/*
 * Every allocation of a key function fails once in turn. The test is linked with --wrap, so that
 * the library's allocations come here; what a failed call leaves behind is counted.
 */
#include "suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *string);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *string);
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

void __wrap_free(void *block)
{
    alive -= block != NULL;
    __real_free(block);
}

/* A call that is tried; true when it gave its whole result, which it frees. */
typedef bool trial(void);

static bool key_made(qsm_native_ipc_key *key)
{
    bool made = key != NULL;
    qsm_native_ipc_key_free(key);
    return made;
}

static bool string_made(char *string)
{
    bool made = string != NULL;
    free(string);
    return made;
}

static const qsm_key_environment given = {.temp_path = "/T", .runtime_path = "/R"};
static qsm_native_ipc_key *subject; /* made before the trials */

static bool try_new(void)
{
    return key_made(qsm_native_ipc_key_new());
}

static bool try_new_native(void)
{
    return key_made(qsm_native_ipc_key_new_native("/x", 81));
}

static bool try_legacy(void)
{
    return key_made(qsm_shared_memory_legacy_native_key("hello", 81, &given));
}

static bool try_legacy_posix(void)
{
    return key_made(qsm_system_semaphore_legacy_native_key("hello", 256, &given));
}

static bool try_safe(void)
{
    return key_made(qsm_shared_memory_platform_safe_key("hello", 81, &given));
}

static bool try_safe_windows(void)
{
    return key_made(qsm_system_semaphore_platform_safe_key("Local\\hello", 257, NULL));
}

static bool try_copy(void)
{
    return key_made(qsm_native_ipc_key_copy(subject));
}

static bool try_lock_key(void)
{
    return key_made(qsm_native_ipc_key_lock_key(subject));
}

static bool try_set_native_key(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("/old", 81);
    if (key == NULL)
        return false;
    bool set = qsm_native_ipc_key_set_native_key(key, "/new");
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(key), set ? "/new" : "/old");
    qsm_native_ipc_key_free(key);
    return set;
}

static bool try_to_string(void)
{
    return string_made(qsm_native_ipc_key_to_string(subject));
}

static bool try_from_string(void)
{
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_from_string("posix:/foo%41?legacyKey=a&legacyKey=b%42");
    if (key != NULL)
        CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), 256); /* not taken for text that is no key */
    return key_made(key);
}

static bool try_temp_path(void)
{
    return string_made(
        qsm_dir_temp_path(&(qsm_key_environment){.generation = QSM_QT_GENERATION_6_11}));
}

static bool try_clean_temp_path(void)
{
    return string_made(
        qsm_dir_temp_path(&(qsm_key_environment){.generation = QSM_QT_GENERATION_4_4}));
}

static bool try_darwin_runtime(void)
{
    return string_made(
        qsm_standard_paths_runtime_location(&(qsm_key_environment){.host = QSM_KEY_HOST_DARWIN}));
}

static bool try_runtime(void)
{
    return string_made(qsm_standard_paths_runtime_location(
        &(qsm_key_environment){.host = QSM_KEY_HOST_UNIX, .temp_path = "/nonexist"}));
}

static void fail_each(trial *run)
{
    bool done = false;
    int failures = 0;
    for (int at = 0; at < 1000 && !done; at++) {
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

static void every_allocation_fails_once(void)
{
    static trial *const trials[] = {try_new,
                                    try_new_native,
                                    try_legacy,
                                    try_legacy_posix,
                                    try_safe,
                                    try_safe_windows,
                                    try_copy,
                                    try_lock_key,
                                    try_to_string,
                                    try_from_string,
                                    try_temp_path,
                                    try_clean_temp_path,
                                    try_darwin_runtime,
                                    try_set_native_key,
                                    try_runtime};
    setenv("TMPDIR", "relative/", 1);
    setenv("HOME", "/Users/me", 1);
    unsetenv("XDG_RUNTIME_DIR");
    subject = qsm_shared_memory_legacy_native_key("hello", 81, &given);
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
        fail_each(trials[i]);
    qsm_native_ipc_key_free(subject);
}

QSM_SUITE("keys without memory", {"every allocation fails once", every_allocation_fails_once})
