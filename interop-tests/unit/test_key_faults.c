/* SPDX-License-Identifier: MIT */
/* Key functions without memory. */
#include "failing_memory.h"

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

static bool key_made(qsm_native_ipc_key *key)
{
    bool made = key != NULL;
    CU_ASSERT_TRUE(made || errno == ENOMEM);
    errno = 0;
    qsm_native_ipc_key_free(key);
    return made;
}

static bool string_made(char *string)
{
    bool made = string != NULL;
    CU_ASSERT_TRUE(made || errno == ENOMEM);
    errno = 0;
    qsm_free(string);
    return made;
}

static const qsm_key_environment given = {
    .size = sizeof(qsm_key_environment), .temp_path = "/T", .runtime_path = "/R"};
static qsm_native_ipc_key *subject; /* made before the trials */
static qsm_native_ipc_key *subject_with_lock;

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

static bool try_with_lock(void)
{
    return key_made(qsm_native_ipc_key_new_with_lock("/x", 81, "/y", 81));
}

static bool try_for_segment(void)
{
    return key_made(qsm_native_ipc_key_new_for_segment("/tmp/qipc_sharedmemory_x", 81));
}

static bool try_copy_with_lock(void)
{
    return key_made(qsm_native_ipc_key_copy(subject_with_lock));
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
    return string_made(qsm_dir_temp_path(&(qsm_key_environment){
        .size = sizeof(qsm_key_environment), .generation = QSM_QT_GENERATION_6_11}));
}

static bool try_clean_temp_path(void)
{
    return string_made(qsm_dir_temp_path(&(qsm_key_environment){
        .size = sizeof(qsm_key_environment), .generation = QSM_QT_GENERATION_4_4}));
}

static bool try_darwin_runtime(void)
{
    return string_made(qsm_standard_paths_runtime_location(
        &(qsm_key_environment){.size = sizeof(qsm_key_environment), .host = QSM_KEY_HOST_DARWIN}));
}

static bool try_runtime(void)
{
    return string_made(qsm_standard_paths_runtime_location(&(qsm_key_environment){
        .size = sizeof(qsm_key_environment), .host = QSM_KEY_HOST_UNIX, .temp_path = "/nonexist"}));
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
                                    try_with_lock,
                                    try_for_segment,
                                    try_copy_with_lock,
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
    subject_with_lock = qsm_native_ipc_key_new_with_lock("/x", 81, "/y", 81);
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
        fail_each(trials[i]);
    qsm_native_ipc_key_free(subject);
    qsm_native_ipc_key_free(subject_with_lock);
}

QSM_SUITE("keys without memory", {"every allocation fails once", every_allocation_fails_once})
