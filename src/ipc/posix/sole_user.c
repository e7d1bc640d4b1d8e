/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "ipc/posix/posix.h"

#if QSM_HAS_LEASES
/*
 * Linux grants a write lease on a file only while no other open file refers to it, and a mapping
 * is such a reference also when its descriptor was closed. Who opens the file later has to wait
 * until the lease ends, with the descriptor; the system tells the holder by a signal, SIGIO, which
 * would end a process that does not expect it: so it is set to one that nobody minds, and then to
 * nobody.
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
#endif
