/* SPDX-License-Identifier: MIT */
/* Removing what is left of a key, unlinking POSIX segments at the end, and waiting only so long. */
#include <signal.h>
#include <stdlib.h>

#include "ipc/system.h"
#include "ipc_kinds.h"
#include "key/generation.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

#define FOR_EACH_KIND(kind)                                                                        \
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++)

/* What a killed child had: in reach, for valgrind looks for leaks there as well. */
static const void *volatile had[2];

static void run_child(const qsm_native_ipc_key *key, void (*run)(qsm_shared_memory *memory))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        had[0] = key;
        had[1] = memory;
        run(memory);
        raise(SIGKILL); /* without freeing anything */
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void create_and_crash(qsm_shared_memory *memory)
{
    if (!qsm_shared_memory_create(memory, 100, RW))
        _exit(1);
}

static void lock_and_crash(qsm_shared_memory *memory)
{
    create_and_crash(memory);
    if (!qsm_shared_memory_lock(memory))
        _exit(1);
}

static void what_a_crash_left_is_removed(void)
{
    FOR_EACH_KIND(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "crash");
        run_child(key, create_and_crash);
        CU_ASSERT_STRING_NOT_EQUAL(leftovers(key), "");
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_removal_report report = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
        CU_ASSERT_TRUE(report.segment);
        CU_ASSERT_TRUE(report.lock);
        CU_ASSERT_FALSE(report.in_use);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        /* The object is as good as new. */
        CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_create(memory, 10, RW));
        qsm_shared_memory_free(memory);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void what_is_in_use_stays(void)
{
    FOR_EACH_KIND(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "used");
        qsm_shared_memory *user = qsm_shared_memory_new_native(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(user, 100, RW));
        qsm_removal_report report = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
        CU_ASSERT_TRUE(report.in_use);
        CU_ASSERT_FALSE(report.segment);
        CU_ASSERT_FALSE(report.lock);
        CU_ASSERT_TRUE(qsm_shared_memory_remove(user, &report)); /* its own is in use, too */
        CU_ASSERT_TRUE(report.in_use);
        CU_ASSERT_TRUE(qsm_shared_memory_lock(user));
        CU_ASSERT_EQUAL(lock_value(key), 0);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(user));
        CU_ASSERT_EQUAL(lock_value(key), 1);
        qsm_shared_memory_free(memory);
        qsm_shared_memory_free(user);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void a_key_file_alone_is_removed(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "file");
    FILE *file = fopen(qsm_native_ipc_key_native_key(key), "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fclose(file);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
    CU_ASSERT_FALSE(report.segment);
    CU_ASSERT_FALSE(report.lock);
    qsm_shared_memory_free(memory);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

/* Qt 5.6 - 5.8 make another number of the same file: it stays as long as any segment needs it. */
static void another_qts_segment_keeps_the_file(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "twoids");
    const char *name = qsm_native_ipc_key_native_key(key);
    run_child(key, create_and_crash);
    int id = (int)(qsm__hash_crc32c(name) & 0xff);
    int other = shmget(ftok(name, id), 50, 0600 | IPC_CREAT);
    CU_ASSERT_FATAL(other >= 0);
    bool same = other == system_v_segment(name, 'Q');
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
    CU_ASSERT_TRUE(report.segment);
    CU_ASSERT_EQUAL(exists(name), !same);
    qsm_shared_memory_free(memory);
    shmctl(other, IPC_RMID, NULL);
    sweep(key);
    qsm_native_ipc_key_free(key);
}

static void a_lock_that_is_not_to_be_had(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[3], "held"); /* POSIX: nobody gives it back */
    run_child(key, lock_and_crash);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_EQUAL(qsm_shared_memory_lock_timeout(memory), -1);
    /* Another object has it open: nothing proves that nobody holds it. */
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(other, NULL));
    qsm_shared_memory_set_lock_timeout(memory, 5);
    CU_ASSERT_EQUAL(qsm_shared_memory_lock_timeout(memory), 5);
    CU_ASSERT_FALSE(qsm_shared_memory_remove(memory, NULL));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
    CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
    CU_ASSERT_FALSE(qsm_shared_memory_create(memory, 10, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "segment lock ");
    qsm_shared_memory_free(other);
    qsm_shared_memory_set_lock_timeout(memory, -7);
    CU_ASSERT_EQUAL(qsm_shared_memory_lock_timeout(memory), -1);
    qsm_shared_memory_free(memory);
    sweep(key);
    qsm_native_ipc_key_free(key);
}

static void unlinking_at_the_end(void)
{
    FOR_EACH_KIND(kind)
    {
        bool stays_without = !is_system_v(kind);
        for (int unlink_it = 0; unlink_it < 2; unlink_it++) {
            qsm_native_ipc_key *key = make_key(kind, "end");
            qsm_shared_memory *one = qsm_shared_memory_new_native(key);
            qsm_shared_memory *two = qsm_shared_memory_new_native(key);
            CU_ASSERT_FALSE(qsm_shared_memory_remove_on_last_detach(one));
            qsm_shared_memory_set_remove_on_last_detach(one, unlink_it);
            qsm_shared_memory_set_remove_on_last_detach(two, unlink_it);
            CU_ASSERT_EQUAL(qsm_shared_memory_remove_on_last_detach(one), (bool)unlink_it);
            CU_ASSERT_TRUE(qsm_shared_memory_create(one, 100, RW));
            CU_ASSERT_TRUE(qsm_shared_memory_attach(two, RW));
            qsm_shared_memory_free(one); /* not the last one */
            CU_ASSERT_NOT_EQUAL(strstr(leftovers(key), "segment"), NULL);
            qsm_shared_memory_free(two);
            bool left = strstr(leftovers(key), "segment") != NULL;
            CU_ASSERT_EQUAL(left, stays_without && !unlink_it);
            sweep(key);
            qsm_native_ipc_key_free(key);
        }
    }
}

/* The name may lead to another segment by the time this one is detached from. */
static void unlinking_spares_a_newer_segment(void)
{
    FOR_EACH_KIND(kind)
    {
        if (is_system_v(kind))
            continue;
        qsm_native_ipc_key *key = make_key(kind, "newer");
        const char *name = qsm_native_ipc_key_native_key(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_shared_memory_set_remove_on_last_detach(memory, true);
        CU_ASSERT_TRUE(qsm_shared_memory_create(memory, 100, RW));
        CU_ASSERT_EQUAL(shm_unlink(name), 0);
        int descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        CU_ASSERT_TRUE(descriptor >= 0);
        close(descriptor);
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        CU_ASSERT_TRUE(posix_file_exists("", name));
        /* Asked for by its name, it goes. */
        qsm_removal_report report = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
        CU_ASSERT_EQUAL(report.segment, (bool)QSM_HAS_LEASES);
        qsm_shared_memory_free(memory);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* QSystemSemaphore(KEY) and the lock of QSharedMemory(KEY) are one object. */
static void a_counting_semaphore_stays(void)
{
    FOR_EACH_KIND(kind)
    {
        qsm_native_ipc_key *key = make_key(kind, "count");
        qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
        qsm_system_semaphore *counter =
            qsm_system_semaphore_new_native(lock, 5, QSM_SYSTEM_SEMAPHORE_CREATE);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_removal_report report = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_shared_memory_remove(memory, &report));
        CU_ASSERT_TRUE(report.in_use);
        CU_ASSERT_FALSE(report.lock);
        CU_ASSERT_EQUAL(lock_value(key), 5);
        qsm_shared_memory_free(memory);
        CU_ASSERT_EQUAL(lock_value(key), 5);
        qsm_system_semaphore_free(counter);
        sweep(key);
        qsm_native_ipc_key_free(lock);
        qsm_native_ipc_key_free(key);
    }
}

QSM_SUITE("removing", {"what a crash left is removed", what_a_crash_left_is_removed},
          {"what is in use stays", what_is_in_use_stays},
          {"a key file alone is removed", a_key_file_alone_is_removed},
          {"another Qt's segment keeps the file", another_qts_segment_keeps_the_file},
          {"a lock that is not to be had", a_lock_that_is_not_to_be_had},
          {"unlinking at the end", unlinking_at_the_end},
          {"unlinking spares a newer segment", unlinking_spares_a_newer_segment},
          {"a counting semaphore stays", a_counting_semaphore_stays})
