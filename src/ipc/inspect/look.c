/* SPDX-License-Identifier: MIT */
#include "ipc/inspect/look.h"

#include <errno.h>
#include <stdlib.h>

#include "ipc/proc.h"

/*
 * Strangers decide how much there is. A process can map 65,530 files at most, and the number of
 * processes is limited, but their product is large: above this number, users are not known.
 */
enum { MOST_MAPPED = 1 << 21, FIRST_ROOM = 64 };

static const int64_t patience_of_a_look = INT64_C(100000000);

qsm_look qsm__look_begin(void)
{
    return (qsm_look){.patience = patience_of_a_look};
}

static void forget(qsm_look *look)
{
    free(look->mapped);
    free(look->hidden);
    *look = (qsm_look){.without_users = look->without_users, .patience = look->patience};
}

void qsm__look_end(qsm_look *look)
{
    int error = errno;
    forget(look);
    errno = error;
}

/* ---- reading /proc ---- */

static bool make_room(qsm_look *look, void **items, size_t count, size_t *room, size_t item)
{
    if (count < *room)
        return true;
    size_t wanted = *room > 0 ? 2 * *room : FIRST_ROOM;
    if (wanted > MOST_MAPPED)
        return false;
    void *larger = realloc(*items, wanted * item);
    look->failed = larger == NULL;
    if (larger == NULL)
        return false;
    *items = larger;
    *room = wanted;
    return true;
}

typedef struct reading {
    qsm_look *look;
    int64_t pid; /* the current process */
    bool full;   /* no room for more */
} reading;

static bool add_mapping(void *context, const qsm_proc_mapping *mapping)
{
    reading *self = context;
    qsm_look *look = self->look;
    if (mapping->inode == 0 || mapping->device != look->device)
        return true;
    /* The parts of a file usually follow each other. */
    if (look->count > 0 && look->mapped[look->count - 1].pid == self->pid &&
        look->mapped[look->count - 1].inode == mapping->inode)
        return true;
    void *items = look->mapped;
    self->full = !make_room(look, &items, look->count, &look->room, sizeof *look->mapped);
    look->mapped = items;
    if (!self->full)
        look->mapped[look->count++] = (qsm_mapped){mapping->inode, self->pid};
    return !self->full;
}

static void add_hidden(reading *self, int64_t owner)
{
    qsm_look *look = self->look;
    if (owner < 0 || (look->hidden_count > 0 && look->hidden[look->hidden_count - 1] == owner))
        return;
    void *items = look->hidden;
    self->full =
        !make_room(look, &items, look->hidden_count, &look->hidden_room, sizeof *look->hidden);
    look->hidden = items;
    if (!self->full)
        look->hidden[look->hidden_count++] = owner;
}

static int compare_numbers(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static int by_file(const void *one, const void *other)
{
    const qsm_mapped *left = one;
    const qsm_mapped *right = other;
    if (left->inode != right->inode)
        return left->inode > right->inode ? 1 : -1;
    return compare_numbers(left->pid, right->pid);
}

static int by_number(const void *one, const void *other)
{
    return compare_numbers(*(const int64_t *)one, *(const int64_t *)other);
}

/* Sorts the entries from the first on, and keeps one of each. */
static void tidy(qsm_look *look, size_t first)
{
    size_t kept = first;
    if (look->count > first)
        qsort(look->mapped + first, look->count - first, sizeof *look->mapped, by_file);
    for (size_t i = first; i < look->count; i++) {
        if (kept == first || by_file(&look->mapped[kept - 1], &look->mapped[i]) != 0)
            look->mapped[kept++] = look->mapped[i];
    }
    look->count = kept;
}

static bool read_process(void *context, int64_t pid)
{
    reading *self = context;
    size_t first = self->look->count;
    self->pid = pid;
    if (!qsm__proc_each_mapping(pid, add_mapping, self) && (errno == EACCES || errno == EPERM))
        add_hidden(self, qsm__proc_uid(pid));
    tidy(self->look, first);
    return !self->full;
}

static void read_all(qsm_look *look, uint64_t device)
{
    forget(look);
    look->device = device;
    look->has_read = true;
    reading self = {.look = look};
    look->known = qsm__proc_each(read_process, &self) && !self.full;
    tidy(look, 0);
    if (look->hidden_count > 0)
        qsort(look->hidden, look->hidden_count, sizeof *look->hidden, by_number);
}

/* ---- asking ---- */

static qsm_look_users count_in(const qsm_look *look, uint64_t inode, int64_t owner)
{
    qsm_look_users users = {.count = 0, .one = -1};
    size_t low = 0;
    for (size_t high = look->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (look->mapped[middle].inode < inode)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < look->count && look->mapped[low].inode == inode; low++) {
        users.count++;
        users.one = look->mapped[low].pid;
    }
    if (users.count == 0 && look->hidden_count > 0 &&
        bsearch(&owner, look->hidden, look->hidden_count, sizeof owner, by_number) != NULL)
        users.count = -1;
    return users;
}

qsm_look_users qsm__look_users_of(qsm_look *look, uint64_t device, uint64_t inode, int64_t owner)
{
    qsm_look own = qsm__look_begin();
    qsm_look *used = look != NULL ? look : &own;
    qsm_look_users users = {.count = -1, .one = -1};
    if (used->without_users)
        return users;
    if (!used->has_read || used->device != device)
        read_all(used, device);
    users.failed = used->failed;
    if (used->known)
        users = count_in(used, inode, owner);
    qsm__look_end(&own);
    return users;
}
