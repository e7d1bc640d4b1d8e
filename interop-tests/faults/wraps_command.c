/* SPDX-License-Identifier: MIT */
/* What the command calls beside what the library calls. */
#include "wrapping.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* clang-format off */
WRAP(int, access, (const char *path, int mode), (path, mode), -1, EACCES)
WRAP(int, fflush, (FILE *file), (file), EOF, ENOSPC)
WRAP(int, fstatat64, (int fd, const char *path, struct stat *status, int flags), (fd, path, status, flags), -1,
     EACCES, ENOENT)
WRAP(int, chmod, (const char *path, mode_t mode), (path, mode), -1, EPERM)
WRAP(DIR *, fdopendir, (int fd), (fd), NULL, ENOMEM)
WRAP(char *, mkdtemp, (char *path), (path), NULL, EACCES, ENOSPC)
WRAP(int, mount, (const char *what, const char *path, const char *type, unsigned long flags, const void *data),
     (what, path, type, flags, data), -1, EPERM, ENOENT)
WRAP(int, nftw64, (const char *path, __nftw64_func_t visit, int descriptors, int flags),
     (path, visit, descriptors, flags), -1, EACCES)
WRAP(int, setenv, (const char *name, const char *value, int overwrite), (name, value, overwrite), -1, ENOMEM)
WRAP(int, umount2, (const char *path, int flags), (path, flags), -1, EPERM)
WRAP(int, unshare, (int flags), (flags), -1, EPERM, EINVAL, ENOSPC)
WRAP(int, mkstemp64, (char *path), (path), -1, EACCES, ENOSPC)
WRAP(int, pipe, (int ends[2]), (ends), -1, EMFILE)
WRAP(int, pselect, (int count, fd_set *in, fd_set *out, fd_set *other, const struct timespec *time,
                    const sigset_t *mask),
     (count, in, out, other, time, mask), -1, EINTR)
WRAP(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size), -1, EACCES)
WRAP(int, statvfs64, (const char *path, struct statvfs *status), (path, status), -1, EACCES)
WRAP(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags), -1, EACCES)
WRAP(pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags), -1, EINTR)
WRAP_RELEASE(int, fclose, (FILE *file), (file), EOF, ENOSPC)
/* clang-format on */

/* No caller creates a file. */
int __real_openat64(int above, const char *name, int flags, ...);
int __wrap_openat64(int above, const char *name, int flags, ...);
int __wrap_openat64(int above, const char *name, int flags, ...)
{
    static const fault_call of = {"openat64", false, {EACCES, EMFILE, 0}};
    return fault_due(&of) ? -1 : __real_openat64(above, name, flags);
}

/* The only caller gives one argument. */
int __real_prctl(int option, unsigned long value);
int __wrap_prctl(int option, unsigned long value);
int __wrap_prctl(int option, unsigned long value)
{
    static const fault_call of = {"prctl", false, {EINVAL, 0}};
    return fault_due(&of) ? -1 : __real_prctl(option, value);
}

/* What fails in a child it tells its parent, or nobody: here only the parent's calls count. */
pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
    static const fault_call of = {"fork", false, {EAGAIN, 0}};
    pid_t pid = fault_due(&of) ? -1 : __real_fork();
    if (pid == 0)
        fault_end();
    return pid;
}

/* ---- text in memory that libc allocates ---- */

int __real_vasprintf(char **to, const char *format, va_list arguments);
int __wrap_vasprintf(char **to, const char *format, va_list arguments);
int __wrap_vasprintf(char **to, const char *format, va_list arguments)
{
    static const fault_call of = {"vasprintf", true, {ENOMEM, 0}};
    int length = fault_due(&of) ? -1 : __real_vasprintf(to, format, arguments);
    if (length >= 0)
        (void)fault_taken(*to);
    return length;
}

int __wrap_asprintf(char **to, const char *format, ...);
int __wrap_asprintf(char **to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = __wrap_vasprintf(to, format, arguments);
    va_end(arguments);
    return length;
}

/* getline(), which is getdelim() where the compiler looks through it. */
static ssize_t counted(ssize_t length, bool had_none, char *const *line)
{
    if (had_none)
        (void)fault_taken(*line);
    return length;
}

ssize_t __real___getdelim(char **line, size_t *size, int delimiter, FILE *file);
ssize_t __wrap___getdelim(char **line, size_t *size, int delimiter, FILE *file);
ssize_t __wrap___getdelim(char **line, size_t *size, int delimiter, FILE *file)
{
    static const fault_call of = {"__getdelim", true, {ENOMEM, 0}};
    bool had_none = *line == NULL;
    return fault_due(&of) ? -1
                          : counted(__real___getdelim(line, size, delimiter, file), had_none, line);
}

ssize_t __real_getline(char **line, size_t *size, FILE *file);
ssize_t __wrap_getline(char **line, size_t *size, FILE *file);
ssize_t __wrap_getline(char **line, size_t *size, FILE *file)
{
    static const fault_call of = {"getline", true, {ENOMEM, 0}};
    bool had_none = *line == NULL;
    return fault_due(&of) ? -1 : counted(__real_getline(line, size, file), had_none, line);
}
