/* SPDX-License-Identifier: MIT */
#include "ipc/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ipc/proc.h"
#include "ipc/system.h"

/*
 * Strangers decide how much there is. A process can map 65,530 files at most, and the number of
 * processes is limited, but their product is large: above this number, users are not known.
 */
enum { MOST_MAPPED = 1 << 21, FIRST_ROOM = 64 };

static const int64_t time_for_leases = INT64_C(100000000);

qsm_snapshot qsm__snapshot_begin(void)
{
    return (qsm_snapshot){.patience = time_for_leases};
}

static void forget(qsm_snapshot *snapshot)
{
    free(snapshot->mapped);
    free(snapshot->hidden);
    *snapshot =
        (qsm_snapshot){.without_users = snapshot->without_users, .patience = snapshot->patience};
}

void qsm__snapshot_end(qsm_snapshot *snapshot)
{
    int error = errno;
    forget(snapshot);
    errno = error;
}

/* ---- reading /proc ---- */

static bool make_room(qsm_snapshot *snapshot, void **items, size_t count, size_t *room, size_t item)
{
    if (count < *room)
        return true;
    size_t wanted = *room > 0 ? 2 * *room : FIRST_ROOM;
    if (wanted > MOST_MAPPED)
        return false;
    void *larger = realloc(*items, wanted * item);
    snapshot->failed = larger == NULL;
    if (larger == NULL)
        return false;
    *items = larger;
    *room = wanted;
    return true;
}

typedef struct reading {
    qsm_snapshot *snapshot;
    int64_t pid; /* the current process */
    bool full;   /* no room for more */
} reading;

static bool is_same_entry(const qsm_mapped *one, const qsm_mapped *other)
{
    return one->pid == other->pid && one->inode == other->inode && one->device == other->device;
}

/* The first shmid is 0. */
static bool add_mapping(void *context, const qsm_proc_mapping *mapping)
{
    static const char system_v[] = "/SYSV";
    reading *self = context;
    qsm_snapshot *snapshot = self->snapshot;
    bool of_system_v = strncmp(mapping->path, system_v, sizeof system_v - 1) == 0;
    if (!of_system_v && (mapping->inode == 0 || mapping->device != snapshot->device))
        return true;
    qsm_mapped added = {of_system_v ? QSM_MAPPED_SYSTEM_V : mapping->device, mapping->inode,
                        self->pid};
    /* The parts of a file usually follow each other. */
    if (snapshot->count > 0 && is_same_entry(&snapshot->mapped[snapshot->count - 1], &added))
        return true;
    void *items = snapshot->mapped;
    self->full =
        !make_room(snapshot, &items, snapshot->count, &snapshot->room, sizeof *snapshot->mapped);
    snapshot->mapped = items;
    if (!self->full)
        snapshot->mapped[snapshot->count++] = added;
    return !self->full;
}

static void add_hidden(reading *self, int64_t owner)
{
    qsm_snapshot *snapshot = self->snapshot;
    if (owner < 0 ||
        (snapshot->hidden_count > 0 && snapshot->hidden[snapshot->hidden_count - 1] == owner))
        return;
    void *items = snapshot->hidden;
    self->full = !make_room(snapshot, &items, snapshot->hidden_count, &snapshot->hidden_room,
                            sizeof *snapshot->hidden);
    snapshot->hidden = items;
    if (!self->full)
        snapshot->hidden[snapshot->hidden_count++] = owner;
}

static int compare_numbers(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static int compare_files(const qsm_mapped *left, const qsm_mapped *right)
{
    if (left->device != right->device)
        return left->device > right->device ? 1 : -1;
    if (left->inode != right->inode)
        return left->inode > right->inode ? 1 : -1;
    return 0;
}

static int by_file(const void *one, const void *other)
{
    const qsm_mapped *left = one;
    const qsm_mapped *right = other;
    int order = compare_files(left, right);
    return order != 0 ? order : compare_numbers(left->pid, right->pid);
}

static int by_number(const void *one, const void *other)
{
    return compare_numbers(*(const int64_t *)one, *(const int64_t *)other);
}

/* Sorts the entries from the first on, and keeps one of each. */
static void tidy(qsm_snapshot *snapshot, size_t first)
{
    size_t kept = first;
    if (snapshot->count > first)
        qsort(snapshot->mapped + first, snapshot->count - first, sizeof *snapshot->mapped, by_file);
    for (size_t i = first; i < snapshot->count; i++) {
        if (kept == first || by_file(&snapshot->mapped[kept - 1], &snapshot->mapped[i]) != 0)
            snapshot->mapped[kept++] = snapshot->mapped[i];
    }
    snapshot->count = kept;
}

static bool read_process(void *context, int64_t pid)
{
    reading *self = context;
    size_t first = self->snapshot->count;
    self->pid = pid;
    if (!qsm__proc_each_mapping(pid, add_mapping, self) && qsm__proc_is_hidden(pid))
        add_hidden(self, qsm__proc_uid(pid));
    tidy(self->snapshot, first);
    return !self->full;
}

/* With System V segments, those of POSIX are read, too: a listing then reads /proc once. */
static uint64_t device_beside(uint64_t device)
{
    struct stat status;
    bool known = QSM_HAS_DEV_SHM && device == QSM_MAPPED_SYSTEM_V && stat("/dev/shm", &status) == 0;
    return known ? (uint64_t)status.st_dev : device;
}

static void read_all(qsm_snapshot *snapshot, uint64_t device)
{
    forget(snapshot);
    snapshot->device = device_beside(device);
    snapshot->has_read = true;
    snapshot->partial = !qsm__proc_shows_all();
    reading self = {.snapshot = snapshot};
    snapshot->known = qsm__proc_each(read_process, &self) && !self.full;
    tidy(snapshot, 0);
    if (snapshot->hidden_count > 0)
        qsort(snapshot->hidden, snapshot->hidden_count, sizeof *snapshot->hidden, by_number);
}

/* ---- asking ---- */

bool qsm__snapshot_hides(const qsm_snapshot *snapshot, int64_t owner)
{
    return snapshot->hidden_count > 0 && bsearch(&owner, snapshot->hidden, snapshot->hidden_count,
                                                 sizeof owner, by_number) != NULL;
}

/* The number of the first entry of the file, or where it would be. */
static size_t first_of(const qsm_snapshot *snapshot, const qsm_mapped *file)
{
    size_t low = 0;
    for (size_t high = snapshot->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (compare_files(&snapshot->mapped[middle], file) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t count_from(const qsm_snapshot *snapshot, const qsm_mapped *file, size_t first)
{
    size_t end = first;
    while (end < snapshot->count && compare_files(&snapshot->mapped[end], file) == 0)
        end++;
    return end - first;
}

static qsm_file_users count_in(const qsm_snapshot *snapshot, uint64_t inode, int64_t owner)
{
    qsm_mapped file = {.device = snapshot->device, .inode = inode};
    size_t first = first_of(snapshot, &file);
    size_t count = count_from(snapshot, &file, first);
    if (count > 0)
        return (qsm_file_users){.count = (int64_t)count, .one = snapshot->mapped[first].pid};
    bool unknown = snapshot->partial || qsm__snapshot_hides(snapshot, owner);
    return (qsm_file_users){.count = unknown ? -1 : 0, .one = -1};
}

bool qsm__snapshot_each_user(qsm_snapshot *snapshot, uint64_t device, uint64_t inode,
                             const qsm_mapped **users, size_t *count)
{
    if (!snapshot->has_read || (device != QSM_MAPPED_SYSTEM_V && snapshot->device != device))
        read_all(snapshot, device);
    if (!snapshot->known) {
        errno = snapshot->failed ? ENOMEM : ENOTSUP;
        return false;
    }
    qsm_mapped file = {.device = device, .inode = inode};
    size_t first = first_of(snapshot, &file);
    *count = count_from(snapshot, &file, first);
    *users = *count > 0 ? snapshot->mapped + first : NULL;
    return true;
}

qsm_file_users qsm__snapshot_users_of(qsm_snapshot *snapshot, uint64_t device, uint64_t inode,
                                      int64_t owner)
{
    qsm_snapshot own = qsm__snapshot_begin();
    qsm_snapshot *used = snapshot != NULL ? snapshot : &own;
    qsm_file_users users = {.count = -1, .one = -1};
    if (used->without_users)
        return users;
    if (!used->has_read || used->device != device)
        read_all(used, device);
    users.failed = used->failed;
    if (used->known)
        users = count_in(used, inode, owner);
    qsm__snapshot_end(&own);
    return users;
}
