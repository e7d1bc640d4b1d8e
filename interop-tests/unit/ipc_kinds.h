/* SPDX-License-Identifier: MIT */
/*
 * The kinds of keys that IPC rules are tested with, and what the system holds for one: looked up
 * with bare system calls, not with the code under test.
 */
#ifndef QSM_UNIT_IPC_KINDS_H
#define QSM_UNIT_IPC_KINDS_H

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "key/key.h"
#include "system.h"

union test_semun {
    int val;
    struct semid_ds *buf;
};

typedef struct ipc_kind {
    const char *name;
    qsm_native_ipc_key_type_code type;
    bool legacy;
} ipc_kind;

/* 0x90: an id whose numbers are negative; Qt's own segments do not work with it. */
static const ipc_kind ipc_kinds[] = {
    {"System V, legacy key", QSM_NATIVE_IPC_KEY_SYSTEM_V, true},
    {"System V, native key", QSM_NATIVE_IPC_KEY_SYSTEM_V, false},
    {"System V, id 0x90", 0x90, true},
#if !defined(QSM_PLAIN_POSIX) /* without leases locks stay, test_plain_posix.c has what is left */
    {"POSIX, legacy key", QSM_NATIVE_IPC_KEY_POSIX_REALTIME, true},
#if !QSM_SHARED_NAMES /* no lock can have its segment's name */
    {"POSIX, native key", QSM_NATIVE_IPC_KEY_POSIX_REALTIME, false},
#endif
#endif
};
enum { IPC_KINDS = sizeof ipc_kinds / sizeof ipc_kinds[0] };

static inline bool is_system_v(const ipc_kind *kind)
{
    return kind->type != QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
}

/* A key of this kind that no other test and no other process uses. */
static inline qsm_native_ipc_key *make_key(const ipc_kind *kind, const char *name)
{
    char text[128];
    snprintf(text, sizeof text, "%sqsmipc%ld%s",
             kind->legacy        ? ""
             : is_system_v(kind) ? "/tmp/"
                                 : "/",
             (long)getpid(), name);
    return kind->legacy ? qsm_shared_memory_legacy_native_key(text, kind->type, NULL)
                        : qsm_native_ipc_key_new_native(text, kind->type);
}

static inline int system_v_semaphore(const char *name, int project)
{
    key_t number = ftok(name, project);
    return number == (key_t)-1 ? -1 : semget(number, 0, 0);
}

static inline int system_v_segment(const char *name, int project)
{
    key_t number = ftok(name, project);
    return number == (key_t)-1 ? -1 : shmget(number, 0, 0);
}

static inline bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

static inline bool posix_file_exists(const char *prefix, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "/dev/shm/%s%s", prefix, name + 1);
    return exists(path);
}

/* What the system holds for a key, as text: of "segment", "lock" and "files" what there is. */
static inline const char *leftovers(const qsm_native_ipc_key *key)
{
    static char text[64];
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *segment_name = qsm_native_ipc_key_native_key(key);
    const char *lock_name = qsm_native_ipc_key_native_key(lock);
    int project = qsm__key_project_id(key);
    bool segment;
    bool semaphore;
    bool files = false;
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        segment = posix_file_exists("", segment_name);
        semaphore = posix_file_exists(QSM_SEMAPHORE_FILE, lock_name);
    } else {
        segment = system_v_segment(segment_name, project) >= 0;
        semaphore = system_v_semaphore(lock_name, project) >= 0;
        files = exists(segment_name) || exists(lock_name);
    }
    snprintf(text, sizeof text, "%s%s%s", segment ? "segment " : "", semaphore ? "lock " : "",
             files ? "files " : "");
    qsm_native_ipc_key_free(lock);
    return text;
}

/* Removes what a test left on purpose. Keys are this process's own. */
static inline void sweep(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *segment_name = qsm_native_ipc_key_native_key(key);
    const char *lock_name = qsm_native_ipc_key_native_key(lock);
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        shm_unlink(segment_name);
        sem_unlink(lock_name);
    } else {
        int project = qsm__key_project_id(key);
        int segment = system_v_segment(segment_name, project);
        int semaphore = system_v_semaphore(lock_name, project);
        if (segment >= 0)
            shmctl(segment, IPC_RMID, NULL);
        if (semaphore >= 0)
            semctl(semaphore, 0, IPC_RMID);
        unlink(segment_name);
        unlink(lock_name);
    }
    qsm_native_ipc_key_free(lock);
}

/* The value of a key's lock, -1 if there is none. */
static inline int lock_value(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock);
    int value = -1;
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME) {
        sem_t *semaphore = sem_open(name, 0);
        if (semaphore != SEM_FAILED) {
            sem_getvalue(semaphore, &value);
            sem_close(semaphore);
        }
    } else {
        int number = system_v_semaphore(name, qsm__key_project_id(key));
        value = number < 0 ? -1 : semctl(number, 0, GETVAL);
    }
    qsm_native_ipc_key_free(lock);
    return value;
}

#endif
