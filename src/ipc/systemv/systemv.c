/* SPDX-License-Identifier: MIT */
#include "ipc/systemv/systemv.h"

#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

/*
 * An invalid call: a system with these calls returns another error than a system without them. The
 * size is 0: with a 32 bit size_t, a 64 bit system would make a segment of SIZE_MAX bytes.
 */
static bool supported(void)
{
    return (shmget(IPC_PRIVATE, 0, 0) >= 0 || errno != ENOSYS) &&
           (semget(IPC_PRIVATE, -1, 0) >= 0 || errno != ENOSYS);
}

/* A segment never changes its size. */
static bool is_never_cut(const qsm_ipc_segment *segment)
{
    (void)segment;
    return false;
}

/* shmget has accounted for all its memory. */
static bool has_memory(const qsm_ipc_segment *segment, size_t size, qsm_ipc_failure *failure)
{
    (void)segment;
    (void)size;
    (void)failure;
    return true;
}

/* The key is the number of a file of any type. */
static const char *no_obstacle(const char *name, int error)
{
    (void)name;
    (void)error;
    return NULL;
}

const qsm_ipc_backend qsm__ipc_systemv = {
    .supported = supported,
    .removal_is_noticed = true,
    .semaphore_open = qsm__systemv_semaphore_open,
    .semaphore_close = qsm__systemv_semaphore_close,
    .semaphore_acquire = qsm__systemv_semaphore_acquire,
    .semaphore_release = qsm__systemv_semaphore_release,
    .semaphore_unlock = qsm__systemv_semaphore_unlock,
    .semaphore_whereabouts = qsm__systemv_semaphore_whereabouts,
    .semaphore_remove = qsm__systemv_semaphore_remove,
    .semaphore_obstacle = no_obstacle,
    .segment_obstacle = no_obstacle,
    .segment_create = qsm__systemv_segment_create,
    .segment_may_attach = qsm__systemv_segment_may_attach,
    .segment_attach = qsm__systemv_segment_attach,
    .segment_unmap = qsm__systemv_segment_unmap,
    .segment_is_cut = is_never_cut,
    .segment_state = qsm__systemv_segment_state,
    .segment_take_memory = has_memory,
    .segment_remove_unused = qsm__systemv_segment_remove_unused,
    .segment_clear_name = qsm__systemv_segment_clear_name,
};
