/* SPDX-License-Identifier: MIT */
/*
 * What both back ends promise on every system, with or without what Linux has beyond POSIX: waiting
 * with a limit, where a name leads, and that nothing in use is removed.
 */
#include "ipc_kinds.h"
#include "suite.h"

#include <signal.h>
#include <time.h>

#include "ipc/platform.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

static qsm_native_ipc_key *key_of(qsm_native_ipc_key_type_code type, const char *text)
{
    char name[64];
    snprintf(name, sizeof name, "qsmplain%ld%s", (long)getpid(), text);
    return qsm_shared_memory_legacy_native_key(name, type, NULL);
}

/* A process that gives a unit after a while. It stays: System V takes back what a dead process
 * gave. */
static pid_t after_a_while(const qsm_ipc_backend *backend, qsm_ipc_semaphore semaphore)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    qsm_ipc_failure failure;
    struct timespec nap = {0, 30000000};
    bool opened = backend->semaphore_open(&semaphore, 0, false, &failure);
    nanosleep(&nap, NULL);
    if (!opened || backend->semaphore_release(&semaphore, 1, &failure) != QSM_IPC_DONE)
        _exit(1);
    for (;;)
        pause();
}

static void waits_with_a_limit(qsm_native_ipc_key_type_code type)
{
    qsm_native_ipc_key *key = key_of(type, "wait");
    const qsm_ipc_backend *backend = qsm__ipc_backend_of(type);
    qsm_ipc_failure failure;
    qsm_ipc_semaphore semaphore = {
        .name = qsm_native_ipc_key_native_key(key), .project = 'Q', .mode = 0600};
    CU_ASSERT_TRUE_FATAL(backend->semaphore_open(&semaphore, 0, false, &failure));
    int64_t begin = qsm__ipc_now();
    CU_ASSERT_EQUAL(backend->semaphore_acquire(&semaphore, QSM_IPC_AT_ONCE, &failure),
                    QSM_IPC_TIMED_OUT);
    CU_ASSERT_EQUAL(backend->semaphore_acquire(&semaphore, begin + 20000000, &failure),
                    QSM_IPC_TIMED_OUT);
    CU_ASSERT_TRUE(qsm__ipc_now() >= begin + 20000000);
    pid_t child = after_a_while(backend, semaphore);
    CU_ASSERT_EQUAL(
        backend->semaphore_acquire(&semaphore, qsm__ipc_now() + INT64_C(20000000000), &failure),
        QSM_IPC_DONE);
    int status = 0;
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    CU_ASSERT_EQUAL(backend->semaphore_whereabouts(&semaphore), QSM_IPC_SAME);
    backend->semaphore_close(&semaphore);
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        sem_unlink(semaphore.name);
    else
        semctl(system_v_semaphore(semaphore.name, 'Q'), 0, IPC_RMID);
    unlink(semaphore.name);
    qsm_native_ipc_key_free(key);
}

static void test_waits(void)
{
    waits_with_a_limit(QSM_NATIVE_IPC_KEY_SYSTEM_V);
    waits_with_a_limit(QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
}

static void test_where_a_name_leads(void)
{
    qsm_native_ipc_key *key = key_of(QSM_NATIVE_IPC_KEY_POSIX_REALTIME, "name");
    const qsm_ipc_backend *backend = &qsm__ipc_posix;
    qsm_ipc_failure failure;
    const char *name = qsm_native_ipc_key_native_key(key);
    qsm_ipc_semaphore first = {.name = name, .mode = 0600};
    qsm_ipc_semaphore second = first;
    CU_ASSERT_TRUE_FATAL(backend->semaphore_open(&first, 1, false, &failure));
    CU_ASSERT_EQUAL(backend->semaphore_whereabouts(&first), QSM_IPC_SAME);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    CU_ASSERT_EQUAL(backend->semaphore_whereabouts(&first), QSM_IPC_NOWHERE);
    CU_ASSERT_TRUE_FATAL(backend->semaphore_open(&second, 1, false, &failure));
    CU_ASSERT_EQUAL(backend->semaphore_whereabouts(&first), QSM_IPC_OTHER);
    CU_ASSERT_EQUAL(backend->semaphore_acquire(&first, QSM_IPC_AT_ONCE, &failure), QSM_IPC_GONE);
    qsm_ipc_removal removal = {.units = 1};
    backend->semaphore_remove(&first, &removal); /* not the second */
    CU_ASSERT_EQUAL(backend->semaphore_whereabouts(&second), QSM_IPC_SAME);
    backend->semaphore_close(&second);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    qsm_native_ipc_key_free(key);
}

static void test_a_segment_in_use_stays(void)
{
    qsm_native_ipc_key *key = key_of(QSM_NATIVE_IPC_KEY_POSIX_REALTIME, "memory");
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    bool removed = true;
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(one, 5000, RW));
    ((unsigned char *)qsm_shared_memory_data(one))[4999] = 7;
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 5000);
    CU_ASSERT_EQUAL(((const unsigned char *)qsm_shared_memory_const_data(other))[4999], 7);
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));
    (void)qsm_shared_memory_remove_stale(other, &removed);
    CU_ASSERT_FALSE(removed);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW));
    qsm_shared_memory_free(one);
    qsm_shared_memory_free(other);
    sweep(key);
    qsm_native_ipc_key_free(key);
}

QSM_SUITE("plain POSIX", {"waiting with a limit", test_waits},
          {"where a name leads", test_where_a_name_leads},
          {"a segment in use stays", test_a_segment_in_use_stays})
