/* SPDX-License-Identifier: MIT */
/* Finds the segments of keys that are easily mistaken for a key. */
#include "key/similar.h"

#include <errno.h>

#include <qsm/inspect.h>

#include "key/directories.h"

typedef struct search {
    const qsm_key_environment *environment;
    bool (*visit)(void *context, const char *similar, const qsm_segment_candidate *candidate);
    void *context;
    const char *similar; /* the current key */
    bool stopped;
    bool failed; /* out of memory */
} search;

static bool show(void *context, const qsm_segment_candidate *candidate)
{
    search *self = context;
    if (candidate->info != NULL && qsm_segment_info_exists(candidate->info))
        self->stopped = !self->visit(self->context, self->similar, candidate);
    return !self->stopped;
}

/* Other errors of a similar key, such as a name that is too long, are not of interest. */
static bool look_at(void *context, const char *similar)
{
    search *self = context;
    self->similar = similar;
    if (!qsm_segment_find(similar, self->environment, show, self) && errno == ENOMEM)
        self->failed = true;
    return !self->stopped && !self->failed;
}

bool qsm_segment_find_similar(const char *legacy_key, const qsm_key_environment *environment,
                              bool (*visit)(void *context, const char *similar_key,
                                            const qsm_segment_candidate *candidate),
                              void *context)
{
    search self = {.environment = environment, .visit = visit, .context = context};
    qsm_key_environment checked;
    if (!qsm__environment_read(&checked, environment))
        return false;
    if (legacy_key == NULL || visit == NULL) {
        errno = EINVAL;
        return false;
    }
    if (qsm__key_each_similar(legacy_key, look_at, &self) && !self.failed)
        return true;
    errno = ENOMEM;
    return false;
}
