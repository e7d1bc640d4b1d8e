/* SPDX-License-Identifier: MIT */
#include "ipc/ownership.h"

#include <sys/stat.h>
#include <unistd.h>

bool qsm__owns(int64_t owner, int64_t creator)
{
    int64_t user = (int64_t)geteuid();
    return owner == user && creator == user;
}

bool qsm__may_remove(int64_t owner, int64_t creator)
{
    int64_t user = (int64_t)geteuid();
    return user == 0 || owner == user || creator == user;
}

bool qsm__owns_key_file(const char *path)
{
    struct stat file;
    return lstat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_nlink == 1 &&
           (file.st_uid == geteuid() || file.st_uid == 0);
}
