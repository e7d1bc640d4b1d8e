/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/posix/duty.h"
#include "ipc/posix/open.h"
#include "ipc/posix/posix.h"

enum { TRIES = 100 };

/* The time between two checks whether the name still leads to the same semaphore. */
static const int64_t look_again_after = INT64_C(500000000);

typedef enum attempt { OPENED, AGAIN, FAILED } attempt;

static attempt fail(qsm_ipc_failure *failure, qsm_ipc_step step)
{
    *failure = (qsm_ipc_failure){step, errno};
    return FAILED;
}

static attempt make(qsm_ipc_semaphore *semaphore, int initial_value, qsm_ipc_failure *failure)
{
    sem_t *pointer = sem_open(semaphore->name, O_CREAT | O_EXCL, (mode_t)semaphore->mode,
                              (unsigned)initial_value);
    if (pointer == SEM_FAILED)
        return errno == EEXIST || errno == EINTR ? AGAIN : fail(failure, QSM_IPC_SEM_OPEN);
    semaphore->pointer = pointer;
    semaphore->created = true;
    qsm__posix_name_remember(semaphore);
    return OPENED;
}

static bool fits(int guard)
{
    struct stat status;
    if (fstat(guard, &status) != 0)
        return false;
    if ((uintmax_t)status.st_size != sizeof(sem_t))
        errno = ENOTSUP;
    return (uintmax_t)status.st_size == sizeof(sem_t);
}

/*
 * sem_open() waits for a lease of another process as long as it takes, and maps a file of any size.
 * The guard is the same file, opened with care: while it is open, nobody gets a lease on the file.
 */
static bool find_guarded(qsm_ipc_semaphore *semaphore, int guard)
{
    if (guard >= 0 && !fits(guard))
        return false;
    sem_t *pointer = sem_open(semaphore->name, 0);
    if (pointer == SEM_FAILED)
        return false;
    if (!qsm__posix_semaphore_is_sound(pointer)) {
        (void)sem_close(pointer);
        errno = ENOTSUP;
        return false;
    }
    semaphore->pointer = pointer;
    semaphore->created = false;
    qsm__posix_name_remember(semaphore);
    return true;
}

bool qsm__posix_semaphore_find(qsm_ipc_semaphore *semaphore)
{
    char path[QSM_POSIX_PATH_SIZE];
    /* Without a path, sem_open() decides: about every name, or it refuses this name. */
    if (!qsm__posix_semaphore_path(semaphore->name, path))
        return find_guarded(semaphore, -1);
    int guard = qsm__posix_open_semaphore(semaphore->name, O_RDWR,
                                          qsm__posix_lease_deadline(semaphore->open_until));
    if (guard < 0)
        return false;
    bool found = find_guarded(semaphore, guard);
    int error = errno;
    (void)close(guard);
    errno = error;
    return found;
}

static attempt find(qsm_ipc_semaphore *semaphore, qsm_ipc_failure *failure)
{
    if (qsm__posix_semaphore_find(semaphore))
        return OPENED;
    if (semaphore->only_existing && errno != EINTR)
        return fail(failure, QSM_IPC_SEM_OPEN);
    return errno == ENOENT || errno == EINTR ? AGAIN : fail(failure, QSM_IPC_SEM_OPEN);
}

static attempt replace_it(qsm_ipc_semaphore *semaphore, int initial_value, qsm_ipc_failure *failure)
{
    attempt result = make(semaphore, initial_value, failure);
    if (result == AGAIN && sem_unlink(semaphore->name) != 0 && errno != ENOENT)
        return fail(failure, QSM_IPC_SEM_UNLINK);
    return result;
}

/* A semaphore that exists can be opened also while there is no space for a new file. */
static attempt find_or_make(qsm_ipc_semaphore *semaphore, int initial_value,
                            qsm_ipc_failure *failure)
{
    attempt result = find(semaphore, failure);
    return result == AGAIN && !semaphore->only_existing ? make(semaphore, initial_value, failure)
                                                        : result;
}

static attempt try_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                        qsm_ipc_failure *failure)
{
    return replace ? replace_it(semaphore, initial_value, failure)
                   : find_or_make(semaphore, initial_value, failure);
}

bool qsm__posix_semaphore_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                               qsm_ipc_failure *failure)
{
    if (semaphore->name[0] == '\0') {
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_NAME_EMPTY, 0};
        return false;
    }
    attempt result = AGAIN;
    for (int i = 0; result == AGAIN && i < TRIES; i++) {
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_OPEN, EEXIST};
        result = try_open(semaphore, initial_value, replace, failure);
    }
    semaphore->open = result == OPENED;
    return semaphore->open;
}

static void close_only(qsm_ipc_semaphore *semaphore)
{
    (void)sem_close(semaphore->pointer);
    semaphore->open = false;
    semaphore->created = false;
    semaphore->pointer = NULL;
}

void qsm__posix_semaphore_close(qsm_ipc_semaphore *semaphore)
{
    close_only(semaphore);
    qsm__posix_duty_closed(semaphore->name, &semaphore->file);
}

/* Waits a limited time, to notice when the name leads to another semaphore. */
static bool wait_a_while(const qsm_ipc_semaphore *semaphore, int64_t deadline)
{
    int64_t pause_end = qsm__ipc_now() + look_again_after;
    return qsm__posix_sem_wait_until(
        semaphore->pointer, deadline < pause_end ? deadline : pause_end, semaphore->interruptible);
}

/* It does not wait, so a signal does not end it. */
static bool take_at_once(sem_t *semaphore)
{
    int result;
    do {
        result = sem_trywait(semaphore);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

qsm_ipc_outcome qsm__posix_semaphore_acquire(qsm_ipc_semaphore *semaphore, int64_t deadline,
                                             qsm_ipc_failure *failure)
{
    bool taken = take_at_once(semaphore->pointer);
    while (!taken) {
        if (errno != EAGAIN && errno != ETIMEDOUT && errno != EINTR) {
            *failure = (qsm_ipc_failure){QSM_IPC_SEM_WAIT, errno};
            return QSM_IPC_FAILED;
        }
        if (errno == EINTR && semaphore->interruptible)
            return QSM_IPC_INTERRUPTED;
        if (qsm__posix_name_whereabouts(semaphore) == QSM_IPC_OTHER)
            return QSM_IPC_GONE;
        if (deadline == QSM_IPC_AT_ONCE ||
            (deadline != QSM_IPC_FOREVER && qsm__ipc_now() >= deadline))
            return QSM_IPC_TIMED_OUT;
        taken = wait_a_while(semaphore, deadline);
    }
    if (qsm__posix_name_whereabouts(semaphore) != QSM_IPC_OTHER)
        return QSM_IPC_DONE;
    (void)sem_post(semaphore->pointer);
    return QSM_IPC_GONE;
}

qsm_ipc_outcome qsm__posix_semaphore_release(qsm_ipc_semaphore *semaphore, int count,
                                             qsm_ipc_failure *failure)
{
    for (int given = 0; given < count; given++) {
        if (sem_post(semaphore->pointer) == 0)
            continue;
        *failure = (qsm_ipc_failure){QSM_IPC_SEM_POST, errno};
        while (given-- > 0)
            (void)sem_trywait(semaphore->pointer);
        return QSM_IPC_FAILED;
    }
    return QSM_IPC_DONE;
}

qsm_ipc_outcome qsm__posix_semaphore_unlock(qsm_ipc_semaphore *semaphore, qsm_ipc_failure *failure)
{
    return qsm__posix_semaphore_release(semaphore, 1, failure);
}

qsm_ipc_whereabouts qsm__posix_semaphore_whereabouts(const qsm_ipc_semaphore *semaphore)
{
    return qsm__posix_name_whereabouts(semaphore);
}

/*
 * The lease proves that no process has the semaphore open, and makes each process that opens it
 * meanwhile wait. A process that holds the lock, or waits for it, has it open. sem_open() would
 * wait for the lease, so the file is mapped by the descriptor that has it.
 */
bool qsm__posix_semaphore_repair_unused(const qsm_ipc_semaphore *semaphore)
{
    int descriptor = qsm__posix_open_semaphore(semaphore->name, O_RDWR, QSM_IPC_AT_ONCE);
    if (descriptor < 0)
        return false;
    bool repaired = false;
    if (fits(descriptor) && qsm__posix_sole_user(descriptor)) {
        sem_t *mapped =
            mmap(NULL, sizeof *mapped, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        int value = 1;
        // NOLINTNEXTLINE(performance-no-int-to-ptr): mmap's way to fail
        if (mapped != MAP_FAILED) {
            repaired = qsm__posix_semaphore_is_sound(mapped) && sem_getvalue(mapped, &value) == 0 &&
                       value == 0 && sem_post(mapped) == 0;
            (void)munmap(mapped, sizeof *mapped);
        }
    }
    (void)close(descriptor);
    return repaired;
}

/*
 * Removes the semaphore only if no process has it open. Otherwise, after sem_unlink, old and new
 * processes would use two different locks. Waiting processes have it open; so if no process has it
 * open, a missing unit belonged to a process that has ended.
 */
qsm_removal_reason qsm__posix_semaphore_remove(qsm_ipc_semaphore *semaphore,
                                               const qsm_ipc_removal *removal)
{
    qsm_ipc_file file = semaphore->file;
    if (removal->held)
        (void)sem_post(semaphore->pointer);
    close_only(semaphore);
    return qsm__posix_duty_remove(semaphore->name, &file, removal->only_own);
}
