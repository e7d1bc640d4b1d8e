/* SPDX-License-Identifier: MIT */
/* Which processes have a segment, and what the system says about them: children of this test. */
#include "bare_objects.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <qsm/process.h>

static const char odd_name[] = "a\x01 b"; /* processes choose their names */

static const void *map_segment(const objects *made)
{
    if (made->segment >= 0)
        return shmat(made->segment, NULL, SHM_RDONLY);
    int descriptor = shm_open(made->name, O_RDONLY, 0);
    return mmap(NULL, SIZE, PROT_READ, MAP_SHARED, descriptor, 0);
}

/* A child that has the segments mapped, and nothing of Qt or qsm. also: NULL, or a second one. */
static pid_t start_user_of(const objects *made, const objects *also)
{
    int ready[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool mapped = (intptr_t)map_segment(made) != -1 &&
                      (also == NULL || (intptr_t)map_segment(also) != -1);
        prctl(PR_SET_NAME, odd_name);
        (void)!write(ready[1], mapped ? "y" : "n", 1);
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

static pid_t start_user(const objects *made)
{
    return start_user_of(made, NULL);
}

static void stop(pid_t child)
{
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
}

typedef struct seen {
    pid_t children[2];
    int times[2];
    int self;
    int others;
    int stop_after;
} seen;

static bool check_off(void *context, const qsm_segment_user *user)
{
    seen *found = context;
    CU_ASSERT_EQUAL(user->size, sizeof *user);
    CU_ASSERT_EQUAL(user->uid, geteuid());
    bool known = false;
    for (int i = 0; i < 2; i++) {
        if (user->pid == found->children[i]) {
            found->times[i]++;
            known = true;
            CU_ASSERT_STRING_EQUAL(user->name, odd_name);
        }
    }
    if (user->pid == getpid())
        found->self++;
    else
        found->others += !known;
    return --found->stop_after != 0;
}

/* All were looked into, or the system hides a process of this user. */
static bool was_told(bool known)
{
    return known || errno == EACCES;
}

static void users_of_a_segment(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "users");
        make_segment(&made);
        objects other = begin(*type, "others"); /* the same user has another segment */
        make_segment(&other);
        seen found = {.children = {start_user(&made), start_user(&made)}};
        pid_t stranger = start_user(&other);
        CU_ASSERT_TRUE(was_told(qsm_segment_users(made.key, check_off, &found)));
        CU_ASSERT_EQUAL(found.times[0], 1);
        CU_ASSERT_EQUAL(found.times[1], 1);
        CU_ASSERT_EQUAL(found.self, 0);
        CU_ASSERT_EQUAL(found.others, 0);

        qsm_segment_info *info = qsm_segment_inspect(made.key);
        found.times[0] = found.times[1] = 0;
        found.stop_after = 1;
        CU_ASSERT_TRUE(was_told(qsm_segment_info_users(info, check_off, &found)));
        CU_ASSERT_EQUAL(found.times[0] + found.times[1], 1);

        stop(found.children[0]);
        found.times[0] = found.times[1] = 0;
        CU_ASSERT_TRUE(was_told(qsm_segment_info_users(info, check_off, &found)));
        CU_ASSERT_EQUAL(found.times[0], 0);
        CU_ASSERT_EQUAL(found.times[1], 1);
        stop(found.children[1]);
        stop(stranger);

        /* This process counts, too. */
        qsm_shared_memory *memory = qsm_shared_memory_new_native(made.key);
        CU_ASSERT_TRUE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY));
        found = (seen){.self = 0};
        CU_ASSERT_TRUE(was_told(qsm_segment_info_users(info, check_off, &found)));
        CU_ASSERT_EQUAL(found.self, 1);
        qsm_shared_memory_set_remove_on_last_detach(memory, true);
        qsm_shared_memory_free(memory);
        qsm_segment_info_free(info);
        made.segment = -1; /* the last one out removes it, with its lock */
        made.posix_segment = false;
        sem_unlink(made.lock_name);
        end(&made);
        end(&other);
    }
}

/* The user of both segments, and how many segments of this test were listed. */
typedef struct leaving {
    const objects *made[2];
    pid_t child;
    int listed;
} leaving;

/* At the first segment /proc is read, for both. Then the user ends. */
static bool look_and_end(void *context, const qsm_segment_info *info)
{
    leaving *self = context;
    const char *name = qsm_segment_info_native_key(info);
    if (strcmp(name, self->made[0]->name) != 0 && strcmp(name, self->made[1]->name) != 0)
        return true;
    bool first = self->listed++ == 0;
    seen found = {.children = {self->child}};
    CU_ASSERT_TRUE(was_told(qsm_segment_info_users(info, check_off, &found)));
    CU_ASSERT_EQUAL(found.times[0], first ? 1 : 0);
    CU_ASSERT_EQUAL(found.others, 0);
    if (first)
        stop(self->child);
    return true;
}

static void a_user_that_ends_during_the_listing(void)
{
    FOR_EACH_TYPE(type)
    {
        objects one = begin(*type, "one");
        objects other = begin(*type, "other");
        const qsm_key_environment environment = here();
        make_segment(&one);
        make_segment(&other);
        leaving self = {.made = {&one, &other}, .child = start_user_of(&one, &other)};
        CU_ASSERT_TRUE(qsm_segment_list(&environment, look_and_end, &self));
        CU_ASSERT_EQUAL(self.listed, 2);
        end(&one);
        end(&other);
    }
}

static void nothing_to_have_users(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "nobody");
        seen found = {.self = 0};
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_users(made.key, check_off, &found));
        CU_ASSERT_EQUAL(errno, ENOENT);
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_users(made.key, NULL, NULL));
        CU_ASSERT_EQUAL(errno, EINVAL);
        end(&made);
    }
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_users(NULL, check_off, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_info_users(NULL, check_off, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

/* The list is of this machine; only the children are this test's. */
typedef struct listed {
    pid_t child;
    int times;
    bool self;
} listed;

static bool look_for(void *context, const qsm_segment_user *process)
{
    listed *found = context;
    found->times += process->pid == found->child;
    found->self = found->self || process->pid == getpid();
    return true;
}

static void facts_of_a_process(void)
{
    objects made = begin(SYSTEM_V, "facts");
    make_segment(&made);
    pid_t child = start_user(&made);
    int64_t self = (int64_t)getpid();
    size_t hidden = 99;
    listed found = {.child = child};
    CU_ASSERT_TRUE(qsm_process_list(look_for, &found, &hidden));
    CU_ASSERT_EQUAL(found.times, 1);
    CU_ASSERT_FALSE(found.self);
    CU_ASSERT_NOT_EQUAL(hidden, 99);

    char *name = qsm_process_name(child);
    CU_ASSERT_STRING_EQUAL(name, odd_name);
    qsm_free(name);
    char *path = qsm_process_variable(child, "PATH");
    CU_ASSERT_PTR_NOT_NULL_FATAL(path);
    CU_ASSERT_STRING_EQUAL(path, getenv("PATH"));
    qsm_free(path);
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_process_variable(child, "PAT"));
    CU_ASSERT_EQUAL(errno, ENOENT);

    static const qsm_process_namespace_type types_of[] = {QSM_PROCESS_IPC_NAMESPACE,
                                                          QSM_PROCESS_MOUNT_NAMESPACE};
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(qsm_process_namespace(child, types_of[i]) > 0);
        CU_ASSERT_EQUAL(qsm_process_namespace(child, types_of[i]),
                        qsm_process_namespace(self, types_of[i]));
    }
    CU_ASSERT_NOT_EQUAL(qsm_process_namespace(child, types_of[0]),
                        qsm_process_namespace(child, types_of[1]));

    int32_t number = 0;
    CU_ASSERT_TRUE(qsm_process_ftok(child, made.key, &number));
    CU_ASSERT_EQUAL(number, ftok(made.name, 'Q'));
    char mapped[32];
    uint64_t inode = 0;
    snprintf(mapped, sizeof mapped, "/SYSV%08" PRIx32, (uint32_t)number);
    CU_ASSERT_TRUE(qsm_process_mapping(child, mapped, NULL, &inode));
    CU_ASSERT_EQUAL(inode, (uint64_t)made.segment);
    errno = 0;
    CU_ASSERT_FALSE(qsm_process_mapping(self, mapped, NULL, NULL));
    CU_ASSERT_EQUAL(errno, ENOENT);

    struct stat here_file;
    struct stat there_file;
    char *through = qsm_process_path(child, made.name);
    CU_ASSERT_EQUAL(stat(made.name, &here_file), 0);
    CU_ASSERT_EQUAL(stat(through, &there_file), 0);
    CU_ASSERT_EQUAL(here_file.st_ino, there_file.st_ino);
    qsm_free(through);
    stop(child);

    /* It is gone now. */
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_process_name(child));
    CU_ASSERT_EQUAL(errno, ESRCH);
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_process_variable(child, "PATH"));
    CU_ASSERT_EQUAL(errno, ESRCH);
    errno = 0;
    CU_ASSERT_EQUAL(qsm_process_namespace(child, QSM_PROCESS_IPC_NAMESPACE), -1);
    CU_ASSERT_EQUAL(errno, ESRCH);
    errno = 0;
    CU_ASSERT_FALSE(qsm_process_mapping(child, mapped, NULL, NULL));
    CU_ASSERT_EQUAL(errno, ESRCH);
    end(&made);
}

static void wrong_questions(void)
{
    int32_t number = 0;
    int64_t self = (int64_t)getpid();
    qsm_native_ipc_key *posix = qsm_native_ipc_key_new_native("/x", POSIX);
#define REFUSES(call)                                                                              \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CU_ASSERT_FALSE(call);                                                                     \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
    } while (0)
    REFUSES(qsm_process_list(NULL, NULL, NULL));
    REFUSES(qsm_process_variable(self, NULL) != NULL);
    REFUSES(qsm_process_namespace(self, (qsm_process_namespace_type)9) >= 0);
    REFUSES(qsm_process_mapping(self, NULL, NULL, NULL));
    REFUSES(qsm_process_path(self, NULL) != NULL);
    REFUSES(qsm_process_ftok(self, NULL, &number));
    REFUSES(qsm_process_ftok(self, posix, &number));
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_process_name(0));
    CU_ASSERT_EQUAL(errno, ESRCH);
    qsm_native_ipc_key_free(posix);
}

QSM_SUITE("users of segments", {"(a directory for this test)", prepare},
          {"users of a segment", users_of_a_segment},
          {"a user that ends during the listing", a_user_that_ends_during_the_listing},
          {"nothing to have users", nothing_to_have_users},
          {"facts of a process", facts_of_a_process}, {"wrong questions", wrong_questions},
          {"(and it is gone)", clear_away})
