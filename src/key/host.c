/* SPDX-License-Identifier: MIT */
/* The only file of src/key with code for one operating system. */
#include "key/host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(__APPLE__)
#include <TargetConditionals.h>
#endif

#if defined(_WIN32)

qsm_key_host qsm__host_this(void)
{
    return QSM_KEY_HOST_WINDOWS;
}

/* Windows has no key files, so its names need no directory. */
char *qsm__host_default_temp_path(void)
{
    return calloc(1, 1);
}

char *qsm__host_canonical_path(const char *path)
{
    (void)path;
    errno = ENOSYS;
    return NULL;
}

char *qsm__host_working_directory(void)
{
    return calloc(1, 1);
}

char *qsm__host_user_name(void)
{
    return calloc(1, 1);
}

char *qsm__host_name_of_user(int64_t user)
{
    (void)user;
    return calloc(1, 1);
}

bool qsm__host_accept_private_directory(const char *path, bool make)
{
    (void)path;
    (void)make;
    return false;
}

bool qsm__host_ftok(const char *path, int id, int32_t *number)
{
    (void)path;
    (void)id;
    (void)number;
    errno = ENOSYS;
    return false;
}

#else

#include <limits.h>
#include <pwd.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

qsm_key_host qsm__host_this(void)
{
#if defined(__APPLE__)
#if !TARGET_OS_OSX
    return QSM_KEY_HOST_DARWIN_SANDBOX;
#else
    /* The system sets this variable in every sandboxed process. */
    return getenv("APP_SANDBOX_CONTAINER_ID") != NULL ? QSM_KEY_HOST_DARWIN_SANDBOX
                                                      : QSM_KEY_HOST_DARWIN;
#endif
#else
    return QSM_KEY_HOST_UNIX;
#endif
}

char *qsm__host_default_temp_path(void)
{
#if defined(__APPLE__)
    char path[PATH_MAX];
    size_t size = confstr(_CS_DARWIN_USER_TEMP_DIR, path, sizeof path);
    if (size > 0 && size <= sizeof path)
        return strdup(path);
#endif
    return strdup("/tmp");
}

char *qsm__host_canonical_path(const char *path)
{
    char canonical[PATH_MAX];
    return realpath(path, canonical) != NULL ? strdup(canonical) : NULL;
}

char *qsm__host_working_directory(void)
{
    char path[PATH_MAX];
    return getcwd(path, sizeof path) != NULL ? strdup(path) : NULL;
}

char *qsm__host_name_of_user(int64_t user)
{
    char buffer[16384];
    struct passwd entry;
    struct passwd *found = NULL;
    if (getpwuid_r((uid_t)user, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
        return strdup("");
    return strdup(entry.pw_name);
}

char *qsm__host_user_name(void)
{
    return qsm__host_name_of_user((int64_t)geteuid());
}

bool qsm__host_accept_private_directory(const char *path, bool make)
{
    if (make && mkdir(path, S_IRWXU) == 0)
        return true;
    if (make && errno != EEXIST)
        return false;
    struct stat status;
    if (lstat(path, &status) != 0)
        return false;
    return S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & 0777) == S_IRWXU;
}

bool qsm__host_ftok(const char *path, int id, int32_t *number)
{
    /* (key_t)-1 means failure, but a file can also have this number. */
    errno = 0;
    key_t key = ftok(path, id);
    if (key == (key_t)-1 && errno != 0)
        return false;
    *number = (int32_t)key;
    return true;
}

#endif
