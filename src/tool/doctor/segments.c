/* SPDX-License-Identifier: MIT */
/* Findings about segments: none, by another key scheme, several, stale, of another user; and about
 * what else has the name of a segment. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/doctor/doctor.h"
#include "tool/segment.h"

static size_t count_existing(const doctor *self)
{
    size_t count = 0;
    for (size_t i = 0; i < self->object_count; i++)
        count += qsm_segment_info_exists(self->objects[i].info) ? 1 : 0;
    return count;
}

static void find_nothing(doctor *self, const doctor_object *asked)
{
    doctor_find(self, "no-segment", qsm_segment_info_native_key(asked->info),
                "No segment of this key exists%s.",
                qsm_segment_info_key_file_exists(asked->info) ? "; only its key file exists"
                                                              : ", by any key scheme");
    doctor_next(self,
                "start the program that calls create(); 'qsm list' shows the segments that exist; "
                "check the spelling of the key");
}

static void find_other_schemes(doctor *self, const doctor_object *asked)
{
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (!qsm_segment_info_exists(object->info))
            continue;
        doctor_find(
            self, "other-scheme", qsm_segment_info_native_key(object->info),
            "No segment exists by this key scheme (%s). One exists by another key scheme: %s.",
            asked->scheme, object->scheme);
        doctor_next(self,
                    "let both programs use the same key scheme; to read this segment: qsm get %s",
                    object->arguments);
    }
}

static void find_several(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (!qsm_segment_info_exists(object->info) || object == asked)
            continue;
        doctor_find(self, "several-schemes", qsm_segment_info_native_key(object->info),
                    "The key also has a segment by another key scheme: %s. Programs that use one "
                    "scheme (%s) never see the segment of the other.",
                    object->scheme, asked->scheme);
        doctor_next(self,
                    "let both programs use the same key scheme; if no program uses this segment: "
                    "qsm rm %s",
                    object->arguments);
    }
}

/* ---- something else has the name ---- */

/* NULL: a regular file, which is a POSIX object. */
static const char *type_of(mode_t mode)
{
    static const struct {
        mode_t type;
        const char *name;
    } types[] = {{S_IFREG, NULL},
                 {S_IFIFO, "A FIFO"},
                 {S_IFSOCK, "A socket"},
                 {S_IFDIR, "A directory"},
                 {S_IFLNK, "A symbolic link"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if ((mode & S_IFMT) == types[i].type)
            return types[i].name;
    }
    return "A device";
}

static void check_name(doctor *self, const char *prefix, const char *name, const char *what)
{
    char path[PATH_MAX];
    struct stat status;
    const char *last = name + strspn(name, "/");
    int size = snprintf(path, sizeof path, "/dev/shm/%s%s", prefix, last);
    if (last[0] == '\0' || strchr(last, '/') != NULL || size < 0 || (size_t)size >= sizeof path ||
        lstat(path, &status) != 0 || type_of(status.st_mode) == NULL)
        return;
    doctor_find(self, "name-taken", path,
                "%s of uid %" PRId64 " has the name of the %s. create() and attach() fail.",
                type_of(status.st_mode), (int64_t)status.st_uid, what);
    doctor_next(self, "find out which program created it, and remove it");
}

/* Every user can put anything into /dev/shm. */
static void check_names(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        const qsm_segment_info *info = self->objects[i].info;
        if (qsm_segment_info_type(info) != QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
            continue;
        check_name(self, "", qsm_segment_info_native_key(info), "segment");
        check_name(self, "sem.", qsm_segment_info_lock_native_key(info), "lock");
    }
}

void doctor_check_existence(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    check_names(self);
    if (count_existing(self) == 0)
        find_nothing(self, asked);
    else if (!qsm_segment_info_exists(asked->info))
        find_other_schemes(self, asked);
    else
        find_several(self);
}

/* ---- checks of each segment ---- */

/* Whether this user may read and write a segment of this owner and mode. Ignores groups. */
static bool may_use(const qsm_segment_info *info)
{
    uid_t self = geteuid();
    int32_t wanted = 0600;
    if (self == 0 || qsm_segment_info_owner(info) < 0 || qsm_segment_info_mode(info) < 0)
        return true;
    if (qsm_segment_info_owner(info) != (int64_t)self)
        wanted = 0006;
    return (qsm_segment_info_mode(info) & wanted) == wanted;
}

static void check_permission(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    tool_cell owner;
    tool_owner_cell(owner, qsm_segment_info_owner(info));
    if (!may_use(info)) {
        doctor_find(self, "no-permission", qsm_segment_info_native_key(info),
                    "The segment belongs to %s and has mode %04o: attach() of this user fails with "
                    "PermissionDenied, unless a group has access.",
                    owner, (unsigned)qsm_segment_info_mode(info));
        doctor_next(self, "run both programs as the same user; Qt 5.0.1 and later create segments "
                          "with mode 0600");
    } else if (qsm_segment_info_owner(info) >= 0 &&
               qsm_segment_info_owner(info) != (int64_t)geteuid()) {
        doctor_find(self, "other-user", qsm_segment_info_native_key(info),
                    "The segment belongs to %s: its owner controls its contents.", owner);
        doctor_next(self, "attach only if you trust %s", owner);
    }
}

static bool is_alive(int64_t pid)
{
    tool_process_text name;
    return pid > 0 && tool_process_name(pid, name);
}

/* rm removes nothing if KEY has several segments. */
static const char *scheme_for_rm(const doctor *self, const doctor_object *object)
{
    bool by_key = strncmp(object->arguments, "--native ", strlen("--native ")) != 0;
    return by_key && count_existing(self) > 1 ? " --scheme systemv-legacy" : "";
}

/*
 * A System V segment is stale if no process is attached and its creator is gone: a program crashed.
 * A POSIX segment does not record its creator, and Qt never removes it.
 */
static void check_users(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    bool posix = qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    if (qsm_segment_info_attached(info) != 0 ||
        (!posix && is_alive(qsm_segment_info_creator_pid(info))))
        return;
    if (posix)
        doctor_find(self, "stale-segment", qsm_segment_info_native_key(info),
                    "No process has the segment of %" PRId64 " bytes open: create() fails with "
                    "AlreadyExists.",
                    qsm_segment_info_size(info));
    else
        doctor_find(self, "stale-segment", qsm_segment_info_native_key(info),
                    "No process is attached, and process %" PRId64 ", which created the segment of "
                    "%" PRId64
                    " bytes, is gone: create() fails with AlreadyExists (before Qt 6.6).",
                    qsm_segment_info_creator_pid(info), qsm_segment_info_size(info));
    doctor_next(self, "qsm rm %s%s", object->arguments, scheme_for_rm(self, object));
}

void doctor_check_segments(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        if (!qsm_segment_info_exists(self->objects[i].info))
            continue;
        check_permission(self, &self->objects[i]);
        check_users(self, &self->objects[i]);
    }
}
