/* SPDX-License-Identifier: MIT */
/* What is wrong with the locks: of each segment, and one that keeps a new segment from being made.
 */
#include <inttypes.h>

#include "tool/doctor/doctor.h"
#include "tool/waiting.h"

static void find_missing(doctor *self, const doctor_object *object)
{
    if (object->info.lock_exists) {
        doctor_find(self, "lock-not-permitted", object->info.lock_native_key,
                    "There is a lock, but this user may not use it.");
        doctor_next(self, "run both programs as the same user");
        return;
    }
    if (object->info.attached <= 0)
        return; /* whoever attaches next makes one */
    doctor_find(self, "lock-missing", object->info.lock_native_key,
                "The segment has no lock. Whoever attaches next makes one; those who are attached "
                "already may still use the old one, and then two are in the segment at once.");
    doctor_next(self, "end all programs that have the segment and start them again");
}

/* Held is how a lock is meant to be; only one that is not given back in time is worth a word. */
static void find_held(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = &object->info;
    char name[32];
    if (info->lock_holder > 0 && tool_process_name(info->lock_holder, name, sizeof name))
        doctor_find(self, "lock-held", info->lock_native_key,
                    "The lock was not free for %d ms; process %" PRId64 " (%s) has taken it.",
                    self->wait, info->lock_holder, name);
    else
        doctor_find(self, "lock-held", info->lock_native_key,
                    "The lock was not free for %d ms; who holds it is not known.", self->wait);
    doctor_next(self,
                "end that process, or look why it does not unlock(); if it never will: qsm "
                "lock %s --break --force",
                object->arguments);
}

static void find_abandoned(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = &object->info;
    if (info->lock_last_pid > 0)
        doctor_find(self, "lock-abandoned", info->lock_native_key,
                    "The lock is taken, and process %" PRId64 ", which had it last, is gone: "
                    "lock() never returns.",
                    info->lock_last_pid);
    else
        doctor_find(self, "lock-abandoned", info->lock_native_key,
                    "The lock is taken, and no process is left that could give it back: lock(), "
                    "and create() of programs with qsm, never return.");
    doctor_next(self, "qsm lock %s --break", object->arguments);
}

static void find_doubled(doctor *self, const doctor_object *object)
{
    doctor_find(self, "lock-doubled", object->info.lock_native_key,
                "The lock has the value %" PRId64 ": so many can be in the segment at once. "
                "Somebody called unlock() too often, or died in the middle of it.",
                object->info.lock_value);
    doctor_next(self, "qsm lock %s --break", object->arguments);
}

static void find_no_trouble(doctor *self, const doctor_object *object)
{
    (void)self;
    (void)object;
}

static void (*const by_state[])(doctor *, const doctor_object *) = {
    [QSM_LOCK_NONE] = find_missing,    [QSM_LOCK_FREE] = find_no_trouble,
    [QSM_LOCK_HELD] = find_held,       [QSM_LOCK_ABANDONED] = find_abandoned,
    [QSM_LOCK_DOUBLED] = find_doubled,
};

/* Waits for a lock that is held now, and asks again. */
static void refresh(doctor *self, doctor_object *object)
{
    tool_wait_for_lock(object->key, tool_deadline(self->wait));
    (void)qsm_segment_inspect(object->key, &object->info);
}

void doctor_check_locks(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        doctor_object *object = &self->objects[i];
        qsm_lock_state state = qsm_segment_lock_state(&object->info);
        if (!object->info.exists && state != QSM_LOCK_ABANDONED)
            continue; /* some program's QSystemSemaphore may have any value */
        if (state == QSM_LOCK_HELD)
            refresh(self, object);
        by_state[qsm_segment_lock_state(&object->info)](self, object);
    }
}
