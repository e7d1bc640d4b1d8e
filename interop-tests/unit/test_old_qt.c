/* SPDX-License-Identifier: MIT */
/*
 * A segment with a key of an old Qt is where that Qt looks for it: with its ftok ids and its modes,
 * seen by bare system calls.
 */
#include "bare_objects.h"

#include "key/generation.h"
#include "key/key.h"

static const struct {
    qsm_qt_generation generation;
    qsm_ftok_rule rule;
    unsigned mode;
} rows[] = {
    {QSM_QT_GENERATION_4_4, QSM_FTOK_BY_TYPE, 0666},
    {QSM_QT_GENERATION_5_0_1, QSM_FTOK_BY_TYPE, 0600},
    {QSM_QT_GENERATION_5_6, QSM_FTOK_CRC32C, 0600},
    {QSM_QT_GENERATION_5_6_PORTABLE, QSM_FTOK_PORTABLE, 0600},
    {QSM_QT_GENERATION_5_9, QSM_FTOK_BY_TYPE, 0600},
    {QSM_QT_GENERATION_6_11, QSM_FTOK_BY_TYPE, 0600},
};

static key_t number_of(qsm_ftok_rule rule, const char *file)
{
    return ftok(file, (int)qsm__ftok_id(rule, SYSTEM_V, file));
}

static void expect_objects(const qsm_native_ipc_key *key, qsm_ftok_rule rule, unsigned mode)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lock);
    int segment = shmget(number_of(rule, qsm_native_ipc_key_native_key(key)), 0, 0);
    int semaphore = semget(number_of(rule, qsm_native_ipc_key_native_key(lock)), 0, 0);
    CU_ASSERT_TRUE(segment >= 0);
    CU_ASSERT_TRUE(semaphore >= 0);
    CU_ASSERT_EQUAL(semctl(semaphore, 0, GETVAL), 1);
    struct shmid_ds status;
    CU_ASSERT_EQUAL(shmctl(segment, IPC_STAT, &status), 0);
    CU_ASSERT_TRUE(QSM_EMULATED || (status.shm_perm.mode & 0777U) == mode);
    CU_ASSERT_EQUAL(status.shm_segsz, SIZE);
    qsm_native_ipc_key_free(lock);
}

static void create_and_look(const char *text, size_t at)
{
    qsm_key_environment environment = here();
    environment.generation = rows[at].generation;
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(text, SYSTEM_V, &environment);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    CU_ASSERT_TRUE(qsm_shared_memory_create(memory, SIZE, QSM_SHARED_MEMORY_READ_WRITE));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_error_string(memory), "");
    expect_objects(key, rows[at].rule, rows[at].mode);

    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, QSM_SHARED_MEMORY_READ_ONLY));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(other));
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(memory));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(other));
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(memory);
    CU_ASSERT_EQUAL(access(qsm_native_ipc_key_native_key(key), F_OK), -1);
    qsm_native_ipc_key_free(key);
}

static void objects_are_where_that_qt_looks(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int k = 0; k < 8; k++) {
            char text[32];
            snprintf(text, sizeof text, "old%d", k);
            create_and_look(text, i);
        }
    }
}

/* One key file in 256 has id 0 there, which no type can say. */
static void an_id_of_zero_works(void)
{
    int found = 0;
    for (int k = 0; k < 20000 && found == 0; k++) {
        char text[32];
        snprintf(text, sizeof text, "zero%d", k);
        qsm_key_environment environment = here();
        environment.generation = QSM_QT_GENERATION_5_6;
        qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(text, SYSTEM_V, &environment);
        if (qsm__key_project_id(key) == 0) {
            create_and_look(text, 2);
            found++;
        }
        qsm_native_ipc_key_free(key);
    }
    CU_ASSERT_EQUAL(found, 1);
}

QSM_SUITE("keys of old Qt", {"(a directory for this test)", prepare},
          {"objects are where that Qt looks", objects_are_where_that_qt_looks},
          {"an id of zero works", an_id_of_zero_works}, {"(and it is gone)", clear_away})
