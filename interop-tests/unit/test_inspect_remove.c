/* SPDX-License-Identifier: MIT */
/* Removing by what inspection tells, without knowing the key. */
#include "bare_objects.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "ipc/system.h"

static qsm_segment_info look(const objects *made)
{
    qsm_segment_info info;
    CU_ASSERT_TRUE_FATAL(qsm_segment_inspect(made->key, &info));
    return info;
}

/* What end() need not remove any more. */
static void forget(objects *made)
{
    made->segment = -1;
    made->semaphore = -1;
    made->posix_segment = false;
}

static void let_go(objects *made)
{
    if (made->posix_semaphore == NULL)
        return;
    sem_close(made->posix_semaphore);
    made->posix_semaphore = NULL;
}

static void one_goes(qsm_native_ipc_key_type_code type, int value)
{
    objects made = begin(type, "goes");
    make_segment(&made);
    make_lock(&made, value);
    let_go(&made);
    qsm_segment_info info = look(&made);
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, &report));
    CU_ASSERT_TRUE(report.segment);
    CU_ASSERT_TRUE(report.lock);
    CU_ASSERT_FALSE(report.in_use);
    info = look(&made);
    CU_ASSERT_FALSE(info.exists || info.lock_exists || info.key_file_exists);
    CU_ASSERT_NOT_EQUAL(access(made.lock_name, F_OK), 0);
    CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, NULL)); /* nothing is no failure */
    forget(&made);
    end(&made);
}

static void all_of_it_goes(void)
{
    one_goes(SYSTEM_V, 1);
    one_goes(POSIX, 1);
    one_goes(POSIX, 0); /* taken, by nobody who lives */
}

static pid_t start_user(const objects *made)
{
    int ready[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made->key);
        bool good = memory != NULL && qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY);
        (void)!write(ready[1], good ? "y" : "n", 1);
        for (;;)
            pause();
    }
    char answer = 'n';
    CU_ASSERT_EQUAL(read(ready[0], &answer, 1), 1);
    CU_ASSERT_EQUAL(answer, 'y');
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void what_is_in_use_stays(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "used");
        make_segment(&made);
        make_lock(&made, 1);
        let_go(&made);
        pid_t child = start_user(&made);
        qsm_segment_info info = look(&made);
        qsm_removal_report report = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, &report));
        CU_ASSERT_FALSE(report.segment || report.lock);
        CU_ASSERT_TRUE(report.in_use);
        info = look(&made);
        CU_ASSERT_TRUE(info.exists);
        CU_ASSERT_EQUAL(info.lock_value, 1);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, &report));
        CU_ASSERT_TRUE(report.segment && report.lock);
        forget(&made);
        end(&made);
    }
}

static void a_lock_that_is_held_is_waited_for(void)
{
    objects made = begin(SYSTEM_V, "held");
    make_segment(&made);
    make_lock(&made, 1);
    struct sembuf take = {.sem_op = -1, .sem_flg = SEM_UNDO};
    CU_ASSERT_EQUAL(semop(made.semaphore, &take, 1), 0);
    qsm_segment_info info = look(&made);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_remove(&info, 10, NULL));
    CU_ASSERT_EQUAL(errno, ETIMEDOUT);
    CU_ASSERT_TRUE(look(&made).exists);
    end(&made);
}

/* By its id: the one that has the name now is another. */
static void a_newer_segment_stays(void)
{
    objects made = begin(SYSTEM_V, "newer");
    make_segment(&made);
    qsm_segment_info info = look(&made);
    shmctl(made.segment, IPC_RMID, NULL);
    make_segment(&made);
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, &report));
    CU_ASSERT_FALSE(report.segment);
    CU_ASSERT_TRUE(look(&made).exists);
    end(&made);
}

/* Its key file is gone: there is no name, and no lock that one knows of. */
static void a_segment_without_a_file(void)
{
    objects made = begin(SYSTEM_V, "lost");
    make_segment(&made);
    qsm_segment_info info = look(&made);
    unlink(made.name);
    info.native_key = "";
    info.lock_native_key = "";
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(&info, 0, &report));
    CU_ASSERT_TRUE(report.segment);
    CU_ASSERT_FALSE(report.lock || report.in_use);
    CU_ASSERT_EQUAL(shmctl(made.segment, IPC_RMID, NULL), -1);
    made.segment = -1;
    end(&made);
}

static void types_without_segments(void)
{
    qsm_segment_info info = {.type = QSM_NATIVE_IPC_KEY_WINDOWS, .native_key = "x"};
    CU_ASSERT_FALSE(qsm_segment_remove(&info, 0, NULL));
    CU_ASSERT_EQUAL(errno, ENOTSUP);
}

QSM_SUITE("removing what was inspected", {"(a directory for this test)", prepare},
          {"all of it goes", all_of_it_goes}, {"what is in use stays", what_is_in_use_stays},
          {"a lock that is held is waited for", a_lock_that_is_held_is_waited_for},
          {"a newer segment stays", a_newer_segment_stays},
          {"a segment without a file", a_segment_without_a_file},
          {"types without segments", types_without_segments}, {"(and it is gone)", clear_away})
