/* SPDX-License-Identifier: MIT */
/*
 * Inspection of segments and locks that this test makes with bare system calls, with exact expected
 * values; and that looking leaves everything as it was.
 */
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <qsm/inspect.h>
#include <qsm/shared_memory.h>

#include "../harness/leaks.h"
#include "key/generation.h"

#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME

enum { SIZE = 4321 };

static char base[] = "/tmp/qsm_test_inspect_XXXXXX";

/* Both objects of a key, made with bare calls; what is not made is -1, NULL or "". */
typedef struct objects {
    qsm_native_ipc_key *key;
    char name[PATH_MAX];
    char lock_name[PATH_MAX];
    int segment;
    int semaphore;
    sem_t *posix_semaphore;
    bool posix_segment;
} objects;

static qsm_key_environment here(void)
{
    return (qsm_key_environment){.temp_path = base, .runtime_path = base};
}

static objects begin(qsm_native_ipc_key_type_code type, const char *what)
{
    objects made = {.segment = -1, .semaphore = -1};
    qsm_key_environment environment = here();
    char legacy[64];
    snprintf(legacy, sizeof legacy, "inspect%s%ld", what, (long)getpid());
    made.key = qsm_shared_memory_legacy_native_key(legacy, type, &environment);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made.key);
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(made.key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lock);
    snprintf(made.name, sizeof made.name, "%s", qsm_native_ipc_key_native_key(made.key));
    snprintf(made.lock_name, sizeof made.lock_name, "%s", qsm_native_ipc_key_native_key(lock));
    qsm_native_ipc_key_free(lock);
    return made;
}

static void touch(const char *name)
{
    int descriptor = open(name, O_CREAT | O_WRONLY, 0640);
    CU_ASSERT_FATAL(descriptor >= 0);
    close(descriptor);
}

static void fill(unsigned char *memory)
{
    for (int i = 0; i < SIZE; i++)
        memory[i] = (unsigned char)(i * 7 + 1);
}

static bool is_filled(const unsigned char *memory, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (memory[i] != (unsigned char)(i * 7 + 1))
            return false;
    }
    return true;
}

static int make_system_v_segment(const char *file, int id)
{
    touch(file);
    int segment = shmget(ftok(file, id), SIZE, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(segment >= 0);
    return segment;
}

static void make_segment(objects *made)
{
    if (qsm_native_ipc_key_type(made->key) == SYSTEM_V) {
        made->segment = make_system_v_segment(made->name, 'Q');
        unsigned char *memory = shmat(made->segment, NULL, 0);
        CU_ASSERT_FATAL((intptr_t)memory != -1);
        fill(memory);
        shmdt(memory);
        return;
    }
    int descriptor = shm_open(made->name, O_CREAT | O_EXCL | O_RDWR, 0600);
    CU_ASSERT_FATAL(descriptor >= 0);
    made->posix_segment = true;
    CU_ASSERT_EQUAL_FATAL(ftruncate(descriptor, SIZE), 0);
    unsigned char bytes[SIZE];
    fill(bytes);
    CU_ASSERT_EQUAL_FATAL(pwrite(descriptor, bytes, SIZE, 0), SIZE);
    close(descriptor);
}

union semun_argument {
    int val;
};

static void make_lock(objects *made, int value)
{
    if (qsm_native_ipc_key_type(made->key) == SYSTEM_V) {
        touch(made->lock_name);
        made->semaphore = semget(ftok(made->lock_name, 'Q'), 1, 0600 | IPC_CREAT | IPC_EXCL);
        CU_ASSERT_FATAL(made->semaphore >= 0);
        union semun_argument argument = {.val = value};
        CU_ASSERT_EQUAL(semctl(made->semaphore, 0, SETVAL, argument), 0);
    } else {
        made->posix_semaphore = sem_open(made->lock_name, O_CREAT | O_EXCL, 0600, (unsigned)value);
        CU_ASSERT_FATAL(made->posix_semaphore != SEM_FAILED);
    }
}

static int lock_value(const objects *made)
{
    int value = -1;
    if (made->posix_semaphore != NULL)
        sem_getvalue(made->posix_semaphore, &value);
    else
        value = semctl(made->semaphore, 0, GETVAL);
    return value;
}

static void end(objects *made)
{
    if (made->segment >= 0)
        shmctl(made->segment, IPC_RMID, NULL);
    if (made->semaphore >= 0)
        semctl(made->semaphore, 0, IPC_RMID);
    if (made->posix_semaphore != NULL) {
        sem_close(made->posix_semaphore);
        sem_unlink(made->lock_name);
    }
    if (made->posix_segment)
        shm_unlink(made->name);
    if (qsm_native_ipc_key_type(made->key) != POSIX) {
        unlink(made->name);
        unlink(made->lock_name);
    }
    qsm_native_ipc_key_free(made->key);
}

static qsm_segment_info inspect(const objects *made)
{
    qsm_segment_info info;
    CU_ASSERT_TRUE(qsm_segment_inspect(made->key, &info));
    CU_ASSERT_EQUAL(info.type, qsm_native_ipc_key_type(made->key));
    CU_ASSERT_STRING_EQUAL(info.native_key, made->name);
    CU_ASSERT_STRING_EQUAL(info.lock_native_key, made->lock_name);
    return info;
}

static const qsm_native_ipc_key_type_code types[] = {SYSTEM_V, POSIX};

#define FOR_EACH_TYPE(type)                                                                        \
    for (const qsm_native_ipc_key_type_code *type = types; type < types + 2; type++)

static void nothing_there(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "none");
        qsm_segment_info info = inspect(&made);
        CU_ASSERT_FALSE(info.exists);
        CU_ASSERT_FALSE(info.key_file_exists);
        CU_ASSERT_FALSE(info.lock_exists);
        CU_ASSERT_EQUAL(info.size, -1);
        CU_ASSERT_EQUAL(info.id, -1);
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
    qsm_segment_info info = inspect(&made);
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
    qsm_segment_info info = inspect(&made);
    CU_ASSERT_TRUE(info.exists);
    CU_ASSERT_TRUE(info.key_file_exists);
    CU_ASSERT_EQUAL(info.id, made.segment);
    CU_ASSERT_EQUAL(info.system_v_key, ftok(made.name, 'Q'));
    CU_ASSERT_EQUAL(info.size, SIZE);
    CU_ASSERT_EQUAL(info.attached, 0);
    CU_ASSERT_EQUAL(info.owner, geteuid());
    CU_ASSERT_EQUAL(info.mode, 0600);
    CU_ASSERT_EQUAL(info.creator_pid, getpid());
    CU_ASSERT_EQUAL(info.last_pid, getpid());
    CU_ASSERT_TRUE(info.changed > 0 && info.changed <= time(NULL));
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
    qsm_segment_info info = inspect(&made);
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
    qsm_segment_info info = inspect(&made);
    CU_ASSERT_TRUE(info.exists);
    CU_ASSERT_FALSE(info.key_file_exists);
    CU_ASSERT_EQUAL(info.system_v_key, -1);
    CU_ASSERT_EQUAL(info.id, -1);
    CU_ASSERT_EQUAL(info.size, SIZE);
    CU_ASSERT_EQUAL(info.attached, 0);
    CU_ASSERT_EQUAL(info.owner, geteuid());
    CU_ASSERT_EQUAL(info.mode, 0600);
    CU_ASSERT_EQUAL(info.creator_pid, -1);
    CU_ASSERT_TRUE(info.changed > 0 && info.changed <= time(NULL) + 1);
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
    qsm_segment_info info;
    unsigned char byte;
    static const struct {
        qsm_native_ipc_key_type_code type;
        const char *name;
        int error;
    } rows[] = {{QSM_NATIVE_IPC_KEY_WINDOWS, "x", ENOTSUP}, {0, "x", ENOTSUP}, {POSIX, "", EINVAL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(rows[i].name, rows[i].type);
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_inspect(key, &info));
        CU_ASSERT_EQUAL(errno, rows[i].error);
        CU_ASSERT_FALSE(info.exists);
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek(key, 0, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, rows[i].error);
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
        qsm_segment_info info = inspect(&made);
        CU_ASSERT_TRUE(info.exists);
        CU_ASSERT_EQUAL(info.attached, 0);
        CU_ASSERT_EQUAL(info.size, SIZE);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

static void peeking_needs_the_lock(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "held");
        make_segment(&made);
        unsigned char byte = 0xee;
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 1000, &byte, 1), 0);
        CU_ASSERT_EQUAL(errno, ENOLCK);
        CU_ASSERT_FALSE(inspect(&made).lock_exists);
        CU_ASSERT_EQUAL(access(made.lock_name, F_OK), -1);

        make_lock(&made, 0);
        static const int waits[] = {-1, 0, 30};
        for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
            errno = 0;
            CU_ASSERT_EQUAL(qsm_segment_peek(made.key, waits[i], &byte, 1), 0);
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
    CU_ASSERT_EQUAL(qsm_segment_peek(made.key, 20000, &byte, 1), 0);
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
    qsm_segment_info info;
    unsigned char byte;
    bool seen = qsm_segment_inspect(made->key, &info) && info.exists && info.size == SIZE &&
                info.owner == 0 && info.mode == 0600 && info.lock_exists && info.lock_value == -1;
    bool refused = qsm_segment_peek(made->key, 0, &byte, 1) == 0 && errno == EACCES;
    return seen && refused ? 0 : 1;
}

static void objects_of_another_user(void)
{
    if (geteuid() != 0)
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

/* ---- the list ---- */

typedef struct wanted {
    const char *name; /* "" for a segment without a file: then by id */
    int64_t id;
    const char *lock_name;
    int times;
    qsm_segment_info seen;
} wanted;

/* What a visitor is told is enough to look into the segment. */
static bool peek_into(void *context, const qsm_segment_info *info)
{
    const char *name = context;
    unsigned char bytes[SIZE];
    if (info->native_key[0] == '\0') {
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_peek_info(info, 0, bytes, SIZE), 0);
        CU_ASSERT_EQUAL(errno, ENOLCK);
    }
    if (strcmp(info->native_key, name) != 0)
        return true;
    CU_ASSERT_EQUAL(qsm_segment_peek_info(info, 1000, bytes, SIZE), SIZE);
    CU_ASSERT_TRUE(is_filled(bytes, SIZE));
    return false;
}

static void peeking_at_what_is_listed(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "both");
        make_segment(&made);
        make_lock(&made, 1);
        qsm_key_environment environment = here();
        unsigned before = CU_get_number_of_asserts();
        CU_ASSERT_TRUE(qsm_segment_list(&environment, peek_into, made.name));
        CU_ASSERT_TRUE(CU_get_number_of_asserts() >= before + 3);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

typedef struct search {
    wanted *rows;
    int count;
    int visits;
    int stop_after;
} search;

static bool check_off(void *context, const qsm_segment_info *info)
{
    search *find = context;
    find->visits++;
    for (int i = 0; i < find->count; i++) {
        wanted *row = &find->rows[i];
        bool matches = strcmp(row->name, info->native_key) == 0 &&
                       (row->id < 0 || row->id == info->id) &&
                       strcmp(row->lock_name, info->lock_native_key) == 0;
        if (matches) {
            row->times++;
            row->seen = *info;
        }
    }
    return find->visits != find->stop_after;
}

static const char *in_base(const char *name)
{
    static char paths[8][PATH_MAX];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, PATH_MAX, "%s/%s", base, name);
    return path;
}

static void listing_finds_every_kind(void)
{
    objects plain = begin(SYSTEM_V, "plain");
    make_segment(&plain);
    make_lock(&plain, 1);
    objects stale_file = begin(SYSTEM_V, "stale");
    touch(stale_file.name);
    objects posix = begin(POSIX, "listed");
    make_segment(&posix);

    /* Qt 5.6 - 5.8: the same form of name, another id. */
    const char *hashed = in_base("qipc_sharedmemory_hashed0123");
    const char *portable = in_base("qipc_sharedmemory_portable0123");
    int hashed_id = (int)(qsm_hash_crc32c(hashed) & 0xff);
    int portable_id = (int)(qsm_hash_portable(portable) & 0xff);
    int hashed_segment = make_system_v_segment(hashed, hashed_id);
    int portable_segment = make_system_v_segment(portable, portable_id);

    /* A native key of Qt 6.6 in the runtime directory; a file that leads to nothing. */
    const char *safe = in_base("safe");
    int safe_segment = make_system_v_segment(safe, 'Q');
    touch(in_base("other"));

    /* A segment whose file is not known, and one that has nothing of Qt. */
    key_t odd_key = (key_t)(0x51000000U | ((uint32_t)getpid() & 0xffffffU));
    int odd = shmget(odd_key, 100, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(odd >= 0);
    int foreign = shmget(IPC_PRIVATE, 100, 0600);
    CU_ASSERT_FATAL(foreign >= 0);

    /* POSIX: a native key has a semaphore of its name; without one it is not Qt's. */
    char native[64];
    char alone[64];
    snprintf(native, sizeof native, "/qsm_test_native%ld", (long)getpid());
    snprintf(alone, sizeof alone, "/qsm_test_alone%ld", (long)getpid());
    close(shm_open(native, O_CREAT | O_EXCL | O_RDWR, 0600));
    close(shm_open(alone, O_CREAT | O_EXCL | O_RDWR, 0600));
    sem_t *native_lock = sem_open(native, O_CREAT | O_EXCL, 0600, 0);

    wanted rows[] = {
        {.name = plain.name, .id = plain.segment, .lock_name = plain.lock_name},
        {.name = stale_file.name, .id = -1, .lock_name = stale_file.lock_name},
        {.name = posix.name, .id = -1, .lock_name = posix.lock_name},
        {.name = hashed, .id = hashed_segment, .lock_name = in_base("qipc_systemsem_hashed0123")},
        {.name = portable,
         .id = portable_segment,
         .lock_name = in_base("qipc_systemsem_portable0123")},
        {.name = safe, .id = safe_segment, .lock_name = safe},
        {.name = "", .id = odd, .lock_name = ""},
        {.name = native, .id = -1, .lock_name = native},
        /* not to be found */
        {.name = alone, .id = -1, .lock_name = alone},
        {.name = in_base("other"), .id = -1, .lock_name = in_base("other")},
        {.name = "", .id = foreign, .lock_name = ""},
        {.name = "", .id = plain.segment, .lock_name = ""},
    };
    enum { ROWS = sizeof rows / sizeof rows[0], FOUND = 8 };
    search find = {.rows = rows, .count = ROWS};
    qsm_key_environment environment = here();
    int before = qsm_open_descriptors();
    CU_ASSERT_TRUE(qsm_segment_list(&environment, check_off, &find));
    CU_ASSERT_EQUAL(qsm_open_descriptors(), before);
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].times != (i < FOUND ? 1 : 0))
            fprintf(stderr, "row %d was seen %d times\n", i, rows[i].times);
        CU_ASSERT_EQUAL(rows[i].times, i < FOUND ? 1 : 0);
    }
    CU_ASSERT_EQUAL(rows[0].seen.lock_value, 1);
    CU_ASSERT_EQUAL(rows[0].seen.size, SIZE);
    CU_ASSERT_EQUAL(rows[0].seen.type, SYSTEM_V);
    CU_ASSERT_FALSE(rows[1].seen.exists);
    CU_ASSERT_TRUE(rows[1].seen.key_file_exists);
    CU_ASSERT_EQUAL(rows[2].seen.type, POSIX);
    CU_ASSERT_EQUAL(rows[3].seen.type, hashed_id != 0 ? hashed_id : SYSTEM_V);
    CU_ASSERT_EQUAL(rows[4].seen.type, portable_id != 0 ? portable_id : SYSTEM_V);
    CU_ASSERT_EQUAL(rows[6].seen.system_v_key, odd_key);
    CU_ASSERT_EQUAL(rows[6].seen.size, 100);
    CU_ASSERT_EQUAL(rows[7].seen.lock_value, 0);

    CU_ASSERT_EQUAL(rows[3].seen.ftok_id, hashed_id);
    CU_ASSERT_EQUAL(rows[4].seen.ftok_id, portable_id);
    CU_ASSERT_EQUAL(rows[4].seen.lock_ftok_id, (int)(qsm_hash_portable(rows[4].lock_name) & 0xff));

    int all = find.visits;
    for (int stop = 1; stop < all; stop++) {
        find = (search){.stop_after = stop};
        CU_ASSERT_TRUE(qsm_segment_list(&environment, check_off, &find));
        CU_ASSERT_EQUAL(find.visits, stop);
    }

    int ids[] = {hashed_segment, portable_segment, safe_segment, odd, foreign};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        shmctl(ids[i], IPC_RMID, NULL);
    sem_close(native_lock);
    sem_unlink(native);
    shm_unlink(native);
    shm_unlink(alone);
    unlink(hashed);
    unlink(portable);
    unlink(safe);
    unlink(in_base("other"));
    end(&plain);
    end(&stale_file);
    end(&posix);
}

static void listing_makes_no_directory(void)
{
    char runtime[PATH_MAX];
    snprintf(runtime, sizeof runtime, "%s/run", base);
    setenv("XDG_RUNTIME_DIR", runtime, 1);
    setenv("TMPDIR", base, 1);
    search find = {0};
    CU_ASSERT_TRUE(qsm_segment_list(NULL, check_off, &find));
    CU_ASSERT_EQUAL(rmdir(runtime), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
}

static void prepare(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(base));
}

static void clear_away(void)
{
    CU_ASSERT_EQUAL(rmdir(base), 0);
}

QSM_SUITE("inspection", {"(a directory for this test)", prepare}, {"nothing there", nothing_there},
          {"a key file alone", a_key_file_alone}, {"a System V segment", a_system_v_segment},
          {"a System V lock", a_system_v_lock}, {"a POSIX segment", a_posix_segment},
          {"keys that cannot be asked about", keys_that_cannot_be_asked_about},
          {"peeking changes nothing", peeking_copies_and_changes_nothing},
          {"peeking needs the lock", peeking_needs_the_lock},
          {"peeking at nothing", peeking_at_nothing},
          {"a lock removed while waiting", a_lock_removed_while_waiting},
          {"objects of another user", objects_of_another_user},
          {"listing finds every kind", listing_finds_every_kind},
          {"peeking at what is listed", peeking_at_what_is_listed},
          {"listing makes no directory", listing_makes_no_directory},
          {"(and it is gone)", clear_away})
