/* SPDX-License-Identifier: MIT */
/* Mapping the pages of a segment ahead of time: what is there is mapped, what is not is not made.
 */
#include "suite.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include "ipc/platform.h"

enum { PAGES = 3000, WRITTEN = 1500 };

typedef struct segment {
    size_t page;
    unsigned char *written; /* through this the first pages are written */
    unsigned char *read;    /* the same memory, of which no page is mapped yet */
} segment;

static segment begin(void)
{
    segment made = {.page = (size_t)sysconf(_SC_PAGESIZE)};
    int id = shmget(IPC_PRIVATE, PAGES * made.page, IPC_CREAT | 0600);
    CU_ASSERT_FATAL(id >= 0);
    made.written = shmat(id, NULL, 0);
    made.read = shmat(id, NULL, SHM_RDONLY);
    CU_ASSERT_EQUAL(shmctl(id, IPC_RMID, NULL), 0);
    CU_ASSERT_FATAL(made.written != (void *)-1 && made.read != (void *)-1);
    for (size_t i = 0; i < WRITTEN; i++)
        made.written[i * made.page] = (unsigned char)(i % 251 + 1);
    return made;
}

static void end(const segment *made)
{
    CU_ASSERT_EQUAL(shmdt(made->read), 0);
    CU_ASSERT_EQUAL(shmdt(made->written), 0);
}

static size_t pages_there(const segment *made)
{
    static unsigned char there[PAGES];
    size_t count = 0;
    CU_ASSERT_EQUAL(mincore(made->written, PAGES * made->page, there), 0);
    for (size_t i = 0; i < PAGES; i++)
        count += there[i] & 1U;
    return count;
}

/* How many pages the reading mapping has in its tables; -1 where the system does not tell. */
static long pages_mapped(const segment *made)
{
    static uint64_t entries[PAGES];
    int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    off_t place = (off_t)((uintptr_t)made->read / made->page * sizeof entries[0]);
    bool told = pread(file, entries, sizeof entries, place) == (ssize_t)sizeof entries;
    close(file);
    long count = 0;
    for (size_t i = 0; told && i < PAGES; i++)
        count += (long)(entries[i] >> 63U);
    return told ? count : -1;
}

static bool can_be_asked_for(const segment *made)
{
#ifdef MADV_POPULATE_READ
    return madvise(made->read, made->page, MADV_POPULATE_READ) == 0;
#else
    (void)made;
    return false;
#endif
}

static void what_is_there_is_mapped(void)
{
    segment made = begin();
    CU_ASSERT_TRUE(pages_mapped(&made) <= 0);
    (void)qsm__ipc_make_present(made.read, PAGES * made.page);
    long mapped = pages_mapped(&made);
    if (!QSM_EMULATED && mapped >= 0 && can_be_asked_for(&made))
        CU_ASSERT_EQUAL(mapped, WRITTEN);
    size_t wrong = 0;
    for (size_t i = 0; i < WRITTEN; i++)
        wrong += made.read[i * made.page] != i % 251 + 1;
    CU_ASSERT_EQUAL(wrong, 0);
    end(&made);
}

static void no_page_is_made(void)
{
    segment made = begin();
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    (void)qsm__ipc_make_present(made.read, PAGES * made.page);
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    end(&made);
}

static void odd_sizes_are_fine(void)
{
    segment made = begin();
    const size_t sizes[] = {0, 1, made.page - 1, made.page + 1, 1024 * made.page + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        qsm__ipc_make_present(made.read, sizes[i]);
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    end(&made);
}

QSM_SUITE("pages that are present", {"what is there is mapped", what_is_there_is_mapped},
          {"no page is made", no_page_is_made}, {"odd sizes are fine", odd_sizes_are_fine})
