/* SPDX-License-Identifier: MIT */
/*
 * The pages of a POSIX segment: never written (Qt only sets the size), cut off by a peer, or there.
 * faults.limits fills /dev/shm for the same.
 */
#include "suite.h"

#include <stdlib.h>
#include <sys/uio.h>

#include <qsm/exchange_values.h>

#include "ipc/segment.h"
#include "ipc/system.h"
#include "ipc_kinds.h"

enum { PAGES = 16 };

static const ipc_kind posix = {"POSIX, legacy key", QSM_NATIVE_IPC_KEY_POSIX_REALTIME, true};

/* A segment as a Qt program makes it, and an object that is attached to it. */
typedef struct sparse {
    qsm_native_ipc_key *key;
    qsm_shared_memory *memory;
    int file;
    size_t page;
} sparse;

static sparse begin(const char *name)
{
    sparse made = {.key = make_key(&posix, name), .page = (size_t)sysconf(_SC_PAGESIZE)};
    made.file = shm_open(qsm_native_ipc_key_native_key(made.key), O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_FATAL(made.file >= 0);
    CU_ASSERT_EQUAL(ftruncate(made.file, (off_t)(PAGES * made.page)), 0);
    made.memory = qsm_shared_memory_new_native(made.key);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(made.memory, QSM_SHARED_MEMORY_READ_WRITE));
    return made;
}

static void end(sparse *made)
{
    (void)shm_unlink(qsm_native_ipc_key_native_key(made->key));
    close(made->file);
    qsm_shared_memory_free(made->memory);
    qsm_native_ipc_key_free(made->key);
}

static bool is_cut(const sparse *made)
{
    return made->memory->backend->segment_is_cut(&made->memory->segment);
}

static size_t bytes_there(const sparse *made)
{
    struct stat status;
    CU_ASSERT_EQUAL(fstat(made->file, &status), 0);
    return (size_t)status.st_blocks * 512;
}

static void test_hole_is_not_cut(void)
{
    sparse made = begin("hole");
    CU_ASSERT_FALSE(is_cut(&made));
    CU_ASSERT_EQUAL(bytes_there(&made), 0); /* the look made no page */
    CU_ASSERT_EQUAL(ftruncate(made.file, (off_t)(PAGES * made.page - 1)), 0);
    CU_ASSERT_TRUE(is_cut(&made));
    CU_ASSERT_EQUAL(ftruncate(made.file, 0), 0);
    CU_ASSERT_TRUE(is_cut(&made));
    end(&made);
}

/* The name leads to another segment, or to none: what is mapped decides. */
static void test_name_of_another(void)
{
#ifdef MADV_POPULATE_READ
    sparse made = begin("other");
    const char *name = qsm_native_ipc_key_native_key(made.key);
    CU_ASSERT_EQUAL(shm_unlink(name), 0);
    CU_ASSERT_FALSE(is_cut(&made));
    int other = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_FATAL(other >= 0);
    CU_ASSERT_FALSE(is_cut(&made));
    qsm_ipc_failure failure;
    CU_ASSERT_TRUE(
        made.memory->backend->segment_take_memory(&made.memory->segment, made.page, &failure));
    struct stat status;
    CU_ASSERT_EQUAL(fstat(other, &status), 0);
    CU_ASSERT_EQUAL(status.st_size, 0);
    CU_ASSERT_EQUAL(ftruncate(made.file, 0), 0);
    CU_ASSERT_TRUE(QSM_EMULATED || is_cut(&made));
    bool taken =
        made.memory->backend->segment_take_memory(&made.memory->segment, made.page, &failure);
    CU_ASSERT_TRUE(QSM_EMULATED || !taken);
    close(other);
    end(&made);
#endif
}

static void test_memory_is_taken_for_the_stream(void)
{
    sparse made = begin("take");
    memset(qsm_shared_memory_data(made.memory), 7, 10);
    CU_ASSERT_EQUAL(bytes_there(&made), made.page);
    qsm_ipc_failure failure;
    CU_ASSERT_TRUE(made.memory->backend->segment_take_memory(&made.memory->segment,
                                                             3 * made.page + 1, &failure));
    CU_ASSERT_EQUAL(bytes_there(&made), 4 * made.page);
    CU_ASSERT_EQUAL(memcmp(qsm_shared_memory_data(made.memory), "\7\7\7\7\7\7\7\7\7\7\0", 11), 0);
    end(&made);
}

/* ---- a peer shrinks the segment during the copy ---- */

ssize_t __real_process_vm_readv(pid_t pid, const struct iovec *to, unsigned long to_count,
                                const struct iovec *from, unsigned long from_count,
                                unsigned long flags);
ssize_t __real_process_vm_writev(pid_t pid, const struct iovec *from, unsigned long from_count,
                                 const struct iovec *to, unsigned long to_count,
                                 unsigned long flags);
ssize_t __wrap_process_vm_readv(pid_t pid, const struct iovec *to, unsigned long to_count,
                                const struct iovec *from, unsigned long from_count,
                                unsigned long flags);
ssize_t __wrap_process_vm_writev(pid_t pid, const struct iovec *from, unsigned long from_count,
                                 const struct iovec *to, unsigned long to_count,
                                 unsigned long flags);

/* The copy that comes after `copies` others finds the file with this size. */
static struct {
    int file; /* -1: nothing is shrunk */
    int copies;
    off_t size;
    bool refused; /* the system forbids the call */
    int reads;
} peer = {.file = -1};

static void shrink(void)
{
    if (peer.file >= 0 && peer.copies-- == 0)
        CU_ASSERT_EQUAL(ftruncate(peer.file, peer.size), 0);
}

ssize_t __wrap_process_vm_readv(pid_t pid, const struct iovec *to, unsigned long to_count,
                                const struct iovec *from, unsigned long from_count,
                                unsigned long flags)
{
    shrink();
    peer.reads++;
    errno = EPERM;
    return peer.refused ? -1 : __real_process_vm_readv(pid, to, to_count, from, from_count, flags);
}

ssize_t __wrap_process_vm_writev(pid_t pid, const struct iovec *from, unsigned long from_count,
                                 const struct iovec *to, unsigned long to_count,
                                 unsigned long flags)
{
    shrink();
    return __real_process_vm_writev(pid, from, from_count, to, to_count, flags);
}

static qsm_image *make_image(int size)
{
    qsm_image *image = qsm_image_new_size(size, size, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    unsigned char *bits = qsm_image_bits(image);
    for (size_t i = 0; i < qsm_image_size_in_bytes(image); i++)
        bits[i] = (unsigned char)(i * 7 + i / 1000);
    return image;
}

static bool says(const qsm_exchange_report *report, const char *text)
{
    bool good = strstr(report->message, text) != NULL;
    if (!good)
        fprintf(stderr, "'%s' does not say '%s'\n", report->message, text);
    return good && report->failed_step == QSM_EXCHANGE_STREAM;
}

/* Each version has its own way to begin, and each compression its own chunks. */
static void test_pictures_go_through_the_kernel(void)
{
    if (QSM_EMULATED) /* QEMU has no process_vm_readv() */
        return;
    qsm_native_ipc_key *key = make_key(&posix, "kernel");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_shared_memory_set_remove_on_last_detach(memory, true);
    CU_ASSERT_FALSE(qsm_shared_memory_copy_through_kernel(memory));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_set_copy_through_kernel(memory, true));
    CU_ASSERT_TRUE(qsm_shared_memory_copy_through_kernel(memory));
    static const int versions[] = {1, 4, 5, 20};
    for (int size = 1; size <= 301; size += 100) {
        qsm_image *sent = make_image(size);
        for (size_t i = 0; i < 4 * sizeof versions / sizeof versions[0]; i++) {
            qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
            int version = versions[i / 4];
            qsm_exchange_write_options write = {.size = sizeof write,
                                                .version = version,
                                                .compression = (qsm_image_compression)(i % 3)};
            qsm_exchange_read_options read = {.size = sizeof read, .version = version};
            qsm_image *got = qsm_image_new();
            CU_ASSERT_TRUE(qsm_shared_memory_write_image(memory, sent, &write, &report));
            size_t written = report.stream_size;
            CU_ASSERT_TRUE(qsm_shared_memory_read_image(memory, got, &read, &report));
            CU_ASSERT_EQUAL(report.stream_size, written);
            CU_ASSERT_EQUAL(qsm_image_width(got), size);
            if (version > 1) /* a bitmap has no alpha channel */
                CU_ASSERT_TRUE(qsm_image_equals(sent, got));
            qsm_image_free(got);
        }
        qsm_image_free(sent);
    }
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* Shrinks the file at each of the copies of a read, to nothing or to a part of the stream. */
static void test_peer_shrinks_during_a_read(void)
{
    if (QSM_EMULATED) /* QEMU has no process_vm_readv() */
        return;
    qsm_image *sent = make_image(200); /* 160 KB: a window of small reads, then a large one */
    int during = 0;                    /* the first ones measure the stream, before the lock */
    for (int i = 0; i < 48; i++) {
        sparse made = begin("read");
        qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
        CU_ASSERT_EQUAL(qsm_shared_memory_detach(made.memory), true);
        CU_ASSERT_EQUAL(ftruncate(made.file, 1 << 20), 0);
        CU_ASSERT_TRUE(qsm_shared_memory_attach(made.memory, QSM_SHARED_MEMORY_READ_WRITE));
        CU_ASSERT_TRUE(qsm_shared_memory_write_image(made.memory, sent, NULL, &report));
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_set_copy_through_kernel(made.memory, true));
        qsm_image *got = qsm_image_new();
        peer.copies = i / 2;
        peer.size = i % 2 == 0 ? 0 : (off_t)(2 * made.page + 5);
        peer.file = made.file;
        bool done = qsm_shared_memory_read_image(made.memory, got, NULL, &report);
        bool happened = peer.copies < 0;
        peer.file = -1;
        if (i < 2)
            CU_ASSERT_TRUE(happened);
        CU_ASSERT_EQUAL(done, !happened);
        if (happened)
            CU_ASSERT_TRUE(says(&report, "a peer has shrunk the segment"));
        during += happened && strstr(report.message, "during the copy") != NULL;
        CU_ASSERT_TRUE(qsm_shared_memory_try_lock(made.memory));
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(made.memory));
        qsm_image_free(got);
        end(&made);
    }
    CU_ASSERT_TRUE(during >= 2);
    qsm_image_free(sent);
}

static void test_peer_shrinks_during_a_write(void)
{
    if (QSM_EMULATED) /* QEMU has no process_vm_readv() */
        return;
    sparse made = begin("write");
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_image *sent = make_image(60);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_set_copy_through_kernel(made.memory, true));
    peer.copies = 0;
    peer.size = (off_t)made.page;
    peer.file = made.file;
    CU_ASSERT_FALSE(qsm_shared_memory_write_image(made.memory, sent, NULL, &report));
    peer.file = -1;
    CU_ASSERT_TRUE(says(&report, "shrunk the segment during the copy"));
    CU_ASSERT_TRUE(qsm_shared_memory_try_lock(made.memory));
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(made.memory));
    qsm_image_free(sent);
    end(&made);
}

/* Values are copied page by page up to their end: the second copy is behind the first. */
static void test_peer_shrinks_under_values(void)
{
    if (QSM_EMULATED) /* QEMU has no process_vm_readv() */
        return;
    enum { BYTES = 40000 };
    static const char bytes[BYTES];
    qsm_tree *sent = qsm_tree_new();
    qsm_tree *got = qsm_tree_new();
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_bytes(qsm_tree_root(sent), (qsm_bytes){bytes, BYTES}));
    bool arrived = false; /* where nobody maps pages ahead, there are more copies */
    for (int copies = 0; copies < 12; copies++) {
        sparse made = begin("values");
        qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_set_copy_through_kernel(made.memory, true));
        peer.copies = copies;
        peer.size = 0;
        peer.file = made.file;
        bool done =
            qsm_shared_memory_write_variant(made.memory, qsm_tree_root(sent), NULL, &report);
        CU_ASSERT_EQUAL(done, copies > 0);
        CU_ASSERT_TRUE(done || says(&report, "shrunk the segment during the copy"));
        if (done) {
            done = qsm_shared_memory_read_variant(made.memory, qsm_tree_root(got), NULL, &report);
            CU_ASSERT_EQUAL(done, peer.copies >= 0);
            CU_ASSERT_TRUE(copies > 1 || !done);
            CU_ASSERT_TRUE(done || says(&report, "shrunk the segment during the copy"));
        }
        arrived = arrived || done;
        peer.file = -1;
        CU_ASSERT_EQUAL(done, qsm_variant_equals(qsm_tree_root(sent), qsm_tree_root(got)));
        CU_ASSERT_TRUE(qsm_shared_memory_try_lock(made.memory));
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(made.memory));
        end(&made);
    }
    CU_ASSERT_TRUE(arrived);
    qsm_tree_free(sent);
    qsm_tree_free(got);
}

/*
 * Under the lock values are read anew after each copy, to find their end. So the second copy takes
 * all that is there: numbers of 9 MB need two, and not five that double.
 */
static void test_values_need_few_copies(void)
{
    enum { NUMBERS = 1000000 };
    if (QSM_EMULATED) /* QEMU has no process_vm_readv() */
        return;
    qsm_native_ipc_key *key = make_key(&posix, "copies");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_shared_memory_set_remove_on_last_detach(memory, true);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_set_copy_through_kernel(memory, true));
    qsm_tree *sent = qsm_tree_new();
    qsm_tree *got = qsm_tree_new();
    qsm_variant *list = qsm_tree_root(sent);
    CU_ASSERT_TRUE_FATAL(qsm_variant_set_list(list));
    for (int32_t i = 0; i < NUMBERS; i++)
        (void)qsm_variant_set_int32(qsm_variant_append(list), i);
    CU_ASSERT_TRUE(qsm_shared_memory_write_variant(memory, list, NULL, NULL));
    peer.reads = 0;
    CU_ASSERT_TRUE(qsm_shared_memory_read_variant(memory, qsm_tree_root(got), NULL, NULL));
    CU_ASSERT_TRUE(qsm_variant_equals(list, qsm_tree_root(got)));
    if (QSM_HAS_POPULATE_READ) /* the system tells which pages are there */
        CU_ASSERT_EQUAL(peer.reads, 2);
    qsm_tree_free(sent);
    qsm_tree_free(got);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* A Qt program's segment is mostly pages that no program has written: a reader makes none. */
static void test_reader_of_values_makes_no_pages(void)
{
#ifdef MADV_POPULATE_READ
    if (QSM_EMULATED) /* QEMU does not tell which pages there are */
        return;
    sparse made = begin("holes");
    qsm_tree *tree = qsm_tree_new();
    memset(qsm_shared_memory_data(made.memory), 0, 10);
    CU_ASSERT_TRUE(qsm_shared_memory_read_variant(made.memory, qsm_tree_root(tree), NULL, NULL));
    CU_ASSERT_EQUAL(bytes_there(&made), made.page);
    CU_ASSERT_EQUAL(ftruncate(made.file, 0), 0);
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    CU_ASSERT_FALSE(
        qsm_shared_memory_read_variant(made.memory, qsm_tree_root(tree), NULL, &report));
    CU_ASSERT_TRUE(says(&report, "a peer has shrunk the segment while it was attached"));
    qsm_tree_free(tree);
    end(&made);
#endif
}

static void test_system_that_forbids_it(void)
{
    sparse made = begin("forbid");
    peer.refused = true;
    CU_ASSERT_FALSE(qsm_shared_memory_set_copy_through_kernel(made.memory, true));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(made.memory), QSM_SHARED_MEMORY_UNKNOWN_ERROR);
    CU_ASSERT_FALSE(qsm_shared_memory_copy_through_kernel(made.memory));
    CU_ASSERT_TRUE(qsm_shared_memory_set_copy_through_kernel(made.memory, false));
    peer.refused = false;
    CU_ASSERT_FALSE(qsm_shared_memory_set_copy_through_kernel(NULL, true));
    end(&made);
}

QSM_SUITE("pages of POSIX segments", {"a page never written is not cut off", test_hole_is_not_cut},
          {"the name leads to another segment", test_name_of_another},
          {"memory is taken for the bytes of the stream", test_memory_is_taken_for_the_stream},
          {"pictures go through the kernel", test_pictures_go_through_the_kernel},
          {"a peer shrinks the segment during a read", test_peer_shrinks_during_a_read},
          {"a peer shrinks the segment during a write", test_peer_shrinks_during_a_write},
          {"a peer shrinks the segment under values", test_peer_shrinks_under_values},
          {"values need few copies", test_values_need_few_copies},
          {"a reader of values makes no pages", test_reader_of_values_makes_no_pages},
          {"a system that forbids it", test_system_that_forbids_it})
