/* SPDX-License-Identifier: MIT */
/* The one checker of public structs: as an older and as a newer program would call it. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "abi/struct_size.h"
#include "suite.h"

typedef struct known {
    size_t size;
    int64_t first;
    int64_t second;
} known;

typedef struct newer {
    known known;
    int64_t third;
} newer;

static const size_t first_only = offsetof(known, second);

static void test_read_older(void)
{
    known theirs = {first_only, 1, 2};
    known ours = {0, 9, 9};
    CU_ASSERT_TRUE(qsm__struct_read(&ours, sizeof ours, &theirs));
    CU_ASSERT_EQUAL(ours.size, sizeof ours);
    CU_ASSERT_EQUAL(ours.first, 1);
    CU_ASSERT_EQUAL(ours.second, 0);
}

static void test_read_newer(void)
{
    newer theirs = {{sizeof theirs, 1, 2}, 0};
    known ours = {0, 9, 9};
    CU_ASSERT_TRUE(qsm__struct_read(&ours, sizeof ours, &theirs));
    CU_ASSERT_EQUAL(ours.second, 2);
    theirs.third = 3;
    errno = 0;
    CU_ASSERT_FALSE(qsm__struct_read(&ours, sizeof ours, &theirs));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

static void test_no_size(void)
{
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, 4097, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        known theirs = {sizes[i], 1, 2};
        known ours = {7, 8, 9};
        errno = 0;
        CU_ASSERT_FALSE(qsm__struct_read(&ours, sizeof ours, &theirs));
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_EQUAL(ours.first, 8);
        errno = 0;
        CU_ASSERT_FALSE(qsm__struct_can_receive(&theirs));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
    CU_ASSERT_TRUE(qsm__struct_can_receive(NULL));
}

static void test_write_older(void)
{
    known theirs = {first_only, 1, 2};
    known ours = {sizeof ours, 11, 12};
    CU_ASSERT_TRUE(qsm__struct_can_receive(&theirs));
    qsm__struct_write(&theirs, &ours, sizeof ours);
    CU_ASSERT_EQUAL(theirs.size, first_only);
    CU_ASSERT_EQUAL(theirs.first, 11);
    CU_ASSERT_EQUAL(theirs.second, 2);
}

static void test_write_newer(void)
{
    newer theirs = {{sizeof theirs, 1, 2}, 3};
    known ours = {sizeof ours, 11, 12};
    qsm__struct_write(&theirs, &ours, sizeof ours);
    CU_ASSERT_EQUAL(theirs.known.size, sizeof theirs);
    CU_ASSERT_EQUAL(theirs.known.second, 12);
    CU_ASSERT_EQUAL(theirs.third, 0);
    qsm__struct_write(NULL, &ours, sizeof ours);
}

QSM_SUITE("struct size", {"an older program's struct is read", test_read_older},
          {"a newer program's struct is read", test_read_newer},
          {"a struct without a size is refused", test_no_size},
          {"an older program's struct is filled", test_write_older},
          {"a newer program's struct is filled", test_write_newer})
