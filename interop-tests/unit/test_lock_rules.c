/* SPDX-License-Identifier: MIT */
/*
 * When a lock is made, kept and repaired: attach makes none for a segment that it cannot have;
 * keep_lock makes one and keeps it; create, and a wait of a second, repair a POSIX lock that no
 * process has open, and no other.
 */
#include "suite.h"

#include <signal.h>
#include <time.h>

#include <qsm/exchange.h>

#include "ipc_kinds.h"

#define RO QSM_SHARED_MEMORY_READ_ONLY
#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { STRANGER = 65534, SIZE = 100 };

/* What a process that ends without freeing has: in reach, for valgrind looks for leaks there. */
static const void *volatile had[3];

static int milliseconds_since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)((now.tv_sec - begun->tv_sec) * 1000 + (now.tv_nsec - begun->tv_nsec) / 1000000);
}

static struct timespec start_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now;
}

static bool is_posix(const ipc_kind *kind)
{
    return !is_system_v(kind);
}

/* Leaves a lock that is taken by nobody, beside a segment. */
static void lock_and_crash(const qsm_native_ipc_key *key)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        had[0] = key;
        had[1] = memory;
        bool good = qsm_shared_memory_create(memory, SIZE, RW) && qsm_shared_memory_lock(memory);
        if (good)
            (void)kill(getpid(), SIGKILL);
        _exit(1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* ---- attach ---- */

static void attach_makes_nothing(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "nothing");
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_image *image = qsm_image_new();
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RW));
        CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(memory, 1, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_FALSE(qsm_shared_memory_read_image(memory, image, NULL, NULL));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
        if (kind->legacy)
            CU_ASSERT_FALSE(
                qsm_shared_memory_attach_any(memory, qsm_native_ipc_key_legacy_key(key), RO, NULL));
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        qsm_image_free(image);
        qsm_shared_memory_free(memory);
        qsm_native_ipc_key_free(key);
    }
}

/* An object that has a lock from before, which others removed meanwhile. */
static void attach_makes_no_lock_again(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "again");
        qsm_shared_memory *owner = qsm_shared_memory_new_native(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_create(owner, SIZE, RW));
        CU_ASSERT_TRUE(qsm_shared_memory_attach(memory, RW));
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        sweep(key);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        qsm_shared_memory_free(memory);
        qsm_shared_memory_free(owner);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* As in Qt: who holds the lock may be about to make the segment. */
static void attach_waits_for_a_lock_that_exists(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "order");
        qsm_shared_memory *maker = qsm_shared_memory_new_native(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(maker, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_lock(maker));
        qsm_shared_memory_set_lock_timeout(memory, 20);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(maker));
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
        qsm_shared_memory_free(memory);
        qsm_shared_memory_free(maker);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        qsm_native_ipc_key_free(key);
    }
}

static void remove_lock(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock);
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        sem_unlink(name);
    else
        semctl(system_v_semaphore(name, qsm__key_project_id(key)), 0, IPC_RMID);
    qsm_native_ipc_key_free(lock);
}

static bool is_refused(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    had[0] = key;
    had[1] = memory;
    return !qsm_shared_memory_attach(memory, RO) &&
           qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_PERMISSION_DENIED &&
           strstr(leftovers(key), "lock") == NULL;
}

/* The segment of root, the lock gone: the stranger must not become the lock's owner. */
static void stranger_makes_no_lock(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        if (getuid() != 0 || QSM_EMULATED) {
            CU_PASS("needs root");
            return;
        }
        qsm_native_ipc_key *key = make_key(kind, "stranger");
        qsm_shared_memory *owner = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_create(owner, SIZE, RW));
        remove_lock(key);
        fflush(NULL);
        had[2] = owner;
        pid_t child = fork();
        if (child == 0)
            _exit(setgid(STRANGER) == 0 && setuid(STRANGER) == 0 && is_refused(key) ? 0 : 1);
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        CU_ASSERT_PTR_NULL(strstr(leftovers(key), "lock"));
        qsm_shared_memory_free(owner);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* ---- keep ---- */

static void lock_is_kept(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "keep");
        qsm_shared_memory *keeper = qsm_shared_memory_new_native(key);
        bool made = false;
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(keeper, &made));
        CU_ASSERT_TRUE(made);
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_FALSE(qsm_shared_memory_is_locked(keeper));
        qsm_shared_memory *other = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(other, &made));
        CU_ASSERT_FALSE(made);
        CU_ASSERT_TRUE(qsm_shared_memory_create(other, SIZE, RW));
        qsm_shared_memory_set_remove_on_last_detach(other, true);
        qsm_shared_memory_free(other);
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(keeper, &made));
        CU_ASSERT_TRUE(made);
        qsm_shared_memory_free(keeper);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        CU_ASSERT_FALSE(qsm_shared_memory_keep_lock(NULL, &made));
        qsm_native_ipc_key_free(key);
    }
}

/* Another program made the lock, and removes it at its end. */
static void lock_is_made_again(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "lost");
        qsm_shared_memory *first = qsm_shared_memory_new_native(key);
        qsm_shared_memory *keeper = qsm_shared_memory_new_native(key);
        bool made = true;
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(first, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(keeper, &made));
        CU_ASSERT_FALSE(made);
        remove_lock(key);
        CU_ASSERT_TRUE(qsm_shared_memory_keep_lock(keeper, &made));
        CU_ASSERT_TRUE(made);
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_TRUE(qsm_shared_memory_lock_for(keeper, 0));
        CU_ASSERT_EQUAL(lock_value(key), 0);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(keeper));
        qsm_shared_memory_free(keeper);
        qsm_shared_memory_free(first);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* ---- repair ---- */

static void create_repairs(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "repair");
        for (int i = 0; i < 3; i++) {
            lock_and_crash(key);
            struct timespec begun = start_clock();
            qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
            qsm_shared_memory_set_remove_on_last_detach(memory, true);
            qsm_shared_memory_set_lock_timeout(memory, i == 2 ? 0 : -1);
            bool made = false;
            bool done = i == 0   ? qsm_shared_memory_create(memory, SIZE, RW)
                        : i == 1 ? qsm_shared_memory_open_or_create(memory, SIZE, RW, &made)
                                 : qsm_shared_memory_create_replacing_stale(memory, SIZE, RW);
            CU_ASSERT_EQUAL(done, i > 0);
            CU_ASSERT_FALSE(made);
            CU_ASSERT_TRUE(milliseconds_since(&begun) < 900);
            CU_ASSERT_EQUAL(lock_value(key), 1);
            if (i == 0)
                CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_ALREADY_EXISTS);
            qsm_shared_memory_free(memory);
            /* POSIX: the lock is its own now; System V: the child's lock stays, as with Qt. */
            if (is_posix(kind))
                CU_ASSERT_STRING_EQUAL(leftovers(key), i == 0 ? "segment " : "");
            sweep(key);
        }
        qsm_native_ipc_key_free(key);
    }
}

static void wait_of_a_second_repairs(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "second");
        for (int limit = 5000; limit >= 500 && is_posix(kind); limit -= 4500) {
            lock_and_crash(key);
            struct timespec begun = start_clock();
            qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
            qsm_shared_memory_set_lock_timeout(memory, limit);
            bool attached = qsm_shared_memory_attach(memory, RW);
            int waited = milliseconds_since(&begun);
            CU_ASSERT_EQUAL(attached, limit == 5000);
            CU_ASSERT_EQUAL(lock_value(key), limit == 5000);
            CU_ASSERT_TRUE(limit == 5000 ? waited >= 900 && waited < 4000 : waited >= 490);
            qsm_shared_memory_free(memory);
            sweep(key);
        }
        qsm_native_ipc_key_free(key);
    }
}

/* Another object of this process holds the lock: one mapping in one process is no proof. */
static void own_holder_is_left_alone(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "own");
        qsm_shared_memory *holder = qsm_shared_memory_new_native(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_create(holder, SIZE, RW));
        CU_ASSERT_TRUE(qsm_shared_memory_lock(holder));
        qsm_shared_memory_set_lock_timeout(memory, is_posix(kind) ? 1300 : 20);
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        CU_ASSERT_EQUAL(lock_value(key), 0);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(holder));
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_ALREADY_EXISTS);
        qsm_shared_memory_free(memory);
        qsm_shared_memory_set_remove_on_last_detach(holder, true);
        qsm_shared_memory_free(holder);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        qsm_native_ipc_key_free(key);
    }
}

/* A process that has the lock open: it may hold it, even if it only waits. */
static void other_holder_is_left_alone(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        if (!is_posix(kind))
            continue;
        qsm_native_ipc_key *key = make_key(kind, "other");
        int ready[2];
        char byte = 0;
        lock_and_crash(key);
        CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
            sem_t *open = sem_open(qsm_native_ipc_key_native_key(lock_key), 0);
            had[0] = lock_key;
            had[1] = key;
            (void)!write(ready[1], &byte, open != SEM_FAILED);
            for (;;)
                pause();
        }
        CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_shared_memory_set_lock_timeout(memory, 1500);
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        CU_ASSERT_EQUAL(lock_value(key), 0);
        kill(child, SIGKILL);
        CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_ALREADY_EXISTS);
        CU_ASSERT_EQUAL(lock_value(key), 1);
        qsm_shared_memory_free(memory);
        close(ready[0]);
        close(ready[1]);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

QSM_SUITE("when a lock is made, kept and repaired",
          {"attach makes nothing without a segment", attach_makes_nothing},
          {"attach makes no lock again", attach_makes_no_lock_again},
          {"attach waits for a lock that exists", attach_waits_for_a_lock_that_exists},
          {"a stranger makes no lock", stranger_makes_no_lock}, {"a lock is kept", lock_is_kept},
          {"a lock is made again", lock_is_made_again}, {"create repairs", create_repairs},
          {"a wait of a second repairs", wait_of_a_second_repairs},
          {"a holder in this process is left alone", own_holder_is_left_alone},
          {"a process that has it open is left alone", other_holder_is_left_alone})
