/* SPDX-License-Identifier: MIT */
/*
 * Several objects of one process with one POSIX semaphore: whoever of them ends last removes it, if
 * one of them made it.
 */
#include <pthread.h>
#include <sys/wait.h>

#include "ipc_kinds.h"
#include "suite.h"

enum { OBJECTS = 3, ROUNDS = 200 };

#define FOR_EACH_POSIX(kind)                                                                       \
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++)                   \
        if (!is_system_v(kind))

static bool has_lock(const qsm_native_ipc_key *key)
{
    return strstr(leftovers(key), "lock") != NULL;
}

static qsm_shared_memory *attached(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_WRITE));
    return memory;
}

/* The first object makes the lock. Freed in this order, with `gone` of them in the end. */
static void free_in_order(const ipc_kind *kind, const int order[OBJECTS])
{
    qsm_native_ipc_key *key = make_key(kind, "order");
    qsm_shared_memory *objects[OBJECTS] = {qsm_shared_memory_new_native(key)};
    CU_ASSERT_TRUE(qsm_shared_memory_create(objects[0], 10, QSM_SHARED_MEMORY_READ_WRITE));
    for (int i = 1; i < OBJECTS; i++)
        objects[i] = attached(key);
    for (int i = 0; i < OBJECTS; i++) {
        CU_ASSERT_TRUE(has_lock(key));
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_TRUE(qsm_shared_memory_lock(objects[order[i]]));
        qsm_shared_memory_free(objects[order[i]]); /* which unlocks */
    }
    CU_ASSERT_STRING_EQUAL(leftovers(key), "segment ");
    sweep(key);
    qsm_native_ipc_key_free(key);
}

static void the_last_one_removes(void)
{
    static const int orders[][OBJECTS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    FOR_EACH_POSIX(kind)
    {
        for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
            free_in_order(kind, orders[i]);
    }
}

static void semaphores_too(void)
{
    FOR_EACH_POSIX(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "semaphore");
        qsm_native_ipc_key *name = qsm_native_ipc_key_lock_key(key);
        qsm_system_semaphore *one =
            qsm_system_semaphore_new_native(name, 3, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore *two =
            qsm_system_semaphore_new_native(name, 3, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore_free(one);
        CU_ASSERT_TRUE(has_lock(key));
        qsm_system_semaphore_free(two);
        CU_ASSERT_FALSE(has_lock(key));
        qsm_native_ipc_key_free(name);
        qsm_native_ipc_key_free(key);
    }
}

/* A lock that another process made is that process's, though its maker is gone. */
static void not_what_another_process_made(void)
{
    FOR_EACH_POSIX(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "others");
        qsm_native_ipc_key *name = qsm_native_ipc_key_lock_key(key);
        sem_t *made = sem_open(qsm_native_ipc_key_native_key(name), O_CREAT | O_EXCL, 0600, 1);
        CU_ASSERT_FATAL(made != SEM_FAILED);
        sem_close(made);
        qsm_system_semaphore *one =
            qsm_system_semaphore_new_native(name, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore *two =
            qsm_system_semaphore_new_native(name, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore_free(one);
        qsm_system_semaphore_free(two);
        CU_ASSERT_TRUE(has_lock(key));
        sweep(key);
        qsm_native_ipc_key_free(name);
        qsm_native_ipc_key_free(key);
    }
}

/* A child that frees what it inherited leaves the duty to its parent; its own objects have theirs.
 */
static void forks(void)
{
    FOR_EACH_POSIX(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "fork");
        qsm_shared_memory *one = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_create(one, 10, QSM_SHARED_MEMORY_READ_WRITE));
        qsm_shared_memory *two = attached(key);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            qsm_shared_memory *own = qsm_shared_memory_new_native(key);
            bool good = qsm_shared_memory_attach(own, QSM_SHARED_MEMORY_READ_WRITE);
            qsm_shared_memory_free(one);
            qsm_shared_memory_free(two);
            qsm_shared_memory_free(own);
            good = good && has_lock(key);
            qsm_native_ipc_key_free(key);
            _exit(good ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        qsm_shared_memory_free(one);
        CU_ASSERT_TRUE(has_lock(key));
        qsm_shared_memory_free(two);
        CU_ASSERT_FALSE(has_lock(key));
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void *come_and_go(void *context)
{
    const qsm_native_ipc_key *name = context;
    for (int i = 0; i < ROUNDS; i++) {
        qsm_system_semaphore *made =
            qsm_system_semaphore_new_native(name, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore_free(made);
    }
    return NULL;
}

/* ThreadSanitizer does not see the locks inside sem_open() and sem_close(). */
#ifdef __SANITIZE_THREAD__
enum { OTHER_THREADS = 0 };
#else
enum { OTHER_THREADS = 5 };
#endif

static void threads(void)
{
    FOR_EACH_POSIX(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "threads");
        qsm_native_ipc_key *name = qsm_native_ipc_key_lock_key(key);
        pthread_t other;
        for (int i = 0; i < OTHER_THREADS; i++) {
            CU_ASSERT_EQUAL_FATAL(pthread_create(&other, NULL, come_and_go, name), 0);
            (void)come_and_go(name);
            CU_ASSERT_EQUAL(pthread_join(other, NULL), 0);
            CU_ASSERT_FALSE(has_lock(key));
        }
        sweep(key);
        qsm_native_ipc_key_free(name);
        qsm_native_ipc_key_free(key);
    }
}

static void system_v_is_not_concerned(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "systemv");
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 10, QSM_SHARED_MEMORY_READ_WRITE));
    qsm_shared_memory *two = attached(key);
    qsm_shared_memory_free(one);
    CU_ASSERT_FALSE(has_lock(key)); /* the other one makes a new lock */
    CU_ASSERT_TRUE(qsm_shared_memory_lock(two));
    qsm_shared_memory_free(two);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

QSM_SUITE("several objects of one process", {"the last one removes", the_last_one_removes},
          {"semaphores, too", semaphores_too},
          {"not what another process made", not_what_another_process_made}, {"forks", forks},
          {"threads", threads}, {"System V is not concerned", system_v_is_not_concerned})
