/* SPDX-License-Identifier: MIT */
/* Every public function of qsm/shared_memory.h in one process, on both back ends alike. */
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE
#define RO QSM_SHARED_MEMORY_READ_ONLY
#define ERROR(object, code, text)                                                                  \
    do {                                                                                           \
        CU_ASSERT_EQUAL(qsm_shared_memory_error(object), code);                                    \
        CU_ASSERT_STRING_EQUAL(qsm_shared_memory_error_string(object), text);                      \
    } while (0)

/* Runs a test for each kind with a fresh key, and wants nothing left of it. */
static void each_kind(void (*test)(const ipc_kind *kind, const qsm_native_ipc_key *key))
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "a");
        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        test(&ipc_kinds[i], key);
        if (!is_system_v(&ipc_kinds[i])) /* Qt never removes a POSIX segment */
            shm_unlink(qsm_native_ipc_key_native_key(key));
        if (leftovers(key)[0] != '\0')
            fprintf(stderr, "%s left %s\n", ipc_kinds[i].name, leftovers(key));
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void create_one(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_PTR_NULL(qsm_shared_memory_data(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 5001, RW));
    ERROR(one, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 5001);
    char *data = qsm_shared_memory_data(one);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_PTR_EQUAL(qsm_shared_memory_const_data(one), data);
    CU_ASSERT_EQUAL(data[0] | data[5000], 0);
    memcpy(data, "hello", 6);

    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RO));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 5001);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(other), "hello");
    CU_ASSERT_FALSE(qsm_shared_memory_attach(other, RO));
    ERROR(other, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_FALSE(qsm_shared_memory_detach(one));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(other), "hello");
    CU_ASSERT_TRUE(qsm_shared_memory_attach(one, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

static void test_create(void)
{
    each_kind(create_one);
}

QSM_SUITE("shared memory", {"create, attach, detach", test_create}, )
