/* SPDX-License-Identifier: MIT */
/* Numbers and texts of errors: every row of facts, written down once more as Qt 6.6 shows them. */
#include <errno.h>
#include <string.h>

#include "ipc/errors.h"
#include "ipc_kinds.h"
#include "suite.h"

/* What follows the tag; NULL: unknown, with the system's words. */
typedef struct expected {
    int error;
    int memory_code;
    const char *memory_text;
    int semaphore_code;
    const char *semaphore_text;
} expected;

static const expected by_errno[] = {
    {EACCES, 1, "permission denied", 1, "permission denied"},
    {EPERM, 8, NULL, 1, "permission denied"},
    {EEXIST, 4, "already exists", 3, "already exists"},
    {ENOENT, 5, "doesn't exist", 4, "does not exist"},
    {EMFILE, 7, "out of resources", 5, "out of resources"},
    {ENOMEM, 7, "out of resources", 6, NULL},
    {ENOSPC, 7, "out of resources", 5, "out of resources"},
    {ERANGE, 8, NULL, 5, "out of resources"},
    {ENAMETOOLONG, 8, NULL, 2, "key too long"},
    {EIO, 8, NULL, 6, NULL},
    {ENFILE, 8, NULL, 6, NULL},
};

static const struct {
    qsm_ipc_step step;
    const char *tag;
    bool of_semaphore;
} by_step[] = {
    {QSM_IPC_SHM_FTOK, "QSharedMemory::handle", false},
    {QSM_IPC_SHMGET_CREATE, "QSharedMemory::create", false},
    {QSM_IPC_SHMGET, "QSharedMemory::attach (shmget)", false},
    {QSM_IPC_SHMAT, "QSharedMemory::attach (shmat)", false},
    {QSM_IPC_SHMCTL_STAT, "QSharedMemory::attach (shmctl)", false},
    {QSM_IPC_SHMDT, "QSharedMemory::detach", false},
    {QSM_IPC_SHMCTL_RMID, "QSharedMemory::remove", false},
    {QSM_IPC_SHM_OPEN, "QSharedMemory::attach (shm_open)", false},
    {QSM_IPC_FTRUNCATE, "QSharedMemory::create (ftruncate)", false},
    {QSM_IPC_FSTAT, "QSharedMemory::attach (fstat)", false},
    {QSM_IPC_MMAP, "QSharedMemory::attach (mmap)", false},
    {QSM_IPC_MUNMAP, "QSharedMemory::detach (munmap)", false},
    {QSM_IPC_SEMGET, "QSystemSemaphore::handle", true},
    {QSM_IPC_SEMCTL_SETVAL, "QSystemSemaphore::handle", true},
    {QSM_IPC_SEMOP, "QSystemSemaphore::modifySemaphore", true},
    {QSM_IPC_SEM_OPEN, "QSystemSemaphore::handle", true},
    {QSM_IPC_SEM_UNLINK, "QSystemSemaphore::handle (sem_unlink)", true},
    {QSM_IPC_SEM_POST, "QSystemSemaphore::modifySemaphore (sem_post)", true},
    {QSM_IPC_SEM_WAIT, "QSystemSemaphore::modifySemaphore (sem_wait)", true},
};

static void check(qsm_ipc_step step, int error, int code, const char *text)
{
    qsm_ipc_failure failure = {step, error};
    qsm_ipc_error described = {0};
    qsm__ipc_error_describe(&described, &failure);
    CU_ASSERT_EQUAL(described.code, code);
    CU_ASSERT_STRING_EQUAL(described.text, text);
}

static void test_every_step_with_every_errno(void)
{
    for (size_t i = 0; i < sizeof by_step / sizeof by_step[0]; i++) {
        for (size_t j = 0; j < sizeof by_errno / sizeof by_errno[0]; j++) {
            const expected *row = &by_errno[j];
            const char *words = by_step[i].of_semaphore ? row->semaphore_text : row->memory_text;
            char text[256];
            if (words != NULL)
                snprintf(text, sizeof text, "%s: %s", by_step[i].tag, words);
            else
                snprintf(text, sizeof text, "%s: unknown error: %s", by_step[i].tag,
                         strerror(row->error));
            check(by_step[i].step, row->error,
                  by_step[i].of_semaphore ? row->semaphore_code : row->memory_code, text);
        }
    }
}

static void test_texts_of_their_own(void)
{
    static const struct {
        qsm_ipc_step step;
        int error;
        int code;
        const char *text;
    } special[] = {
        {QSM_IPC_SHM_KEY_FILE, EACCES, 3, "QSharedMemory::handle:: unable to make key"},
        {QSM_IPC_SHM_KEY_FILE, ENOENT, 3, "QSharedMemory::handle:: unable to make key"},
        {QSM_IPC_SHMGET_CREATE, EINVAL, 2,
         "QSharedMemory::handle: system-imposed size restrictions"},
        {QSM_IPC_SHMDT, EINVAL, 5, "QSharedMemory::detach: not attached"},
        {QSM_IPC_SHM_OPEN, EINVAL, 3, "QSharedMemory::attach (shm_open): bad name"},
        {QSM_IPC_SEM_KEY_EMPTY, 0, 2, "QSystemSemaphore::handle:: key is empty"},
        {QSM_IPC_SEM_NAME_EMPTY, 0, 2, "QSystemSemaphore::handle: key is empty"},
        {QSM_IPC_SEM_KEY_FILE, EACCES, 2, "QSystemSemaphore::handle:: unable to make key"},
        {QSM_IPC_SEM_FTOK, ENOENT, 2, "QSystemSemaphore::handle:: ftok failed"},
    };
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
        check(special[i].step, special[i].error, special[i].code, special[i].text);
}

static void test_semaphore_codes_as_shared_memory_codes(void)
{
    static const int codes[] = {0, 1, 3, 4, 5, 7, 8};
    for (int i = 0; i <= QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR; i++)
        CU_ASSERT_EQUAL(qsm__ipc_shared_memory_code(i), codes[i]);
}

static void test_set_and_clear(void)
{
    qsm_ipc_error error = {0};
    char long_text[2 * QSM_IPC_ERROR_TEXT_SIZE];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    qsm__ipc_error_set(&error, 7, long_text);
    CU_ASSERT_EQUAL(error.code, 7);
    CU_ASSERT_EQUAL(strlen(error.text), QSM_IPC_ERROR_TEXT_SIZE - 1);
    qsm__ipc_error_clear(&error);
    CU_ASSERT_EQUAL(error.code, 0);
    CU_ASSERT_STRING_EQUAL(error.text, "");
}

static void test_system_words(void)
{
    char text[64];
    qsm__ipc_system_message(EIO, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, strerror(EIO));
    char cut[5];
    qsm__ipc_system_message(EIO, cut, sizeof cut);
    CU_ASSERT_EQUAL(strlen(cut), 4);
    qsm__ipc_system_message(123456, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, strerror(123456)); /* with the number, or not: the system's way */
}

QSM_SUITE("IPC errors", {"every step with every errno", test_every_step_with_every_errno},
          {"texts of their own", test_texts_of_their_own},
          {"semaphore codes as shared memory codes", test_semaphore_codes_as_shared_memory_codes},
          {"set and clear", test_set_and_clear}, {"the system's words", test_system_words}, )
