/* SPDX-License-Identifier: MIT */
/* Mapping the pages of a segment ahead of time: what is there is mapped, what is not is not made.
 */
#include "suite.h"

#include <sys/mman.h>
#include <sys/resource.h>
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

static long faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
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

static void reading_stops_at_no_page(void)
{
    segment made = begin();
    size_t wrong = 0;
    qsm_ipc_make_present(made.read, PAGES * made.page);
    long before = faults();
    for (size_t i = 0; i < WRITTEN; i++)
        wrong += made.read[i * made.page] != i % 251 + 1;
    long after = faults();
    CU_ASSERT_EQUAL(wrong, 0);
    if (can_be_asked_for(&made))
        CU_ASSERT_TRUE(after - before < 20);
    end(&made);
}

static void no_page_is_made(void)
{
    segment made = begin();
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    qsm_ipc_make_present(made.read, PAGES * made.page);
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    end(&made);
}

static void odd_sizes_are_fine(void)
{
    segment made = begin();
    const size_t sizes[] = {0, 1, made.page - 1, made.page + 1, 1024 * made.page + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        qsm_ipc_make_present(made.read, sizes[i]);
    CU_ASSERT_EQUAL(pages_there(&made), WRITTEN);
    end(&made);
}

QSM_SUITE("pages that are present", {"reading stops at no page", reading_stops_at_no_page},
          {"no page is made", no_page_is_made}, {"odd sizes are fine", odd_sizes_are_fine})
