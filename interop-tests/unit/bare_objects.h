/* SPDX-License-Identifier: MIT */
/*
 * Segments and locks made with bare system calls, for tests of inspection, below a directory that
 * prepare() makes and clear_away() removes.
 */
#ifndef QSM_UNIT_BARE_OBJECTS_H
#define QSM_UNIT_BARE_OBJECTS_H

#include "suite.h"

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
#include <unistd.h>

#include <qsm/inspect.h>
#include <qsm/shared_memory.h>

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

/* All that a segment info tells, each by its own call. */
typedef struct report {
    qsm_native_ipc_key_type_code type;
    char native_key[PATH_MAX];
    int64_t system_v_key;
    int64_t shmid;
    int32_t ftok_id;
    bool exists;
    bool key_file_exists;
    int64_t size;
    int64_t attached;
    int64_t owner;
    int32_t mode;
    int64_t creator_pid;
    int64_t last_pid;
    int64_t change_time;
    char lock_native_key[PATH_MAX];
    int32_t lock_ftok_id;
    bool lock_exists;
    int64_t lock_value;
    int64_t lock_last_pid;
    int64_t lock_waiters;
    int64_t lock_users;
    int64_t lock_holder_pid;
    qsm_lock_state lock_state;
} report;

static inline report report_of(const qsm_segment_info *info)
{
    report made = {.type = qsm_segment_info_type(info),
                   .system_v_key = qsm_segment_info_system_v_key(info),
                   .shmid = qsm_segment_info_shmid(info),
                   .ftok_id = qsm_segment_info_ftok_id(info),
                   .exists = qsm_segment_info_exists(info),
                   .key_file_exists = qsm_segment_info_key_file_exists(info),
                   .size = qsm_segment_info_size(info),
                   .attached = qsm_segment_info_attached(info),
                   .owner = qsm_segment_info_owner(info),
                   .mode = qsm_segment_info_mode(info),
                   .creator_pid = qsm_segment_info_creator_pid(info),
                   .last_pid = qsm_segment_info_last_pid(info),
                   .change_time = qsm_segment_info_change_time(info),
                   .lock_ftok_id = qsm_segment_info_lock_ftok_id(info),
                   .lock_exists = qsm_segment_info_lock_exists(info),
                   .lock_value = qsm_segment_info_lock_value(info),
                   .lock_last_pid = qsm_segment_info_lock_last_pid(info),
                   .lock_waiters = qsm_segment_info_lock_waiters(info),
                   .lock_users = qsm_segment_info_lock_users(info),
                   .lock_holder_pid = qsm_segment_info_lock_holder_pid(info),
                   .lock_state = qsm_segment_info_lock_state(info)};
    snprintf(made.native_key, PATH_MAX, "%s", qsm_segment_info_native_key(info));
    snprintf(made.lock_native_key, PATH_MAX, "%s", qsm_segment_info_lock_native_key(info));
    return made;
}

static inline report look_at(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(info);
    report made = report_of(info);
    qsm_segment_info_free(info);
    return made;
}

static inline qsm_key_environment here(void)
{
    return (qsm_key_environment){
        .size = sizeof(qsm_key_environment), .temp_path = base, .runtime_path = base};
}

static inline objects begin(qsm_native_ipc_key_type_code type, const char *what)
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

static inline void touch(const char *name)
{
    int descriptor = open(name, O_CREAT | O_WRONLY, 0640);
    CU_ASSERT_FATAL(descriptor >= 0);
    close(descriptor);
}

static inline void fill(unsigned char *memory)
{
    for (int i = 0; i < SIZE; i++)
        memory[i] = (unsigned char)(i * 7 + 1);
}

static inline bool is_filled(const unsigned char *memory, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (memory[i] != (unsigned char)(i * 7 + 1))
            return false;
    }
    return true;
}

static inline int make_system_v_segment(const char *file, int id)
{
    touch(file);
    int segment = shmget(ftok(file, id), SIZE, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(segment >= 0);
    return segment;
}

static inline void make_segment(objects *made)
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
    struct semid_ds *buf; /* its size decides where val travels on big-endian processors */
};

static inline void make_lock(objects *made, int value)
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

static inline int lock_value(const objects *made)
{
    int value = -1;
    if (made->posix_semaphore != NULL)
        sem_getvalue(made->posix_semaphore, &value);
    else
        value = semctl(made->semaphore, 0, GETVAL);
    return value;
}

static inline void end(objects *made)
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

static const qsm_native_ipc_key_type_code types[] = {SYSTEM_V, POSIX};

#define FOR_EACH_TYPE(type)                                                                        \
    for (const qsm_native_ipc_key_type_code *type = types; type < types + 2; type++)

static inline void prepare(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(base));
}

static inline void clear_away(void)
{
    CU_ASSERT_EQUAL(rmdir(base), 0);
}

#endif
