/* SPDX-License-Identifier: MIT */
/*
 * The pages of a POSIX segment: never written (Qt only sets the size), cut off by a peer, or there.
 * faults.limits fills /dev/shm for the same.
 */
#include "suite.h"

#include <stdlib.h>

#include <qsm/exchange.h>

#include "ipc/segment.h"
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

QSM_SUITE("pages of POSIX segments", {"a page never written is not cut off", test_hole_is_not_cut},
          {"the name leads to another segment", test_name_of_another},
          {"memory is taken for the bytes of the stream", test_memory_is_taken_for_the_stream})
