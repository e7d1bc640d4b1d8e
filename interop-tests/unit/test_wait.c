/* SPDX-License-Identifier: MIT */
/* Waiting for a segment and for the first picture in it; attaching only to what is large enough. */
#include <pthread.h>
#include <time.h>

#include <qsm/exchange.h>

#include "clock.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SIZE = 4096, SHORT = 60, LONG = 20000 };

static void nap(void)
{
    struct timespec pause = {0, SHORT * 1000000L};
    nanosleep(&pause, NULL);
}

typedef struct scene {
    qsm_native_ipc_key *key;
    qsm_shared_memory *writer;
    qsm_shared_memory *reader;
    qsm_image *sent;
    qsm_image *got;
    qsm_exchange_report report;
} scene;

static scene begin(const ipc_kind *kind)
{
    scene made = {.key = make_key(kind, "wait")};
    made.report.size = sizeof made.report;
    made.writer = qsm_shared_memory_new_native(made.key);
    made.reader = qsm_shared_memory_new_native(made.key);
    made.sent = qsm_image_new_size(7, 5, QSM_IMAGE_FORMAT_ARGB32);
    made.got = qsm_image_new();
    CU_ASSERT_FATAL(made.writer != NULL && made.reader != NULL && made.sent != NULL);
    return made;
}

static void end(scene *made)
{
    qsm_shared_memory_free(made->reader);
    qsm_shared_memory_free(made->writer);
    qsm_image_free(made->sent);
    qsm_image_free(made->got);
    sweep(made->key);
    qsm_native_ipc_key_free(made->key);
}

/* Process A as the Qt programs do it: a segment, and later the picture in it. */
static void *write_later(void *context)
{
    scene *self = context;
    nap();
    if (!qsm_shared_memory_create(self->writer, SIZE, RW))
        return NULL;
    nap();
    return qsm_shared_memory_write_image(self->writer, self->sent, NULL, NULL) ? self : NULL;
}

static pthread_t start(scene *self)
{
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, write_later, self), 0);
    return thread;
}

static void finish(pthread_t thread)
{
    void *result = NULL;
    CU_ASSERT_EQUAL(pthread_join(thread, &result), 0);
    CU_ASSERT_PTR_NOT_NULL(result);
}

/* ---- a segment ---- */

static void test_segment_appears(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        int64_t begun = now_ms();
        pthread_t thread = start(&s);
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_segment(s.reader, i % 2 == 0 ? -1 : LONG));
        int64_t took = now_ms() - begun;
        CU_ASSERT(took >= SHORT - 1 && took < LONG / 2);
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(s.reader));
        finish(thread);
        end(&s);
    }
}

static void test_no_segment(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        int64_t begun = now_ms();
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_segment(s.reader, 0));
        CU_ASSERT(now_ms() - begun < LONG / 2);
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_segment(s.reader, SHORT));
        CU_ASSERT(now_ms() - begun >= SHORT - 1);
        CU_ASSERT_EQUAL(qsm_shared_memory_error(s.reader), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_FALSE(qsm_shared_memory_was_stopped(s.reader));
        CU_ASSERT_STRING_EQUAL(leftovers(s.key), ""); /* looking makes nothing */
        end(&s);
    }
}

static void test_no_key(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new();
    CU_ASSERT_FALSE(qsm_shared_memory_wait_for_segment(memory, -1));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_KEY_ERROR);
    qsm_shared_memory_free(memory);
}

/* ---- a picture ---- */

static void test_first_image(void)
{
    for (size_t i = 0; i < 2 * IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i / 2]);
        pthread_t thread = start(&s);
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_image(s.reader, i % 2 == 0 ? -1 : LONG, s.got,
                                                        NULL, &s.report));
        CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_DONE);
        CU_ASSERT_STRING_EQUAL(s.report.message, "");
        CU_ASSERT_EQUAL(qsm_image_width(s.got), 7);
        CU_ASSERT(s.report.total_ns >= (uint64_t)(SHORT - 1) * 1000000);
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(s.reader));
        finish(thread);
        end(&s);
    }
}

/* Attached before, to a segment that has zeros. */
static void test_image_in_attached_segment(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        pthread_t thread = start(&s);
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_segment(s.reader, -1));
        while (!qsm_shared_memory_attach(s.reader, QSM_SHARED_MEMORY_READ_ONLY))
            nap();
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_image(s.reader, LONG, s.got, NULL, NULL));
        CU_ASSERT_EQUAL(qsm_image_width(s.got), 7);
        CU_ASSERT_TRUE(qsm_shared_memory_is_attached(s.reader));
        finish(thread);
        end(&s);
    }
}

static void test_no_image_in_time(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        int64_t begun = now_ms();
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_image(s.reader, SHORT, s.got, NULL, &s.report));
        CU_ASSERT(now_ms() - begun >= SHORT - 1);
        CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_MEMORY);
        CU_ASSERT_EQUAL(qsm_shared_memory_error(s.reader), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.report.message, "no segment of this native key exists"));
        CU_ASSERT_STRING_EQUAL(leftovers(s.key), "");

        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(s.writer, SIZE, RW));
        begun = now_ms();
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_image(s.reader, SHORT, s.got, NULL, &s.report));
        CU_ASSERT_TRUE(qsm_image_is_null(s.got)); /* the zeros */
        CU_ASSERT(now_ms() - begun >= SHORT - 1);
        memset(qsm_shared_memory_data(s.writer), 0xee, SIZE);
        begun = now_ms();
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_image(s.reader, SHORT, s.got, NULL, &s.report));
        CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_STREAM);
        CU_ASSERT_STRING_NOT_EQUAL(s.report.message, "");
        CU_ASSERT(now_ms() - begun >= SHORT - 1);
        begun = now_ms();
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_image(s.reader, 0, s.got, NULL, &s.report));
        CU_ASSERT(now_ms() - begun < LONG / 2);
        end(&s);
    }
}

/* The lock has its own limit. */
static void test_lock_limit(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(s.writer, SIZE, RW));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(s.writer));
        qsm_shared_memory_set_lock_timeout(s.reader, SHORT);
        CU_ASSERT_FALSE(qsm_shared_memory_wait_for_image(s.reader, -1, s.got, NULL, &s.report));
        CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_TIMEOUT);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(s.writer));
        end(&s);
    }
}

/* A message is the object's until its next exchange. */
static void test_message_is_replaced(void)
{
    scene s = begin(&ipc_kinds[0]);
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(s.reader, s.got, NULL, &s.report));
    const char *message = s.report.message;
    qsm_exchange_report other = QSM_INIT(qsm_exchange_report);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(s.writer, s.sent, NULL, &other));
    CU_ASSERT_PTR_NOT_NULL(strstr(message, "no segment")); /* another object's call */
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(s.reader, s.got, NULL, &s.report));
    CU_ASSERT_STRING_EQUAL(s.report.message, "");
    CU_ASSERT_STRING_EQUAL(other.message, "");
    end(&s);
}

/* ---- a size ---- */

static void test_attach_at_least(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(s.reader, 1, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(s.reader), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(s.writer, SIZE, RW));
        memset(qsm_shared_memory_data(s.writer), 'w', SIZE);
        CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(s.reader, SIZE + 8, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(s.reader), QSM_SHARED_MEMORY_INVALID_SIZE);
        CU_ASSERT_STRING_EQUAL(
            qsm_shared_memory_error_string(s.reader),
            "QSharedMemory::attach: the segment has 4096 bytes, at least 4104 are needed");
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(s.reader));
        CU_ASSERT_EQUAL(qsm_shared_memory_size(s.reader), 0);
        CU_ASSERT_EQUAL(lock_value(s.key), 1);
        static const ptrdiff_t sizes[] = {SIZE, SIZE - 1, 1, 0};
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            CU_ASSERT_TRUE(qsm_shared_memory_attach_at_least(s.reader, sizes[k], RW));
            CU_ASSERT_EQUAL(qsm_shared_memory_size(s.reader), SIZE);
            CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(s.reader, sizes[k], RW));
            CU_ASSERT_TRUE(qsm_shared_memory_detach(s.reader));
        }
        CU_ASSERT_EQUAL(*(char *)qsm_shared_memory_data(s.writer), 'w');
        end(&s);
    }
}

/* Of a child that ends without freeing it, so that its segment stays: for leak checkers. */
static qsm_shared_memory *volatile left;

/* It is not this object's to remove, also when nobody else is attached. */
static void test_too_small_and_stale(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i]);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            left = qsm_shared_memory_new_native(s.key);
            _exit(qsm_shared_memory_create(left, SIZE, RW) ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        qsm_shared_memory_set_remove_on_last_detach(s.reader, true);
        CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(s.reader, SIZE + 1, RW));
        CU_ASSERT_FALSE(qsm_shared_memory_detach(s.reader));
        CU_ASSERT_PTR_NOT_NULL(strstr(leftovers(s.key), "segment"));
        CU_ASSERT_TRUE(qsm_shared_memory_attach(s.reader, RW));
        end(&s);
    }
}

QSM_SUITE("wait", {"a segment appears", test_segment_appears},
          {"no segment appears", test_no_segment}, {"there is no key", test_no_key},
          {"the first picture", test_first_image},
          {"the first picture in an attached segment", test_image_in_attached_segment},
          {"no picture in time", test_no_image_in_time},
          {"the lock has its own limit", test_lock_limit},
          {"a message is valid until the next exchange", test_message_is_replaced},
          {"a segment that is large enough", test_attach_at_least},
          {"a stale segment that is too small stays", test_too_small_and_stale})
