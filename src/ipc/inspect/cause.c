/* SPDX-License-Identifier: MIT */
/*
 * Why the last call of an object failed. Looks at what exists, as qsm doctor does, and by the same
 * functions; creates, opens and changes nothing.
 */
#include <qsm/inspect.h>
#include <qsm/process.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipc/explain.h"
#include "ipc/platform.h"
#include "ipc/segment.h"
#include "key/host.h"
#include "key/key.h"
#include "key/text.h"
#include "text/utf8.h"

enum { NUMBER_SIZE = 32 };

/* A search for the cause. */
typedef struct question {
    const char *legacy;           /* "" if there is none */
    qsm_key_environment there;    /* of the key */
    const qsm_segment_info *info; /* of the key's segment and lock; NULL: not known */
    qsm_text text;                /* the cause; empty: not found */
} question;

/* ---- text ---- */

static void add(question *self, const char *text)
{
    qsm__text_add_string(&self->text, text);
}

static void add_number(question *self, int64_t number)
{
    char digits[NUMBER_SIZE];
    (void)snprintf(digits, sizeof digits, "%" PRId64, number);
    add(self, digits);
}

/* Names of strangers: a line end becomes \n; another byte that may do harm, '?'. */
static void add_clean(question *self, const char *text)
{
    static const char escaped[] = "\n\r\t";
    static const char *const escapes[] = {"\\n", "\\r", "\\t"};
    for (size_t length; *text != '\0'; text += length) {
        uint32_t character = 0;
        length = qsm__utf8_decode(text, strnlen(text, QSM_UTF8_FORMS), &character);
        const char *found = strchr(escaped, *text);
        if (found != NULL)
            add(self, escapes[found - escaped]);
        else if (length == 0 || !qsm__is_harmless(character))
            add(self, "?");
        else
            qsm__text_add(&self->text, text, length);
        length = length > 0 ? length : 1;
    }
}

/* "process 12 (dialog)". */
static void add_process(question *self, int64_t pid, const char *name)
{
    add(self, "process ");
    add_number(self, pid);
    if (name != NULL && name[0] != '\0') {
        add(self, " (");
        add_clean(self, name);
        add(self, ")");
    }
}

/* "anna (uid 1000)". */
static void add_user(question *self, int64_t user)
{
    char *name = qsm__host_name_of_user(user);
    if (name != NULL && name[0] != '\0') {
        add_clean(self, name);
        add(self, " (uid ");
        add_number(self, user);
        add(self, ")");
    } else {
        add(self, "uid ");
        add_number(self, user);
    }
    free(name);
}

/* ---- the segment is elsewhere ---- */

static bool tell_scheme(void *context, const qsm_segment_candidate *candidate)
{
    question *self = context;
    if (candidate->info == NULL || !qsm_segment_info_exists(candidate->info))
        return true;
    add(self, "the key has a segment by another key scheme: ");
    add(self, qsm_key_scheme_name(candidate->scheme));
    add(self, " (");
    add_clean(self, qsm_native_ipc_key_native_key(candidate->key));
    add(self, ")");
    return false;
}

static void find_scheme(question *self)
{
    (void)qsm_segment_find(self->legacy, &self->there, tell_scheme, self);
}

static bool tell_elsewhere(void *context, const qsm_segment_elsewhere *found)
{
    question *self = context;
    if (found->pid > 0) {
        add_process(self, found->pid, found->name);
        add(self, " runs with ");
    } else {
        add(self, "this process does not run with ");
    }
    add(self, found->variable);
    add(self, "=");
    add_clean(self, found->directory);
    add(self, "; there the key has a segment of ");
    add_number(self, qsm_segment_info_size(found->info));
    add(self, " bytes");
    return false;
}

static void find_elsewhere(question *self)
{
    (void)qsm_segment_find_elsewhere(self->legacy, &self->there, tell_elsewhere, self);
}

static bool tell_similar(void *context, const char *similar, const qsm_segment_candidate *candidate)
{
    question *self = context;
    (void)candidate;
    add(self, "no segment exists under '");
    add_clean(self, self->legacy);
    add(self, "', but one exists under '");
    add_clean(self, similar);
    add(self, "'");
    return false;
}

static void find_similar(question *self)
{
    (void)qsm_segment_find_similar(self->legacy, &self->there, tell_similar, self);
}

/* ---- the segment is there ---- */

static bool exists(const question *self)
{
    return self->info != NULL && qsm_segment_info_exists(self->info);
}

static void find_owner(question *self)
{
    if (!exists(self) || qsm_segment_info_owner(self->info) < 0 ||
        qsm_segment_info_owner(self->info) == (int64_t)geteuid())
        return;
    char mode[NUMBER_SIZE];
    (void)snprintf(mode, sizeof mode, " and has mode %04o",
                   (unsigned)qsm_segment_info_mode(self->info));
    add(self, "the segment belongs to ");
    add_user(self, qsm_segment_info_owner(self->info));
    add(self, qsm_segment_info_mode(self->info) >= 0 ? mode : "");
    add(self, "; this process runs as ");
    add_user(self, (int64_t)geteuid());
}

/* Adds the process that created the segment, if the system reports it. */
static void add_creator(question *self)
{
    int64_t creator = qsm_segment_info_creator_pid(self->info);
    if (creator <= 0)
        return;
    char *name = qsm_process_name(creator);
    bool gone = name == NULL && errno == ESRCH;
    add(self, "; ");
    add_process(self, creator, name);
    add(self, gone ? ", which is gone, created it" : " created it");
    free(name);
}

static void find_size(question *self)
{
    if (!exists(self) || qsm_segment_info_size(self->info) < 0)
        return;
    add(self, "the segment is too small, it has ");
    add_number(self, qsm_segment_info_size(self->info));
    add(self, " bytes");
    add_creator(self);
}

static void find_other_segment(question *self)
{
    if (!exists(self))
        return;
    add(self, "the key has a segment already, of ");
    add_number(self, qsm_segment_info_size(self->info));
    add(self, " bytes");
    if (qsm_segment_info_attached(self->info) == 0)
        add(self, ", which no process uses");
    add_creator(self);
}

/* ---- the lock ---- */

static void tell_abandoned(question *self)
{
    int64_t last = qsm_segment_info_lock_last_pid(self->info);
    add(self, "the lock is abandoned: it is taken, and ");
    if (last > 0) {
        add_process(self, last, NULL);
        add(self, ", which took it last, is gone");
    } else {
        add(self, "its holder is gone");
    }
}

/*
 * The object that failed has its POSIX lock open, too. If no other process has it open, its holder
 * is gone, or is another object of this process.
 */
static bool only_this_process_has_it(const question *self)
{
    return qsm_segment_info_type(self->info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
           qsm_segment_info_lock_holder_pid(self->info) == (int64_t)getpid();
}

static void tell_held(question *self)
{
    int64_t holder = qsm_segment_info_lock_holder_pid(self->info);
    if (only_this_process_has_it(self)) {
        add(self, "the lock is abandoned: it is taken, and no other process has it open (or another"
                  " object of this process holds it)");
        return;
    }
    char *name = holder > 0 ? qsm_process_name(holder) : NULL;
    if (name != NULL) {
        add_process(self, holder, name);
        add(self, " holds the lock");
    }
    free(name);
}

static void find_lock(question *self)
{
    qsm_lock_state state = qsm_segment_info_lock_state(self->info);
    if (state == QSM_LOCK_ABANDONED)
        tell_abandoned(self);
    else if (state == QSM_LOCK_HELD)
        tell_held(self);
}

/* ---- all ---- */

/* The causes of an error, in the order in which they are looked for. */
static const struct {
    qsm_shared_memory_error_code error;
    bool by_legacy_key; /* needs one */
    void (*find)(question *self);
} causes[] = {
    {QSM_SHARED_MEMORY_NOT_FOUND, true, find_scheme},
    {QSM_SHARED_MEMORY_NOT_FOUND, true, find_elsewhere},
    {QSM_SHARED_MEMORY_NOT_FOUND, true, find_similar},
    {QSM_SHARED_MEMORY_PERMISSION_DENIED, false, find_owner},
    {QSM_SHARED_MEMORY_INVALID_SIZE, false, find_size},
    {QSM_SHARED_MEMORY_ALREADY_EXISTS, false, find_owner},
    {QSM_SHARED_MEMORY_ALREADY_EXISTS, false, find_other_segment},
    {QSM_SHARED_MEMORY_LOCK_ERROR, false, find_lock},
    {QSM_SHARED_MEMORY_LOCK_ERROR, false, find_owner},
};

static void find(question *self, qsm_shared_memory_error_code error)
{
    for (size_t i = 0; i < sizeof causes / sizeof causes[0] && self->text.size == 0; i++) {
        if (causes[i].error == error && (!causes[i].by_legacy_key || self->legacy[0] != '\0'))
            causes[i].find(self);
    }
}

/* For free(); NULL: not known, or out of memory. */
static char *cause_of(const qsm_shared_memory *memory, qsm_shared_memory_error_code error)
{
    qsm_segment_info *info = qsm_segment_inspect(memory->key);
    question self = {.legacy = qsm_native_ipc_key_legacy_key(memory->key),
                     .there = qsm__key_environment(memory->key),
                     .info = info};
    find(&self, error);
    qsm_segment_info_free(info);
    if (self.text.size > 0)
        return qsm__text_take(&self.text);
    qsm__text_drop(&self.text);
    return NULL;
}

/* For free(); NULL when out of memory. */
static char *explanation(const qsm_shared_memory *memory)
{
    qsm_shared_memory_error_code error = (qsm_shared_memory_error_code)memory->error.code;
    bool of_lock = memory->lock_timed_out && error == QSM_SHARED_MEMORY_NO_ERROR;
    if (of_lock)
        error = QSM_SHARED_MEMORY_LOCK_ERROR;
    if (error == QSM_SHARED_MEMORY_NO_ERROR)
        return strdup(memory->explained != NULL ? memory->explained : "");
    bool stopped = memory->error.stopped != 0 && !of_lock;
    char *cause = stopped ? NULL : cause_of(memory, error);
    char *text = qsm__segment_error_text(memory, cause);
    free(cause);
    return text;
}

const char *qsm_shared_memory_explain(qsm_shared_memory *shared_memory)
{
    if (shared_memory == NULL) {
        errno = EINVAL;
        return "";
    }
    int error = errno;
    free(shared_memory->cause);
    shared_memory->cause = explanation(shared_memory);
    errno = error;
    return shared_memory->cause != NULL ? shared_memory->cause : qsm__segment_no_memory;
}
