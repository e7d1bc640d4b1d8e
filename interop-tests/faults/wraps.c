/* SPDX-License-Identifier: MIT */
#include "wrapping.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { INTERRUPTIONS = 3 };

fault fault_plan;
static long live_blocks;

void fault_begin(fault_mode mode, long at, int which)
{
    fault_plan = (fault){.mode = mode, .at = at, .which = which};
}

void fault_end(void)
{
    fault_plan.mode = FAULT_OFF;
}

long fault_live_blocks(void)
{
    return live_blocks;
}

static bool can_be_interrupted(const fault_call *of)
{
    for (int i = 0; of->errors[i] != 0; i++) {
        if (of->errors[i] == EINTR)
            return true;
    }
    return false;
}

static bool storm(const fault_call *of)
{
    static int in_a_row;
    if (!can_be_interrupted(of) || in_a_row == INTERRUPTIONS) {
        in_a_row = 0;
        return false;
    }
    in_a_row++;
    fault_plan.interruptions++;
    fault_plan.hit = of->name;
    errno = EINTR;
    return true;
}

/*
 * /proc is read line by line, once for each process of the machine: of these calls the first ones
 * in a run stand for all.
 */
static bool is_one_of_many(const fault_call *of)
{
    static const char *const names[] = {"fgets",     "fopen64",    "fclose",
                                        "readdir64", "__getdelim", "getline"};
    static long counts[sizeof names / sizeof names[0]];
    enum { ENOUGH = 3 };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        counts[i] = fault_plan.count == 0 ? 0 : counts[i];
        if (strcmp(of->name, names[i]) == 0)
            return ++counts[i] > ENOUGH;
    }
    return false;
}

static bool stays(const fault *plan, const fault_call *of)
{
    return plan->mode == FAULT_STAY && plan->hit != NULL && strcmp(plan->hit, of->name) == 0;
}

bool fault_due(const fault_call *of)
{
    fault *plan = &fault_plan;
    if (stays(plan, of)) {
        errno = plan->error;
        return true;
    }
    if (plan->mode == FAULT_OFF || (plan->mode == FAULT_KILL && of->allocates) ||
        is_one_of_many(of))
        return false;
    plan->count++;
    if (plan->mode == FAULT_STORM)
        return storm(of);
    if (plan->mode == FAULT_COUNT || plan->count != plan->at)
        return false;
    if (plan->mode == FAULT_KILL)
        raise(SIGKILL);
    plan->hit = of->name;
    plan->error = errno = of->errors[plan->which];
    plan->more_errors = of->errors[plan->which + 1] != 0;
    return true;
}

/* clang-format off */
WRAP_RELEASE(int, close, (int fd), (fd), -1, EIO, EINTR)
WRAP_RELEASE(int, munmap, (void *at, size_t size), (at, size), -1, EINVAL)
WRAP_RELEASE(int, shmdt, (const void *at), (at), -1, EINVAL)
WRAP_RELEASE(int, sem_close, (sem_t *semaphore), (semaphore), -1, EINVAL)

WRAP(int, faccessat, (int fd, const char *path, int mode, int flags), (fd, path, mode, flags), -1, EACCES, EROFS)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, EPERM)
WRAP(int, flock, (int fd, int operation), (fd, operation), -1, EWOULDBLOCK, ENOLCK, EINTR)
WRAP(int, fsync, (int fd), (fd), -1, EIO, ENOSPC, EINTR)
WRAP(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), -1, EIO, EINTR)
WRAP(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), -1, ENOSPC, EINTR)

WRAP(char *, fgets, (char *line, int size, FILE *file), (line, size, file), NULL, EIO)
WRAP(size_t, fread, (void *to, size_t size, size_t count, FILE *file), (to, size, count, file), 0, EIO)
WRAP(FILE *, fopen64, (const char *path, const char *mode), (path, mode), NULL, EACCES, EMFILE)
WRAP(int, fstat64, (int fd, struct stat *status), (fd, status), -1, EOVERFLOW)
WRAP(int, stat64, (const char *path, struct stat *status), (path, status), -1, EACCES, ENOENT)
WRAP(int, lstat64, (const char *path, struct stat *status), (path, status), -1, EACCES, ENOENT)
WRAP(key_t, ftok, (const char *path, int project), (path, project), -1, EACCES, ENOENT)
WRAP(int, ftruncate64, (int fd, off_t size), (fd, size), -1, EFBIG, EINTR)
WRAP(char *, getcwd, (char *to, size_t size), (to, size), NULL, ENOENT, EACCES)
WRAP(int, getpwuid_r, (uid_t uid, struct passwd *entry, char *to, size_t size, struct passwd **found),
     (uid, entry, to, size, found), (*found = NULL, errno), EIO, EMFILE)
WRAP(int, kill, (pid_t pid, int number), (pid, number), -1, EPERM, ESRCH)
WRAP(int, link, (const char *from, const char *to), (from, to), -1, EACCES, ENOSPC, EEXIST)
WRAP(int, madvise, (void *at, size_t size, int advice), (at, size, advice), -1, EINVAL)
WRAP(int, mincore, (void *at, size_t size, unsigned char *to), (at, size, to), -1, ENOMEM)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, EACCES, ENOSPC)
WRAP(void *, mmap64, (void *at, size_t size, int protection, int flags, int fd, off_t offset),
     (at, size, protection, flags, fd, offset), MAP_FAILED, ENOMEM, EACCES)
WRAP(int, nanosleep, (const struct timespec *time, struct timespec *left), (time, left), -1, EINTR)
WRAP(DIR *, opendir, (const char *path), (path), NULL, EACCES, EMFILE)
WRAP(int, posix_fallocate64, (int fd, off_t offset, off_t size), (fd, offset, size), errno, ENOSPC, EINTR)
WRAP(ssize_t, pread64, (int fd, void *to, size_t size, off_t offset), (fd, to, size, offset), -1, EIO, EINTR)
WRAP(ssize_t, process_vm_readv, (pid_t pid, const struct iovec *to, unsigned long to_count, const struct iovec *from,
                                 unsigned long from_count, unsigned long flags),
     (pid, to, to_count, from, from_count, flags), -1, EFAULT, EPERM)
WRAP(ssize_t, process_vm_writev, (pid_t pid, const struct iovec *from, unsigned long from_count, const struct iovec *to,
                                  unsigned long to_count, unsigned long flags),
     (pid, from, from_count, to, to_count, flags), -1, EFAULT, EPERM)
WRAP(struct dirent *, readdir64, (DIR *directory), (directory), NULL, EBADF)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1, EACCES, ENOSPC)
WRAP(int, sem_getvalue, (sem_t *semaphore, int *value), (semaphore, value), -1, EINVAL)
WRAP(int, sem_post, (sem_t *semaphore), (semaphore), -1, EOVERFLOW, EINVAL)
WRAP(int, sem_timedwait, (sem_t *semaphore, const struct timespec *until), (semaphore, until), -1,
     EINVAL, ETIMEDOUT, EINTR)
WRAP(int, sem_trywait, (sem_t *semaphore), (semaphore), -1, EINVAL, EAGAIN, EINTR)
WRAP(int, sem_unlink, (const char *name), (name), -1, EACCES, ENOENT)
WRAP(int, semop, (int id, struct sembuf *what, size_t count), (id, what, count), -1,
     EACCES, EIDRM, ENOSPC, ERANGE, EINTR)
WRAP(int, semtimedop, (int id, struct sembuf *what, size_t count, const struct timespec *until),
     (id, what, count, until), -1, EACCES, EIDRM, EAGAIN, EINTR)
WRAP(int, shm_open, (const char *name, int flags, mode_t mode), (name, flags, mode), -1,
     EACCES, EMFILE, ENOSPC, ENOENT)
WRAP(int, shm_unlink, (const char *name), (name), -1, EACCES, ENOENT)
WRAP(void *, shmat, (int id, const void *at, int flags), (id, at, flags), (void *)-1, EACCES, ENOMEM, EIDRM)
WRAP(int, shmctl, (int id, int command, struct shmid_ds *status), (id, command, status), -1,
     EACCES, EPERM, EIDRM, EINVAL)
WRAP(int, shmget, (key_t key, size_t size, int flags), (key, size, flags), -1,
     EACCES, ENOSPC, ENOMEM, ENOENT)
WRAP(int, unlink, (const char *path), (path), -1, EACCES, EBUSY, ENOENT)
/* clang-format on */

/* ---- with arguments that vary ---- */

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    static const fault_call of = {"open64", false, {EACCES, EMFILE, ENOSPC, EINTR, 0}};
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fault_due(&of) ? -1 : __real_open64(path, flags, mode);
}

int __real_fcntl64(int fd, int command, ...);
int __wrap_fcntl64(int fd, int command, ...);
int __wrap_fcntl64(int fd, int command, ...)
{
    static const fault_call of = {"fcntl64", false, {EAGAIN, EACCES, EINVAL, 0}};
    va_list rest;
    va_start(rest, command);
    long argument = va_arg(rest, long);
    va_end(rest);
    return fault_due(&of) ? -1 : __real_fcntl64(fd, command, argument);
}

sem_t *__real_sem_open(const char *name, int flags, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...);
sem_t *__wrap_sem_open(const char *name, int flags, ...)
{
    static const fault_call of = {"sem_open", false, {EACCES, EMFILE, ENOMEM, ENOSPC, 0}};
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    unsigned value = (flags & O_CREAT) != 0 ? va_arg(rest, unsigned) : 0;
    va_end(rest);
    return fault_due(&of) ? SEM_FAILED : __real_sem_open(name, flags, mode, value);
}

static int last_semaphore = -1;

int fault_last_semaphore(void)
{
    return last_semaphore;
}

int __real_semget(key_t key, int count, int flags);
int __wrap_semget(key_t key, int count, int flags);
int __wrap_semget(key_t key, int count, int flags)
{
    static const fault_call of = {"semget", false, {EACCES, ENOSPC, ENOMEM, ENOENT, 0}};
    int found = fault_due(&of) ? -1 : __real_semget(key, count, flags);
    last_semaphore = found >= 0 ? found : last_semaphore;
    return found;
}

static int nameless_semaphore = -1;

int fault_nameless_semaphore(void)
{
    int id = nameless_semaphore;
    nameless_semaphore = -1;
    return id;
}

union semun_argument {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

int __real_semctl(int id, int number, int command, ...);
int __wrap_semctl(int id, int number, int command, ...);
int __wrap_semctl(int id, int number, int command, ...)
{
    static const fault_call of = {"semctl", false, {EACCES, EPERM, EIDRM, EINVAL, 0}};
    va_list rest;
    va_start(rest, command);
    union semun_argument argument = va_arg(rest, union semun_argument);
    va_end(rest);
    bool due = fault_due(&of);
    if (due && command == IPC_RMID)
        nameless_semaphore = id;
    return due ? -1 : __real_semctl(id, number, command, argument);
}

/* ---- memory ---- */

void *fault_taken(void *block)
{
    live_blocks += block != NULL ? 1 : 0;
    return block;
}

WRAP_MEMORY(malloc, (size_t size), (size))
WRAP_MEMORY(calloc, (size_t count, size_t size), (count, size))
WRAP_MEMORY(strdup, (const char *text), (text))

void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size)
{
    static const fault_call of = {"realloc", true, {ENOMEM, 0}};
    if (fault_due(&of))
        return NULL;
    return block == NULL ? fault_taken(__real_realloc(NULL, size)) : __real_realloc(block, size);
}

/*
 * Gives memory of libc's, which free() below counts. What else it can fail with does not come and
 * go: to Qt, and so to us, keys then lie in the root directory.
 */
char *__real_realpath(const char *path, char *to);
char *__wrap_realpath(const char *path, char *to);
char *__wrap_realpath(const char *path, char *to)
{
    static const fault_call of = {"realpath", true, {ENOMEM, 0}};
    char *found = fault_due(&of) ? NULL : __real_realpath(path, to);
    return to == NULL ? fault_taken(found) : found;
}

void __real_free(void *block);
void __wrap_free(void *block);
void __wrap_free(void *block)
{
    live_blocks -= block != NULL ? 1 : 0;
    __real_free(block);
}

/* ---- what the compression libraries allocate ---- */

int __real_inflateInit_(z_streamp stream, const char *version, int size);
int __wrap_inflateInit_(z_streamp stream, const char *version, int size);
int __wrap_inflateInit_(z_streamp stream, const char *version, int size)
{
    static const fault_call of = {"inflateInit_", true, {ENOMEM, 0}};
    return fault_due(&of) ? Z_MEM_ERROR : __real_inflateInit_(stream, version, size);
}

/* It takes its window when it first needs one. */
int __real_inflate(z_streamp stream, int flush);
int __wrap_inflate(z_streamp stream, int flush);
int __wrap_inflate(z_streamp stream, int flush)
{
    static const fault_call of = {"inflate", true, {ENOMEM, 0}};
    return fault_due(&of) ? Z_MEM_ERROR : __real_inflate(stream, flush);
}

int __real_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size);
int __wrap_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size);
int __wrap_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size)
{
    static const fault_call of = {"deflateInit2_", true, {ENOMEM, 0}};
    return fault_due(&of)
               ? Z_MEM_ERROR
               : __real_deflateInit2_(stream, level, method, bits, memory, strategy, version, size);
}

#if defined(QSM_WITH_LIBDEFLATE)
void *__real_libdeflate_alloc_decompressor(void);
void *__wrap_libdeflate_alloc_decompressor(void);
void *__wrap_libdeflate_alloc_decompressor(void)
{
    static const fault_call of = {"libdeflate_alloc_decompressor", true, {ENOMEM, 0}};
    return fault_due(&of) ? NULL : __real_libdeflate_alloc_decompressor();
}
#endif
