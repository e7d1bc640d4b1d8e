/* SPDX-License-Identifier: MIT */
/* Lists the segments that could be a QSharedMemory's, by the form of Qt's names. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ipc/inspect/segment_info.h"
#include "key/directories.h"
#include "key/generation.h"
#include "key/key.h"
#include "key/text.h"

static const char posix_lock_file_prefix[] = "/sem."; /* glibc's semaphore files */

enum { ORDINARY_ID = QSM_NATIVE_IPC_KEY_SYSTEM_V };

typedef struct listing {
    bool (*visit)(void *context, const qsm_segment_info *info);
    void *context;
    bool stopped;
    int error;             /* the first errno value; some objects were not read */
    qsm_snapshot snapshot; /* /proc is read once */
    int64_t *seen;         /* ids of System V segments that were visited */
    size_t seen_count;
    size_t seen_room;
} listing;

static void note_error(listing *list, int error)
{
    if (list->error == 0)
        list->error = error;
}

static bool was_seen(const listing *list, int64_t id)
{
    for (size_t i = 0; i < list->seen_count; i++) {
        if (list->seen[i] == id)
            return true;
    }
    return false;
}

static void remember_seen(listing *list, int64_t id)
{
    if (list->seen_count == list->seen_room) {
        size_t room = list->seen_room * 2 + 16;
        int64_t *seen = realloc(list->seen, room * sizeof *seen);
        if (seen == NULL) {
            note_error(list, ENOMEM);
            list->stopped = true;
            return;
        }
        list->seen = seen;
        list->seen_room = room;
    }
    list->seen[list->seen_count++] = id;
}

static void show(listing *list, const qsm_segment_facts *facts)
{
    if (facts->shmid >= 0)
        remember_seen(list, facts->shmid);
    qsm_segment_info lent = {.facts = *facts};
    /* The visitor's calls look for themselves. Only users are those of the listing. */
    lent.facts.snapshot = NULL;
    lent.facts.listed = &list->snapshot;
    if (!list->stopped && !list->visit(list->context, &lent))
        list->stopped = true;
}

/* ---- System V ---- */

static bool look_at_system_v(const char *file, const char *lock_file, qsm_ftok_rule rule,
                             qsm_segment_facts *facts)
{
    int id = (int)qsm__ftok_id(rule, ORDINARY_ID, file);
    *facts = qsm__inspect_nothing();
    facts->type = (qsm_native_ipc_key_type_code)(id != 0 ? id : ORDINARY_ID);
    facts->native_key = file;
    facts->ftok_id = id;
    facts->lock_native_key = lock_file;
    facts->lock_ftok_id = (int32_t)qsm__ftok_id(rule, ORDINARY_ID, lock_file);
    return qsm__inspect_named(facts);
}

/* A key file of Qt's legacy form. Each rule for the ftok() id can give a segment. */
static void visit_legacy_file(listing *list, const char *file, const char *lock_file)
{
    static const qsm_ftok_rule rules[] = {QSM_FTOK_BY_TYPE, QSM_FTOK_CRC32C, QSM_FTOK_PORTABLE};
    bool any = false;
    qsm_segment_facts facts;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && !list->stopped; i++) {
        if (!look_at_system_v(file, lock_file, rules[i], &facts)) {
            note_error(list, errno);
        } else if (facts.exists && !was_seen(list, facts.shmid)) {
            any = true;
            show(list, &facts);
        }
    }
    if (!any && !list->stopped && look_at_system_v(file, lock_file, QSM_FTOK_BY_TYPE, &facts) &&
        facts.key_file_exists && !facts.exists)
        show(list, &facts);
}

/* Another file that could be a key file. It is reported only if it has a segment. */
static void visit_native_file(listing *list, const char *file)
{
    struct stat status;
    if (lstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != 0)
        return;
    qsm_segment_facts facts;
    if (!look_at_system_v(file, file, QSM_FTOK_BY_TYPE, &facts))
        note_error(list, errno);
    else if (facts.exists && !was_seen(list, facts.shmid))
        show(list, &facts);
}

static void visit_temp_entry(listing *list, const char *front, const char *name)
{
    if (!qsm__key_is_legacy_name(name))
        return;
    char *file = qsm__text_join(front, name);
    char *lock_file = file != NULL ? qsm__key_legacy_lock_name(file) : NULL;
    if (file == NULL || lock_file == NULL)
        note_error(list, ENOMEM);
    else
        visit_legacy_file(list, file, lock_file);
    free(file);
    free(lock_file);
}

static void visit_runtime_entry(listing *list, const char *front, const char *name)
{
    char *file = qsm__text_join(front, name);
    if (file == NULL)
        note_error(list, ENOMEM);
    else if (!qsm__key_is_legacy_name(name))
        visit_native_file(list, file);
    free(file);
}

/* Takes the path; NULL means out of memory. */
static void visit_directory(listing *list, char *path,
                            void (*visit)(listing *list, const char *front, const char *name))
{
    char *front = path != NULL ? qsm__text_join(path, "/") : NULL;
    free(path);
    if (front == NULL) {
        note_error(list, ENOMEM);
        return;
    }
    DIR *directory = opendir(front);
    if (directory == NULL && errno != ENOENT && errno != ENOTDIR)
        note_error(list, errno);
    while (directory != NULL && !list->stopped) {
        struct dirent *entry = readdir(directory);
        if (entry == NULL)
            break;
        visit(list, front, entry->d_name);
    }
    if (directory != NULL)
        (void)closedir(directory);
    free(front);
}

static bool visit_unknown(void *context, const qsm_segment_facts *facts)
{
    listing *list = context;
    if (!was_seen(list, facts->shmid))
        show(list, facts);
    return !list->stopped;
}

/* ---- POSIX ---- */

static bool look_at_posix(listing *list, const char *name, const char *lock_name,
                          qsm_segment_facts *facts)
{
    *facts = qsm__inspect_nothing();
    facts->type = QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    facts->native_key = name;
    facts->lock_native_key = lock_name;
    facts->snapshot = &list->snapshot;
    return qsm__inspect_named(facts);
}

/*
 * A legacy name always counts. Another name counts only with a semaphore of the same name, as Qt
 * 6.6 makes it: without one it is not looked at.
 */
static bool visit_posix(void *context, const char *name)
{
    listing *list = context;
    if (strncmp(name, posix_lock_file_prefix, sizeof posix_lock_file_prefix - 1) == 0)
        return true;
    bool legacy = qsm__key_is_legacy_name(name);
    if (!legacy && !qsm__inspect_posix_has_lock(name))
        return true;
    char *lock_name = legacy ? qsm__key_legacy_lock_name(name) : strdup(name);
    qsm_segment_facts facts;
    if (lock_name == NULL)
        note_error(list, ENOMEM);
    else if (!look_at_posix(list, name, lock_name, &facts))
        note_error(list, errno);
    else if (facts.exists && (legacy || facts.lock_exists))
        show(list, &facts);
    free(lock_name);
    return !list->stopped;
}

bool qsm_segment_list(const qsm_key_environment *environment,
                      bool (*visit)(void *context, const qsm_segment_info *info), void *context)
{
    listing list = {.visit = visit, .context = context, .snapshot = qsm__snapshot_begin()};
    qsm_key_environment here;
    if (visit == NULL)
        errno = EINVAL;
    if (visit == NULL || !qsm__environment_read(&here, environment))
        return false;
    visit_directory(&list, qsm__temp_path(&here), visit_temp_entry);
    if (!list.stopped)
        visit_directory(&list, qsm__runtime_location(&here, false), visit_runtime_entry);
    if (!list.stopped && !qsm__inspect_systemv_each(ORDINARY_ID, visit_unknown, &list))
        note_error(&list, errno);
    if (!list.stopped && !qsm__inspect_posix_each(visit_posix, &list))
        note_error(&list, errno);
    qsm__snapshot_end(&list.snapshot);
    free(list.seen);
    errno = list.error;
    return list.error == 0;
}
