/* SPDX-License-Identifier: MIT */
#include "ipc/posix/posix.h"

#include "ipc/posix/open.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

/* Names that every system refuses. A system without these calls returns another error. */
static bool supported(void)
{
    return (shm_open("", 0, 0) >= 0 || errno != ENOSYS) &&
           (sem_open("/", 0) != SEM_FAILED || errno != ENOSYS);
}

/* A name exists exactly as long as its object. */
static void clear_nothing(qsm_ipc_segment *segment)
{
    (void)segment;
}

const qsm_ipc_backend qsm__ipc_posix = {
    .supported = supported,
    .removal_is_noticed = false,
    .names_are_shared = QSM_HAS_SHARED_NAMES != 0,
    .segments_can_shrink = true,
    .semaphore_open = qsm__posix_semaphore_open,
    .semaphore_close = qsm__posix_semaphore_close,
    .semaphore_acquire = qsm__posix_semaphore_acquire,
    .semaphore_release = qsm__posix_semaphore_release,
    .semaphore_unlock = qsm__posix_semaphore_unlock,
    .semaphore_repair_unused = qsm__posix_semaphore_repair_unused,
    .semaphore_whereabouts = qsm__posix_semaphore_whereabouts,
    .semaphore_remove = qsm__posix_semaphore_remove,
    .semaphore_obstacle = qsm__posix_why_no_semaphore,
    .segment_obstacle = qsm__posix_why_no_segment,
    .segment_create = qsm__posix_segment_create,
    .segment_may_attach = qsm__posix_segment_may_attach,
    .segment_attach = qsm__posix_segment_attach,
    .segment_unmap = qsm__posix_segment_unmap,
    .segment_is_cut = qsm__posix_segment_is_cut,
    .segment_state = qsm__posix_segment_state,
    .segment_take_memory = qsm__posix_segment_take_memory,
    .segment_remove_unused = qsm__posix_segment_remove_unused,
    .segment_clear_name = clear_nothing,
};
