/* SPDX-License-Identifier: MIT */
/*
 * Inspection of segments and locks that this test makes with bare system calls, with exact expected
 * values; and that looking leaves everything as it was.
 */
#include "bare_objects.h"

#include <errno.h>
#include <sys/wait.h>
#include <time.h>

static report inspect(const objects *made)
{
    report info = look_at(made->key);
    CU_ASSERT_EQUAL(info.type, qsm_native_ipc_key_type(made->key));
    CU_ASSERT_STRING_EQUAL(info.native_key, made->name);
    CU_ASSERT_STRING_EQUAL(info.lock_native_key, made->lock_name);
    return info;
}

static void nothing_there(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "none");
        report info = inspect(&made);
        CU_ASSERT_FALSE(info.exists);
        CU_ASSERT_FALSE(info.key_file_exists);
        CU_ASSERT_FALSE(info.lock_exists);
        CU_ASSERT_EQUAL(info.size, -1);
        CU_ASSERT_EQUAL(info.shmid, -1);
        CU_ASSERT_EQUAL(info.attached, -1);
        CU_ASSERT_EQUAL(info.lock_value, -1);
        /* and looking made nothing */
        CU_ASSERT_EQUAL(access(made.name, F_OK), -1);
        CU_ASSERT_EQUAL(access(made.lock_name, F_OK), -1);
        CU_ASSERT_EQUAL(shm_open(made.name, O_RDONLY, 0), -1);
        end(&made);
    }
}

static void a_key_file_alone(void)
{
    objects made = begin(SYSTEM_V, "file");
    touch(made.name);
    report info = inspect(&made);
    CU_ASSERT_FALSE(info.exists);
    CU_ASSERT_TRUE(info.key_file_exists);
    CU_ASSERT_EQUAL(info.system_v_key, ftok(made.name, 'Q'));
    CU_ASSERT_EQUAL(shmget(ftok(made.name, 'Q'), 0, 0), -1);
    end(&made);
}

static void a_system_v_segment(void)
{
    objects made = begin(SYSTEM_V, "sysv");
    make_segment(&made);
    report info = inspect(&made);
    CU_ASSERT_TRUE(info.exists);
    CU_ASSERT_TRUE(info.key_file_exists);
    CU_ASSERT_EQUAL(info.shmid, made.segment);
    CU_ASSERT_EQUAL(info.system_v_key, ftok(made.name, 'Q'));
    CU_ASSERT_EQUAL(info.size, SIZE);
    CU_ASSERT_EQUAL(info.attached, 0);
    CU_ASSERT_EQUAL(info.owner, geteuid());
    CU_ASSERT_TRUE(QSM_EMULATED || info.mode == 0600);
    CU_ASSERT_EQUAL(info.creator_pid, getpid());
    CU_ASSERT_EQUAL(info.last_pid, getpid());
    CU_ASSERT_TRUE(info.change_time > 0 && info.change_time <= time(NULL));
    CU_ASSERT_FALSE(info.lock_exists);

    void *memory = shmat(made.segment, NULL, 0);
    CU_ASSERT_EQUAL(inspect(&made).attached, 1);
    shmdt(memory);
    end(&made);
}

static void a_system_v_lock(void)
{
    objects made = begin(SYSTEM_V, "lock");
    make_lock(&made, 1);
    report info = inspect(&made);
    CU_ASSERT_FALSE(info.exists);
    CU_ASSERT_TRUE(info.lock_exists);
    CU_ASSERT_EQUAL(info.lock_value, 1);
    CU_ASSERT_EQUAL(info.lock_waiters, 0);

    struct sembuf take = {.sem_op = -1, .sem_flg = SEM_UNDO};
    CU_ASSERT_EQUAL(semop(made.semaphore, &take, 1), 0);
    info = inspect(&made);
    CU_ASSERT_EQUAL(info.lock_value, 0);
    CU_ASSERT_EQUAL(info.lock_last_pid, getpid());

    pid_t child = fork();
    if (child == 0) {
        struct sembuf wait_for_it = {.sem_op = -1, .sem_flg = SEM_UNDO};
        _exit(semop(made.semaphore, &wait_for_it, 1) == 0 ? 0 : 1);
    }
    while (semctl(made.semaphore, 0, GETNCNT) == 0)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    CU_ASSERT_EQUAL(inspect(&made).lock_waiters, 1);
    struct sembuf give = {.sem_op = 1, .sem_flg = SEM_UNDO};
    CU_ASSERT_EQUAL(semop(made.semaphore, &give, 1), 0);
    int status = 1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(inspect(&made).lock_last_pid, child);

    union semun_argument broken = {.val = 2};
    CU_ASSERT_EQUAL(semctl(made.semaphore, 0, SETVAL, broken), 0);
    CU_ASSERT_EQUAL(inspect(&made).lock_value, 2);
    end(&made);
}

static void a_posix_segment(void)
{
    objects made = begin(POSIX, "posix");
    make_segment(&made);
    make_lock(&made, 1);
    report info = inspect(&made);
    CU_ASSERT_TRUE(info.exists);
    CU_ASSERT_FALSE(info.key_file_exists);
    CU_ASSERT_EQUAL(info.system_v_key, -1);
    CU_ASSERT_EQUAL(info.shmid, -1);
    CU_ASSERT_EQUAL(info.size, SIZE);
    CU_ASSERT_EQUAL(info.attached, 0);
    CU_ASSERT_EQUAL(info.owner, geteuid());
    CU_ASSERT_EQUAL(info.mode, 0600);
    CU_ASSERT_EQUAL(info.creator_pid, -1);
    CU_ASSERT_TRUE(info.change_time > 0 && info.change_time <= time(NULL) + 1);
    CU_ASSERT_TRUE(info.lock_exists);
    CU_ASSERT_EQUAL(info.lock_value, 1);
    CU_ASSERT_EQUAL(info.lock_last_pid, -1);

    int descriptor = shm_open(made.name, O_RDWR, 0);
    void *memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, descriptor, 0);
    void *again = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    CU_ASSERT_EQUAL(inspect(&made).attached, 1); /* processes, not mappings */
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        char byte;
        close(ends[1]);
        _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    CU_ASSERT_EQUAL(inspect(&made).attached, 2);
    close(ends[1]);
    waitpid(child, NULL, 0);
    close(ends[0]);
    munmap(memory, SIZE);
    munmap(again, SIZE);
    CU_ASSERT_EQUAL(inspect(&made).attached, 0);
    CU_ASSERT_EQUAL(sem_wait(made.posix_semaphore), 0);
    CU_ASSERT_EQUAL(inspect(&made).lock_value, 0);
    end(&made);
}

static void keys_that_cannot_be_asked_about(void)
{
    unsigned char byte;
    static const struct {
        qsm_native_ipc_key_type_code type;
        const char *name;
        int error;
    } rows[] = {{QSM_NATIVE_IPC_KEY_WINDOWS, "x", ENOTSUP}, {0, "x", ENOTSUP}, {POSIX, "", EINVAL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(rows[i].name, rows[i].type);
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_segment_inspect(key));
        CU_ASSERT_EQUAL(errno, rows[i].error);
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek(key, 0, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, rows[i].error);
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_read(key, 0, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, rows[i].error);
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_remove(key, 0, NULL));
        CU_ASSERT_EQUAL(errno, rows[i].error);
        qsm_lock_state was = QSM_LOCK_HELD;
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_repair_lock(key, true, &was));
        CU_ASSERT_EQUAL(errno, rows[i].error);
        CU_ASSERT_EQUAL(was, QSM_LOCK_NONE);
        qsm_native_ipc_key_free(key);
    }
}

static void peeking_copies_and_changes_nothing(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "peek");
        make_segment(&made);
        make_lock(&made, 1);
        unsigned char bytes[SIZE + 100];
        static const size_t sizes[] = {1, 16, SIZE - 1, SIZE, SIZE + 100};
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            memset(bytes, 0xee, sizeof bytes);
            size_t expected = sizes[i] < SIZE ? sizes[i] : SIZE;
            CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 1000, bytes, sizes[i]), expected);
            CU_ASSERT_TRUE(is_filled(bytes, expected));
            CU_ASSERT_EQUAL(bytes[expected < sizeof bytes ? expected : 0],
                            expected < sizeof bytes ? 0xee : 1);
        }
        /* Nobody was attached, and it is there all the same. */
        report info = inspect(&made);
        CU_ASSERT_TRUE(info.exists);
        CU_ASSERT_EQUAL(info.attached, 0);
        CU_ASSERT_EQUAL(info.size, SIZE);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

static void reading_needs_the_lock(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "held");
        make_segment(&made);
        unsigned char byte = 0xee;
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_read(made.key, 1000, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ENOLCK);
        CU_ASSERT_FALSE(inspect(&made).lock_exists);
        CU_ASSERT_EQUAL(access(made.lock_name, F_OK), -1);

        make_lock(&made, 0);
        static const int waits[] = {0, 30};
        for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
            errno = 0;
            CU_ASSERT_EQUAL(qsm_segment_read(made.key, waits[i], &byte, 1), 0);
            CU_ASSERT_EQUAL(errno, ETIMEDOUT);
        }
        CU_ASSERT_EQUAL(byte, 0xee);
        CU_ASSERT_EQUAL(lock_value(&made), 0);
        end(&made);
    }
}

static void peeking_at_nothing(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "gone");
        make_lock(&made, 1);
        unsigned char byte;
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 1000, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ENOENT);
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_read(made.key, 1000, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ENOENT);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
    objects made = begin(POSIX, "empty");
    make_segment(&made);
    make_lock(&made, 1);
    int descriptor = shm_open(made.name, O_RDWR, 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 0), 0);
    close(descriptor);
    unsigned char byte;
    errno = 0;
    CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 1000, &byte, 1), 0);
    CU_ASSERT_EQUAL(errno, ENODATA);
    errno = 0;
    CU_ASSERT_EQUAL(qsm_segment_read(made.key, 1000, &byte, 1), 0);
    CU_ASSERT_EQUAL(errno, ENODATA);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    end(&made);
}

static void a_lock_removed_while_waiting(void)
{
    objects made = begin(SYSTEM_V, "removed");
    make_segment(&made);
    make_lock(&made, 0);
    pid_t child = fork();
    if (child == 0) {
        while (semctl(made.semaphore, 0, GETNCNT) == 0)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        _exit(semctl(made.semaphore, 0, IPC_RMID) == 0 ? 0 : 1);
    }
    unsigned char byte;
    errno = 0;
    CU_ASSERT_EQUAL(qsm_segment_read(made.key, 20000, &byte, 1), 0);
    CU_ASSERT_EQUAL(errno, ENOLCK);
    int status = 1;
    waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_FALSE(inspect(&made).lock_exists);
    made.semaphore = -1;
    end(&made);
}

/* What the owner shows to no one else is told as far as the system tells it to strangers. */
static int look_as_a_stranger(const objects *made)
{
    if (chmod(base, 0755) != 0 || setgid(65534) != 0 || setuid(65534) != 0 ||
        access(base, X_OK) != 0)
        return 2;
    unsigned char byte;
    report info = look_at(made->key);
    bool seen = info.exists && info.size == SIZE && info.owner == 0 && info.mode == 0600 &&
                info.lock_exists && info.lock_value == -1;
    bool refused = qsm_segment_peek(made->key, 0, &byte, 1) == 0 && errno == EACCES;
    return seen && refused ? 0 : 1;
}

static void objects_of_another_user(void)
{
    if (geteuid() != 0 || QSM_EMULATED)
        return;
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "foreign");
        make_segment(&made);
        make_lock(&made, 1);
        pid_t child = fork();
        if (child == 0)
            _exit(look_as_a_stranger(&made));
        int status = 1;
        waitpid(child, &status, 0);
        CU_ASSERT_TRUE(WIFEXITED(status));
        CU_ASSERT_NOT_EQUAL(WEXITSTATUS(status), 1); /* 2: no stranger gets here */
        end(&made);
    }
}

/* Its strings are its own: the key may change and go. */
static void an_info_outlives_its_key(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "outlives");
        make_segment(&made);
        make_lock(&made, 1);
        qsm_native_ipc_key *key = qsm_native_ipc_key_copy(made.key);
        qsm_segment_info *info = qsm_segment_inspect(key);
        CU_ASSERT_TRUE(qsm_native_ipc_key_set_native_key(key, "/another"));
        qsm_segment_info_free(qsm_segment_inspect(key));
        qsm_native_ipc_key_free(key);
        qsm_segment_info *copy = qsm_segment_info_copy(info);
        CU_ASSERT_STRING_EQUAL(qsm_segment_info_native_key(info), made.name);
        CU_ASSERT_STRING_EQUAL(qsm_segment_info_lock_native_key(info), made.lock_name);
        qsm_segment_info_free(info);
        report told = report_of(copy);
        CU_ASSERT_STRING_EQUAL(told.native_key, made.name);
        CU_ASSERT_STRING_EQUAL(told.lock_native_key, made.lock_name);
        CU_ASSERT_EQUAL(told.size, SIZE);
        CU_ASSERT_EQUAL(told.lock_state, QSM_LOCK_FREE);

        /* It is enough to look inside, to read, and to repair the lock. */
        unsigned char bytes[SIZE];
        CU_ASSERT_EQUAL(qsm_segment_info_read(copy, 1000, bytes, SIZE), SIZE);
        CU_ASSERT_TRUE(is_filled(bytes, SIZE));
        memset(bytes, 0, sizeof bytes);
        CU_ASSERT_EQUAL(qsm_segment_info_peek(copy, 1000, bytes, SIZE), SIZE);
        CU_ASSERT_TRUE(is_filled(bytes, SIZE));
        qsm_lock_state was = QSM_LOCK_NONE;
        CU_ASSERT_TRUE(qsm_segment_info_repair_lock(copy, false, &was));
        CU_ASSERT_EQUAL(was, QSM_LOCK_FREE);
        qsm_segment_info_free(copy);
        end(&made);
    }
}

/* < 0: as long as the lock is held. */
static void reading_can_wait_for_ever(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "forever");
        make_segment(&made);
        make_lock(&made, 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            struct sembuf give = {.sem_op = 1};
            nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
            _exit(made.semaphore >= 0 ? semop(made.semaphore, &give, 1) != 0
                                      : sem_post(made.posix_semaphore) != 0);
        }
        unsigned char bytes[SIZE];
        CU_ASSERT_EQUAL(qsm_segment_read(made.key, -1, bytes, SIZE), SIZE);
        CU_ASSERT_TRUE(is_filled(bytes, SIZE));
        int status = 1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

#define REFUSES(call)                                                                              \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CU_ASSERT_TRUE(call);                                                                      \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
    } while (0)

static void no_info_and_no_key(void)
{
    unsigned char byte;
    REFUSES(qsm_segment_inspect(NULL) == NULL);
    REFUSES(qsm_segment_peek(NULL, 0, &byte, 1) == 0);
    REFUSES(!qsm_segment_remove(NULL, 0, NULL));
    REFUSES(!qsm_segment_repair_lock(NULL, false, NULL));
    REFUSES(qsm_segment_info_copy(NULL) == NULL);
    REFUSES(qsm_segment_info_key(NULL) == NULL);
    REFUSES(qsm_segment_info_peek(NULL, 0, &byte, 1) == 0);
    REFUSES(qsm_segment_read(NULL, 0, &byte, 1) == 0);
    REFUSES(qsm_segment_info_read(NULL, 0, &byte, 1) == 0);
    REFUSES(!qsm_segment_info_remove(NULL, 0, NULL));
    REFUSES(!qsm_segment_info_repair_lock(NULL, false, NULL));
    REFUSES(qsm_segment_info_lock_state(NULL) == QSM_LOCK_NONE);
    REFUSES(qsm_segment_info_type(NULL) == 0);
    REFUSES(qsm_segment_info_native_key(NULL)[0] == '\0');
    REFUSES(qsm_segment_info_lock_native_key(NULL)[0] == '\0');
    REFUSES(!qsm_segment_info_exists(NULL));
    REFUSES(!qsm_segment_info_key_file_exists(NULL));
    REFUSES(!qsm_segment_info_lock_exists(NULL));
    REFUSES(qsm_segment_info_size(NULL) == -1);
    REFUSES(qsm_segment_info_mode(NULL) == -1);
    REFUSES(qsm_segment_info_shmid(NULL) == -1);
    REFUSES(qsm_segment_info_lock_value(NULL) == -1);
    qsm_segment_info_free(NULL);
}

QSM_SUITE("inspection", {"(a directory for this test)", prepare}, {"nothing there", nothing_there},
          {"a key file alone", a_key_file_alone}, {"a System V segment", a_system_v_segment},
          {"a System V lock", a_system_v_lock}, {"a POSIX segment", a_posix_segment},
          {"keys that cannot be asked about", keys_that_cannot_be_asked_about},
          {"peeking changes nothing", peeking_copies_and_changes_nothing},
          {"reading needs the lock", reading_needs_the_lock},
          {"peeking at nothing", peeking_at_nothing},
          {"a lock removed while waiting", a_lock_removed_while_waiting},
          {"an info outlives its key", an_info_outlives_its_key},
          {"reading can wait for ever", reading_can_wait_for_ever},
          {"no info and no key", no_info_and_no_key},
          {"objects of another user", objects_of_another_user}, {"(and it is gone)", clear_away})
