/* SPDX-License-Identifier: MIT */
/* The rest of a program whose wrapper is the C file of PORTING.md. */
#include <qsm/shared_memory.h>

#include <stdio.h>
#include <string.h>

bool segment_attach(const char *key);
void *segment_data(void);
int segment_size(void);
bool segment_lock(void);
bool segment_unlock(void);
bool segment_detach(void);

int main(void)
{
    qsm_shared_memory *peer = qsm_shared_memory_new_key("decoder");
    bool early = segment_attach("decoder");
    bool created = qsm_shared_memory_create(peer, 100, QSM_SHARED_MEMORY_READ_WRITE);
    bool attached = segment_attach("decoder");
    bool locked = segment_lock();
    strcpy(segment_data(), "hello");
    bool free = qsm_shared_memory_try_lock(peer);
    bool unlocked = segment_unlock();
    printf("%d %d %d %d %d %d %d %s\n", early, created, attached, segment_size(), locked, free,
           unlocked, (const char *)qsm_shared_memory_const_data(peer));
    qsm_shared_memory_free(peer);
    bool detached = segment_detach();
    printf("%d %d %d\n", detached, segment_size(), segment_attach("decoder"));
    peer = qsm_shared_memory_new_key("decoder");
    /* The end detaches: the segment goes with its last user. */
    bool again = qsm_shared_memory_create(peer, 1, QSM_SHARED_MEMORY_READ_WRITE) &&
                 segment_attach("decoder");
    qsm_shared_memory_free(peer);
    printf("%d %d\n", again, segment_size());
    return 0;
}
