/* SPDX-License-Identifier: MIT */
/* Key files of System V objects: missing, replaced, a link, somebody else's, or two of one number.
 */
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/doctor/doctor.h"

/* Clocks of files and of System V objects may round apart. */
enum { ROUNDING = 2 };

/* ---- one file ---- */

static void check_link(doctor *self, const char *path, const struct stat *file)
{
    if (!S_ISLNK(file->st_mode))
        return;
    char target[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target - 1);
    target[size > 0 ? size : 0] = '\0';
    doctor_find(self, "key-file-link", path,
                "The key file is a symbolic link to %s. ftok() follows it, and so the key's number "
                "is that of another file; no Qt program makes such a link.",
                target);
    doctor_next(self, "find out who made it; remove it while no program uses the key");
}

static void check_owner(doctor *self, const doctor_object *object, const struct stat *file)
{
    int64_t owner = (int64_t)file->st_uid;
    if (owner == (int64_t)geteuid() || owner == object->info.owner)
        return;
    doctor_find(self, "key-file-owner", object->info.native_key,
                "The key file belongs to uid %" PRId64
                ", neither to this user nor to the segment's "
                "owner: who owns it can replace it, and then programs do not meet.",
                owner);
    doctor_next(self, "find out who made it; remove it while no program uses the key");
}

/* ---- two files of one number ---- */

static bool same_number(const struct stat *one, const struct stat *other)
{
    return ((one->st_ino ^ other->st_ino) & 0xffff) == 0 &&
           ((one->st_dev ^ other->st_dev) & 0xff) == 0;
}

static bool is_key_file(const char *name)
{
    return strncmp(name, "qipc_", strlen("qipc_")) == 0;
}

static void compare(doctor *self, const doctor_object *object, const struct stat *file, int folder,
                    const char *name)
{
    struct stat other;
    if (!is_key_file(name) || fstatat(folder, name, &other, 0) != 0 ||
        other.st_ino == file->st_ino || !same_number(file, &other))
        return;
    doctor_find(self, "ftok-collision", object->info.native_key,
                "The key file beside it, %s, has the same ftok() number 0x%08" PRIx32
                ": one segment serves two keys.",
                name, (uint32_t)object->info.system_v_key);
    doctor_next(self, "use another key, or remove one of the two files while no program uses "
                      "either");
}

static void check_collisions(doctor *self, const doctor_object *object, const struct stat *file)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", object->info.native_key);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return;
    slash[slash == folder ? 1 : 0] = '\0';
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        compare(self, object, file, dirfd(directory), entry->d_name);
    (void)closedir(directory);
}

/* Whoever makes a segment makes its key file first. */
static void check_age(doctor *self, const doctor_object *object, const struct stat *file)
{
    if (object->info.changed < 0 || file->st_mtime <= object->info.changed + ROUNDING)
        return;
    doctor_find(self, "ftok-collision", object->info.native_key,
                "The segment of %" PRId64 " bytes is older than the key file: process %" PRId64
                " made it for another file that has, or had, the same ftok() number 0x%08" PRIx32
                ".",
                object->info.size, object->info.creator_pid, (uint32_t)object->info.system_v_key);
    doctor_next(self, "use another key, or remove the key file while no program uses it: the next "
                      "has another number");
}

static void check_file(doctor *self, const doctor_object *object)
{
    struct stat link;
    struct stat file;
    const char *path = object->info.native_key;
    if (lstat(path, &link) != 0)
        return;
    check_link(self, path, &link);
    if (stat(path, &file) != 0)
        return;
    check_owner(self, object, &file);
    check_collisions(self, object, &file);
    if (object->info.exists)
        check_age(self, object, &file);
}

/* ---- segments that have lost their file ---- */

typedef struct orphans {
    int count;
    qsm_segment_info last; /* its strings are not kept */
    int64_t older_than;    /* only those made before; Unix seconds */
} orphans;

static bool count_orphan(void *context, const qsm_segment_info *info)
{
    orphans *found = context;
    bool used = info->exists && info->attached > 0 && info->native_key[0] == '\0';
    if (used && info->changed <= found->older_than) {
        found->count++;
        found->last = *info;
    }
    return true;
}

static void find_lost(doctor *self, const doctor_object *asked, const orphans *found, bool replaced)
{
    doctor_find(self, replaced ? "key-file-replaced" : "key-file-missing", asked->info.native_key,
                "The key file %s, and %d segment(s) of Qt programs are in use whose key file is "
                "gone, one of them of process %" PRId64 " (id %" PRId64 ", %" PRId64
                " bytes): it may be this key's. Somebody, a cleaner of temporary files perhaps, "
                "has removed the file.",
                replaced ? "is newer than that" : "is missing", found->count,
                found->last.creator_pid, found->last.id, found->last.size);
    doctor_next(self,
                "start the program that has it again; keep the cleaner from %s "
                "(tmpfiles.d: x %s/qipc_*)",
                self->temp_path, self->temp_path);
}

/* Segments whose file lies in another directory are no orphans, and not looked for. */
static bool is_elsewhere(const doctor *self)
{
    return doctor_has_found(self, "other-temp-directory") ||
           doctor_has_found(self, "other-mount-namespace") ||
           doctor_has_found(self, "other-runtime-directory");
}

static void check_orphans(doctor *self, const doctor_object *asked)
{
    struct stat file;
    bool there = stat(asked->info.native_key, &file) == 0;
    orphans found = {.count = 0, .older_than = there ? (int64_t)file.st_mtime : INT64_MAX};
    (void)qsm_segment_list(NULL, count_orphan, &found);
    if (found.count > 0)
        find_lost(self, asked, &found, there);
}

void doctor_check_key_files(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (object->info.type < QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
            (object->info.exists || object->asked_for))
            check_file(self, object);
    }
    if (asked->info.type < QSM_NATIVE_IPC_KEY_POSIX_REALTIME && !asked->info.exists &&
        !is_elsewhere(self))
        check_orphans(self, asked);
}
