/* SPDX-License-Identifier: MIT */
/*
 * Removing only what is this user's: a stranger gives segments away, and makes key files with the
 * numbers of other users' objects. ftok() has 16 bits of the inode, so that a directory on a tmpfs,
 * whose inodes count up, needs at most 65,536 files until two have one number.
 */
#include "bare_objects.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include <qsm/system_semaphore.h>

#include "system.h"

enum { ATTACKER = 65533, VICTIM = 65534, MOST_FILES = 200000 };

/* /dev/shm is a tmpfs of this test alone. */
static char folder[] = "/dev/shm/qsm_test_ownership_XXXXXX";

/* The victims: a user, and root. */
static const uid_t victims[] = {VICTIM, 0};
#define FOR_EACH_VICTIM(who) for (const uid_t *who = victims; who < victims + 2; who++)

static bool can_run(void)
{
    if (getuid() == 0 && !QSM_EMULATED)
        return true;
    CU_PASS("needs root");
    return false;
}

static void make_folder(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_EQUAL(chmod(folder, 01777), 0);
}

static void remove_folder(void)
{
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* The objects of a key in that folder; nothing is made. */
static objects name_objects(const char *legacy)
{
    objects made = {.segment = -1, .semaphore = -1};
    qsm_key_environment there = {.size = sizeof there, .temp_path = folder, .runtime_path = folder};
    made.key = qsm_shared_memory_legacy_native_key(legacy, SYSTEM_V, &there);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made.key);
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(made.key);
    snprintf(made.name, sizeof made.name, "%s", qsm_native_ipc_key_native_key(made.key));
    snprintf(made.lock_name, sizeof made.lock_name, "%s", qsm_native_ipc_key_native_key(lock));
    qsm_native_ipc_key_free(lock);
    return made;
}

/* ---- as another user ---- */

static bool as_user(uid_t user, bool (*run)(const void *context), const void *context)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(setgid(user) == 0 && setuid(user) == 0 && run(context) ? 0 : 1);
    int status = -1;
    return waitpid(child, &status, 0) == child && status == 0;
}

/* A file at `to` whose number is that of the file at `from`. */
typedef struct twin {
    const char *from;
    const char *to;
} twin;

static bool make_twin(const void *context)
{
    const twin *wanted = context;
    struct stat one;
    struct stat other;
    if (stat(wanted->from, &one) != 0)
        return false;
    for (int i = 0; i < MOST_FILES; i++) {
        int descriptor = open(wanted->to, O_CREAT | O_EXCL | O_WRONLY, 0666);
        bool good = descriptor >= 0 && fstat(descriptor, &other) == 0;
        close(descriptor);
        if (!good)
            return false;
        if ((other.st_ino & 0xffff) == (one.st_ino & 0xffff))
            return ftok(wanted->from, 'Q') == ftok(wanted->to, 'Q');
        if (unlink(wanted->to) != 0)
            return false;
    }
    return false;
}

static bool make_file(const void *path)
{
    int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, 0666);
    return descriptor >= 0 && close(descriptor) == 0;
}

/* A segment that its maker, who ends at once, gives to `to`. */
typedef struct gift {
    const char *file;
    uid_t to;
} gift;

static bool make_gift(const void *context)
{
    const gift *wanted = context;
    struct shmid_ds status;
    if (!make_file(wanted->file))
        return false;
    int id = shmget(ftok(wanted->file, 'Q'), SIZE, 0666 | IPC_CREAT | IPC_EXCL);
    if (id < 0 || shmctl(id, IPC_STAT, &status) != 0)
        return false;
    status.shm_perm.uid = wanted->to;
    return shmctl(id, IPC_SET, &status) == 0;
}

/* ---- every call that removes ---- */

static bool remove_listed(void *context, const qsm_segment_info *info)
{
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    if (qsm_segment_info_remove(info, 0, &done) && done.segment)
        *(bool *)context = true;
    return true;
}

static bool list_and_remove(const objects *made)
{
    (void)made;
    bool removed = false;
    qsm_key_environment there = {.size = sizeof there, .temp_path = folder, .runtime_path = folder};
    (void)qsm_segment_list(&there, remove_listed, &removed);
    return removed;
}

static bool remove_key(const objects *made)
{
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    return qsm_segment_remove(made->key, 0, &done) && (done.segment || done.lock);
}

/* With qsm_shared_memory_...: whether it removed anything. */
static bool with_memory(const objects *made, bool (*run)(qsm_shared_memory *memory))
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(made->key);
    qsm_shared_memory_set_lock_timeout(memory, 0);
    bool removed = run(memory);
    qsm_shared_memory_free(memory);
    return removed;
}

static bool remove_all(qsm_shared_memory *memory)
{
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    return qsm_shared_memory_remove(memory, &done) && (done.segment || done.lock);
}

static bool remove_stale(qsm_shared_memory *memory)
{
    bool removed = false;
    return qsm_shared_memory_remove_stale(memory, &removed) && removed;
}

static bool replace(qsm_shared_memory *memory)
{
    return qsm_shared_memory_create_replacing_stale(memory, 10, QSM_SHARED_MEMORY_READ_WRITE);
}

static bool remove_with_memory(const objects *made)
{
    return with_memory(made, remove_all);
}

static bool remove_stale_with_memory(const objects *made)
{
    return with_memory(made, remove_stale);
}

static bool replace_with_memory(const objects *made)
{
    return with_memory(made, replace);
}

/* Each of them removes nothing. */
static bool nothing_is_removed(const void *context)
{
    bool (*const ways[])(const objects *made) = {list_and_remove, remove_key, remove_with_memory,
                                                 remove_stale_with_memory};
    bool removed = false;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        removed = ways[i](context) || removed;
    return !removed;
}

static bool nothing_goes(const void *context)
{
    return nothing_is_removed(context) && !replace_with_memory(context);
}

/* ---- a segment that was given away ---- */

static void a_gift(void)
{
    if (!can_run())
        return;
    FOR_EACH_VICTIM(who)
    {
        objects made = name_objects("gift");
        CU_ASSERT_TRUE(as_user(ATTACKER, make_gift, &(gift){made.name, *who}));
        made.segment = shmget(ftok(made.name, 'Q'), 0, 0);
        CU_ASSERT_TRUE(as_user(*who, nothing_goes, &made));
        report now = look_at(made.key);
        CU_ASSERT_TRUE(now.exists);
        CU_ASSERT_EQUAL(now.owner, *who);
        qsm_segment_info *info = qsm_segment_inspect(made.key);
        CU_ASSERT_EQUAL(qsm_segment_info_creator_uid(info), ATTACKER);
        qsm_segment_info_free(info);
        end(&made);
    }
}

/* ---- a program of the victim's, which holds what its key has ---- */

static objects live(uid_t who)
{
    objects made = name_objects("live");
    CU_ASSERT_EQUAL(seteuid(who), 0);
    make_segment(&made);
    make_lock(&made, 1);
    CU_ASSERT_EQUAL(seteuid(0), 0);
    return made;
}

static void check_live(const objects *made)
{
    CU_ASSERT_EQUAL(lock_value(made), 1);
    CU_ASSERT_EQUAL(shmget(ftok(made->name, 'Q'), 0, 0), made->segment);
    CU_ASSERT_EQUAL(semget(ftok(made->lock_name, 'Q'), 0, 0), made->semaphore);
}

/* As another user's key whose lock has the number of the victim's lock. */
static void a_lock_with_the_number_of_another(void)
{
    if (!can_run())
        return;
    FOR_EACH_VICTIM(who)
    {
        objects target = live(*who);
        objects bait = name_objects("bait");
        void *memory = shmat(target.segment, NULL, 0); /* in use */
        CU_ASSERT_FATAL((intptr_t)memory != -1);
        CU_ASSERT_TRUE_FATAL(
            as_user(ATTACKER, make_twin, &(twin){target.lock_name, bait.lock_name}));
        /* First with nothing but key files, then with a gift, then with a segment of the victim's.
         */
        CU_ASSERT_TRUE(as_user(ATTACKER, make_file, bait.name));
        CU_ASSERT_TRUE(as_user(*who, nothing_is_removed, &bait));
        check_live(&target);
        unlink(bait.name);
        CU_ASSERT_TRUE(as_user(ATTACKER, make_gift, &(gift){bait.name, *who}));
        CU_ASSERT_TRUE(as_user(*who, nothing_goes, &bait));
        check_live(&target);
        shmctl(shmget(ftok(bait.name, 'Q'), 0, 0), IPC_RMID, NULL);
        unlink(bait.name);
        CU_ASSERT_EQUAL(seteuid(*who), 0);
        make_segment(&bait);
        qsm_removal_report done = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_segment_remove(bait.key, 0, &done));
        CU_ASSERT_TRUE(done.segment);
        CU_ASSERT_FALSE(done.lock);
        CU_ASSERT_EQUAL(done.lock_kept, QSM_REMOVAL_OTHER_KEY_FILE);
        CU_ASSERT_EQUAL(seteuid(0), 0);
        check_live(&target);
        bait.segment = -1;
        end(&bait);
        shmdt(memory);
        end(&target);
    }
}

/* As a key whose segment has the number of the victim's, which no process is attached to. */
static void a_segment_with_the_number_of_another(void)
{
    if (!can_run())
        return;
    FOR_EACH_VICTIM(who)
    {
        objects target = live(*who);
        objects bait = name_objects("bait");
        CU_ASSERT_TRUE_FATAL(as_user(ATTACKER, make_twin, &(twin){target.name, bait.name}));
        CU_ASSERT_EQUAL(seteuid(*who), 0);
        qsm_removal_report done = QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(qsm_segment_remove(bait.key, 0, &done));
        CU_ASSERT_FALSE(done.segment || done.lock || done.in_use);
        CU_ASSERT_EQUAL(done.segment_kept, QSM_REMOVAL_OTHER_KEY_FILE);
        CU_ASSERT_FALSE(remove_with_memory(&bait));
        CU_ASSERT_FALSE(remove_stale_with_memory(&bait));
        CU_ASSERT_FALSE(replace_with_memory(&bait));
        CU_ASSERT_EQUAL(seteuid(0), 0);
        check_live(&target);
        end(&bait);
        end(&target);
    }
}

/* A second name of the victim's own file has its number, too. */
static void a_second_name(void)
{
    if (!can_run())
        return;
    objects target = live(VICTIM);
    objects bait = name_objects("bait");
    CU_ASSERT_EQUAL(link(target.lock_name, bait.lock_name), 0);
    CU_ASSERT_EQUAL(seteuid(VICTIM), 0);
    make_segment(&bait);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(bait.key, 0, &done));
    CU_ASSERT_EQUAL(done.lock_kept, QSM_REMOVAL_OTHER_KEY_FILE);
    CU_ASSERT_EQUAL(seteuid(0), 0);
    check_live(&target);
    bait.segment = -1;
    end(&bait);
    end(&target);
}

/* ---- root ---- */

static bool remove_by_key(const objects *made, qsm_shared_memory *memory, qsm_removal_report *done)
{
    (void)memory;
    return qsm_segment_remove(made->key, 0, done);
}

static bool remove_by_object(const objects *made, qsm_shared_memory *memory,
                             qsm_removal_report *done)
{
    (void)made;
    return qsm_shared_memory_remove(memory, done);
}

/*
 * A process that this one may not look into counts as a possible user. Without the capability
 * SYS_PTRACE these are all processes of other users, as of tests that run at the same time.
 */
static qsm_removal_report removal_of(const objects *made, qsm_shared_memory *memory,
                                     bool (*remove_it)(const objects *, qsm_shared_memory *,
                                                       qsm_removal_report *))
{
    qsm_removal_report done;
    for (int tries = 0; tries < 200; tries++) {
        done = (qsm_removal_report)QSM_INIT(qsm_removal_report);
        CU_ASSERT_TRUE(remove_it(made, memory, &done));
        if (!done.in_use)
            break;
        usleep(20000);
    }
    return done;
}

/* What belongs to a user goes by `sudo -u USER qsm rm`, not by root. */
static void root_leaves_what_a_user_has(void)
{
    if (!can_run())
        return;
    FOR_EACH_TYPE(type)
    {
        objects made = *type == SYSTEM_V ? name_objects("users") : begin(POSIX, "users");
        CU_ASSERT_EQUAL(seteuid(VICTIM), 0);
        make_segment(&made);
        make_lock(&made, 1);
        if (made.posix_semaphore != NULL)
            sem_close(made.posix_semaphore);
        made.posix_semaphore = NULL;
        CU_ASSERT_EQUAL(seteuid(0), 0);
        qsm_removal_report done = removal_of(&made, NULL, remove_by_key);
        CU_ASSERT_FALSE(done.segment || done.lock || done.in_use);
        CU_ASSERT_EQUAL(done.segment_kept, QSM_REMOVAL_OTHER_OWNER);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made.key);
        done = removal_of(&made, memory, remove_by_object);
        CU_ASSERT_FALSE(done.segment || done.lock || done.in_use);
        CU_ASSERT_EQUAL(done.segment_kept, QSM_REMOVAL_OTHER_OWNER);
        CU_ASSERT_FALSE(qsm_shared_memory_remove_stale(memory, NULL));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_PERMISSION_DENIED);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_shared_memory_error_string(memory), "another user"));
        qsm_shared_memory_free(memory);
        report now = look_at(made.key);
        CU_ASSERT_TRUE(now.exists && now.lock_exists);
        CU_ASSERT_EQUAL(now.lock_value, 1);
        CU_ASSERT_EQUAL(seteuid(VICTIM), 0);
        CU_ASSERT_TRUE(qsm_segment_remove(made.key, 0, &done));
        CU_ASSERT_TRUE(done.segment && done.lock);
        CU_ASSERT_EQUAL(seteuid(0), 0);
        made.segment = made.semaphore = -1;
        made.posix_segment = false;
        end(&made);
    }
}

/*
 * A program that has changed its user since it made the lock may not remove it. Then the key file
 * stays, too, though the directory is this user's: else no program would find the lock again.
 */
static void a_lock_of_the_user_before(void)
{
    if (!can_run())
        return;
    char own[] = "/dev/shm/qsm_test_before_XXXXXX";
    char path[64];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(own));
    CU_ASSERT_EQUAL(chown(own, VICTIM, 0), 0);
    snprintf(path, sizeof path, "%s/lock", own);
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(path, SYSTEM_V);
    qsm_system_semaphore *lock = qsm_system_semaphore_new_native(key, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
    int id = semget(ftok(path, 'Q'), 0, 0);
    CU_ASSERT_TRUE(id >= 0);
    CU_ASSERT_EQUAL(seteuid(VICTIM), 0);
    qsm_system_semaphore_free(lock);
    CU_ASSERT_EQUAL(seteuid(0), 0);
    CU_ASSERT_EQUAL(semget(ftok(path, 'Q'), 0, 0), id);
    CU_ASSERT_EQUAL(semctl(id, 0, GETVAL), 1);
    semctl(id, 0, IPC_RMID);
    unlink(path);
    rmdir(own);
    qsm_native_ipc_key_free(key);
}

/* ---- what is ours, and stays all the same ---- */

/* Two units are never there, so the child waits on while the lock is taken and given back. */
static pid_t start_waiter(int semaphore)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct sembuf take = {.sem_op = -2};
        (void)semop(semaphore, &take, 1);
        _exit(0);
    }
    for (int i = 0; i < 2000 && semctl(semaphore, 0, GETNCNT) == 0; i++)
        usleep(1000);
    CU_ASSERT_EQUAL(semctl(semaphore, 0, GETNCNT), 1);
    return child;
}

static void a_lock_that_is_waited_for(void)
{
    objects made = begin(SYSTEM_V, "waited");
    make_segment(&made);
    make_lock(&made, 1);
    pid_t child = start_waiter(made.semaphore);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(made.key, 0, &done));
    CU_ASSERT_TRUE(done.segment);
    CU_ASSERT_FALSE(done.lock);
    CU_ASSERT_EQUAL(done.lock_kept, QSM_REMOVAL_WAITED_FOR);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    CU_ASSERT_TRUE(qsm_segment_remove(made.key, 0, &done));
    CU_ASSERT_TRUE(done.lock);
    made.segment = made.semaphore = -1;
    end(&made);
}

static void a_set_of_several(void)
{
    objects made = begin(SYSTEM_V, "set");
    make_segment(&made);
    touch(made.lock_name);
    made.semaphore = semget(ftok(made.lock_name, 'Q'), 2, 0600 | IPC_CREAT | IPC_EXCL);
    union semun_argument one = {.val = 1};
    CU_ASSERT_EQUAL(semctl(made.semaphore, 0, SETVAL, one), 0);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_remove(made.key, 0, &done));
    CU_ASSERT_TRUE(done.segment);
    CU_ASSERT_FALSE(done.lock);
    CU_ASSERT_EQUAL(done.lock_kept, QSM_REMOVAL_NOT_A_LOCK);
    CU_ASSERT_EQUAL(lock_value(&made), 1);
    made.segment = -1;
    end(&made);
}

/*
 * A living process can hold a lock that looks abandoned: another process gave back its unit, the
 * holder took it again without the kernel's undo, and a third changed the value and ended. Here
 * only the last one is played.
 */
static void the_lock_of_a_segment_in_use_is_not_repaired(void)
{
    objects made = begin(SYSTEM_V, "handed");
    make_segment(&made);
    make_lock(&made, 1);
    void *memory = shmat(made.segment, NULL, 0);
    CU_ASSERT_FATAL((intptr_t)memory != -1);
    pid_t child = fork();
    if (child == 0) {
        struct sembuf take = {.sem_op = -1};
        _exit(semop(made.semaphore, &take, 1) == 0 ? 0 : 1);
    }
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    CU_ASSERT_EQUAL(look_at(made.key).lock_state, QSM_LOCK_ABANDONED);
    qsm_segment_info *info = qsm_segment_inspect(made.key);
    qsm_removal_report done = QSM_INIT(qsm_removal_report);
    CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, &done));
    CU_ASSERT_TRUE(done.in_use);
    CU_ASSERT_EQUAL(done.segment_kept, QSM_REMOVAL_IN_USE);
    CU_ASSERT_EQUAL(lock_value(&made), 0);
    shmdt(memory);
    CU_ASSERT_TRUE(qsm_segment_info_remove(info, 0, &done));
    CU_ASSERT_TRUE(done.segment && done.lock);
    qsm_segment_info_free(info);
    made.segment = made.semaphore = -1;
    end(&made);
}

static void reasons_have_texts(void)
{
    CU_ASSERT_STRING_EQUAL(qsm_removal_reason_text(QSM_REMOVAL_NO_REASON), "");
    for (int reason = QSM_REMOVAL_IN_USE; reason <= QSM_REMOVAL_NOT_A_LOCK; reason++)
        CU_ASSERT_NOT_EQUAL(qsm_removal_reason_text((qsm_removal_reason)reason)[0], '\0');
    CU_ASSERT_STRING_EQUAL(qsm_removal_reason_text((qsm_removal_reason)99), "");
}

QSM_SUITE("what may be removed", {"(a directory for this test)", prepare},
          {"(and one on a tmpfs)", make_folder}, {"a gift", a_gift},
          {"a lock with the number of another", a_lock_with_the_number_of_another},
          {"a segment with the number of another", a_segment_with_the_number_of_another},
          {"a second name", a_second_name},
          {"root leaves what a user has", root_leaves_what_a_user_has},
          {"a lock of the user before", a_lock_of_the_user_before},
          {"a lock that is waited for", a_lock_that_is_waited_for},
          {"a set of several", a_set_of_several},
          {"the lock of a segment in use is not repaired",
           the_lock_of_a_segment_in_use_is_not_repaired},
          {"reasons have texts", reasons_have_texts}, {"(they are gone)", remove_folder},
          {"(and it is gone)", clear_away})
