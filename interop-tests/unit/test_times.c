/* SPDX-License-Identifier: MIT */
/*
 * Time limits have one meaning: < 0 for ever, 0 do not wait, > 0 milliseconds. The limit of an
 * object holds for each step that waits for the lock.
 */
#include <pthread.h>
#include <time.h>

#include <qsm/exchange.h>

#include "clock.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SHORT = 60, LONG = 20000, SIZE = 4096 };

/* A segment with a picture, the object that holds its lock, and another one. */
typedef struct scene {
    const ipc_kind *kind;
    qsm_native_ipc_key *key;
    qsm_shared_memory *holder;
    qsm_shared_memory *other;
    qsm_image *image;
} scene;

static scene begin(const ipc_kind *kind)
{
    scene made = {.kind = kind, .key = make_key(kind, "times")};
    made.holder = qsm_shared_memory_new_native(made.key);
    made.other = qsm_shared_memory_new_native(made.key);
    made.image = qsm_image_new_size(4, 4, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(made.holder, SIZE, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(made.holder, made.image, NULL, NULL));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(made.holder));
    return made;
}

static void end(scene *made)
{
    qsm_shared_memory_free(made->other);
    qsm_shared_memory_free(made->holder);
    qsm_image_free(made->image);
    sweep(made->key);
    qsm_native_ipc_key_free(made->key);
}

/* ---- for ever ---- */

typedef struct later {
    pthread_t thread;
    qsm_shared_memory *memory;
    qsm_system_semaphore *semaphore;
} later;

static void *give_later(void *context)
{
    later *self = context;
    struct timespec pause = {0, SHORT * 1000000L};
    nanosleep(&pause, NULL);
    bool given = self->memory != NULL ? qsm_shared_memory_unlock(self->memory)
                                      : qsm_system_semaphore_release(self->semaphore, 1);
    return given ? self : NULL;
}

/* A thread that gives back a lock, or a unit, a little later. */
static void start(later *self)
{
    CU_ASSERT_EQUAL_FATAL(pthread_create(&self->thread, NULL, give_later, self), 0);
}

static void finish(later *self)
{
    void *result = NULL;
    CU_ASSERT_EQUAL(pthread_join(self->thread, &result), 0);
    CU_ASSERT_PTR_NOT_NULL(result);
}

static void test_negative_waits(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene made = begin(&ipc_kinds[i]);
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_unlock(made.holder));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(made.other, RW));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(made.holder));
        later giver = {.memory = made.holder};
        int64_t begun = now_ms();
        start(&giver);
        CU_ASSERT_TRUE(qsm_shared_memory_lock_for(made.other, -1));
        CU_ASSERT_TRUE(now_ms() - begun >= SHORT - 1);
        finish(&giver);
        end(&made);
    }
}

static void test_negative_waits_for_a_unit(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "units");
        qsm_system_semaphore *one =
            qsm_system_semaphore_new_native(key, 0, QSM_SYSTEM_SEMAPHORE_OPEN);
        qsm_system_semaphore *other =
            qsm_system_semaphore_new_native(key, 0, QSM_SYSTEM_SEMAPHORE_OPEN);
        later giver = {.semaphore = one};
        int64_t begun = now_ms();
        start(&giver);
        CU_ASSERT_TRUE(qsm_system_semaphore_acquire_for(other, -1));
        CU_ASSERT_TRUE(now_ms() - begun >= SHORT - 1);
        finish(&giver);
        qsm_system_semaphore_free(other);
        qsm_system_semaphore_free(one);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* ---- a limit ---- */

static bool attach(scene *made)
{
    return qsm_shared_memory_attach(made->other, RW);
}

static bool create(scene *made)
{
    return qsm_shared_memory_create(made->other, SIZE, RW);
}

static bool create_replacing(scene *made)
{
    return qsm_shared_memory_create_replacing_stale(made->other, SIZE, RW);
}

static bool open_or_create(scene *made)
{
    return qsm_shared_memory_open_or_create(made->other, SIZE, RW, NULL);
}

static bool detach(scene *made)
{
    return qsm_shared_memory_detach(made->other);
}

static bool remove_stale(scene *made)
{
    return qsm_shared_memory_remove_stale(made->other, NULL);
}

static bool remove_all(scene *made)
{
    return qsm_shared_memory_remove(made->other, NULL);
}

static bool read_image(scene *made)
{
    return qsm_shared_memory_read_image(made->other, made->image, NULL, NULL);
}

static bool write_image(scene *made)
{
    return qsm_shared_memory_write_image(made->other, made->image, NULL, NULL);
}

static const struct {
    const char *name;
    bool attached; /* the object is attached before */
    bool (*call)(scene *made);
} calls[] = {{"attach", false, attach},
             {"create", false, create},
             {"create_replacing_stale", false, create_replacing},
             {"open_or_create", false, open_or_create},
             {"remove_stale", false, remove_stale},
             {"remove", false, remove_all},
             {"read_image, detached", false, read_image},
             {"write_image, detached", false, write_image},
             {"read_image, attached", true, read_image},
             {"write_image, attached", true, write_image},
             {"detach", true, detach}};

static void try_call(size_t i, scene *made, int limit)
{
    qsm_shared_memory_set_lock_timeout(made->other, limit);
    int64_t begun = now_ms();
    bool done = calls[i].call(made);
    int64_t took = now_ms() - begun;
    bool good = !done && took >= limit - 1 && took < LONG / 2 &&
                qsm_shared_memory_is_attached(made->other) == calls[i].attached;
    if (!good)
        fprintf(stderr, "%s, %s: %d after %lld ms\n", made->kind->name, calls[i].name, done,
                (long long)took);
    CU_ASSERT_TRUE(good);
}

static void test_limit_of_each_call(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
            scene made = begin(&ipc_kinds[kind]);
            if (calls[i].attached) {
                CU_ASSERT_TRUE(qsm_shared_memory_unlock(made.holder));
                CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(made.other, RW));
                CU_ASSERT_TRUE(qsm_shared_memory_lock(made.holder));
            }
            try_call(i, &made, SHORT);
            try_call(i, &made, 0);
            CU_ASSERT_TRUE(qsm_shared_memory_is_locked(made.holder));
            end(&made);
        }
    }
}

static void test_limit_of_free(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene made = begin(&ipc_kinds[kind]);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(made.holder));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(made.other, RW));
        CU_ASSERT_TRUE(qsm_shared_memory_lock(made.holder));
        qsm_shared_memory_set_lock_timeout(made.other, SHORT);
        int64_t begun = now_ms();
        qsm_shared_memory_free(made.other);
        made.other = NULL;
        int64_t took = now_ms() - begun;
        CU_ASSERT(took >= SHORT - 1 && took < LONG / 2);
        CU_ASSERT_EQUAL(lock_value(made.key), 0);
        end(&made);
    }
}

QSM_SUITE("times", {"a negative limit waits for the lock", test_negative_waits},
          {"a negative limit waits for a unit", test_negative_waits_for_a_unit},
          {"the object's limit holds for each call", test_limit_of_each_call},
          {"the object's limit holds for free", test_limit_of_free})
