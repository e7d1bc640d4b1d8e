/* SPDX-License-Identifier: MIT */
/*
 * Mapping the pages of a segment ahead of time: what is there is mapped, what is not is not made.
 * A put makes the pages of a new segment that it fills, with one call. A get makes those of a large
 * image with one call, and asks for large ones.
 */
#include "suite.h"

#include <qsm/exchange.h>
#include <qsm/exchange_values.h>
#include <qsm/variant.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <unistd.h>

#include "image/image_data.h"
#include "ipc/platform.h"
#include "ipc/system.h"
#include "ipc_kinds.h"

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

/* A stream can begin anywhere in the segment. */
static void a_place_within_a_page_is_fine(void)
{
    segment made = begin();
    size_t from = made.page + 7;
    size_t told = qsm__ipc_make_present(made.read + from, (PAGES - 1) * made.page - 7);
    long mapped = pages_mapped(&made);
    if (!QSM_EMULATED && mapped >= 0 && can_be_asked_for(&made)) {
        CU_ASSERT_EQUAL(mapped, WRITTEN - 1);
        CU_ASSERT_EQUAL(told, WRITTEN * made.page - from);
    }
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

#ifdef MADV_POPULATE_WRITE

int __real_madvise(void *memory, size_t size, int advice);
int __wrap_madvise(void *memory, size_t size, int advice);

static struct {
    int calls;
    size_t bytes;
    int asked; /* how many times for large pages */
    size_t asked_bytes;
    bool asked_late;        /* pages were there already */
    bool fail;              /* as a system without the calls */
    unsigned char *segment; /* with the next call a peer puts this stream here */
    const qsm_data_stream *next;
} made_pages;

int __wrap_madvise(void *memory, size_t size, int advice)
{
    bool makes = advice == MADV_POPULATE_WRITE;
    bool asks = advice == MADV_HUGEPAGE;
    if (makes) {
        made_pages.calls++;
        made_pages.bytes = size;
        if (made_pages.segment != NULL)
            memcpy(made_pages.segment, qsm_data_stream_data(made_pages.next),
                   qsm_data_stream_size(made_pages.next));
        made_pages.segment = NULL;
    }
    if (asks) {
        made_pages.asked++;
        made_pages.asked_bytes = size;
        made_pages.asked_late = made_pages.calls > 0;
    }
    if (made_pages.fail && (makes || asks)) {
        errno = EINVAL;
        return -1;
    }
    return __real_madvise(memory, size, advice);
}

/* Puts, and looks at the bytes. Returns for how many bytes pages were made by a call; 0: none. */
static size_t put(qsm_shared_memory *memory, const qsm_image *image,
                  qsm_image_compression compression)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    options.compression = compression;
    made_pages.calls = 0;
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(memory, image, &options, &report));
    int calls = made_pages.calls;
    size_t bytes = made_pages.bytes;
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_shared_memory_const_data(memory), report.stream_size);
    qsm_image *back = qsm_image_new();
    CU_ASSERT_TRUE(qsm_data_stream_read_image(in, back, NULL));
    CU_ASSERT_TRUE(qsm_image_equals(back, image));
    qsm_image_free(back);
    qsm_data_stream_free(in);
    CU_ASSERT(calls <= 1);
    if (calls == 1)
        CU_ASSERT(bytes >= report.stream_size &&
                  bytes < report.stream_size + (size_t)sysconf(_SC_PAGESIZE));
    return calls == 1 ? bytes : 0;
}

static qsm_image *make_picture(void)
{
    qsm_image *image = qsm_image_new_size(300, 200, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    uint32_t noise = 1; /* so that no stream is small */
    for (int y = 0; y < 200; y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < 300; x++)
            row[x] = noise = noise * 1664525U + 1013904223U;
    }
    return image;
}

static void a_put_makes_the_pages_it_fills(void)
{
    qsm_image *image = make_picture();
    qsm_image *small = qsm_image_new_size(20, 20, QSM_IMAGE_FORMAT_ARGB32);
    memset(qsm_image_bits(small), 7, qsm_image_size_in_bytes(small));
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "present");
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
        qsm_shared_memory_set_remove_on_last_detach(memory, true);
        CU_ASSERT(put(memory, image, QSM_IMAGE_STORED) > 0);
        CU_ASSERT_EQUAL(put(memory, image, QSM_IMAGE_STORED), 0); /* they are there */
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        CU_ASSERT_EQUAL(put(memory, image, QSM_IMAGE_FAST), 0); /* it fills only a part */
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        CU_ASSERT(put(memory, image, QSM_IMAGE_EXACT) > 0);
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        made_pages.fail = true;
        CU_ASSERT(put(memory, image, QSM_IMAGE_STORED) > 0);
        made_pages.fail = false;
        CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
        CU_ASSERT_EQUAL(put(memory, small, QSM_IMAGE_STORED), 0); /* page faults are faster */
        qsm_shared_memory_free(memory);
        qsm_native_ipc_key_free(key);
    }
    qsm_image_free(small);
    qsm_image_free(image);
}

/* Values fill their segment, too. */
static void a_put_of_values_makes_its_pages(void)
{
    static unsigned char bytes[50000];
    memset(bytes, 5, sizeof bytes);
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "values");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_tree *tree = qsm_tree_new();
    CU_ASSERT_FATAL(memory != NULL && tree != NULL);
    CU_ASSERT_TRUE(qsm_variant_set_bytes(qsm_tree_root(tree), (qsm_bytes){bytes, sizeof bytes}));
    made_pages.calls = 0;
    CU_ASSERT_TRUE(qsm_shared_memory_write_variant(memory, qsm_tree_root(tree), NULL, NULL));
    CU_ASSERT_EQUAL(made_pages.calls, 1);
    CU_ASSERT(made_pages.bytes >= sizeof bytes);
    qsm_tree_free(tree);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* Large pages are asked for before there are any, and for the whole mapping. */
static void a_large_put_asks_for_large_pages(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        qsm_native_ipc_key *key = make_key(&ipc_kinds[i], "larger");
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
        qsm_shared_memory_set_remove_on_last_detach(memory, true);
        for (int height = 900; height <= 1400; height += 250) {
            qsm_image *image = qsm_image_new_size(1000, height, QSM_IMAGE_FORMAT_ARGB32);
            memset(qsm_image_bits(image), height % 250, qsm_image_size_in_bytes(image));
            made_pages.fail = height == 1400;
            made_pages.asked = 0;
            made_pages.asked_late = false;
            CU_ASSERT(put(memory, image, QSM_IMAGE_STORED) > 0);
            CU_ASSERT_EQUAL(made_pages.asked, height * 4000 < 4 << 20 ? 0 : 1);
            CU_ASSERT_FALSE(made_pages.asked_late);
            if (made_pages.asked == 1)
                CU_ASSERT_EQUAL(made_pages.asked_bytes, (size_t)qsm_shared_memory_size(memory));
            made_pages.asked = 0;
            CU_ASSERT_EQUAL(put(memory, image, QSM_IMAGE_STORED), 0); /* they are there */
            CU_ASSERT_EQUAL(made_pages.asked, 0);
            made_pages.fail = false;
            CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
            qsm_image_free(image);
        }
        qsm_shared_memory_free(memory);
        qsm_native_ipc_key_free(key);
    }
}

/* Puts a picture, gets it, and counts what the get asks for. */
static void get_new_image(qsm_shared_memory *memory, int width, int height,
                          qsm_image_compression compression)
{
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    options.compression = compression;
    qsm_image *image = qsm_image_new_size(width, height, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    memset(qsm_image_bits(image), width % 250, qsm_image_size_in_bytes(image));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(memory, image, &options, NULL));
    made_pages.calls = made_pages.asked = 0;
    qsm_image *got = qsm_image_new();
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(memory, got, NULL, NULL));
    CU_ASSERT_TRUE(qsm_image_equals(image, got));
    qsm_image_free(got);
    qsm_image_free(image);
}

static void a_get_asks_for_large_pages(void)
{
    int asked = 0;
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "large");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    get_new_image(memory, 500, 300, QSM_IMAGE_STORED);
    CU_ASSERT_EQUAL(made_pages.asked, 0); /* 600 KB */
    /* Each is larger than the one before: malloc() has kept no memory for it. */
    for (int width = 1100; width <= 1900; width += 400) {
        made_pages.fail = width == 1500;
        get_new_image(memory, width, 1000, QSM_IMAGE_STORED);
        /* If the system makes no pages, the image is made later, as for a compressed stream. */
        CU_ASSERT_EQUAL(made_pages.asked,
                        made_pages.calls + (made_pages.fail && made_pages.calls > 0));
        if (made_pages.asked == 1)
            CU_ASSERT(made_pages.asked_bytes >= (size_t)width * 3990);
        asked += made_pages.asked;
    }
    made_pages.fail = false;
    CU_ASSERT(asked >= 1 || QSM_EMULATED);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* Decoding makes the pages. Before it the get asks once. */
static void so_does_a_get_of_compressed_data(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "packed");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    for (int form = QSM_IMAGE_FAST; form <= QSM_IMAGE_EXACT; form++) {
        get_new_image(memory, 500, 300, (qsm_image_compression)form);
        CU_ASSERT_EQUAL(made_pages.asked, 0);
        made_pages.asked_bytes = 0;
        get_new_image(memory, 1100, 1000, (qsm_image_compression)form);
        CU_ASSERT_EQUAL(made_pages.asked, 1);
        CU_ASSERT(made_pages.asked_bytes >= (size_t)1100 * 3990);
    }
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

static qsm_shared_memory *put_large(qsm_native_ipc_key *key)
{
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    options.compression = QSM_IMAGE_STORED;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_image *image = qsm_image_new_size(3400, 2500, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_FATAL(memory != NULL && image != NULL);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(memory, image, &options, NULL));
    qsm_image_free(image);
    return memory;
}

static long page_faults(void)
{
    struct rusage usage = {.ru_minflt = 0};
    CU_ASSERT_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_minflt;
}

/* 34 MB have 8,300 pages. malloc() asks the system for so many. */
static void a_get_prepares_nothing_beyond_its_limits(void)
{
    enum { MOST_FAULTS = 2000 };
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "limited");
    qsm_shared_memory *memory = put_large(key);
    qsm_image *got = qsm_image_new();
    qsm_image_limits limits = QSM_INIT(qsm_image_limits);
    qsm_exchange_read_options options = QSM_INIT(qsm_exchange_read_options);
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    options.limits = &limits;
    limits.max_image_bytes = 65536;
    made_pages.calls = 0;
    long before = page_faults();
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(memory, got, &options, &report));
    CU_ASSERT_PTR_NOT_NULL(strstr(report.message, "larger than the limit on bytes"));
    CU_ASSERT(page_faults() - before < MOST_FAULTS);
    CU_ASSERT_EQUAL(made_pages.calls, 0);
    qsm_image_free(got);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* A peer replaces the picture between the look and the lock. */
static void a_small_image_keeps_no_memory_of_a_large_one(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "swapped");
    qsm_shared_memory *memory = put_large(key);
    qsm_image *small = make_picture();
    qsm_image *got = qsm_image_new();
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_data_stream_write_image(stream, small, QSM_IMAGE_STORED));
    made_pages.segment = qsm_shared_memory_data(memory);
    made_pages.next = stream;
    CU_ASSERT_TRUE(qsm_shared_memory_read_image(memory, got, NULL, NULL));
    if (made_pages.segment == NULL) {
        CU_ASSERT_TRUE(qsm_image_equals(small, got));
        CU_ASSERT(got->owned_capacity < 4 << 20);
    } else {
        CU_ASSERT_TRUE(QSM_EMULATED);
    }
    made_pages.segment = NULL;
    qsm_data_stream_free(stream);
    qsm_image_free(got);
    qsm_image_free(small);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

#else

/* The library may have a call for large pages. */
int __real_madvise(void *memory, size_t size, int advice);
int __wrap_madvise(void *memory, size_t size, int advice);

int __wrap_madvise(void *memory, size_t size, int advice)
{
    return __real_madvise(memory, size, advice);
}

static void a_put_makes_the_pages_it_fills(void)
{
}

static void a_put_of_values_makes_its_pages(void)
{
}

static void a_large_put_asks_for_large_pages(void)
{
}

static void a_get_asks_for_large_pages(void)
{
}

static void so_does_a_get_of_compressed_data(void)
{
}

static void a_get_prepares_nothing_beyond_its_limits(void)
{
}

static void a_small_image_keeps_no_memory_of_a_large_one(void)
{
}

#endif

QSM_SUITE("pages that are present", {"what is there is mapped", what_is_there_is_mapped},
          {"no page is made", no_page_is_made}, {"odd sizes are fine", odd_sizes_are_fine},
          {"a place within a page is fine", a_place_within_a_page_is_fine},
          {"a put makes the pages it fills", a_put_makes_the_pages_it_fills},
          {"a put of values makes its pages", a_put_of_values_makes_its_pages},
          {"a large put asks for large pages", a_large_put_asks_for_large_pages},
          {"a get asks for large pages", a_get_asks_for_large_pages},
          {"so does a get of compressed data", so_does_a_get_of_compressed_data},
          {"a get prepares nothing beyond its limits", a_get_prepares_nothing_beyond_its_limits},
          {"a small image keeps no memory of a large one",
           a_small_image_keeps_no_memory_of_a_large_one})
