/* SPDX-License-Identifier: MIT */
/*
 * post NAME AGE: puts an event into the ring that qTox shares with its other instances, as if it
 * had been posted AGE seconds ago.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <qsm/shared_memory.h>

enum { MOST_EVENTS = 32 };

typedef struct event {
    uint32_t to;
    int32_t from; /* a process */
    char name[16];
    char data[128];
    int64_t posted, processed; /* seconds since 1970; 0: not yet */
    uint32_t flags;
    bool accepted, is_global;
} event;

typedef struct ring {
    uint64_t owner;
    int64_t last_posted, last_processed;
    event events[MOST_EVENTS];
} ring;

/* qTox looks at it once a second. */
static bool post(ring *shared, const char *name, int64_t posted)
{
    for (size_t i = 0; i < MOST_EVENTS; i++) {
        event *slot = &shared->events[i];
        if (slot->posted == 0) {
            *slot = (event){.from = 1, .posted = posted};
            (void)snprintf(slot->name, sizeof slot->name, "%s", name);
            shared->last_posted = posted;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    int64_t posted = (int64_t)time(NULL) - strtol(argv[2], NULL, 10);
    qsm_shared_memory *memory = qsm_shared_memory_new_key("qtox-2");
    bool ok =
        qsm_shared_memory_attach_at_least(memory, sizeof(ring), QSM_SHARED_MEMORY_READ_WRITE) &&
        qsm_shared_memory_lock(memory);
    if (ok) {
        ok = post(qsm_shared_memory_data(memory), argv[1], posted);
        (void)qsm_shared_memory_unlock(memory);
    }
    (void)printf("%td bytes, %s\n", qsm_shared_memory_size(memory), ok ? "posted" : "not posted");
    qsm_shared_memory_free(memory);
    return ok ? 0 : 1;
}
