/* SPDX-License-Identifier: MIT */
#include "ipc/posix/duty.h"

#include <stdatomic.h>

#include "ipc/fork.h"
#include "ipc/posix/posix.h"

enum { MOST_NOTES = 64 };

/* A note is a number made from the file; 0: a free place. If all are taken, the oldest goes. */
static atomic_uint notes[MOST_NOTES];
static atomic_uint next_place;
static atomic_uint note_count; /* ever written; 0 saves the search */

/* The process's counter of forks + 1 while one of its threads removes; a parent's value is void. */
static atomic_uint busy;

/*
 * The counter of forks makes the notes of a parent void. 32 bits: not every processor has atomic
 * operations on 64 bits.
 */
static unsigned note_of(const qsm_ipc_file *file)
{
    const uint64_t spread = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t note = (file->inode + 1) * spread;
    note = (note ^ file->device) * spread;
    note = (note ^ qsm__forks) * spread;
    unsigned number = (unsigned)(note >> 32);
    return number != 0 ? number : 1;
}

static atomic_uint *find(unsigned note)
{
    for (int i = 0; i < MOST_NOTES && atomic_load(&note_count) > 0; i++) {
        if (atomic_load(&notes[i]) == note)
            return &notes[i];
    }
    return NULL;
}

static void write_note(unsigned note)
{
    if (find(note) != NULL)
        return;
    unsigned place = atomic_fetch_add(&next_place, 1) % MOST_NOTES;
    atomic_fetch_add(&note_count, 1);
    atomic_store(&notes[place], note);
}

static void erase_note(unsigned note)
{
    atomic_uint *place = find(note);
    if (place != NULL)
        (void)atomic_compare_exchange_strong(place, &note, 0);
}

/* One thread at a time: each removal opens the file, and another removal would see a user. */
static void begin(void)
{
    unsigned mine = qsm__forks + 1;
    for (;;) {
        unsigned now = atomic_load(&busy);
        if (now != mine && atomic_compare_exchange_strong(&busy, &now, mine))
            return;
        (void)qsm__ipc_pause(0);
    }
}

static void end(void)
{
    atomic_store(&busy, 0);
}

static qsm_removal_reason try_remove(const char *name, const qsm_ipc_file *file, bool only_own,
                                     unsigned note)
{
    begin();
    qsm_removal_reason reason = qsm__posix_name_remove_unused(name, file, only_own);
    if (reason != QSM_REMOVAL_IN_USE)
        erase_note(note);
    end();
    return reason;
}

/* The note comes first: another object can be closed right after the removal failed. */
qsm_removal_reason qsm__posix_duty_remove(const char *name, const qsm_ipc_file *file, bool only_own)
{
    unsigned note = note_of(file);
    if (file->known && !only_own)
        write_note(note);
    return try_remove(name, file, only_own, note);
}

void qsm__posix_duty_closed(const char *name, const qsm_ipc_file *file)
{
    unsigned note = note_of(file);
    if (file->known && find(note) != NULL)
        (void)try_remove(name, file, false, note);
}
