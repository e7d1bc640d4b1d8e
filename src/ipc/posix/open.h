/* SPDX-License-Identifier: MIT */
/*
 * Opens the files of POSIX objects that exist already. Every user can put anything into /dev/shm:
 * only regular files are opened, no link is followed, and no open waits longer than its caller
 * allows. Where the system does not show objects as files, this is shm_open().
 */
#ifndef QSM_IPC_POSIX_OPEN_H
#define QSM_IPC_POSIX_OPEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

enum { QSM_POSIX_PATH_SIZE = 300 };

/*
 * The file of a segment or of a semaphore. False with errno if the system does not show it
 * (ENOTSUP), or if no object can have this name (EINVAL).
 */
bool qsm__posix_segment_path(const char *name, char path[QSM_POSIX_PATH_SIZE]);
bool qsm__posix_semaphore_path(const char *name, char path[QSM_POSIX_PATH_SIZE]);

/*
 * Opens an existing segment, or the file of an existing semaphore, with O_RDONLY or O_RDWR. If
 * another process has a lease on the file, tries again until deadline (QSM_IPC_AT_ONCE: once). -1
 * with errno: ENOENT, EACCES and others of open(); EINVAL: the name leads to something else than a
 * regular file, or no object can have it; EWOULDBLOCK: the lease stayed until deadline.
 */
int qsm__posix_open_segment(const char *name, int flags, int64_t deadline);
int qsm__posix_open_semaphore(const char *name, int flags, int64_t deadline);

/*
 * The deadline of an open for a caller that wants to wait until `wanted`; 0: it does not say. At
 * most 1 second from now: a lease may never end. At least 50 ms: a process that asks who has a file
 * open has a lease for a moment.
 */
int64_t qsm__posix_lease_deadline(int64_t wanted);

/*
 * Why an open failed with `error`, if the text of errno does not say it: "a FIFO has this name".
 * NULL otherwise.
 */
const char *qsm__posix_why_no_segment(const char *name, int error);
const char *qsm__posix_why_no_semaphore(const char *name, int error);

#endif
