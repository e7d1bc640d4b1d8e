/* SPDX-License-Identifier: MIT */
/* Removing by what inspection tells, without knowing the key. */
#include "bare_objects.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "ipc/system.h"

static report look(const objects *made)
{
    return look_at(made->key);
}

static qsm_segment_info *ask(const objects *made)
{
    qsm_segment_info *info = qsm_segment_inspect(made->key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(info);
    return info;
}

static bool is_gone(const objects *made)
{
    report now = look(made);
    return !now.exists && !now.lock_exists && !now.key_file_exists;
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

static void one_goes(qsm_native_ipc_key_type_code type, int value, bool by_key)
{
    objects made = begin(type, "goes");
    make_segment(&made);
    make_lock(&made, value);
    let_go(&made);
    qsm_segment_info *info = ask(&made);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(by_key ? qsm_segment_remove(made.key, 0, &done)
                          : qsm_segment_info_remove(info, 0, &done));
    CU_ASSERT_TRUE(done.segment);
    CU_ASSERT_TRUE(done.lock);
    CU_ASSERT_FALSE(done.in_use);
    CU_ASSERT_TRUE(is_gone(&made));
    CU_ASSERT_NOT_EQUAL(access(made.lock_name, F_OK), 0);
    CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, NULL)); /* nothing is no failure */
    CU_ASSERT_TRUE(qsm_segment_remove(made.key, 0, NULL));
    qsm_segment_info_free(info);
    forget(&made);
    end(&made);
}

static void all_of_it_goes(void)
{
    for (int by_key = 0; by_key < 2; by_key++) {
        one_goes(SYSTEM_V, 1, by_key != 0);
        one_goes(POSIX, 1, by_key != 0);
        one_goes(POSIX, 0, by_key != 0); /* taken, by nobody who lives */
    }
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
        qsm_segment_info *info = ask(&made);
        qsm_removal_report done = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, &done));
        CU_ASSERT_FALSE(done.segment || done.lock);
        CU_ASSERT_TRUE(done.in_use);
        CU_ASSERT_TRUE(look(&made).exists);
        CU_ASSERT_EQUAL(look(&made).lock_value, 1);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, &done));
        CU_ASSERT_TRUE(done.segment && done.lock);
        qsm_segment_info_free(info);
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
    qsm_segment_info *info = ask(&made);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_info_remove(info, 10, NULL));
    CU_ASSERT_EQUAL(errno, ETIMEDOUT);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_remove(made.key, 0, NULL));
    CU_ASSERT_EQUAL(errno, ETIMEDOUT);
    qsm_segment_info_free(info);
    CU_ASSERT_TRUE(look(&made).exists);
    end(&made);
}

/* By its id: the one that has the name now is another. */
static void a_newer_segment_stays(void)
{
    objects made = begin(SYSTEM_V, "newer");
    make_segment(&made);
    qsm_segment_info *info = ask(&made);
    shmctl(made.segment, IPC_RMID, NULL);
    make_segment(&made);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, &done));
    CU_ASSERT_FALSE(done.segment);
    qsm_segment_info_free(info);
    CU_ASSERT_TRUE(look(&made).exists);
    end(&made);
}

/* Keeps the info of the segment of this id. */
typedef struct keeping {
    int64_t shmid;
    qsm_segment_info *info;
} keeping;

static bool keep(void *context, const qsm_segment_info *info)
{
    keeping *kept = context;
    if (qsm_segment_info_shmid(info) == kept->shmid)
        kept->info = qsm_segment_info_copy(info);
    return kept->info == NULL;
}

/* Its key file is gone: there is no name, and no lock that one knows of. */
static void a_segment_without_a_file(void)
{
    objects made = begin(SYSTEM_V, "lost");
    make_segment(&made);
    unlink(made.name);
    keeping kept = {.shmid = made.segment};
    CU_ASSERT_TRUE(qsm_segment_list(NULL, keep, &kept));
    if (QSM_EMULATED) { /* no list shows it: there is no SHM_STAT_ANY */
        end(&made);
        return;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(kept.info);
    CU_ASSERT_STRING_EQUAL(qsm_segment_info_native_key(kept.info), "");
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_info_remove(kept.info, 0, &done));
    CU_ASSERT_TRUE(done.segment);
    CU_ASSERT_FALSE(done.lock || done.in_use);
    qsm_segment_info_free(kept.info);
    CU_ASSERT_EQUAL(shmctl(made.segment, IPC_RMID, NULL), -1);
    made.segment = -1;
    end(&made);
}

static void types_without_segments(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("x", QSM_NATIVE_IPC_KEY_WINDOWS);
    CU_ASSERT_FALSE(qsm_segment_remove(key, 0, NULL));
    CU_ASSERT_EQUAL(errno, ENOTSUP);
    qsm_native_ipc_key_free(key);
}

QSM_SUITE("removing what was inspected", {"(a directory for this test)", prepare},
          {"all of it goes", all_of_it_goes}, {"what is in use stays", what_is_in_use_stays},
          {"a lock that is held is waited for", a_lock_that_is_held_is_waited_for},
          {"a newer segment stays", a_newer_segment_stays},
          {"a segment without a file", a_segment_without_a_file},
          {"types without segments", types_without_segments}, {"(and it is gone)", clear_away})
