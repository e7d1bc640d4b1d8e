/* SPDX-License-Identifier: MIT */
#include "ipc/errors.h"

#include <errno.h>
#include <stdio.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

enum { SEGMENT, SEMAPHORE, CLASS_COUNT };

typedef struct errno_row {
    int error;
    struct {
        int code;
        const char *words; /* NULL: unknown; the system's message follows */
    } as[CLASS_COUNT];
} errno_row;

/* The row of 0 ends the table. It is the row for all other values. */
static const errno_row errno_rows[] = {
    {EACCES,
     {{QSM_SHARED_MEMORY_PERMISSION_DENIED, "permission denied"},
      {QSM_SYSTEM_SEMAPHORE_PERMISSION_DENIED, "permission denied"}}},
    {EPERM,
     {{QSM_SHARED_MEMORY_UNKNOWN_ERROR, NULL},
      {QSM_SYSTEM_SEMAPHORE_PERMISSION_DENIED, "permission denied"}}},
    {EEXIST,
     {{QSM_SHARED_MEMORY_ALREADY_EXISTS, "already exists"},
      {QSM_SYSTEM_SEMAPHORE_ALREADY_EXISTS, "already exists"}}},
    {ENOENT,
     {{QSM_SHARED_MEMORY_NOT_FOUND, "doesn't exist"},
      {QSM_SYSTEM_SEMAPHORE_NOT_FOUND, "does not exist"}}},
    {EMFILE,
     {{QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "out of resources"},
      {QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, "out of resources"}}},
    {ENOMEM,
     {{QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "out of resources"},
      {QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR, NULL}}},
    {ENOSPC,
     {{QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "out of resources"},
      {QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, "out of resources"}}},
    {ERANGE,
     {{QSM_SHARED_MEMORY_UNKNOWN_ERROR, NULL},
      {QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, "out of resources"}}},
    {ENAMETOOLONG,
     {{QSM_SHARED_MEMORY_UNKNOWN_ERROR, NULL}, {QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "key too long"}}},
    {0, {{QSM_SHARED_MEMORY_UNKNOWN_ERROR, NULL}, {QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR, NULL}}},
};

/* Some steps have their own text: for every errno value, or for one errno value. */
enum { NEVER = -1, ALWAYS = 0 };

typedef struct step_row {
    const char *tag; /* before the text of the errno value */
    int class;
    int special; /* NEVER, ALWAYS or an errno value: then the next two fields replace the others */
    int code;
    const char *text;
} step_row;

/* QSystemSemaphore's "handle" failed because the key is not valid. */
#define SEM_KEY(text)                                                                              \
    {                                                                                              \
        "", SEMAPHORE, ALWAYS, QSM_SYSTEM_SEMAPHORE_KEY_ERROR, text                                \
    }
#define PLAIN(class, tag)                                                                          \
    {                                                                                              \
        tag, class, NEVER, 0, NULL                                                                 \
    }

static const step_row step_rows[QSM_IPC_STEP_COUNT] = {
    [QSM_IPC_NO_STEP] = PLAIN(SEGMENT, "QSharedMemory"),
    [QSM_IPC_SHM_KEY_FILE] = {"", SEGMENT, ALWAYS, QSM_SHARED_MEMORY_KEY_ERROR,
                              "QSharedMemory::handle:: unable to make key"},
    [QSM_IPC_SHM_FTOK] = PLAIN(SEGMENT, "QSharedMemory::handle"),
    [QSM_IPC_SHMGET_CREATE] = {"QSharedMemory::create", SEGMENT, EINVAL,
                               QSM_SHARED_MEMORY_INVALID_SIZE,
                               "QSharedMemory::handle: system-imposed size restrictions"},
    [QSM_IPC_SHMGET] = PLAIN(SEGMENT, "QSharedMemory::attach (shmget)"),
    [QSM_IPC_SHMAT] = PLAIN(SEGMENT, "QSharedMemory::attach (shmat)"),
    [QSM_IPC_SHMCTL_STAT] = PLAIN(SEGMENT, "QSharedMemory::attach (shmctl)"),
    [QSM_IPC_SHMDT] = {"QSharedMemory::detach", SEGMENT, EINVAL, QSM_SHARED_MEMORY_NOT_FOUND,
                       "QSharedMemory::detach: not attached"},
    [QSM_IPC_SHMCTL_RMID] = PLAIN(SEGMENT, "QSharedMemory::remove"),
    [QSM_IPC_SEM_KEY_EMPTY] = SEM_KEY("QSystemSemaphore::handle:: key is empty"),
    [QSM_IPC_SEM_KEY_FILE] = SEM_KEY("QSystemSemaphore::handle:: unable to make key"),
    [QSM_IPC_SEM_FTOK] = SEM_KEY("QSystemSemaphore::handle:: ftok failed"),
    [QSM_IPC_SEMGET] = PLAIN(SEMAPHORE, "QSystemSemaphore::handle"),
    [QSM_IPC_SEMCTL_SETVAL] = PLAIN(SEMAPHORE, "QSystemSemaphore::handle"),
    [QSM_IPC_SEMOP] = PLAIN(SEMAPHORE, "QSystemSemaphore::modifySemaphore"),
    [QSM_IPC_SHM_OPEN] = {"QSharedMemory::attach (shm_open)", SEGMENT, EINVAL,
                          QSM_SHARED_MEMORY_KEY_ERROR,
                          "QSharedMemory::attach (shm_open): bad name"},
    [QSM_IPC_FTRUNCATE] = PLAIN(SEGMENT, "QSharedMemory::create (ftruncate)"),
    [QSM_IPC_FSTAT] = PLAIN(SEGMENT, "QSharedMemory::attach (fstat)"),
    [QSM_IPC_MMAP] = PLAIN(SEGMENT, "QSharedMemory::attach (mmap)"),
    [QSM_IPC_FALLOCATE] = PLAIN(SEGMENT, "QSharedMemory::data (fallocate)"),
    [QSM_IPC_MUNMAP] = PLAIN(SEGMENT, "QSharedMemory::detach (munmap)"),
    [QSM_IPC_SHM_UNLINK] = PLAIN(SEGMENT, "QSharedMemory::remove (shm_unlink)"),
    [QSM_IPC_SEM_NAME_EMPTY] = SEM_KEY("QSystemSemaphore::handle: key is empty"),
    [QSM_IPC_SEM_OPEN] = PLAIN(SEMAPHORE, "QSystemSemaphore::handle"),
    [QSM_IPC_SEM_UNLINK] = PLAIN(SEMAPHORE, "QSystemSemaphore::handle (sem_unlink)"),
    [QSM_IPC_SEM_POST] = PLAIN(SEMAPHORE, "QSystemSemaphore::modifySemaphore (sem_post)"),
    [QSM_IPC_SEM_WAIT] = PLAIN(SEMAPHORE, "QSystemSemaphore::modifySemaphore (sem_wait)"),
};

void qsm__ipc_error_set(qsm_ipc_error *error, int code, const char *text)
{
    error->code = code;
    error->stopped = 0;
    error->plain = false;
    (void)snprintf(error->text, sizeof error->text, "%s", text);
}

void qsm__ipc_error_set_stopped(qsm_ipc_error *error, int code, const char *text)
{
    error->code = code;
    error->stopped = 1;
    error->plain = false;
    (void)snprintf(error->text, sizeof error->text, "%s: the stop callback ended the wait", text);
}

static const errno_row *find_errno_row(int error)
{
    const errno_row *row = errno_rows;
    while (row->error != 0 && row->error != error)
        row++;
    return row;
}

void qsm__ipc_error_describe(qsm_ipc_error *error, const qsm_ipc_failure *failure)
{
    const step_row *step = &step_rows[failure->step];
    if (step->special == ALWAYS || step->special == failure->error) {
        qsm__ipc_error_set(error, step->code, step->text);
        return;
    }
    const errno_row *row = find_errno_row(failure->error);
    error->stopped = 0;
    error->plain = false;
    error->code = row->as[step->class].code;
    if (row->as[step->class].words != NULL) {
        (void)snprintf(error->text, sizeof error->text, "%s: %s", step->tag,
                       row->as[step->class].words);
        return;
    }
    char words[128];
    qsm__ipc_system_message(failure->error, words, sizeof words);
    (void)snprintf(error->text, sizeof error->text, "%s: unknown error: %s", step->tag, words);
}

/* The key cannot be used, unless errno says more. The holder of a lease refuses the file. */
void qsm__ipc_error_describe_open(qsm_ipc_error *error, const qsm_ipc_failure *failure,
                                  const char *obstacle)
{
    static const int key_errors[CLASS_COUNT] = {QSM_SHARED_MEMORY_KEY_ERROR,
                                                QSM_SYSTEM_SEMAPHORE_KEY_ERROR};
    if (obstacle == NULL) {
        qsm__ipc_error_describe(error, failure);
        return;
    }
    const step_row *step = &step_rows[failure->step];
    const errno_row *row = find_errno_row(failure->error == EWOULDBLOCK ? EACCES : failure->error);
    error->code = row->error != 0 ? row->as[step->class].code : key_errors[step->class];
    error->stopped = 0;
    error->plain = true;
    (void)snprintf(error->text, sizeof error->text, "%s: %s", step->tag, obstacle);
}

int qsm__ipc_shared_memory_code(int system_semaphore_code)
{
    static const int codes[] = {
        [QSM_SYSTEM_SEMAPHORE_NO_ERROR] = QSM_SHARED_MEMORY_NO_ERROR,
        [QSM_SYSTEM_SEMAPHORE_PERMISSION_DENIED] = QSM_SHARED_MEMORY_PERMISSION_DENIED,
        [QSM_SYSTEM_SEMAPHORE_KEY_ERROR] = QSM_SHARED_MEMORY_KEY_ERROR,
        [QSM_SYSTEM_SEMAPHORE_ALREADY_EXISTS] = QSM_SHARED_MEMORY_ALREADY_EXISTS,
        [QSM_SYSTEM_SEMAPHORE_NOT_FOUND] = QSM_SHARED_MEMORY_NOT_FOUND,
        [QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES] = QSM_SHARED_MEMORY_OUT_OF_RESOURCES,
        [QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR] = QSM_SHARED_MEMORY_UNKNOWN_ERROR,
    };
    return codes[system_semaphore_code];
}
