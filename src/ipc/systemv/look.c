/* SPDX-License-Identifier: MIT */
/*
 * Looks at the contents of a System V segment. The system shows them only to a process that
 * attaches. A QSharedMemory that detaches last meanwhile sees this process attached, and leaves the
 * segment behind. So the look reports that it was the last one: `deserted`.
 */
#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

#include "ipc/systemv/key_file.h"
#include "ipc/systemv/systemv.h"

/* The id of the segment. A file can have the key IPC_PRIVATE; with it, shmget() would make one. */
static int find(qsm_look *look)
{
    key_t number;
    if (!qsm__key_file_number(look->name, look->project, &number))
        return -1;
    look->key = (int32_t)number;
    if (number == IPC_PRIVATE) {
        errno = ENOENT;
        return -1;
    }
    return shmget(number, 0, 0400);
}

/* A lock that cannot be read is not waited for. */
static bool is_lock_held(const qsm_look *look)
{
    key_t number;
    if (!qsm__key_file_number(look->lock_name, look->lock_project, &number) ||
        number == IPC_PRIVATE)
        return false;
    int id = semget(number, 0, 0);
    return id >= 0 && semctl(id, 0, GETVAL) == 0;
}

static bool is_own(const struct shmid_ds *status)
{
    return status->shm_perm.uid == geteuid() && status->shm_perm.cuid == geteuid();
}

/*
 * Reads the state of the segment before the attach. If no process is attached and the lock is held,
 * a program can be between its detach and its look at the number of attaches, or about to attach.
 * So this waits until the lock is free, but not long: a lock can be held for any reason.
 */
static bool wait_for_change(qsm_look *look, struct shmid_ds *before)
{
    const int64_t longest = INT64_C(20000000);
    int64_t end = qsm__ipc_now() + longest;
    for (;;) {
        if (shmctl(look->number, IPC_STAT, before) != 0)
            return false;
        if (before->shm_nattch > 0 || !is_own(before) || !is_lock_held(look))
            return true;
        int64_t now = qsm__ipc_now();
        if (now >= end)
            return true;
        if (now >= look->deadline) {
            errno = ETIMEDOUT;
            return false;
        }
        (void)qsm__ipc_pause(1);
    }
}

/* 0 with errno. */
static size_t copy_from(qsm_look *look, void *memory, size_t size)
{
    size_t copied = size < look->size ? size : look->size;
    if (look->enter != NULL) {
        (void)qsm__ipc_make_present(memory, copied);
        if (!look->enter(look))
            return 0;
    }
    memcpy(look->data, memory, copied);
    if (look->enter != NULL)
        look->leave(look);
    look->stable = look->enter != NULL || memcmp(look->data, memory, copied) == 0;
    return copied;
}

/* *with becomes the state while this process is attached; 0 attaches: it was not. */
static size_t copy(qsm_look *look, struct shmid_ds *with)
{
    size_t size = with->shm_segsz;
    void *memory = shmat(look->number, NULL, SHM_RDONLY);
    with->shm_nattch = 0;
    if ((intptr_t)memory == -1)
        return 0;
    size_t copied = copy_from(look, memory, size);
    int error = errno;
    if (shmctl(look->number, IPC_STAT, with) != 0)
        with->shm_nattch = 0;
    (void)shmdt(memory);
    errno = error;
    return copied;
}

/* Whether any other process was attached: before this one, with it, or between two looks. */
static bool was_used(const struct shmid_ds *before, const struct shmid_ds *with)
{
    return before->shm_nattch > 0 || with->shm_nattch > 1 || with->shm_lpid != getpid();
}

/* Only the segment's own user removes it, as in qsm_shared_memory_detach(). */
static bool is_deserted(const qsm_look *look, const struct shmid_ds *before,
                        const struct shmid_ds *with)
{
    struct shmid_ds now;
    return with->shm_nattch > 0 && look->guarded && is_own(before) && was_used(before, with) &&
           shmctl(look->number, IPC_STAT, &now) == 0 && now.shm_nattch == 0;
}

size_t qsm__systemv_look(qsm_look *look)
{
    struct shmid_ds before;
    look->number = find(look);
    if (look->number < 0 || !wait_for_change(look, &before))
        return 0;
    struct shmid_ds with = before;
    size_t copied = copy(look, &with);
    int error = errno;
    look->deserted = is_deserted(look, &before, &with);
    errno = error;
    return copied;
}
