/* SPDX-License-Identifier: MIT */
/*
 * The rules of QSystemSemaphore: when it is opened, which object owns it, what happens at its end.
 *
 * If the semaphore was removed, the object opens it again by name, as in Qt. Qt then adds units to
 * the new semaphore that were taken from the old semaphore: the new value is too high. Here these
 * units are dropped.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/errors.h"
#include "ipc/semaphore.h"
#include "key/key.h"
#include "key/utf8.h"

enum { LARGEST_VALUE = 32767 };

/* Nanoseconds between two looks whether the holder of a POSIX lock is gone. */
#define REPAIR_INTERVAL INT64_C(1000000000)

static bool refuse_inherited(qsm_system_semaphore *semaphore)
{
    qsm__ipc_error_set(&semaphore->error, QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR,
                       "QSystemSemaphore: this object belongs to the process that forked");
    return false;
}

static bool is_object(const qsm_system_semaphore *semaphore)
{
    if (semaphore != NULL)
        return true;
    errno = EINVAL;
    return false;
}

/* Whether a call may use the object. */
static bool is_usable(qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) &&
           (qsm__semaphore_is_own(semaphore) || refuse_inherited(semaphore));
}

/* Opens the semaphore. A missing key becomes an error only at the first use. */
static bool open_named(qsm_system_semaphore *semaphore, int initial_value,
                       qsm_system_semaphore_access_mode mode)
{
    semaphore->initial_value = initial_value;
    if (qsm_native_ipc_key_is_empty(semaphore->key) && mode == QSM_SYSTEM_SEMAPHORE_OPEN) {
        qsm__ipc_error_clear(&semaphore->error);
        return true;
    }
    return qsm__semaphore_open(semaphore, mode);
}

static bool is_no_op(const qsm_system_semaphore *semaphore, const qsm_native_ipc_key *key,
                     qsm_system_semaphore_access_mode mode)
{
    return mode == QSM_SYSTEM_SEMAPHORE_OPEN && semaphore->handle.open && key != NULL &&
           qsm_native_ipc_key_equals(semaphore->key, key);
}

/* Closes the old semaphore and opens the new semaphore. Takes the key. */
static bool change_key(qsm_system_semaphore *semaphore, qsm_native_ipc_key *key, int initial_value,
                       qsm_system_semaphore_access_mode mode)
{
    if (key == NULL) {
        qsm__ipc_error_set(&semaphore->error, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES,
                           "QSystemSemaphore::setKey: out of resources");
        return false;
    }
    if (is_no_op(semaphore, key, mode)) {
        qsm_native_ipc_key_free(key);
        return true;
    }
    if (qsm__ipc_backend_of(qsm_native_ipc_key_type(key)) == NULL) {
        qsm_native_ipc_key_free(key);
        qsm__semaphore_refuse_type(semaphore);
        return false;
    }
    qsm__semaphore_close(semaphore);
    qsm_native_ipc_key_free(semaphore->key);
    semaphore->key = key;
    qsm__semaphore_point_at_key(semaphore);
    return open_named(semaphore, initial_value, mode);
}

static bool refuse_text(qsm_system_semaphore *semaphore)
{
    qsm__ipc_error_set(&semaphore->error, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
                       "QSystemSemaphore::setKey: key is not valid UTF-8");
    return false;
}

static bool is_text(const char *text)
{
    return text == NULL || qsm__utf8_is_valid(text);
}

static qsm_native_ipc_key *legacy(const char *key)
{
    return qsm_system_semaphore_legacy_native_key(
        key != NULL ? key : "", qsm_native_ipc_key_legacy_default_type_for_os(), NULL);
}

qsm_system_semaphore *qsm_system_semaphore_new_key(const char *key, int initial_value,
                                                   qsm_system_semaphore_access_mode mode)
{
    qsm_system_semaphore *semaphore = qsm__semaphore_new(legacy(is_text(key) ? key : ""));
    if (semaphore == NULL)
        return NULL;
    if (is_text(key))
        (void)open_named(semaphore, initial_value, mode);
    else
        (void)refuse_text(semaphore);
    return semaphore;
}

qsm_system_semaphore *qsm_system_semaphore_new_native(const qsm_native_ipc_key *key,
                                                      int initial_value,
                                                      qsm_system_semaphore_access_mode mode)
{
    qsm_system_semaphore *semaphore =
        qsm__semaphore_new(key != NULL ? qsm_native_ipc_key_copy(key) : qsm_native_ipc_key_new());
    if (semaphore == NULL)
        return NULL;
    (void)open_named(semaphore, initial_value, mode);
    return semaphore;
}

void qsm_system_semaphore_free(qsm_system_semaphore *semaphore)
{
    if (semaphore == NULL)
        return;
    qsm__semaphore_close(semaphore);
    qsm_native_ipc_key_free(semaphore->key);
    free(semaphore);
}

bool qsm_system_semaphore_set_key(qsm_system_semaphore *semaphore, const char *key,
                                  int initial_value, qsm_system_semaphore_access_mode mode)
{
    if (!is_usable(semaphore))
        return false;
    if (!is_text(key))
        return refuse_text(semaphore);
    return change_key(semaphore, legacy(key), initial_value, mode);
}

bool qsm_system_semaphore_set_native_key(qsm_system_semaphore *semaphore, const char *native_key,
                                         int initial_value, qsm_system_semaphore_access_mode mode,
                                         qsm_native_ipc_key_type_code type)
{
    if (!is_usable(semaphore))
        return false;
    if (!is_text(native_key))
        return refuse_text(semaphore);
    return change_key(semaphore, qsm_native_ipc_key_new_native(native_key, type), initial_value,
                      mode);
}

bool qsm_system_semaphore_set_native_ipc_key(qsm_system_semaphore *semaphore,
                                             const qsm_native_ipc_key *key, int initial_value,
                                             qsm_system_semaphore_access_mode mode)
{
    if (!is_usable(semaphore))
        return false;
    if (is_no_op(semaphore, key, mode)) /* saves a copy, because every attach comes here */
        return true;
    return change_key(semaphore,
                      key != NULL ? qsm_native_ipc_key_copy(key) : qsm_native_ipc_key_new(),
                      initial_value, mode);
}

const char *qsm_system_semaphore_key(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) ? qsm_native_ipc_key_legacy_key(semaphore->key) : "";
}

const char *qsm_system_semaphore_native_key(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) ? qsm_native_ipc_key_native_key(semaphore->key) : "";
}

const qsm_native_ipc_key *qsm_system_semaphore_native_ipc_key(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) ? semaphore->key : NULL;
}

/* One part of a wait. With a stop callback, a signal ends it. */
static qsm_ipc_outcome wait_a_while(qsm_system_semaphore *semaphore, int64_t deadline,
                                    qsm_ipc_failure *failure)
{
    if (semaphore->stop.ask == NULL)
        return semaphore->backend->semaphore_acquire(&semaphore->handle, deadline, failure);
    int64_t end = qsm__ipc_now() + QSM_IPC_STOP_INTERVAL;
    semaphore->handle.interruptible = true;
    qsm_ipc_outcome outcome = semaphore->backend->semaphore_acquire(
        &semaphore->handle, deadline < end ? deadline : end, failure);
    semaphore->handle.interruptible = false;
    return outcome == QSM_IPC_INTERRUPTED ? QSM_IPC_TIMED_OUT : outcome;
}

/* When to look next whether the holder of a lock is gone. */
static int64_t next_repair(const qsm_system_semaphore *semaphore)
{
    return qsm__semaphore_can_be_repaired(semaphore) ? qsm__ipc_now() + REPAIR_INTERVAL
                                                     : QSM_IPC_FOREVER;
}

/*
 * Takes one unit. Before each part of the wait, the stop callback is asked. Every second, a lock is
 * repaired if its holder is gone.
 */
static qsm_ipc_outcome take(qsm_system_semaphore *semaphore, int64_t deadline,
                            qsm_ipc_failure *failure)
{
    bool whole = !qsm__semaphore_waits_in_parts(semaphore);
    qsm_ipc_outcome outcome = semaphore->backend->semaphore_acquire(
        &semaphore->handle, whole ? deadline : QSM_IPC_AT_ONCE, failure);
    int64_t repair_at = whole || outcome != QSM_IPC_TIMED_OUT ? 0 : next_repair(semaphore);
    while (!whole && outcome == QSM_IPC_TIMED_OUT && qsm__ipc_now() < deadline) {
        if (qsm__stop_asked(&semaphore->stop))
            return QSM_IPC_STOPPED;
        if (qsm__ipc_now() >= repair_at) {
            qsm__semaphore_repair_abandoned(semaphore);
            if (!semaphore->handle.open)
                return QSM_IPC_GONE;
            repair_at = next_repair(semaphore);
        }
        outcome = wait_a_while(semaphore, deadline < repair_at ? deadline : repair_at, failure);
    }
    return outcome;
}

qsm_ipc_outcome qsm__semaphore_acquire_slowly(qsm_system_semaphore *semaphore, int64_t deadline)
{
    qsm_ipc_outcome outcome;
    if (!is_usable(semaphore))
        return QSM_IPC_FAILED;
    semaphore->open_until = qsm__ipc_open_until(deadline);
    do {
        if (!qsm__semaphore_open(semaphore, QSM_SYSTEM_SEMAPHORE_OPEN))
            return QSM_IPC_FAILED;
        qsm_ipc_failure failure;
        outcome = take(semaphore, deadline, &failure);
        if (outcome == QSM_IPC_GONE)
            qsm__semaphore_drop(semaphore);
        else if (outcome == QSM_IPC_STOPPED)
            qsm__ipc_error_set_stopped(&semaphore->error, QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR,
                                       "QSystemSemaphore::acquire");
        else if (outcome == QSM_IPC_FAILED)
            qsm__ipc_error_describe(&semaphore->error, &failure);
        else
            qsm__ipc_error_clear(&semaphore->error);
    } while (outcome == QSM_IPC_GONE);
    if (outcome == QSM_IPC_DONE && semaphore->held < INT_MAX)
        semaphore->held++;
    return outcome;
}

static inline bool acquire_until(qsm_system_semaphore *semaphore, int64_t deadline)
{
    if (semaphore == NULL)
        return is_usable(semaphore);
    return qsm__semaphore_acquire_until(semaphore, deadline) == QSM_IPC_DONE;
}

bool qsm_system_semaphore_acquire(qsm_system_semaphore *semaphore)
{
    return acquire_until(semaphore, QSM_IPC_FOREVER);
}

bool qsm_system_semaphore_try_acquire(qsm_system_semaphore *semaphore)
{
    return acquire_until(semaphore, QSM_IPC_AT_ONCE);
}

bool qsm_system_semaphore_acquire_for(qsm_system_semaphore *semaphore, int milliseconds)
{
    return acquire_until(semaphore, qsm__ipc_deadline(milliseconds));
}

/*
 * The units of a removed semaphore are lost. Returns the number of units that are left to release.
 */
static int forget_gone(qsm_system_semaphore *semaphore, int n)
{
    int left = n > semaphore->held ? n - semaphore->held : 0;
    qsm__semaphore_drop(semaphore);
    return left;
}

/*
 * Whether the name now belongs to another semaphore: it gets units that this object has not taken
 * before.
 */
static bool has_lost_name(const qsm_system_semaphore *semaphore)
{
    return semaphore->held == 0 && semaphore->handle.open &&
           !semaphore->backend->removal_is_noticed &&
           semaphore->backend->semaphore_whereabouts(&semaphore->handle) == QSM_IPC_OTHER;
}

static qsm_ipc_outcome release(qsm_system_semaphore *semaphore, int n, qsm_ipc_failure *failure)
{
    if (semaphore->is_lock && n == 1)
        return semaphore->backend->semaphore_unlock(&semaphore->handle, failure);
    return semaphore->backend->semaphore_release(&semaphore->handle, n, failure);
}

static bool release_some(qsm_system_semaphore *semaphore, int n)
{
    while (n > 0) {
        qsm_ipc_failure failure;
        if (has_lost_name(semaphore))
            qsm__semaphore_drop(semaphore);
        if (!qsm__semaphore_open(semaphore, QSM_SYSTEM_SEMAPHORE_OPEN))
            return false;
        switch (release(semaphore, n, &failure)) {
        case QSM_IPC_DONE:
            semaphore->held = semaphore->held > n ? semaphore->held - n : 0;
            n = 0;
            break;
        case QSM_IPC_GONE:
            n = forget_gone(semaphore, n);
            break;
        default:
            qsm__ipc_error_describe(&semaphore->error, &failure);
            return false;
        }
    }
    qsm__ipc_error_clear(&semaphore->error);
    return true;
}

bool qsm_system_semaphore_release(qsm_system_semaphore *semaphore, int n)
{
    if (!is_usable(semaphore))
        return false;
    if (n <= 0)
        return n == 0;
    if (n > LARGEST_VALUE) {
        qsm__ipc_error_set(&semaphore->error, QSM_SYSTEM_SEMAPHORE_OUT_OF_RESOURCES,
                           "QSystemSemaphore::modifySemaphore: out of resources");
        return false;
    }
    return release_some(semaphore, n);
}

qsm_system_semaphore_error_code qsm_system_semaphore_error(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) ? (qsm_system_semaphore_error_code)semaphore->error.code
                                : QSM_SYSTEM_SEMAPHORE_NO_ERROR;
}

const char *qsm_system_semaphore_error_string(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) ? semaphore->error.text : "";
}

void qsm_system_semaphore_set_stop(qsm_system_semaphore *semaphore, bool (*stop)(void *context),
                                   void *context)
{
    if (is_object(semaphore))
        semaphore->stop = (qsm_ipc_stop){.ask = stop, .context = context};
}

bool qsm_system_semaphore_was_stopped(const qsm_system_semaphore *semaphore)
{
    return is_object(semaphore) && semaphore->error.stopped != 0;
}

bool qsm_system_semaphore_is_key_type_supported(qsm_native_ipc_key_type_code type)
{
    return qsm__ipc_backend_of(type) != NULL;
}
