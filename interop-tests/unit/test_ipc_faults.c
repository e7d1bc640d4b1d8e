/* SPDX-License-Identifier: MIT */
/*
 * Every system call and allocation that makes or takes something fails once in turn, by link-time
 * wrapping (CMakeLists.txt). Whatever fails: the call says so with an error, the segment does not
 * stay, the lock is not left taken, and the next try without a fault works.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

/* The call that is to fail, counted from 1; 0: none. */
static int fails_at;
static int calls;
static int fails_with;
static const char *failed;

static bool fails(const char *name)
{
    if (fails_at == 0 || ++calls != fails_at)
        return false;
    failed = name;
    errno = fails_with;
    return true;
}

/* With glibc the calls for large files have names of their own. */
#if !defined(__GLIBC__)
#undef stat64
#undef fstat64
#undef ftruncate64
#undef mmap64
#define stat64 stat
#define fstat64 fstat
#define ftruncate64 ftruncate
#define mmap64 mmap
#define __real_open64 __real_open
#define __wrap_open64 __wrap_open
#endif

#define WRAP(type, name, parameters, arguments, failure)                                           \
    WRAP_NAMED(type, name, parameters, arguments, failure)
#define WRAP_NAMED(type, name, parameters, arguments, failure)                                     \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(#name) ? (failure) : __real_##name arguments;                                 \
    }

// clang-format off
WRAP(void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(char *, strdup, (const char *text), (text), NULL)
WRAP(int, stat64, (const char *path, struct stat *status), (path, status), -1)
WRAP(key_t, ftok, (const char *path, int project), (path, project), -1)
WRAP(int, shmget, (key_t key, size_t size, int flags), (key, size, flags), -1)
WRAP(void *, shmat, (int id, const void *where, int flags), (id, where, flags), (void *)-1)
WRAP(int, semget, (key_t key, int count, int flags), (key, count, flags), -1)
WRAP(int, shm_open, (const char *name, int flags, mode_t mode), (name, flags, mode), -1)
WRAP(int, ftruncate64, (int fd, off_t size), (fd, size), -1)
WRAP(int, fstat64, (int fd, struct stat *status), (fd, status), -1)
WRAP(void *, mmap64, (void *where, size_t size, int prot, int flags, int fd, off_t offset),
     (where, size, prot, flags, fd, offset), (void *)-1)
WRAP(int, sem_trywait, (sem_t *semaphore), (semaphore), -1)
// clang-format on

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails("open64") ? -1 : __real_open64(path, flags, mode);
}

sem_t *__real_sem_open(const char *name, int flags, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    unsigned value = (flags & O_CREAT) != 0 ? va_arg(rest, unsigned) : 0;
    va_end(rest);
    return fails("sem_open") ? SEM_FAILED : __real_sem_open(name, flags, mode, value);
}

/* Removing and giving back succeed: of their failure nothing better can come. */
int __real_shmctl(int id, int command, struct shmid_ds *status);
int __wrap_shmctl(int id, int command, struct shmid_ds *status);
int __wrap_shmctl(int id, int command, struct shmid_ds *status)
{
    return command == IPC_STAT && fails("shmctl") ? -1 : __real_shmctl(id, command, status);
}

int __real_semctl(int id, int number, int command, ...);
int __wrap_semctl(int id, int number, int command, ...);
int __wrap_semctl(int id, int number, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    union test_semun argument = {.val = 0};
    if (command == SETVAL || command == IPC_STAT)
        argument = va_arg(rest, union test_semun);
    va_end(rest);
    return command == SETVAL && fails("semctl") ? -1 : __real_semctl(id, number, command, argument);
}

int __real_semop(int id, struct sembuf *operations, size_t count);
int __wrap_semop(int id, struct sembuf *operations, size_t count);
int __wrap_semop(int id, struct sembuf *operations, size_t count)
{
    return operations[0].sem_op < 0 && fails("semop") ? -1 : __real_semop(id, operations, count);
}

/* A call that fails says why. */
static bool told(bool result, const qsm_shared_memory *memory)
{
    if (!result && fails_at > 0 && failed != NULL)
        CU_ASSERT_TRUE(qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_NO_ERROR &&
                       qsm_shared_memory_error_string(memory)[0] != '\0');
    return result;
}

static bool use(qsm_shared_memory *memory, qsm_shared_memory *other)
{
    bool good = told(qsm_shared_memory_create_replacing_stale(memory, 100, RW), memory);
    if (!good)
        return false;
    CU_ASSERT_EQUAL(qsm_shared_memory_size(memory), 100);
    memset(qsm_shared_memory_data(memory), 1, 100);
    good = told(qsm_shared_memory_attach(other, RW), other);
    if (good)
        CU_ASSERT_EQUAL(*(char *)qsm_shared_memory_data(other), 1);
    good = told(qsm_shared_memory_lock(memory), memory) && good;
    if (qsm_shared_memory_is_locked(memory))
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(memory));
    if (qsm_shared_memory_is_attached(other))
        good = told(qsm_shared_memory_detach(other), other) && good;
    good = told(qsm_shared_memory_open_or_create(other, 10, RW, NULL), other) && good;
    good = told(qsm_shared_memory_detach(memory), memory) && good;
    return good;
}

static bool run(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = memory != NULL ? qsm_shared_memory_new_native(key) : NULL;
    bool good = other != NULL && use(memory, other);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(memory);
    return good;
}

/*
 * Runs with the n-th call failing, for each n until there are no more calls. A segment may be left
 * when the fault kept the last one from getting the lock or from asking who is attached: it is
 * stale then, and the next run replaces it.
 */
static void fail_each(const ipc_kind *kind, const qsm_native_ipc_key *key, int error)
{
    failed = "";
    for (int n = 1; failed != NULL && n < 1000; n++) {
        calls = 0;
        failed = NULL;
        fails_with = error;
        fails_at = n;
        bool good = run(key);
        fails_at = 0;
        CU_ASSERT_TRUE(good || failed != NULL);
        CU_ASSERT_NOT_EQUAL(lock_value(key), 0);
        CU_ASSERT_TRUE(lock_value(key) <= 1);
        CU_ASSERT_TRUE(run(key));
        if (!is_system_v(kind))
            shm_unlink(qsm_native_ipc_key_native_key(key));
        CU_ASSERT_PTR_NULL(strstr(leftovers(key), "segment"));
        sweep(key);
    }
    CU_ASSERT_PTR_NULL(failed); /* there was an end of calls */
}

static void test_each_call(void)
{
    static const int errors[] = {ENOMEM, EACCES, ENOSPC, EIO};
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "f");
        for (size_t j = 0; j < sizeof errors / sizeof errors[0]; j++)
            fail_each(&ipc_kinds[i], key, errors[j]);
        qsm_native_ipc_key_free(key);
    }
}

/* A semaphore object is made, also without memory for its name, or not at all. */
static void test_semaphore_objects(void)
{
    for (int n = 1; n < 100; n++) {
        calls = 0;
        failed = NULL;
        fails_with = ENOMEM;
        fails_at = n;
        qsm_system_semaphore *one = qsm_system_semaphore_new_key("qsm fault", 1, 0);
        bool good = one != NULL && qsm_system_semaphore_set_key(one, "qsm other fault", 1, 0) &&
                    qsm_system_semaphore_acquire(one) && qsm_system_semaphore_release(one, 1);
        bool says =
            one == NULL || good || qsm_system_semaphore_error(one) != QSM_SYSTEM_SEMAPHORE_NO_ERROR;
        fails_at = 0;
        CU_ASSERT_TRUE(says);
        qsm_system_semaphore_free(one);
        if (failed == NULL) {
            CU_ASSERT_TRUE(good);
            return;
        }
        /* What a failed look at the key file kept from being removed. */
        one = qsm_system_semaphore_new_key("qsm fault", 1, QSM_SYSTEM_SEMAPHORE_CREATE);
        qsm_system_semaphore_free(one);
        one = qsm_system_semaphore_new_key("qsm other fault", 1, QSM_SYSTEM_SEMAPHORE_CREATE);
        CU_ASSERT_TRUE(qsm_system_semaphore_try_acquire(one));
        qsm_system_semaphore_free(one);
    }
    CU_FAIL("there is no end of calls");
}

QSM_SUITE("IPC faults", {"each call fails once", test_each_call},
          {"semaphore objects", test_semaphore_objects}, )
