/* SPDX-License-Identifier: MIT */
/*
 * What a look at several objects shares: which processes map which file, read from /proc at most
 * once, and the time to wait for leases of other processes. A listing has one snapshot for all.
 */
#ifndef QSM_IPC_SNAPSHOT_H
#define QSM_IPC_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The device of System V segments, whose inode is the shmid. */
#define QSM_MAPPED_SYSTEM_V UINT64_MAX

/* A file that a process maps. */
typedef struct qsm_mapped {
    uint64_t device;
    uint64_t inode;
    int64_t pid;
} qsm_mapped;

typedef struct qsm_snapshot {
    bool without_users; /* the caller does not need the numbers of users: /proc is not read */
    int64_t patience;   /* nanoseconds left to wait for leases */

    bool has_read;      /* the rest is valid */
    bool known;         /* /proc was readable, and there were not too many files */
    bool partial;       /* this PID namespace does not show all processes */
    bool failed;        /* out of memory */
    uint64_t device;    /* the file system of the files below; System V segments are there, too */
    qsm_mapped *mapped; /* sorted; a process counts once for a file */
    size_t count;
    size_t room;
    int64_t *hidden; /* owners of processes whose /proc/PID is not readable, sorted */
    size_t hidden_count;
    size_t hidden_room;
} qsm_snapshot;

/*
 * The processes that map a file and whose /proc/PID is readable. -1 if the number would be 0 but
 * /proc/PID of a process of the file's owner is not readable, if this PID namespace does not show
 * all processes, or if the system does not report it.
 */
typedef struct qsm_file_users {
    int64_t count;
    int64_t one; /* the PID of one of them; -1 if there is none */
    bool failed; /* out of memory: nothing is known */
} qsm_file_users;

qsm_snapshot qsm__snapshot_begin(void);
void qsm__snapshot_end(qsm_snapshot *snapshot);

/* snapshot may be NULL: then /proc is read for this call. */
qsm_file_users qsm__snapshot_users_of(qsm_snapshot *snapshot, uint64_t device, uint64_t inode,
                                      int64_t owner);

/*
 * The processes that map a file, sorted by PID: *users points to the first of *count entries, which
 * are valid until the snapshot changes. False with errno: ENOTSUP (the system does not report it),
 * ENOMEM.
 */
bool qsm__snapshot_each_user(qsm_snapshot *snapshot, uint64_t device, uint64_t inode,
                             const qsm_mapped **users, size_t *count);

/* Whether /proc/PID of a process of this user was not readable. */
bool qsm__snapshot_hides(const qsm_snapshot *snapshot, int64_t owner);

#endif
