/* SPDX-License-Identifier: MIT */
/* Findings about segments: none, by another key scheme, several, stale, of another user; and about
 * what else has the name of a segment. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/cli/shell.h"
#include "tool/doctor/doctor.h"
#include "tool/segment.h"
#include "tool/trouble.h"

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

/* A visitor of qsm_segment_find_similar(). */
static bool find_similar(void *context, const char *similar, const qsm_segment_candidate *found)
{
    doctor *self = context;
    char *word = tool_shell_word(similar);
    doctor_find(self, "similar-key", qsm_native_ipc_key_native_key(found->key),
                "A segment exists under another spelling of the key: %s (%s). Case and spaces make "
                "another key.",
                word != NULL ? word : "", qsm_key_scheme_name(found->scheme));
    doctor_next(self, "let both programs use the same spelling; to see that segment: qsm info %s",
                word != NULL ? word : "");
    self->failed = self->failed || word == NULL;
    free(word);
    return !self->failed;
}

static void check_spelling(doctor *self)
{
    if (self->text != NULL && !qsm_segment_find_similar(self->text, NULL, find_similar, self))
        self->failed = self->failed || errno == ENOMEM;
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

static void find_taken(doctor *self, const tool_obstacle *found, const char *what)
{
    doctor_find(self, "name-taken", found->path,
                "%s of uid %" PRId64 " has the name of the %s. create() and attach() fail.",
                found->type, found->owner, what);
    doctor_next(self, "find out which program created it, and remove it");
}

/* Every user can put anything into /dev/shm. */
static void check_names(doctor *self)
{
    tool_obstacle found;
    for (size_t i = 0; i < self->object_count; i++) {
        const qsm_segment_info *info = self->objects[i].info;
        if (tool_find_segment_obstacle(info, &found))
            find_taken(self, &found, "segment");
        if (tool_find_lock_obstacle(info, &found))
            find_taken(self, &found, "lock");
    }
}

void doctor_check_existence(doctor *self)
{
    const doctor_object *asked = doctor_asked_for(self);
    check_names(self);
    if (count_existing(self) == 0) {
        find_nothing(self, asked);
        check_spelling(self);
    } else if (!qsm_segment_info_exists(asked->info)) {
        find_other_schemes(self, asked);
    } else {
        find_several(self);
    }
}

/* ---- checks of each segment ---- */

static void check_permission(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    tool_cell owner;
    tool_owner_cell(owner, qsm_segment_info_owner(info));
    if (!tool_may_use(info)) {
        doctor_find(self, "no-permission", qsm_segment_info_native_key(info),
                    "The segment belongs to %s and has mode %04o: attach() of this user fails with "
                    "PermissionDenied, unless a group has access.",
                    owner, (unsigned)qsm_segment_info_mode(info));
        doctor_next(self, "run both programs as the same user; Qt 5.0.1 and later create segments "
                          "with mode 0600");
    } else if (tool_is_of_other_user(info)) {
        doctor_find(self, "other-user", qsm_segment_info_native_key(info),
                    "The segment belongs to %s: its owner controls its contents.", owner);
        doctor_next(self, "attach only if you trust %s", owner);
    }
}

static void check_users(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    bool posix = qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    if (!tool_is_left_over(info))
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
    doctor_next(self, "qsm rm %s", object->arguments);
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
