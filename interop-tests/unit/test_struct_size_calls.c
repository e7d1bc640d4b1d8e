/* SPDX-License-Identifier: MIT */
/*
 * The calls of shared memory with structs of other releases: an older program's are shorter, a
 * newer program's are longer. And with NULL for the object, which each function accepts.
 */
#include <stddef.h>

#include <qsm/exchange_values.h>
#include <qsm/inspect.h>

#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SIZE = 4096, GUARD = 0x5a };

/* Longer than any struct here. Bytes that a call must not touch hold GUARD. */
typedef union room {
    size_t size;
    qsm_exchange_report report;
    qsm_exchange_read_options read;
    qsm_exchange_write_options write;
    qsm_exchange_value_options value;
    qsm_removal_report removal;
    unsigned char bytes[256];
} room;

static room make_room(size_t size)
{
    room made;
    memset(&made, GUARD, sizeof made);
    made.size = size;
    return made;
}

static bool is_guarded(const room *of, size_t from)
{
    for (size_t i = from; i < sizeof *of; i++) {
        if (of->bytes[i] != GUARD)
            return false;
    }
    return true;
}

typedef struct scene {
    qsm_native_ipc_key *key;
    qsm_shared_memory *memory;
    qsm_image *image;
    qsm_tree *tree;
    qsm_schema *schema;
} scene;

static scene begin(void)
{
    scene made = {.key = make_key(&ipc_kinds[0], "size")};
    made.memory = qsm_shared_memory_new_native(made.key);
    made.image = qsm_image_new_size(3, 3, QSM_IMAGE_FORMAT_ARGB32);
    made.tree = qsm_tree_new();
    made.schema = qsm_schema_new("raw[1]");
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(qsm_tree_root(made.tree)));
    CU_ASSERT_TRUE_FATAL(
        qsm_variant_set_bytes(qsm_variant_append(qsm_tree_root(made.tree)), (qsm_bytes){"", 1}));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(made.memory, SIZE, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(made.memory, made.image, NULL, NULL));
    return made;
}

static void end(scene *made)
{
    qsm_shared_memory_free(made->memory);
    qsm_image_free(made->image);
    qsm_tree_free(made->tree);
    qsm_schema_free(made->schema);
    CU_ASSERT_STRING_EQUAL(leftovers(made->key), "");
    qsm_native_ipc_key_free(made->key);
}

static bool read_with(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_read_image(s->memory, s->image, options, report);
}

static bool write_with(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_write_image(s->memory, s->image, options, report);
}

static bool wait_with(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_wait_for_image(s->memory, 0, s->image, options, report);
}

static bool write_variant(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_write_variant(s->memory, qsm_tree_root(s->tree), options, report);
}

/* Zeros are an invalid variant. */
static bool read_variant(scene *s, const void *options, void *report)
{
    memset(qsm_shared_memory_data(s->memory), 0, SIZE);
    return qsm_shared_memory_read_variant(s->memory, qsm_tree_root(s->tree), options, report);
}

static bool write_schema(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_write_schema(s->memory, s->schema, qsm_tree_root(s->tree), options,
                                          report);
}

static bool read_schema(scene *s, const void *options, void *report)
{
    return qsm_shared_memory_read_schema(s->memory, s->schema, qsm_tree_root(s->tree), options,
                                         report);
}

static bool remove_with(scene *s, const void *options, void *report)
{
    (void)options;
    return qsm_shared_memory_remove(s->memory, report);
}

static bool remove_inspected(scene *s, const void *options, void *report)
{
    (void)options;
    qsm_segment_info *info = qsm_segment_inspect(s->key);
    bool removed = info != NULL && qsm_segment_info_remove(info, 1000, report);
    qsm_segment_info_free(info);
    return removed;
}

static const struct {
    const char *name;
    bool (*call)(scene *s, const void *options, void *report);
    size_t report;      /* its size */
    size_t report_half; /* of a release without the last fields */
    size_t options;     /* 0: takes none */
    size_t options_half;
} calls[] = {
    {"read_image", read_with, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_read_options),
     offsetof(qsm_exchange_read_options, version)},
    {"wait_for_image", wait_with, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_read_options),
     offsetof(qsm_exchange_read_options, version)},
    {"write_image", write_with, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_write_options),
     offsetof(qsm_exchange_write_options, version)},
    {"write_variant", write_variant, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_value_options),
     offsetof(qsm_exchange_value_options, replace_stale)},
    {"read_variant", read_variant, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_value_options),
     offsetof(qsm_exchange_value_options, replace_stale)},
    {"write_schema", write_schema, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_value_options),
     offsetof(qsm_exchange_value_options, replace_stale)},
    {"read_schema", read_schema, sizeof(qsm_exchange_report),
     offsetof(qsm_exchange_report, stream_size), sizeof(qsm_exchange_value_options),
     offsetof(qsm_exchange_value_options, replace_stale)},
    {"remove", remove_with, sizeof(qsm_removal_report), offsetof(qsm_removal_report, in_use), 0, 0},
    {"segment_remove", remove_inspected, sizeof(qsm_removal_report),
     offsetof(qsm_removal_report, in_use), 0, 0},
};
enum { CALLS = sizeof calls / sizeof calls[0] };

static void test_older_report(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        scene s = begin();
        room report = make_room(calls[i].report_half);
        CU_ASSERT_TRUE(calls[i].call(&s, NULL, &report));
        CU_ASSERT_EQUAL(report.size, calls[i].report_half);
        CU_ASSERT_TRUE(is_guarded(&report, calls[i].report_half));
        CU_ASSERT_FALSE(is_guarded(&report, sizeof(size_t)));
        end(&s);
    }
}

static void test_newer_report(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        scene s = begin();
        size_t size = calls[i].report + 16;
        room report = make_room(size);
        CU_ASSERT_TRUE(calls[i].call(&s, NULL, &report));
        CU_ASSERT_EQUAL(report.size, size);
        CU_ASSERT_TRUE(is_guarded(&report, size));
        for (size_t at = calls[i].report; at < size; at++)
            CU_ASSERT_EQUAL(report.bytes[at], 0);
        end(&s);
    }
}

/* Nothing is done then: the segment stays as it is. */
static void test_report_without_a_size(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        scene s = begin();
        room report = make_room(0);
        errno = 0;
        CU_ASSERT_FALSE(calls[i].call(&s, NULL, &report));
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_TRUE(is_guarded(&report, sizeof(size_t)));
        if (calls[i].call != remove_inspected) {
            CU_ASSERT_EQUAL(qsm_shared_memory_error(s.memory), QSM_SHARED_MEMORY_UNKNOWN_ERROR);
            CU_ASSERT_PTR_NOT_NULL(strstr(qsm_shared_memory_error_string(s.memory), "QSM_INIT"));
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(leftovers(s.key), "segment lock"));
        end(&s);
    }
}

static void test_options(void)
{
    for (size_t i = 0; i < CALLS && calls[i].options != 0; i++) {
        scene s = begin();
        room options = make_room(calls[i].options_half);
        memset(options.bytes + sizeof(size_t), 0, calls[i].options_half - sizeof(size_t));
        CU_ASSERT_TRUE(calls[i].call(&s, &options, NULL)); /* what follows is not looked at */

        memset(&options, 0, sizeof options);
        options.size = calls[i].options + 16;
        CU_ASSERT_TRUE(calls[i].call(&s, &options, NULL));
        end(&s);
    }
}

static void test_refused_options(void)
{
    for (size_t i = 0; i < CALLS && calls[i].options != 0; i++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            scene s = begin();
            qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
            room options;
            memset(&options, 0, sizeof options);
            options.size = unknown != 0 ? calls[i].options + 16 : 0;
            options.bytes[calls[i].options + 3] = (unsigned char)unknown;
            errno = 0;
            CU_ASSERT_FALSE(calls[i].call(&s, &options, &report));
            CU_ASSERT_EQUAL(errno, EINVAL);
            CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_MEMORY);
            CU_ASSERT_PTR_NOT_NULL(strstr(report.message, "QSM_INIT"));
            CU_ASSERT_EQUAL(qsm_shared_memory_error(s.memory), QSM_SHARED_MEMORY_UNKNOWN_ERROR);
            end(&s);
        }
    }
}

/* ---- NULL ---- */

#define NOTHING(call)                                                                              \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CU_ASSERT_FALSE(call);                                                                     \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
    } while (0)

static void test_no_memory_object(void)
{
    NOTHING(qsm_shared_memory_set_key(NULL, "x"));
    NOTHING(qsm_shared_memory_set_native_key(NULL, "/x", QSM_NATIVE_IPC_KEY_SYSTEM_V));
    NOTHING(qsm_shared_memory_set_native_ipc_key(NULL, NULL));
    NOTHING(qsm_shared_memory_key(NULL)[0] != '\0');
    NOTHING(qsm_shared_memory_native_key(NULL)[0] != '\0');
    NOTHING(qsm_shared_memory_native_ipc_key(NULL) != NULL);
    NOTHING(qsm_shared_memory_create(NULL, 1, RW));
    NOTHING(qsm_shared_memory_attach(NULL, RW));
    NOTHING(qsm_shared_memory_attach_at_least(NULL, 1, RW));
    NOTHING(qsm_shared_memory_attach_any(NULL, "x", RW, NULL));
    NOTHING(qsm_shared_memory_is_attached(NULL));
    NOTHING(qsm_shared_memory_is_writable(NULL));
    NOTHING(qsm_shared_memory_detach(NULL));
    NOTHING(qsm_shared_memory_size(NULL) != 0);
    NOTHING(qsm_shared_memory_data(NULL) != NULL);
    NOTHING(qsm_shared_memory_const_data(NULL) != NULL);
    NOTHING(qsm_shared_memory_lock(NULL));
    NOTHING(qsm_shared_memory_try_lock(NULL));
    NOTHING(qsm_shared_memory_lock_for(NULL, 1));
    NOTHING(qsm_shared_memory_is_locked(NULL));
    NOTHING(qsm_shared_memory_unlock(NULL));
    NOTHING(qsm_shared_memory_error(NULL) != QSM_SHARED_MEMORY_NO_ERROR);
    NOTHING(qsm_shared_memory_error_string(NULL)[0] != '\0');
    NOTHING(qsm_shared_memory_was_stopped(NULL));
    NOTHING(qsm_shared_memory_wait_for_segment(NULL, -1));
    NOTHING(qsm_shared_memory_open_or_create(NULL, 1, RW, NULL));
    NOTHING(qsm_shared_memory_create_replacing_stale(NULL, 1, RW));
    NOTHING(qsm_shared_memory_remove_stale(NULL, NULL));
    NOTHING(qsm_shared_memory_remove(NULL, NULL));
    NOTHING(qsm_shared_memory_remove_on_last_detach(NULL));
    NOTHING(qsm_shared_memory_same_user_only(NULL));
    NOTHING(qsm_shared_memory_lock_timeout(NULL) != 0);
    NOTHING((qsm_shared_memory_set_remove_on_last_detach(NULL, true), false));
    NOTHING((qsm_shared_memory_set_same_user_only(NULL, true), false));
    NOTHING((qsm_shared_memory_set_lock_timeout(NULL, 1), false));
    NOTHING((qsm_shared_memory_set_stop(NULL, NULL, NULL), false));
    qsm_shared_memory_free(NULL);
}

static void test_no_semaphore_object(void)
{
    const qsm_system_semaphore_access_mode open = QSM_SYSTEM_SEMAPHORE_OPEN;
    NOTHING(qsm_system_semaphore_set_key(NULL, "x", 1, open));
    NOTHING(qsm_system_semaphore_set_native_key(NULL, "/x", 1, open, QSM_NATIVE_IPC_KEY_SYSTEM_V));
    NOTHING(qsm_system_semaphore_set_native_ipc_key(NULL, NULL, 1, open));
    NOTHING(qsm_system_semaphore_key(NULL)[0] != '\0');
    NOTHING(qsm_system_semaphore_native_key(NULL)[0] != '\0');
    NOTHING(qsm_system_semaphore_native_ipc_key(NULL) != NULL);
    NOTHING(qsm_system_semaphore_acquire(NULL));
    NOTHING(qsm_system_semaphore_try_acquire(NULL));
    NOTHING(qsm_system_semaphore_acquire_for(NULL, -1));
    NOTHING(qsm_system_semaphore_release(NULL, 1));
    NOTHING(qsm_system_semaphore_error(NULL) != QSM_SYSTEM_SEMAPHORE_NO_ERROR);
    NOTHING(qsm_system_semaphore_error_string(NULL)[0] != '\0');
    NOTHING((qsm_system_semaphore_set_stop(NULL, NULL, NULL), false));
    NOTHING(qsm_system_semaphore_was_stopped(NULL));
    qsm_system_semaphore_free(NULL);
}

static void test_exchange_without_objects(void)
{
    qsm_image *image = qsm_image_new();
    qsm_shared_memory *memory = qsm_shared_memory_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    NOTHING(qsm_shared_memory_read_image(NULL, image, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_MEMORY);
    CU_ASSERT_STRING_NOT_EQUAL(report.message, "");
    NOTHING(qsm_shared_memory_wait_for_image(NULL, -1, image, NULL, &report));
    NOTHING(qsm_shared_memory_write_image(NULL, image, NULL, NULL));
    NOTHING(qsm_shared_memory_read_image(memory, NULL, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_STREAM);
    CU_ASSERT_STRING_NOT_EQUAL(report.message, "");
    NOTHING(qsm_shared_memory_write_image(memory, NULL, NULL, &report));
    report.size = 0;
    NOTHING(qsm_shared_memory_write_image(NULL, image, NULL, &report));
    NOTHING(qsm_shared_memory_write_variant(NULL, NULL, NULL, &report));
    NOTHING(qsm_shared_memory_read_variant(NULL, NULL, NULL, NULL));
    NOTHING(qsm_shared_memory_write_schema(NULL, NULL, NULL, NULL, NULL));
    NOTHING(qsm_shared_memory_read_schema(NULL, NULL, NULL, NULL, &report));
    qsm_shared_memory_free(memory);
    qsm_image_free(image);
}

/* NULL for a key means no key. */
static void test_no_key_object(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_key("x");
    (void)qsm_shared_memory_set_native_ipc_key(memory, NULL);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(memory), "");
    qsm_shared_memory_free(memory);
    qsm_system_semaphore *semaphore =
        qsm_system_semaphore_new_native(NULL, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
    (void)qsm_system_semaphore_set_native_ipc_key(semaphore, NULL, 1, QSM_SYSTEM_SEMAPHORE_OPEN);
    CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_native_key(semaphore), "");
    qsm_system_semaphore_free(semaphore);
}

QSM_SUITE("struct size of calls", {"an older program's report", test_older_report},
          {"a newer program's report", test_newer_report},
          {"a report without a size", test_report_without_a_size},
          {"an older and a newer program's options", test_options},
          {"options that are refused", test_refused_options},
          {"NULL for a shared memory object", test_no_memory_object},
          {"NULL for a semaphore object", test_no_semaphore_object},
          {"exchange without an object", test_exchange_without_objects},
          {"NULL for a key", test_no_key_object})
