/* SPDX-License-Identifier: MIT */
/* Every public function of qsm/system_semaphore.h in one process, on both back ends alike. */
#include <limits.h>

#include "clock.h"
#include "ipc_kinds.h"
#include "suite.h"

#define OPEN QSM_SYSTEM_SEMAPHORE_OPEN
#define CREATE QSM_SYSTEM_SEMAPHORE_CREATE
#define ERROR(object, code, text)                                                                  \
    do {                                                                                           \
        CU_ASSERT_EQUAL(qsm_system_semaphore_error(object), code);                                 \
        CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_error_string(object), text);                   \
    } while (0)

/* A semaphore's own key of each kind; as a native key it names the same in both classes. */
static qsm_native_ipc_key *semaphore_key(const ipc_kind *kind, const char *name)
{
    qsm_native_ipc_key *memory = make_key(kind, name);
    qsm_native_ipc_key *key = qsm_native_ipc_key_lock_key(memory);
    qsm_native_ipc_key_free(memory);
    return key;
}

static int value_of(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *plain = qsm_native_ipc_key_new_native(qsm_native_ipc_key_native_key(key),
                                                              qsm_native_ipc_key_type(key));
    int value = lock_value(plain);
    qsm_native_ipc_key_free(plain);
    return value;
}

static bool file_is_left(const qsm_native_ipc_key *key)
{
    return exists(qsm_native_ipc_key_native_key(key));
}

/* Removes it as ipcrm does, or as the end of a Qt creator does. */
static void remove_under(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    const char *name = qsm_native_ipc_key_native_key(key);
    if (is_system_v(kind))
        semctl(system_v_semaphore(name, qsm__key_project_id(key)), 0, IPC_RMID);
    else
        sem_unlink(name);
}

static void each_kind(void (*test)(const ipc_kind *kind, const qsm_native_ipc_key *key))
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = semaphore_key(&ipc_kinds[i], "s");
        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        test(&ipc_kinds[i], key);
        CU_ASSERT_EQUAL(value_of(key), -1);
        CU_ASSERT_FALSE(file_is_left(key));
        qsm_native_ipc_key_free(key);
    }
}

static void open_and_create(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 3, OPEN);
    ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");
    CU_ASSERT_EQUAL(value_of(key), 3);
    CU_ASSERT_TRUE(qsm_native_ipc_key_equals(qsm_system_semaphore_native_ipc_key(one), key));
    CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_native_key(one),
                           qsm_native_ipc_key_native_key(key));
    CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_key(one), qsm_native_ipc_key_legacy_key(key));
    qsm_system_semaphore *other = qsm_system_semaphore_new_native(key, 7, OPEN);
    CU_ASSERT_EQUAL(value_of(key), 3); /* one that exists keeps its value */
    qsm_system_semaphore_free(other);  /* and stays when one who only opened it goes */
    CU_ASSERT_EQUAL(value_of(key), 3);
    CU_ASSERT_TRUE(qsm_system_semaphore_set_native_ipc_key(one, key, 9, OPEN)); /* nothing to do */
    CU_ASSERT_EQUAL(value_of(key), 3);
    other = qsm_system_semaphore_new_native(key, 5, CREATE); /* sets the value and owns it */
    CU_ASSERT_EQUAL(value_of(key), 5);
    qsm_system_semaphore_free(one);
    qsm_system_semaphore_free(other);
}

static void count(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 2, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(one));
    CU_ASSERT_TRUE(qsm_system_semaphore_try_acquire(one));
    CU_ASSERT_EQUAL(value_of(key), 0);
    CU_ASSERT_FALSE(qsm_system_semaphore_try_acquire(one));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");
    CU_ASSERT_FALSE(qsm_system_semaphore_acquire_for(one, 0));
    int64_t begin = now_ms();
    CU_ASSERT_FALSE(qsm_system_semaphore_acquire_for(one, 50));
    CU_ASSERT_TRUE(now_ms() - begin >= 49);
    ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");

    CU_ASSERT_FALSE(qsm_system_semaphore_release(one, -1));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 0));
    CU_ASSERT_EQUAL(value_of(key), 0);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 5));
    CU_ASSERT_EQUAL(value_of(key), 5);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire_for(one, 1000));
    CU_ASSERT_EQUAL(value_of(key), 4);

    const char *many = "QSystemSemaphore::modifySemaphore: out of resources";
    CU_ASSERT_FALSE(qsm_system_semaphore_release(one, 32768));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, many);
    CU_ASSERT_FALSE(qsm_system_semaphore_release(one, INT_MAX));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, many);
    CU_ASSERT_EQUAL(qsm_system_semaphore_release(one, 32767), !is_system_v(kind));
    CU_ASSERT_EQUAL(qsm_system_semaphore_error(one), is_system_v(kind)
                                                         ? QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES
                                                         : QSM_SYSTEM_SEMAPHORE_NO_ERROR);
    CU_ASSERT_EQUAL(value_of(key), is_system_v(kind) ? 4 : 4 + 32767);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(one)); /* success clears the error */
    ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");
    qsm_system_semaphore_free(one);
}

static void removed_meanwhile(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    /* What was taken from a semaphore that is gone is not given to the next one: Qt ends at 2. */
    qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 1, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(one));
    remove_under(kind, key);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 1));
    CU_ASSERT_EQUAL(value_of(key), -1);
    /* The next acquire makes it anew where removal is noticed, and owns it. */
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(one));
    CU_ASSERT_EQUAL(value_of(key), is_system_v(kind) ? 0 : -1);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 1));
    CU_ASSERT_EQUAL(value_of(key), is_system_v(kind) ? 1 : -1);

    /* Units that were not taken before are new ones, and the rest of a release. */
    qsm_system_semaphore_free(one);
    one = qsm_system_semaphore_new_native(key, 1, OPEN);
    remove_under(kind, key);
    CU_ASSERT_EQUAL(value_of(key), -1);
    qsm_system_semaphore *other = qsm_system_semaphore_new_native(key, 1, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 2));
    CU_ASSERT_EQUAL(value_of(key), 3);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(one));
    remove_under(kind, key);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 2));
    if (is_system_v(kind))
        CU_ASSERT_EQUAL(value_of(key), 2); /* made with 1, and the one that was not held */
    qsm_system_semaphore_free(other);
    qsm_system_semaphore_free(one);
}

static void follow_the_name(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    (void)kind;
    qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 0, OPEN);
    remove_under(kind, key);
    qsm_system_semaphore *other = qsm_system_semaphore_new_native(key, 1, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire_for(one, 2000));
    CU_ASSERT_EQUAL(value_of(key), 0);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(one, 1));
    CU_ASSERT_EQUAL(value_of(key), 1);
    qsm_system_semaphore_free(one);
    CU_ASSERT_EQUAL(value_of(key), 1);
    qsm_system_semaphore_free(other);
}

/* An owner does not take away what others hold or wait for. */
static void owner_leaves(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_system_semaphore *owner = qsm_system_semaphore_new_native(key, 1, OPEN);
    qsm_system_semaphore *other = qsm_system_semaphore_new_native(key, 1, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(other));
    qsm_system_semaphore_free(owner);
    CU_ASSERT_EQUAL(value_of(key), 0);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(other, 1));
    CU_ASSERT_EQUAL(value_of(key), 1);
    qsm_system_semaphore_free(other);
    /* POSIX: the last object of the process that made it removes it. */
    CU_ASSERT_EQUAL(value_of(key), is_system_v(kind) ? 1 : -1);

    /* One that holds all there is removes it. */
    owner = qsm_system_semaphore_new_native(key, 2, CREATE);
    CU_ASSERT_TRUE(qsm_system_semaphore_acquire(owner));
    qsm_system_semaphore_free(owner);
    CU_ASSERT_EQUAL(value_of(key), -1);
    (void)kind;
}

static void other_keys(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *second = semaphore_key(kind, "t");
    qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 1, OPEN);
    CU_ASSERT_TRUE(qsm_system_semaphore_set_native_ipc_key(one, second, 4, OPEN));
    CU_ASSERT_EQUAL(value_of(key), -1); /* it was the owner of the first */
    CU_ASSERT_EQUAL(value_of(second), 4);
    CU_ASSERT_FALSE(
        qsm_system_semaphore_set_native_key(one, "x", 0, OPEN, QSM_NATIVE_IPC_KEY_WINDOWS));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
          "QSystemSemaphore::setNativeKey: unsupported key type");
    CU_ASSERT_FALSE(qsm_system_semaphore_set_native_key(one, "\xff", 0, OPEN, kind->type));
    CU_ASSERT_FALSE(qsm_system_semaphore_set_key(one, "\xff", 0, OPEN));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "QSystemSemaphore::setKey: key is not valid UTF-8");
    CU_ASSERT_EQUAL(value_of(second), 4); /* nothing changed */
    CU_ASSERT_TRUE(qsm_system_semaphore_set_native_ipc_key(one, second, 6, CREATE));
    CU_ASSERT_EQUAL(value_of(second), 6);
    CU_ASSERT_TRUE(qsm_system_semaphore_set_native_key(one, qsm_native_ipc_key_native_key(key), 2,
                                                       OPEN, qsm_native_ipc_key_type(key)));
    CU_ASSERT_EQUAL(value_of(second), -1);
    CU_ASSERT_EQUAL(value_of(key), 2);
    CU_ASSERT_TRUE(qsm_system_semaphore_set_key(one, "", 1, OPEN));
    CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_native_key(one), "");
    qsm_system_semaphore_free(one);
    CU_ASSERT_FALSE(file_is_left(second));
    qsm_native_ipc_key_free(second);
}

#define EACH_KIND(name)                                                                            \
    static void test_##name(void)                                                                  \
    {                                                                                              \
        each_kind(name);                                                                           \
    }
// clang-format off
EACH_KIND(open_and_create)
EACH_KIND(count)
EACH_KIND(removed_meanwhile)
EACH_KIND(follow_the_name)
EACH_KIND(owner_leaves)
EACH_KIND(other_keys)
// clang-format on

static void test_bad_keys(void)
{
    static const struct {
        const char *name;
        qsm_native_ipc_key_type_code type;
        qsm_system_semaphore_error_code code;
        const char *text;
    } bad[] = {
        {"", 0x51, QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "QSystemSemaphore::handle:: key is empty"},
        {"", 0x100, QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "QSystemSemaphore::handle: key is empty"},
        {"/no such folder/x", 0x51, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
         "QSystemSemaphore::handle:: unable to make key"},
        {"/a/b", 0x100, QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR,
         "QSystemSemaphore::handle: unknown error: Invalid argument"},
        {"x", 0x101, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
         "QSystemSemaphore::setNativeKey: unsupported key type"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(bad[i].name, bad[i].type);
        qsm_system_semaphore *one = qsm_system_semaphore_new_native(key, 1, OPEN);
        if (bad[i].name[0] == '\0') /* no key is no error until it is used */
            ERROR(one, QSM_SYSTEM_SEMAPHORE_NO_ERROR, "");
        else
            ERROR(one, bad[i].code, bad[i].text);
        CU_ASSERT_FALSE(qsm_system_semaphore_acquire(one));
        ERROR(one, bad[i].code, bad[i].text);
        CU_ASSERT_FALSE(qsm_system_semaphore_try_acquire(one));
        CU_ASSERT_FALSE(qsm_system_semaphore_acquire_for(one, 5));
        CU_ASSERT_FALSE(qsm_system_semaphore_release(one, 1));
        ERROR(one, bad[i].code, bad[i].text);
        qsm_system_semaphore_free(one);
        one = qsm_system_semaphore_new_native(key, 1, CREATE);
        ERROR(one, bad[i].code, bad[i].text);
        qsm_system_semaphore_free(one);
        qsm_native_ipc_key_free(key);
    }
    qsm_system_semaphore *invalid = qsm_system_semaphore_new_key("\xff", 1, OPEN);
    ERROR(invalid, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
          "QSystemSemaphore::setKey: key is not valid UTF-8");
    qsm_system_semaphore_free(invalid);
    qsm_system_semaphore *none = qsm_system_semaphore_new_native(NULL, 0, OPEN);
    CU_ASSERT_FALSE(qsm_system_semaphore_acquire(none));
    ERROR(none, QSM_SYSTEM_SEMAPHORE_KEY_ERROR, "QSystemSemaphore::handle: key is empty");
    qsm_system_semaphore_free(none);
    qsm_system_semaphore_free(NULL);
}

/* Above what a System V semaphore can hold: nothing is left behind, and use tries again. */
static void test_value_too_large(void)
{
    qsm_system_semaphore *one = qsm_system_semaphore_new_key("qsm large", 32768, OPEN);
    const char *text = "QSystemSemaphore::handle: out of resources";
    ERROR(one, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, text);
    CU_ASSERT_EQUAL(value_of(qsm_system_semaphore_native_ipc_key(one)), -1);
    CU_ASSERT_FALSE(file_is_left(qsm_system_semaphore_native_ipc_key(one)));
    CU_ASSERT_FALSE(qsm_system_semaphore_acquire(one));
    ERROR(one, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, text);
    CU_ASSERT_FALSE(file_is_left(qsm_system_semaphore_native_ipc_key(one)));
    CU_ASSERT_TRUE(qsm_system_semaphore_set_key(one, "qsm large", 32767, OPEN));
    CU_ASSERT_EQUAL(value_of(qsm_system_semaphore_native_ipc_key(one)), 32767);

    /* One that exists is not harmed by a bad value. */
    qsm_system_semaphore *other = qsm_system_semaphore_new_key("qsm large", 40000, CREATE);
    ERROR(other, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES, text);
    qsm_system_semaphore_free(other);
    CU_ASSERT_EQUAL(value_of(qsm_system_semaphore_native_ipc_key(one)), 32767);
    qsm_system_semaphore_free(one);

    /* A negative value leaves a new one at 0, as in Qt. */
    one = qsm_system_semaphore_new_key("qsm large", -1, OPEN);
    CU_ASSERT_EQUAL(value_of(qsm_system_semaphore_native_ipc_key(one)), 0);
    CU_ASSERT_EQUAL(exists(qsm_system_semaphore_native_key(one)), true);
    qsm_system_semaphore_free(one);
}

QSM_SUITE("system semaphore", {"open and create", test_open_and_create},
          {"acquire, release, try, wait", test_count},
          {"removed meanwhile", test_removed_meanwhile},
          {"a name that leads to another", test_follow_the_name},
          {"the owner leaves", test_owner_leaves}, {"another key", test_other_keys},
          {"bad keys", test_bad_keys}, {"values out of range", test_value_too_large}, )
