/* SPDX-License-Identifier: MIT */
/*
 * faults systemv|posix: repeats each procedure, with another call failing each time and with each
 * error that call can have, once and from then on, until no call is left to fail. Each time: an
 * error with a text or success, nothing leaked, the peer unharmed, and the same works when nothing
 * fails. faults storm: everything that can be interrupted is, at first by the wraps and then by
 * signals of a timer, and all works all the same.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/time.h>
#include <unistd.h>

#include "procedures.h"
#include "wraps.h"

enum { PEER_SIZE = 100000 };

static const char *current = "";
static unsigned long faults_tried;
static unsigned long succeeded_anyway;
static unsigned long left_something;

/*
 * Calls after whose failure something may stay: those that remove, and those that tell whether it
 * is in use, for what may be in use stays. The next one who looks takes it away.
 */
static const char *const may_leave[] = {
    "shmctl",     "semctl",  "unlink",  "rename",  "shmdt",  "semop",
    "semtimedop", "fcntl64", "fstat64", "lstat64", "open64", "ftok",
};

static bool may_have_left(const char *call)
{
    for (size_t i = 0; i < sizeof may_leave / sizeof may_leave[0]; i++) {
        if (strcmp(may_leave[i], call) == 0)
            return true;
    }
    return false;
}

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s: ", current);
    procedure_must(false, what);
}

/* ---- what there is ---- */

static int count_lines(const char *path)
{
    int lines = 0;
    FILE *file = fopen(path, "re");
    must(file != NULL, path);
    for (int c = getc(file); c != EOF; c = getc(file))
        lines += c == '\n';
    fclose(file);
    return lines;
}

static int count_entries(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    must(directory != NULL, path);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

/* Of which the procedure may leave nothing behind. */
typedef struct inventory {
    int segments;
    int semaphores;
    int shm_names;
    int files;
    int descriptors;
    long blocks;
} inventory;

static inventory look(void)
{
    return (inventory){.segments = count_lines("/proc/sysvipc/shm"),
                       .semaphores = count_lines("/proc/sysvipc/sem"),
                       .shm_names = count_entries("/dev/shm"),
                       .files = count_entries(getenv("TMPDIR")),
                       .descriptors = count_entries("/proc/self/fd"),
                       .blocks = fault_live_blocks()};
}

static bool same_objects(const inventory *one, const inventory *other)
{
    return one->segments == other->segments && one->semaphores == other->semaphores &&
           one->shm_names == other->shm_names && one->files == other->files;
}

/* Not more than before, or than what is left when nothing fails: POSIX segments stay, as Qt's do.
 */
static bool no_more_objects(const inventory *now, const inventory *before, const inventory *usual)
{
    return (now->segments <= before->segments || now->segments <= usual->segments) &&
           (now->semaphores <= before->semaphores || now->semaphores <= usual->semaphores) &&
           (now->shm_names <= before->shm_names || now->shm_names <= usual->shm_names) &&
           (now->files <= before->files || now->files <= usual->files);
}

/* ---- the peer ---- */

static qsm_shared_memory *start_peer(const qsm_native_ipc_key *key)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_image *image = procedure_picture();
    qsm_shared_memory *peer = qsm_shared_memory_new_native(key);
    must(peer != NULL && qsm_shared_memory_create(peer, PEER_SIZE, QSM_SHARED_MEMORY_READ_WRITE) &&
             qsm_shared_memory_write_image(peer, image, NULL, &report),
         "a peer");
    qsm_image_free(image);
    return peer;
}

/* When giving back fails the lock stays taken, and the error says so: nothing better can come. */
static bool may_keep_lock(const char *call)
{
    return strcmp(call, "sem_post") == 0 || strcmp(call, "semop") == 0;
}

/* It has its bytes and its lock. */
static void check_peer(qsm_shared_memory *peer)
{
    if (peer == NULL)
        return;
    qsm_image *image = qsm_image_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_shared_memory_const_data(peer),
                                                     (size_t)qsm_shared_memory_size(peer));
    must(qsm_shared_memory_is_attached(peer) && qsm_shared_memory_lock_for(peer, 2000),
         "the peer's lock is free");
    must(qsm_data_stream_read_image(in, image, NULL) && qsm_image_width(image) == 40,
         "the peer's picture is there");
    must(qsm_shared_memory_unlock(peer), "the peer's unlock");
    qsm_data_stream_free(in);
    qsm_image_free(image);
}

/* ---- one run ---- */

/* The name that a POSIX lock has while it is being removed; `qsm gc` takes away what is left of it.
 */
static void sweep_asides(void)
{
    DIR *directory = opendir("/dev/shm");
    must(directory != NULL, "/dev/shm");
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strncmp(entry->d_name, "qsm.", strlen("qsm.")) == 0)
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    }
    closedir(directory);
}

static void sweep(const qsm_native_ipc_key *key)
{
    sweep_asides();
    /*
     * A semaphore that the system does not let the library remove has lost its key file: no name
     * leads to it. Where an inode is soon used again (ext4), the next key file finds it.
     */
    int nameless = fault_nameless_semaphore();
    if (nameless >= 0)
        (void)semctl(nameless, 0, IPC_RMID);
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    must(memory != NULL && qsm_shared_memory_remove(memory, &report),
         "what is left can be removed");
    qsm_shared_memory_free(memory);
    /* One whose key file is gone while its removal failed has no name any more. */
    (void)semctl(fault_last_semaphore(), 0, IPC_RMID);
}

/* What was left can be taken away by whoever looks next, and the same then works. */
static void check_after(const procedure *of, const qsm_native_ipc_key *key, qsm_shared_memory *peer,
                        const inventory *before, const inventory *usual, bool stayed)
{
    inventory after = look();
    must(after.blocks == before->blocks, "no memory is lost");
    must(after.descriptors == before->descriptors, "no descriptor is lost");
    if (!no_more_objects(&after, before, usual)) {
        left_something++;
        if (getenv("VERBOSE") != NULL)
            printf("left by %s\n", fault_plan.hit);
        must(fault_plan.hit != NULL && (of->unlinks || may_have_left(fault_plan.hit)),
             "nothing is left behind");
    }
    qsm_lock_state was;
    /* One that could be made but neither set nor removed is as good as taken. */
    if (may_keep_lock(fault_plan.hit) || stayed)
        must(qsm_segment_repair_lock(key, true, &was) || errno == ENOENT,
             "the lock can be repaired");
    check_peer(peer);
    /* A key file that comes back with the number of the old one would lead to it. */
    if (peer == NULL && stayed)
        (void)semctl(fault_last_semaphore(), 0, IPC_RMID);
    if (peer == NULL)
        sweep(key);
    must(of->run(key), "it works when nothing fails");
    check_peer(peer);
    if (peer == NULL)
        sweep(key);
}

/* False when there was no call left to fail. */
static bool try_fault(const procedure *of, const qsm_native_ipc_key *key, fault_mode mode, long at,
                      int which, const inventory *usual)
{
    qsm_shared_memory *peer = of->beside_peer ? start_peer(key) : NULL;
    inventory before = look();
    if (getenv("VERBOSE") != NULL)
        printf("%s: call %ld, error %d\n", of->name, at, which);
    fault_begin(mode, at, which);
    bool good = of->run(key);
    fault_end();
    fault was = fault_plan;
    if (was.hit != NULL) {
        faults_tried++;
        succeeded_anyway += good ? 1 : 0;
        check_after(of, key, peer, &before, usual, mode == FAULT_STAY);
    } else {
        must(good, "it works when nothing fails");
    }
    qsm_shared_memory_free(peer);
    sweep(key);
    fault_plan = was;
    return was.hit != NULL;
}

/* What is there after it when nothing fails. */
static inventory run_once(const procedure *of, const qsm_native_ipc_key *key)
{
    qsm_shared_memory *peer = of->beside_peer ? start_peer(key) : NULL;
    must(of->run(key), "it works when nothing fails");
    inventory after = look();
    qsm_shared_memory_free(peer);
    sweep(key);
    return after;
}

static long try_all(const procedure *of, const qsm_native_ipc_key *key)
{
    long at = 1;
    current = of->name;
    inventory usual = run_once(of, key);
    for (bool any = true; any; at++) {
        any = try_fault(of, key, FAULT_FAIL, at, 0, &usual);
        /* What comes and goes by nature would be waited for, and a lock that is never given back.
         */
        bool may_stay = fault_plan.error != EINTR && fault_plan.error != EAGAIN && any &&
                        strcmp(fault_plan.hit, "sem_post") != 0;
        for (int which = 1; any && fault_plan.more_errors; which++)
            (void)try_fault(of, key, FAULT_FAIL, at, which, &usual);
        if (may_stay)
            (void)try_fault(of, key, FAULT_STAY, at, 0, &usual);
    }
    return at - 2;
}

/* ---- storms ---- */

static void on_alarm(int number)
{
    (void)number;
}

/* Signals that end what can be interrupted, five thousand in a second, while it is done again and
 * again. */
static void weather_signals(const procedure *of, const qsm_native_ipc_key *key, bool sweeps)
{
    enum { TIMES = 10, MICROSECONDS = 200 };
    struct itimerval often = {{0, MICROSECONDS}, {0, MICROSECONDS}};
    struct itimerval never = {{0, 0}, {0, 0}};
    struct sigaction action = {.sa_handler = on_alarm}; /* without SA_RESTART */
    sigaction(SIGALRM, &action, NULL);
    for (int i = 0; i < TIMES; i++) {
        if (sweeps)
            sweep(key);
        setitimer(ITIMER_REAL, &often, NULL);
        bool good = of->run(key);
        setitimer(ITIMER_REAL, &never, NULL);
        must(good, "it works among signals");
    }
}

static void weather_storm(const procedure *of, const qsm_native_ipc_key *key)
{
    qsm_shared_memory *peer = of->beside_peer ? start_peer(key) : NULL;
    current = of->name;
    must(of->run(key), "it works when nothing fails");
    if (peer == NULL)
        sweep(key);
    inventory before = look();
    fault_begin(FAULT_STORM, 0, 0);
    bool good = of->run(key);
    fault_end();
    inventory after = look();
    if (!good)
        fprintf(stderr, "the last call that was interrupted: %s\n", fault_plan.hit);
    fault_plan.hit = NULL;
    must(good, "it works though it is interrupted");
    must(after.blocks == before.blocks, "no memory is lost");
    must(after.descriptors == before.descriptors, "no descriptor is lost");
    check_peer(peer);
    weather_signals(of, key, peer == NULL);
    check_peer(peer);
    printf("%-18s %4ld calls, %4ld of them interrupted\n", of->name, fault_plan.count,
           fault_plan.interruptions);
    faults_tried += (unsigned long)fault_plan.interruptions;
    qsm_shared_memory_free(peer);
    sweep(key);
}

static void run_kind(qsm_native_ipc_key_type_code type, bool storm)
{
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("faults", type, NULL);
    must(key != NULL, "a key");
    inventory before = look();
    for (size_t i = 0; i < procedure_count; i++) {
        if (storm) {
            weather_storm(&procedures[i], key);
            continue;
        }
        long calls = try_all(&procedures[i], key);
        printf("%-18s %4ld calls failed\n", procedures[i].name, calls);
    }
    inventory after = look();
    must(same_objects(&before, &after), "nothing is left at the end");
    qsm_native_ipc_key_free(key);
}

int main(int argc, char **argv)
{
    const char *what = argc == 2 ? argv[1] : "";
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    bool storm = strcmp(what, "storm") == 0;
    if (getenv("TMPDIR") == NULL ||
        (!storm && strcmp(what, "systemv") != 0 && strcmp(what, "posix") != 0)) {
        fputs("usage: TMPDIR=... faults systemv|posix|storm\n", stderr);
        return 2;
    }
    if (strcmp(what, "posix") != 0)
        run_kind(QSM_NATIVE_IPC_KEY_SYSTEM_V, storm);
    if (strcmp(what, "systemv") != 0)
        run_kind(QSM_NATIVE_IPC_KEY_POSIX_REALTIME, storm);
    printf("%lu faults, %lu of them without consequence, %lu left something that the next one "
           "removed\n",
           faults_tried, succeeded_anyway, left_something);
    return faults_tried > 0 ? 0 : 1;
}
