/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "ipc/posix/posix.h"

#if QSM_HAS_LEASES
/*
 * Linux grants a write lease on a file only while no other open file refers to it. A mapping also
 * counts, even after its descriptor is closed. A process that opens the file later waits until the
 * lease ends; it ends when the descriptor is closed. The kernel informs the holder by SIGIO, which
 * would end an unprepared process. So the signal is set to SIGURG, which is ignored by default, and
 * then its receiver to none.
 */
bool qsm__posix_sole_user(int descriptor)
{
    if (fcntl(descriptor, F_SETSIG, SIGURG) != 0 || fcntl(descriptor, F_SETLEASE, F_WRLCK) != 0)
        return false;
    (void)fcntl(descriptor, F_SETOWN, 0);
    return true;
}

bool qsm__posix_still_sole_user(int descriptor)
{
    return fcntl(descriptor, F_GETLEASE) == F_WRLCK;
}

void qsm__posix_end_lease(int descriptor)
{
    (void)fcntl(descriptor, F_SETLEASE, F_UNLCK);
}
#else
bool qsm__posix_sole_user(int descriptor)
{
    (void)descriptor;
    return false;
}

bool qsm__posix_still_sole_user(int descriptor)
{
    (void)descriptor;
    return false;
}

void qsm__posix_end_lease(int descriptor)
{
    (void)descriptor;
}
#endif
