/* SPDX-License-Identifier: MIT */
/*
 * The contract between Qt's rules (shared_memory.c, system_semaphore.c) and the systems they run
 * on. A back end offers one qsm_ipc_backend of primitives: one object, one step, no policy. What a
 * Qt program would do next, which text it would show and who owns what is decided above it.
 *
 * Everywhere below:
 *  - names are UTF-8, NUL-terminated, borrowed: they must outlive the handle;
 *  - a function that takes a qsm_ipc_failure fills it in when it fails and leaves it alone else;
 *  - a function that fails leaves nothing behind that it made itself, and the handle as if it had
 *    not been called, unless its comment says otherwise;
 *  - nothing allocates but semaphore_open (inside libc), nothing blocks but semaphore_acquire, and
 *    an open of a file on which another process has a lease: at most a second;
 *  - a handle belongs to one thread at a time, and to the process that opened it. A child made by
 *    fork() calls only semaphore_close and segment_unmap.
 */
#ifndef QSM_IPC_PLATFORM_H
#define QSM_IPC_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>

/* The step at which a back end failed. errors.c has a row with Qt's words for each. */
typedef enum qsm_ipc_step {
    QSM_IPC_NO_STEP = 0,
    /* System V segments */
    QSM_IPC_SHM_KEY_FILE, /* making the key file */
    QSM_IPC_SHM_FTOK,
    QSM_IPC_SHMGET_CREATE,
    QSM_IPC_SHMGET,
    QSM_IPC_SHMAT,
    QSM_IPC_SHMCTL_STAT,
    QSM_IPC_SHMDT,
    QSM_IPC_SHMCTL_RMID,
    /* System V semaphores */
    QSM_IPC_SEM_KEY_EMPTY,
    QSM_IPC_SEM_KEY_FILE,
    QSM_IPC_SEM_FTOK,
    QSM_IPC_SEMGET,
    QSM_IPC_SEMCTL_SETVAL,
    QSM_IPC_SEMOP,
    /* POSIX segments */
    QSM_IPC_SHM_OPEN,
    QSM_IPC_FTRUNCATE,
    QSM_IPC_FSTAT,
    QSM_IPC_MMAP,
    QSM_IPC_FALLOCATE, /* memory for pages that no process has written */
    QSM_IPC_MUNMAP,
    QSM_IPC_SHM_UNLINK,
    /* POSIX semaphores */
    QSM_IPC_SEM_NAME_EMPTY,
    QSM_IPC_SEM_OPEN,
    QSM_IPC_SEM_UNLINK,
    QSM_IPC_SEM_POST,
    QSM_IPC_SEM_WAIT,
    QSM_IPC_STEP_COUNT
} qsm_ipc_step;

/* Why a primitive failed. error is an errno value; 0 where only the step says what is wrong. */
typedef struct qsm_ipc_failure {
    qsm_ipc_step step;
    int error;
} qsm_ipc_failure;

/* A file, told apart from a later one of the same name. */
typedef struct qsm_ipc_file {
    bool known;
    uint64_t device;
    uint64_t inode;
} qsm_ipc_file;

/* Points in time are nanoseconds of a clock that no one sets. */
#define QSM_IPC_AT_ONCE INT64_C(0)
#define QSM_IPC_FOREVER INT64_MAX

/* How a semaphore operation ended. */
typedef enum qsm_ipc_outcome {
    QSM_IPC_DONE,
    QSM_IPC_TIMED_OUT,   /* not to be had until the deadline */
    QSM_IPC_GONE,        /* removed, or its name now leads to another: close, open again, repeat */
    QSM_IPC_INTERRUPTED, /* a signal came; only where the caller wants to know */
    QSM_IPC_STOPPED,     /* above the back ends: the stop callback ended the wait */
    QSM_IPC_FAILED
} qsm_ipc_outcome;

/* Where the name of an open semaphore leads now. */
typedef enum qsm_ipc_whereabouts {
    QSM_IPC_SAME,   /* to the one that is open, or the system does not tell */
    QSM_IPC_OTHER,  /* to another one */
    QSM_IPC_NOWHERE /* the name is gone */
} qsm_ipc_whereabouts;

/* A semaphore. The first three are set by the caller before semaphore_open, the rest by it. */
typedef struct qsm_ipc_semaphore {
    const char *name;
    int project;        /* ftok() id; System V only */
    unsigned mode;      /* permission bits of a new one */
    bool interruptible; /* the caller's, at any time: signals end semaphore_acquire */
    bool only_existing; /* the caller's: semaphore_open makes none, and fails with ENOENT */
    int64_t open_until; /* the caller's: see qsm_ipc_segment */
    bool open;          /* the rest is valid only while open */
    bool created;       /* semaphore_open made the semaphore, it did not find it */
    int32_t key;        /* System V: the number that its key file gave */
    int number;         /* System V: its id */
    qsm_ipc_file file;  /* POSIX: the file that is the semaphore */
    void *pointer;      /* POSIX: sem_t */
} qsm_ipc_semaphore;

/* A segment. The first three as above, number -1 and memory NULL before first use. */
typedef struct qsm_ipc_segment {
    const char *name;
    int project;
    unsigned mode;
    int64_t open_until; /* the caller's: how long an open may wait for a lease; 0: it is not said */
    size_t fill;        /* the caller's: it will write so many bytes of a new segment at once */
    void *memory;       /* NULL when not mapped */
    size_t size;        /* bytes, exactly as asked for by its creator */
    int32_t key;        /* as above */
    int number;         /* System V: its id; kept after segment_unmap, for segment_remove_unused */
    qsm_ipc_file file;  /* POSIX: which file it is; kept in the same way */
    bool own;           /* segment_attach: only this user owns it, and made it */
} qsm_ipc_segment;

/* How semaphore_remove goes about it. */
typedef struct qsm_ipc_removal {
    int units; /* how many to take before; not to be had until deadline: it stays */
    int64_t deadline;
    bool held;          /* the caller holds the one unit of a lock: unlock if it stays */
    bool spare_waiters; /* it stays while someone waits for it */
    bool only_own; /* it stays unless ownership.h allows its removal, and while someone waits */
} qsm_ipc_removal;

/* How segment_remove_unused goes about it. */
typedef struct qsm_ipc_segment_removal {
    bool only_own;           /* in: it stays unless ownership.h allows its removal */
    bool removed;            /* out */
    qsm_removal_reason kept; /* out: why it stays; no reason also if there is none */
} qsm_ipc_segment_removal;

/* What has become of a mapped segment. All false if nothing has, or if the system does not tell. */
typedef struct qsm_ipc_segment_state {
    bool removed; /* POSIX: its name is gone, or leads to another segment */
    bool alone;   /* nothing else is attached to it: no process, no other object of this one */
} qsm_ipc_segment_state;

typedef struct qsm_ipc_backend {
    /* Whether the running system has these calls. */
    bool (*supported)(void);

    /* Whether processes that have a semaphore open notice its removal, as QSM_IPC_GONE. */
    bool removal_is_noticed;

    /*
     * Whether a semaphore and a segment of one name are one object, as with musl: there a lock that
     * has its segment's name would overwrite what is in the segment.
     */
    bool names_are_shared;

    /* Whether a process can take pages away from a segment that others have mapped. */
    bool segments_can_shrink;

    /*
     * Opens the semaphore of this name; makes it with initial_value if there is none.
     * A new one never shows another value to a process that got in between than 0 (it waits) or
     * initial_value. The value of one that exists is not touched, but with replace:
     * System V sets it to initial_value, POSIX unlinks it first and makes a new one.
     * initial_value < 0: System V leaves the value as it is, POSIX fails with EINVAL.
     */
    bool (*semaphore_open)(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                           qsm_ipc_failure *failure);

    /* Lets go of an open semaphore; removes nothing. */
    void (*semaphore_close)(qsm_ipc_semaphore *semaphore);

    /*
     * Takes one unit, waiting until deadline (QSM_IPC_AT_ONCE: not at all, QSM_IPC_FOREVER: as
     * long as it takes). Signals do not end the wait unless the handle is interruptible. System V
     * gives the unit back by itself when the process ends. POSIX: QSM_IPC_GONE, with nothing taken,
     * also when the name leads to another semaphore now. The handle stays open whatever happens.
     */
    qsm_ipc_outcome (*semaphore_acquire)(qsm_ipc_semaphore *semaphore, int64_t deadline,
                                         qsm_ipc_failure *failure);

    /* Gives count (1-32767) units, all or none. The handle stays open whatever happens. */
    qsm_ipc_outcome (*semaphore_release)(qsm_ipc_semaphore *semaphore, int count,
                                         qsm_ipc_failure *failure);

    /*
     * Gives back the one unit of a lock, whose value is never above 1. System V: when it is 1
     * already, since a peer has reset it while it was held, nothing is added and all is well.
     */
    qsm_ipc_outcome (*semaphore_unlock)(qsm_ipc_semaphore *semaphore, qsm_ipc_failure *failure);

    /*
     * Gives the one unit of a lock that is taken and that no process, also not this one, has open:
     * its holder is gone. The handle is closed. Whether it did; false also if that cannot be
     * proved. NULL: the system gives back the units of processes that end.
     */
    bool (*semaphore_repair_unused)(const qsm_ipc_semaphore *semaphore);

    /* Where the name leads now; System V: NOWHERE also when the semaphore was removed. */
    qsm_ipc_whereabouts (*semaphore_whereabouts)(const qsm_ipc_semaphore *semaphore);

    /*
     * Closes an open semaphore and removes it, with its key file (only while that is still the
     * file it was opened by, regular and empty, and no segment's), if it takes nothing from
     * anybody: System V: only when removal->units could be taken at once, and holding them. POSIX:
     * only when no other process has it open; if that cannot be known it stays. Failing to remove
     * is no failure. Says why it stays.
     */
    qsm_removal_reason (*semaphore_remove)(qsm_ipc_semaphore *semaphore,
                                           const qsm_ipc_removal *removal);

    /*
     * Why an open that failed with this error cannot work, where errno does not say it: "a FIFO has
     * this name". NULL otherwise. EWOULDBLOCK is a lease of another process.
     */
    const char *(*semaphore_obstacle)(const char *name, int error);
    const char *(*segment_obstacle)(const char *name, int error);

    /*
     * Makes a segment of size bytes (> 0), zeroed, and maps it. Fails with EEXIST when
     * there is one. On failure the segment is removed again, the key file if it was made here.
     * Makes the pages of the first segment->fill bytes, where the system has a call for it.
     */
    bool (*segment_create)(qsm_ipc_segment *segment, size_t size, bool read_only,
                           qsm_ipc_failure *failure);

    /*
     * Whether segment_attach would be allowed to map the segment of this name: fails as it would.
     * Maps and makes nothing. own, unless NULL: as segment_attach sets it.
     */
    bool (*segment_may_attach)(const qsm_ipc_segment *segment, bool read_only, bool *own,
                               qsm_ipc_failure *failure);

    /* Maps the segment of this name; ENOENT when there is none. */
    bool (*segment_attach)(qsm_ipc_segment *segment, bool read_only, qsm_ipc_failure *failure);

    /* Unmaps. The segment stays. On failure it stays mapped. */
    bool (*segment_unmap)(qsm_ipc_segment *segment, qsm_ipc_failure *failure);

    /*
     * Whether pages at the end of a mapped segment are gone: a peer has shrunk its file, and who
     * touches them dies of SIGBUS. A page that was never written is not gone. False also where the
     * system does not tell. A peer that shrinks it a moment later is not noticed.
     */
    bool (*segment_is_cut)(const qsm_ipc_segment *segment);

    /* Changes nothing, opens nothing. */
    qsm_ipc_segment_state (*segment_state)(const qsm_ipc_segment *segment);

    /*
     * Allocates the pages of the first size bytes of a mapped segment that no process has written
     * yet: when memory is used up, this fails (ENOSPC), where a write would end the process with
     * SIGBUS. Changes no byte. True also where the system cannot do it.
     */
    bool (*segment_take_memory)(const qsm_ipc_segment *segment, size_t size,
                                qsm_ipc_failure *failure);

    /*
     * Removes the segment that was just unmapped, if no process is attached; *removal tells. With
     * number < 0 and no file known it is the segment the name leads to. Its key file goes with it
     * as in semaphore_remove(), unless a semaphore has the same. In use, gone already or unknown
     * whether in use: true, removed false. To be called under the segment's lock: a process that
     * attaches at the same time without it may lose.
     */
    bool (*segment_remove_unused)(qsm_ipc_segment *segment, qsm_ipc_segment_removal *removal,
                                  qsm_ipc_failure *failure);

    /*
     * Removes what the name of a segment that does not exist has left: System V: its key file, as
     * in segment_remove_unused with only_own. To be called under the lock. Failing is no failure.
     */
    void (*segment_clear_name)(qsm_ipc_segment *segment);
} qsm_ipc_backend;

extern const qsm_ipc_backend qsm__ipc_systemv;
extern const qsm_ipc_backend qsm__ipc_posix;

/* The back end of a key type, NULL when this system lacks it. Runs the probe each time. */
const qsm_ipc_backend *qsm__ipc_backend_of(qsm_native_ipc_key_type_code type);

/* Now. */
int64_t qsm__ipc_now(void);

/* Lets others run for a while. False when a signal ended the pause. */
bool qsm__ipc_pause(int milliseconds);

/* Whether there is no process of this number. False when that cannot be known. */
bool qsm__ipc_process_is_gone(int64_t pid);

/*
 * Has the system map the pages of a segment that are there, from the first on, so that reading
 * it soon after does not stop at each of them. Makes none, and need not do anything. memory can be
 * within a page. Returns how many bytes from there on are in pages that it mapped, at most size.
 */
size_t qsm__ipc_make_present(void *memory, size_t size);

/*
 * Whether all these pages of a segment exist. False also where the system does not tell. To a
 * process that may not write the segment's file, the system says that all exist.
 */
bool qsm__ipc_all_present(void *memory, size_t size);

/*
 * Has the system map these pages of a segment, and make those that are missing. 0, or an errno
 * value. EFAULT: an access would end the process with SIGBUS; ENOSYS, EINVAL: the system has no
 * such call.
 */
int qsm__ipc_populate(void *memory, size_t size, bool for_writing);

/*
 * Makes the pages of the first segment->fill bytes of a segment that was just made and mapped.
 * Whether it did; if not, an access makes each of them.
 */
bool qsm__ipc_make_new(const qsm_ipc_segment *segment);

/* From so many bytes on, memory is better made of large pages. */
enum { QSM_IPC_LARGE = 4 << 20 };

/*
 * Asks for large pages for memory of the process or a segment, which begins with a page. To be
 * called before they are made. Need not do anything.
 */
void qsm__ipc_prefer_large_pages(void *memory, size_t size);

/* The system's words for an errno value, cut to size bytes. */
void qsm__ipc_system_message(int error, char *text, size_t size);

#endif
