/* SPDX-License-Identifier: MIT */
/* Every meaning of a legacy key: in order, each once, and what is shared reported once. */
#include "bare_objects.h"

#include <errno.h>

#include "key/generation.h"
#include "key/key.h"

/* What the visitor was shown, by scheme. */
typedef struct shown {
    int count;
    qsm_key_scheme last;
    int stop_after;
    bool seen[QSM_KEY_SCHEME_LAST + 1];
    report reports[QSM_KEY_SCHEME_LAST + 1];
    char names[QSM_KEY_SCHEME_LAST + 1][PATH_MAX];
} shown;

static bool note(void *context, const qsm_segment_candidate *candidate)
{
    shown *to = context;
    CU_ASSERT_EQUAL(candidate->size, sizeof *candidate);
    CU_ASSERT_TRUE(candidate->scheme > to->last); /* in order, so each once */
    CU_ASSERT_PTR_NOT_NULL_FATAL(candidate->info);
    CU_ASSERT_EQUAL(candidate->error, 0);
    to->last = candidate->scheme;
    to->seen[candidate->scheme] = true;
    to->reports[candidate->scheme] = report_of(candidate->info);
    snprintf(to->names[candidate->scheme], PATH_MAX, "%s",
             qsm_native_ipc_key_native_key(candidate->key));
    CU_ASSERT_STRING_EQUAL(to->reports[candidate->scheme].native_key, to->names[candidate->scheme]);
    return ++to->count != to->stop_after;
}

static shown *find(const char *legacy_key)
{
    static shown found;
    qsm_key_environment environment = here();
    memset(&found, 0, sizeof found);
    CU_ASSERT_TRUE(qsm_segment_find(legacy_key, &environment, note, &found));
    return &found;
}

static int id_of(const char *legacy_key, qsm_key_scheme scheme)
{
    qsm_key_environment environment = here();
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(legacy_key, scheme, &environment);
    int id = qsm__key_project_id(key);
    qsm_native_ipc_key_free(key);
    return id;
}

static int lock_id_of(const char *legacy_key, qsm_key_scheme scheme)
{
    qsm_key_environment environment = here();
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(legacy_key, scheme, &environment);
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    int id = qsm__key_project_id(lock);
    qsm_native_ipc_key_free(key);
    qsm_native_ipc_key_free(lock);
    return id;
}

#define PLAIN QSM_KEY_SCHEME_SYSTEM_V_LEGACY
#define HASHED QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6
#define PORTABLE QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE

/* A key whose three ids of legacy schemes, and those of the locks, do or do not coincide. */
typedef bool wish(const char *legacy_key);

static bool all_different(const char *legacy_key)
{
    int ids[] = {'Q', id_of(legacy_key, HASHED), id_of(legacy_key, PORTABLE)};
    int locks[] = {'Q', lock_id_of(legacy_key, HASHED), lock_id_of(legacy_key, PORTABLE)};
    return ids[0] != ids[1] && ids[0] != ids[2] && ids[1] != ids[2] && locks[0] != locks[1] &&
           locks[0] != locks[2] && locks[1] != locks[2];
}

static bool hashed_is_plain(const char *legacy_key)
{
    return id_of(legacy_key, HASHED) == 'Q' && id_of(legacy_key, PORTABLE) != 'Q';
}

static bool only_locks_coincide(const char *legacy_key)
{
    return id_of(legacy_key, HASHED) != 'Q' && lock_id_of(legacy_key, HASHED) == 'Q' &&
           id_of(legacy_key, PORTABLE) != 'Q' && lock_id_of(legacy_key, PORTABLE) != 'Q' &&
           id_of(legacy_key, PORTABLE) != id_of(legacy_key, HASHED);
}

static bool id_is_zero(const char *legacy_key)
{
    return id_of(legacy_key, HASHED) == 0 && id_of(legacy_key, PORTABLE) != 'Q' &&
           id_of(legacy_key, PORTABLE) != 0;
}

static const char *search(wish *wanted)
{
    static char legacy_key[64];
    for (int n = 0; n < 10000; n++) {
        snprintf(legacy_key, sizeof legacy_key, "find%ld.%d", (long)getpid(), n);
        if (wanted(legacy_key))
            return legacy_key;
    }
    return NULL;
}

static const char *choose(wish *wanted)
{
    const char *legacy_key = search(wanted);
    CU_ASSERT_PTR_NOT_NULL_FATAL(legacy_key);
    return legacy_key;
}

/*
 * The ids are hashes of whole paths. In one directory of 170, a segment's and its lock's differ by
 * 0 for every key of this form, and then a lock's id can not coincide alone: another directory has
 * to do.
 */
static void prepare_coinciding_locks(void)
{
    for (int directory = 0; directory < 20; directory++) {
        prepare();
        if (search(only_locks_coincide) != NULL)
            return;
        clear_away();
        memset(base + sizeof base - 7, 'X', 6);
    }
    CU_FAIL_FATAL("no directory whose locks coincide");
}

static void every_scheme_in_order(void)
{
    const char *legacy_key = choose(all_different);
    shown *found = find(legacy_key);
    CU_ASSERT_EQUAL(found->count, QSM_KEY_SCHEME_LAST);
    for (int scheme = 1; scheme <= QSM_KEY_SCHEME_LAST; scheme++) {
        CU_ASSERT_TRUE(found->seen[scheme]);
        const report *told = &found->reports[scheme];
        CU_ASSERT_FALSE(told->exists || told->lock_exists || told->key_file_exists);
    }
    CU_ASSERT_EQUAL(found->reports[HASHED].ftok_id, id_of(legacy_key, HASHED));

    for (int stop = 1; stop < QSM_KEY_SCHEME_LAST; stop++) {
        qsm_key_environment environment = here();
        memset(found, 0, sizeof *found);
        found->stop_after = stop;
        CU_ASSERT_TRUE(qsm_segment_find(legacy_key, &environment, note, found));
        CU_ASSERT_EQUAL(found->count, stop);
    }
}

static void each_key_once(void)
{
    shown *found = find(choose(hashed_is_plain));
    CU_ASSERT_FALSE(found->seen[HASHED]);
    CU_ASSERT_EQUAL(found->count, QSM_KEY_SCHEME_LAST - 1);
    /* The id 0 does not show as a type; it is another key all the same. */
    found = find(choose(id_is_zero));
    CU_ASSERT_TRUE(found->seen[HASHED]);
    CU_ASSERT_EQUAL(found->reports[HASHED].ftok_id, 0);
    CU_ASSERT_EQUAL(found->count, QSM_KEY_SCHEME_LAST);
}

static void what_exists(void)
{
    const char *legacy_key = choose(all_different);
    shown *found = find(legacy_key);
    char file[PATH_MAX];
    snprintf(file, sizeof file, "%s", found->names[PLAIN]);

    /* A key file alone counts for the first scheme that has it. */
    touch(file);
    found = find(legacy_key);
    CU_ASSERT_TRUE(found->reports[PLAIN].key_file_exists);
    CU_ASSERT_FALSE(found->reports[HASHED].key_file_exists);
    CU_ASSERT_FALSE(found->reports[PORTABLE].key_file_exists);

    /* With a segment it is that scheme's. */
    int segment = make_system_v_segment(file, id_of(legacy_key, PORTABLE));
    found = find(legacy_key);
    CU_ASSERT_FALSE(found->reports[PLAIN].key_file_exists || found->reports[PLAIN].exists);
    CU_ASSERT_FALSE(found->reports[HASHED].key_file_exists);
    CU_ASSERT_TRUE(found->reports[PORTABLE].key_file_exists);
    CU_ASSERT_TRUE(found->reports[PORTABLE].exists);
    CU_ASSERT_EQUAL(found->reports[PORTABLE].shmid, segment);
    shmctl(segment, IPC_RMID, NULL);
    unlink(file);

    const char *posix = found->names[QSM_KEY_SCHEME_POSIX_SAFE];
    int descriptor = shm_open(posix, O_CREAT | O_EXCL | O_RDWR, 0600);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 77), 0);
    close(descriptor);
    found = find(legacy_key);
    CU_ASSERT_EQUAL(found->reports[QSM_KEY_SCHEME_POSIX_SAFE].size, 77);
    CU_ASSERT_FALSE(found->reports[QSM_KEY_SCHEME_POSIX_LEGACY].exists);
    shm_unlink(found->names[QSM_KEY_SCHEME_POSIX_SAFE]);
}

/* A lock that two schemes have is that one's which has a segment, or the first one's. */
static void a_shared_lock(void)
{
    const char *legacy_key = choose(only_locks_coincide);
    shown *found = find(legacy_key);
    char file[PATH_MAX];
    char lock_file[PATH_MAX];
    snprintf(file, sizeof file, "%s", found->names[PLAIN]);
    snprintf(lock_file, sizeof lock_file, "%s", found->reports[PLAIN].lock_native_key);
    touch(lock_file);
    int lock = semget(ftok(lock_file, 'Q'), 1, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(lock >= 0);

    found = find(legacy_key);
    CU_ASSERT_TRUE(found->reports[PLAIN].lock_exists);
    CU_ASSERT_EQUAL(found->reports[PLAIN].lock_value, 0);
    CU_ASSERT_FALSE(found->reports[HASHED].lock_exists);
    CU_ASSERT_EQUAL(found->reports[HASHED].lock_value, -1);
    CU_ASSERT_EQUAL(found->reports[HASHED].lock_state, QSM_LOCK_NONE);

    int segment = make_system_v_segment(file, id_of(legacy_key, HASHED));
    found = find(legacy_key);
    CU_ASSERT_FALSE(found->reports[PLAIN].lock_exists);
    CU_ASSERT_TRUE(found->reports[HASHED].lock_exists);
    CU_ASSERT_EQUAL(found->reports[HASHED].lock_value, 0);
    shmctl(segment, IPC_RMID, NULL);
    semctl(lock, 0, IPC_RMID);
    unlink(file);
    unlink(lock_file);
}

static bool count(void *context, const qsm_segment_candidate *candidate)
{
    (void)candidate;
    ++*(int *)context;
    return true;
}

static void wrong_questions(void)
{
    int visits = 0;
    qsm_key_environment none = {.size = 0};
    static const struct {
        const char *legacy_key;
        bool with_environment;
        int error;
    } rows[] = {
        {NULL, false, EINVAL}, {"", false, EINVAL}, {"\xff", false, EILSEQ}, {"x", true, EINVAL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        errno = 0;
        CU_ASSERT_FALSE(qsm_segment_find(rows[i].legacy_key,
                                         rows[i].with_environment ? &none : NULL, count, &visits));
        CU_ASSERT_EQUAL(errno, rows[i].error);
    }
    CU_ASSERT_EQUAL(visits, 0);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_find("x", NULL, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_list(NULL, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_list(&none, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);

    /* A directory whose name is no UTF-8 hides the System V schemes, not those of POSIX. */
    qsm_key_environment odd = here();
    odd.temp_path = "/tmp/\xff";
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_find("x", &odd, count, &visits));
    CU_ASSERT_EQUAL(errno, EILSEQ);
    CU_ASSERT_EQUAL(visits, 3);

    /* Where no runtime directory is, its scheme has no key; that is no error, and none is made. */
    qsm_key_environment nowhere = here();
    nowhere.runtime_path = "";
    visits = 0;
    CU_ASSERT_TRUE(qsm_segment_find(choose(all_different), &nowhere, count, &visits));
    CU_ASSERT_EQUAL(visits, QSM_KEY_SCHEME_LAST - 1);
}

QSM_SUITE("finding what a key means", {"(a directory for this test)", prepare_coinciding_locks},
          {"every scheme in order", every_scheme_in_order}, {"each key once", each_key_once},
          {"what exists", what_exists}, {"a shared lock", a_shared_lock},
          {"wrong questions", wrong_questions}, {"(and it is gone)", clear_away})
