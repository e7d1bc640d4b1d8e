/* SPDX-License-Identifier: MIT */
/*
 * A look without the lock: bytes that change meanwhile, the traces that it leaves, and a System V
 * segment whose last user detaches during the look.
 */
#include "bare_objects.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>

#include "ipc/system.h"

enum { ROUNDS = 300, LOOKS = 2000, LIMIT_SECONDS = 20 };

static bool is_over(time_t begun)
{
    return time(NULL) - begun > LIMIT_SECONDS;
}

/* ---- bytes that change ---- */

/* Shorter than the segment. */
typedef struct numbers {
    volatile uint64_t first;
    unsigned char between[4096];
    volatile uint64_t last;
} numbers;

static void *map_segment(const objects *made)
{
    if (made->segment >= 0)
        return shmat(made->segment, NULL, 0);
    int descriptor = shm_open(made->name, O_RDWR, 0);
    void *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    return memory;
}

/* Counts at both ends of the segment, until it is killed. */
static pid_t start_counting(const objects *made)
{
    fflush(NULL);
    pid_t child = fork();
    if (child != 0)
        return child;
    numbers *memory = map_segment(made);
    for (uint64_t i = 1;; i++) {
        memory->first = i;
        memory->last = i;
    }
}

/* What is read is what was there at one moment, or nothing. */
static void bytes_that_change(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "changing");
        make_segment(&made);
        numbers seen;
        memset(&seen, 0, sizeof seen);
        pid_t child = start_counting(&made);
        int refused = 0;
        for (time_t begun = time(NULL); refused < 2 && !is_over(begun);) {
            size_t size = qsm_segment_peek(made.key, 0, &seen, sizeof seen);
            CU_ASSERT_TRUE(size == sizeof seen || (size == 0 && errno == ETIMEDOUT));
            bool of_now = seen.first == seen.last || seen.first == seen.last + 1;
            CU_ASSERT_TRUE(size == 0 || of_now || seen.last > UINT64_MAX / 512);
            refused += size == 0;
        }
        CU_ASSERT_EQUAL(refused, 2);
        kill(child, SIGKILL);
        CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
        CU_ASSERT_EQUAL(qsm_segment_peek(made.key, -1, &seen, sizeof seen), sizeof seen);
        CU_ASSERT_TRUE(seen.first == seen.last || seen.first == seen.last + 1);
        end(&made);
    }
}

/* ---- traces ---- */

/* The look is made by a child: its pid is none that the objects have seen. */
static void look_in_a_child(const objects *made)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        unsigned char bytes[SIZE];
        bool good =
            qsm_segment_peek(made->key, 1000, bytes, SIZE) == SIZE && is_filled(bytes, SIZE);
        qsm_native_ipc_key_free(made->key);
        _exit(good ? 0 : 1);
    }
    int status = 1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

static struct shmid_ds status_of(int segment)
{
    struct shmid_ds status;
    memset(&status, 0, sizeof status);
    CU_ASSERT_EQUAL(shmctl(segment, IPC_STAT, &status), 0);
    return status;
}

/* Only what the system writes at every attach and detach. */
static void forget_attach(struct shmid_ds *status)
{
    status->shm_lpid = 0;
    status->shm_atime = 0;
    status->shm_dtime = 0;
}

static void traces_on_system_v(void)
{
    static const int values[] = {1, 0};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        objects made = begin(SYSTEM_V, "traces");
        make_segment(&made);
        make_lock(&made, 1);
        struct sembuf take_and_give[] = {{.sem_op = -1}, {.sem_op = 1}};
        CU_ASSERT_EQUAL(semop(made.semaphore, take_and_give, values[i] == 1 ? 2 : 1), 0);
        struct semid_ds lock;
        struct semid_ds lock_after;
        union semun_argument to = {.buf = &lock};
        union semun_argument to_after = {.buf = &lock_after};
        CU_ASSERT_EQUAL(semctl(made.semaphore, 0, IPC_STAT, to), 0);
        struct shmid_ds before = status_of(made.segment);

        look_in_a_child(&made);
        look_at(made.key);
        struct shmid_ds after = status_of(made.segment);
        CU_ASSERT_EQUAL(semctl(made.semaphore, 0, IPC_STAT, to_after), 0);
        CU_ASSERT_EQUAL(lock.sem_otime, lock_after.sem_otime);
        CU_ASSERT_EQUAL(lock.sem_ctime, lock_after.sem_ctime);
        CU_ASSERT_EQUAL(semctl(made.semaphore, 0, GETPID), getpid());
        CU_ASSERT_EQUAL(lock_value(&made), values[i]);
        CU_ASSERT_NOT_EQUAL(after.shm_lpid, before.shm_lpid);
        forget_attach(&before);
        forget_attach(&after);
        CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
        end(&made);
    }
}

/* A sparse segment stays sparse, and its times stay. */
static void traces_on_posix(void)
{
    objects made = begin(POSIX, "traces");
    make_segment(&made);
    make_lock(&made, 0);
    int descriptor = shm_open(made.name, O_RDWR, 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 1 << 20), 0);
    struct stat before;
    struct stat after;
    CU_ASSERT_EQUAL(fstat(descriptor, &before), 0);
    unsigned char *bytes = malloc(1 << 20);
    CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 0, bytes, 1 << 20), 1 << 20);
    CU_ASSERT_TRUE(is_filled(bytes, SIZE));
    free(bytes);
    CU_ASSERT_EQUAL(fstat(descriptor, &after), 0);
    CU_ASSERT_EQUAL(before.st_blocks, after.st_blocks);
    CU_ASSERT_EQUAL(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    CU_ASSERT_EQUAL(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
    CU_ASSERT_EQUAL(lock_value(&made), 0);
    close(descriptor);
    end(&made);
}

/* ---- the last detach ---- */

/* As QSharedMemory does it: make, attach, detach, and remove if no process is attached. */
static bool come_and_go(const objects *made, int *left)
{
    struct sembuf take = {.sem_op = -1, .sem_flg = SEM_UNDO};
    struct sembuf give = {.sem_op = 1, .sem_flg = SEM_UNDO};
    touch(made->name);
    if (semop(made->semaphore, &take, 1) != 0)
        return false;
    int segment = shmget(ftok(made->name, 'Q'), SIZE, 0600 | IPC_CREAT | IPC_EXCL);
    void *memory = shmat(segment, NULL, 0);
    if (semop(made->semaphore, &give, 1) != 0 || segment < 0)
        return false;
    nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    struct shmid_ds status;
    if (semop(made->semaphore, &take, 1) != 0 || shmdt(memory) != 0 ||
        shmctl(segment, IPC_STAT, &status) != 0)
        return false;
    if (status.shm_nattch == 0) {
        unlink(made->name);
        shmctl(segment, IPC_RMID, NULL);
    } else {
        ++*left;
    }
    if (semop(made->semaphore, &give, 1) != 0)
        return false;
    time_t begun = time(NULL);
    while (shmctl(segment, IPC_STAT, &status) == 0 && !is_over(begun))
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    return !is_over(begun);
}

/*
 * Until the other process has seen a segment: a busy machine may not let it look for long. 0: every
 * segment was removed, and the look had to remove at least one.
 */
static int come_and_go_often(const objects *made, const atomic_bool *was_seen)
{
    int left = 0;
    for (int i = 0; i < 50 * ROUNDS && (i < ROUNDS || left == 0 || !*was_seen); i++) {
        if (!come_and_go(made, &left))
            return 1;
    }
    return left > 0 ? 0 : 2;
}

static void the_last_user_detaches_during_a_look(void)
{
    if (!QSM_HAS_FLOCK || QSM_EMULATED)
        return;
    objects made = begin(SYSTEM_V, "deserted");
    make_lock(&made, 1);
    atomic_bool *was_seen =
        mmap(NULL, sizeof *was_seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(was_seen != MAP_FAILED);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int status = come_and_go_often(&made, was_seen);
        qsm_native_ipc_key_free(made.key);
        _exit(status);
    }
    unsigned char bytes[SIZE];
    int status = 0;
    size_t seen = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        seen += qsm_segment_peek(made.key, 10, bytes, SIZE);
        *was_seen = seen > 0;
    }
    munmap(was_seen, sizeof *was_seen);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_TRUE(seen > 0);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    CU_ASSERT_FALSE(look_at(made.key).exists);
    end(&made);
}

/* Two processes that look at once do not take each other for its users. */
static void a_stale_segment_stays(void)
{
    objects made = begin(SYSTEM_V, "stays");
    make_segment(&made);
    make_lock(&made, 1);
    fflush(NULL);
    pid_t child = fork();
    unsigned char bytes[SIZE];
    size_t seen = 0;
    for (int i = 0; i < LOOKS; i++)
        seen += qsm_segment_peek(made.key, 1000, bytes, SIZE);
    if (child == 0) {
        qsm_native_ipc_key_free(made.key);
        _exit(seen == (size_t)LOOKS * SIZE ? 0 : 1);
    }
    int status = 1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(seen, (size_t)LOOKS * SIZE);
    CU_ASSERT_TRUE(look_at(made.key).exists);
    struct semid_ds lock;
    union semun_argument to = {.buf = &lock};
    CU_ASSERT_EQUAL(semctl(made.semaphore, 0, IPC_STAT, to), 0);
    CU_ASSERT_EQUAL(lock.sem_otime, 0);
    end(&made);
}

/* Another process looks for long: a look ends in time, a read does not keep the lock meanwhile. */
static void another_look_goes_on(void)
{
    if (!QSM_HAS_FLOCK)
        return;
    objects made = begin(SYSTEM_V, "guarded");
    make_segment(&made);
    make_lock(&made, 1);
    int descriptor = open(made.name, O_RDONLY);
    CU_ASSERT_EQUAL(flock(descriptor, LOCK_EX), 0);
    unsigned char byte;
    static const int waits[] = {0, 30};
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek(made.key, waits[i], &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ETIMEDOUT);
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_read(made.key, waits[i], &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ETIMEDOUT);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
    }
    close(descriptor);
    CU_ASSERT_EQUAL(qsm_segment_read(made.key, 0, &byte, 1), 1);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    end(&made);
}

QSM_SUITE("looks without the lock", {"(a directory for this test)", prepare},
          {"bytes that change", bytes_that_change}, {"traces on System V", traces_on_system_v},
          {"traces on POSIX", traces_on_posix},
          {"the last user detaches during a look", the_last_user_detaches_during_a_look},
          {"a stale segment stays", a_stale_segment_stays},
          {"another look goes on", another_look_goes_on}, {"(and it is gone)", clear_away})
