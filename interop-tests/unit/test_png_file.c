/* SPDX-License-Identifier: MIT */
/*
 * Pictures in PNG files and PNG data: what is read and written, and what is refused with which
 * errno. Files lie in a folder of the test's own.
 */
#include <qsm/image.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limits.h"
#include "suite.h"

static char folder[] = "/tmp/qsm-png-file-XXXXXX";

/* The name of a file in the folder; good until the eighth call after. */
static const char *in_folder(const char *name)
{
    static char paths[8][128];
    static unsigned next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static qsm_image *make_image(int side, uint32_t seed)
{
    qsm_image *image = qsm_image_new_size(side, side, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    for (int y = 0; y < side; y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < side; x++)
            row[x] = 0xff000000U | (seed = seed * 1664525U + 1013904223U);
    }
    CU_ASSERT_TRUE(qsm_image_set_text(image, "Title", "a picture"));
    return image;
}

static void expect_errno(bool done, int error)
{
    int got = errno;
    CU_ASSERT_FALSE(done);
    CU_ASSERT_EQUAL(got, error);
    if (got != error)
        printf("    errno is %d (%s), wanted %d\n", got, strerror(got), error);
    errno = 0;
}

/* Whether the file holds just this picture. */
static bool holds(const char *file_name, const qsm_image *image)
{
    qsm_image *loaded = qsm_image_new();
    bool same = qsm_image_load(loaded, file_name) && qsm_image_equals(loaded, image);
    qsm_image_free(loaded);
    return same;
}

static void expect_load_fails(const char *file_name, int error)
{
    qsm_image *image = make_image(2, 1);
    errno = 0;
    expect_errno(qsm_image_load(image, file_name), error);
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    CU_ASSERT_NOT_EQUAL(qsm_image_error_string(image)[0], '\0');
    qsm_image_free(image);
}

static void test_round_trip(void)
{
    const char *path = in_folder("picture.png");
    qsm_image *image = make_image(20, 1);
    qsm_image *loaded = qsm_image_new();
    CU_ASSERT_TRUE(qsm_image_save(image, path));
    CU_ASSERT_TRUE(qsm_image_load(loaded, path));
    CU_ASSERT_TRUE(qsm_image_equals(loaded, image));
    CU_ASSERT_STRING_EQUAL(qsm_image_text(loaded, "Title"), "a picture");
    CU_ASSERT_STRING_EQUAL(qsm_image_error_string(loaded), "");
    unsigned char signature[4] = {0};
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fread(signature, 1, 4, file), 4);
    CU_ASSERT_EQUAL(memcmp(signature, "\x89PNG", 4), 0);
    (void)fclose(file);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(chdir(folder), 0);
    CU_ASSERT_TRUE(qsm_image_save(image, "here.png"));
    CU_ASSERT_TRUE(holds("here.png", image));
    CU_ASSERT_EQUAL(unlink("here.png"), 0);
    CU_ASSERT_EQUAL(chdir("/"), 0);
    qsm_image_free(loaded);
    qsm_image_free(image);
}

static mode_t mode_of(const char *path)
{
    struct stat status = {0};
    CU_ASSERT_EQUAL(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void test_permissions(void)
{
    const char *path = in_folder("picture.png");
    qsm_image *image = make_image(4, 1);
    qsm_image *other = make_image(4, 2);
    mode_t before = umask(027);
    CU_ASSERT_TRUE(qsm_image_save(image, path));
    CU_ASSERT_EQUAL(mode_of(path), 0640);
    CU_ASSERT_EQUAL(chmod(path, 0606), 0);
    CU_ASSERT_TRUE(qsm_image_save(other, path));
    CU_ASSERT_EQUAL(mode_of(path), 0606);
    CU_ASSERT_TRUE(holds(path, other));
    (void)umask(before);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_image_free(image);
    qsm_image_free(other);
}

/* A link stays one; the file it leads to is the new one. */
static void test_links(void)
{
    const char *path = in_folder("picture.png");
    const char *name = in_folder("link.png");
    struct stat status;
    qsm_image *image = make_image(4, 1);
    qsm_image *other = make_image(4, 2);
    CU_ASSERT_TRUE(qsm_image_save(image, path));
    CU_ASSERT_EQUAL(symlink("picture.png", name), 0);
    CU_ASSERT_TRUE(holds(name, image));
    CU_ASSERT_TRUE(qsm_image_save(other, name));
    CU_ASSERT_TRUE(holds(path, other));
    CU_ASSERT_EQUAL(lstat(name, &status), 0);
    CU_ASSERT_TRUE(S_ISLNK(status.st_mode));
    CU_ASSERT_EQUAL(unlink(name), 0);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_image_free(image);
    qsm_image_free(other);
}

/* A pipe would keep an open() waiting, and a device can be anything. */
static void test_no_regular_file(void)
{
    const char *pipe_name = in_folder("pipe");
    qsm_image *image = make_image(2, 1);
    CU_ASSERT_EQUAL(mkfifo(pipe_name, 0600), 0);
    (void)alarm(20); /* a hang would end the program */
    expect_load_fails(pipe_name, ENOTSUP);
    expect_errno(qsm_image_save(image, pipe_name), ENOTSUP);
    int reader = open(pipe_name, O_RDONLY | O_NONBLOCK);
    expect_errno(qsm_image_save(image, pipe_name), ENOTSUP);
    (void)close(reader);
    (void)alarm(0);
    expect_load_fails(folder, EISDIR);
    expect_errno(qsm_image_save(image, folder), EISDIR);
    expect_load_fails("/dev/null", ENOTSUP);
    expect_errno(qsm_image_save(image, "/dev/null"), ENOTSUP);
    expect_load_fails(in_folder("none"), ENOENT);
    expect_load_fails(in_folder("pipe/below"), ENOTDIR);
    expect_errno(qsm_image_save(image, in_folder("none/below")), ENOENT);
    expect_errno(qsm_image_save(image, in_folder("pipe/below")), ENOTDIR);
    CU_ASSERT_EQUAL(unlink(pipe_name), 0);
    qsm_image_free(image);
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, file), size);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

static void test_damage(void)
{
    const char *path = in_folder("picture.png");
    qsm_image *image = make_image(9, 1);
    void *data;
    size_t size;
    CU_ASSERT_TRUE_FATAL(qsm_image_write_png(image, QSM_IMAGE_FAST, &data, &size));
    write_bytes(path, "", 0);
    expect_load_fails(path, EBADMSG);
    write_bytes(path, "no picture", 10);
    expect_load_fails(path, EBADMSG);
    write_bytes(path, data, size - 13);
    expect_load_fails(path, EBADMSG);
    write_bytes(path, data, size);
    CU_ASSERT_TRUE(holds(path, image));
    /* Larger than any picture within the limits. The file has holes: it takes no room. */
    CU_ASSERT_EQUAL(truncate(path, ((off_t)320 << 20) + 1), 0);
    expect_load_fails(path, EFBIG);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_free(data);
    qsm_image_free(image);
}

/* A file whose size the system does not tell. */
static void test_unknown_size(void)
{
    struct stat status;
    if (stat("/proc/self/maps", &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
        expect_load_fails("/proc/self/maps", EBADMSG);
}

static void test_data(void)
{
    static const qsm_image_limits no_size = {.max_pixels = 81};
    qsm_image *image = make_image(9, 1);
    qsm_image *read = qsm_image_new();
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        void *data = NULL;
        size_t size = 0;
        CU_ASSERT_TRUE_FATAL(qsm_image_write_png(image, (qsm_image_compression)form, &data, &size));
        CU_ASSERT_TRUE(qsm_image_read_png(read, data, size, NULL));
        CU_ASSERT_TRUE(qsm_image_equals(read, image));
        CU_ASSERT_TRUE(qsm_image_read_png(read, data, size, LIMITS(.max_pixels = 81)));
        errno = 0;
        expect_errno(qsm_image_read_png(read, data, size, LIMITS(.max_pixels = 80)), EFBIG);
        CU_ASSERT_TRUE(qsm_image_is_null(read));
        expect_errno(qsm_image_read_png(read, data, size, LIMITS(.max_image_bytes = 9)), EFBIG);
        expect_errno(qsm_image_read_png(read, data, size, &no_size), EINVAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_image_error_string(read), "QSM_INIT()"));
        expect_errno(qsm_image_read_png(read, data, size - 1 - 12, NULL), EBADMSG);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_image_error_string(read), " at byte "));
        ((unsigned char *)data)[29] ^= 1; /* the CRC of IHDR */
        expect_errno(qsm_image_read_png(read, data, size, NULL), EBADMSG);
        CU_ASSERT_STRING_EQUAL(qsm_image_error_string(read), "IHDR chunk at byte 8: CRC is wrong");
        qsm_free(data);
    }
    qsm_image_free(read);
    qsm_image_free(image);
}

static void test_refused(void)
{
    const char *path = in_folder("picture.png");
    void *data = &data;
    size_t size = 1;
    qsm_image *null = qsm_image_new();
    qsm_image *mono = qsm_image_new_size(8, 1, QSM_IMAGE_FORMAT_MONO);
    CU_ASSERT_TRUE(qsm_image_set_color_table(mono, NULL, 0));
    errno = 0;
    expect_errno(qsm_image_load(NULL, path), EINVAL);
    expect_errno(qsm_image_save(NULL, path), EINVAL);
    expect_errno(qsm_image_save(mono, NULL), EINVAL);
    expect_errno(qsm_image_read_png(NULL, "", 0, NULL), EINVAL);
    expect_errno(qsm_image_write_png(NULL, QSM_IMAGE_FAST, &data, &size), EINVAL);
    CU_ASSERT(data == NULL && size == 0);
    expect_errno(qsm_image_write_png(null, QSM_IMAGE_FAST, &data, &size), EINVAL);
    expect_errno(qsm_image_save(null, path), EINVAL);
    expect_errno(qsm_image_save(mono, path), EINVAL); /* without colours */
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    expect_errno(qsm_image_error_string(NULL)[0] != '\0', EINVAL);
    expect_errno(qsm_image_load(mono, NULL), EINVAL);
    CU_ASSERT_TRUE(qsm_image_is_null(mono));
    errno = 0;
    expect_errno(qsm_image_read_png(mono, NULL, 1, NULL), EINVAL);
    qsm_image_free(mono);
    qsm_image_free(null);
}

/* Memory of the caller's takes the pixels, or is too small. */
static void test_buffer(void)
{
    static uint32_t buffer[2 * 81];
    qsm_image *image = make_image(9, 1);
    qsm_image *read = qsm_image_new();
    void *data;
    size_t size;
    CU_ASSERT_TRUE_FATAL(qsm_image_write_png(image, QSM_IMAGE_STORED, &data, &size));
    qsm_image_use_buffer(read, buffer, sizeof buffer);
    CU_ASSERT_TRUE(qsm_image_read_png(read, data, size, NULL));
    CU_ASSERT_PTR_EQUAL(qsm_image_const_bits(read), buffer);
    CU_ASSERT_TRUE(qsm_image_equals(read, image));
    qsm_image_use_buffer(read, buffer, 81 * 4 - 1);
    errno = 0;
    expect_errno(qsm_image_read_png(read, data, size, NULL), ENOMEM);
    qsm_free(data);
    qsm_image_free(read);
    qsm_image_free(image);
}

static int files_in_folder(void)
{
    char command[128];
    int count = -1;
    (void)snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
    FILE *list = popen(command, "r");
    if (list == NULL || fscanf(list, "%d", &count) != 1)
        count = -1;
    return list != NULL && pclose(list) == 0 ? count : -1;
}

/* What a child ends with: 0 when the call failed with this errno. */
static int failed_with(bool done, int error)
{
    return !done && errno == error ? 0 : 1;
}

static void expect_child(pid_t child)
{
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

/* The disk is full in the middle of the file: here a limit on the size of files stands for it. */
static void test_full_disk(void)
{
    const char *path = in_folder("picture.png");
    qsm_image *old = make_image(4, 1);
    qsm_image *large = make_image(100, 2);
    CU_ASSERT_TRUE(qsm_image_save(old, path));
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit small = {8192, 8192};
        (void)signal(SIGXFSZ, SIG_IGN);
        int result = setrlimit(RLIMIT_FSIZE, &small) == 0
                         ? failed_with(qsm_image_save(large, path), EFBIG)
                         : 2;
        qsm_image_free(old);
        qsm_image_free(large);
        _exit(result);
    }
    expect_child(child);
    CU_ASSERT_TRUE(holds(path, old));
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_image_free(old);
    qsm_image_free(large);
}

/* As another user where this one may do everything. */
static bool become_nobody(void)
{
    return geteuid() != 0 || (setegid(65534) == 0 && seteuid(65534) == 0);
}

static void test_no_permission(void)
{
    const char *path = in_folder("picture.png");
    const char *beside = in_folder("new.png");
    qsm_image *old = make_image(4, 1);
    qsm_image *other = make_image(4, 2);
    CU_ASSERT_TRUE(qsm_image_save(old, path));
    /* A folder that may not be written to, with a file that may; then the other way round. */
    static const mode_t modes[2][2] = {{0555, 0666}, {0777, 0444}};
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(chmod(folder, modes[i][0]), 0);
        CU_ASSERT_EQUAL(chmod(path, modes[i][1]), 0);
        pid_t child = fork();
        if (child == 0)
            _exit(!become_nobody()                                                    ? 2
                  : failed_with(qsm_image_save(other, path), EACCES) != 0             ? 3
                  : i == 0 && failed_with(qsm_image_save(other, beside), EACCES) != 0 ? 4
                                                                                      : 0);
        expect_child(child);
        CU_ASSERT_TRUE(holds(path, old));
    }
    CU_ASSERT_EQUAL(chmod(path, 0), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(become_nobody() ? failed_with(qsm_image_load(other, path), EACCES) : 2);
    expect_child(child);
    CU_ASSERT_EQUAL(chmod(folder, 0700), 0);
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    CU_ASSERT_EQUAL(unlink(path), 0);
    qsm_image_free(old);
    qsm_image_free(other);
}

static void test_nothing_left(void)
{
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void test_folder(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

QSM_SUITE("png file", {"a folder", test_folder}, {"saved and loaded", test_round_trip},
          {"permissions of the file", test_permissions}, {"links", test_links},
          {"what is no regular file", test_no_regular_file}, {"damaged files", test_damage},
          {"a file of unknown size", test_unknown_size}, {"data in memory", test_data},
          {"what is refused", test_refused}, {"memory of the caller's", test_buffer},
          {"a full disk", test_full_disk}, {"no permission", test_no_permission},
          {"nothing is left", test_nothing_left})
