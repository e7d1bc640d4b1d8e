/* SPDX-License-Identifier: MIT */
/*
 * QImage::load() and save(), for PNG and BMP files.
 *
 * load() reads only regular files of a limited size. So a file of another type cannot block the
 * program or fill its memory. save() writes a new file in the same folder. When it is complete and
 * on the disk, it is renamed over the old file. So the old picture or the new picture is always
 * there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "image/image_data.h"
#include "image/image_stream.h"

enum {
    MOST_BYTES = 320 << 20, /* more than any picture within the default limits */
    PERMISSIONS = 0777,
    NAMES_TRIED = 100
};

/* close(), free() and unlink() after an error must not change errno. */
static void close_quietly(int file)
{
    int error = errno;
    (void)close(file);
    errno = error;
}

static void free_quietly(void *memory)
{
    int error = errno;
    free(memory);
    errno = error;
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct contents {
    unsigned char *data;
    size_t size;
    size_t capacity;
} contents;

/* Capacity for at least one byte more. False with EFBIG or ENOMEM. */
static bool grow(contents *into)
{
    size_t capacity = into->capacity < MOST_BYTES / 2 ? into->capacity * 2 : MOST_BYTES + 1;
    if (into->size > MOST_BYTES) {
        errno = EFBIG;
        return false;
    }
    unsigned char *larger = realloc(into->data, capacity);
    if (larger == NULL)
        return false;
    into->data = larger;
    into->capacity = capacity;
    return true;
}

/* Reads to the end of the file. The file may be larger now than fstat() said. */
static bool read_all(int file, contents *into)
{
    for (;;) {
        if (into->size == into->capacity && !grow(into))
            return false;
        ssize_t count = read(file, into->data + into->size, into->capacity - into->size);
        if (count == 0)
            return true;
        if (count > 0)
            into->size += (size_t)count;
        else if (errno != EINTR)
            return false;
    }
}

/* Whether the file can be read. Checks the descriptor, not the name. */
static bool is_readable(int file, contents *into)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
        return false;
    }
    if (status.st_size > MOST_BYTES) {
        errno = EFBIG;
        return false;
    }
    into->capacity = (size_t)status.st_size + 1; /* 1 byte more, to find the end without growing */
    into->data = malloc(into->capacity);
    return into->data != NULL;
}

/* False with errno. The caller frees into->data in both cases. */
static bool read_file(const char *file_name, contents *into)
{
    int file;
    do
        file = open(file_name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return false;
    bool good = is_readable(file, into) && read_all(file, into);
    close_quietly(file);
    return good;
}

static const char *reading_failed(int error)
{
    switch (error) {
    case EISDIR:
    case ENOTSUP:
        return "this is not a regular file";
    case EFBIG:
        return "the file is larger than 320 MiB";
    case ENOMEM:
        return "no memory for the file";
    default:
        return "the file cannot be read";
    }
}

bool qsm_image_load(qsm_image *image, const char *file_name)
{
    contents file = {.data = NULL};
    if (qsm__image_given(image) != image)
        return false;
    if (file_name == NULL)
        return qsm__image_fail(image, EINVAL, "there is no file name");
    bool good = read_file(file_name, &file);
    if (good)
        good = qsm_image_load_from_data(image, file.data, file.size, NULL);
    else
        (void)qsm__image_fail(image, errno, reading_failed(errno));
    free_quietly(file.data);
    return good;
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool write_all(int file, const unsigned char *data, size_t size)
{
    while (size > 0) {
        ssize_t count = write(file, data, size);
        if (count == 0)
            errno = EIO; /* a file system that takes nothing must not keep the program here */
        if (count == 0 || (count < 0 && errno != EINTR))
            return false;
        if (count > 0) {
            data += count;
            size -= (size_t)count;
        }
    }
    return true;
}

/* Some file systems have no fsync(). */
static bool is_on_disk(int file)
{
    while (fsync(file) != 0) {
        if (errno == EINVAL || errno == ENOTSUP || errno == ENOSYS)
            return true;
        if (errno != EINTR)
            return false;
    }
    return true;
}

static bool close_whole(int file, bool whole)
{
    if (!whole) {
        close_quietly(file);
        return false;
    }
    return close(file) == 0 ||
           errno == EINTR; /* close() that was interrupted has closed the file */
}

/*
 * Makes a new file with an unused name in the folder of path. -1 with errno. The caller frees *name
 * in both cases.
 */
static int open_beside(const char *path, mode_t mode, char **name)
{
    static const char pattern[] = ".qsm-save-";
    enum { DIGITS = 64 };
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL ? (int)(slash + 1 - path) : 0;
    size_t size = (size_t)folder + sizeof pattern + DIGITS;
    struct timespec now = {0};
    *name = malloc(size);
    if (*name == NULL)
        return -1;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    for (int i = 0; i < NAMES_TRIED; i++) {
        (void)snprintf(*name, size, "%.*s%s%lx-%lx-%d", folder, path, pattern,
                       (unsigned long)getpid(), (unsigned long)now.tv_nsec, i);
        int file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY | O_CLOEXEC, mode);
        if (file >= 0 || (errno != EEXIST && errno != EINTR))
            return file;
    }
    return -1;
}

/* old is the existing file, or NULL. */
static bool write_and_rename(const char *path, const struct stat *old, const void *data,
                             size_t size)
{
    char *name = NULL;
    mode_t mode = old != NULL ? old->st_mode & PERMISSIONS : 0666; /* without the umask */
    int file = open_beside(path, mode, &name);
    bool good = file >= 0;
    if (good) {
        good = (old == NULL || fchmod(file, mode) == 0) && write_all(file, data, size) &&
               is_on_disk(file);
        good = close_whole(file, good) && rename(name, path) == 0;
    }
    if (file >= 0 && !good) {
        int error = errno;
        (void)unlink(name);
        errno = error;
    }
    free_quietly(name);
    return good;
}

/* Replaces an existing file. Follows symbolic links. */
static bool replace_file(const char *file_name, const struct stat *old, const void *data,
                         size_t size)
{
    if (!S_ISREG(old->st_mode)) {
        errno = S_ISDIR(old->st_mode) ? EISDIR : ENOTSUP;
        return false;
    }
    /* rename() does not check whether the old file is writable. */
    if (faccessat(AT_FDCWD, file_name, W_OK, AT_EACCESS) != 0)
        return false;
    char *path = realpath(file_name, NULL);
    bool good = path != NULL && write_and_rename(path, old, data, size);
    free_quietly(path);
    return good;
}

static bool write_file(const char *file_name, const void *data, size_t size)
{
    struct stat old;
    if (stat(file_name, &old) == 0)
        return replace_file(file_name, &old, data, size);
    return errno == ENOENT && write_and_rename(file_name, NULL, data, size);
}

/* By the name, as QImage::save(). */
static int version_of(const char *file_name)
{
    const char *dot = strrchr(file_name, '.');
    return dot != NULL && strcasecmp(dot, ".bmp") == 0 ? QSM_IMAGE_BARE_BMP : QSM_IMAGE_BARE_PNG;
}

bool qsm_image_save(const qsm_image *image, const char *file_name)
{
    void *data;
    size_t size;
    if (file_name == NULL) {
        errno = EINVAL;
        return false;
    }
    if (!qsm__image_write_file(image, version_of(file_name), QSM_IMAGE_FAST, &data, &size))
        return false;
    bool good = write_file(file_name, data, size);
    free_quietly(data);
    return good;
}
