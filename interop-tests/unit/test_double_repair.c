/* SPDX-License-Identifier: MIT */
/*
 * Two processes repair one abandoned lock at the same moment, while a third one waits for it. The
 * lock must not end with the value 2. QSM_DOUBLE_REPAIRS is the number of rounds.
 */
#include "bare_objects.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

enum { REPAIRERS = 2, ROUNDS = 100 };

/* What the processes of one round share. */
typedef struct meeting {
    atomic_int ready;    /* repairers that wait for the start */
    atomic_bool go;      /* the start */
    atomic_int finished; /* repairers that are done */
} meeting;

static int rounds(void)
{
    const char *wish = getenv("QSM_DOUBLE_REPAIRS");
    return wish != NULL && atoi(wish) > 0 ? atoi(wish) : ROUNDS;
}

static void wait_until(atomic_int *number, int value)
{
    while (atomic_load(number) < value)
        sched_yield();
}

/* Takes the lock without undo, and ends. */
static void crash_with_lock(const objects *made)
{
    pid_t child = fork();
    if (child == 0) {
        struct sembuf take = {.sem_op = -1};
        _exit(semop(made->semaphore, &take, 1) == 0 ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL_FATAL(status, 0);
}

static pid_t start_repairer(const objects *made, meeting *shared)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    atomic_fetch_add(&shared->ready, 1);
    while (!atomic_load(&shared->go))
        sched_yield();
    bool good = qsm_segment_repair_lock(made->key, false, NULL) || errno == EBUSY;
    atomic_fetch_add(&shared->finished, 1);
    _exit(good ? 0 : 1);
}

/* Waits for the lock, as a Qt program does, and has it until both repairs are over. */
static bool hold_system_v(const objects *made, meeting *shared)
{
    struct sembuf change = {.sem_op = -1, .sem_flg = SEM_UNDO};
    bool held = semop(made->semaphore, &change, 1) == 0;
    wait_until(&shared->finished, REPAIRERS);
    change.sem_op = 1;
    return held && semop(made->semaphore, &change, 1) == 0;
}

/* It may not have the semaphore open before the start: it would look like a holder. */
static bool hold_posix(const objects *made, meeting *shared)
{
    bool held = false;
    sem_t *own = SEM_FAILED;
    while (!atomic_load(&shared->go))
        sched_yield();
    while (!held && atomic_load(&shared->finished) < REPAIRERS) {
        own = sem_open(made->lock_name, 0);
        held = own != SEM_FAILED && sem_trywait(own) == 0;
        if (!held && own != SEM_FAILED)
            sem_close(own);
    }
    wait_until(&shared->finished, REPAIRERS);
    return !held || sem_post(own) == 0;
}

static pid_t start_holder(const objects *made, meeting *shared)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    bool system_v = qsm_native_ipc_key_type(made->key) == SYSTEM_V;
    _exit((system_v ? hold_system_v : hold_posix)(made, shared) ? 0 : 1);
}

static void abandon(objects *made)
{
    if (qsm_native_ipc_key_type(made->key) == SYSTEM_V) {
        make_lock(made, 1);
        crash_with_lock(made);
        return;
    }
    make_lock(made, 0);
    sem_close(made->posix_semaphore); /* this process would look like a holder */
    made->posix_semaphore = NULL;
}

static bool is_good(pid_t child)
{
    int status = -1;
    return waitpid(child, &status, 0) == child && status == 0;
}

/* The value of the lock after the round. */
static int play(qsm_native_ipc_key_type_code type, meeting *shared)
{
    objects made = begin(type, "double");
    pid_t children[REPAIRERS + 1];
    *shared = (meeting){0};
    make_segment(&made);
    abandon(&made);
    for (int i = 0; i < REPAIRERS; i++)
        children[i] = start_repairer(&made, shared);
    children[REPAIRERS] = start_holder(&made, shared);
    wait_until(&shared->ready, REPAIRERS);
    while (type == SYSTEM_V && semctl(made.semaphore, 0, GETNCNT) < 1)
        sched_yield();
    atomic_store(&shared->go, true);
    for (int i = 0; i <= REPAIRERS; i++)
        CU_ASSERT_TRUE(is_good(children[i]));
    if (type == POSIX)
        made.posix_semaphore = sem_open(made.lock_name, 0);
    int value = lock_value(&made);
    end(&made);
    return value;
}

static void two_at_once(void)
{
    meeting *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(shared != MAP_FAILED);
    fflush(NULL);
    FOR_EACH_TYPE(type)
    {
        int values[3] = {0};
        for (int i = 0; i < rounds(); i++) {
            int value = play(*type, shared);
            values[value > 1 ? 2 : value > 0 ? 1 : 0]++;
        }
        printf("\n    %s: %d rounds, %d repaired, %d not, %d doubled",
               *type == SYSTEM_V ? "System V" : "POSIX", rounds(), values[1], values[0], values[2]);
        CU_ASSERT_EQUAL(values[2], 0);
        CU_ASSERT_TRUE(*type == POSIX || values[0] == 0);
        CU_ASSERT_TRUE(values[1] > 0);
    }
    munmap(shared, sizeof *shared);
}

QSM_SUITE("repairs at the same time", {"(a directory for this test)", prepare},
          {"two at once", two_at_once}, {"(and it is gone)", clear_away})
