/* SPDX-License-Identifier: MIT */
/* Which segments there are: none, others, several, nobody's, somebody else's. */
#include <inttypes.h>
#include <unistd.h>

#include "tool/doctor/doctor.h"
#include "tool/segment.h"

static size_t count_existing(const doctor *self)
{
    size_t count = 0;
    for (size_t i = 0; i < self->object_count; i++)
        count += self->objects[i].info.exists ? 1 : 0;
    return count;
}

static void find_nothing(doctor *self, const doctor_object *asked)
{
    doctor_find(self, "no-segment", asked->info.native_key, "No segment of this key exists%s.",
                asked->info.key_file_exists ? ", only the key file that one has left"
                                            : ", of whatever kind");
    doctor_next(self,
                "start the program that calls create(), or see by 'qsm list' which keys there "
                "are; keys that differ in one letter are different keys");
}

static void find_other_kinds(doctor *self, const doctor_object *asked)
{
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (!object->info.exists)
            continue;
        doctor_find(self, "other-kind", object->info.native_key,
                    "Nothing is under the %s, but a segment of another kind is there: %s.",
                    asked->kind, object->kind);
        doctor_next(self, "let both programs make their key the same way; here: qsm get %s",
                    object->arguments);
    }
}

static void find_several(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (!object->info.exists || object == asked)
            continue;
        doctor_find(self, "several-kinds", object->info.native_key,
                    "Besides the %s this key also has a segment of another kind: %s. Programs that "
                    "use one never see the other.",
                    asked->kind, object->kind);
        doctor_next(self,
                    "let both programs make their key the same way; if nobody wants this one: "
                    "qsm rm %s",
                    object->arguments);
    }
}

void doctor_check_existence(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    if (count_existing(self) == 0)
        find_nothing(self, asked);
    else if (!asked->info.exists)
        find_other_kinds(self, asked);
    else
        find_several(self);
}

/* ---- each ---- */

/* Whether this user may read and write an object of this owner and mode; groups aside. */
static bool may_use(const qsm_segment_info *info)
{
    uid_t self = geteuid();
    int32_t wanted = 0600;
    if (self == 0 || info->owner < 0 || info->mode < 0)
        return true;
    if (info->owner != (int64_t)self)
        wanted = 0006;
    return (info->mode & wanted) == wanted;
}

static void check_permission(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = &object->info;
    tool_cell owner;
    tool_owner_cell(owner, info->owner);
    if (!may_use(info)) {
        doctor_find(self, "no-permission", info->native_key,
                    "The segment belongs to %s and has mode %04o: attach() from here gives "
                    "PermissionDenied, unless a group lets in.",
                    owner, (unsigned)info->mode);
        doctor_next(self, "run both programs as the same user; Qt since 5.0.1 makes segments with "
                          "mode 0600");
    } else if (info->owner >= 0 && info->owner != (int64_t)geteuid()) {
        doctor_find(self, "other-user", info->native_key,
                    "The segment belongs to %s: who owns it decides what is in it.", owner);
        doctor_next(self, "attach only if you trust %s", owner);
    }
}

static bool is_alive(int64_t pid)
{
    char name[32];
    return pid > 0 && tool_process_name(pid, name, sizeof name);
}

/*
 * A System V segment without users whose maker is gone was left by a crash. POSIX segments have no
 * maker's number, and Qt always leaves them.
 */
static void check_users(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = &object->info;
    bool posix = info->type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    if (info->attached != 0 || (!posix && is_alive(info->creator_pid)))
        return;
    if (posix)
        doctor_find(self, "left-behind", info->native_key,
                    "No process has the segment of %" PRId64 " bytes open: create() says "
                    "AlreadyExists.",
                    info->size);
    else
        doctor_find(self, "left-behind", info->native_key,
                    "No process is attached, and process %" PRId64 ", which made the segment of "
                    "%" PRId64 " bytes, is gone: create() says AlreadyExists (before Qt 6.6).",
                    info->creator_pid, info->size);
    doctor_next(self, "qsm rm %s", object->arguments);
}

void doctor_check_segments(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        if (!self->objects[i].info.exists)
            continue;
        check_permission(self, &self->objects[i]);
        check_users(self, &self->objects[i]);
    }
}
