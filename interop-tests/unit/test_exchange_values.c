/* SPDX-License-Identifier: MIT */
/* Values into shared memory and out of it: what arrives, what is reused, what is left alone. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <qsm/exchange_values.h>
#include <qsm/values.h>

#include "exchange/values_call.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

/* A writer and a reader on one key of a kind, each with a value. */
typedef struct pair {
    qsm_native_ipc_key *key;
    qsm_shared_memory *a;
    qsm_shared_memory *b;
    qsm_tree *sent;
    qsm_tree *got;
    qsm_exchange_report report;
} pair;

static pair open_pair(const ipc_kind *kind, const char *name)
{
    pair made = {.key = make_key(kind, name), .report = QSM_INIT(qsm_exchange_report)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(made.key);
    made.a = qsm_shared_memory_new_native(made.key);
    made.b = qsm_shared_memory_new_native(made.key);
    made.sent = qsm_tree_new();
    made.got = qsm_tree_new();
    CU_ASSERT_FATAL(made.a != NULL && made.b != NULL && made.sent != NULL && made.got != NULL);
    return made;
}

static void close_pair(pair *used)
{
    qsm_tree_free(used->sent);
    qsm_tree_free(used->got);
    qsm_shared_memory_free(used->b);
    (void)qsm_shared_memory_detach(used->a);
    (void)qsm_shared_memory_remove_stale(used->a, NULL);
    qsm_shared_memory_free(used->a);
    CU_ASSERT_STRING_EQUAL(leftovers(used->key), "");
    sweep(used->key);
    qsm_native_ipc_key_free(used->key);
}

/* {"audio": {"volume": N, "title": "..."}, "size": QSize} */
static qsm_variant *fill(qsm_variant *map, int32_t volume)
{
    static const qsm_size size = {640, 480};
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_map(map));
    qsm_variant *audio = qsm_variant_insert(map, "audio");
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_map(audio));
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_insert(audio, "volume"), volume));
    CU_ASSERT_TRUE(qsm_variant_set_text(qsm_variant_insert(audio, "title"), qsm_text_of("Äther")));
    CU_ASSERT_TRUE(qsm_variant_set_size(qsm_variant_insert(map, "size"), &size));
    return map;
}

static int32_t volume_of(qsm_tree *tree, const char *path)
{
    int32_t volume = -1;
    (void)qsm_variant_to_int32(qsm_variant_path(qsm_tree_root(tree), path), &volume);
    return volume;
}

static bool same(const pair *used)
{
    return qsm_variant_equals(qsm_tree_root(used->sent), qsm_tree_root(used->got));
}

static bool put(pair *used, const qsm_exchange_value_options *options)
{
    return qsm_shared_memory_write_variant(used->a, qsm_tree_root(used->sent), options,
                                           &used->report);
}

static bool get(pair *used, const qsm_exchange_value_options *options)
{
    return qsm_shared_memory_read_variant(used->b, qsm_tree_root(used->got), options,
                                          &used->report);
}

static void test_variant_arrives(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "value");
        qsm_data_stream *defaults = qsm_data_stream_new_buffer();
        fill(qsm_tree_root(used.sent), 70);
        size_t size = qsm_data_stream_size_of_variant(defaults, qsm_tree_root(used.sent));
        CU_ASSERT_TRUE_FATAL(put(&used, NULL));
        CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_DONE);
        CU_ASSERT_STRING_EQUAL(used.report.message, "");
        CU_ASSERT_TRUE(used.report.created);
        CU_ASSERT_EQUAL(used.report.stream_size, size);
        CU_ASSERT_EQUAL(used.report.segment_size, size);
        CU_ASSERT_EQUAL((size_t)qsm_shared_memory_size(used.a), size);
        CU_ASSERT(used.report.total_ns >= used.report.locked_ns && used.report.locked_ns > 0);
        CU_ASSERT_TRUE(get(&used, NULL));
        CU_ASSERT_EQUAL(used.report.stream_size, size);
        CU_ASSERT_EQUAL(used.report.segment_size, size);
        CU_ASSERT_FALSE(used.report.created);
        CU_ASSERT_TRUE(same(&used));
        CU_ASSERT_EQUAL(volume_of(used.got, "audio.volume"), 70);
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(used.b));
        CU_ASSERT_FALSE(qsm_shared_memory_is_locked(used.a));
        qsm_data_stream_free(defaults);
        close_pair(&used);
    }
}

static void test_schema_arrives(void)
{
    pair used = open_pair(&ipc_kinds[0], "schema");
    qsm_schema *schema = qsm_schema_new("raw[4],quint32,QString,QVariantMap");
    qsm_variant *list = qsm_tree_root(used.sent);
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(list));
    (void)qsm_variant_set_bytes(qsm_variant_append(list), (qsm_bytes){"head", 4});
    (void)qsm_variant_set_uint32(qsm_variant_append(list), 7);
    (void)qsm_variant_set_text(qsm_variant_append(list), qsm_text_of("name"));
    fill(qsm_variant_append(list), 30);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_schema(used.a, schema, list, NULL, &used.report));
    CU_ASSERT_EQUAL(memcmp(qsm_shared_memory_const_data(used.a), "head\0\0\0\7\0\0\0\10\0n", 14),
                    0);
    CU_ASSERT_TRUE(
        qsm_shared_memory_read_schema(used.b, schema, qsm_tree_root(used.got), NULL, &used.report));
    CU_ASSERT_TRUE(same(&used));
    CU_ASSERT_EQUAL(volume_of(used.got, "[3].audio.volume"), 30);
    qsm_schema_free(schema);
    close_pair(&used);
}

/* The bytes in the segment are those of a stream with the settings. */
static void test_settings(void)
{
    pair used = open_pair(&ipc_kinds[0], "settings");
    qsm_data_stream *settings = qsm_data_stream_new_measurer();
    qsm_data_stream *expected = qsm_data_stream_new_buffer();
    qsm_variant *value = qsm_tree_root(used.sent);
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_map(value));
    (void)qsm_variant_set_double(qsm_variant_insert(value, "a"), 0.5);
    (void)qsm_variant_set_double(qsm_variant_insert(value, "b"), 1.5);
    qsm_data_stream *both[] = {settings, expected};
    for (size_t i = 0; i < 2; i++) {
        qsm_data_stream_set_version(both[i], QSM_DATA_STREAM_QT_5_15);
        qsm_data_stream_set_byte_order(both[i], QSM_DATA_STREAM_LITTLE_ENDIAN);
        qsm_data_stream_set_floating_point_precision(both[i], QSM_DATA_STREAM_SINGLE_PRECISION);
        qsm_data_stream_set_qt_version(both[i], 0x060402); /* writes maps from a to z */
    }
    qsm_exchange_value_options options = {.size = sizeof options, .settings = settings};
    CU_ASSERT_TRUE_FATAL(put(&used, &options));
    CU_ASSERT_TRUE(qsm_data_stream_write_variant(expected, value));
    CU_ASSERT_EQUAL_FATAL(used.report.stream_size, qsm_data_stream_size(expected));
    CU_ASSERT_EQUAL(memcmp(qsm_shared_memory_const_data(used.a), qsm_data_stream_data(expected),
                           used.report.stream_size),
                    0);
    CU_ASSERT_TRUE(get(&used, &options));
    CU_ASSERT_TRUE(same(&used));
    CU_ASSERT_FALSE(get(&used, NULL)); /* the other byte order */
    CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_STREAM);
    qsm_data_stream_free(settings);
    qsm_data_stream_free(expected);
    close_pair(&used);
}

static void test_segment_is_reused_or_replaced(void)
{
    pair used = open_pair(&ipc_kinds[0], "reuse");
    fill(qsm_tree_root(used.sent), 1);
    CU_ASSERT_TRUE_FATAL(put(&used, NULL));
    size_t first = used.report.segment_size;
    fill(qsm_tree_root(used.sent), 2);
    CU_ASSERT_TRUE(put(&used, NULL));
    CU_ASSERT_FALSE(used.report.created);
    (void)qsm_variant_set_text(qsm_variant_insert(qsm_tree_root(used.sent), "more"),
                               qsm_text_of("text"));
    CU_ASSERT_TRUE(put(&used, NULL));
    CU_ASSERT_TRUE(used.report.created);
    CU_ASSERT(used.report.segment_size > first);
    CU_ASSERT_TRUE(get(&used, NULL));
    CU_ASSERT_TRUE(same(&used));
    close_pair(&used);
}

static void test_segment_of_others_is_left_alone(void)
{
    pair used = open_pair(&ipc_kinds[0], "others");
    qsm_exchange_value_options replace = {.size = sizeof replace, .replace_stale = true};
    fill(qsm_tree_root(used.sent), 1);
    CU_ASSERT_TRUE_FATAL(put(&used, NULL));
    CU_ASSERT_FALSE(
        qsm_shared_memory_write_variant(used.b, qsm_tree_root(used.sent), &replace, &used.report));
    CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_MEMORY);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(used.report.message, "another program has a segment of this key: "));
    CU_ASSERT_TRUE(get(&used, NULL));
    CU_ASSERT_TRUE(same(&used));
    close_pair(&used);
}

static void test_stale_segment_is_replaced_on_request(void)
{
    pair used = open_pair(&ipc_kinds[0], "stale");
    qsm_exchange_value_options replace = {.size = sizeof replace, .replace_stale = true};
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *own = qsm_shared_memory_new_native(used.key);
        (void)kill(qsm_shared_memory_create(own, 5, RW) ? getpid() : 0, SIGKILL);
    }
    int status;
    CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
    fill(qsm_tree_root(used.sent), 1);
    CU_ASSERT_FALSE(put(&used, NULL));
    CU_ASSERT_PTR_NOT_NULL(strstr(used.report.message, "already exists"));
    CU_ASSERT_TRUE(put(&used, &replace));
    CU_ASSERT_TRUE(used.report.created);
    CU_ASSERT_TRUE(get(&used, NULL));
    CU_ASSERT_TRUE(same(&used));
    (void)qsm_shared_memory_detach(used.a);
    sweep(used.key); /* the killed process made the lock */
    close_pair(&used);
}

/* What is there before the call stays, also on both sides of the value. */
static void test_no_segment(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "none");
        fill(qsm_tree_root(used.got), 5);
        CU_ASSERT_FALSE(get(&used, NULL));
        CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_MEMORY);
        CU_ASSERT_EQUAL(qsm_shared_memory_error(used.b), QSM_SHARED_MEMORY_NOT_FOUND);
        CU_ASSERT_EQUAL(strncmp(used.report.message, "no segment of this native key exists: ", 38),
                        0);
        CU_ASSERT_EQUAL(volume_of(used.got, "audio.volume"), 5);
        close_pair(&used);
    }
}

/* A Qt program creates its segment, then writes: in between a reader finds zeros. */
static void test_zeros(void)
{
    pair used = open_pair(&ipc_kinds[0], "zeros");
    qsm_schema *schema = qsm_schema_new("QVariantMap");
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(used.a, 100, RW));
    fill(qsm_tree_root(used.got), 5);
    CU_ASSERT_TRUE(get(&used, NULL));
    CU_ASSERT_EQUAL(qsm_variant_type(qsm_tree_root(used.got)), QSM_VARIANT_INVALID);
    CU_ASSERT_TRUE(
        qsm_shared_memory_read_schema(used.b, schema, qsm_tree_root(used.got), NULL, &used.report));
    CU_ASSERT_EQUAL(used.report.stream_size, 4);
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_variant_path(qsm_tree_root(used.got), "[0]")), 0);
    qsm_schema_free(schema);
    close_pair(&used);
}

static void test_held_lock_times_out(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "held");
        fill(qsm_tree_root(used.sent), 1);
        CU_ASSERT_TRUE_FATAL(put(&used, NULL));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(used.b, RW));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(used.a));
        qsm_shared_memory_set_lock_timeout(used.b, 5);
        CU_ASSERT_FALSE(get(&used, NULL));
        CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_TIMEOUT);
        CU_ASSERT_EQUAL(strncmp(used.report.message, "the lock is held by another process", 35), 0);
        CU_ASSERT_FALSE(
            qsm_shared_memory_write_variant(used.b, qsm_tree_root(used.sent), NULL, &used.report));
        CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_TIMEOUT);
        /* A lock that the caller holds before the call is still held after it. */
        CU_ASSERT_TRUE(put(&used, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_is_locked(used.a));
        CU_ASSERT_TRUE(qsm_shared_memory_read_variant(used.a, qsm_tree_root(used.got), NULL, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_is_locked(used.a));
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(used.a));
        CU_ASSERT_TRUE(get(&used, NULL));
        CU_ASSERT_TRUE(qsm_shared_memory_is_attached(used.b));
        CU_ASSERT_TRUE(same(&used));
        close_pair(&used);
    }
}

static bool stop(void *context)
{
    (void)context;
    return true;
}

static void test_stopped(void)
{
    pair used = open_pair(&ipc_kinds[0], "stop");
    fill(qsm_tree_root(used.sent), 1);
    CU_ASSERT_TRUE_FATAL(put(&used, NULL));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(used.b, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(used.a));
    qsm_shared_memory_set_stop(used.b, stop, NULL);
    CU_ASSERT_FALSE(get(&used, NULL));
    CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_STOPPED);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(used.a));
    close_pair(&used);
}

static long page_faults(void)
{
    struct rusage usage = {.ru_minflt = 0};
    CU_ASSERT_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_minflt;
}

/* Pages without contents cost a stranger nothing, and each 5 bytes of them can be a value. */
static void test_memory_of_values_is_bounded(void)
{
    const size_t gib = (size_t)1 << 30;
    CU_ASSERT_EQUAL(qsm__exchange_most_memory(1 << 20, 0), 0);
    CU_ASSERT_EQUAL(qsm__exchange_most_memory(16 << 20, 0), 0);
    CU_ASSERT_EQUAL(qsm__exchange_most_memory((16 << 20) + 1, 0), gib);
    CU_ASSERT_EQUAL(qsm__exchange_most_memory(gib, 0), gib);
    CU_ASSERT_EQUAL(qsm__exchange_most_memory(gib, 7), 7);
}

/* Of a large segment only as much is copied as the values need: 32 MiB have 8,192 pages. */
static void test_small_value_in_a_large_segment(void)
{
    enum { LARGE = 32 << 20, MOST_FAULTS = 2000 };
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "large");
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(used.a, LARGE, RW));
        memset(qsm_shared_memory_data(used.a), 'x', LARGE);
        fill(qsm_tree_root(used.sent), 9);
        CU_ASSERT_TRUE(put(&used, NULL));
        CU_ASSERT_EQUAL(used.report.segment_size, (size_t)qsm_shared_memory_size(used.a));
        long before = page_faults();
        CU_ASSERT_TRUE(get(&used, NULL));
#ifndef __SANITIZE_THREAD__ /* it has pages of its own for each page of the segment */
        CU_ASSERT(page_faults() - before < MOST_FAULTS);
#else
        CU_ASSERT(page_faults() >= before);
#endif
        CU_ASSERT_TRUE(same(&used));
        close_pair(&used);
    }
}

/* Values of more than one copy: they are copied step by step. */
static void test_large_values(void)
{
    enum { BYTES = 1 << 20, NUMBERS = 100000 };
    pair used = open_pair(&ipc_kinds[0], "huge");
    char *bytes = malloc(BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (char)('a' + i % 23);
    qsm_variant *map = fill(qsm_tree_root(used.sent), 1);
    qsm_variant *numbers = qsm_variant_insert(map, "numbers");
    CU_ASSERT_TRUE(qsm_variant_set_container(numbers, "QList<int>"));
    for (int32_t i = 0; i < NUMBERS; i++)
        (void)qsm_variant_set_int32(qsm_variant_append(numbers), i);
    (void)qsm_variant_set_bytes(qsm_variant_insert(map, "bytes"), (qsm_bytes){bytes, BYTES});
    (void)qsm_variant_set_text(qsm_variant_insert(map, "text"), (qsm_text){bytes, BYTES});
    CU_ASSERT_TRUE(put(&used, NULL));
    CU_ASSERT(used.report.stream_size > 3 * (size_t)BYTES);
    CU_ASSERT_TRUE(get(&used, NULL));
    CU_ASSERT_EQUAL(used.report.stream_size, used.report.segment_size);
    CU_ASSERT_TRUE(same(&used));
    free(bytes);
    close_pair(&used);
}

/* repeat(...) ends with the segment, and not with the first copy of it. */
static void test_repeat_to_the_end(void)
{
    enum { NUMBERS = 300000 };
    pair used = open_pair(&ipc_kinds[0], "repeat");
    qsm_schema *schema = qsm_schema_new("repeat(qint32)");
    qsm_variant *list = qsm_tree_root(used.sent);
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(list));
    for (int32_t i = 0; i < NUMBERS; i++)
        (void)qsm_variant_set_int32(qsm_variant_append(list), i);
    CU_ASSERT_TRUE(qsm_shared_memory_write_schema(used.a, schema, list, NULL, &used.report));
    CU_ASSERT_TRUE(
        qsm_shared_memory_read_schema(used.b, schema, qsm_tree_root(used.got), NULL, &used.report));
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(used.got)), NUMBERS);
    CU_ASSERT_TRUE(same(&used));
    qsm_schema_free(schema);
    close_pair(&used);
}

QSM_SUITE("exchange of values", {"a QVariant arrives, on every kind of key", test_variant_arrives},
          {"values of a schema arrive", test_schema_arrives},
          {"the settings of a stream hold", test_settings},
          {"a segment is reused, or replaced when too small", test_segment_is_reused_or_replaced},
          {"a segment of others is left alone", test_segment_of_others_is_left_alone},
          {"a stale segment is replaced on request", test_stale_segment_is_replaced_on_request},
          {"no segment", test_no_segment}, {"a segment of zeros", test_zeros},
          {"a held lock times out", test_held_lock_times_out},
          {"the stop callback ends a wait", test_stopped},
          {"a small value in a large segment", test_small_value_in_a_large_segment},
          {"values of more than a MiB", test_large_values},
          {"the memory of values is bounded", test_memory_of_values_is_bounded},
          {"values up to the end of a segment", test_repeat_to_the_end})
