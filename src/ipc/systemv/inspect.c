/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/inspect/platform.h"
#include "ipc/proc.h"
#include "ipc/system.h"
#include "ipc/systemv/key_file.h"
#include "ipc/systemv/systemv.h"
#include "key/host.h"

static void fill_in(const struct shmid_ds *status, qsm_segment_facts *facts)
{
    facts->size = (int64_t)status->shm_segsz;
    facts->attached = (int64_t)status->shm_nattch;
    facts->owner = (int64_t)status->shm_perm.uid;
    facts->creator_uid = (int64_t)status->shm_perm.cuid;
    facts->mode = (int32_t)(status->shm_perm.mode & 0777);
    facts->creator_pid = (int64_t)status->shm_cpid;
    facts->last_pid = (int64_t)status->shm_lpid;
    facts->change_time = (int64_t)status->shm_ctime;
}

#if QSM_HAS_SHM_STAT_ANY
/* Linux reports these facts about every segment to all users, but only by table index. */
static int last_place(void)
{
    struct shmid_ds unused = {0};
    return shmctl(0, SHM_INFO, &unused);
}

static void fill_in_unreadable(int id, qsm_segment_facts *facts)
{
    int last = last_place();
    for (int place = 0; place <= last; place++) {
        struct shmid_ds status = {0};
        if (shmctl(place, SHM_STAT_ANY, &status) == id) {
            fill_in(&status, facts);
            return;
        }
    }
}

bool qsm__inspect_systemv_each(int project,
                               bool (*visit)(void *context, const qsm_segment_facts *facts),
                               void *context)
{
    int last = last_place();
    for (int place = 0; place <= last; place++) {
        struct shmid_ds status = {0};
        int id = shmctl(place, SHM_STAT_ANY, &status);
        int32_t number = (int32_t)status.shm_perm.__key;
        if (id < 0 || (int)((uint32_t)number >> 24) != project)
            continue;
        qsm_segment_facts facts = qsm__inspect_nothing();
        facts.type = (qsm_native_ipc_key_type_code)project;
        facts.system_v_key = number;
        facts.ftok_id = project;
        facts.shmid = id;
        facts.exists = true;
        fill_in(&status, &facts);
        if (!visit(context, &facts))
            break;
    }
    return true;
}
#else
static void fill_in_unreadable(int id, qsm_segment_facts *facts)
{
    (void)id;
    (void)facts;
}

/* This system has no call that lists segments. Segments with a key file are found by the file. */
bool qsm__inspect_systemv_each(int project,
                               bool (*visit)(void *context, const qsm_segment_facts *facts),
                               void *context)
{
    (void)project;
    (void)visit;
    (void)context;
    return true;
}
#endif

static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

/* The key. A file can have the key IPC_PRIVATE; with it, shmget() would create a segment. */
static bool find_number(const char *name, int project, key_t *number)
{
    int32_t found = 0;
    if (!qsm__host_ftok(name, project, &found))
        return false;
    *number = (key_t)found;
    if (*number != IPC_PRIVATE)
        return true;
    errno = ENOENT;
    return false;
}

/* ftok() also takes a link, a FIFO or a directory: no program has made it for a key. */
static bool is_key_file(const char *name)
{
    struct stat status;
    return lstat(name, &status) == 0 && S_ISREG(status.st_mode);
}

static bool look_at_segment(const char *name, int project, qsm_segment_facts *facts)
{
    key_t number;
    if (!find_number(name, project, &number))
        return is_missing(errno);
    facts->key_file_exists = is_key_file(name);
    facts->system_v_key = number;
    int id = shmget(number, 0, 0); /* needs no permission */
    if (id < 0)
        return errno == ENOENT;
    facts->shmid = id;
    facts->exists = true;
    struct shmid_ds status;
    if (shmctl(id, IPC_STAT, &status) == 0)
        fill_in(&status, facts);
    else if (errno == EIDRM || errno == EINVAL)
        facts->exists = false; /* removed meanwhile */
    else
        fill_in_unreadable(id, facts);
    return true;
}

/*
 * PID 0 has two meanings: no process has changed the semaphore yet, not even its maker; or the
 * process is in another PID namespace, then it is not known. The time of the last change separates
 * the two cases, with one exception: when a process with SEM_UNDO ends after a wait in vain, the
 * system sets the time, but not the PID.
 */
static int64_t last_operator(int id)
{
    struct semid_ds status = {0};
    union qsm_semun argument = {.buf = &status};
    int pid = semctl(id, 0, GETPID);
    if (pid != 0)
        return pid;
    bool untouched = semctl(id, 0, IPC_STAT, argument) == 0 && status.sem_otime == 0;
    return untouched || qsm__proc_shows_all() ? 0 : -1;
}

static bool look_at_lock(const char *name, int project, qsm_segment_facts *facts)
{
    key_t number;
    if (!find_number(name, project, &number))
        return is_missing(errno);
    int id = semget(number, 0, 0);
    if (id < 0)
        return errno == ENOENT;
    facts->lock_exists = true;
    facts->lock_value = semctl(id, 0, GETVAL);
    facts->lock_last_pid = last_operator(id);
    facts->lock_waiters = semctl(id, 0, GETNCNT);
    if (facts->lock_value == 0 && facts->lock_last_pid > 0)
        facts->lock_holder_pid = facts->lock_last_pid;
    return true;
}

/*
 * One step of a repair: adds 1 while the value is 0, or subtracts the part above 1, without
 * SEM_UNDO.
 */
static bool repair_once(int id, int value)
{
    struct sembuf free_it[] = {{.sem_op = 0, .sem_flg = IPC_NOWAIT}, {.sem_op = 1, .sem_flg = 0}};
    struct sembuf take_rest = {.sem_op = (short)(1 - value), .sem_flg = IPC_NOWAIT};
    return value == 0 ? semop(id, free_it, 2) == 0 : value == 1 || semop(id, &take_rest, 1) == 0;
}

static bool repair_lock(qsm_ipc_semaphore *semaphore)
{
    int value = semctl(semaphore->number, 0, GETVAL);
    if (value >= 0 && repair_once(semaphore->number, value))
        return true;
    if (errno == EAGAIN)
        errno = EBUSY;
    return false;
}

/* The key file. */
// NOLINTNEXTLINE(readability-non-const-parameter): the contract's; other systems write into it
static const char *lock_path(const char *name, char buffer[QSM_LOCK_PATH_SIZE])
{
    (void)buffer;
    return name;
}

static bool open_lock(qsm_ipc_semaphore *semaphore)
{
    key_t number;
    if (!qsm__key_file_number(semaphore->name, semaphore->project, &number))
        return false;
    if (number == IPC_PRIVATE) {
        errno = ENOENT;
        return false;
    }
    semaphore->key = number;
    semaphore->number = semget(number, 1, 0600);
    semaphore->created = false;
    semaphore->open = semaphore->number >= 0;
    return semaphore->open;
}

static bool mapped_file(const qsm_segment_facts *facts, qsm_mapped_file *file)
{
    *file = (qsm_mapped_file){.inode = (uint64_t)facts->shmid, .is_of_ipc_namespace = true};
    (void)snprintf(file->path, sizeof file->path, "/SYSV%08" PRIx32, (uint32_t)facts->system_v_key);
    return true;
}

const qsm_inspect_backend qsm__inspect_systemv = {.segment = look_at_segment,
                                                  .lock = look_at_lock,
                                                  .lock_open = open_lock,
                                                  .lock_path = lock_path,
                                                  .lock_repair = repair_lock,
                                                  .lock_foreign = qsm__systemv_semaphore_foreign,
                                                  .look = qsm__systemv_look,
                                                  .looks_are_seen = true,
                                                  .mapped_file = mapped_file,
                                                  .ipc = &qsm__ipc_systemv};
