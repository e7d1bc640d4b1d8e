/* SPDX-License-Identifier: MIT */
/* The key object: what it holds, remembers and forgets, and the key of its lock. */
#include "suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <unistd.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "key/key.h"
#include "key/text.h"

#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME
#define WINDOWS QSM_NATIVE_IPC_KEY_WINDOWS

static void expect(const qsm_native_ipc_key *key, qsm_native_ipc_key_type_code type,
                   const char *native_key, const char *legacy_key)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), type);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(key), native_key);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(key), legacy_key);
    CU_ASSERT_EQUAL(qsm_native_ipc_key_is_empty(key), native_key[0] == '\0');
}

static void a_new_key_is_empty(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new();
    expect(key, POSIX, "", "");
    CU_ASSERT_TRUE(qsm_native_ipc_key_is_valid(key));
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(NULL);
}

static void a_native_key(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("/tmp/x", SYSTEM_V);
    expect(key, SYSTEM_V, "/tmp/x", "");
    qsm_native_ipc_key_free(key);
    key = qsm_native_ipc_key_new_native(NULL, WINDOWS);
    expect(key, WINDOWS, "", "");
    qsm_native_ipc_key_free(key);
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_native("\xc3(", POSIX));
    CU_ASSERT_EQUAL(errno, EILSEQ);
}

static void numbers_of_types(void)
{
    CU_ASSERT_EQUAL(QSM_NATIVE_IPC_KEY_INVALID, 0);
    CU_ASSERT_EQUAL(SYSTEM_V, 81);
    CU_ASSERT_EQUAL(POSIX, 256);
    CU_ASSERT_EQUAL(WINDOWS, 257);
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("x", 0);
    for (unsigned type = 0; type <= 0xffff; type++) {
        qsm_native_ipc_key_set_type(key, (qsm_native_ipc_key_type_code)type);
        bool is_type = type >= 1 && type <= 257;
        if (qsm_native_ipc_key_is_valid(key) != is_type || qsm_native_ipc_key_type(key) != type ||
            qsm__key_project_id(key) != (is_type && type <= 255 ? (int)type : -1))
            CU_FAIL("type");
    }
    expect(key, 0xffff, "x", "");
    qsm_native_ipc_key_free(key);
}

static void types_of_this_system(void)
{
#if defined(__linux__)
    CU_ASSERT_EQUAL(qsm_native_ipc_key_default_type_for_os(), POSIX);
    CU_ASSERT_EQUAL(qsm_native_ipc_key_legacy_default_type_for_os(), SYSTEM_V);
#else
    CU_ASSERT_NOT_EQUAL(qsm_native_ipc_key_default_type_for_os(), 0);
    CU_ASSERT_NOT_EQUAL(qsm_native_ipc_key_legacy_default_type_for_os(), 0);
#endif
}

static void setting_a_native_key_forgets_the_legacy_one(void)
{
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("x", POSIX, NULL);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(key), "x");
    CU_ASSERT_FALSE(qsm_native_ipc_key_set_native_key(key, "\xff"));
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(key), "x");
    CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(key, "/y"));
    expect(key, POSIX, "/y", "");
    CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(key, NULL));
    expect(key, POSIX, "", "");
    qsm_native_ipc_key_free(key);
}

static void setting_a_type_keeps_the_names(void)
{
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment), .temp_path = "/T"};
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("1", SYSTEM_V, &environment);
    qsm_native_ipc_key_set_type(key, POSIX);
    expect(key, POSIX, "/T/qipc_sharedmemory_356a192b7913b04c54574d18c28d46e6395428ab", "1");
    /* The lock is that of the legacy key in the new type. */
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    expect(lock, POSIX, "/qipc_systemsem_356a192b7913b04c54574d18c28d46e6395428ab", "1");
    qsm_native_ipc_key_free(lock);
    qsm_native_ipc_key_free(key);
}

static void copies_are_equal_and_apart(void)
{
    qsm_key_environment environment = {
        .size = sizeof(qsm_key_environment), .temp_path = "/T", .runtime_path = "/R"};
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("k", SYSTEM_V, &environment);
    qsm_native_ipc_key *copy = qsm_native_ipc_key_copy(key);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, copy));
    CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(key, "/other"));
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(key, copy));
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(copy), "k");
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(copy);
    CU_ASSERT_EQUAL(strncmp(qsm_native_ipc_key_native_key(lock), "/T/qipc_systemsem_k", 19), 0);
    qsm_native_ipc_key_free(lock);
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(copy);
    CU_ASSERT_PTR_NULL(qsm_native_ipc_key_copy(NULL));
}

static void equality_looks_at_everything_qt_looks_at(void)
{
    qsm_native_ipc_key *made = qsm_shared_memory_legacy_native_key("k", POSIX, NULL);
    qsm_native_ipc_key *typed =
        qsm_native_ipc_key_new_native(qsm_native_ipc_key_native_key(made), POSIX);
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(made, typed)); /* only one knows a legacy key */
    CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(made, qsm_native_ipc_key_native_key(typed)));
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(made, typed));
    qsm_native_ipc_key_set_type(typed, WINDOWS);
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(made, typed));
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(made, NULL));
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(NULL, made));
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(NULL, NULL));
    qsm_native_ipc_key_free(made);
    qsm_native_ipc_key_free(typed);
}

static void swapping(void)
{
    qsm_native_ipc_key *one = qsm_native_ipc_key_new_native("/1", POSIX);
    qsm_native_ipc_key *other = qsm_native_ipc_key_new_native("/2", 3);
    qsm_native_ipc_key_swap(one, other);
    expect(one, 3, "/2", "");
    expect(other, POSIX, "/1", "");
    qsm_native_ipc_key_free(one);
    qsm_native_ipc_key_free(other);
}

static void expect_lock(const qsm_native_ipc_key *key, qsm_native_ipc_key_type_code type,
                        const char *name)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lock);
    CU_ASSERT_EQUAL(qsm_native_ipc_key_type(lock), type);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(lock), name);
    qsm_native_ipc_key_free(lock);
}

static void locks_of_legacy_keys(void)
{
    static const struct {
        qsm_native_ipc_key_type_code type;
        qsm_key_host host;
        const char *name;
    } rows[] = {
        {SYSTEM_V, QSM_KEY_HOST_UNIX,
         "/foo/qipc_systemsem_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
        {84, QSM_KEY_HOST_UNIX,
         "/foo/qipc_systemsem_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
        {POSIX, QSM_KEY_HOST_UNIX, "/qipc_systemsem_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
        {POSIX, QSM_KEY_HOST_DARWIN, "/aaf4c61ddcc5e8a2dabede0f3b482"},
        {POSIX, QSM_KEY_HOST_DARWIN_SANDBOX, "hello"},
        {WINDOWS, QSM_KEY_HOST_WINDOWS,
         "qipc_systemsem_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char temp_path[] = "/foo"; /* the key has to keep a copy */
        qsm_key_environment environment = {
            .size = sizeof(qsm_key_environment), .temp_path = temp_path, .host = rows[i].host};
        qsm_native_ipc_key *key =
            qsm_shared_memory_legacy_native_key("hello", rows[i].type, &environment);
        memset(temp_path, 'x', sizeof temp_path - 1);
        expect_lock(key, rows[i].type, rows[i].name);
        qsm_native_ipc_key_free(key);
    }
}

static void locks_of_native_keys(void)
{
    static const struct {
        qsm_native_ipc_key_type_code type;
        const char *name;
        const char *lock;
    } rows[] = {{SYSTEM_V, "/run/x", "/run/x"}, {9, "/run/x", "/run/x"}, {POSIX, "/x", "/x"},
                {WINDOWS, "x", "x_sem"},        {WINDOWS, "", ""},       {POSIX, "", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(rows[i].name, rows[i].type);
        expect_lock(key, rows[i].type, rows[i].lock);
        qsm_native_ipc_key_free(key);
    }
    char name[401];
    memset(name, 'n', sizeof name - 1);
    name[400] = '\0';
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(name, WINDOWS);
    memcpy(name + 255, "_sem", 5);
    expect_lock(key, WINDOWS, name);
    qsm_native_ipc_key_free(key);
}

static void the_lock_key_is_that_of_the_semaphore_class(void)
{
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("Ключ", SYSTEM_V, NULL);
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    qsm_native_ipc_key *semaphore = qsm_system_semaphore_legacy_native_key("Ключ", SYSTEM_V, NULL);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(lock, semaphore));
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(lock);
    qsm_native_ipc_key_free(semaphore);
}

static void ftok_numbers(void)
{
    char file[] = "/tmp/qsm_test_key_XXXXXX";
    int descriptor = mkstemp(file);
    CU_ASSERT_FATAL(descriptor >= 0);
    close(descriptor);
    static const qsm_native_ipc_key_type_code types[] = {1, 81, 127, 128, 255};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(file, types[i]);
        int32_t number = 0;
        CU_ASSERT_TRUE(qsm_native_ipc_key_ftok(key, &number));
        CU_ASSERT_EQUAL(number, ftok(file, types[i]));
        CU_ASSERT_EQUAL((uint32_t)number >> 24, types[i]);
        qsm_native_ipc_key_set_type(key, POSIX);
        errno = 0;
        CU_ASSERT_FALSE(qsm_native_ipc_key_ftok(key, &number));
        CU_ASSERT_EQUAL(errno, EINVAL);
        qsm_native_ipc_key_free(key);
    }
    unlink(file);
    qsm_native_ipc_key *gone = qsm_native_ipc_key_new_native(file, SYSTEM_V);
    int32_t number = 7;
    errno = 0;
    CU_ASSERT_FALSE(qsm_native_ipc_key_ftok(gone, &number));
    CU_ASSERT_EQUAL(errno, ENOENT);
    CU_ASSERT_EQUAL(number, 7);
    qsm_native_ipc_key_free(gone);
}

/* A length that no memory has is refused before anything is read or allocated. */
static void texts_have_a_limit(void)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2 + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        qsm_text text = {0};
        qsm__text_add_string(&text, "front");
        errno = 0;
        qsm__text_add(&text, "", sizes[i]);
        CU_ASSERT_EQUAL(errno, ENOMEM);
        qsm__text_add_string(&text, "more");
        CU_ASSERT_PTR_NULL(qsm__text_take(&text));
        CU_ASSERT_EQUAL(text.size, 0);
    }
}

/* ---- a lock of its own ---- */

static void a_lock_of_its_own(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_with_lock("/segment", POSIX, "/lock", POSIX);
    expect(key, POSIX, "/segment", "");
    expect_lock(key, POSIX, "/lock");
    qsm_native_ipc_key *copy = qsm_native_ipc_key_copy(key);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, copy));
    expect_lock(copy, POSIX, "/lock");

    qsm_native_ipc_key *plain = qsm_native_ipc_key_new_native("/segment", POSIX);
    CU_ASSERT_FALSE(qsm_native_ipc_key_equals(key, plain)); /* they lock something else */
    qsm_native_ipc_key_swap(copy, plain);
    expect_lock(plain, POSIX, "/lock");
    expect_lock(copy, POSIX, "/segment");

    /* Qt's text form has no place for it. */
    char *text = qsm_native_ipc_key_to_string(key);
    CU_ASSERT_STRING_EQUAL(text, "posix:/segment");
    qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(text);
    expect_lock(again, POSIX, "/segment");
    qsm_free(text);

    qsm_native_ipc_key_set_type(key, SYSTEM_V);
    expect_lock(key, SYSTEM_V, "/lock");
    CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(key, "/other")); /* Qt's rule */
    expect_lock(key, SYSTEM_V, "/other");
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(copy);
    qsm_native_ipc_key_free(plain);
    qsm_native_ipc_key_free(again);
}

static void a_lock_that_qt_gives_anyway(void)
{
    qsm_native_ipc_key *same = qsm_native_ipc_key_new_with_lock("/x", SYSTEM_V, "/x", SYSTEM_V);
    qsm_native_ipc_key *native = qsm_native_ipc_key_new_native("/x", SYSTEM_V);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(same, native));
    qsm_native_ipc_key_free(same);
    qsm_native_ipc_key_free(native);
    same = qsm_native_ipc_key_new_with_lock("x", WINDOWS, "x_sem", WINDOWS);
    native = qsm_native_ipc_key_new_native("x", WINDOWS);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(same, native));
    qsm_native_ipc_key_free(same);
    qsm_native_ipc_key_free(native);
}

static void locks_that_do_not_fit(void)
{
    static const struct {
        const char *name;
        qsm_native_ipc_key_type_code type;
        const char *lock;
        qsm_native_ipc_key_type_code lock_type;
        int error;
    } rows[] = {{"/x", POSIX, "/y", SYSTEM_V, EINVAL}, {"/x", 3, "/y", POSIX, EINVAL},
                {"/x", POSIX, "", POSIX, EINVAL},      {"/x", POSIX, NULL, POSIX, EINVAL},
                {"/x", POSIX, "\xff", POSIX, EILSEQ},  {"\xff", POSIX, "/y", POSIX, EILSEQ}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_with_lock(rows[i].name, rows[i].type,
                                                            rows[i].lock, rows[i].lock_type));
        CU_ASSERT_EQUAL(errno, rows[i].error);
    }
    /* Qt 5.6 - 5.8 have an id for each of the two. */
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_with_lock("/x", 3, "/y", 4);
    expect_lock(key, 4, "/y");
    qsm_native_ipc_key_free(key);
}

/* What qsm list prints is enough: the lock is the one that programs with the legacy key hold. */
static void keys_of_segments_by_name(void)
{
    static const struct {
        qsm_native_ipc_key_type_code type;
        const char *name;
        const char *lock;
    } rows[] = {{SYSTEM_V, "/tmp/qipc_sharedmemory_x", "/tmp/qipc_systemsem_x"},
                {SYSTEM_V, "/a/qipc_sharedmemory_/b", "/a/qipc_sharedmemory_/b"},
                {POSIX, "/qipc_sharedmemory_x", "/qipc_systemsem_x"},
                {POSIX, "/x", "/x"},
                {WINDOWS, "qipc_sharedmemory_x", "qipc_systemsem_x"},
                {WINDOWS, "x", "x_sem"},
                {POSIX, "", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_for_segment(rows[i].name, rows[i].type);
        expect(key, rows[i].type, rows[i].name, "");
        expect_lock(key, rows[i].type, rows[i].lock);
        qsm_native_ipc_key_free(key);
    }
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_for_segment("\xff", POSIX));
    CU_ASSERT_EQUAL(errno, EILSEQ);
}

/* By name and id alone it comes to the same lock as by the legacy key, of each generation. */
static void locks_of_every_generation_by_name(void)
{
    static const qsm_qt_generation generations[] = {QSM_QT_GENERATION_5_6,
                                                    QSM_QT_GENERATION_5_6_PORTABLE,
                                                    QSM_QT_GENERATION_5_9, QSM_QT_GENERATION_6_6};
    int hashed = 0;
    for (int n = 0; n < 40; n++) {
        char legacy[16];
        snprintf(legacy, sizeof legacy, "key%d", n);
        qsm_key_environment environment = {.size = sizeof environment, .temp_path = "/T"};
        environment.generation = generations[n % 4];
        qsm_native_ipc_key *key =
            qsm_shared_memory_legacy_native_key(legacy, SYSTEM_V, &environment);
        qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
        qsm_native_ipc_key *by_name = qsm_native_ipc_key_new_for_segment(
            qsm_native_ipc_key_native_key(key), qsm_native_ipc_key_type(key));
        qsm_native_ipc_key *lock_by_name = qsm_native_ipc_key_lock_key(by_name);
        CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(lock_by_name),
                               qsm_native_ipc_key_native_key(lock));
        CU_ASSERT_EQUAL(qsm__key_project_id(lock_by_name), qsm__key_project_id(lock));
        hashed += qsm__key_project_id(lock) != 'Q';
        qsm_native_ipc_key_free(key);
        qsm_native_ipc_key_free(lock);
        qsm_native_ipc_key_free(by_name);
        qsm_native_ipc_key_free(lock_by_name);
    }
    CU_ASSERT_TRUE(hashed > 0);
}

static void no_key_is_refused(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new();
    int32_t number = 0;
    errno = 0;
#define REFUSES(call)                                                                              \
    do {                                                                                           \
        CU_ASSERT_TRUE(call);                                                                      \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
        errno = 0;                                                                                 \
    } while (0)
    REFUSES(qsm_native_ipc_key_copy(NULL) == NULL);
    REFUSES(qsm_native_ipc_key_lock_key(NULL) == NULL);
    REFUSES(qsm_native_ipc_key_to_string(NULL) == NULL);
    REFUSES(!qsm_native_ipc_key_is_valid(NULL));
    REFUSES(!qsm_native_ipc_key_is_empty(NULL));
    REFUSES(qsm_native_ipc_key_type(NULL) == 0);
    REFUSES(qsm_native_ipc_key_native_key(NULL)[0] == '\0');
    REFUSES(qsm_native_ipc_key_legacy_key(NULL)[0] == '\0');
    REFUSES(!qsm_native_ipc_key_set_native_key(NULL, "x"));
    REFUSES(!qsm_native_ipc_key_ftok(NULL, &number));
    REFUSES(!qsm_native_ipc_key_ftok(key, NULL));
    REFUSES((qsm_native_ipc_key_set_type(NULL, POSIX), true));
    REFUSES((qsm_native_ipc_key_swap(NULL, key), true));
    REFUSES((qsm_native_ipc_key_swap(key, NULL), true));
    expect(key, qsm_native_ipc_key_default_type_for_os(), "", "");
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(NULL);
}

QSM_SUITE("the key object", {"a new key is empty", a_new_key_is_empty},
          {"a native key", a_native_key}, {"numbers of types", numbers_of_types},
          {"types of this system", types_of_this_system},
          {"setting a native key", setting_a_native_key_forgets_the_legacy_one},
          {"setting a type", setting_a_type_keeps_the_names},
          {"copies", copies_are_equal_and_apart},
          {"equality", equality_looks_at_everything_qt_looks_at}, {"swapping", swapping},
          {"locks of legacy keys", locks_of_legacy_keys},
          {"locks of native keys", locks_of_native_keys}, {"a lock of its own", a_lock_of_its_own},
          {"a lock that Qt gives anyway", a_lock_that_qt_gives_anyway},
          {"locks that do not fit", locks_that_do_not_fit},
          {"keys of segments by name", keys_of_segments_by_name},
          {"locks of every generation by name", locks_of_every_generation_by_name},
          {"no key is refused", no_key_is_refused},
          {"the semaphore's own key", the_lock_key_is_that_of_the_semaphore_class},
          {"ftok numbers", ftok_numbers}, {"texts have a limit", texts_have_a_limit})
