/* SPDX-License-Identifier: MIT */
/* Process A and process B in C on both ends: what arrives, what is reused, what is left alone. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <qsm/exchange.h>

#include "ipc/segment.h"
#include "ipc/system.h"
#include "ipc_kinds.h"
#include "suite.h"

static qsm_image *make_image(int width, int height)
{
    qsm_image *image = qsm_image_new_size(width, height, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    for (int y = 0; y < height; y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < width; x++)
            row[x] = (uint32_t)(x * 7 + y * 0x01030507);
    }
    return image;
}

static bool same_pixels(const qsm_image *one, const qsm_image *other)
{
    return qsm_image_format(one) == qsm_image_format(other) &&
           qsm_image_size_in_bytes(one) == qsm_image_size_in_bytes(other) &&
           memcmp(qsm_image_const_bits(one), qsm_image_const_bits(other),
                  qsm_image_size_in_bytes(one)) == 0;
}

/* Whether a message names the key, an object of the system, and says this. */
static bool tells(const qsm_exchange_report *report, const qsm_native_ipc_key *object,
                  const char *text)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(object);
    const char *name = qsm_native_ipc_key_native_key(object);
    /* What is wrong comes first, then the names. */
    const char *names = strstr(report->message, ": ");
    names = names != NULL ? strstr(names, *legacy != '\0' ? legacy : name) : NULL;
    bool good =
        names != NULL && strstr(names, name) != NULL && strstr(report->message, text) != NULL;
    if (!good)
        fprintf(stderr, "'%s' does not tell '%s' of %s\n", report->message, text, name);
    return good;
}

/* A and B on one key of a kind. */
typedef struct pair {
    qsm_native_ipc_key *key;
    qsm_native_ipc_key *lock_key;
    qsm_shared_memory *a;
    qsm_shared_memory *b;
} pair;

static pair open_pair(const ipc_kind *kind, const char *name)
{
    pair made = {.key = make_key(kind, name)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(made.key);
    made.lock_key = qsm_native_ipc_key_lock_key(made.key);
    made.a = qsm_shared_memory_new_native(made.key);
    made.b = qsm_shared_memory_new_native(made.key);
    CU_ASSERT_FATAL(made.a != NULL && made.b != NULL);
    return made;
}

static void close_pair(pair *used)
{
    qsm_shared_memory_free(used->b);
    (void)qsm_shared_memory_detach(used->a);
    (void)qsm_shared_memory_remove_stale(used->a, NULL);
    qsm_shared_memory_free(used->a);
    qsm_native_ipc_key_free(used->lock_key);
    qsm_native_ipc_key_free(used->key);
}

static void test_image_arrives(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "arrive");
        qsm_image *sent = make_image(33, 17);
        qsm_image *got = qsm_image_new();
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
            qsm_exchange_write_options options = {.size = sizeof options,
                                                  .compression = (qsm_image_compression)form};
            qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
            CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(used.a, sent, &options, &report));
            CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_DONE);
            CU_ASSERT_STRING_EQUAL(report.message, "");
            CU_ASSERT_EQUAL(report.segment_size, (size_t)qsm_shared_memory_size(used.a));
            CU_ASSERT(report.stream_size > 33 && report.stream_size <= report.segment_size);
            CU_ASSERT(report.total_ns >= report.locked_ns);
            size_t written = report.stream_size;
            CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, &report));
            CU_ASSERT_EQUAL(report.stream_size, written);
            CU_ASSERT_TRUE(same_pixels(sent, got));
            CU_ASSERT_FALSE(qsm_shared_memory_is_attached(used.b));
            CU_ASSERT_FALSE(qsm_shared_memory_is_locked(used.a));
        }
        qsm_image_free(sent);
        qsm_image_free(got);
        close_pair(&used);
    }
}

static void test_exact_segment_size(void)
{
    pair used = open_pair(&ipc_kinds[0], "exact");
    qsm_image *sent = make_image(40, 30);
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form += QSM_IMAGE_EXACT) {
        qsm_exchange_write_options options = {.size = sizeof options,
                                              .compression = (qsm_image_compression)form};
        qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
        CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, sent, &options, &report));
        CU_ASSERT_TRUE(report.created);
        CU_ASSERT_EQUAL(report.stream_size, report.segment_size);
        CU_ASSERT_TRUE(qsm_shared_memory_detach(used.a));
    }
    qsm_image_free(sent);
    close_pair(&used);
}

static void test_segment_is_reused_or_replaced(void)
{
    pair used = open_pair(&ipc_kinds[0], "reuse");
    qsm_image *small = make_image(8, 8);
    qsm_image *large = make_image(64, 64);
    qsm_image *got = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, small, NULL, &report));
    CU_ASSERT_TRUE(report.created);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, large, NULL, &report));
    CU_ASSERT_TRUE(report.created);
    size_t large_size = report.segment_size;
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, small, NULL, &report));
    CU_ASSERT_FALSE(report.created);
    CU_ASSERT_EQUAL(report.segment_size, large_size);
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
    CU_ASSERT_TRUE(same_pixels(small, got));
    qsm_image_free(small);
    qsm_image_free(large);
    qsm_image_free(got);
    close_pair(&used);
}

/* A second A must not touch what the first one shows; nor may one attached for reading write. */
static void test_segment_of_others_is_left_alone(void)
{
    pair used = open_pair(&ipc_kinds[0], "others");
    qsm_image *first = make_image(8, 8);
    qsm_image *second = make_image(9, 9);
    qsm_image *got = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_exchange_write_options replace = {.size = sizeof replace, .replace_stale = true};
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, first, NULL, NULL));
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(used.b, second, &replace, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_MEMORY);
    CU_ASSERT_TRUE(tells(&report, used.key, "QSharedMemory::create: already exists"));
    CU_ASSERT_TRUE(tells(&report, used.key, "another program has a segment of this key"));
    char whole[1024];
    (void)snprintf(whole, sizeof whole,
                   "another program has a segment of this key: %s (QSharedMemory::create: already "
                   "exists; systemv:%s)",
                   qsm_native_ipc_key_legacy_key(used.key),
                   qsm_native_ipc_key_native_key(used.key));
    CU_ASSERT_STRING_EQUAL(report.message, whole);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(used.b, QSM_SHARED_MEMORY_READ_ONLY));
    CU_ASSERT_FALSE(qsm_shared_memory_is_writable(used.b));
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(used.b, first, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_MEMORY);
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
    CU_ASSERT_TRUE(same_pixels(first, got));
    qsm_image_free(first);
    qsm_image_free(second);
    qsm_image_free(got);
    close_pair(&used);
}

static void test_stale_segment_is_replaced_on_request(void)
{
    pair used = open_pair(&ipc_kinds[0], "stale");
    pid_t child = fork();
    if (child == 0) {
        qsm_shared_memory *own = qsm_shared_memory_new_native(used.key);
        bool made = qsm_shared_memory_create(own, 5, QSM_SHARED_MEMORY_READ_WRITE);
        (void)kill(made ? getpid() : 0, SIGKILL);
    }
    int status;
    CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
    qsm_image *sent = make_image(8, 8);
    qsm_image *got = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_exchange_write_options replace = {.size = sizeof replace, .replace_stale = true};
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(used.a, sent, NULL, &report));
    CU_ASSERT_TRUE(tells(&report, used.key, "QSharedMemory::create: already exists"));
    CU_ASSERT_TRUE(tells(&report, used.key, "another program has a segment of this key"));
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, sent, &replace, &report));
    CU_ASSERT_TRUE(report.created);
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
    CU_ASSERT_TRUE(same_pixels(sent, got));
    qsm_image_free(sent);
    qsm_image_free(got);
    close_pair(&used);
    /* The killed process made the lock; it is nobody's to remove but this test's. */
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "stale");
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    qsm_system_semaphore_free(
        qsm_system_semaphore_new_native(lock_key, 1, QSM_SYSTEM_SEMAPHORE_CREATE));
    qsm_native_ipc_key_free(lock_key);
    qsm_native_ipc_key_free(key);
}

/* Whatever a stranger left in the segment: a text, and the image of the caller stays. */
static void test_bad_streams_change_nothing(void)
{
    static const struct {
        const char *bytes;
        size_t size;
    } bad[] = {{"\0\0\0\1", 4},
               {"\0\0\0\1\x89PNG\r\n\x1a\n", 12},
               {"\0\0\0\1\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR", 20},
               {"\0\0\0\1BM", 6},
               {"\0\0", 2}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        pair used = open_pair(&ipc_kinds[0], "bad");
        qsm_image *mine = make_image(5, 5);
        qsm_image *copy = qsm_image_copy(mine);
        qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
        CU_ASSERT_TRUE_FATAL(
            qsm_shared_memory_create(used.a, (ptrdiff_t)bad[i].size, QSM_SHARED_MEMORY_READ_WRITE));
        memcpy(qsm_shared_memory_data(used.a), bad[i].bytes, bad[i].size);
        CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, mine, NULL, &report));
        CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_STREAM);
        CU_ASSERT_STRING_NOT_EQUAL(report.message, "");
        CU_ASSERT_TRUE(same_pixels(mine, copy));
        CU_ASSERT_FALSE(qsm_shared_memory_is_attached(used.b));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_try_lock(used.a));
        qsm_image_free(mine);
        qsm_image_free(copy);
        close_pair(&used);
    }
}

static void test_missing_peer_and_unwritable_image(void)
{
    pair used = open_pair(&ipc_kinds[0], "missing");
    qsm_image *mine = make_image(3, 3);
    qsm_image *mono = qsm_image_new_size(8, 1, QSM_IMAGE_FORMAT_MONO);
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, mine, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_MEMORY);
    CU_ASSERT_TRUE(tells(&report, used.key, "QSharedMemory::handle: doesn't exist"));
    CU_ASSERT_TRUE(tells(&report, used.key, "no program has published anything"));
    CU_ASSERT_EQUAL(qsm_image_width(mine), 3);

    static const uint32_t three[3] = {0xff000000, 0xff00ff00, 0xffffffff};
    CU_ASSERT_TRUE_FATAL(qsm_image_set_color_table(mono, three, 3));
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(used.a, mono, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_STREAM);
    CU_ASSERT_STRING_NOT_EQUAL(report.message, "");
    CU_ASSERT_FALSE(qsm_shared_memory_is_attached(used.a));
    qsm_image_free(mono);
    qsm_image_free(mine);
    close_pair(&used);
}

static void test_null_image_travels(void)
{
    pair used = open_pair(&ipc_kinds[0], "null");
    qsm_image *none = qsm_image_new();
    qsm_image *got = make_image(2, 2);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, none, NULL, NULL));
    CU_ASSERT_EQUAL(qsm_shared_memory_size(used.a), 4);
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
    CU_ASSERT_TRUE(qsm_image_is_null(got));
    qsm_image_free(none);
    qsm_image_free(got);
    close_pair(&used);
}

static void test_held_lock_times_out(void)
{
    pair used = open_pair(&ipc_kinds[0], "held");
    qsm_image *sent = make_image(4, 4);
    qsm_image *got = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_shared_memory_set_lock_timeout(used.b, 20);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(used.a, sent, NULL, NULL));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(used.b, QSM_SHARED_MEMORY_READ_ONLY));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(used.a));
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, got, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_TIMEOUT);
    /* A lock the caller of write holds before the call is still held after it. */
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, sent, NULL, NULL));
    CU_ASSERT_TRUE(qsm_shared_memory_is_locked(used.a));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(used.a));
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, &report));
    CU_ASSERT_TRUE(qsm_shared_memory_is_attached(used.b));
    qsm_image_free(sent);
    qsm_image_free(got);
    close_pair(&used);
}

/* Whichever step waits for it, and whatever the object's error was before. */
static void test_timeout_is_told_as_such(void)
{
    pair used = open_pair(&ipc_kinds[0], "late");
    qsm_image *image = make_image(4, 4);
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_shared_memory_set_lock_timeout(used.b, 5);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(used.a, image, NULL, NULL));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(used.a));
    for (int round = 0; round < 2; round++) { /* attach waits; its LockError stays */
        CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, image, NULL, &report));
        CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_TIMEOUT);
        CU_ASSERT_EQUAL(qsm_shared_memory_error(used.b), QSM_SHARED_MEMORY_LOCK_ERROR);
    }
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(used.a));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(used.b, QSM_SHARED_MEMORY_READ_WRITE));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(used.a));
    used.b->error.code = QSM_SHARED_MEMORY_LOCK_ERROR; /* of something long ago */
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, image, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_TIMEOUT);
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(used.b, image, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_TIMEOUT);
    CU_ASSERT_TRUE(tells(&report, used.lock_key, "the lock is held by another process"));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(used.a));
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, image, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_DONE);
    qsm_image_free(image);
    close_pair(&used);
}

static void test_buffer_of_the_caller(void)
{
    pair used = open_pair(&ipc_kinds[0], "buffer");
    qsm_image *sent = make_image(20, 10);
    qsm_image *got = qsm_image_new();
    size_t capacity = qsm_image_read_buffer_size(20, 10, QSM_IMAGE_FORMAT_ARGB32);
    unsigned char *buffer = malloc(capacity);
    CU_ASSERT_PTR_NOT_NULL_FATAL(buffer);
    qsm_image_use_buffer(got, buffer, capacity);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, sent, NULL, NULL));
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
        CU_ASSERT_PTR_EQUAL(qsm_image_const_bits(got), buffer);
        CU_ASSERT_TRUE(same_pixels(sent, got));
    }
    qsm_image_free(sent);
    qsm_image_free(got);
    free(buffer);
    close_pair(&used);
}

/* Pages that are gone end whoever touches them, with SIGBUS. */
static void test_segment_that_was_shrunk(void)
{
#if QSM_HAS_POPULATE_READ && !defined(QSM_TEST_EMULATED)
    enum { WIDTH = 200 };
    char name[64];
    snprintf(name, sizeof name, "/qsmcut%ld", (long)getpid());
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_native(name, QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
    qsm_shared_memory *writer = qsm_shared_memory_new_native(key);
    qsm_shared_memory *reader = qsm_shared_memory_new_native(key);
    qsm_image *image = qsm_image_new_size(WIDTH, WIDTH, QSM_IMAGE_FORMAT_ARGB32);
    qsm_image *read = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    CU_ASSERT_TRUE(qsm_shared_memory_write_image(writer, image, NULL, &report));
    CU_ASSERT_TRUE(qsm_shared_memory_attach(reader, QSM_SHARED_MEMORY_READ_ONLY));
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(reader, read, NULL, &report));
    int descriptor = shm_open(name, O_RDWR, 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 5000), 0);
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(reader, read, NULL, &report));
    CU_ASSERT_EQUAL(report.failed_step, QSM_EXCHANGE_STREAM);
    CU_ASSERT_PTR_NOT_NULL(strstr(report.message, "shrunk"));
    CU_ASSERT_EQUAL(qsm_image_width(read), WIDTH); /* what was there before */
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(writer, image, NULL, &report));
    CU_ASSERT_PTR_NOT_NULL(strstr(report.message, "shrunk"));
    close(descriptor);
    qsm_image_free(image);
    qsm_image_free(read);
    qsm_shared_memory_free(reader);
    qsm_shared_memory_free(writer);
    shm_unlink(name);
    qsm_native_ipc_key_free(key);
#else
    CU_PASS("nothing tells of missing pages here");
#endif
}

static long page_faults(void)
{
    struct rusage usage = {.ru_minflt = 0};
    CU_ASSERT_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_minflt;
}

/* A reader prepares memory for the stream, not for the segment: 32 MiB have 8,192 pages. */
static void test_small_image_in_a_large_segment(void)
{
    enum { LARGE = 32 << 20, MOST_FAULTS = 2000 };
    for (size_t i = 0; i < IPC_KINDS; i++) {
        pair used = open_pair(&ipc_kinds[i], "large");
        qsm_image *sent = make_image(100, 75);
        qsm_image *got = qsm_image_new();
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(used.a, LARGE, QSM_SHARED_MEMORY_READ_WRITE));
        memset(qsm_shared_memory_data(used.a), 'x', LARGE);
        CU_ASSERT_TRUE(qsm_shared_memory_write_image(used.a, sent, NULL, NULL));
        long before = page_faults();
        CU_ASSERT_TRUE(qsm_shared_memory_read_image(used.b, got, NULL, NULL));
        CU_ASSERT_TRUE(page_faults() - before < MOST_FAULTS);
        CU_ASSERT_TRUE(same_pixels(sent, got));
        qsm_image_free(sent);
        qsm_image_free(got);
        close_pair(&used);
    }
}

QSM_SUITE("exchange", {"a segment that was shrunk", test_segment_that_was_shrunk},
          {"an image arrives, on every kind of key", test_image_arrives},
          {"segments are exactly as large as the stream", test_exact_segment_size},
          {"a segment is reused, or replaced when too small", test_segment_is_reused_or_replaced},
          {"a segment of others is left alone", test_segment_of_others_is_left_alone},
          {"a stale segment is replaced on request", test_stale_segment_is_replaced_on_request},
          {"bad streams change nothing", test_bad_streams_change_nothing},
          {"a missing peer, an image that cannot be written",
           test_missing_peer_and_unwritable_image},
          {"a null image travels", test_null_image_travels},
          {"a held lock times out", test_held_lock_times_out},
          {"a timeout is told as such", test_timeout_is_told_as_such},
          {"the caller's buffer is used again", test_buffer_of_the_caller},
          {"a small image in a large segment", test_small_image_in_a_large_segment})
