/* SPDX-License-Identifier: MIT */
/*
 * Open descriptors of this process, for tests: what `isolate` cannot see from outside.
 *
 *     int before = qsm_open_descriptors();
 *     ...
 *     CU_ASSERT_EQUAL(qsm_open_descriptors(), before);
 */
#ifndef QSM_HARNESS_LEAKS_H
#define QSM_HARNESS_LEAKS_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** How many descriptors are open, -1 where the system does not tell. */
static inline int qsm_open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL)
        return -1;
    int count = -1; /* the folder's own descriptor is not counted */
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.')
            count++;
    }
    closedir(folder);
    return count;
}

/** Prints each open descriptor and what it is, to find the one that leaked. */
static inline void qsm_print_descriptors(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        char path[64];
        char target[512];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        ssize_t size = readlink(path, target, sizeof target - 1);
        if (size < 0)
            continue;
        target[size] = '\0';
        fprintf(stderr, "descriptor %d: %s\n", fd, target);
    }
}

#endif
