/* SPDX-License-Identifier: MIT */
#include "tool/cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 1 << 16 };

/* Reads to the end of the file, or `most` bytes; *data grows. False with errno. */
static bool read_all(int file, size_t most, unsigned char **data, size_t *size)
{
    size_t capacity = 0;
    while (*size < most) {
        if (*size == capacity) {
            capacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
            unsigned char *larger = capacity > *size ? realloc(*data, capacity) : NULL;
            if (larger == NULL) {
                errno = ENOMEM;
                return false;
            }
            *data = larger;
        }
        size_t wanted = (capacity < most ? capacity : most) - *size;
        ssize_t count = read(file, *data + *size, wanted);
        if (count == 0)
            return true;
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            *size += (size_t)count;
    }
    return true;
}

bool tool_read_file(const tool_call *call, const char *path, unsigned char **data, size_t *size)
{
    return tool_read_file_part(call, path, SIZE_MAX, data, size);
}

bool tool_read_file_part(const tool_call *call, const char *path, size_t most, unsigned char **data,
                         size_t *size)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *data = NULL;
    *size = 0;
    bool ok = file >= 0 && read_all(file, most, data, size);
    int error = errno;
    if (file >= 0 && !standard)
        (void)close(file);
    if (ok)
        return true;
    free(*data);
    *data = NULL;
    (void)tool_fail(call, "cannot read %s: %s", standard ? "standard input" : path,
                    strerror(error));
    return false;
}

static bool write_all(int file, const void *data, size_t size)
{
    const unsigned char *next = data;
    while (size > 0) {
        ssize_t count = write(file, next, size);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0) {
            next += count;
            size -= (size_t)count;
        }
    }
    return true;
}

/* Devices and pipes are written directly: a rename would replace them. */
static bool write_in_place(const char *path, const void *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool ok = write_all(file, data, size);
    int error = errno;
    if (close(file) != 0 && ok)
        return false;
    errno = error;
    return ok;
}

/* The name of the temporary file. It is in the same directory, so that it can be renamed. */
static char *beside(const char *path)
{
    static const char pattern[] = ".qsm-XXXXXX";
    size_t size = strlen(path) + sizeof pattern;
    char *name = malloc(size);
    if (name != NULL)
        (void)snprintf(name, size, "%s%s", path, pattern);
    return name;
}

/* The permission bits of the file that is replaced, or those of a new file. */
static mode_t mode_for(const struct stat *old)
{
    if (old != NULL)
        return old->st_mode & 0777;
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

/* On an error: returns false with errno, and no temporary file stays. */
static bool write_and_rename(const char *path, const struct stat *old, const void *data,
                             size_t size)
{
    char *name = beside(path);
    if (name == NULL)
        return false;
    int file = mkstemp(name);
    if (file < 0) {
        int error = errno;
        free(name);
        errno = error;
        return false;
    }
    bool ok = write_all(file, data, size) && fchmod(file, mode_for(old)) == 0;
    int error = errno;
    if (close(file) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && rename(name, path) != 0) {
        ok = false;
        error = errno;
    }
    if (!ok)
        (void)unlink(name);
    free(name);
    errno = error;
    return ok;
}

static bool write_named(const char *path, const void *data, size_t size)
{
    struct stat old;
    if (stat(path, &old) != 0)
        return write_and_rename(path, NULL, data, size);
    if (!S_ISREG(old.st_mode))
        return write_in_place(path, data, size);
    if (access(path, W_OK) != 0)
        return false;
    /* If path is a link, its target is replaced, not the link. */
    char *target = realpath(path, NULL);
    if (target == NULL)
        return false;
    bool ok = write_and_rename(target, &old, data, size);
    int error = errno;
    free(target);
    errno = error;
    return ok;
}

static bool fail_to_write(const tool_call *call, const char *path, int error)
{
    (void)tool_fail(call, "cannot write %s: %s", strcmp(path, "-") == 0 ? "standard output" : path,
                    strerror(error));
    return false;
}

/* 0, or the errno of a write into the directory of a new file. */
static int error_of_directory(const char *path)
{
    char *directory = strdup(path);
    if (directory == NULL)
        return ENOMEM;
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        slash[slash == directory ? 1 : 0] = '\0';
    int error = access(slash != NULL ? directory : ".", W_OK | X_OK) == 0 ? 0 : errno;
    free(directory);
    return error;
}

bool tool_can_write_file(const tool_call *call, const char *path)
{
    struct stat old;
    int error = 0;
    if (strcmp(path, "-") == 0)
        return true;
    if (stat(path, &old) != 0)
        error = error_of_directory(path);
    else if (S_ISDIR(old.st_mode))
        error = EISDIR;
    else if (access(path, W_OK) != 0)
        error = errno;
    return error == 0 || fail_to_write(call, path, error);
}

bool tool_write_file(const tool_call *call, const char *path, const void *data, size_t size)
{
    bool ok = false;
    if (strcmp(path, "-") == 0) {
        ok = write_all(STDOUT_FILENO, data, size);
    } else {
        /* No signal ends the process while the temporary file exists. */
        sigset_t all;
        sigset_t before;
        (void)sigfillset(&all);
        (void)sigprocmask(SIG_BLOCK, &all, &before);
        ok = write_named(path, data, size);
        int error = errno;
        (void)sigprocmask(SIG_SETMASK, &before, NULL);
        errno = error;
    }
    return ok || fail_to_write(call, path, errno);
}
