/* SPDX-License-Identifier: MIT */
#include "fuzz_tool_world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/mnt"

enum { NAME_SIZE = 4096, STACK_SIZE = 8 << 20 };

static char shared_folder[NAME_SIZE];

void fuzz_world_share(const char *prefix)
{
    const char *slash = strrchr(prefix, '/');
    if (prefix[0] == '/' && slash != NULL)
        (void)snprintf(shared_folder, sizeof shared_folder, "%.*s", (int)(slash - prefix), prefix);
}

/* ---- making it ---- */

/* Makes a folder below the root, and those above it. */
static bool make_folders(const char *folder)
{
    char path[NAME_SIZE + sizeof ROOT];
    (void)snprintf(path, sizeof path, ROOT "%s/", folder);
    for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
        *at = '/';
    }
    return true;
}

/* A folder of the machine under the same name. */
static bool bind_folder(const char *folder)
{
    char path[NAME_SIZE + sizeof ROOT];
    (void)snprintf(path, sizeof path, ROOT "%s", folder);
    return make_folders(folder) && mount(folder, path, "none", MS_BIND, "") == 0;
}

static bool make_proc(void)
{
    char number[32];
    char folder[64];
    (void)snprintf(number, sizeof number, "%ld", (long)getpid());
    (void)snprintf(folder, sizeof folder, "/proc/%s", number);
    return bind_folder(folder) && bind_folder("/proc/sys") && bind_folder("/proc/sysvipc") &&
           symlink(number, ROOT "/proc/self") == 0;
}

static bool make_world(void)
{
    static const char *const folders[] = {"/dev/shm", "/tmp", "/run", "/work"};
    if (unshare(CLONE_NEWIPC | CLONE_NEWNS) != 0 ||
        mount("none", "/", "none", MS_REC | MS_PRIVATE, "") != 0 ||
        mount("none", ROOT, "tmpfs", 0, "size=16m,nr_inodes=1000") != 0)
        return false;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!make_folders(folders[i]))
            return false;
    }
    if (!make_proc() || (shared_folder[0] != '\0' && !bind_folder(shared_folder)))
        return false;
    int nothing = open("/dev/null", O_RDONLY);
    return nothing >= 0 && dup2(nothing, STDIN_FILENO) == STDIN_FILENO && chroot(ROOT) == 0 &&
           chdir("/work") == 0 && setenv("TMPDIR", "/tmp", 1) == 0 &&
           setenv("XDG_RUNTIME_DIR", "/run", 1) == 0;
}

/* ---- emptying it ---- */

static void empty_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        (void)unlinkat(dirfd(directory), entry->d_name, 0); /* no folders */
    (void)closedir(directory);
}

/* All that the IPC namespace has. The commands with INFO return the last index in use. */
static void remove_objects(void)
{
    struct shm_info segments;
    struct seminfo semaphores;
    int last = shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&segments);
    for (int index = 0; index <= last; index++) {
        struct shmid_ds segment;
        int id = shmctl(index, SHM_STAT, &segment);
        if (id >= 0)
            (void)shmctl(id, IPC_RMID, NULL);
    }
    last = semctl(0, 0, SEM_INFO, &semaphores);
    for (int index = 0; index <= last; index++) {
        struct semid_ds semaphore;
        int id = semctl(index, 0, SEM_STAT, &semaphore);
        if (id >= 0)
            (void)semctl(id, 0, IPC_RMID);
    }
}

static void empty_world(void)
{
    static const char *const folders[] = {"/", "/dev", "/dev/shm", "/tmp", "/run", "/work"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        empty_folder(folders[i]);
    remove_objects();
}

/* ---- its thread ---- */

static struct {
    pthread_t thread;
    bool started;
    bool exists;
    bool ended;
    sem_t asked;
    sem_t done;
    void (*run)(const uint8_t *data, size_t size);
    const uint8_t *data;
    size_t size;
} world;

/* A fuzzer has a timer, whose signal may come in between. */
static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0 && errno == EINTR)
        continue;
}

static void *live_in_world(void *unused)
{
    world.exists = make_world();
    (void)sem_post(&world.done);
    for (wait_for(&world.asked); !world.ended; wait_for(&world.asked)) {
        if (world.exists) {
            world.run(world.data, world.size);
            empty_world();
        }
        (void)sem_post(&world.done);
    }
    return unused;
}

static void end(void)
{
    world.ended = true;
    (void)sem_post(&world.asked);
    (void)pthread_join(world.thread, NULL);
}

static void start(void)
{
    pthread_attr_t attributes;
    world.started = true;
    if (sem_init(&world.asked, 0, 0) != 0 || sem_init(&world.done, 0, 0) != 0 ||
        pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstacksize(&attributes, STACK_SIZE) != 0 ||
        pthread_create(&world.thread, &attributes, live_in_world, NULL) != 0 || atexit(end) != 0)
        abort();
    (void)pthread_attr_destroy(&attributes);
    wait_for(&world.done);
    if (!world.exists)
        (void)fputs("no right to make a world of its own: nothing is run\n", stderr);
}

void fuzz_world_run(void (*run)(const uint8_t *data, size_t size), const uint8_t *data, size_t size)
{
    if (!world.started)
        start();
    world.run = run;
    world.data = data;
    world.size = size;
    (void)sem_post(&world.asked);
    wait_for(&world.done);
}
