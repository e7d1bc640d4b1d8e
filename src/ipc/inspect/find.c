/* SPDX-License-Identifier: MIT */
/* Finds the segments of a legacy key, in the order of the key schemes. */
#include <errno.h>
#include <string.h>

#include "ipc/exists.h"
#include "ipc/inspect/segment_info.h"
#include "key/directories.h"
#include "key/key.h"

/* The key of one scheme, and the state that the system reported. */
typedef struct candidate {
    qsm_native_ipc_key *key; /* NULL: no key, or an earlier scheme has the same */
    qsm_segment_info *info;  /* NULL: not asked yet, or error is set */
    int error;               /* why info is NULL */
    bool asked;
} candidate;

typedef struct search {
    candidate at[QSM_KEY_SCHEME_LAST + 1]; /* by scheme */
    int error;                             /* the first error */
    qsm_snapshot snapshot;                 /* of all schemes */
} search;

static void note_error(search *self, int error)
{
    if (self->error == 0)
        self->error = error;
}

/* ---- keys ---- */

static bool is_same_segment(const qsm_native_ipc_key *one, const qsm_native_ipc_key *other)
{
    return qsm_native_ipc_key_type(one) == qsm_native_ipc_key_type(other) &&
           qsm__key_project_id(one) == qsm__key_project_id(other) &&
           strcmp(qsm_native_ipc_key_native_key(one), qsm_native_ipc_key_native_key(other)) == 0;
}

/* The hash of Qt 5.6 - 5.8 can give the same id as other releases. */
static bool is_known(const search *self, int scheme)
{
    for (int at = 1; at < scheme; at++) {
        if (self->at[at].key != NULL && is_same_segment(self->at[at].key, self->at[scheme].key))
            return true;
    }
    return false;
}

static void make_keys(search *self, const char *legacy_key, const qsm_key_environment *environment)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        candidate *made = &self->at[at];
        made->key = qsm_native_ipc_key_new_scheme(legacy_key, (qsm_key_scheme)at, environment);
        if (made->key == NULL && errno != ENOENT) /* ENOENT: no runtime directory */
            note_error(self, errno);
        if (made->key != NULL && is_known(self, at)) {
            qsm_native_ipc_key_free(made->key);
            made->key = NULL;
        }
    }
}

/* ---- the state of each ---- */

static candidate *ask(search *self, int scheme)
{
    candidate *at = &self->at[scheme];
    if (at->asked || at->key == NULL)
        return at;
    at->asked = true;
    at->info = qsm__segment_inspect(at->key, &self->snapshot);
    at->error = at->info == NULL ? errno : 0;
    return at;
}

static bool has_name(const qsm_segment_facts *facts, const char *name, int32_t id)
{
    return facts->lock_ftok_id == id && strcmp(facts->lock_native_key, name) == 0;
}

/*
 * Whether another scheme shares the lock or the key file and must report it: the other scheme has a
 * segment, or is first.
 */
static bool is_of_another(search *self, int scheme, bool lock)
{
    const qsm_segment_facts *own = &self->at[scheme].info->facts;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        const candidate *other = at != scheme ? ask(self, at) : NULL;
        if (other == NULL || other->info == NULL)
            continue;
        const qsm_segment_facts *facts = &other->info->facts;
        bool same = lock
                        ? has_name(facts, own->lock_native_key, own->lock_ftok_id)
                        : facts->key_file_exists && strcmp(facts->native_key, own->native_key) == 0;
        if (same && (facts->exists || at < scheme))
            return true;
    }
    return false;
}

static void forget_lock(qsm_segment_facts *facts)
{
    qsm_segment_facts nothing = qsm__inspect_names_of(facts);
    facts->lock_exists = false;
    facts->lock_value = nothing.lock_value;
    facts->lock_last_pid = nothing.lock_last_pid;
    facts->lock_waiters = nothing.lock_waiters;
    facts->lock_users = nothing.lock_users;
    facts->lock_holder_pid = nothing.lock_holder_pid;
}

/* A scheme without a segment does not report the objects of another scheme. */
static qsm_segment_info lent_by(search *self, int scheme)
{
    qsm_segment_info lent = {.facts = self->at[scheme].info->facts};
    if (lent.facts.exists)
        return lent;
    if (lent.facts.key_file_exists && is_of_another(self, scheme, false))
        lent.facts.key_file_exists = false;
    if (lent.facts.lock_exists && is_of_another(self, scheme, true))
        forget_lock(&lent.facts);
    return lent;
}

/* ---- visiting ---- */

typedef bool visitor(void *context, const qsm_segment_candidate *candidate);

static bool show(search *self, int scheme, visitor *visit, void *context)
{
    const candidate *at = ask(self, scheme);
    if (at->key == NULL)
        return true;
    qsm_segment_candidate shown = {
        .size = sizeof shown, .scheme = (qsm_key_scheme)scheme, .key = at->key, .error = at->error};
    if (at->info == NULL) {
        note_error(self, at->error);
        return visit(context, &shown);
    }
    qsm_segment_info lent = lent_by(self, scheme);
    shown.info = &lent;
    return visit(context, &shown);
}

bool qsm_segment_find(const char *legacy_key, const qsm_key_environment *environment,
                      bool (*visit)(void *context, const qsm_segment_candidate *candidate),
                      void *context)
{
    search self = {.error = 0, .snapshot = qsm__snapshot_begin()};
    if (visit == NULL || legacy_key == NULL) {
        errno = EINVAL;
        return false;
    }
    bool more = true;
    make_keys(&self, legacy_key, environment);
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST && more; at++)
        more = show(&self, at, visit, context);
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        qsm_segment_info_free(self.at[at].info);
        qsm_native_ipc_key_free(self.at[at].key);
    }
    qsm__snapshot_end(&self.snapshot);
    if (self.error != 0)
        errno = self.error;
    return self.error == 0;
}
