/* SPDX-License-Identifier: MIT */
/* Findings about System V key files: missing, replaced, a link, of another user, or two files with
 * the same number. */
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/doctor/doctor.h"

/* The times of files and of System V objects are rounded differently, by up to 2 seconds. */
enum { ROUNDING = 2 };

/* ---- one file ---- */

static void check_link(doctor *self, const char *path, const struct stat *file)
{
    if (!S_ISLNK(file->st_mode))
        return;
    char target[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target - 1);
    target[size > 0 ? size : 0] = '\0';
    doctor_find(
        self, "key-file-link", path,
        "The key file is a symbolic link to %s. ftok() follows the link, so the key has the "
        "number of another file. No Qt program creates such a link.",
        target);
    doctor_next(self, "find out which program created it; remove it while no program uses the key");
}

static void check_owner(doctor *self, const doctor_object *object, const struct stat *file)
{
    int64_t owner = (int64_t)file->st_uid;
    if (owner == (int64_t)geteuid() || owner == qsm_segment_info_owner(object->info))
        return;
    doctor_find(self, "key-file-owner", qsm_segment_info_native_key(object->info),
                "The key file belongs to uid %" PRId64
                ", not to this user and not to the owner of the segment. Its owner can replace it, "
                "and then programs do not meet.",
                owner);
    doctor_next(self, "find out which program created it; remove it while no program uses the key");
}

/* ---- two files with the same number ---- */

static bool is_key_file(const char *name)
{
    return strncmp(name, "qipc_", strlen("qipc_")) == 0;
}

/* Whether the file at path has the same System V key as the object. */
static bool gives_same_key(const doctor_object *object, const char *path)
{
    int32_t own = 0;
    int32_t other = 0;
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_native(path, qsm_segment_info_type(object->info));
    bool same = key != NULL && qsm_native_ipc_key_ftok(object->key, &own) &&
                qsm_native_ipc_key_ftok(key, &other) && own == other;
    qsm_native_ipc_key_free(key);
    return same;
}

static void compare(doctor *self, const doctor_object *object, const struct stat *file,
                    const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat other;
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!is_key_file(name) || size < 0 || (size_t)size >= sizeof path || stat(path, &other) != 0 ||
        other.st_ino == file->st_ino || !gives_same_key(object, path))
        return;
    doctor_find(self, "ftok-collision", qsm_segment_info_native_key(object->info),
                "Another key file of this directory, %s, has the same ftok() number 0x%08" PRIx32
                ": two keys share one segment.",
                name, (uint32_t)qsm_segment_info_system_v_key(object->info));
    doctor_next(self, "use another key, or remove one of the two files while no program uses "
                      "the two keys");
}

static void check_collisions(doctor *self, const doctor_object *object, const struct stat *file)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", qsm_segment_info_native_key(object->info));
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return;
    slash[slash == folder ? 1 : 0] = '\0';
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        compare(self, object, file, folder, entry->d_name);
    (void)closedir(directory);
}

/* A program creates the key file before the segment. */
static void check_age(doctor *self, const doctor_object *object, const struct stat *file)
{
    if (qsm_segment_info_change_time(object->info) < 0 ||
        file->st_mtime <= qsm_segment_info_change_time(object->info) + ROUNDING)
        return;
    doctor_find(self, "ftok-collision", qsm_segment_info_native_key(object->info),
                "The segment of %" PRId64 " bytes is older than the key file: process %" PRId64
                " created it for another key file with the same ftok() number 0x%08" PRIx32 ".",
                qsm_segment_info_size(object->info), qsm_segment_info_creator_pid(object->info),
                (uint32_t)qsm_segment_info_system_v_key(object->info));
    doctor_next(self, "use another key, or remove the key file while no program uses it: the next "
                      "file has another number");
}

static void check_file(doctor *self, const doctor_object *object)
{
    struct stat link;
    struct stat file;
    const char *path = qsm_segment_info_native_key(object->info);
    if (lstat(path, &link) != 0)
        return;
    check_link(self, path, &link);
    if (stat(path, &file) != 0)
        return;
    check_owner(self, object, &file);
    check_collisions(self, object, &file);
    if (qsm_segment_info_exists(object->info))
        check_age(self, object, &file);
}

/* ---- segments whose key file is gone ---- */

typedef struct nameless {
    int count;
    int64_t creator_pid; /* of the last such segment */
    int64_t shmid;
    int64_t size;
    int64_t older_than; /* count only segments created before; Unix seconds */
    int64_t owner;      /* count only segments of this uid; -1: of all */
} nameless;

static bool count_nameless(void *context, const qsm_segment_info *info)
{
    nameless *found = context;
    bool used = qsm_segment_info_exists(info) && qsm_segment_info_attached(info) > 0 &&
                qsm_segment_info_native_key(info)[0] == '\0' &&
                (found->owner < 0 || qsm_segment_info_owner(info) == found->owner);
    if (used && qsm_segment_info_change_time(info) <= found->older_than) {
        found->count++;
        found->creator_pid = qsm_segment_info_creator_pid(info);
        found->shmid = qsm_segment_info_shmid(info);
        found->size = qsm_segment_info_size(info);
    }
    return true;
}

static void find_lost(doctor *self, const doctor_object *asked, const nameless *found,
                      bool replaced)
{
    doctor_find(self, replaced ? "key-file-replaced" : "key-file-missing",
                qsm_segment_info_native_key(asked->info),
                "The key file %s. %d segment(s) of Qt programs are in use without a key file. One "
                "of them may be the segment of this key: process %" PRId64
                " created the last one (id %" PRId64 ", %" PRId64
                " bytes). A program that cleans temporary files may have removed the key file.",
                replaced ? "was replaced" : "is missing", found->count, found->creator_pid,
                found->shmid, found->size);
    doctor_next(self,
                "start the program that uses the segment again; exclude %s from cleaning "
                "(tmpfiles.d: x %s/qipc_*)",
                self->temp_path, self->temp_path);
}

/* The key file is in another directory: another check has found it. */
static bool is_in_other_directory(const doctor *self)
{
    return doctor_has_found(self, "other-temp-directory") ||
           doctor_has_found(self, "other-mount-namespace") ||
           doctor_has_found(self, "other-runtime-directory");
}

/*
 * A program that made the key file again has made a second segment, too: that segment exists, but
 * the first one is still in use. Without a second segment any user's segment can be the first one.
 */
static void check_nameless(doctor *self, const doctor_object *asked)
{
    struct stat file;
    bool there = stat(qsm_segment_info_native_key(asked->info), &file) == 0;
    nameless found = {
        .count = 0,
        .older_than = there ? (int64_t)file.st_mtime + ROUNDING : INT64_MAX,
        .owner = qsm_segment_info_exists(asked->info) ? qsm_segment_info_owner(asked->info) : -1};
    (void)qsm_segment_list(NULL, count_nameless, &found);
    if (found.count > 0)
        find_lost(self, asked, &found, there);
}

void doctor_check_key_files(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (qsm_segment_info_type(object->info) < QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
            (qsm_segment_info_exists(object->info) || object->asked_for))
            check_file(self, object);
    }
    if (qsm_segment_info_type(asked->info) < QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
        !is_in_other_directory(self))
        check_nameless(self, asked);
}
