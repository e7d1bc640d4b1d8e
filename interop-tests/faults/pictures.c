/* SPDX-License-Identifier: MIT */
/*
 * pictures: a PNG file, and a BMP file, is loaded and saved, with another call failing each time,
 * with a death at each call, and with all that can be interrupted interrupted. Whatever happens,
 * the file is the old picture or the new one; what fails leaves nothing beside it and says why in
 * errno.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qsm/image.h>

#include "procedures.h"
#include "wraps.h"

static char folder[] = "/tmp/qsm-pictures-XXXXXX";
static char path[64];
static qsm_image *old_picture;
static qsm_image *new_picture;
static unsigned long faults_tried;

static qsm_image *picture(int side)
{
    qsm_image *image = qsm_image_new_size(side, side, QSM_IMAGE_FORMAT_RGB32);
    procedure_must(image != NULL, "a picture");
    for (int y = 0; y < side; y++)
        memset(qsm_image_scan_line(image, y), y * 3, (size_t)side * 4);
    return image;
}

static bool holds(const qsm_image *wanted)
{
    qsm_image *image = qsm_image_new();
    bool same = qsm_image_load(image, path) && qsm_image_equals(image, wanted);
    qsm_image_free(image);
    return same;
}

/* How many files are beside the picture; they go. */
static int clean_folder(void)
{
    int count = 0;
    DIR *directory = opendir(folder);
    procedure_must(directory != NULL, "the folder");
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] != '.' || strncmp(entry->d_name, ".qsm-save-", 10) != 0)
            continue;
        count++;
        procedure_must(unlinkat(dirfd(directory), entry->d_name, 0) == 0, "the file beside it");
    }
    (void)closedir(directory);
    return count;
}

static bool save(void)
{
    errno = 0;
    return qsm_image_save(new_picture, path);
}

static bool load(void)
{
    qsm_image *image = qsm_image_new();
    errno = 0;
    bool good = qsm_image_load(image, path);
    if (good)
        procedure_must(qsm_image_equals(image, old_picture), "the whole picture");
    else if (image != NULL)
        procedure_must(qsm_image_is_null(image) && qsm_image_error_string(image)[0] != '\0',
                       "a null image and a text");
    int error = errno;
    qsm_image_free(image);
    errno = error;
    return good;
}

typedef struct file_call {
    const char *name;
    bool (*run)(void);
    bool writes;
} file_call;

/* unlink() is where what failed is cleaned up: if that fails, too, the file beside stays. */
static bool may_leave_a_file(void)
{
    return strcmp(fault_plan.hit, "unlink") == 0;
}

static void check_failed(const file_call *of, bool good)
{
    if (good) {
        procedure_must(!of->writes || holds(new_picture), "the new picture");
    } else {
        procedure_must(errno != 0, "errno");
        procedure_must(holds(old_picture), "the old picture");
    }
    procedure_must(clean_folder() == 0 || may_leave_a_file(), "nothing is left beside it");
}

static void fail_each(const file_call *of)
{
    for (long at = 1;; at++) {
        int which = 0;
        do {
            procedure_must(qsm_image_save(old_picture, path), "the old picture again");
            long before = fault_live_blocks();
            fault_begin(FAULT_FAIL, at, which);
            bool good = of->run();
            fault_end();
            int error = errno;
            procedure_must(fault_live_blocks() == before, "no memory is lost");
            if (fault_plan.hit == NULL) {
                procedure_must(good, "it works when nothing fails");
                return;
            }
            errno = error;
            check_failed(of, good);
            faults_tried++;
            which++;
        } while (fault_plan.more_errors);
    }
}

static void die_at_each(const file_call *of)
{
    for (long at = 1;; at++) {
        int status = 0;
        procedure_must(qsm_image_save(old_picture, path), "the old picture again");
        pid_t child = fork();
        procedure_must(child >= 0, "a child");
        if (child == 0) {
            fault_begin(FAULT_KILL, at, 0);
            bool good = of->run();
            fault_end();
            _exit(good ? 0 : 1);
        }
        procedure_must(waitpid(child, &status, 0) == child, "the child ends");
        procedure_must(holds(old_picture) || holds(new_picture), "one of the two pictures");
        (void)clean_folder();
        faults_tried++;
        if (!WIFSIGNALED(status)) {
            procedure_must(WEXITSTATUS(status) == 0, "it works when it is not killed");
            return;
        }
    }
}

static void interrupt_all(const file_call *of)
{
    procedure_must(qsm_image_save(old_picture, path), "the old picture again");
    fault_begin(FAULT_STORM, 0, 0);
    bool good = of->run();
    fault_end();
    procedure_must(good && fault_plan.interruptions > 0, "interruptions do no harm");
    procedure_must(!of->writes || holds(new_picture), "the new picture");
    procedure_must(clean_folder() == 0, "nothing is left beside it");
}

static void try_file(const char *name)
{
    static const file_call calls[] = {{"save", save, true}, {"load", load, false}};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        fail_each(&calls[i]);
        die_at_each(&calls[i]);
        interrupt_all(&calls[i]);
    }
    procedure_must(unlink(path) == 0, "the file");
}

int main(void)
{
    procedure_must(mkdtemp(folder) != NULL, "a folder");
    old_picture = picture(40);
    new_picture = picture(60);
    try_file("picture.png");
    try_file("picture.bmp");
    qsm_image_free(old_picture);
    qsm_image_free(new_picture);
    procedure_must(rmdir(folder) == 0, "an empty folder");
    printf("%lu faults\n", faults_tried);
    return faults_tried > 20 ? 0 : 1;
}
