/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>

#include "ipc/ownership.h"
#include "ipc/systemv/key_file.h"
#include "ipc/systemv/systemv.h"

/* The result of one attempt to open. */
typedef enum attempt { OPENED, AGAIN, FAILED } attempt;

static attempt fail(qsm_ipc_failure *failure, qsm_ipc_step step)
{
    *failure = (qsm_ipc_failure){step, errno};
    return FAILED;
}

/*
 * Adds change to the value with SEM_UNDO. False with errno; EAGAIN: timeout; EINTR: a signal came,
 * if signals end the wait. This function is in this file and has few layers for speed: after a
 * system call each return is slow, and a lock is little else.
 */
static inline bool change_value_until(int number, int change, int64_t deadline, bool interruptible)
{
    struct sembuf operation = {.sem_num = 0, .sem_op = (short)change, .sem_flg = SEM_UNDO};
    if (deadline != QSM_IPC_AT_ONCE && deadline != QSM_IPC_FOREVER)
        return qsm__systemv_semop_until(number, &operation, deadline, interruptible);
    if (deadline == QSM_IPC_AT_ONCE)
        operation.sem_flg |= IPC_NOWAIT;
    int result;
    do {
        result = semop(number, &operation, 1);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

static bool change_value(int number, int change, int64_t deadline)
{
    return change_value_until(number, change, deadline, false);
}

/* Adds 1 with SEM_UNDO if the value is 0. False with errno; EAGAIN: the value is not 0. */
static bool add_if_zero(int number)
{
    struct sembuf operations[] = {
        {.sem_num = 0, .sem_op = 0, .sem_flg = IPC_NOWAIT},
        {.sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO},
    };
    int result;
    do {
        result = semop(number, operations, 2);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

static bool is_gone(int error)
{
    return error == EINVAL || error == EIDRM;
}

static bool set_value(int number, int value)
{
    union qsm_semun argument = {.val = value};
    return value < 0 || semctl(number, 0, SETVAL, argument) == 0;
}

/*
 * A new semaphore has the value 0, so a process that finds it now waits until it has its initial
 * value.
 */
static attempt finish_new(qsm_ipc_semaphore *semaphore, int initial_value, qsm_ipc_failure *failure)
{
    if (!set_value(semaphore->number, initial_value)) {
        attempt result = fail(failure, QSM_IPC_SEMCTL_SETVAL);
        (void)semctl(semaphore->number, 0, IPC_RMID);
        return result;
    }
    /*
     * If the owner removed the key file since this process read it, no other process would find the
     * new semaphore.
     */
    if (qsm__key_file_whereabouts(semaphore->name, semaphore->project, semaphore->key) !=
        QSM_IPC_SAME) {
        (void)semctl(semaphore->number, 0, IPC_RMID);
        return AGAIN;
    }
    semaphore->created = true;
    return OPENED;
}

static attempt finish_existing(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                               qsm_ipc_failure *failure)
{
    if (replace && !set_value(semaphore->number, initial_value))
        return fail(failure, QSM_IPC_SEMCTL_SETVAL);
    semaphore->created = replace;
    return OPENED;
}

static attempt get(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                   qsm_ipc_failure *failure)
{
    semaphore->number = semget(semaphore->key, 1, (int)semaphore->mode | IPC_CREAT | IPC_EXCL);
    if (semaphore->number >= 0)
        return finish_new(semaphore, initial_value, failure);
    if (errno != EEXIST)
        return fail(failure, QSM_IPC_SEMGET);
    /*
     * Without IPC_CREAT: if the semaphore was removed meanwhile, it must not be created without its
     * value.
     */
    semaphore->number = semget(semaphore->key, 1, 0600);
    if (semaphore->number >= 0)
        return finish_existing(semaphore, initial_value, replace, failure);
    return errno == ENOENT ? AGAIN : fail(failure, QSM_IPC_SEMGET);
}

/* Where no key file can be made, that is the error, as it is in Qt. */
static attempt find(qsm_ipc_semaphore *semaphore, qsm_ipc_failure *failure)
{
    if (!qsm__key_file_number(semaphore->name, semaphore->project, &semaphore->key)) {
        bool missing = errno == ENOENT && qsm__key_file_can_be_made(semaphore->name);
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_KEY_FILE, missing ? ENOENT : EACCES};
        return FAILED;
    }
    semaphore->number = semget(semaphore->key, 1, 0600);
    if (semaphore->number < 0)
        return fail(failure, QSM_IPC_SEMGET);
    semaphore->created = false;
    return OPENED;
}

static attempt try_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                        qsm_ipc_failure *failure)
{
    bool made = false;
    if (semaphore->only_existing)
        return find(semaphore, failure);
    if (!qsm__key_file_make(semaphore->name, &made))
        return fail(failure, QSM_IPC_SEM_KEY_FILE);
    if (!qsm__key_file_number(semaphore->name, semaphore->project, &semaphore->key))
        return errno == ENOENT ? AGAIN : fail(failure, QSM_IPC_SEM_FTOK);
    attempt result = get(semaphore, initial_value, replace, failure);
    if (result == FAILED && made)
        qsm__key_file_unlink(semaphore->name, semaphore->project, semaphore->key, false);
    return result;
}

bool qsm__systemv_semaphore_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                                 qsm_ipc_failure *failure)
{
    if (semaphore->name[0] == '\0') {
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_KEY_EMPTY, 0};
        return false;
    }
    attempt result = AGAIN;
    for (int i = 0; result == AGAIN && i < QSM_KEY_FILE_TRIES; i++) {
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_FTOK, ENOENT};
        result = try_open(semaphore, initial_value, replace, failure);
    }
    semaphore->open = result == OPENED;
    return semaphore->open;
}

void qsm__systemv_semaphore_close(qsm_ipc_semaphore *semaphore)
{
    semaphore->open = false;
    semaphore->created = false;
    semaphore->number = -1;
}

qsm_ipc_outcome qsm__systemv_semaphore_acquire(qsm_ipc_semaphore *semaphore, int64_t deadline,
                                               qsm_ipc_failure *failure)
{
    if (change_value_until(semaphore->number, -1, deadline, semaphore->interruptible))
        return QSM_IPC_DONE;
    if (is_gone(errno))
        return QSM_IPC_GONE;
    if (errno == EAGAIN)
        return QSM_IPC_TIMED_OUT;
    if (errno == EINTR)
        return QSM_IPC_INTERRUPTED;
    *failure = (qsm_ipc_failure){QSM_IPC_SEMOP, errno};
    return QSM_IPC_FAILED;
}

qsm_ipc_outcome qsm__systemv_semaphore_release(qsm_ipc_semaphore *semaphore, int count,
                                               qsm_ipc_failure *failure)
{
    if (change_value(semaphore->number, count, QSM_IPC_FOREVER))
        return QSM_IPC_DONE;
    if (is_gone(errno))
        return QSM_IPC_GONE;
    *failure = (qsm_ipc_failure){QSM_IPC_SEMOP, errno};
    return QSM_IPC_FAILED;
}

qsm_ipc_outcome qsm__systemv_semaphore_unlock(qsm_ipc_semaphore *semaphore,
                                              qsm_ipc_failure *failure)
{
    if (add_if_zero(semaphore->number) || errno == EAGAIN)
        return QSM_IPC_DONE;
    if (is_gone(errno))
        return QSM_IPC_GONE;
    *failure = (qsm_ipc_failure){QSM_IPC_SEMOP, errno};
    return QSM_IPC_FAILED;
}

qsm_ipc_whereabouts qsm__systemv_semaphore_whereabouts(const qsm_ipc_semaphore *semaphore)
{
    if (semctl(semaphore->number, 0, GETVAL) < 0 && is_gone(errno))
        return QSM_IPC_NOWHERE;
    return qsm__key_file_whereabouts(semaphore->name, semaphore->project, semaphore->key);
}

static qsm_removal_reason why_not_own(const qsm_ipc_semaphore *semaphore,
                                      const struct semid_ds *status)
{
    if (!qsm__owns(status->sem_perm.uid, status->sem_perm.cuid))
        return QSM_REMOVAL_OTHER_OWNER;
    if (!qsm__owns_key_file(semaphore->name))
        return QSM_REMOVAL_OTHER_KEY_FILE;
    return status->sem_nsems == 1 ? QSM_REMOVAL_NO_REASON : QSM_REMOVAL_NOT_A_LOCK;
}

/*
 * Whether this user may remove it. This is checked first, because the key file is removed first: a
 * program can have changed its user since it made the semaphore.
 */
static qsm_removal_reason why_kept(const qsm_ipc_semaphore *semaphore, bool only_own)
{
    struct semid_ds status = {0};
    union qsm_semun argument = {.buf = &status};
    if (semctl(semaphore->number, 0, IPC_STAT, argument) != 0)
        return is_gone(errno) ? QSM_REMOVAL_NO_REASON : QSM_REMOVAL_OTHER_OWNER;
    if (only_own)
        return why_not_own(semaphore, &status);
    return qsm__may_remove(status.sem_perm.uid, status.sem_perm.cuid) ? QSM_REMOVAL_NO_REASON
                                                                      : QSM_REMOVAL_OTHER_OWNER;
}

qsm_removal_reason qsm__systemv_semaphore_foreign(const qsm_ipc_semaphore *semaphore)
{
    return why_kept(semaphore, true);
}

/* A call that fails counts as a waiting process. */
static bool is_waited_for(int number)
{
    return semctl(number, 0, GETNCNT) != 0 || semctl(number, 0, GETZCNT) != 0;
}

/*
 * Takes the units and checks for waiting processes. If it gives a reason, another process holds the
 * semaphore or waits for it, or it is another user's; then no unit is taken.
 */
static qsm_removal_reason take_all(const qsm_ipc_semaphore *semaphore,
                                   const qsm_ipc_removal *removal)
{
    int number = semaphore->number;
    qsm_removal_reason reason = why_kept(semaphore, removal->only_own);
    if (reason != QSM_REMOVAL_NO_REASON)
        return reason;
    if (removal->units > 0 && !change_value(number, -removal->units, removal->deadline))
        return QSM_REMOVAL_IN_USE;
    if ((!removal->spare_waiters && !removal->only_own) || !is_waited_for(number))
        return QSM_REMOVAL_NO_REASON;
    if (removal->units > 0)
        (void)change_value(number, removal->units, QSM_IPC_FOREVER);
    return QSM_REMOVAL_WAITED_FOR;
}

/* The units that take_all() took, and the units that the caller held before. */
static void give_back(int number, const qsm_ipc_removal *removal)
{
    if (removal->units > 0)
        (void)change_value(number, removal->units, QSM_IPC_FOREVER);
    if (removal->held)
        (void)add_if_zero(number);
}

/*
 * The key file stays if another object needs it: with a native key, the segment uses it too. The
 * file is removed before the semaphore. A process that comes between the two steps makes a new file
 * and a new semaphore, or gets the same inode and waits here. In the other order, the new semaphore
 * of such a process would lose its file. Waiting processes wake with EIDRM and open the name again,
 * as Qt programs do.
 */
qsm_removal_reason qsm__systemv_semaphore_remove(qsm_ipc_semaphore *semaphore,
                                                 const qsm_ipc_removal *removal)
{
    int number = semaphore->number;
    qsm_removal_reason reason = take_all(semaphore, removal);
    if (reason == QSM_REMOVAL_NO_REASON) {
        if (!qsm__key_file_serves(semaphore->name, semaphore->project, semaphore->key))
            qsm__key_file_unlink(semaphore->name, semaphore->project, semaphore->key,
                                 removal->only_own);
        if (semctl(number, 0, IPC_RMID) != 0) {
            reason = is_gone(errno) ? QSM_REMOVAL_NO_REASON : QSM_REMOVAL_OTHER_OWNER;
            give_back(number, removal); /* another user owns it: it stays, and must work */
        }
    } else if (removal->held) {
        (void)add_if_zero(number);
    }
    qsm__systemv_semaphore_close(semaphore);
    return reason;
}
