/* SPDX-License-Identifier: MIT */
/* The list of segments: every kind that Qt programs make, once each, and nothing else. */
#include "bare_objects.h"

#include <errno.h>

#include "../harness/leaks.h"
#include "key/generation.h"

typedef struct wanted {
    const char *name; /* "" for a segment without a file: then by id */
    int64_t id;
    const char *lock_name;
    int times;
    report seen;
} wanted;

/* What a visitor is told is enough to look into the segment. */
static bool peek_into(void *context, const qsm_segment_info *info)
{
    const char *name = context;
    unsigned char bytes[SIZE];
    if (qsm_segment_info_native_key(info)[0] == '\0') {
        errno = 0;
        CU_ASSERT_EQUAL(qsm_segment_info_peek(info, 0, bytes, SIZE), 0);
        CU_ASSERT_EQUAL(errno, ENOENT);
    }
    if (strcmp(qsm_segment_info_native_key(info), name) != 0)
        return true;
    CU_ASSERT_EQUAL(qsm_segment_info_peek(info, 1000, bytes, SIZE), SIZE);
    CU_ASSERT_TRUE(is_filled(bytes, SIZE));
    return false;
}

static void peeking_at_what_is_listed(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "both");
        make_segment(&made);
        make_lock(&made, 1);
        qsm_key_environment environment = here();
        unsigned before = CU_get_number_of_asserts();
        CU_ASSERT_TRUE(qsm_segment_list(&environment, peek_into, made.name));
        CU_ASSERT_TRUE(CU_get_number_of_asserts() >= before + 3);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
}

typedef struct search {
    wanted *rows;
    int count;
    int visits;
    int stop_after;
} search;

/* A listed segment's key has both of its names; a copy outlives the list. */
typedef struct keeping {
    const char *name;
    qsm_segment_info *copy;
} keeping;

static bool keep(void *context, const qsm_segment_info *info)
{
    keeping *kept = context;
    if (strcmp(qsm_segment_info_native_key(info), kept->name) == 0)
        kept->copy = qsm_segment_info_copy(info);
    if (qsm_segment_info_native_key(info)[0] == '\0') {
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_segment_info_key(info));
        CU_ASSERT_EQUAL(errno, ENOENT);
    }
    return kept->copy == NULL;
}

static void keys_of_what_is_listed(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "key");
        make_segment(&made);
        make_lock(&made, 0);
        qsm_key_environment environment = here();
        keeping kept = {.name = made.name};
        CU_ASSERT_TRUE(qsm_segment_list(&environment, keep, &kept));
        CU_ASSERT_PTR_NOT_NULL_FATAL(kept.copy);
        qsm_native_ipc_key *key = qsm_segment_info_key(kept.copy);
        CU_ASSERT_PTR_NOT_NULL_FATAL(key);
        qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
        CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(key), made.name);
        CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(lock), made.lock_name);
        CU_ASSERT_EQUAL(qsm_native_ipc_key_type(lock), *type);
        /* Who has that key is kept out by the holder of the lock. */
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_shared_memory_set_lock_timeout(memory, 0);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        qsm_shared_memory_free(memory);
        qsm_native_ipc_key_free(lock);
        qsm_native_ipc_key_free(key);
        CU_ASSERT_EQUAL(qsm_segment_info_lock_value(kept.copy), 0);
        qsm_segment_info_free(kept.copy);
        end(&made);
    }
}

static bool check_off(void *context, const qsm_segment_info *info)
{
    search *find = context;
    find->visits++;
    for (int i = 0; i < find->count; i++) {
        wanted *row = &find->rows[i];
        bool matches = strcmp(row->name, qsm_segment_info_native_key(info)) == 0 &&
                       (row->id < 0 || row->id == qsm_segment_info_shmid(info)) &&
                       strcmp(row->lock_name, qsm_segment_info_lock_native_key(info)) == 0;
        if (matches) {
            row->times++;
            row->seen = report_of(info);
        }
    }
    return find->visits != find->stop_after;
}

static const char *in_base(const char *name)
{
    static char paths[8][PATH_MAX];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, PATH_MAX, "%s/%s", base, name);
    return path;
}

/*
 * A key file of Qt's legacy form whose ftok ids are three different ones, so that a segment is
 * found by the rule it was made by: the ids hang on the whole path, and the folder's name is
 * random.
 */
typedef struct legacy_file {
    char name[PATH_MAX];
    char lock_name[PATH_MAX];
} legacy_file;

static void choose_legacy_file(legacy_file *file, const char *key)
{
    unsigned crc32c = 0;
    unsigned portable = 0;
    for (int n = 0; crc32c == portable || crc32c == 'Q' || portable == 'Q'; n++) {
        snprintf(file->name, PATH_MAX, "%s/qipc_sharedmemory_%s%d", base, key, n);
        snprintf(file->lock_name, PATH_MAX, "%s/qipc_systemsem_%s%d", base, key, n);
        crc32c = qsm__hash_crc32c(file->name) & 0xff;
        portable = qsm__hash_portable(file->name) & 0xff;
    }
}

static void listing_finds_every_kind(void)
{
    objects plain = begin(SYSTEM_V, "plain");
    make_segment(&plain);
    make_lock(&plain, 1);
    objects stale_file = begin(SYSTEM_V, "stale");
    touch(stale_file.name);
    objects posix = begin(POSIX, "listed");
    make_segment(&posix);

    /* Qt 5.6 - 5.8: the same form of name, another id. */
    static legacy_file hashed;
    static legacy_file portable;
    choose_legacy_file(&hashed, "hashed");
    choose_legacy_file(&portable, "portable");
    int hashed_id = (int)(qsm__hash_crc32c(hashed.name) & 0xff);
    int portable_id = (int)(qsm__hash_portable(portable.name) & 0xff);
    int hashed_segment = make_system_v_segment(hashed.name, hashed_id);
    int portable_segment = make_system_v_segment(portable.name, portable_id);

    /* A native key of Qt 6.6 in the runtime directory; a file that leads to nothing. */
    const char *safe = in_base("safe");
    int safe_segment = make_system_v_segment(safe, 'Q');
    touch(in_base("other"));

    /* A segment whose file is not known, and one that has nothing of Qt. */
    key_t odd_key = (key_t)(0x51000000U | ((uint32_t)getpid() & 0xffffffU));
    int odd = shmget(odd_key, 100, 0600 | IPC_CREAT | IPC_EXCL);
    CU_ASSERT_FATAL(odd >= 0);
    int foreign = shmget(IPC_PRIVATE, 100, 0600);
    CU_ASSERT_FATAL(foreign >= 0);

    /* POSIX: a native key has a semaphore of its name; without one it is not Qt's. */
    char native[64];
    char alone[64];
    snprintf(native, sizeof native, "/qsm_test_native%ld", (long)getpid());
    snprintf(alone, sizeof alone, "/qsm_test_alone%ld", (long)getpid());
    close(shm_open(native, O_CREAT | O_EXCL | O_RDWR, 0600));
    close(shm_open(alone, O_CREAT | O_EXCL | O_RDWR, 0600));
    sem_t *native_lock = QSM_SHARED_NAMES ? NULL : sem_open(native, O_CREAT | O_EXCL, 0600, 0);

    wanted rows[] = {
        {.name = plain.name, .id = plain.segment, .lock_name = plain.lock_name},
        {.name = stale_file.name, .id = -1, .lock_name = stale_file.lock_name},
        {.name = posix.name, .id = -1, .lock_name = posix.lock_name},
        {.name = hashed.name, .id = hashed_segment, .lock_name = hashed.lock_name},
        {.name = portable.name, .id = portable_segment, .lock_name = portable.lock_name},
        {.name = safe, .id = safe_segment, .lock_name = safe},
        {.name = "", .id = odd, .lock_name = ""},
        {.name = native, .id = -1, .lock_name = native},
        /* not to be found */
        {.name = alone, .id = -1, .lock_name = alone},
        {.name = in_base("other"), .id = -1, .lock_name = in_base("other")},
        {.name = "", .id = foreign, .lock_name = ""},
        {.name = "", .id = plain.segment, .lock_name = ""},
    };
    enum { ROWS = sizeof rows / sizeof rows[0], FOUND = 8 };
    search find = {.rows = rows, .count = ROWS};
    qsm_key_environment environment = here();
    int before = qsm_open_descriptors();
    CU_ASSERT_TRUE(qsm_segment_list(&environment, check_off, &find));
    CU_ASSERT_EQUAL(qsm_open_descriptors(), before);
    for (int i = 0; i < ROWS; i++) {
        if (QSM_EMULATED && rows[i].name[0] == '\0')
            continue; /* nothing but the system's table tells of it */
        if (QSM_SHARED_NAMES && rows[i].name == native)
            continue; /* no segment can have a lock of its own name */
        if (rows[i].times != (i < FOUND ? 1 : 0))
            fprintf(stderr, "row %d was seen %d times\n", i, rows[i].times);
        CU_ASSERT_EQUAL(rows[i].times, i < FOUND ? 1 : 0);
    }
    CU_ASSERT_EQUAL(rows[0].seen.lock_value, 1);
    CU_ASSERT_EQUAL(rows[0].seen.size, SIZE);
    CU_ASSERT_EQUAL(rows[0].seen.type, SYSTEM_V);
    CU_ASSERT_FALSE(rows[1].seen.exists);
    CU_ASSERT_TRUE(rows[1].seen.key_file_exists);
    CU_ASSERT_EQUAL(rows[2].seen.type, POSIX);
    CU_ASSERT_EQUAL(rows[3].seen.type, hashed_id != 0 ? hashed_id : SYSTEM_V);
    CU_ASSERT_EQUAL(rows[4].seen.type, portable_id != 0 ? portable_id : SYSTEM_V);
    CU_ASSERT_TRUE(QSM_EMULATED || rows[6].seen.system_v_key == odd_key);
    CU_ASSERT_TRUE(QSM_EMULATED || rows[6].seen.size == 100);
    CU_ASSERT_TRUE(QSM_SHARED_NAMES || rows[7].seen.lock_value == 0);

    CU_ASSERT_EQUAL(rows[3].seen.ftok_id, hashed_id);
    CU_ASSERT_EQUAL(rows[4].seen.ftok_id, portable_id);
    CU_ASSERT_EQUAL(rows[4].seen.lock_ftok_id, (int)(qsm__hash_portable(rows[4].lock_name) & 0xff));

    int all = find.visits;
    for (int stop = 1; stop < all; stop++) {
        find = (search){.stop_after = stop};
        CU_ASSERT_TRUE(qsm_segment_list(&environment, check_off, &find));
        CU_ASSERT_EQUAL(find.visits, stop);
    }

    int ids[] = {hashed_segment, portable_segment, safe_segment, odd, foreign};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        shmctl(ids[i], IPC_RMID, NULL);
    if (native_lock != NULL) {
        sem_close(native_lock);
        sem_unlink(native);
    }
    shm_unlink(native);
    shm_unlink(alone);
    unlink(hashed.name);
    unlink(portable.name);
    unlink(safe);
    unlink(in_base("other"));
    end(&plain);
    end(&stale_file);
    end(&posix);
}

static void listing_makes_no_directory(void)
{
    char runtime[PATH_MAX];
    snprintf(runtime, sizeof runtime, "%s/run", base);
    setenv("XDG_RUNTIME_DIR", runtime, 1);
    setenv("TMPDIR", base, 1);
    search find = {0};
    CU_ASSERT_TRUE(qsm_segment_list(NULL, check_off, &find));
    CU_ASSERT_EQUAL(rmdir(runtime), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
}

QSM_SUITE("list of segments", {"(a directory for this test)", prepare},
          {"listing finds every kind", listing_finds_every_kind},
          {"peeking at what is listed", peeking_at_what_is_listed},
          {"keys of what is listed", keys_of_what_is_listed},
          {"listing makes no directory", listing_makes_no_directory},
          {"(and it is gone)", clear_away})
