/* SPDX-License-Identifier: MIT */
/*
 * Strangers in the same /tmp: segments of other users are refused when that is asked for, and key
 * files that somebody has put there before are neither written to, nor removed, nor in the way.
 */
#include <errno.h>
#include <stdlib.h>

#include "ipc_kinds.h"
#include "suite.h"

enum { ATTACKER = 65533, VICTIM = 65534, SIZE = 100 };

/* QEMU does not show whose an object is. */
static bool has_other_users(void)
{
    return getuid() == 0 && !QSM_EMULATED;
}

/* What a process that leaves without freeing has: in reach, for valgrind looks for leaks there. */
static const void *volatile had[2];

/* Runs in a process of this user's; whether it answers true. */
static bool as_user(uid_t user, bool (*run)(const qsm_native_ipc_key *key),
                    const qsm_native_ipc_key *key)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        had[0] = key;
        bool good = setgid(user) == 0 && setuid(user) == 0 && run(key);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    return waitpid(child, &status, 0) == child && status == 0;
}

static bool leave_segment(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    had[0] = key;
    had[1] = memory;
    return qsm_shared_memory_create(memory, SIZE, QSM_SHARED_MEMORY_READ_WRITE);
}

/* Gives it to root, which its maker may do, and keeps the right to it. */
static bool leave_gift(const qsm_native_ipc_key *key)
{
    struct shmid_ds status;
    int32_t number;
    if (!leave_segment(key) || !qsm_native_ipc_key_ftok(key, &number))
        return false;
    int id = shmget(number, 0, 0);
    bool good = shmctl(id, IPC_STAT, &status) == 0;
    status.shm_perm.uid = 0;
    return good && shmctl(id, IPC_SET, &status) == 0;
}

static void attach_to(const qsm_native_ipc_key *key, bool refused)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_same_user_only(memory));
    qsm_shared_memory_set_same_user_only(memory, true);
    CU_ASSERT_TRUE(qsm_shared_memory_same_user_only(memory));
    bool attached = qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY);
    CU_ASSERT_EQUAL(attached, !refused);
    if (refused) {
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_PERMISSION_DENIED);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_shared_memory_error_string(memory), "another user"));
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(memory));
        CU_ASSERT_PTR_NULL(qsm_shared_memory_data(memory));
        /* It is all there, for whoever does not ask for that. */
        qsm_shared_memory_set_same_user_only(memory, false);
        CU_ASSERT_TRUE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY));
    }
    CU_ASSERT_EQUAL(qsm_shared_memory_size(memory), SIZE);
    qsm_shared_memory_free(memory);
    sweep(key);
}

static void segments_of_others(void)
{
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "foreign");
        if (has_other_users()) {
            CU_ASSERT_TRUE(as_user(VICTIM, leave_segment, key));
            attach_to(key, true);
        }
        fflush(NULL);
        CU_ASSERT_TRUE(as_user(getuid(), leave_segment, key));
        attach_to(key, false);
        qsm_native_ipc_key_free(key);
    }
}

static void a_segment_that_was_given_away(void)
{
    if (!has_other_users()) {
        CU_PASS("needs root");
        return;
    }
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "gift");
    CU_ASSERT_TRUE(as_user(VICTIM, leave_gift, key));
    attach_to(key, true);
    qsm_native_ipc_key_free(key);
}

/* ---- key files that were there before ---- */

static const char content[] = "what belongs to somebody";
static char target[PATH_MAX];

static bool make_link(const qsm_native_ipc_key *key)
{
    return symlink(target, qsm_native_ipc_key_native_key(key)) == 0;
}

static bool make_file(const qsm_native_ipc_key *key)
{
    FILE *file = fopen(qsm_native_ipc_key_native_key(key), "w");
    return file != NULL && fputs(content, file) >= 0 && fclose(file) == 0;
}

static bool make_folder(const qsm_native_ipc_key *key)
{
    return mkdir(qsm_native_ipc_key_native_key(key), 0755) == 0;
}

/* It works, or says why not; both are well. */
static bool use_or_report(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    bool good = qsm_shared_memory_create(memory, SIZE, QSM_SHARED_MEMORY_READ_WRITE);
    if (good)
        good = qsm_shared_memory_lock(memory) && qsm_shared_memory_unlock(memory) &&
               qsm_shared_memory_detach(memory);
    else
        good = qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_NO_ERROR &&
               qsm_shared_memory_error_string(memory)[0] != '\0';
    qsm_shared_memory_free(memory);
    return good;
}

static bool holds(const char *path)
{
    char text[sizeof content] = "";
    FILE *file = fopen(path, "r");
    bool same =
        file != NULL && fgets(text, sizeof text, file) != NULL && strcmp(text, content) == 0;
    if (file != NULL)
        fclose(file);
    return same;
}

static const struct {
    bool (*make)(const qsm_native_ipc_key *key);
    mode_t type;
} traps[] = {{make_link, S_IFLNK}, {make_file, S_IFREG}, {make_folder, S_IFDIR}};

static void traps_in_the_temp_directory(void)
{
    uid_t attacker = has_other_users() ? ATTACKER : getuid();
    uid_t victim = has_other_users() ? VICTIM : getuid();
    char folder[] = "/tmp/qsm_test_security_XXXXXX";
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_EQUAL(chmod(folder, 01777), 0);
    snprintf(target, sizeof target, "%s/target", folder);
    qsm_key_environment there = {.size = sizeof(qsm_key_environment), .temp_path = folder};
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        FILE *file = fopen(target, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        fputs(content, file);
        fclose(file);
        qsm_native_ipc_key *key =
            qsm_shared_memory_legacy_native_key("trap", QSM_NATIVE_IPC_KEY_SYSTEM_V, &there);
        const char *path = qsm_native_ipc_key_native_key(key);
        CU_ASSERT_TRUE(as_user(attacker, traps[i].make, key));
        CU_ASSERT_TRUE(as_user(victim, use_or_report, key));
        struct stat status;
        CU_ASSERT_EQUAL(lstat(path, &status), 0);
        CU_ASSERT_EQUAL(status.st_mode & S_IFMT, traps[i].type);
        CU_ASSERT_TRUE(holds(target));
        CU_ASSERT_TRUE(traps[i].type != S_IFREG || holds(path));
        CU_ASSERT_EQUAL(remove(path), 0);
        CU_ASSERT_EQUAL(remove(target), 0);
        qsm_native_ipc_key_free(key);
    }
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

QSM_SUITE("strangers", {"segments of others", segments_of_others},
          {"a segment that was given away", a_segment_that_was_given_away},
          {"traps in the temp directory", traps_in_the_temp_directory})
