/* SPDX-License-Identifier: MIT */
/* Unix: clock, memory, messages of the system. Another system has a file of its own. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "ipc/platform.h"
#include "ipc/system.h"

int64_t qsm__ipc_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

bool qsm__ipc_pause(int milliseconds)
{
    struct timespec pause = {.tv_sec = milliseconds / 1000,
                             .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    return nanosleep(&pause, NULL) == 0;
}

bool qsm__ipc_process_is_gone(int64_t pid)
{
    return pid > 0 && pid <= INT32_MAX && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

#if QSM_HAS_POPULATE_READ

enum { LOOK = 1024 /* pages per step */ };

/* The number of bytes in existing pages, from the first page to the first missing page. */
static size_t bytes_there(const unsigned char *pages, size_t page, size_t size)
{
    size_t bytes = 0;
    for (size_t i = 0; bytes < size && (pages[i] & 1U) != 0; i++)
        bytes += page;
    return bytes < size ? bytes : size;
}

/* Skips a page without contents: an access would create it. */
size_t qsm__ipc_make_present(void *memory, size_t size)
{
    unsigned char pages[LOOK];
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t before = (uintptr_t)memory % page; /* the system takes whole pages */
    unsigned char *from = (unsigned char *)memory - before;
    size_t mapped = 0;
    size = size > 0 ? before + size : 0;
    while (mapped < size) {
        size_t step = size - mapped < LOOK * page ? size - mapped : LOOK * page;
        if (mincore(from + mapped, step, pages) != 0)
            break;
        size_t there = bytes_there(pages, page, step);
        if (there == 0 || madvise(from + mapped, there, MADV_POPULATE_READ) != 0)
            break;
        mapped += there;
        if (there < step)
            break;
    }
    return mapped > before ? mapped - before : 0;
}

/* madvise() takes whole pages. Mapped memory begins with one. */
static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

bool qsm__ipc_all_present(void *memory, size_t size)
{
    unsigned char pages[LOOK];
    unsigned char *from = memory;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    while (size > 0) {
        size_t step = size < LOOK * page ? size : LOOK * page;
        if (mincore(from, step, pages) != 0 || bytes_there(pages, page, step) < step)
            return false;
        from += step;
        size -= step;
    }
    return true;
}

int qsm__ipc_populate(void *memory, size_t size, bool for_writing)
{
    int advice = for_writing ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;
    int result;
    do {
        result = madvise(memory, whole_pages(size), advice);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

#else

size_t qsm__ipc_make_present(void *memory, size_t size)
{
    (void)memory;
    (void)size;
    return 0;
}

bool qsm__ipc_all_present(void *memory, size_t size)
{
    (void)memory;
    (void)size;
    return false;
}

int qsm__ipc_populate(void *memory, size_t size, bool for_writing)
{
    (void)memory;
    (void)size;
    (void)for_writing;
    return ENOSYS;
}

#endif

/*
 * One call is faster than a page fault for each page, except for a few. Large pages are faster
 * still. The system gives them to who asks if /dev/shm is mounted with huge=advise, and for System
 * V if its setting shmem_enabled is "advise". The whole mapping asks: a part of it would become a
 * mapping of its own.
 */
bool qsm__ipc_make_new(const qsm_ipc_segment *segment)
{
    enum { FEW = 16 * 1024 };
    size_t size = segment->fill < segment->size ? segment->fill : segment->size;
    if (size >= QSM_IPC_LARGE)
        qsm__ipc_prefer_large_pages(segment->memory, segment->size);
    return size > FEW && qsm__ipc_populate(segment->memory, size, true) == 0;
}

#if QSM_HAS_LARGE_PAGES

void qsm__ipc_prefer_large_pages(void *memory, size_t size)
{
    (void)madvise(memory, size, MADV_HUGEPAGE);
}

#else

void qsm__ipc_prefer_large_pages(void *memory, size_t size)
{
    (void)memory;
    (void)size;
}

#endif

/* There are two forms of strerror_r: POSIX's fills the buffer, GNU's returns the message. */
static const char *message_in_buffer(int result, const char *buffer)
{
    return result == 0 ? buffer : "";
}

static const char *message_returned(const char *message, const char *buffer)
{
    (void)buffer;
    return message;
}

#define MESSAGE(result, buffer)                                                                    \
    _Generic((result), int : message_in_buffer, default : message_returned)((result), (buffer))

void qsm__ipc_system_message(int error, char *text, size_t size)
{
    char buffer[128] = "";
    const char *message = MESSAGE(strerror_r(error, buffer, sizeof buffer), buffer);
    if (message[0] != '\0')
        (void)snprintf(text, size, "%s", message);
    else
        (void)snprintf(text, size, "error %d", error);
}
