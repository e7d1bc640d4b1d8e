/* SPDX-License-Identifier: MIT */
/*
 * Several processes: nothing is lost under the lock, and what others do to it is survived. Children
 * report by exit status and wait for each other through pipes; what they do is in their functions.
 */
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

/* A pipe pair: the child says that it is ready, the parent tells it to go on. */
typedef struct process {
    pid_t pid;
    int from;
    int to;
} process;

typedef struct child {
    const qsm_native_ipc_key *key;
    int from;
    int to;
} child;

static void say(int descriptor)
{
    if (write(descriptor, "x", 1) != 1)
        _exit(90);
}

static bool hear(int descriptor)
{
    char letter;
    return read(descriptor, &letter, 1) == 1;
}

/* Runs a function in a child; what it returns is its exit status, 0 for good. */
static process start(int (*run)(const child *me), const qsm_native_ipc_key *key)
{
    int up[2];
    int down[2];
    if (pipe(up) != 0 || pipe(down) != 0)
        return (process){-1, -1, -1};
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(up[0]);
        close(down[1]);
        child me = {key, down[0], up[1]};
        _exit(run(&me));
    }
    close(up[1]);
    close(down[0]);
    return (process){pid, up[0], down[1]};
}

/* Its exit status, 128 + signal if one ended it. */
static int finish(process *it)
{
    int status = -1;
    close(it->from);
    close(it->to);
    if (waitpid(it->pid, &status, 0) != it->pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The calls in which a process waits for a semaphore, of the system that it runs on in the end. */
static const long waiting_calls[] = {
#if defined(QSM_TEST_EMULATED_ON_x86_64)
    65, 220, 202, /* semop, semtimedop, futex there */
#else
    SYS_futex,
#if defined(SYS_futex_time64)
    SYS_futex_time64,
#endif
#if defined(SYS_semop)
    SYS_semop,
#endif
#if defined(SYS_semtimedop)
    SYS_semtimedop,
#endif
#if defined(SYS_semtimedop_time64)
    SYS_semtimedop_time64,
#endif
#if defined(SYS_ipc)
    SYS_ipc,
#endif
#endif
};

/* Whether it is in a system call that waits for a semaphore. */
static bool waits_for_semaphore(pid_t pid)
{
    char path[64];
    long call = -1;
    snprintf(path, sizeof path, "/proc/%ld/syscall", (long)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    if (fscanf(file, "%ld", &call) != 1)
        call = -1; /* "running" */
    fclose(file);
    for (size_t i = 0; i < sizeof waiting_calls / sizeof waiting_calls[0]; i++) {
        if (call == waiting_calls[i])
            return true;
    }
    return false;
}

static bool wait_until_it_waits(pid_t pid)
{
    for (int i = 0; i < 5000; i++) {
        struct timespec nap = {0, 1000000};
        nanosleep(&nap, NULL);
        if (waits_for_semaphore(pid))
            return true;
    }
    return false;
}

static void each_kind(void (*test)(const ipc_kind *kind, const qsm_native_ipc_key *key))
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "p");
        test(&ipc_kinds[i], key);
        if (!is_system_v(&ipc_kinds[i]))
            shm_unlink(qsm_native_ipc_key_native_key(key));
        if (leftovers(key)[0] != '\0')
            fprintf(stderr, "%s left %s\n", ipc_kinds[i].name, leftovers(key));
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static qsm_shared_memory *attached(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL || !qsm_shared_memory_attach(memory, RW))
        _exit(91);
    return memory;
}

/* --- Nothing is lost ------------------------------------------------------------------------- */

enum { WORKERS = 4, ROUNDS = 2000 };

static void add(qsm_shared_memory *memory, int rounds)
{
    volatile uint64_t *counter = qsm_shared_memory_data(memory);
    for (int i = 0; i < rounds; i++) {
        if (!qsm_shared_memory_lock(memory))
            _exit(2);
        *counter = *counter + 1;
        if (!qsm_shared_memory_unlock(memory))
            _exit(3);
    }
}

static int worker(const child *me)
{
    qsm_shared_memory *memory = attached(me->key);
    add(memory, ROUNDS);
    qsm_shared_memory_free(memory);
    return 0;
}

static void count_together(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    process workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(worker, key);
    for (int i = 0; i < WORKERS; i++)
        CU_ASSERT_EQUAL(finish(&workers[i]), 0);
    CU_ASSERT_EQUAL(*(uint64_t *)qsm_shared_memory_data(memory), WORKERS * ROUNDS);
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(memory);
}

/* Workers that attach anew each time, while the lock's maker comes and goes as well. */
static int comer_and_goer(const child *me)
{
    for (int i = 0; i < 100; i++) {
        qsm_shared_memory *memory = attached(me->key);
        add(memory, 3);
        qsm_shared_memory_free(memory);
    }
    return 0;
}

static void come_and_go(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    volatile uint64_t *counter = qsm_shared_memory_data(memory);
    process workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(comer_and_goer, key);
    for (int i = 0; i < WORKERS; i++)
        CU_ASSERT_EQUAL(finish(&workers[i]), 0);
    CU_ASSERT_EQUAL(*counter, WORKERS * 300);
    qsm_shared_memory_free(memory);
}

/* --- The lock's maker leaves ----------------------------------------------------------------- */

static int maker_who_leaves(const child *me)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(me->key);
    if (!qsm_shared_memory_create(memory, 8, RW))
        return 1;
    say(me->to);
    if (!hear(me->from))
        return 2;
    qsm_shared_memory_free(memory); /* would remove the lock */
    return 0;
}

/* While a user holds it; the counting of two others shows that all still meet on one lock. */
static void maker_leaves(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    process maker = start(maker_who_leaves, key);
    CU_ASSERT_TRUE_FATAL(hear(maker.from));
    qsm_shared_memory *user = attached(key);
    CU_ASSERT_TRUE(qsm_shared_memory_lock(user));
    say(maker.to);
    if (is_system_v(kind)) {
        CU_ASSERT_TRUE(wait_until_it_waits(maker.pid)); /* to detach it needs the lock */
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(user));
        CU_ASSERT_EQUAL(finish(&maker), 0);
    } else {
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(user));
        CU_ASSERT_EQUAL(finish(&maker), 0);
        CU_ASSERT_EQUAL(lock_value(key), 1); /* one that is open elsewhere keeps its name */
    }
    process first = start(worker, key);
    process second = start(worker, key);
    add(user, ROUNDS);
    CU_ASSERT_EQUAL(finish(&first), 0);
    CU_ASSERT_EQUAL(finish(&second), 0);
    CU_ASSERT_EQUAL(*(uint64_t *)qsm_shared_memory_data(user), 3 * ROUNDS);
    /* System V: free, or gone with a worker who had come to make it anew. */
    CU_ASSERT_TRUE(lock_value(key) == 1 || (is_system_v(kind) && lock_value(key) == -1));
    qsm_shared_memory_free(user);
    if (!is_system_v(kind)) {
        CU_ASSERT_STRING_EQUAL(leftovers(key), "segment lock "); /* its maker is gone */
        sweep(key);
    }
}

/* --- What others do to the lock -------------------------------------------------------------- */

static void remove_lock(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock);
    if (is_system_v(kind)) { /* as the end of a Qt program that owns it */
        int number = system_v_semaphore(name, qsm__key_project_id(key));
        unlink(name);
        CU_ASSERT_EQUAL(semctl(number, 0, IPC_RMID), 0);
    } else {
        CU_ASSERT_EQUAL(sem_unlink(name), 0);
    }
    qsm_native_ipc_key_free(lock);
}

static int one_who_waits(const child *me)
{
    qsm_shared_memory *memory = attached(me->key);
    say(me->to);
    if (!hear(me->from) || !qsm_shared_memory_lock(memory))
        return 2;
    bool unlocked = qsm_shared_memory_unlock(memory);
    qsm_shared_memory_free(memory);
    return unlocked ? 0 : 3;
}

/* Starts one that is attached already and now waits for the lock, which the caller holds. */
static process start_waiting(qsm_shared_memory *holder, const qsm_native_ipc_key *key)
{
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(holder));
    process it = start(one_who_waits, key);
    CU_ASSERT_TRUE(hear(it.from));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(holder));
    say(it.to);
    CU_ASSERT_TRUE(wait_until_it_waits(it.pid));
    return it;
}

static void removed_while_others_wait(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    if (!is_system_v(kind))
        return; /* a POSIX semaphore stays usable for those who have it */
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    process first = start_waiting(memory, key);
    CU_ASSERT_EQUAL(lock_value(key), 0);
    remove_lock(kind, key);
    CU_ASSERT_EQUAL(finish(&first), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory)); /* dropped, not given to a new one */
    CU_ASSERT_TRUE(lock_value(key) == 1 || lock_value(key) == -1);
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    CU_ASSERT_EQUAL(lock_value(key), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(memory);
}

/* A second Qt program's create() sets the lock to 1 while we hold it, takes and gives it back. */
static void reset_by_a_second_create(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    if (!is_system_v(kind))
        return;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    int number = system_v_semaphore(qsm_native_ipc_key_native_key(lock), qsm__key_project_id(lock));
    qsm_native_ipc_key_free(lock);
    union test_semun one = {.val = 1};
    CU_ASSERT_EQUAL(semctl(number, 0, SETVAL, one), 0);
    struct sembuf take = {0, -1, SEM_UNDO};
    struct sembuf give = {0, 1, SEM_UNDO};
    CU_ASSERT_EQUAL(semop(number, &take, 1), 0);
    CU_ASSERT_EQUAL(semop(number, &give, 1), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory)); /* a Qt program would make it 2 */
    CU_ASSERT_EQUAL(lock_value(key), 1);
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
    qsm_shared_memory_free(memory);
}

static int one_who_attaches(const child *me)
{
    qsm_shared_memory_free(attached(me->key));
    return 0;
}

/* A POSIX create() of Qt 6.6 puts another semaphore under the name: we go along. */
static void replaced_by_a_second_create(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    if (is_system_v(kind))
        return;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock_key);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    sem_t *peer = sem_open(name, O_CREAT | O_EXCL, 0600, 0); /* and holds it */
    CU_ASSERT_PTR_NOT_EQUAL_FATAL(peer, SEM_FAILED);
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(memory));
    CU_ASSERT_FALSE(qsm_shared_memory_lock_for(memory, 20));

    process waiting = start(one_who_attaches, key); /* under the new lock */
    CU_ASSERT_TRUE(wait_until_it_waits(waiting.pid));
    CU_ASSERT_EQUAL(sem_post(peer), 0);
    CU_ASSERT_EQUAL(finish(&waiting), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    CU_ASSERT_EQUAL(lock_value(key), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    qsm_shared_memory_free(memory);
    CU_ASSERT_EQUAL(sem_close(peer), 0);
    CU_ASSERT_EQUAL(lock_value(key), 1); /* not ours any more: it stays */
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    qsm_native_ipc_key_free(lock_key);
}

/* Waiting for a lock whose holder died is over when a create() replaces it. */
static void replaced_while_we_wait(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    if (is_system_v(kind))
        return;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    process waiting = start_waiting(memory, key);
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock_key);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    sem_t *peer = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    CU_ASSERT_EQUAL(finish(&waiting), 0);
    CU_ASSERT_EQUAL(sem_close(peer), 0);
    CU_ASSERT_EQUAL(lock_value(key), 1);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    CU_ASSERT_EQUAL(lock_value(key), 1); /* what was taken from the old one went to the old one */
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    qsm_native_ipc_key_free(lock_key);
    qsm_shared_memory_free(memory);
}

/* --- The holder dies ------------------------------------------------------------------------- */

static int holder(const child *me)
{
    qsm_shared_memory *memory = attached(me->key);
    if (!qsm_shared_memory_lock(memory))
        return 1;
    say(me->to);
    (void)hear(me->from);
    return 0;
}

static void holder_killed(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    process it = start(holder, key);
    CU_ASSERT_TRUE(hear(it.from));
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(memory));
    kill(it.pid, SIGKILL);
    CU_ASSERT_EQUAL(finish(&it), 128 + SIGKILL);
    if (is_system_v(kind)) {
        CU_ASSERT_TRUE(qsm_shared_memory_lock_for(memory, 2000)); /* the system gives it back */
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    } else {
        CU_ASSERT_FALSE(qsm_shared_memory_try_lock(memory)); /* nobody breaks it on his own */
        CU_ASSERT_FALSE(qsm_shared_memory_lock_for(memory, 30));
        CU_ASSERT_EQUAL(lock_value(key), 0);
        sweep(key); /* a user who knows it is dead; else detaching would wait for ever */
        qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
        sem_t *repaired =
            sem_open(qsm_native_ipc_key_native_key(lock_key), O_CREAT | O_EXCL, 0600, 1);
        CU_ASSERT_TRUE(qsm_shared_memory_try_lock(memory));
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
        sem_close(repaired);
        sem_unlink(qsm_native_ipc_key_native_key(lock_key));
        qsm_native_ipc_key_free(lock_key);
    }
    qsm_shared_memory_free(memory);
}

/* --- Waiting --------------------------------------------------------------------------------- */

static volatile sig_atomic_t signals;

static void on_signal(int number)
{
    (void)number;
    signals++;
}

/* A storm of signals, which interrupt the wait, and a lock that comes in the end. */
static int waits_in_a_storm(const child *me)
{
    struct sigaction action = {.sa_handler = on_signal}; /* without SA_RESTART */
    struct itimerval storm = {{0, 2000}, {0, 2000}};
    struct itimerval calm = {{0, 0}, {0, 0}};
    qsm_shared_memory *memory = attached(me->key);
    sigaction(SIGALRM, &action, NULL);
    say(me->to);
    if (!hear(me->from))
        return 1;
    setitimer(ITIMER_REAL, &storm, NULL);
    for (int tries = 0; tries < 100 && signals <= 5; tries++) /* a busy machine merges signals */
        if (qsm_shared_memory_lock_for(memory, 60)) /* the deadline holds in a storm, too */
            return 2;
    setitimer(ITIMER_REAL, &calm, NULL);
    say(me->to);
    setitimer(ITIMER_REAL, &storm, NULL);
    if (!qsm_shared_memory_lock(memory) || !qsm_shared_memory_unlock(memory))
        return 3;
    setitimer(ITIMER_REAL, &calm, NULL);
    qsm_shared_memory_free(memory);
    return signals > 5 ? 0 : 4;
}

static void signals_while_waiting(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    process it = start(waits_in_a_storm, key);
    CU_ASSERT_TRUE(hear(it.from));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(memory));
    say(it.to);
    CU_ASSERT_TRUE(hear(it.from));
    struct timespec nap = {0, 20000000};
    nanosleep(&nap, NULL);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    CU_ASSERT_EQUAL(finish(&it), 0);
    qsm_shared_memory_free(memory);
}

static int lets_go_later(const child *me)
{
    qsm_shared_memory *memory = attached(me->key);
    if (!qsm_shared_memory_lock(memory))
        return 1;
    say(me->to);
    (void)hear(me->from); /* it was tried in vain; the next call is to wait */
    struct timespec nap = {0, 30000000};
    nanosleep(&nap, NULL);
    bool unlocked = qsm_shared_memory_unlock(memory);
    qsm_shared_memory_free(memory);
    return unlocked ? 0 : 2;
}

static void wait_in_time(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(memory, 8, RW));
    process it = start(lets_go_later, key);
    CU_ASSERT_TRUE(hear(it.from));
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(memory));
    say(it.to);
    CU_ASSERT_TRUE(qsm_shared_memory_lock_for(memory, 10000));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    CU_ASSERT_EQUAL(finish(&it), 0);
    qsm_shared_memory_free(memory);
}

#define EACH_KIND(name)                                                                            \
    static void test_##name(void)                                                                  \
    {                                                                                              \
        each_kind(name);                                                                           \
    }
// clang-format off
EACH_KIND(count_together)
EACH_KIND(come_and_go)
EACH_KIND(maker_leaves)
EACH_KIND(removed_while_others_wait)
EACH_KIND(reset_by_a_second_create)
EACH_KIND(replaced_by_a_second_create)
EACH_KIND(replaced_while_we_wait)
EACH_KIND(holder_killed)
EACH_KIND(signals_while_waiting)
EACH_KIND(wait_in_time)
// clang-format on

QSM_SUITE("processes", {"counting together", test_count_together},
          {"coming and going", test_come_and_go}, {"the lock's maker leaves", test_maker_leaves},
          {"removed while others wait", test_removed_while_others_wait},
          {"reset by a second create", test_reset_by_a_second_create},
          {"replaced by a second create", test_replaced_by_a_second_create},
          {"replaced while we wait", test_replaced_while_we_wait},
          {"the holder is killed", test_holder_killed},
          {"signals while waiting", test_signals_while_waiting},
          {"a lock that comes in time", test_wait_in_time}, )
