/* SPDX-License-Identifier: MIT */
/*
 * The data of the checks of qsm doctor. Each check adds findings; no check changes anything.
 * doctor.c has the table of checks, findings.c prints the findings.
 */
#ifndef QSM_TOOL_DOCTOR_DOCTOR_H
#define QSM_TOOL_DOCTOR_DOCTOR_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/doctor/processes.h"

/*
 * A finding: a name for scripts, a sentence, and the next step. A note has the same parts, but
 * nothing is wrong: it has no influence on the exit status.
 */
typedef struct finding {
    bool is_note;
    const char *id; /* "lock-abandoned" */
    char *object;   /* the name of the object: a key file, a POSIX name, a directory */
    char *text;
    char *next; /* what to do; NULL: not known */
} finding;

/* A native key of KEY, and the objects that exist. */
typedef struct doctor_object {
    qsm_native_ipc_key *key;
    const char *scheme; /* "System V, legacy key" */
    qsm_segment_info *info;
    bool asked_for;  /* the options name this key */
    char *arguments; /* the key on a command line: "'hello'", "--native 'posix:/hello'" */
} doctor_object;

typedef struct doctor {
    const tool_call *call;
    const char *text;   /* KEY; NULL when a native key was given */
    char *temp_path;    /* the directory of System V key files, for this process */
    char *runtime_path; /* the same for platform-safe keys; "" if there is none */
    int64_t bytes;      /* the value of --bytes; 0: not given */
    int wait;           /* milliseconds to wait for a lock */
    bool no_content;    /* attach to nothing */
    doctor_object objects[QSM_KEY_SCHEME_LAST + 1];
    size_t object_count;
    doctor_processes processes;
    finding *findings; /* and notes */
    size_t finding_count;
    bool failed; /* out of memory */
} doctor;

/* ---- findings.c ---- */

/*
 * doctor_find() adds a finding, doctor_note() a note; doctor_next() adds the next step of the last
 * one. Names of strangers need no quoting, except in a command line: use tool_shell_word() there.
 */
void doctor_find(doctor *self, const char *id, const char *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void doctor_note(doctor *self, const char *id, const char *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void doctor_next(doctor *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool doctor_has_found(const doctor *self, const char *id);

/* Whether anything is wrong: a finding that is no note. */
bool doctor_has_findings(const doctor *self);

void doctor_print(const doctor *self);
void doctor_print_json(const doctor *self);
void doctor_drop_findings(doctor *self);

/* ---- what the checks share ---- */

/* The object that the options name; never NULL. */
static inline const doctor_object *doctor_asked_for(const doctor *self)
{
    size_t at = 0;
    while (at + 1 < self->object_count && !self->objects[at].asked_for)
        at++;
    return &self->objects[at];
}

/* ---- the checks ---- */

void doctor_check_directories(doctor *self); /* namespaces.c */
void doctor_check_namespaces(doctor *self);  /* namespaces.c */
void doctor_check_existence(doctor *self);   /* segments.c */
void doctor_check_key_files(doctor *self);   /* key_files.c */
void doctor_check_segments(doctor *self);    /* segments.c */
void doctor_check_locks(doctor *self);       /* locks.c */
void doctor_check_contents(doctor *self);    /* contents.c */
void doctor_check_limits(doctor *self);      /* limits.c */
void doctor_check_pages(doctor *self);       /* pages.c */

#endif
