/* SPDX-License-Identifier: MIT */
/*
 * Key schemes on the command line. A segment of KEY can exist under each of them. Without an option
 * that names a scheme, commands look under all schemes, take one segment, and say which.
 */
#ifndef QSM_TOOL_SCHEMES_H
#define QSM_TOOL_SCHEMES_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"

/* All words, in two parts for help texts. */
#define TOOL_SCHEME_WORDS_SYSTEM_V                                                                 \
    "systemv-legacy, systemv-legacy-5.6, systemv-legacy-5.6-portable,"
#define TOOL_SCHEME_WORDS_OTHERS "posix-legacy, posix-safe, systemv-safe"
#define TOOL_SCHEME_WORDS TOOL_SCHEME_WORDS_SYSTEM_V " " TOOL_SCHEME_WORDS_OTHERS

/* The word of a scheme on the command line, such as "posix-safe"; "" for NONE. */
const char *tool_scheme_word(qsm_key_scheme scheme);

/* Parses a word, or the name that qsm_key_scheme_name() gives, into a qsm_key_scheme. */
const char *tool_parse_scheme(const char *value, void *target);

/* The scheme of platformSafeKey() with this type; NONE for other types. */
qsm_key_scheme tool_safe_scheme(qsm_native_ipc_key_type_code type);

/*
 * The programs that see a segment of this scheme, for a person: "Qt 6.6 and later with
 * QNativeIpcKey("hello")". The caller frees it. NULL: out of memory, or scheme is NONE.
 */
char *tool_scheme_programs(qsm_key_scheme scheme, const char *key);

/* What exists under one scheme. */
typedef struct tool_scheme_state {
    qsm_native_ipc_key *key; /* NULL: the scheme gives no key, or an earlier one gives the same */
    int error;               /* of the lookup; 0: none */
    bool segment;            /* exists */
    bool own;                /* this user is its owner */
    bool usable;             /* this user may attach to it, as far as its mode tells */
    int64_t attached;        /* -1: not known */
    bool key_file;           /* exists */
    qsm_lock_state lock;
    bool has_lock;
} tool_scheme_state;

typedef struct tool_schemes {
    const char *key;                               /* the legacy key */
    tool_scheme_state of[QSM_KEY_SCHEME_LAST + 1]; /* by scheme */
    int segments;                                  /* how many exist */
} tool_schemes;

/*
 * Looks under all schemes. own: a segment of another user is not usable. False with errno if the
 * look failed. The caller calls tool_schemes_end() in both cases.
 */
bool tool_schemes_look(tool_schemes *self, const char *key, const qsm_key_environment *environment,
                       bool own);
void tool_schemes_end(tool_schemes *self);

/*
 * The scheme whose segment to use; NONE: there is no segment. A segment of this user comes
 * first, so that no stranger can put another one before it; then one that this user may use; of
 * these, one to which a process is attached; then the order of the schemes.
 */
qsm_key_scheme tool_schemes_best(const tool_schemes *self);

/* The error of a lookup, if one failed; else 0. */
int tool_schemes_error(const tool_schemes *self);

/* Notes which of the segments is used, and why not the others. Nothing if it is the usual one. */
void tool_schemes_tell(const tool_schemes *self, const tool_call *call, qsm_key_scheme used);

#endif
