/* SPDX-License-Identifier: MIT */
/*
 * A listing among thousands of files of strangers: no foreign file is opened, /proc is read once,
 * and there is one wait for all leases. Counted by the calls, not by the time.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <qsm/inspect.h>
#include <qsm/shared_memory.h>

#include "ipc/snapshot.h"
#include "suite.h"

enum { LOCKS = 1000, LEASED = 100 };

static const char foreign[] = "qsm_foreign_";
static long maker; /* its PID is in all names */

/* ---- the calls ---- */

static struct {
    long foreign_opens;
    long opens; /* outside of /proc: there are as many as processes */
    long proc_reads;
    long maps_reads;
    long sem_opens;
    int64_t paused; /* nanoseconds */
} calls;

#ifndef __GLIBC__
#define __wrap_open64 __wrap_open
#define __real_open64 __real_open
#define __wrap_fopen64 __wrap_fopen
#define __real_fopen64 __real_fopen
#endif

static void count_open(const char *path)
{
    calls.foreign_opens += strstr(path, foreign) != NULL;
    calls.opens += strncmp(path, "/proc/", strlen("/proc/")) != 0;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    count_open(path);
    return __real_open64(path, flags, mode);
}

int __real_shm_open(const char *name, int flags, mode_t mode);
int __wrap_shm_open(const char *name, int flags, mode_t mode);
int __wrap_shm_open(const char *name, int flags, mode_t mode)
{
    count_open(name);
    return __real_shm_open(name, flags, mode);
}

/* It maps the file of a stranger. */
void *__wrap_sem_open(const char *name, int flags, ...);
void *__wrap_sem_open(const char *name, int flags, ...)
{
    (void)name;
    (void)flags;
    calls.sem_opens++;
    errno = ENOENT;
    return NULL;
}

DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path)
{
    calls.proc_reads += strcmp(path, "/proc") == 0;
    return __real_opendir(path);
}

FILE *__real_fopen64(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode)
{
    calls.maps_reads += strstr(path, "/maps") != NULL;
    count_open(path);
    return __real_fopen64(path, mode);
}

int __real_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
    calls.paused += (int64_t)time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
    return __real_nanosleep(time, left);
}

/* ---- the crowd ---- */

/* Fewer where the files are everybody's. */
static int crowd(void)
{
    const char *isolated = getenv("QSM_TEST_ISOLATED");
    return isolated != NULL && strcmp(isolated, "1") == 0 ? 10000 : 100;
}

static void write_file(const char *path, size_t size)
{
    static const char zeros[64];
    int file = __real_open64(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_TRUE_FATAL(file >= 0);
    CU_ASSERT_EQUAL(write(file, zeros, size), (ssize_t)size);
    close(file);
}

static void foreign_path(int number, char *path, size_t size)
{
    snprintf(path, size, "/dev/shm/%s%ld_%d", foreign, maker, number);
}

typedef struct names {
    char segment[300];
    char lock[300];
} names;

static names names_of(int number)
{
    names made;
    char text[64];
    snprintf(text, sizeof text, "crowd %ld %d", maker, number);
    qsm_native_ipc_key *key =
        qsm_shared_memory_legacy_native_key(text, QSM_NATIVE_IPC_KEY_POSIX_REALTIME, NULL);
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    snprintf(made.segment, sizeof made.segment, "/dev/shm%s", qsm_native_ipc_key_native_key(key));
    snprintf(made.lock, sizeof made.lock, "/dev/shm/%s%s", QSM_SEMAPHORE_FILE,
             qsm_native_ipc_key_native_key(lock) + 1);
    qsm_native_ipc_key_free(lock);
    qsm_native_ipc_key_free(key);
    return made;
}

/* All locks are taken: their bytes are 0. */
static void make_crowd(void)
{
    char path[300];
    maker = (long)getpid();
    for (int i = 0; i < crowd(); i++) {
        foreign_path(i, path, sizeof path);
        write_file(path, 1);
    }
    for (int i = 0; i < LOCKS; i++) {
        names made = names_of(i);
        write_file(made.segment, 10);
        write_file(made.lock, sizeof(sem_t));
    }
}

static void remove_crowd(void)
{
    char path[300];
    for (int i = 0; i < crowd(); i++) {
        foreign_path(i, path, sizeof path);
        CU_ASSERT_EQUAL(unlink(path), 0);
    }
    for (int i = 0; i < LOCKS; i++) {
        names made = names_of(i);
        CU_ASSERT_EQUAL(unlink(made.segment), 0);
        CU_ASSERT_EQUAL(unlink(made.lock), 0);
    }
}

typedef struct found {
    int segments; /* of ours, with a lock */
    int taken;
    int unknown; /* the value of the lock */
} found;

static bool count(void *context, const qsm_segment_info *info)
{
    found *self = context;
    if (strstr(qsm_segment_info_native_key(info), "crowd") == NULL)
        return true;
    self->segments += qsm_segment_info_lock_exists(info);
    self->taken += qsm_segment_info_lock_value(info) == 0;
    self->unknown += qsm_segment_info_lock_value(info) < 0;
    return true;
}

static found list_them(void)
{
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = "/nonexistent",
                                       .runtime_path = "/nonexistent"};
    found all = {0};
    memset(&calls, 0, sizeof calls);
    CU_ASSERT_TRUE(qsm_segment_list(&environment, count, &all));
    return all;
}

static void test_foreign_files(void)
{
    found all = list_them();
    CU_ASSERT_EQUAL(all.segments, LOCKS);
    CU_ASSERT_EQUAL(all.taken, LOCKS);
    CU_ASSERT_EQUAL(calls.foreign_opens, 0);
    CU_ASSERT_EQUAL(calls.sem_opens, 0);
    CU_ASSERT_EQUAL(calls.proc_reads, 1);
    CU_ASSERT_TRUE(calls.maps_reads > 0);
    CU_ASSERT_EQUAL(calls.paused, 0);
    /* The value of each lock, and at most two leases. */
    CU_ASSERT_TRUE(calls.opens <= 3 * LOCKS + 10);
}

/* Leases on many locks: the listing waits 0.1 s for all of them together. */
static void test_leased_locks(void)
{
    int ready[2];
    CU_ASSERT_EQUAL(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ready[0]);
        signal(SIGIO, SIG_IGN);
        for (int i = 0; i < LEASED; i++) {
            names made = names_of(i);
            int file = __real_open64(made.lock, O_RDWR);
            if (file < 0 || fcntl(file, F_SETLEASE, F_WRLCK) != 0)
                _exit(1);
        }
        if (write(ready[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    char letter;
    close(ready[1]);
    CU_ASSERT_EQUAL_FATAL(read(ready[0], &letter, 1), 1);
    close(ready[0]);
    found all = list_them();
    CU_ASSERT_EQUAL(all.segments, LOCKS);
    CU_ASSERT_EQUAL(all.unknown, LEASED);
    CU_ASSERT_EQUAL(all.taken, LOCKS - LEASED);
    CU_ASSERT_EQUAL(calls.proc_reads, 1);
    CU_ASSERT_TRUE(calls.paused > 0);
    CU_ASSERT_TRUE(calls.paused <= INT64_C(120000000)); /* and the last pause */
    int status;
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
}

/* ---- who maps what, asked of one snapshot ---- */

static void *map(const char *path)
{
    int file = __real_open64(path, O_RDWR);
    void *memory = mmap(NULL, 10, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    return memory;
}

static qsm_file_users ask(qsm_snapshot *snapshot, int number)
{
    struct stat status;
    names made = names_of(number);
    CU_ASSERT_EQUAL(stat(made.segment, &status), 0);
    return qsm__snapshot_users_of(snapshot, (uint64_t)status.st_dev, (uint64_t)status.st_ino,
                                  (int64_t)status.st_uid);
}

static void test_users(void)
{
    names one = names_of(0);
    names other = names_of(1);
    void *mapped[] = {map(one.segment), map(one.segment), map(other.segment), map(one.segment)};
    qsm_snapshot snapshot = qsm__snapshot_begin();
    memset(&calls, 0, sizeof calls);
    qsm_file_users users = ask(&snapshot, 0);
    CU_ASSERT_EQUAL(users.count, 1); /* a process counts once */
    CU_ASSERT_EQUAL(users.one, getpid());
    CU_ASSERT_EQUAL(ask(&snapshot, 1).count, 1);
    CU_ASSERT_TRUE(ask(&snapshot, 2).count <= 0);
    CU_ASSERT_EQUAL(calls.proc_reads, 1);
    qsm__snapshot_end(&snapshot);
    for (size_t i = 0; i < sizeof mapped / sizeof mapped[0]; i++)
        CU_ASSERT_EQUAL(munmap(mapped[i], 10), 0);
    CU_ASSERT_TRUE(ask(NULL, 0).count <= 0); /* a look of its own */
    CU_ASSERT_EQUAL(calls.proc_reads, 2);
    snapshot = qsm__snapshot_begin();
    snapshot.without_users = true;
    CU_ASSERT_EQUAL(ask(&snapshot, 0).count, -1);
    CU_ASSERT_EQUAL(calls.proc_reads, 2);
    qsm__snapshot_end(&snapshot);
}

QSM_SUITE("crowd", {"(thousands of files)", make_crowd}, {"foreign files", test_foreign_files},
          {"leased locks", test_leased_locks}, {"users", test_users},
          {"(and they are gone)", remove_crowd})
