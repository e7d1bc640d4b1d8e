/* SPDX-License-Identifier: MIT */
#include "tool/schemes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* KEY in the programs stands for the key in quotes. */
static const struct {
    const char *word;
    const char *programs;
} rows[] = {
    [QSM_KEY_SCHEME_NONE] = {"", ""},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY] = {"systemv-legacy",
                                        "Qt 4.4 to 6.x (not 5.6 to 5.8) with QSharedMemory(KEY)"},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6] = {"systemv-legacy-5.6",
                                            "Qt 5.6 to 5.8 on x86 with QSharedMemory(KEY)"},
    [QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE] =
        {"systemv-legacy-5.6-portable",
         "Qt 5.6 to 5.8 on other processors than x86 with QSharedMemory(KEY)"},
    [QSM_KEY_SCHEME_POSIX_LEGACY] =
        {"posix-legacy", "Qt 6.6 and later with legacyNativeKey(KEY, PosixRealtime), and a Qt "
                         "built for POSIX IPC"},
    [QSM_KEY_SCHEME_POSIX_SAFE] =
        {"posix-safe", "Qt 6.6 and later with QNativeIpcKey(KEY) or platformSafeKey(KEY)"},
    [QSM_KEY_SCHEME_SYSTEM_V_SAFE] = {"systemv-safe",
                                      "Qt 6.6 and later with platformSafeKey(KEY, SystemV)"},
};

_Static_assert(sizeof rows / sizeof rows[0] == QSM_KEY_SCHEME_LAST + 1, "a row for each scheme");

/* ---- words ---- */

const char *tool_scheme_word(qsm_key_scheme scheme)
{
    return (size_t)scheme < sizeof rows / sizeof rows[0] ? rows[scheme].word : "";
}

const char *tool_parse_scheme(const char *value, void *target)
{
    qsm_key_scheme *scheme = target;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        if (strcmp(value, rows[at].word) == 0 ||
            strcmp(value, qsm_key_scheme_name((qsm_key_scheme)at)) == 0) {
            *scheme = (qsm_key_scheme)at;
            return NULL;
        }
    }
    return "a key scheme (" TOOL_SCHEME_WORDS ")";
}

qsm_key_scheme tool_safe_scheme(qsm_native_ipc_key_type_code type)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        qsm_key_scheme scheme = (qsm_key_scheme)at;
        if (qsm_key_scheme_is_platform_safe(scheme) && qsm_key_scheme_type(scheme) == type)
            return scheme;
    }
    return QSM_KEY_SCHEME_NONE;
}

char *tool_scheme_programs(qsm_key_scheme scheme, const char *key)
{
    enum { PLACES = 2, QUOTES = 2 };
    static const char mark[] = "KEY";
    const char *text = rows[(size_t)scheme < sizeof rows / sizeof rows[0] ? scheme : 0].programs;
    size_t size = strlen(text) + PLACES * (strlen(key) + QUOTES) + 1;
    char *made = text[0] != '\0' ? malloc(size) : NULL;
    if (made == NULL)
        return NULL;
    char *to = made;
    for (const char *next = strstr(text, mark); next != NULL; next = strstr(text, mark)) {
        to += snprintf(to, size - (size_t)(to - made), "%.*s\"%s\"", (int)(next - text), text, key);
        text = next + strlen(mark);
    }
    (void)snprintf(to, size - (size_t)(to - made), "%s", text);
    return made;
}

/* ---- the look ---- */

/* Whether this user may attach. Ignores groups: who is in one finds out by trying. */
static bool is_usable(const qsm_segment_info *info, bool own)
{
    enum { OTHERS_AND_GROUP = 066 };
    int64_t owner = qsm_segment_info_owner(info);
    int32_t mode = qsm_segment_info_mode(info);
    if (owner == (int64_t)geteuid() || owner < 0)
        return true;
    return !own && (geteuid() == 0 || mode < 0 || (mode & OTHERS_AND_GROUP) != 0);
}

typedef struct look {
    tool_schemes *schemes;
    bool own;
    bool no_memory;
} look;

static bool note_state(void *context, const qsm_segment_candidate *candidate)
{
    look *self = context;
    tool_scheme_state *state = &self->schemes->of[candidate->scheme];
    const qsm_segment_info *info = candidate->info;
    state->key = qsm_native_ipc_key_copy(candidate->key);
    self->no_memory = state->key == NULL || candidate->error == ENOMEM;
    state->error = candidate->error;
    if (info == NULL)
        return !self->no_memory;
    state->segment = qsm_segment_info_exists(info);
    state->own = qsm_segment_info_owner(info) == (int64_t)geteuid();
    state->usable = is_usable(info, self->own);
    state->attached = qsm_segment_info_attached(info);
    state->key_file = qsm_segment_info_key_file_exists(info);
    state->lock = qsm_segment_info_lock_state(info);
    state->has_lock = qsm_segment_info_lock_exists(info);
    self->schemes->segments += state->segment ? 1 : 0;
    return !self->no_memory;
}

bool tool_schemes_look(tool_schemes *self, const char *key, const qsm_key_environment *environment,
                       bool own)
{
    memset(self, 0, sizeof *self);
    self->key = key;
    look at = {.schemes = self, .own = own};
    bool asked = qsm_segment_find(key, environment, note_state, &at);
    if (at.no_memory)
        errno = ENOMEM;
    /* The error of one scheme is in its state. */
    bool any = false;
    for (int i = 1; i <= QSM_KEY_SCHEME_LAST; i++)
        any = any || self->of[i].key != NULL;
    return !at.no_memory && (asked || (any && errno != ENOMEM));
}

void tool_schemes_end(tool_schemes *self)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++)
        qsm_native_ipc_key_free(self->of[at].key);
    memset(self, 0, sizeof *self);
}

int tool_schemes_error(const tool_schemes *self)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        int error = self->of[at].error;
        if (error != 0 && error != ENOTSUP) /* of a type that this system does not have */
            return error;
    }
    return 0;
}

/* ---- the choice ---- */

/* From the best to the worst. */
typedef enum quality {
    IN_USE,
    UNUSED,
    IN_USE_FOREIGN,
    UNUSED_FOREIGN,
    REFUSED,
    UNKNOWN,
    NOTHING
} quality;

static quality quality_of(const tool_scheme_state *state)
{
    if (state->key == NULL || state->error == ENOTSUP)
        return NOTHING;
    if (state->error != 0)
        return UNKNOWN;
    if (!state->segment)
        return NOTHING;
    if (!state->usable)
        return REFUSED;
    if (!state->own)
        return state->attached != 0 ? IN_USE_FOREIGN : UNUSED_FOREIGN;
    return state->attached != 0 ? IN_USE : UNUSED;
}

qsm_key_scheme tool_schemes_best(const tool_schemes *self)
{
    qsm_key_scheme best = QSM_KEY_SCHEME_NONE;
    quality of_best = NOTHING;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        quality found = quality_of(&self->of[at]);
        if (found < of_best) {
            best = (qsm_key_scheme)at;
            of_best = found;
        }
    }
    return best;
}

/* Why a segment is not used, if the used one has another quality. */
static const char *why_not(const tool_scheme_state *state, const tool_scheme_state *used)
{
    quality found = quality_of(state);
    if (found == quality_of(used) || found > REFUSED)
        return "it comes later in the order of the key schemes";
    return !state->own && (used->own || found == REFUSED) ? "it belongs to another user"
                                                          : "no process is attached to it";
}

void tool_schemes_tell(const tool_schemes *self, const tool_call *call, qsm_key_scheme used)
{
    const char *name = qsm_key_scheme_name(used);
    if (!self->of[used].segment)
        return;
    if (self->segments > 1)
        tool_note(call, "%s has %d segments; used: %s (%s)", self->key, self->segments,
                  tool_scheme_word(used), name);
    else if (used != QSM_KEY_SCHEME_SYSTEM_V_LEGACY)
        tool_note(call, "%s: the segment exists under the key scheme %s (%s)", self->key,
                  tool_scheme_word(used), name);
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        const char *word = rows[at].word;
        if (at != (int)used && self->of[at].segment)
            tool_note(call, "not used: %s (%s): %s; to use it: --scheme %s", word,
                      qsm_key_scheme_name((qsm_key_scheme)at),
                      why_not(&self->of[at], &self->of[used]), word);
    }
}
