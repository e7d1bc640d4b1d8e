/* SPDX-License-Identifier: MIT */
/*
 * System V key files that are not what they should be: replaced, full, links, folders, gone. What
 * is not ours is never unlinked, and a name that moves on is followed.
 */
#include <stdlib.h>

#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

static const ipc_kind native = {"System V, native key", QSM_NATIVE_IPC_KEY_SYSTEM_V, false};
static const ipc_kind legacy = {"System V, legacy key", QSM_NATIVE_IPC_KEY_SYSTEM_V, true};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
}

/* Puts another file under the name, which keeps the old inode busy so that it cannot come again. */
static int replace_file(const char *path)
{
    int old = open(path, O_RDONLY);
    CU_ASSERT_TRUE(old >= 0);
    CU_ASSERT_EQUAL(unlink(path), 0);
    write_file(path, "");
    return old;
}

static void test_a_file_with_something_in_it(void)
{
    qsm_native_ipc_key *key = make_key(&native, "full");
    const char *path = qsm_native_ipc_key_native_key(key);
    write_file(path, "precious");
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "files "); /* Qt unlinks it */
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_native_ipc_key_free(key);
}

static void test_a_folder(void)
{
    qsm_native_ipc_key *key = make_key(&native, "folder");
    const char *path = qsm_native_ipc_key_native_key(key);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one)); /* Qt: false */
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "files ");
    CU_ASSERT_EQUAL(rmdir(path), 0);
    qsm_native_ipc_key_free(key);
}

static void test_a_link(void)
{
    qsm_native_ipc_key *key = make_key(&native, "link");
    qsm_native_ipc_key *target_key = make_key(&native, "target");
    const char *path = qsm_native_ipc_key_native_key(key);
    const char *target = qsm_native_ipc_key_native_key(target_key);
    write_file(target, "");
    CU_ASSERT_EQUAL(symlink(target, path), 0);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(target_key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 5, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW)); /* one file, one number, as for Qt */
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    qsm_shared_memory_free(one);
    CU_ASSERT_TRUE(exists(path) && exists(target));
    qsm_shared_memory_free(other);
    CU_ASSERT_EQUAL(unlink(path), 0);
    unlink(target);
    CU_ASSERT_STRING_EQUAL(leftovers(target_key), "");

    /* One that leads nowhere: nothing is made at its end. */
    CU_ASSERT_EQUAL(symlink(target, path), 0);
    one = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_create(one, 5, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(one), QSM_SHARED_MEMORY_KEY_ERROR);
    CU_ASSERT_FALSE(exists(target));
    CU_ASSERT_TRUE(exists(path));
    qsm_shared_memory_free(one);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_native_ipc_key_free(target_key);
    qsm_native_ipc_key_free(key);
}

/* Somebody cleaned up and a second segment came under the name: each removes only its own. */
static void test_replaced_while_attached(void)
{
    qsm_native_ipc_key *key = make_key(&legacy, "replaced");
    const char *path = qsm_native_ipc_key_native_key(key);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    int first = system_v_segment(path, 'Q');
    int old = replace_file(path);
    CU_ASSERT_FALSE(qsm_shared_memory_attach(other, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_create(other, 2, RW));
    int second = system_v_segment(path, 'Q');
    CU_ASSERT_NOT_EQUAL(first, second);

    struct shmid_ds status;
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_EQUAL(shmctl(first, IPC_STAT, &status), -1); /* its own segment is gone */
    CU_ASSERT_TRUE(exists(path));                          /* the other's key file is not */
    CU_ASSERT_EQUAL(system_v_segment(path, 'Q'), second);
    CU_ASSERT_EQUAL(qsm_shared_memory_size(other), 2);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(one, RW));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(one), 2);
    qsm_shared_memory_free(other);
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    close(old);
    qsm_native_ipc_key_free(key);
}

/* The segment was removed by somebody else (ipcrm): detaching is all there is to do. */
static void test_segment_removed_by_others(void)
{
    qsm_native_ipc_key *key = make_key(&legacy, "ipcrm");
    const char *path = qsm_native_ipc_key_native_key(key);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_EQUAL(shmctl(system_v_segment(path, 'Q'), IPC_RMID, NULL), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(one), QSM_SHARED_MEMORY_NO_ERROR);
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "files "); /* whose it is now is not known */
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

/* The maker of a lock whose key file is gone or another makes it anew where newcomers look. */
static void check_lock_is_renewed(bool with_new_file)
{
    qsm_native_ipc_key *key = make_key(&legacy, "renewed");
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    const char *path = qsm_native_ipc_key_native_key(lock_key);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *user = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(user, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(one));
    int first = system_v_semaphore(path, 'Q');
    int old = replace_file(path);
    if (!with_new_file)
        CU_ASSERT_EQUAL(unlink(path), 0);

    qsm_shared_memory *late = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(one, RW));
    int second = system_v_semaphore(path, 'Q');
    CU_ASSERT_TRUE(second >= 0 && second != first);
    CU_ASSERT_EQUAL(semctl(first, 0, GETVAL), -1);
    CU_ASSERT_TRUE(qsm_shared_memory_attach(late, RW)); /* a newcomer */
    CU_ASSERT_TRUE(qsm_shared_memory_lock(user));       /* and one who had the old one open */
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(one));
    CU_ASSERT_FALSE(qsm_shared_memory_try_lock(late));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(user));
    qsm_shared_memory_free(late);
    qsm_shared_memory_free(user);
    qsm_shared_memory_free(one);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    close(old);
    qsm_native_ipc_key_free(lock_key);
    qsm_native_ipc_key_free(key);
}

static void test_lock_file_gone_or_replaced(void)
{
    check_lock_is_renewed(false);
    check_lock_is_renewed(true);
}

/* One native key file serves both: it goes with the last of the two, and never before. */
static void test_one_file_for_both(void)
{
    qsm_native_ipc_key *key = make_key(&native, "both");
    const char *path = qsm_native_ipc_key_native_key(key);
    qsm_shared_memory *one = qsm_shared_memory_new_native(key);
    qsm_shared_memory *other = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(one, 1, RW));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(other, RW));
    qsm_shared_memory_free(one); /* the lock's maker: the lock may go, the file may not */
    CU_ASSERT_TRUE(exists(path));
    CU_ASSERT_TRUE(system_v_segment(path, 'Q') >= 0);
    CU_ASSERT_TRUE(qsm_shared_memory_lock(other));
    CU_ASSERT_EQUAL(lock_value(key), 0);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(other));
    CU_ASSERT_TRUE(qsm_shared_memory_detach(other)); /* the segment goes, the lock stays */
    CU_ASSERT_STRING_EQUAL(leftovers(key), "lock files ");
    qsm_shared_memory_free(other);
    CU_ASSERT_STRING_EQUAL(leftovers(key), "");
    qsm_native_ipc_key_free(key);
}

/* --- Another user ---------------------------------------------------------------------------- */

static int see_as_nobody(const qsm_native_ipc_key *key)
{
    if (setgid(65534) != 0 || setuid(65534) != 0)
        return 1;
    const char *text = "QSharedMemoryPrivate::initKey: unable to set key on lock "
                       "(QSystemSemaphore::handle: permission denied)";
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (qsm_shared_memory_attach(memory, RW) ||
        qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_PERMISSION_DENIED ||
        strcmp(qsm_shared_memory_error_string(memory), text) != 0)
        return 2;
    if (qsm_shared_memory_create_replacing_stale(memory, 1, RW) ||
        qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_PERMISSION_DENIED)
        return 3;
    bool removed = true;
    if (qsm_shared_memory_remove_stale(memory, &removed) || removed)
        return 4;
    if (qsm_shared_memory_lock(memory))
        return 5;
    qsm_shared_memory_free(memory);
    return 0;
}

/* He is refused with Qt's error, and what he may not use he does not harm. */
static void test_another_user(void)
{
    /* Static: the child ends without freeing them, and valgrind is to find them in use. */
    static qsm_native_ipc_key *key;
    static qsm_shared_memory *memory;
    if (geteuid() != 0) {
        printf("only root can be another user: left out\n");
        CU_PASS("not root");
        return;
    }
    for (size_t i = 0; i < IPC_KINDS; i++) {
        key = make_key(&ipc_kinds[i], "user");
        memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_create(memory, 10, RW));
        char before[64];
        snprintf(before, sizeof before, "%s", leftovers(key));
        pid_t child = fork();
        if (child == 0)
            _exit(see_as_nobody(key));
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        CU_ASSERT_STRING_EQUAL(leftovers(key), before);
        CU_ASSERT_EQUAL(lock_value(key), 1);
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        CU_ASSERT_TRUE(qsm_shared_memory_remove_stale(memory, NULL));
        qsm_shared_memory_free(memory);
        CU_ASSERT_STRING_EQUAL(leftovers(key), "");
        qsm_native_ipc_key_free(key);
    }
}

QSM_SUITE("key files", {"a file with something in it", test_a_file_with_something_in_it},
          {"a folder", test_a_folder}, {"links", test_a_link},
          {"replaced while attached", test_replaced_while_attached},
          {"a segment removed by others", test_segment_removed_by_others},
          {"a lock without its file", test_lock_file_gone_or_replaced},
          {"one file for both", test_one_file_for_both}, {"another user", test_another_user}, )
