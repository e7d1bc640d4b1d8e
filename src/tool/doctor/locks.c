/* SPDX-License-Identifier: MIT */
/* Findings about locks: the lock of each segment, and an abandoned lock without a segment. */
#include <inttypes.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/doctor/doctor.h"
#include "tool/trouble.h"

/* A visitor of qsm_segment_info_users(): stops at a process that uses Qt or this library. */
static bool is_no_qt(void *context, const qsm_segment_user *user)
{
    bool *found = context;
    *found = qsm_process_uses_qt(user->pid);
    return !*found;
}

/* Programs without Qt share memory, too, and have no such lock. */
static bool is_of_qt(const qsm_segment_info *info)
{
    bool found = tool_has_legacy_name(info);
    if (!found)
        (void)qsm_segment_info_users(info, is_no_qt, &found);
    return found;
}

static void find_missing(doctor *self, const doctor_object *object)
{
    if (qsm_segment_info_lock_exists(object->info)) {
        doctor_find(self, "lock-not-permitted", qsm_segment_info_lock_native_key(object->info),
                    "The lock exists, but this user has no permission to use it.");
        doctor_next(self, "run both programs as the same user");
        return;
    }
    if (qsm_segment_info_attached(object->info) <= 0 || !is_of_qt(object->info))
        return; /* the next program that attaches creates the lock */
    doctor_find(
        self, "lock-missing", qsm_segment_info_lock_native_key(object->info),
        "The segment has no lock. The next program that attaches creates a new lock. Attached "
        "programs may still use the old lock: then two programs are in the segment at once.");
    doctor_next(self, "end all programs that use the segment and start them again");
}

/* Reports a lock that is held for too long. A held lock is normal. */
static void find_held(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    tool_process_text name;
    if (qsm_segment_info_lock_holder_pid(info) > 0 &&
        tool_process_name(qsm_segment_info_lock_holder_pid(info), name))
        doctor_find(self, "lock-held", qsm_segment_info_lock_native_key(info),
                    "The lock was not free for %d ms; process %" PRId64 " (%s) holds it.",
                    self->wait, qsm_segment_info_lock_holder_pid(info), name);
    else
        doctor_find(self, "lock-held", qsm_segment_info_lock_native_key(info),
                    "The lock was not free for %d ms; its holder is not known.", self->wait);
    doctor_next(self,
                "end the holder, or find out why it does not call unlock(); as a last resort: qsm "
                "lock %s --repair --force",
                object->arguments);
}

static void find_abandoned(doctor *self, const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    if (qsm_segment_info_lock_last_pid(info) > 0)
        doctor_find(self, "lock-abandoned", qsm_segment_info_lock_native_key(info),
                    "The lock is abandoned: it is taken, and process %" PRId64
                    ", which took it last, is gone. lock() never returns.",
                    qsm_segment_info_lock_last_pid(info));
    else
        doctor_find(
            self, "lock-abandoned", qsm_segment_info_lock_native_key(info),
            "The lock is abandoned: it is taken, and its holder is gone. lock() never returns; "
            "nor does create() of a program that uses qsm.");
    doctor_next(self, "qsm lock %s --repair", object->arguments);
}

static void find_doubled(doctor *self, const doctor_object *object)
{
    doctor_find(self, "lock-doubled", qsm_segment_info_lock_native_key(object->info),
                "The lock has the value %" PRId64 ": so many programs can hold it at once. "
                "A program called unlock() too often, or crashed in unlock().",
                qsm_segment_info_lock_value(object->info));
    doctor_next(self, "qsm lock %s --repair", object->arguments);
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

/* Looks again; keeps the old data if the lookup fails. */
static void ask_again(doctor_object *object)
{
    qsm_segment_info *info = qsm_segment_inspect(object->key);
    if (info == NULL)
        return;
    qsm_segment_info_free(object->info);
    object->info = info;
}

/* Waits until a held lock is free, without taking it. */
static void wait_for_lock(const doctor *self, doctor_object *object)
{
    enum { REST = 20 };
    int64_t deadline = tool_deadline(self->wait);
    int left = tool_left(deadline, REST);
    while (left > 0 && qsm_segment_info_lock_state(object->info) == QSM_LOCK_HELD &&
           tool_signals_wait(left).ended_by == 0) {
        ask_again(object);
        left = tool_left(deadline, REST);
    }
}

void doctor_check_locks(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        doctor_object *object = &self->objects[i];
        qsm_lock_state state = qsm_segment_info_lock_state(object->info);
        if (!qsm_segment_info_exists(object->info) && state != QSM_LOCK_ABANDONED)
            continue; /* a QSystemSemaphore of a program can have any value */
        if (state == QSM_LOCK_HELD)
            wait_for_lock(self, object);
        by_state[qsm_segment_info_lock_state(object->info)](self, object);
    }
}
