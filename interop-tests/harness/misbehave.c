/* SPDX-License-Identifier: MIT */
/* misbehave WHAT: a test program that does one thing wrong, to see that isolate notices. */
#include "leaks.h"

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>

static int leave_segment(void)
{
    return shmget(0x51000000 + getpid(), 100, 0600 | IPC_CREAT | IPC_EXCL) < 0;
}

static int leave_semaphore(void)
{
    return semget(0x51000000 + getpid(), 1, 0600 | IPC_CREAT | IPC_EXCL) < 0;
}

static int leave_shm_name(void)
{
    char name[64];
    snprintf(name, sizeof name, "/qsm-misbehave-%d", (int)getpid());
    return shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600) < 0;
}

static int leave_posix_semaphore(void)
{
    char name[64];
    snprintf(name, sizeof name, "/qsm-misbehave-%d", (int)getpid());
    return sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED;
}

static int leave_file_in(const char *variable)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/qipc_sharedmemory_left", getenv(variable));
    return open(path, O_RDWR | O_CREAT | O_EXCL, 0640) < 0;
}

static int leave_key_file(void)
{
    return leave_file_in("TMPDIR");
}

static int leave_runtime_file(void)
{
    return leave_file_in("XDG_RUNTIME_DIR");
}

static int leave_child(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        setsid(); /* out of the process group, as a daemon would */
        sleep(600);
        _exit(0);
    }
    return pid < 0;
}

/* The child has the name, too. In /proc/PID/stat it takes two lines. */
static int leave_hidden_child(void)
{
    return prctl(PR_SET_NAME, "two\nlines") != 0 || leave_child();
}

static int hang(void)
{
    while (pause() != 0)
        continue;
    return 0;
}

static int crash(void)
{
    return raise(SIGSEGV);
}

static int fail(void)
{
    return 3;
}

static int behave(void)
{
    key_t key = 0x51000000 + getpid();
    int id = shmget(key, 100, 0600 | IPC_CREAT | IPC_EXCL);
    return id < 0 || shmctl(id, IPC_RMID, NULL) != 0;
}

/* The helper of leaks.h sees one more descriptor, and the same number again when it is closed. */
static int count_descriptors(void)
{
    int before = qsm_open_descriptors();
    int fd = open("/dev/null", O_RDONLY);
    int between = qsm_open_descriptors();
    close(fd);
    return !(before > 0 && between == before + 1 && qsm_open_descriptors() == before);
}

static const struct {
    const char *name;
    int (*act)(void);
} table[] = {
    {"segment", leave_segment},
    {"semaphore", leave_semaphore},
    {"shm-name", leave_shm_name},
    {"posix-semaphore", leave_posix_semaphore},
    {"key-file", leave_key_file},
    {"runtime-file", leave_runtime_file},
    {"child", leave_child},
    {"hidden-child", leave_hidden_child},
    {"hang", hang},
    {"crash", crash},
    {"fail", fail},
    {"behave", behave},
    {"count-descriptors", count_descriptors},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(argv[1], table[i].name) == 0)
            return table[i].act();
    }
    fputs("usage: misbehave WHAT\n", stderr);
    return 99;
}
