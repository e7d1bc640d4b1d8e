/* SPDX-License-Identifier: MIT */
/* Attaching to whatever a legacy key means: every kind, made with bare calls; nothing made on the
 * way. */
#include "bare_objects.h"

#include <dirent.h>
#include <errno.h>
#include <sys/wait.h>

#define RO QSM_SHARED_MEMORY_READ_ONLY

static char legacy[32] = "attach any";
static char runtime_path[PATH_MAX];

static int type_of(qsm_key_scheme kind)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(legacy, kind, NULL);
    int type = qsm_native_ipc_key_type(key);
    qsm_native_ipc_key_free(key);
    return type;
}

/* The hashes of Qt 5.6 - 5.8 give one of 255 ids: not always another than the ordinary one. */
static bool ids_differ(void)
{
    int hashed = type_of(QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6);
    int portable = type_of(QSM_KEY_SCHEME_SYSTEM_V_LEGACY_5_6_PORTABLE);
    return hashed != SYSTEM_V && portable != SYSTEM_V && hashed != portable;
}

static void set_up(void)
{
    prepare();
    snprintf(runtime_path, sizeof runtime_path, "%s/run", base);
    CU_ASSERT_EQUAL_FATAL(mkdir(runtime_path, 0700), 0);
    setenv("TMPDIR", base, 1);
    setenv("XDG_RUNTIME_DIR", runtime_path, 1);
    for (int i = 1; !ids_differ() && i < 1000; i++)
        snprintf(legacy, sizeof legacy, "attach any %d", i);
    CU_ASSERT_TRUE_FATAL(ids_differ());
}

static void take_down(void)
{
    CU_ASSERT_EQUAL(rmdir(runtime_path), 0);
    clear_away();
}

/* A segment of one kind; `number` is its id, -1 for POSIX. */
typedef struct made_segment {
    qsm_native_ipc_key *key;
    int number;
} made_segment;

static made_segment make_kind(int kind)
{
    made_segment made = {qsm_native_ipc_key_new_scheme(legacy, (qsm_key_scheme)kind, NULL), -1};
    CU_ASSERT_PTR_NOT_NULL_FATAL(made.key);
    const char *name = qsm_native_ipc_key_native_key(made.key);
    int type = qsm_native_ipc_key_type(made.key);
    if (type != POSIX) {
        made.number = make_system_v_segment(name, type);
        return made;
    }
    int descriptor = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, SIZE), 0);
    close(descriptor);
    return made;
}

static void unmake(made_segment *made)
{
    const char *name = qsm_native_ipc_key_native_key(made->key);
    if (made->number >= 0) {
        shmctl(made->number, IPC_RMID, NULL);
        unlink(name);
    } else {
        shm_unlink(name);
    }
    qsm_native_ipc_key_free(made->key);
}

/* With musl this kind's lock would be its segment, so it is refused. */
static bool has_no_lock(int kind)
{
    return QSM_SHARED_NAMES && kind == QSM_KEY_SCHEME_POSIX_SAFE;
}

static int entries(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    while (directory != NULL && readdir(directory) != NULL)
        count++;
    if (directory != NULL)
        closedir(directory);
    return count;
}

static void every_kind_is_found(void)
{
    for (int kind = 1; kind <= QSM_KEY_SCHEME_LAST; kind++) {
        if (has_no_lock(kind))
            continue;
        made_segment made = make_kind(kind);
        qsm_shared_memory *memory = qsm_shared_memory_new();
        qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
        CU_ASSERT_TRUE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
        CU_ASSERT_EQUAL((int)found, kind);
        CU_ASSERT_EQUAL(qsm_shared_memory_size(memory), SIZE);
        CU_ASSERT_STRING_EQUAL(qsm_shared_memory_native_key(memory),
                               qsm_native_ipc_key_native_key(made.key));
        /* Attached already: nothing changes. */
        CU_ASSERT_FALSE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
        CU_ASSERT_EQUAL(found, QSM_KEY_SCHEME_NONE);
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NO_ERROR);
        CU_ASSERT_EQUAL(qsm_shared_memory_size(memory), SIZE);
        qsm_shared_memory_free(memory);
        unmake(&made);
    }
}

static void the_first_of_several_is_taken(void)
{
    made_segment made[QSM_KEY_SCHEME_LAST + 1];
    for (int kind = QSM_KEY_SCHEME_LAST; kind > 0; kind--) {
        if (has_no_lock(kind))
            continue;
        made[kind] = make_kind(kind);
        qsm_shared_memory *memory = qsm_shared_memory_new_key("something else");
        qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
        CU_ASSERT_TRUE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
        CU_ASSERT_EQUAL((int)found, kind);
        /* Detaching may remove it: the test's own segments are to stay until the end. */
        void *stay = made[kind].number >= 0 ? shmat(made[kind].number, NULL, SHM_RDONLY) : NULL;
        qsm_shared_memory_free(memory);
        if (stay != NULL)
            shmdt(stay);
    }
    for (int kind = 1; kind <= QSM_KEY_SCHEME_LAST; kind++) {
        if (!has_no_lock(kind))
            unmake(&made[kind]);
    }
}

/* One program has crashed and left its segment; the other one uses another key scheme. */
static void a_segment_in_use_comes_first(void)
{
    made_segment stale = make_kind(QSM_KEY_SCHEME_SYSTEM_V_LEGACY);
    made_segment live = make_kind(QSM_KEY_SCHEME_POSIX_LEGACY);
    int descriptor = shm_open(qsm_native_ipc_key_native_key(live.key), O_RDWR, 0);
    void *used = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, descriptor, 0);
    CU_ASSERT_FATAL(used != MAP_FAILED);
    close(descriptor);
    qsm_shared_memory *memory = qsm_shared_memory_new();
    qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
    CU_ASSERT_TRUE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
    CU_ASSERT_EQUAL(found, QSM_KEY_SCHEME_POSIX_LEGACY);
    CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
    munmap(used, SIZE);
    CU_ASSERT_TRUE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
    CU_ASSERT_EQUAL(found, QSM_KEY_SCHEME_SYSTEM_V_LEGACY);
    qsm_shared_memory_free(memory); /* the last user removes it */
    unlink(qsm_native_ipc_key_native_key(stale.key));
    qsm_native_ipc_key_free(stale.key);
    unmake(&live);
}

static void nothing_is_made_where_nothing_is(void)
{
    int before[] = {entries(base), entries(runtime_path), entries("/dev/shm")};
    qsm_shared_memory *memory = qsm_shared_memory_new_key("own key");
    qsm_key_scheme found = QSM_KEY_SCHEME_POSIX_SAFE;
    CU_ASSERT_FALSE(qsm_shared_memory_attach_any(memory, legacy, RO, &found));
    CU_ASSERT_EQUAL(found, QSM_KEY_SCHEME_NONE);
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_key(memory), "own key");
    CU_ASSERT_FALSE(qsm_shared_memory_attach_any(memory, legacy, RO, NULL));
    CU_ASSERT_EQUAL(entries(base), before[0]);
    CU_ASSERT_EQUAL(entries(runtime_path), before[1]);
    CU_ASSERT_EQUAL(entries("/dev/shm"), before[2]);
    qsm_shared_memory_free(memory);
}

static void keys_that_are_none(void)
{
    static const char *const texts[] = {NULL, "", "\xff"};
    qsm_shared_memory *memory = qsm_shared_memory_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CU_ASSERT_FALSE(qsm_shared_memory_attach_any(memory, texts[i], RO, NULL));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_KEY_ERROR);
        CU_ASSERT_NOT_EQUAL(qsm_shared_memory_error_string(memory)[0], '\0');
    }
    qsm_shared_memory_free(memory);
}

/* What belongs to another user is passed over for what can be had, and else said. */
static void run_as_nobody(void)
{
    made_segment foreign = make_kind(QSM_KEY_SCHEME_SYSTEM_V_LEGACY);
    CU_ASSERT_EQUAL(chmod(base, 0777), 0);
    pid_t child = fork();
    if (child == 0) {
        bool good = setuid(65534) == 0;
        qsm_shared_memory *memory = qsm_shared_memory_new();
        qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
        good = good && !qsm_shared_memory_attach_any(memory, legacy, RO, &found) &&
               qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_PERMISSION_DENIED;
        char name[sizeof legacy + 1];
        snprintf(name, sizeof name, "/%s", legacy);
        int mine = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
        good = good && mine >= 0 && ftruncate(mine, 7) == 0;
        if (!has_no_lock(QSM_KEY_SCHEME_POSIX_SAFE))
            good = good && qsm_shared_memory_attach_any(memory, legacy, RO, &found) &&
                   found == QSM_KEY_SCHEME_POSIX_SAFE && qsm_shared_memory_size(memory) == 7;
        qsm_shared_memory_free(memory);
        shm_unlink(name);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    unmake(&foreign);
}

static void another_users_segment(void)
{
    if (getuid() == 0)
        run_as_nobody();
    else
        CU_PASS("needs root");
}

static void kinds_have_names(void)
{
    CU_ASSERT_STRING_EQUAL(qsm_key_scheme_name(QSM_KEY_SCHEME_NONE), "");
    CU_ASSERT_STRING_EQUAL(qsm_key_scheme_name((qsm_key_scheme)99), "");
    for (int kind = 1; kind <= QSM_KEY_SCHEME_LAST; kind++) {
        CU_ASSERT_NOT_EQUAL(qsm_key_scheme_name((qsm_key_scheme)kind)[0], '\0');
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_scheme("", (qsm_key_scheme)kind, NULL));
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_scheme("\xff", (qsm_key_scheme)kind, NULL));
        CU_ASSERT_EQUAL(errno, EILSEQ);
    }
    CU_ASSERT_PTR_NULL(qsm_native_ipc_key_new_scheme("x", QSM_KEY_SCHEME_NONE, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

static void no_directory_is_made_to_look_into(void)
{
    char missing[PATH_MAX];
    snprintf(missing, sizeof missing, "%s/missing", base);
    setenv("XDG_RUNTIME_DIR", missing, 1);
    errno = 0;
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_scheme("x", QSM_KEY_SCHEME_SYSTEM_V_SAFE, NULL);
    CU_ASSERT_PTR_NULL(key);
    CU_ASSERT_EQUAL(errno, ENOENT);
    CU_ASSERT_EQUAL(access(missing, F_OK), -1);
    key = qsm_native_ipc_key_new_scheme("/x", QSM_KEY_SCHEME_SYSTEM_V_SAFE, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(key), "/x");
    qsm_native_ipc_key_free(key);
    setenv("XDG_RUNTIME_DIR", runtime_path, 1);
}

QSM_SUITE("attach to any kind of key", {"(directories for this test)", set_up},
          {"every kind is found", every_kind_is_found},
          {"the first of several is taken", the_first_of_several_is_taken},
          {"a segment in use comes first", a_segment_in_use_comes_first},
          {"nothing is made where nothing is", nothing_is_made_where_nothing_is},
          {"keys that are none", keys_that_are_none},
          {"another user's segment", another_users_segment}, {"kinds have names", kinds_have_names},
          {"no directory is made to look into", no_directory_is_made_to_look_into},
          {"(and they are gone)", take_down})
