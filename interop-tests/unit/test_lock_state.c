/* SPDX-License-Identifier: MIT */
/* Locks in every state, made with bare calls and with processes that die; and repairing them. */
#include "bare_objects.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "ipc/system.h"

static report look(const objects *made)
{
    return look_at(made->key);
}

static qsm_lock_state state_of(const objects *made)
{
    return look(made).lock_state;
}

/* Repairs, and says what errno was: 0 for a success. */
static int repair(const objects *made, bool force, qsm_lock_state *was)
{
    errno = 0;
    return qsm_segment_repair_lock(made->key, force, was) ? 0 : errno;
}

static void free_and_doubled(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "values");
        qsm_lock_state was = QSM_LOCK_HELD;
        CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_NONE);
        CU_ASSERT_EQUAL(repair(&made, true, &was), ENOENT);
        CU_ASSERT_EQUAL(was, QSM_LOCK_NONE);
        make_lock(&made, 1);
        CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_FREE);
        CU_ASSERT_EQUAL(repair(&made, false, &was), 0);
        CU_ASSERT_EQUAL(was, QSM_LOCK_FREE);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
        for (int value = 2; value < 5; value++) {
            made = begin(*type, "doubled");
            make_lock(&made, value);
            CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_DOUBLED);
            /* Without a segment it may be a program's QSystemSemaphore. */
            CU_ASSERT_EQUAL(repair(&made, false, &was), EBUSY);
            CU_ASSERT_EQUAL(lock_value(&made), value);
            make_segment(&made);
            CU_ASSERT_EQUAL(repair(&made, false, &was), 0);
            CU_ASSERT_EQUAL(was, QSM_LOCK_DOUBLED);
            CU_ASSERT_EQUAL(lock_value(&made), 1);
            end(&made);
        }
    }
}

/* A child that takes the lock, without undo, and says so; it lives until it is killed. */
static pid_t start_holder(const objects *made)
{
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct sembuf take = {.sem_op = -1};
        sem_t *own = made->posix_semaphore != NULL ? sem_open(made->lock_name, 0) : NULL;
        bool taken = own != NULL ? sem_wait(own) == 0 : semop(made->semaphore, &take, 1) == 0;
        if (taken && write(ends[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    char byte;
    CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    close(ends[1]);
    return child;
}

static void kill_child(pid_t child)
{
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
}

/* The test's own handle would count as a process that may hold a POSIX lock. */
static void let_go(objects *made)
{
    if (made->posix_semaphore != NULL)
        sem_close(made->posix_semaphore);
}

static void take_again(objects *made)
{
    if (made->posix_semaphore != NULL)
        made->posix_semaphore = sem_open(made->lock_name, 0);
}

static void held_and_abandoned(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "held");
        qsm_lock_state was = QSM_LOCK_NONE;
        make_lock(&made, 1);
        pid_t child = start_holder(&made);
        let_go(&made);
        report info = look(&made);
        CU_ASSERT_EQUAL(info.lock_state, QSM_LOCK_HELD);
        CU_ASSERT_EQUAL(info.lock_value, 0);
        CU_ASSERT_EQUAL(info.lock_holder_pid, child);
        CU_ASSERT_EQUAL(repair(&made, false, &was), EBUSY);
        CU_ASSERT_EQUAL(was, QSM_LOCK_HELD);
        CU_ASSERT_EQUAL(look(&made).lock_value, 0);

        kill_child(child);
        CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_ABANDONED);
        CU_ASSERT_EQUAL(repair(&made, false, &was), 0);
        CU_ASSERT_EQUAL(was, QSM_LOCK_ABANDONED);
        CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_FREE);
        take_again(&made);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

/*
 * /proc does not show all processes, those of other PID namespaces for example: that nobody has a
 * POSIX lock open must be said by the system as a whole. A process that has the file open, but not
 * mapped, is one that /proc does not tell of.
 */
static void users_that_proc_does_not_show(void)
{
#if QSM_HAS_LEASES
    objects made = begin(POSIX, "unseen");
    make_lock(&made, 0);
    let_go(&made);
    char path[300];
    snprintf(path, sizeof path, "/dev/shm/%s%.250s", QSM_SEMAPHORE_FILE, made.lock_name + 1);
    int user = open(path, O_RDWR | O_CLOEXEC);
    CU_ASSERT_TRUE(user >= 0);
    CU_ASSERT_EQUAL(look(&made).lock_users, -1);
    CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_HELD);
    CU_ASSERT_EQUAL(repair(&made, false, NULL), EBUSY);
    CU_ASSERT_EQUAL(look(&made).lock_value, 0);
    close(user);
    CU_ASSERT_EQUAL(look(&made).lock_users, 0);
    CU_ASSERT_EQUAL(repair(&made, false, NULL), 0);
    take_again(&made);
    end(&made);
#else
    CU_PASS("nothing tells of users here");
#endif
}

static void force_makes_a_lock_of_any_value(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "counter");
        make_lock(&made, 5);
        CU_ASSERT_EQUAL(repair(&made, true, NULL), 0);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

static void force_repairs_a_lock_that_is_held(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "force");
        make_lock(&made, 1);
        pid_t child = start_holder(&made);
        CU_ASSERT_EQUAL(repair(&made, true, NULL), 0);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        kill_child(child);
        end(&made);
    }
}

/* With undo the system gives the lock back: there is nothing to repair. */
static void what_qt_takes_comes_back(void)
{
    objects made = begin(SYSTEM_V, "undo");
    make_segment(&made);
    make_lock(&made, 1);
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made.key);
        bool held = qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY) &&
                    qsm_shared_memory_lock(memory);
        _exit(held ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_FREE);
    end(&made);
}

/* Its maker died between making it and setting it: value 0, and nobody ever operated on it. */
static void never_set(void)
{
    objects made = begin(SYSTEM_V, "neverset");
    qsm_lock_state was = QSM_LOCK_NONE;
    touch(made.lock_name);
    made.semaphore = semget(ftok(made.lock_name, 'Q'), 1, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(made.semaphore >= 0);
    CU_ASSERT_EQUAL(look(&made).lock_last_pid, 0);
    CU_ASSERT_EQUAL(state_of(&made), QSM_LOCK_ABANDONED);
    CU_ASSERT_EQUAL(repair(&made, false, &was), 0);
    CU_ASSERT_EQUAL(was, QSM_LOCK_ABANDONED);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    end(&made);
}

/* Waits for a lock that nobody gives, in vain, and ends. */
static void wait_in_vain(const objects *made)
{
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made->key);
        qsm_shared_memory_set_lock_timeout(memory, 20);
        bool got = qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY);
        _exit(!got && qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_LOCK_ERROR ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

/* The same when somebody has tried it since: told where all processes can be seen. */
static void never_set_and_tried(void)
{
    const ino_t first_namespace = 0xEFFFFFFC;
    objects made = begin(SYSTEM_V, "tried");
    struct stat status;
    bool all_seen = stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == first_namespace;
    touch(made.lock_name);
    made.semaphore = semget(ftok(made.lock_name, 'Q'), 1, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(made.semaphore >= 0);
    wait_in_vain(&made);
    CU_ASSERT_EQUAL(state_of(&made), all_seen ? QSM_LOCK_ABANDONED : QSM_LOCK_HELD);
    CU_ASSERT_EQUAL(repair(&made, !all_seen, NULL), 0);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    end(&made);
}

/* The lock that was repaired works, and repairing is not undone when the repairer ends. */
static void repaired_by_another_process(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "other");
        make_segment(&made);
        make_lock(&made, 1);
        kill_child(start_holder(&made));
        let_go(&made);
        pid_t child = fork();
        if (child == 0)
            _exit(qsm_segment_repair_lock(made.key, false, NULL) ? 0 : 1);
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL_FATAL(status, 0); /* else what follows would wait for ever */
        take_again(&made);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made.key);
        CU_ASSERT_TRUE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_WRITE));
        CU_ASSERT_TRUE(qsm_shared_memory_try_lock(memory));
        CU_ASSERT_EQUAL(lock_value(&made), 0);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        qsm_shared_memory_free(memory);
        made.segment = *type == SYSTEM_V ? -1 : made.segment; /* the last one took it along */
        end(&made);
    }
}

static void states_have_names(void)
{
    static const char *const names[] = {"none", "free", "held", "abandoned", "doubled"};
    for (int state = QSM_LOCK_NONE; state <= QSM_LOCK_DOUBLED; state++)
        CU_ASSERT_STRING_EQUAL(qsm_lock_state_name((qsm_lock_state)state), names[state]);
    CU_ASSERT_STRING_EQUAL(qsm_lock_state_name((qsm_lock_state)99), "");
    qsm_native_ipc_key *empty = qsm_native_ipc_key_new();
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_repair_lock(empty, false, NULL));
    CU_ASSERT_NOT_EQUAL(errno, 0);
    qsm_native_ipc_key_free(empty);
}

QSM_SUITE("state of locks", {"(a directory for this test)", prepare},
          {"free and doubled", free_and_doubled}, {"held and abandoned", held_and_abandoned},
          {"users that /proc does not show", users_that_proc_does_not_show},
          {"force makes a lock of any value", force_makes_a_lock_of_any_value},
          {"force repairs a lock that is held", force_repairs_a_lock_that_is_held},
          {"what Qt takes comes back", what_qt_takes_comes_back}, {"never set", never_set},
          {"never set, and tried", never_set_and_tried},
          {"repaired by another process", repaired_by_another_process},
          {"states have names", states_have_names}, {"(and it is gone)", clear_away})
