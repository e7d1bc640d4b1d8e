/* SPDX-License-Identifier: MIT */
#include "tool/isolate/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* path "/" name into target, which is as long as a path may be. */
static bool join(char target[PATH_MAX], const char *path, const char *name)
{
    int length = snprintf(target, PATH_MAX, "%s/%s", path, name);
    if (length > 0 && length < PATH_MAX)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

static bool make_directory(const char *path, mode_t mode)
{
    return mkdir(path, S_IRWXU) == 0 && chmod(path, mode) == 0;
}

/* The temp directory is open to all users, as /tmp is: a test may become another user. */
static bool make_inside(tool_sandbox *box)
{
    const mode_t as_tmp = S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO;
    return chmod(box->base, S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) == 0 &&
           join(box->temp, box->base, "tmp") && make_directory(box->temp, as_tmp) &&
           join(box->runtime, box->base, "run") && make_directory(box->runtime, S_IRWXU);
}

bool tool_sandbox_make(tool_sandbox *box)
{
    const char *temp = getenv("TMPDIR");
    if (temp == NULL || temp[0] != '/')
        temp = "/tmp";
    if (!join(box->base, temp, "qsm-isolate-XXXXXX") || mkdtemp(box->base) == NULL)
        return false;
    if (make_inside(box))
        return true;
    int error = errno;
    (void)tool_sandbox_remove(box);
    errno = error;
    return false;
}

bool tool_sandbox_use_tmpfs(const tool_sandbox *box)
{
    return mount("tmpfs", box->temp, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0;
}

/* The path of a mount, in the form of /proc/self/mountinfo: \040 is a space. */
static void unescape(char *path)
{
    enum { DIGITS = 3, OCTAL = 8 };
    char *to = path;
    for (const char *from = path; *from != '\0';) {
        char digits[DIGITS + 1] = "";
        if (*from == '\\')
            (void)snprintf(digits, sizeof digits, "%s", from + 1);
        char *end = digits;
        unsigned long code = strtoul(digits, &end, OCTAL);
        if (end == digits + DIGITS) {
            *to++ = (char)code;
            from += DIGITS + 1;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* Unmounts the last mount below base. False: there is none. */
static bool unmount_last(const char *base)
{
    char line[PATH_MAX + 256];
    char found[PATH_MAX] = "";
    size_t length = strlen(base);
    FILE *table = fopen("/proc/self/mountinfo", "re");
    while (table != NULL && fgets(line, sizeof line, table) != NULL) {
        char *rest = NULL;
        char *word = strtok_r(line, " ", &rest);
        for (int skip = 0; skip < 4 && word != NULL; skip++)
            word = strtok_r(NULL, " ", &rest);
        if (word == NULL)
            continue;
        unescape(word);
        if (strncmp(word, base, length) == 0 && word[length] == '/')
            (void)snprintf(found, sizeof found, "%s", word);
    }
    if (table != NULL)
        (void)fclose(table);
    return found[0] != '\0' && umount2(found, MNT_DETACH | UMOUNT_NOFOLLOW) == 0;
}

/*
 * Other users can change the temp directory meanwhile. A path could then lead through their link to
 * files elsewhere. So each directory is opened by its name in the one above, and never by a link.
 */
static bool remove_in(int above, const char *name, dev_t device);

/* Closes the directory. What cannot be removed stays; all others go. False with errno. */
static bool empty(int directory, dev_t device)
{
    struct stat status;
    bool good = fstat(directory, &status) == 0 && status.st_dev == device;
    DIR *entries = good ? fdopendir(directory) : NULL;
    int error = good ? 0 : EBUSY;
    if (entries == NULL) {
        error = good ? errno : error;
        (void)close(directory);
        errno = error;
        return false;
    }
    for (struct dirent *it = readdir(entries); it != NULL; it = readdir(entries)) {
        bool is_dots = strcmp(it->d_name, ".") == 0 || strcmp(it->d_name, "..") == 0;
        if (!is_dots && !remove_in(directory, it->d_name, device))
            error = errno;
    }
    (void)closedir(entries);
    errno = error;
    return error == 0;
}

static bool remove_in(int above, const char *name, dev_t device)
{
    enum { TRIES = 10 }; /* it can become a file or a directory in between */
    for (int i = 0; i < TRIES; i++) {
        if (unlinkat(above, name, 0) == 0 || errno == ENOENT)
            return true;
        if (errno != EISDIR)
            return false;
        int directory = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        bool changed = directory < 0 && (errno == ENOTDIR || errno == ELOOP || errno == ENOENT);
        bool emptied = directory < 0 || empty(directory, device);
        int error = errno;
        if (unlinkat(above, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
            return true;
        errno = emptied ? errno : error;
        if (!changed && errno != ENOTDIR)
            return false;
    }
    return false;
}

/* What is still mounted belongs to another directory: it is not entered. */
bool tool_sandbox_remove(const tool_sandbox *box)
{
    struct stat status;
    while (unmount_last(box->base))
        continue;
    return fstatat(AT_FDCWD, box->base, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           remove_in(AT_FDCWD, box->base, status.st_dev);
}
