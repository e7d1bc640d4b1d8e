/* SPDX-License-Identifier: MIT */
/*
 * Opening POSIX objects that exist: only regular files, and never longer than the caller waits.
 * Every user can put anything into /dev/shm.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "ipc/platform.h"
#include "ipc/posix/open.h"
#include "suite.h"

static char name[64];
static char path[96];
static char lock_path[96];

static void choose_name(void)
{
    snprintf(name, sizeof name, "/qsmopen%ld", (long)getpid());
    snprintf(path, sizeof path, "/dev/shm%s", name);
    snprintf(lock_path, sizeof lock_path, "/dev/shm/%s%s", QSM_SEMAPHORE_FILE, name + 1);
}

static bool make_fifo(const char *at)
{
    return mkfifo(at, 0666) == 0;
}

static bool make_socket(const char *at)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, at, sizeof address.sun_path - 1);
    int made = socket(AF_UNIX, SOCK_STREAM, 0);
    bool bound = bind(made, (struct sockaddr *)&address, sizeof address) == 0;
    close(made);
    return bound;
}

static bool make_directory(const char *at)
{
    return mkdir(at, 0700) == 0;
}

static bool make_link(const char *at)
{
    return symlink("/dev/zero", at) == 0;
}

static bool make_dead_link(const char *at)
{
    return symlink("/nonexistent", at) == 0;
}

static const struct {
    bool (*make)(const char *at);
    const char *words;
} obstacles[] = {{make_fifo, "a FIFO has this name"},
                 {make_socket, "a socket has this name"},
                 {make_directory, "a directory has this name"},
                 {make_link, "a symbolic link has this name"},
                 {make_dead_link, "a symbolic link has this name"}};

#define EACH_OBSTACLE(i) for (size_t i = 0; i < sizeof obstacles / sizeof obstacles[0]; i++)

static void test_obstacles(void)
{
    choose_name();
    EACH_OBSTACLE(i)
    {
        CU_ASSERT_TRUE_FATAL(obstacles[i].make(path));
        CU_ASSERT_EQUAL(qsm__posix_open_segment(name, O_RDWR, QSM_IPC_AT_ONCE), -1);
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_EQUAL(qsm__posix_open_segment(name, O_RDONLY, QSM_IPC_AT_ONCE), -1);
        CU_ASSERT_STRING_EQUAL(qsm__posix_why_no_segment(name, EINVAL), obstacles[i].words);
        CU_ASSERT_EQUAL(remove(path), 0);
        CU_ASSERT_TRUE_FATAL(obstacles[i].make(lock_path));
        CU_ASSERT_EQUAL(qsm__posix_open_semaphore(name, O_RDWR, QSM_IPC_AT_ONCE), -1);
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_STRING_EQUAL(qsm__posix_why_no_semaphore(name, EINVAL), obstacles[i].words);
        CU_ASSERT_EQUAL(remove(lock_path), 0);
    }
}

static int make_file(void)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_TRUE_FATAL(descriptor >= 0);
    return descriptor;
}

static void test_files(void)
{
    close(make_file());
    int descriptor = qsm__posix_open_segment(name, O_RDWR, QSM_IPC_AT_ONCE);
    CU_ASSERT_TRUE(descriptor >= 0);
    CU_ASSERT_EQUAL(fcntl(descriptor, F_GETFD), FD_CLOEXEC);
    CU_ASSERT_PTR_NULL(qsm__posix_why_no_segment(name, EACCES));
    close(descriptor);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(qsm__posix_open_segment(name, O_RDWR, QSM_IPC_AT_ONCE), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
    CU_ASSERT_PTR_NULL(qsm__posix_why_no_segment(name, ENOENT));
}

/* The C library refuses them, too; none of them leads out of /dev/shm. */
static void test_names(void)
{
    char long_name[400];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    const char *names[] = {"", "/", "//", "/a/b", "../etc/passwd", "/../etc/passwd", long_name};
    char found[QSM_POSIX_PATH_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CU_ASSERT_FALSE(qsm__posix_segment_path(names[i], found));
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_FALSE(qsm__posix_semaphore_path(names[i], found));
        CU_ASSERT_EQUAL(qsm__posix_open_segment(names[i], O_RDWR, QSM_IPC_AT_ONCE), -1);
        CU_ASSERT_EQUAL(qsm__posix_open_semaphore(names[i], O_RDWR, QSM_IPC_AT_ONCE), -1);
        CU_ASSERT_PTR_NULL(qsm__posix_why_no_segment(names[i], EINVAL));
    }
    CU_ASSERT_EQUAL(qsm__posix_open_segment("/..", O_RDONLY, QSM_IPC_AT_ONCE), -1);
    CU_ASSERT_EQUAL(qsm__posix_open_segment("/.", O_RDONLY, QSM_IPC_AT_ONCE), -1);
}

/* Far below the 45 s for which the kernel lets a lease stay. */
static void test_deadlines(void)
{
    const int64_t millisecond = INT64_C(1000000);
    int64_t now = qsm__ipc_now();
    int64_t unlimited = qsm__posix_lease_deadline(0) - now;
    CU_ASSERT_TRUE(unlimited >= 1000 * millisecond && unlimited < 10000 * millisecond);
    CU_ASSERT_TRUE(qsm__posix_lease_deadline(QSM_IPC_FOREVER) - now < 10000 * millisecond);
    CU_ASSERT_TRUE(qsm__posix_lease_deadline(1) - now >= 50 * millisecond);
    CU_ASSERT_EQUAL(qsm__posix_lease_deadline(now + 500 * millisecond), now + 500 * millisecond);
}

/* A process that has a lease on the file for so many milliseconds. */
static pid_t lease_for(int milliseconds)
{
    int ready[2];
    CU_ASSERT_EQUAL(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ready[0]);
        signal(SIGIO, SIG_IGN);
        int descriptor = open(path, O_RDWR);
        if (descriptor < 0 || fcntl(descriptor, F_SETLEASE, F_WRLCK) != 0 ||
            write(ready[1], "", 1) != 1)
            _exit(1);
        (void)qsm__ipc_pause(milliseconds);
        _exit(0);
    }
    char letter;
    close(ready[1]);
    CU_ASSERT_EQUAL_FATAL(read(ready[0], &letter, 1), 1);
    close(ready[0]);
    return child;
}

static void end(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
}

static void test_leases(void)
{
    const int64_t second = INT64_C(1000000000);
    close(make_file());
    pid_t holder = lease_for(30000);
    int64_t begun = qsm__ipc_now();
    CU_ASSERT_EQUAL(qsm__posix_open_segment(name, O_RDWR, QSM_IPC_AT_ONCE), -1);
    CU_ASSERT_EQUAL(errno, EWOULDBLOCK);
    CU_ASSERT_EQUAL(qsm__posix_open_segment(name, O_RDWR, begun + second / 10), -1);
    CU_ASSERT_EQUAL(errno, EWOULDBLOCK);
    int64_t took = qsm__ipc_now() - begun;
    CU_ASSERT_TRUE(took >= second / 10 && took < 10 * second);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm__posix_why_no_segment(name, EWOULDBLOCK), "lease"));
    end(holder);
    holder = lease_for(40); /* ends in time */
    int descriptor = qsm__posix_open_segment(name, O_RDWR, qsm__ipc_now() + 10 * second);
    CU_ASSERT_TRUE(descriptor >= 0);
    close(descriptor);
    end(holder);
    CU_ASSERT_EQUAL(unlink(path), 0);
}

/* What a program sees: the code is Qt's for a key that cannot be used, and the text says why. */
static void test_errors(void)
{
    char lock_name[80];
    snprintf(lock_name, sizeof lock_name, "%slock", name);
    EACH_OBSTACLE(i)
    {
        CU_ASSERT_TRUE_FATAL(obstacles[i].make(path));
        qsm_native_ipc_key *key =
            qsm_native_ipc_key_new_native(name, QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        if (!QSM_SHARED_NAMES) {
            CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY));
            CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_KEY_ERROR);
            CU_ASSERT_PTR_NOT_NULL(
                strstr(qsm_shared_memory_error_string(memory), obstacles[i].words));
            CU_ASSERT_FALSE(qsm_shared_memory_create(memory, 10, QSM_SHARED_MEMORY_READ_WRITE));
            CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_ALREADY_EXISTS);
            CU_ASSERT_PTR_NOT_NULL(
                strstr(qsm_shared_memory_error_string(memory), obstacles[i].words));
        }
        qsm_shared_memory_free(memory);
        CU_ASSERT_EQUAL(remove(path), 0);
        CU_ASSERT_TRUE_FATAL(obstacles[i].make(lock_path));
        qsm_system_semaphore *semaphore =
            qsm_system_semaphore_new_native(key, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
        CU_ASSERT_EQUAL(qsm_system_semaphore_error(semaphore), QSM_SYSTEM_SEMAPHORE_KEY_ERROR);
        CU_ASSERT_PTR_NOT_NULL(
            strstr(qsm_system_semaphore_error_string(semaphore), obstacles[i].words));
        qsm_system_semaphore_free(semaphore);
        CU_ASSERT_EQUAL(remove(lock_path), 0);
        qsm_native_ipc_key_free(key);
    }
}

QSM_SUITE("opening", {"obstacles", test_obstacles}, {"files", test_files}, {"names", test_names},
          {"deadlines", test_deadlines}, {"leases", test_leases}, {"errors", test_errors}, )
