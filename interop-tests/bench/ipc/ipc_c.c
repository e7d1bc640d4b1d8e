/* SPDX-License-Identifier: MIT */
/*
 * What the lock and an attach cost, in C. Reads "WHAT COUNT" lines and answers each with the
 * nanoseconds of one round; see ipc.py. ipc_qt.cpp does the same with Qt.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

#include <qsm/qsm.h>

static qsm_shared_memory *holder; /* keeps the segment alive */
static qsm_shared_memory *guest;
static int bare; /* a System V semaphore without a library around it */

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* nothing here sleeps */
    return (int64_t)time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static bool lock_round(void)
{
    return qsm_shared_memory_lock(holder) && qsm_shared_memory_unlock(holder);
}

static bool attach_round(void)
{
    return qsm_shared_memory_attach(guest, QSM_SHARED_MEMORY_READ_WRITE) &&
           qsm_shared_memory_lock(guest) && qsm_shared_memory_unlock(guest) &&
           qsm_shared_memory_detach(guest);
}

static bool bare_round(void)
{
    struct sembuf take = {0, -1, SEM_UNDO};
    struct sembuf give = {0, 1, SEM_UNDO};
    return semop(bare, &take, 1) == 0 && semop(bare, &give, 1) == 0;
}

static const struct {
    const char *name;
    bool (*round)(void);
} kinds[] = {{"lock", lock_round}, {"attach", attach_round}, {"bare", bare_round}};

static void measure(const char *name, long count)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        int64_t begin = now();
        for (long round = 0; round < count; round++) {
            if (!kinds[i].round())
                exit(2);
        }
        printf("%.1f\n", (double)(now() - begin) / (double)count);
        fflush(stdout);
        return;
    }
    exit(3);
}

static qsm_shared_memory *object(const char *key)
{
    qsm_native_ipc_key *native = qsm_native_ipc_key_from_string(key);
    qsm_shared_memory *made = strchr(key, ':') != NULL ? qsm_shared_memory_new_native(native)
                                                       : qsm_shared_memory_new_key(key);
    qsm_native_ipc_key_free(native);
    return made;
}

/* One argument: a legacy key, or the text form of a native one. */
int main(int argc, char **argv)
{
    if (argc != 2)
        return 1;
    holder = object(argv[1]);
    guest = object(argv[1]);
    bare = semget(IPC_PRIVATE, 1, 0600 | IPC_CREAT);
    if (holder == NULL || guest == NULL || bare < 0 || semctl(bare, 0, SETVAL, 1) != 0 ||
        !qsm_shared_memory_open_or_create(holder, 4096, QSM_SHARED_MEMORY_READ_WRITE, NULL))
        return 1;
    char name[32];
    long count;
    while (scanf("%31s %ld", name, &count) == 2)
        measure(name, count);
    qsm_shared_memory_free(guest);
    if (qsm_native_ipc_key_type(qsm_shared_memory_native_ipc_key(holder)) ==
        QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        qsm_shared_memory_detach(holder); /* a POSIX segment stays until somebody asks */
        qsm_shared_memory_remove_stale(holder, NULL);
    }
    qsm_shared_memory_free(holder);
    semctl(bare, 0, IPC_RMID);
    return 0;
}
