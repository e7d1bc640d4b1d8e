/* SPDX-License-Identifier: MIT */
/* The names that Qt derives from keys, for all types and hosts. */
#include "suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "key/generation.h"
#include "key/key.h"

#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME
#define WINDOWS QSM_NATIVE_IPC_KEY_WINDOWS

typedef qsm_native_ipc_key *derivation(const char *key, qsm_native_ipc_key_type_code type,
                                       const qsm_key_environment *environment);

static const qsm_key_environment in_tmp = {.size = sizeof(qsm_key_environment),
                                           .temp_path = "/tmp",
                                           .runtime_path = "/run/user/1000",
                                           .host = QSM_KEY_HOST_UNIX};

/* A key and what of it stands in names: its letters and its digest. */
static const struct {
    const char *key;
    const char *letters;
    const char *digest;
} vectors[] = {
    {"hello", "hello", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
    {"QSharedMemoryExample", "QSharedMemoryExample", "ff77196351dd7c1c8f79461ad32f21726fe31f5b"},
    {"12345", "", "8cb2237d0679ca88db6464eac60da96345513964"},
    {"Ключ", "", "cc6ec0f06bf2d032e95eae826a05b7200e8b8e65"},
    {"\xf0\x9f\x98\x80", "", "9c533688a979a858cbd6a43c9f91aba624651f18"},
    {"a b c", "abc", "6b3f339c67bb03d57a7195cf43ed86b12bfdd347"},
    {"/path/to/file", "pathtofile", "7cdbc5364a7aeb60f61d8fd2e6243056227bd6d3"},
    {"org.example.app-1", "orgexampleapp", "58c302b7f7525f0c1222491061c87f477697b08d"},
    {"\xc3\xa9", "", "bf15be717ac1b080b4f1c456692825891ff5073d"},
    {"e\xcc\x81", "e", "7e3fbcf1b6a69221cd8eef7442ef3b51a253bb49"},
    {"%41?#&=", "", "082bf1fd7d832d3d857416eaf7f0b2b121bd2730"},
    {"Global\\name", "Globalname", "52bceed6b139a4e4a6a56220e8bb7077aa28e406"},
    {"\xc3\x80"
     "BC\xc3\x9f",
     "BC", "1fb43260048404cef9b2c0e61f27b00cfc99ff3d"},
    {"\n", "", "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc"},
    {"\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\xa3", "", "7d3289370f4d2fefc954d6d3f61856fd41592150"},
};

/* Keys of one repeated piece. */
static const struct {
    const char *piece;
    int times;
    const char *letter;
    const char *digest;
} long_vectors[] = {
    {"a", 300, "a", "003ef1ba9ea9f2f4dab3a2004e505ca8a4e7e5a3"},
    {"x1", 100, "x", "15311a5e6d82cab40f39614f93def3652af62719"},
    {"a", 197, "a", "c6c1f2ad66da2016f73016e4d02d8a0a372c7418"},
};

static void expect(derivation *derive, const char *key, qsm_native_ipc_key_type_code type,
                   const qsm_key_environment *environment, const char *name)
{
    qsm_native_ipc_key *made = derive(key, type, environment);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(made), name);
    qsm_native_ipc_key_free(made);
}

static void expect_with_front(derivation *derive, const char *key,
                              qsm_native_ipc_key_type_code type, const char *front,
                              const char *letters, const char *digest)
{
    char name[1024];
    int size = snprintf(name, sizeof name, "%s%s%s", front, letters, digest);
    CU_ASSERT_FATAL(size > 0 && (size_t)size < sizeof name);
    expect(derive, key, type, &in_tmp, name);
}

static void expect_all_types(const char *key, const char *letters, const char *digest)
{
    static const struct {
        derivation *derive;
        qsm_native_ipc_key_type_code type;
        const char *front;
    } rows[] = {
        {qsm_shared_memory_legacy_native_key, SYSTEM_V, "/tmp/qipc_sharedmemory_"},
        {qsm_system_semaphore_legacy_native_key, SYSTEM_V, "/tmp/qipc_systemsem_"},
        {qsm_shared_memory_legacy_native_key, 1, "/tmp/qipc_sharedmemory_"},
        {qsm_shared_memory_legacy_native_key, 255, "/tmp/qipc_sharedmemory_"},
        {qsm_shared_memory_legacy_native_key, POSIX, "/qipc_sharedmemory_"},
        {qsm_system_semaphore_legacy_native_key, POSIX, "/qipc_systemsem_"},
        {qsm_shared_memory_legacy_native_key, WINDOWS, "qipc_sharedmemory_"},
        {qsm_system_semaphore_legacy_native_key, WINDOWS, "qipc_systemsem_"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_with_front(rows[i].derive, key, rows[i].type, rows[i].front, letters, digest);
}

static void legacy_vectors(void)
{
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        expect_all_types(vectors[i].key, vectors[i].letters, vectors[i].digest);
}

static void repeat(char *to, const char *piece, int times)
{
    to[0] = '\0';
    for (int i = 0; i < times; i++)
        strcat(to, piece);
}

static void long_keys_are_not_cut(void)
{
    for (size_t i = 0; i < sizeof long_vectors / sizeof long_vectors[0]; i++) {
        char key[512];
        char letters[512];
        repeat(key, long_vectors[i].piece, long_vectors[i].times);
        repeat(letters, long_vectors[i].letter, long_vectors[i].times);
        expect_all_types(key, letters, long_vectors[i].digest);
    }
}

static void empty_keys_have_no_name(void)
{
    static const qsm_native_ipc_key_type_code types[] = {SYSTEM_V, 1, POSIX, WINDOWS};
    derivation *derivations[] = {
        qsm_shared_memory_legacy_native_key, qsm_system_semaphore_legacy_native_key,
        qsm_shared_memory_platform_safe_key, qsm_system_semaphore_platform_safe_key};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        for (size_t k = 0; k < sizeof derivations / sizeof derivations[0]; k++) {
            expect(derivations[k], "", types[i], &in_tmp, "");
            expect(derivations[k], NULL, types[i], NULL, "");
        }
    }
}

static void numbers_that_are_no_type_give_no_name(void)
{
    static const qsm_native_ipc_key_type_code types[] = {0, 0x102, 0xffff};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("x", types[i], &in_tmp);
        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        CU_ASSERT_FALSE(qsm_native_ipc_key_is_valid(key));
        CU_ASSERT_TRUE(qsm_native_ipc_key_is_empty(key));
        CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(key), "");
        CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), types[i]);
        qsm_native_ipc_key_free(key);
        expect(qsm_shared_memory_platform_safe_key, "x", types[i], &in_tmp, "");
    }
}

static void temp_path_is_taken_as_it_is(void)
{
    static const struct {
        const char *temp_path;
        const char *name;
    } rows[] = {
        {"/", "//qipc_sharedmemory_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
        {"", "/qipc_sharedmemory_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
        {"/a/link/", "/a/link//qipc_sharedmemory_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                           .temp_path = rows[i].temp_path};
        expect(qsm_shared_memory_legacy_native_key, "hello", SYSTEM_V, &environment, rows[i].name);
    }
}

static void darwin_names(void)
{
    static const struct {
        const char *key;
        const char *name;
    } rows[] = {{"hello", "/aaf4c61ddcc5e8a2dabede0f3b482"},
                {"QSharedMemoryExample", "/ff77196351dd7c1c8f79461ad32f2"},
                {"12345", "/8cb2237d0679ca88db6464eac60da"},
                {"Ключ", "/cc6ec0f06bf2d032e95eae826a05b"}};
    qsm_key_environment plain = {
        .size = sizeof(qsm_key_environment), .host = QSM_KEY_HOST_DARWIN, .temp_path = "/T"};
    qsm_key_environment sandbox = {.size = sizeof(qsm_key_environment),
                                   .host = QSM_KEY_HOST_DARWIN_SANDBOX,
                                   .temp_path = "/T"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(qsm_shared_memory_legacy_native_key, rows[i].key, POSIX, &plain, rows[i].name);
        expect(qsm_system_semaphore_legacy_native_key, rows[i].key, POSIX, &plain, rows[i].name);
        expect(qsm_shared_memory_legacy_native_key, rows[i].key, POSIX, &sandbox, rows[i].key);
        expect(qsm_system_semaphore_legacy_native_key, rows[i].key, POSIX, &sandbox, rows[i].key);
    }
    expect(qsm_shared_memory_legacy_native_key, "hello", SYSTEM_V, &plain,
           "/T/qipc_sharedmemory_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
    plain.generation = QSM_QT_GENERATION_5_0_1;
    expect(qsm_shared_memory_legacy_native_key, "hello", POSIX, &plain,
           "/qipc_sharedmemory_helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
}

static void safe_vectors(void)
{
    static const struct {
        const char *key;
        const char *system_v;
        const char *posix;
        const char *windows_shm;
        const char *windows_sem;
    } rows[] = {
        {"hello", "/run/user/1000/hello", "/hello", "shm_hello", "sem_hello"},
        {"/abs/x", "/abs/x", "//abs/x", "shm_/abs/x", "sem_/abs/x"},
        {"a/b", "/run/user/1000/a/b", "/a/b", "shm_a/b", "sem_a/b"},
        {"Ключ", "/run/user/1000/Ключ", "/Ключ", "shm_Ключ", "sem_Ключ"},
        {"Local\\x", "/run/user/1000/Local\\x", "/Local\\x", "Local\\shm_x", "Local\\sem_x"},
        {"Global\\x", "/run/user/1000/Global\\x", "/Global\\x", "Global\\shm_x", "Global\\sem_x"},
        {"global\\x", "/run/user/1000/global\\x", "/global\\x", "shm_global\\x", "sem_global\\x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *key = rows[i].key;
        derivation *segment = qsm_shared_memory_platform_safe_key;
        derivation *semaphore = qsm_system_semaphore_platform_safe_key;
        expect(segment, key, SYSTEM_V, &in_tmp, rows[i].system_v);
        expect(semaphore, key, 7, &in_tmp, rows[i].system_v);
        expect(segment, key, POSIX, &in_tmp, rows[i].posix);
        expect(semaphore, key, POSIX, &in_tmp, rows[i].posix);
        expect(segment, key, WINDOWS, &in_tmp, rows[i].windows_shm);
        expect(semaphore, key, WINDOWS, &in_tmp, rows[i].windows_sem);
    }
    qsm_key_environment nowhere = {.size = sizeof(qsm_key_environment), .runtime_path = ""};
    expect(qsm_shared_memory_platform_safe_key, "K", SYSTEM_V, &nowhere, "/K");
}

/* Limits count UTF-16 units; a pair that does not fit whole stays out. */
static void safe_names_are_cut(void)
{
    char key[2048];
    char name[2048];
    repeat(key, "a", 300);
    strcpy(name, "shm_");
    repeat(name + 4, "a", 256);
    expect(qsm_shared_memory_platform_safe_key, key, WINDOWS, NULL, name);

    repeat(key, "\xf0\x9f\x98\x80", 200); /* two units each */
    repeat(name + 4, "\xf0\x9f\x98\x80", 128);
    expect(qsm_shared_memory_platform_safe_key, key, WINDOWS, NULL, name);

    qsm_key_environment darwin = {.size = sizeof(qsm_key_environment), .host = QSM_KEY_HOST_DARWIN};
    repeat(key, "é", 40);
    strcpy(name, "/");
    repeat(name + 1, "é", 29);
    expect(qsm_shared_memory_platform_safe_key, key, POSIX, &darwin, name);
    repeat(key, "\xf0\x9f\x98\x80", 40);
    repeat(name + 1, "\xf0\x9f\x98\x80", 14);
    darwin.host = QSM_KEY_HOST_DARWIN_SANDBOX;
    expect(qsm_shared_memory_platform_safe_key, key, POSIX, &darwin, name);
}

static void text_that_is_no_utf8_is_refused(void)
{
    static const char *const bad[] = {"\x80",
                                      "a\xc3",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xe0\x80\xaf",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\xaf",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xff",
                                      "\xe2\x82",
                                      "\xe2\x28\xa1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_shared_memory_legacy_native_key(bad[i], POSIX, NULL));
        CU_ASSERT_EQUAL(errno, EILSEQ);
        CU_ASSERT_PTR_NULL(qsm_system_semaphore_legacy_native_key(bad[i], SYSTEM_V, NULL));
        CU_ASSERT_PTR_NULL(qsm_shared_memory_platform_safe_key(bad[i], POSIX, NULL));
        CU_ASSERT_PTR_NULL(qsm_system_semaphore_platform_safe_key(bad[i], WINDOWS, NULL));
    }
    static const char *const good[] = {
        "\x7f",         "\xc2\x80",     "\xe0\xa0\x80",     "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(good[i], POSIX, NULL);
        CU_ASSERT_PTR_NOT_NULL(key);
        qsm_native_ipc_key_free(key);
    }
    qsm_key_environment odd = {.size = sizeof(qsm_key_environment), .temp_path = "/tmp/\xff"};
    CU_ASSERT_PTR_NULL(qsm_shared_memory_legacy_native_key("x", SYSTEM_V, &odd));
}

static void hashes_of_qt_5_6(void)
{
    CU_ASSERT_EQUAL(qsm__hash_crc32c("abc"), 0x44a9f3e0);
    CU_ASSERT_EQUAL(qsm__hash_portable("abc"), 0x00264a71);
    CU_ASSERT_EQUAL(qsm__hash_crc32c("123456789"), 0x0814863a);
    CU_ASSERT_EQUAL(qsm__hash_portable("123456789"), 0xdbeedb04);
}

static void ids_of_qt_5_6(void)
{
    static const struct {
        const char *key;
        int crc_shm;
        int portable_shm;
        int crc_sem;
        int portable_sem;
    } rows[] = {{"hello", 0xbb, 0x5b, 0x65, 0xc5},
                {"QSharedMemoryExample", 0x1f, 0xec, 0x9c, 0x42},
                {"12345", 0xfc, 0x7d, 0x90, 0xd3},
                {"Ключ", 0x96, 0x14, 0xfa, 0x6a}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int portable = 0; portable <= 1; portable++) {
            qsm_key_environment environment = {
                .size = sizeof(qsm_key_environment),
                .temp_path = "/tmp",
                .generation = portable ? QSM_QT_GENERATION_5_6_PORTABLE : QSM_QT_GENERATION_5_6};
            qsm_native_ipc_key *key =
                qsm_shared_memory_legacy_native_key(rows[i].key, SYSTEM_V, &environment);
            qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
            int shm = portable ? rows[i].portable_shm : rows[i].crc_shm;
            int sem = portable ? rows[i].portable_sem : rows[i].crc_sem;
            CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), shm);
            CU_ASSERT_EQUAL(qsm__key_project_id(key), shm);
            CU_ASSERT_EQUAL(qsm_native_ipc_key_type(lock), sem);
            CU_ASSERT_EQUAL(qsm__key_project_id(lock), sem);
            CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(lock), rows[i].key);
            qsm_native_ipc_key_free(key);
            qsm_native_ipc_key_free(lock);
        }
    }
}

/* One key in 256 hashes to 0, which is no type: the id is 0 all the same. */
static void an_id_of_zero(void)
{
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = "/tmp",
                                       .generation = QSM_QT_GENERATION_5_6_PORTABLE};
    int found = 0;
    for (int i = 0; i < 2000; i++) {
        char name[16];
        snprintf(name, sizeof name, "k%d", i);
        qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(name, SYSTEM_V, &environment);
        if ((qsm__hash_portable(qsm_native_ipc_key_native_key(key)) & 0xff) == 0) {
            found++;
            CU_ASSERT_EQUAL(qsm__key_project_id(key), 0);
            CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), SYSTEM_V);
            qsm_native_ipc_key *copy = qsm_native_ipc_key_copy(key);
            CU_ASSERT_EQUAL(qsm__key_project_id(copy), 0);
            qsm_native_ipc_key_set_type(copy, SYSTEM_V);
            CU_ASSERT_EQUAL(qsm__key_project_id(copy), SYSTEM_V);
            qsm_native_ipc_key_free(copy);
        }
        qsm_native_ipc_key_free(key);
    }
    CU_ASSERT_TRUE(found > 0);
}

static void every_generation_has_its_row(void)
{
    for (int i = QSM_QT_GENERATION_4_4; i <= QSM_QT_GENERATION_6_11; i++) {
        qsm_qt_generation generation = (qsm_qt_generation)i;
        CU_ASSERT_EQUAL(qsm__generation_of(generation)->generation, generation);
        qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                           .generation = generation};
        qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("x", SYSTEM_V, &environment);
        CU_ASSERT_EQUAL(qsm__key_object_mode(key), i == QSM_QT_GENERATION_4_4 ? 0666 : 0600);
        qsm_native_ipc_key_free(key);
    }
    CU_ASSERT_EQUAL(qsm__generation_of(QSM_QT_GENERATION_DEFAULT)->generation,
                    QSM_QT_GENERATION_6_6);
}

QSM_SUITE("key names", {"legacy vectors", legacy_vectors},
          {"long keys are not cut", long_keys_are_not_cut},
          {"empty keys have no name", empty_keys_have_no_name},
          {"no type, no name", numbers_that_are_no_type_give_no_name},
          {"temp path as it is", temp_path_is_taken_as_it_is}, {"Darwin names", darwin_names},
          {"platform-safe vectors", safe_vectors}, {"safe names are cut", safe_names_are_cut},
          {"bad UTF-8 is refused", text_that_is_no_utf8_is_refused},
          {"hashes of Qt 5.6", hashes_of_qt_5_6}, {"ids of Qt 5.6", ids_of_qt_5_6},
          {"an id of zero", an_id_of_zero},
          {"every generation has its row", every_generation_has_its_row})
