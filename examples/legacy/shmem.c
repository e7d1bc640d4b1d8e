/* SPDX-License-Identifier: MIT */
/*
 * In place of WSJT-X's lib/shmem.cpp: the segment that the GUI shares with its decoder jt9, in C
 * with qsm. jt9 is a Fortran program. lib/shmem.f90 declares these functions with bind(C), so their
 * names have no underscore:
 *
 *     logical(c_bool)                bool
 *     integer(c_int), value          int
 *     character(kind=c_char) (*)     const char *, with c_null_char at its end
 *     type(c_ptr)                    void *
 *
 * jt9 never tests whether there is an object. So each function makes it if it is not there yet.
 */
#include <qsm/shared_memory.h>

#include <stdlib.h>

/* Only Fortran calls these functions. */
bool shmem_create(int size);
void shmem_setkey(const char *key);
bool shmem_attach(void);
void *shmem_address(void);
int shmem_size(void);
bool shmem_lock(void);
bool shmem_unlock(void);
bool shmem_detach(void);

static qsm_shared_memory *memory;

/* A global QSharedMemory detaches in its destructor. A C pointer has no destructor. */
static void leave(void)
{
    qsm_shared_memory_free(memory);
}

/* Without memory this is NULL. The functions of qsm then return false, 0 or NULL. */
static qsm_shared_memory *segment(void)
{
    if (memory == NULL) {
        memory = qsm_shared_memory_new();
        if (memory != NULL)
            (void)atexit(leave);
    }
    return memory;
}

bool shmem_create(int size)
{
    return qsm_shared_memory_create(segment(), size, QSM_SHARED_MEMORY_READ_WRITE);
}

/* The key is UTF-8, as in the GUI. QLatin1String made two characters of an umlaut. */
void shmem_setkey(const char *key)
{
    qsm_shared_memory_set_key(segment(), key);
}

bool shmem_attach(void)
{
    return qsm_shared_memory_attach(segment(), QSM_SHARED_MEMORY_READ_WRITE);
}

void *shmem_address(void)
{
    return qsm_shared_memory_data(segment());
}

/* The segment of WSJT-X has 48,275,260 bytes: an int is enough. */
int shmem_size(void)
{
    return (int)qsm_shared_memory_size(segment());
}

bool shmem_lock(void)
{
    return qsm_shared_memory_lock(segment());
}

bool shmem_unlock(void)
{
    return qsm_shared_memory_unlock(segment());
}

bool shmem_detach(void)
{
    return qsm_shared_memory_detach(segment());
}
