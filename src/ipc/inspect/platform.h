/* SPDX-License-Identifier: MIT */
/*
 * The contract between inspection (segment_info.c, list.c) and the systems: what a back end reports
 * about existing objects. No function creates or removes an object; only repair and the lock's
 * functions change a value.
 *
 * name and project are those of a qsm_ipc_segment or qsm_ipc_semaphore. Functions that fill in
 * qsm_segment_facts get a struct whose numbers are -1. They write the numbers that the system
 * reports, and keep the others.
 */
#ifndef QSM_IPC_INSPECT_PLATFORM_H
#define QSM_IPC_INSPECT_PLATFORM_H

#include "ipc/platform.h"
#include "ipc/snapshot.h"

/* The system's report on one segment and its lock. Numbers that are not known are -1. */
typedef struct qsm_segment_facts {
    qsm_native_ipc_key_type_code type; /* System V (with its ftok() id) or POSIX */
    const char *native_key;            /* key file or POSIX name; "" if no file is known */
    int32_t ftok_id;
    int64_t system_v_key; /* key_t */
    int64_t shmid;
    bool exists;          /* whether the segment exists */
    bool key_file_exists; /* System V */
    int64_t size;
    int64_t attached;    /* number of attaches; POSIX: of processes that map it */
    int64_t owner;       /* uid */
    int64_t creator_uid; /* System V */
    int32_t mode;        /* permission bits */
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
    qsm_snapshot *snapshot; /* what a look at several objects shares; NULL: nothing */
    qsm_snapshot *listed;   /* during a listing's visit: who uses what; NULL otherwise */
    int lock_guard; /* in: this process's descriptor of the lock's file, no user of it; -1: none */
} qsm_segment_facts;

/* How a segment shows in /proc/PID/maps. */
typedef struct qsm_mapped_file {
    char path[32]; /* "" if device and inode are sufficient */
    bool has_device;
    uint64_t device;
    uint64_t inode;           /* System V: the shmid */
    bool is_of_ipc_namespace; /* each IPC namespace has its own numbers */
} qsm_mapped_file;

/* One look at the contents of a segment. */
typedef struct qsm_look {
    const char *name; /* these are set by the caller */
    int project;
    const char *lock_name;
    int lock_project;
    void *data;
    size_t size; /* at most so many bytes */
    /*
     * enter takes the lock, once the pages of the segment are mapped; leave gives it back after the
     * copy. Then the bytes are read once, not twice. NULL: no lock. False with errno.
     */
    bool (*enter)(struct qsm_look *self);
    void (*leave)(struct qsm_look *self);
    void *context; /* of both */
    bool guarded;  /* no other process looks at this moment */
    int64_t deadline;
    bool stable;   /* the rest is the result: the second read gave the same bytes */
    bool deserted; /* System V: the last user detached during the look; it must be removed */
    int32_t key;   /* System V: the segment's number, and its id */
    int number;
} qsm_look;

/* For the path of a lock's file. */
enum { QSM_LOCK_PATH_SIZE = 300 };

typedef struct qsm_inspect_backend {
    /* Reads the segment's facts. True also if there is no segment; false with errno on an error. */
    bool (*segment)(const char *name, int project, qsm_segment_facts *facts);

    /* Reads the lock_... numbers, in the same way. */
    bool (*lock)(const char *name, int project, qsm_segment_facts *facts);

    /*
     * Opens the semaphore of semaphore->name and ->project, if it exists; otherwise false with
     * ENOENT. ipc->semaphore_close closes it. The caller does not own it.
     */
    bool (*lock_open)(qsm_ipc_semaphore *semaphore);

    /*
     * The path of the lock's file: name, or in buffer. NULL if the system shows no file.
     */
    const char *(*lock_path)(const char *name, char buffer[QSM_LOCK_PATH_SIZE]);

    /*
     * Sets the value of an open semaphore to 1: adds 1 only while it is 0, subtracts only the part
     * above 1. The end of this process does not undo it. False with errno; EBUSY: another process
     * changed the value meanwhile.
     */
    bool (*lock_repair)(qsm_ipc_semaphore *semaphore);

    /* Why ownership.h does not allow the removal of an open semaphore. */
    qsm_removal_reason (*lock_foreign)(const qsm_ipc_semaphore *semaphore);

    /*
     * Copies the segment's first bytes. The segment stays. 0 with errno: ENOENT (no segment),
     * ENODATA (a segment of 0 bytes), ETIMEDOUT (a peer did not end its detach).
     */
    size_t (*look)(qsm_look *look);

    /* Whether peers see a look: then name is a file that guards it. */
    bool looks_are_seen;

    /* How an existing segment appears in /proc/PID/maps. False with errno. */
    bool (*mapped_file)(const qsm_segment_facts *facts, qsm_mapped_file *file);

    /* The functions that lock and unlock. */
    const qsm_ipc_backend *ipc;
} qsm_inspect_backend;

extern const qsm_inspect_backend qsm__inspect_systemv;
extern const qsm_inspect_backend qsm__inspect_posix;

/* Visits every System V segment whose key has this ftok() id. Visitors return false to stop. */
bool qsm__inspect_systemv_each(int project,
                               bool (*visit)(void *context, const qsm_segment_facts *facts),
                               void *context);

/*
 * Visits the name of every file that can be a POSIX segment, with its slash, if the system lists
 * them. Opens none.
 */
bool qsm__inspect_posix_each(bool (*visit)(void *context, const char *name), void *context);

/*
 * Whether a POSIX semaphore has the name of a segment, if the system shows that. Opens nothing.
 * Never where both would be the same object.
 */
bool qsm__inspect_posix_has_lock(const char *name);

/* The initial facts: nothing is known. */
static inline qsm_segment_facts qsm__inspect_nothing(void)
{
    return (qsm_segment_facts){.native_key = "",
                               .system_v_key = -1,
                               .shmid = -1,
                               .ftok_id = -1,
                               .size = -1,
                               .attached = -1,
                               .owner = -1,
                               .creator_uid = -1,
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
                               .lock_holder_pid = -1,
                               .lock_guard = -1};
}

/* Keeps the names, ids and guard in facts, and resets the rest, to read them again. */
qsm_segment_facts qsm__inspect_names_of(const qsm_segment_facts *facts);

/*
 * Reads the state of the objects whose type, names and ftok() ids are in facts, with its snapshot.
 * False with errno.
 */
bool qsm__inspect_named(qsm_segment_facts *facts);

/*
 * Whether facts name a lock. Where names are shared, the object with the segment's name is the
 * segment, not a lock.
 */
bool qsm__inspect_has_lock_name(const qsm_inspect_backend *backend, const qsm_segment_facts *facts);

/*
 * Takes the lock, if it exists; semaphore has its names. If the semaphore is removed or replaced
 * during the wait, takes the semaphore that has the name now. False with errno: ENOLCK (no lock),
 * ETIMEDOUT, or the system's error.
 */
bool qsm__inspect_take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
                            int64_t deadline);

/* Unlocks. Drops a lock that was removed meanwhile: an unlock would make a new semaphore. */
void qsm__inspect_give_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore);

/* The back end of a key type; NULL with ENOTSUP if there is none. */
const qsm_inspect_backend *qsm__inspect_backend_of(qsm_native_ipc_key_type_code type);

#endif
