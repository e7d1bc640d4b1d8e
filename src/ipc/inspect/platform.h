/* SPDX-License-Identifier: MIT */
/*
 * The contract between inspection (segment_info.c, list.c) and the systems: what a back end can
 * tell of objects that exist. Nothing here creates, changes or removes any.
 *
 * name and project are those of a qsm_ipc_segment or qsm_ipc_semaphore. Functions that fill in
 * qsm_segment_facts get some whose numbers are -1, write what the system says and leave the rest.
 */
#ifndef QSM_IPC_INSPECT_PLATFORM_H
#define QSM_IPC_INSPECT_PLATFORM_H

#include "ipc/platform.h"

/* What a system says of one segment and its lock. Numbers that it does not say are -1. */
typedef struct qsm_segment_facts {
    qsm_native_ipc_key_type_code type; /* System V (with its ftok() id) or POSIX */
    const char *native_key;            /* key file or POSIX name; "" if no file is known */
    int32_t ftok_id;
    int64_t system_v_key; /* key_t */
    int64_t shmid;
    bool exists;          /* whether there is a segment */
    bool key_file_exists; /* System V */
    int64_t size;
    int64_t attached; /* attaches; POSIX: processes that have it mapped */
    int64_t owner;    /* uid */
    int32_t mode;     /* permission bits */
    int64_t creator_pid;
    int64_t last_pid;
    int64_t change_time;         /* Unix seconds */
    const char *lock_native_key; /* "" if not known */
    int32_t lock_ftok_id;
    bool lock_exists;
    int64_t lock_value;
    int64_t lock_last_pid;
    int64_t lock_waiters;
    int64_t lock_users; /* POSIX: processes that have it open */
    int64_t lock_holder_pid;
} qsm_segment_facts;

/* How a segment shows in /proc/PID/maps. */
typedef struct qsm_mapped_file {
    char path[32]; /* "" where the device and the inode say enough */
    bool has_device;
    uint64_t device;
    uint64_t inode;           /* System V: the shmid */
    bool is_of_ipc_namespace; /* the same numbers in another IPC namespace are another segment */
} qsm_mapped_file;

typedef struct qsm_inspect_backend {
    /* The segment. True when there is none; false, with errno, when the system would not say. */
    bool (*segment)(const char *name, int project, qsm_segment_facts *facts);

    /* The lock_... numbers, in the same way. */
    bool (*lock)(const char *name, int project, qsm_segment_facts *facts);

    /*
     * Opens the semaphore of semaphore->name and ->project only if there is one: false with ENOENT
     * otherwise. What it opens is closed by ipc->semaphore_close and never owned.
     */
    bool (*lock_open)(qsm_ipc_semaphore *semaphore);

    /*
     * Makes the value of an open semaphore 1: adds 1 only while it is 0, takes only what is above
     * 1. Not undone at the end of this process. False with errno; EBUSY: it became another
     * meanwhile.
     */
    bool (*lock_repair)(qsm_ipc_semaphore *semaphore);

    /*
     * Copies the segment's first bytes, each read once. Leaves the segment there even when nobody
     * else is attached. 0 with errno: ENOENT if there is none, ENODATA if it holds no bytes.
     */
    size_t (*copy)(const char *name, int project, void *data, size_t size);

    /* How a segment that exists shows among what processes have mapped. False with errno. */
    bool (*mapped_file)(const qsm_segment_facts *facts, qsm_mapped_file *file);

    /* Taking and giving back the lock. */
    const qsm_ipc_backend *ipc;
} qsm_inspect_backend;

extern const qsm_inspect_backend qsm__inspect_systemv;
extern const qsm_inspect_backend qsm__inspect_posix;

/* Visits every System V segment whose key number has this ftok() id. Visitors return false to stop.
 */
bool qsm__inspect_systemv_each(int project,
                               bool (*visit)(void *context, const qsm_segment_facts *facts),
                               void *context);

/* Visits the name, with its slash, of every POSIX segment, where the system lists them. */
bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context);

/* What a segment's facts start as: nothing known. */
static inline qsm_segment_facts qsm__inspect_nothing(void)
{
    return (qsm_segment_facts){.native_key = "",
                               .system_v_key = -1,
                               .shmid = -1,
                               .ftok_id = -1,
                               .size = -1,
                               .attached = -1,
                               .owner = -1,
                               .mode = -1,
                               .creator_pid = -1,
                               .last_pid = -1,
                               .change_time = -1,
                               .lock_native_key = "",
                               .lock_ftok_id = -1,
                               .lock_value = -1,
                               .lock_last_pid = -1,
                               .lock_waiters = -1,
                               .lock_users = -1,
                               .lock_holder_pid = -1};
}

/* The names and ids in facts, and nothing else known: for asking again. */
qsm_segment_facts qsm__inspect_names_of(const qsm_segment_facts *facts);

/* A time limit as a point in time: < 0 for ever, 0 at once, > 0 so many milliseconds from now. */
int64_t qsm__inspect_deadline(int milliseconds);

/* Asks about the objects whose type, names and ftok ids stand in facts. False with errno. */
bool qsm__inspect_named(qsm_segment_facts *facts);

/*
 * Whether facts name a lock. Where names are shared, what has the segment's name is the segment and
 * no lock.
 */
bool qsm__inspect_has_lock_name(const qsm_inspect_backend *backend, const qsm_segment_facts *facts);

/*
 * Takes the lock if there is one: semaphore has its names. A semaphore that is removed or replaced
 * while this waits is left, and the one that has its name now taken instead. False with errno:
 * ENOLCK when there is none, ETIMEDOUT, or what the system says.
 */
bool qsm__inspect_take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
                            int64_t deadline);

/* Gives it back. A lock that was removed meanwhile is dropped: that would make a new one. */
void qsm__inspect_give_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore);

/* Makes the value of the lock that facts name 1. False with errno. */
bool qsm__inspect_repair(const qsm_segment_facts *facts);

/* The back end of a key type; NULL with ENOTSUP where there is none. */
const qsm_inspect_backend *qsm__inspect_backend_of(qsm_native_ipc_key_type_code type);

#endif
