/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include "ipc/ownership.h"
#include "ipc/systemv/key_file.h"
#include "ipc/systemv/systemv.h"

static bool fail(qsm_ipc_failure *failure, qsm_ipc_step step, int error)
{
    *failure = (qsm_ipc_failure){step, error};
    return false;
}

/* Maps a segment by its id. False with errno. */
static bool map(qsm_ipc_segment *segment, int number, bool read_only)
{
    void *memory = shmat(number, NULL, read_only ? SHM_RDONLY : 0);
    if (memory == (void *)-1) // NOLINT(performance-no-int-to-ptr): shmat's way to fail
        return false;
    segment->memory = memory;
    segment->number = number;
    return true;
}

/*
 * Other objects can use the key file. With a native key: a semaphore. With a legacy key: another
 * segment of Qt 5.6 - 5.8. The file stays as long as these objects exist.
 */
static void unlink_key_file(const qsm_ipc_segment *segment, bool only_own)
{
    if (!qsm__key_file_serves(segment->name, segment->project, (key_t)-1))
        qsm__key_file_unlink(segment->name, segment->project, segment->key, only_own);
}

/*
 * Makes the key file and the segment. A peer that detaches can remove the file between two steps.
 */
static int make(qsm_ipc_segment *segment, size_t size, bool *made, qsm_ipc_failure *failure)
{
    bool found = false;
    for (int i = 0; !found && i < QSM_KEY_FILE_TRIES; i++) {
        if (!qsm__key_file_make(segment->name, made)) {
            fail(failure, QSM_IPC_SHM_KEY_FILE, errno);
            return -1;
        }
        found = qsm__key_file_number(segment->name, segment->project, &segment->key);
        if (!found && errno != ENOENT)
            break;
    }
    if (!found) {
        fail(failure, QSM_IPC_SHM_FTOK, errno);
        return -1;
    }
    int number = shmget(segment->key, size, (int)segment->mode | IPC_CREAT | IPC_EXCL);
    if (number < 0) {
        fail(failure, QSM_IPC_SHMGET_CREATE, errno);
        if (*made && errno != EEXIST)
            unlink_key_file(segment, false);
    }
    return number;
}

bool qsm__systemv_segment_create(qsm_ipc_segment *segment, size_t size, bool read_only,
                                 qsm_ipc_failure *failure)
{
    bool made = false;
    int number = make(segment, size, &made, failure);
    if (number < 0)
        return false;
    if (!map(segment, number, read_only)) {
        fail(failure, QSM_IPC_SHMAT, errno);
        (void)shmctl(number, IPC_RMID, NULL);
        if (made)
            unlink_key_file(segment, false);
        return false;
    }
    segment->size = size;
    (void)qsm__ipc_make_new(segment);
    return true;
}

/* The creator can change the owner, and keep the access rights. */
static bool is_own(const struct shmid_ds *status)
{
    return status->shm_perm.uid == geteuid() && status->shm_perm.cuid == geteuid();
}

bool qsm__systemv_segment_may_attach(const qsm_ipc_segment *segment, bool read_only, bool *own,
                                     qsm_ipc_failure *failure)
{
    key_t key;
    if (!qsm__key_file_number(segment->name, segment->project, &key))
        return fail(failure, QSM_IPC_SHM_FTOK, errno);
    int number = shmget(key, 0, read_only ? 0400 : 0600);
    if (number < 0)
        return fail(failure, QSM_IPC_SHMGET, errno);
    struct shmid_ds status;
    if (own == NULL)
        return true;
    if (shmctl(number, IPC_STAT, &status) != 0)
        return fail(failure, QSM_IPC_SHMCTL_STAT, errno);
    *own = is_own(&status);
    return true;
}

bool qsm__systemv_segment_attach(qsm_ipc_segment *segment, bool read_only, qsm_ipc_failure *failure)
{
    if (!qsm__key_file_number(segment->name, segment->project, &segment->key))
        return fail(failure, QSM_IPC_SHM_FTOK, errno);
    int number = shmget(segment->key, 0, read_only ? 0400 : 0600);
    if (number < 0)
        return fail(failure, QSM_IPC_SHMGET, errno);
    if (!map(segment, number, read_only))
        return fail(failure, QSM_IPC_SHMAT, errno);
    struct shmid_ds status;
    if (shmctl(number, IPC_STAT, &status) != 0) {
        fail(failure, QSM_IPC_SHMCTL_STAT, errno);
        (void)shmdt(segment->memory);
        segment->memory = NULL;
        return false;
    }
    segment->size = status.shm_segsz;
    segment->own = is_own(&status);
    return true;
}

bool qsm__systemv_segment_unmap(qsm_ipc_segment *segment, qsm_ipc_failure *failure)
{
    if (shmdt(segment->memory) != 0)
        return fail(failure, QSM_IPC_SHMDT, errno);
    segment->memory = NULL;
    segment->size = 0;
    return true;
}

static bool is_gone(int error)
{
    return error == EINVAL || error == EIDRM || error == ENOENT;
}

#if defined(SHM_DEST) /* not POSIX: elsewhere the id is invalid then */
enum { REMOVED = SHM_DEST };
#else
enum { REMOVED = 0 };
#endif

qsm_ipc_segment_state qsm__systemv_segment_state(const qsm_ipc_segment *segment)
{
    struct shmid_ds status;
    if (shmctl(segment->number, IPC_STAT, &status) != 0)
        return (qsm_ipc_segment_state){.removed = is_gone(errno)};
    return (qsm_ipc_segment_state){
        .removed = ((unsigned)status.shm_perm.mode & (unsigned)REMOVED) != 0,
        .alone = status.shm_nattch == 1,
    };
}

/* The shmid that the name leads to now; -1 with errno. Needs no permission. */
static int look_up(qsm_ipc_segment *segment)
{
    return qsm__key_file_number(segment->name, segment->project, &segment->key)
               ? shmget(segment->key, 0, 0)
               : -1;
}

static qsm_removal_reason why_kept(const qsm_ipc_segment *segment, const struct shmid_ds *status,
                                   bool only_own)
{
    if (status->shm_nattch != 0)
        return QSM_REMOVAL_IN_USE;
    if (only_own && !qsm__owns(status->shm_perm.uid, status->shm_perm.cuid))
        return QSM_REMOVAL_OTHER_OWNER;
    /* Without a name the segment is known by its id only. */
    if (only_own && segment->name[0] != '\0' && !qsm__owns_key_file(segment->name))
        return QSM_REMOVAL_OTHER_KEY_FILE;
    return QSM_REMOVAL_NO_REASON;
}

bool qsm__systemv_segment_remove_unused(qsm_ipc_segment *segment, qsm_ipc_segment_removal *removal,
                                        qsm_ipc_failure *failure)
{
    removal->removed = false;
    removal->kept = QSM_REMOVAL_NO_REASON;
    int number = segment->number >= 0 ? segment->number : look_up(segment);
    segment->number = -1;
    if (number < 0)
        return is_gone(errno) || fail(failure, QSM_IPC_SHMGET, errno);
    struct shmid_ds status;
    if (shmctl(number, IPC_STAT, &status) != 0)
        return is_gone(errno) || fail(failure, QSM_IPC_SHMCTL_STAT, errno);
    removal->kept = why_kept(segment, &status, removal->only_own);
    if (removal->kept != QSM_REMOVAL_NO_REASON)
        return true;
    if (shmctl(number, IPC_RMID, NULL) != 0)
        return is_gone(errno) || fail(failure, QSM_IPC_SHMCTL_RMID, errno);
    unlink_key_file(segment, removal->only_own);
    removal->removed = true;
    return true;
}

void qsm__systemv_segment_clear_name(qsm_ipc_segment *segment)
{
    if (look_up(segment) < 0 && errno == ENOENT && segment->key != (key_t)-1)
        unlink_key_file(segment, true);
}
