/* SPDX-License-Identifier: MIT */
/* Every public function of qsm/shared_memory.h in one process, on both back ends alike. */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "clock.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE
#define RO QSM_SHARED_MEMORY_READ_ONLY
#define ERROR(object, code, text)                                                                  \
    do {                                                                                           \
        CU_ASSERT_EQUAL(qsm_shared_memory_error(object), code);                                    \
        CU_ASSERT_STRING_EQUAL(qsm_shared_memory_error_string(object), text);                      \
    } while (0)

/* Runs a test for each kind with a fresh key, and wants nothing left of it. */
static void each_kind(void (*test)(const ipc_kind *kind, const qsm_native_ipc_key *key))
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "a");
        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        test(&ipc_kinds[i], key);
        if (!is_system_v(&ipc_kinds[i])) /* Qt never removes a POSIX segment */
            shm_unlink(qsm_native_ipc_key_native_key(key));
        if (leftovers(key)[0] != '\0')
            fprintf(stderr, "%s left %s\n", ipc_kinds[i].name, leftovers(key));
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void create_one(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_PTR_NULL(qsm_shared_memory_data(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 5001, RW));
    ERROR(one, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 5001);
    char *data = qsm_shared_memory_data(one);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_PTR_EQUAL(qsm_shared_memory_const_data(one), data);
    CU_ASSERT_EQUAL(data[0] | data[5000], 0);
    memcpy(data, "hello", 6);

    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RO));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 5001);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(other), "hello");
    CU_ASSERT_FALSE(qsm_shared_memory_attach(other, RO));
    ERROR(other, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_FALSE(qsm_shared_memory_detach(one));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(other), "hello");
    CU_ASSERT_TRUE(qsm_shared_memory_attach(one, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

static void refuse_create(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    bool system_v = is_system_v(kind);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    const char *less = "QSharedMemory::create: create size is less then 0";
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 0, RW));
    ERROR(one, QSM_SHARED_MEMORY_INVALID_SIZE, less);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, -1, RW));
    ERROR(one, QSM_SHARED_MEMORY_INVALID_SIZE, less);
    CU_ASSERT_FALSE(qsm_shared_memory_create_replacing_stale(one, 0, RW));
    ERROR(one, QSM_SHARED_MEMORY_INVALID_SIZE, less);
    CU_ASSERT_FALSE(qsm_shared_memory_open_or_create(one, 0, RW, NULL));
    ERROR(one, QSM_SHARED_MEMORY_INVALID_SIZE, less);
    if (sizeof(void *) > 4) { /* half of a small address space can be had */
        CU_ASSERT_FALSE(qsm_shared_memory_create(one, PTRDIFF_MAX, RW));
        if (getenv("QSM_TEST_WRAPPER") == NULL) /* valgrind's mmap fails with another errno */
            CU_ASSERT_EQUAL(qsm_shared_memory_error(one), QSM_SHARED_MEMORY_OUT_OF_RESOURCES);
        CU_ASSERT_NOT_EQUAL(qsm_shared_memory_error(one), QSM_SHARED_MEMORY_NO_ERROR);
        CU_ASSERT_STRING_EQUAL(leftovers(key), system_v ? "lock files " : "lock ");
    }

    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 10, RW));
    const char *there = system_v ? "QSharedMemory::create: already exists"
                                 : "QSharedMemory::attach (shm_open): already exists";
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_create(other, 10, RW));
    ERROR(other, QSM_SHARED_MEMORY_ALREADY_EXISTS, there);
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(other));

    /* On an attached object: the mapping stays as it is. */
    void *data = qsm_shared_memory_data(one);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 20, RW));
    ERROR(one, QSM_SHARED_MEMORY_ALREADY_EXISTS, there);
    CU_ASSERT_PTR_EQUAL(qsm_shared_memory_data(one), data);
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 10);
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

static void refuse_attach(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    bool same_file = is_system_v(kind) && !kind->legacy;
    const char *missing = same_file           ? "QSharedMemory::attach (shmget): doesn't exist"
                          : is_system_v(kind) ? "QSharedMemory::handle: doesn't exist"
                                              : "QSharedMemory::attach (shm_open): doesn't exist";
    CU_ASSERT_FALSE(qsm_shared_memory_attach(one, RW));
    ERROR(one, QSM_SHARED_MEMORY_NOT_FOUND, missing);
    /* The lock has its key now, and the error stays. */
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(one));
    ERROR(one, QSM_SHARED_MEMORY_NOT_FOUND, missing);
    /* The next one that gets as far as its lock clears it. */
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    ERROR(one, QSM_SHARED_MEMORY_NO_ERROR, "");
    qsm_shared_memory_free(one);
}

static void read_only(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 4, RO));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW)); /* only the mapping is read-only */
    memcpy(qsm_shared_memory_data(other), "ro", 3);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(one), "ro");
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        *(volatile char *)qsm_shared_memory_data(one) = 'x';
        _exit(0);
    }
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_const_data(one), "ro");
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

static void lock_one(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_lock(one)); /* the lock has no key before the first create */
    ERROR(one, QSM_SHARED_MEMORY_LOCK_ERROR, "QSharedMemory::lock: unable to lock");
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(other));
    ERROR(other, QSM_SHARED_MEMORY_LOCK_ERROR, "QSharedMemory::lock: unable to lock");
    CU_ASSERT_FALSE(qsm_shared_memory_unlock(one));

    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW));
    CU_ASSERT_FALSE(qsm_shared_memory_unlock(one));
    ERROR(one, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_FALSE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_try_lock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_EQUAL(lock_value(key), 0);

    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(other));
    CU_ASSERT_FALSE(qsm_shared_memory_lock_for(other, 0));
    int64_t begin = now_ms();
    CU_ASSERT_FALSE(qsm_shared_memory_lock_for(other, 50));
    CU_ASSERT_TRUE(now_ms() - begin >= 49);
    ERROR(other, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_FALSE(qsm_shared_memory_is_locked(other));

    CU_ASSERT_TRUE(qsm_shared_memory_unlock(one)); /* no count is kept */
    CU_ASSERT_EQUAL(lock_value(key), 1);
    CU_ASSERT_FALSE(qsm_shared_memory_unlock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_lock_for(other, 1000));
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(one));
    qsm_shared_memory_free(other); /* gives the lock back */
    CU_ASSERT_EQUAL(lock_value(key), 1);
    CU_ASSERT_TRUE(qsm_shared_memory_try_lock(one));
    qsm_shared_memory_free(one);
}

/* Qt's create, attach and detach give away a lock that the caller holds. */
static void keep_lock(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_FALSE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    CU_ASSERT_FALSE(qsm_shared_memory_unlock(one));
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_attach(one, RW), !is_system_v(kind));
    CU_ASSERT_TRUE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_EQUAL(lock_value(key), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(one));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(one);
}

static void open_or_create(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    bool created = false;
    CU_ASSERT_TRUE(qsm_shared_memory_open_or_create(one, 100, RW, &created));
    CU_ASSERT_TRUE(created);
    ERROR(one, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_open_or_create(other, 7000, RW, &created));
    CU_ASSERT_FALSE(created);
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 100);
    CU_ASSERT_FALSE(qsm_shared_memory_open_or_create(other, 7000, RW, &created));
    CU_ASSERT_FALSE(created);
    ERROR(other, QSM_SHARED_MEMORY_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));
    CU_ASSERT_TRUE(qsm_shared_memory_open_or_create(other, 1, RW, NULL));
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

/* Leaves a segment of 64 bytes behind as a process does that is killed. */
static void leave_stale(const qsm_native_ipc_key *key)
{
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *gone = qsm_shared_memory_new_native(key);
        bool created = qsm_shared_memory_create(gone, 64, RW);
        if (created) {
            memcpy(qsm_shared_memory_data(gone), "old", 4);
            raise(SIGKILL);
        }
        _exit(1);
    }
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void replace_stale(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    bool removed = true;
    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(one, &removed));
    CU_ASSERT_FALSE(removed);
    leave_stale(key);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 32, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_create_replacing_stale(one, 32, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 32);
    CU_ASSERT_EQUAL(*(const char *)qsm_shared_memory_const_data(one), 0);

    /* One in use stays: asked by a stranger, asked by its user. */
    CU_ASSERT_FALSE(qsm_shared_memory_create_replacing_stale(other, 16, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(other), QSM_SHARED_MEMORY_ALREADY_EXISTS);
    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(other, &removed));
    CU_ASSERT_FALSE(removed);
    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(one, &removed));
    CU_ASSERT_FALSE(removed);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RO)); /* a reader is a user, too */
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(one, &removed));
    CU_ASSERT_FALSE(removed);
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 32);
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));

    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(one, &removed));
    CU_ASSERT_EQUAL(removed, !is_system_v(kind)); /* System V: gone with the last one */
    leave_stale(key);
    CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(one, NULL));
    CU_ASSERT_PTR_NULL(strstr(leftovers(key), "segment"));
    CU_ASSERT_EQUAL(lock_value(key), 1);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
}

static void change_key(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *second = make_key(kind, "b");
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(qsm_shared_memory_native_ipc_key(one), key));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(one), qsm_native_ipc_key_native_key(key));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(one), qsm_native_ipc_key_legacy_key(key));
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_set_native_ipc_key(one, second));
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(qsm_shared_memory_native_ipc_key(one), second));
    /* Until the next create or attach the lock is the old one. */
    CU_ASSERT_TRUE(qsm_shared_memory_lock(one));
    CU_ASSERT_EQUAL(lock_value(key), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_FALSE(qsm_shared_memory_is_locked(one));
    CU_ASSERT_PTR_NULL(strstr(leftovers(key), "lock"));
    CU_ASSERT_EQUAL(lock_value(second), 1);

    /* What cannot be a key changes nothing. */
    CU_ASSERT_FALSE(qsm_shared_memory_set_native_key(one, "x", QSM_NATIVE_IPC_KEY_WINDOWS));
    ERROR(one, QSM_SHARED_MEMORY_KEY_ERROR, "QSharedMemory::setNativeKey: unsupported key type");
    CU_ASSERT_FALSE(qsm_shared_memory_set_native_key(one, "\xff", kind->type));
    CU_ASSERT_FALSE(qsm_shared_memory_set_key(one, "\xc0\x80"));
    ERROR(one, QSM_SHARED_MEMORY_KEY_ERROR, "QSharedMemory::setKey: key is not valid UTF-8");
    CU_ASSERT_TRUE(qsm_shared_memory_is_attached(one));
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(qsm_shared_memory_native_ipc_key(one), second));

    CU_ASSERT_TRUE(qsm_shared_memory_set_key(one, "qsm key"));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(one), "qsm key");
    CU_ASSERT_EQUAL(qsm_native_ipc_key_type(qsm_shared_memory_native_ipc_key(one)),
                    qsm_native_ipc_key_legacy_default_type_for_os());
    CU_ASSERT_TRUE(qsm_shared_memory_set_native_key(one, "/qsm native", kind->type));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(one), "");
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(one), "/qsm native");
    CU_ASSERT_TRUE(qsm_shared_memory_set_key(one, ""));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(one), "");
    qsm_shared_memory_free(one);
    if (!is_system_v(kind))
        shm_unlink(qsm_native_ipc_key_native_key(second));
    CU_ASSERT_STRING_EQUAL(leftovers(second), "");
    qsm_native_ipc_key_free(second);
}

#define EACH_KIND(name)                                                                            \
    static void test_##name(void)                                                                  \
    {                                                                                              \
        each_kind(name);                                                                           \
    }
// clang-format off
EACH_KIND(create_one)
EACH_KIND(refuse_create)
EACH_KIND(refuse_attach)
EACH_KIND(read_only)
EACH_KIND(lock_one)
EACH_KIND(keep_lock)
EACH_KIND(open_or_create)
EACH_KIND(replace_stale)
EACH_KIND(change_key)
// clang-format on

#define UNABLE "QSharedMemoryPrivate::initKey: unable to set key on lock "

static void refuse_both(qsm_shared_memory *one, qsm_shared_memory_error_code code, const char *text)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(one);
    CU_ASSERT_FALSE(qsm_shared_memory_attach(one, RW));
    ERROR(one, code, text);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 1, RW));
    ERROR(one, code, text);
    CU_ASSERT_FALSE(qsm_shared_memory_open_or_create(one, 1, RW, NULL));
    CU_ASSERT_FALSE(qsm_shared_memory_create_replacing_stale(one, 1, RW));
    CU_ASSERT_FALSE(qsm_shared_memory_remove_stale(one, NULL));
    ERROR(one, code, text);
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(one));
}

/* What sem_open() says to a long name: EINVAL with glibc before 2.41, then ENAMETOOLONG. */
static int error_of_long_name(const char *name)
{
    sem_t *none = sem_open(name, 0);
    CU_ASSERT_PTR_EQUAL(none, SEM_FAILED);
    CU_ASSERT_TRUE(errno == EINVAL || errno == ENAMETOOLONG);
    return errno;
}

/* The key and what both create and attach say of it. */
static void test_bad_keys(void)
{
    char long_name[400] = "/";
    memset(long_name + 1, 'a', 300);
    bool too_long = error_of_long_name(long_name) == ENAMETOOLONG;
    const struct {
        const char *native_key; /* NULL: the long one */
        qsm_native_ipc_key_type_code type;
        qsm_shared_memory_error_code code;
        const char *text;
    } bad[] = {
        {"", 0x100, QSM_SHARED_MEMORY_KEY_ERROR, UNABLE "(QSystemSemaphore::handle: key is empty)"},
        {"", 0x51, QSM_SHARED_MEMORY_KEY_ERROR, UNABLE "(QSystemSemaphore::handle:: key is empty)"},
        {"/no such folder/file", 0x51, QSM_SHARED_MEMORY_KEY_ERROR,
         UNABLE "(QSystemSemaphore::handle:: unable to make key)"},
        {NULL, 0x51, QSM_SHARED_MEMORY_KEY_ERROR,
         UNABLE "(QSystemSemaphore::handle:: unable to make key)"},
        {NULL, 0x100, too_long ? QSM_SHARED_MEMORY_KEY_ERROR : QSM_SHARED_MEMORY_UNKNOWN_ERROR,
         too_long ? UNABLE "(QSystemSemaphore::handle: key too long)"
                  : UNABLE "(QSystemSemaphore::handle: unknown error: Invalid argument)"},
        {"/a/b", 0x100, QSM_SHARED_MEMORY_UNKNOWN_ERROR,
         UNABLE "(QSystemSemaphore::handle: unknown error: Invalid argument)"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *name = bad[i].native_key != NULL ? bad[i].native_key : long_name;
        if (QSM_SHARED_NAMES && bad[i].type == 0x100 && name[0] != '\0')
            continue; /* refused already for having one name for both */
        qsm_shared_memory *one = qsm_shared_memory_new();
        CU_ASSERT_TRUE(qsm_shared_memory_set_native_key(one, name, bad[i].type));
        refuse_both(one, bad[i].code, bad[i].text);
        qsm_shared_memory_free(one);
    }
    qsm_shared_memory *none = qsm_shared_memory_new();
    refuse_both(none, QSM_SHARED_MEMORY_KEY_ERROR,
                UNABLE "(QSystemSemaphore::handle: key is empty)");
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(none), "");
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(none), "");
    qsm_shared_memory_free(none);
    qsm_shared_memory *invalid = qsm_shared_memory_new_key("\xed\xa0\x80");
    ERROR(invalid, QSM_SHARED_MEMORY_KEY_ERROR, "QSharedMemory::setKey: key is not valid UTF-8");
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(invalid), "");
    qsm_shared_memory_free(invalid);
    qsm_native_ipc_key *windows = qsm_native_ipc_key_new_native("x", QSM_NATIVE_IPC_KEY_WINDOWS);
    qsm_shared_memory *other_host = qsm_shared_memory_new_native(windows);
    refuse_both(other_host, QSM_SHARED_MEMORY_KEY_ERROR,
                "QSharedMemory::setNativeKey: unsupported key type");
    CU_ASSERT_FALSE(qsm_shared_memory_lock(other_host));
    qsm_shared_memory_free(other_host);
    qsm_native_ipc_key_free(windows);
    qsm_shared_memory_free(NULL);
}

/* POSIX names of this length have room for the segment, not for "sem." and the lock. */
/* A segment larger than /dev/shm is refused, instead of ending the writer with SIGBUS later. */
static void test_full_memory_folder(void)
{
    struct statvfs folder;
    qsm_native_ipc_key *key = make_key(&ipc_kinds[IPC_KINDS - 1], "full");
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_FATAL(statvfs("/dev/shm", &folder) == 0 && folder.f_blocks > 0);
    uint64_t room = (uint64_t)folder.f_blocks * folder.f_frsize;
    if (room >= PTRDIFF_MAX || is_system_v(&ipc_kinds[IPC_KINDS - 1])) {
        CU_PASS("pointers of 32 bits, or a build without such segments");
        qsm_shared_memory_free(one);
        qsm_native_ipc_key_free(key);
        return;
    }
    ptrdiff_t size = (ptrdiff_t)room + 1;
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, size, RW));
    ERROR(one, QSM_SHARED_MEMORY_OUT_OF_RESOURCES,
          "QSharedMemory::create (ftruncate): out of resources");
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(one));
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

static void test_segment_name_too_long_for_its_lock(void)
{
    char name[300] = "/";
    memset(name + 1, 'b', 252);
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_native(name, QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 1, RW));
    if (!QSM_SHARED_NAMES)
        ERROR(one, QSM_SHARED_MEMORY_KEY_ERROR, UNABLE "(QSystemSemaphore::handle: key too long)");
    qsm_shared_memory_free(one);
    qsm_native_ipc_key_free(key);
}

/* With musl the lock would be the segment: refused, and a stranger's segment stays as it is. */
static void test_one_name_for_both(void)
{
    char name[64];
    char byte = 'x';
    snprintf(name, sizeof name, "/qsmboth%ld", (long)getpid());
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_native(name, QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    int file = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    CU_ASSERT_EQUAL(write(file, "1234", 4), 4);
    CU_ASSERT_EQUAL(qsm_shared_memory_attach(one, RW), !QSM_SHARED_NAMES);
    if (QSM_SHARED_NAMES) {
        CU_ASSERT_EQUAL(qsm_shared_memory_error(one), QSM_SHARED_MEMORY_KEY_ERROR);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_shared_memory_error_string(one), "one name"));
    }
    CU_ASSERT_EQUAL(pread(file, &byte, 1, 0), 1);
    CU_ASSERT_EQUAL(byte, '1');
    close(file);
    qsm_shared_memory_free(one);
    shm_unlink(name);
    sem_unlink(name); /* left where it cannot be known that nobody uses it */
    qsm_native_ipc_key_free(key);
}

static void test_supported_types(void)
{
    static const struct {
        qsm_native_ipc_key_type_code type;
        bool works;
    } types[] = {{0, false},    {1, true},      {0x51, true},   {0x90, true},   {255, true},
                 {0x100, true}, {0x101, false}, {0x102, false}, {0xffff, false}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        CU_ASSERT_EQUAL(qsm_shared_memory_is_key_type_supported(types[i].type), types[i].works);
        CU_ASSERT_EQUAL(qsm_system_semaphore_is_key_type_supported(types[i].type), types[i].works);
    }
}

static void test_object_of_a_legacy_key(void)
{
    qsm_shared_memory *one = qsm_shared_memory_new_key("qsm l\xc3\xa9gacy");
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(one), "qsm l\xc3\xa9gacy");
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 3, RW));
    qsm_native_ipc_key *key = qsm_native_ipc_key_copy(qsm_shared_memory_native_ipc_key(one));
    CU_ASSERT_STRING_EQUAL(leftovers(key), "segment lock files ");
    struct shmid_ds status;
    CU_ASSERT_EQUAL(
        shmctl(system_v_segment(qsm_native_ipc_key_native_key(key), 'Q'), IPC_STAT, &status), 0);
    CU_ASSERT_TRUE(QSM_EMULATED || (status.shm_perm.mode & 0777) == 0600);
    CU_ASSERT_EQUAL(status.shm_segsz, 3);
    CU_ASSERT_EQUAL(status.shm_nattch, 1);
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

QSM_SUITE("shared memory", {"create, attach, detach", test_create_one},
          {"create says why not", test_refuse_create}, {"attach says why not", test_refuse_attach},
          {"read-only mappings", test_read_only}, {"lock, try, wait", test_lock_one},
          {"the caller's lock is kept", test_keep_lock}, {"open or create", test_open_or_create},
          {"stale segments", test_replace_stale}, {"another key", test_change_key},
          {"bad keys", test_bad_keys},
          {"a name too long for the lock", test_segment_name_too_long_for_its_lock},
          {"a segment larger than its folder", test_full_memory_folder},
          {"one name for both", test_one_name_for_both}, {"types of keys", test_supported_types},
          {"the objects of a legacy key", test_object_of_a_legacy_key}, )
