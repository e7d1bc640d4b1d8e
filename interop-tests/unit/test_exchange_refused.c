/* SPDX-License-Identifier: MIT */
/*
 * Values that cannot be written or read: hostile bytes, limits, segments that a peer has shrunk,
 * and memory that is missing. The message says where, and the lock is free after it.
 */
#include <qsm/exchange_values.h>

#include "failing_memory.h"
#include "ipc_kinds.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

typedef struct scene {
    qsm_native_ipc_key *key;
    qsm_shared_memory *memory;
    qsm_tree *tree;
    qsm_exchange_report report;
} scene;

static scene begin(const ipc_kind *kind, const char *name)
{
    scene made = {.key = make_key(kind, name),
                  .tree = qsm_tree_new(),
                  .report = QSM_INIT(qsm_exchange_report)};
    made.memory = qsm_shared_memory_new_native(made.key);
    CU_ASSERT_FATAL(made.memory != NULL && made.tree != NULL);
    return made;
}

static void end(scene *made)
{
    CU_ASSERT_FALSE(qsm_shared_memory_is_locked(made->memory));
    (void)qsm_shared_memory_detach(made->memory);
    (void)qsm_shared_memory_remove_stale(made->memory, NULL);
    qsm_shared_memory_free(made->memory);
    qsm_tree_free(made->tree);
    CU_ASSERT_STRING_EQUAL(leftovers(made->key), "");
    sweep(made->key);
    qsm_native_ipc_key_free(made->key);
}

static qsm_variant *root(const scene *s)
{
    return qsm_tree_root(s->tree);
}

/* A segment with these bytes. */
static void show(const scene *s, const void *bytes, size_t size)
{
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(s->memory, (ptrdiff_t)size, RW));
    memcpy(qsm_shared_memory_data(s->memory), bytes, size);
}

/* Whether the call has failed in its stream with a message that begins with the text, then has the
 * key. */
static bool refused(const scene *s, bool done, const char *text)
{
    const char *key = qsm_native_ipc_key_legacy_key(s->key);
    const char *message = s->report.message;
    bool good = !done && s->report.failed_step == QSM_EXCHANGE_STREAM &&
                strncmp(message, text, strlen(text)) == 0 &&
                strncmp(message + strlen(text), ": ", 2) == 0 &&
                strncmp(message + strlen(text) + 2, key, strlen(key)) == 0;
    if (!good)
        fprintf(stderr, "'%s' is not '%s: %s...'\n", message, text, key);
    return good && !qsm_shared_memory_is_locked(s->memory);
}

static bool get(scene *s, const char *types, const qsm_exchange_value_options *options)
{
    qsm_schema *schema = types != NULL ? qsm_schema_new(types) : NULL;
    bool done = types != NULL
                    ? qsm_shared_memory_read_schema(s->memory, schema, root(s), options, &s->report)
                    : qsm_shared_memory_read_variant(s->memory, root(s), options, &s->report);
    qsm_schema_free(schema);
    return done;
}

static bool put(scene *s, const char *types, const qsm_exchange_value_options *options)
{
    qsm_schema *schema = types != NULL ? qsm_schema_new(types) : NULL;
    bool done =
        types != NULL
            ? qsm_shared_memory_write_schema(s->memory, schema, root(s), options, &s->report)
            : qsm_shared_memory_write_variant(s->memory, root(s), options, &s->report);
    qsm_schema_free(schema);
    return done;
}

/* {"audio": {"colour": a QVariant of id 999}} */
static const unsigned char unknown_id[] = {
    0,   0, 0,   1, 0,   0, 0,   10, 0, 'a', 0,    'u', 0,  'd', 0,   'i', 0,   'o',
    0,   0, 0,   8, 0,   0, 0,   0,  1, 0,   0,    0,   12, 0,   'c', 0,   'o', 0,
    'l', 0, 'o', 0, 'u', 0, 'r', 0,  0, 3,   0xe7, 0,   0,  0,   0,   0};

static void test_where_it_is_wrong(void)
{
    static const struct {
        const char *types;
        const void *bytes;
        size_t size;
        const char *message;
    } bad[] = {
        {"QVariantMap", unknown_id, sizeof unknown_id,
         "byte 43, [0].audio.colour: variant id 999 is no type of Qt 6.4"},
        {"QVariantMap", unknown_id, 30,
         "byte 27, [0].audio[0]: a value of 4 bytes: only 3 are left"},
        {NULL, "\0\0\3\xe7\0", 5, "byte 0: variant id 999 is no type of Qt 6.4"},
        {"QString", "\0\0\0\3abc", 7, "byte 0, [0]: a string of 3 bytes, an odd number"},
        {"QList<int>", "\x7f\xff\xff\xff\0\0\0\1", 8,
         "byte 8, [0][1]: a value of 4 bytes: only 0 are left"},
        {"QByteArray", "\xff\xff\xff\xfe_", 5,
         "byte 4, [0]: a byte array of 4294967294 bytes: only 1 are left"},
        {"qint64", "abc", 3, "byte 0, [0]: a value of 8 bytes: only 3 are left"},
        {"sized16(qint32)", "\0\3\0\0\0\0", 6, "byte 2, [0]: a value of 4 bytes: only 3 are left"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        scene s = begin(&ipc_kinds[0], "where");
        show(&s, bad[i].bytes, bad[i].size);
        CU_ASSERT_TRUE(refused(&s, get(&s, bad[i].types, NULL), bad[i].message));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(s.memory), QSM_SHARED_MEMORY_NO_ERROR);
        end(&s);
    }
}

/* Each segment that is too small for its values. */
static void test_too_small(void)
{
    scene s = begin(&ipc_kinds[0], "cut");
    qsm_data_stream *whole = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_map(root(&s)));
    (void)qsm_variant_set_text(qsm_variant_insert(root(&s), "title"), qsm_text_of("text"));
    (void)qsm_variant_set_int32(qsm_variant_insert(root(&s), "volume"), 70);
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_variant(whole, root(&s)));
    for (size_t size = 1; size < qsm_data_stream_size(whole); size++) {
        show(&s, qsm_data_stream_data(whole), size);
        CU_ASSERT_FALSE(get(&s, NULL, NULL));
        CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_STREAM);
        CU_ASSERT_EQUAL(strncmp(s.report.message, "byte ", 5), 0);
        CU_ASSERT(s.report.stream_size <= size);
        CU_ASSERT_TRUE(qsm_shared_memory_detach(s.memory));
    }
    /* What Qt leaves of a map whose last value is cut: none of its pairs. */
    CU_ASSERT_EQUAL(qsm_variant_type(root(&s)), QSM_VARIANT_MAP);
    CU_ASSERT_EQUAL(qsm_variant_count(root(&s)), 0);
    qsm_data_stream_free(whole);
    end(&s);
}

/* In lenient mode, as Qt: an invalid variant, and its bytes as what comes next. */
static void test_lenient(void)
{
    scene s = begin(&ipc_kinds[0], "lenient");
    qsm_data_stream *settings = qsm_data_stream_new_measurer();
    qsm_exchange_value_options options = {.size = sizeof options, .settings = settings};
    qsm_data_stream_set_lenient(settings, true);
    show(&s, unknown_id, sizeof unknown_id);
    CU_ASSERT_TRUE(get(&s, "QVariantMap", &options));
    qsm_data_stream_free(settings);
    end(&s);
}

static void test_not_written(void)
{
    scene s = begin(&ipc_kinds[0], "write");
    CU_ASSERT_TRUE(refused(&s, put(&s, "QStrin", NULL), "character 1, \"QStrin\": no such type"));
    CU_ASSERT_TRUE(refused(&s, put(&s, "qint32", NULL), "byte 0: a list of values is needed"));
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(root(&s)));
    CU_ASSERT_TRUE(refused(&s, put(&s, "qint32", NULL), "byte 0: 0 values; the types need 1"));
    CU_ASSERT_TRUE(refused(&s, put(&s, "repeat(qint32)", NULL), "there are no bytes to write"));
    (void)qsm_variant_set_text(qsm_variant_append(root(&s)), qsm_text_of("one"));
    CU_ASSERT_TRUE(
        refused(&s, put(&s, "qint32", NULL), "byte 0, [0]: QString where int is needed"));
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(s.memory));
    CU_ASSERT_STRING_EQUAL(leftovers(s.key), "");

    /* A failure of a value changes nothing in a segment that is there. */
    show(&s, "0123456789", 10);
    CU_ASSERT_FALSE(put(&s, "qint32", NULL));
    CU_ASSERT_EQUAL(memcmp(qsm_shared_memory_const_data(s.memory), "0123456789", 10), 0);
    CU_ASSERT_TRUE(refused(&s, get(&s, "QMap<int>", NULL),
                           "character 1, \"QMap<int>\": the types of a template are not complete"));
    end(&s);
}

/* A limit of the settings holds, also where the values are longer than the first copy. */
static void test_element_limit(void)
{
    enum { NUMBERS = 300000 };
    scene s = begin(&ipc_kinds[0], "elements");
    qsm_data_stream *settings = qsm_data_stream_new_measurer();
    qsm_data_stream_limits limits = {.size = sizeof limits, .elements = 10};
    qsm_exchange_value_options options = {.size = sizeof options, .settings = settings};
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(settings, &limits));
    CU_ASSERT_TRUE(qsm_variant_set_container(root(&s), "QList<int>"));
    for (int32_t i = 0; i < NUMBERS; i++)
        (void)qsm_variant_set_int32(qsm_variant_append(root(&s)), i);
    CU_ASSERT_TRUE_FATAL(put(&s, NULL, &options));
    CU_ASSERT_FALSE(get(&s, NULL, &options));
    CU_ASSERT_EQUAL(s.report.failed_step, QSM_EXCHANGE_STREAM);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.report.message, ": more than 10 elements: "));
    qsm_data_stream_free(settings);
    end(&s);
}

/* The reader copies no more than the limit. */
static void test_memory_limit(void)
{
    enum { BYTES = 300000, LIMIT = 100000 };
    scene s = begin(&ipc_kinds[0], "limit");
    qsm_data_stream *settings = qsm_data_stream_new_measurer();
    qsm_data_stream_limits limits = {.size = sizeof limits, .memory = LIMIT};
    qsm_exchange_value_options options = {.size = sizeof options, .settings = settings};
    char *bytes = calloc(1, BYTES);
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(settings, &limits));
    CU_ASSERT_TRUE(qsm_variant_set_bytes(root(&s), (qsm_bytes){bytes, BYTES}));
    CU_ASSERT_TRUE_FATAL(put(&s, NULL, &options));
    CU_ASSERT_TRUE(refused(&s, get(&s, NULL, &options),
                           "the values need more bytes than the memory limit of the settings, or "
                           "than 1 GiB"));
    CU_ASSERT_TRUE(get(&s, NULL, NULL));
    CU_ASSERT_TRUE(qsm_variant_set_int32(root(&s), 3));
    CU_ASSERT_TRUE(put(&s, NULL, &options));
    CU_ASSERT_TRUE(get(&s, NULL, &options));
    free(bytes);
    qsm_data_stream_free(settings);
    end(&s);
}

static void test_no_objects(void)
{
    scene s = begin(&ipc_kinds[0], "null");
    qsm_schema *schema = qsm_schema_new("qint32");
    qsm_exchange_report *report = &s.report;
    const struct {
        bool done;
        int number;
        qsm_exchange_step step;
        const char *message;
    } calls[] = {
#define CALL(call)                                                                                 \
    {(errno = 0, report->message = "", call), errno, report->failed_step, report->message}
        CALL(qsm_shared_memory_write_variant(NULL, root(&s), NULL, report)),
        CALL(qsm_shared_memory_read_variant(NULL, root(&s), NULL, report)),
        CALL(qsm_shared_memory_write_variant(s.memory, NULL, NULL, report)),
        CALL(qsm_shared_memory_read_variant(s.memory, NULL, NULL, report)),
        CALL(qsm_shared_memory_write_schema(s.memory, NULL, root(&s), NULL, report)),
        CALL(qsm_shared_memory_read_schema(s.memory, NULL, root(&s), NULL, report)),
        CALL(qsm_shared_memory_write_schema(s.memory, schema, NULL, NULL, report)),
        CALL(qsm_shared_memory_read_schema(s.memory, schema, NULL, NULL, report)),
#undef CALL
    };
    static const char *const messages[] = {
        "there is no shared memory object (NULL)", "there is no shared memory object (NULL)",
        "there is no variant object (NULL)",       "there is no variant object (NULL)",
        "there is no schema object (NULL)",        "there is no schema object (NULL)",
        "there is no variant object (NULL)",       "there is no variant object (NULL)"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        CU_ASSERT_FALSE(calls[i].done);
        CU_ASSERT_EQUAL(calls[i].number, EINVAL);
        CU_ASSERT_EQUAL(calls[i].step, i < 2 ? QSM_EXCHANGE_MEMORY : QSM_EXCHANGE_STREAM);
        CU_ASSERT_STRING_EQUAL(calls[i].message, messages[i]);
    }
    qsm_schema_free(schema);
    end(&s);
}

/* ---- missing memory ---- */

static qsm_native_ipc_key *peer_key;
static const char *peer_types;
static qsm_variant *peer_value;

/* A trial of failing_memory.h: writes or reads, and keeps to itself what fails. */
static bool try_value(bool write)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(peer_key);
    qsm_tree *tree = memory != NULL ? qsm_tree_new() : NULL;
    qsm_schema *schema = tree != NULL && peer_types != NULL ? qsm_schema_new(peer_types) : NULL;
    bool done = tree != NULL && (peer_types == NULL || schema != NULL);
    if (done) {
        qsm_variant *value = write ? peer_value : qsm_tree_root(tree);
        if (peer_types == NULL)
            done = write ? qsm_shared_memory_write_variant(memory, value, NULL, &report)
                         : qsm_shared_memory_read_variant(memory, value, NULL, &report);
        else
            done = write ? qsm_shared_memory_write_schema(memory, schema, value, NULL, &report)
                         : qsm_shared_memory_read_schema(memory, schema, value, NULL, &report);
        CU_ASSERT_TRUE(done || report.message[0] != '\0');
        CU_ASSERT_FALSE(qsm_shared_memory_is_locked(memory));
    }
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    qsm_shared_memory_free(memory);
    return done;
}

static bool try_to_write(void)
{
    return try_value(true);
}

static bool try_to_read(void)
{
    return try_value(false);
}

static void fail_both(scene *s, const char *types)
{
    peer_key = s->key;
    peer_types = types;
    peer_value = root(s);
    fail_each(try_to_write);
    CU_ASSERT_STRING_EQUAL(leftovers(s->key), "");
    CU_ASSERT_TRUE_FATAL(put(s, types, NULL));
    fail_each(try_to_read);
}

static void test_missing_memory(void)
{
    scene s = begin(&ipc_kinds[0], "memory");
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_map(root(&s)));
    (void)qsm_variant_set_text(qsm_variant_insert(root(&s), "title"), qsm_text_of("text"));
    fail_both(&s, NULL);
    end(&s);
}

/* More than one copy, each with a stream that looks for the end of the values. */
static void test_missing_memory_for_much(void)
{
    enum { ARRAYS = 22, BYTES = 50000 };
    static const char bytes[BYTES];
    scene s = begin(&ipc_kinds[0], "much");
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(root(&s)));
    for (int i = 0; i < ARRAYS; i++)
        (void)qsm_variant_set_bytes(qsm_variant_append(root(&s)), (qsm_bytes){bytes, BYTES});
    fail_both(&s, "repeat(QByteArray)");
    end(&s);
}

QSM_SUITE("exchange of values that is refused",
          {"the message says where the bytes are wrong", test_where_it_is_wrong},
          {"segments that are too small", test_too_small},
          {"the settings can be lenient", test_lenient},
          {"values that cannot be written", test_not_written},
          {"the limit of elements", test_element_limit}, {"the limit of memory", test_memory_limit},
          {"NULL", test_no_objects}, {"each allocation fails once", test_missing_memory},
          {"each allocation of a large read fails once", test_missing_memory_for_much})
