/* SPDX-License-Identifier: MIT */
/*
 * What a child of fork() can do with the objects that it inherits: free them, and look. Each public
 * call is made in a child while the parent is attached and holds the lock and a unit. The parent
 * then has all of it as before.
 */
#include <ctype.h>
#include <stdlib.h>

#include <qsm/exchange_values.h>

#include "ipc/fork.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE
#define OPEN QSM_SYSTEM_SEMAPHORE_OPEN

enum { SIZE = 4096, GOOD = 0, BAD = 1 };

typedef struct scene {
    const ipc_kind *kind;
    qsm_native_ipc_key *key;
    qsm_native_ipc_key *unit_key;
    qsm_shared_memory *memory;       /* made the segment and the lock, holds the lock */
    qsm_system_semaphore *semaphore; /* made with 1, and took it */
    qsm_image *image;
    qsm_tree *tree;
    qsm_schema *schema;
} scene;

/* ---- what a child does; true when that went as it should ---- */

static bool refused(bool done, const qsm_shared_memory *memory)
{
    return !done && qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_UNKNOWN_ERROR &&
           strstr(qsm_shared_memory_error_string(memory), "process that forked") != NULL;
}

static bool refused_too(bool done, const qsm_system_semaphore *semaphore)
{
    return !done && qsm_system_semaphore_error(semaphore) == QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR &&
           strstr(qsm_system_semaphore_error_string(semaphore), "process that forked") != NULL;
}

/* A function of the name `call`, for the row of a public function. */
#define CALL(call, expression)                                                                     \
    static bool call(scene *s)                                                                     \
    {                                                                                              \
        (void)s;                                                                                   \
        return expression;                                                                         \
    }
#define REFUSED(call, arguments)                                                                   \
    CALL(m_##call, refused(qsm_shared_memory_##call arguments, s->memory))
#define REFUSED_TOO(call, arguments)                                                               \
    CALL(s_##call, refused_too(qsm_system_semaphore_##call arguments, s->semaphore))

REFUSED(set_key, (s->memory, "other"))
REFUSED(set_native_key, (s->memory, "/other", s->kind->type))
REFUSED(set_native_ipc_key, (s->memory, s->unit_key))
REFUSED(create, (s->memory, SIZE, RW))
REFUSED(attach, (s->memory, RW))
REFUSED(detach, (s->memory))
REFUSED(lock, (s->memory))
REFUSED(try_lock, (s->memory))
REFUSED(lock_for, (s->memory, -1))
REFUSED(unlock, (s->memory))
REFUSED(open_or_create, (s->memory, SIZE, RW, NULL))
REFUSED(create_replacing_stale, (s->memory, SIZE, RW))
REFUSED(remove_stale, (s->memory, NULL))
REFUSED(remove, (s->memory, NULL))
REFUSED(attach_any, (s->memory, "hello", RW, NULL))
REFUSED(read_image, (s->memory, s->image, NULL, NULL))
REFUSED(wait_for_image, (s->memory, -1, s->image, NULL, NULL))
REFUSED(attach_at_least, (s->memory, 1, RW))
REFUSED(wait_for_segment, (s->memory, -1))
REFUSED(keep_lock, (s->memory, NULL))
REFUSED(write_image, (s->memory, s->image, NULL, NULL))
REFUSED(write_variant, (s->memory, qsm_tree_root(s->tree), NULL, NULL))
REFUSED(read_variant, (s->memory, qsm_tree_root(s->tree), NULL, NULL))
REFUSED(write_schema, (s->memory, s->schema, qsm_tree_root(s->tree), NULL, NULL))
REFUSED(read_schema, (s->memory, s->schema, qsm_tree_root(s->tree), NULL, NULL))

/* A child may make objects of its own. */
static bool is_made(qsm_shared_memory *memory)
{
    bool made = memory != NULL;
    qsm_shared_memory_free(memory);
    return made;
}

CALL(m_new, is_made(qsm_shared_memory_new()))
CALL(m_new_key, is_made(qsm_shared_memory_new_key("hello")))
CALL(m_new_native, is_made(qsm_shared_memory_new_native(s->key)))
CALL(m_free, (qsm_shared_memory_free(s->memory), true))
CALL(m_key, strcmp(qsm_shared_memory_key(s->memory), qsm_native_ipc_key_legacy_key(s->key)) == 0)
CALL(m_native_key,
     strcmp(qsm_shared_memory_native_key(s->memory), qsm_native_ipc_key_native_key(s->key)) == 0)
CALL(m_native_ipc_key,
     qsm_native_ipc_key_equals(qsm_shared_memory_native_ipc_key(s->memory), s->key))
CALL(m_is_attached, qsm_shared_memory_is_attached(s->memory))
CALL(m_is_writable, qsm_shared_memory_is_writable(s->memory))
CALL(m_size, qsm_shared_memory_size(s->memory) == SIZE)
CALL(m_data, *(char *)qsm_shared_memory_data(s->memory) == 'q')
CALL(m_const_data, *(const char *)qsm_shared_memory_const_data(s->memory) == 'q')
CALL(m_is_locked, !qsm_shared_memory_is_locked(s->memory)) /* the parent holds it */
CALL(m_error, qsm_shared_memory_error(s->memory) == QSM_SHARED_MEMORY_NO_ERROR)
CALL(m_error_string, qsm_shared_memory_error_string(s->memory)[0] == '\0')
CALL(m_remove_on, (qsm_shared_memory_set_remove_on_last_detach(s->memory, true),
                   qsm_shared_memory_remove_on_last_detach(s->memory)))
CALL(m_same_user, (qsm_shared_memory_set_same_user_only(s->memory, true),
                   qsm_shared_memory_same_user_only(s->memory)))
CALL(m_kernel, (qsm_shared_memory_set_copy_through_kernel(s->memory, true),
                qsm_shared_memory_set_copy_through_kernel(s->memory, false) &&
                    !qsm_shared_memory_copy_through_kernel(s->memory)))
CALL(m_timeout, (qsm_shared_memory_set_lock_timeout(s->memory, 7),
                 qsm_shared_memory_lock_timeout(s->memory) == 7))
CALL(m_stop,
     (qsm_shared_memory_set_stop(s->memory, NULL, NULL), !qsm_shared_memory_was_stopped(s->memory)))
CALL(m_supported, qsm_shared_memory_is_key_type_supported(s->kind->type))
CALL(no_object, true) /* works on keys only */

REFUSED_TOO(set_key, (s->semaphore, "other", 1, OPEN))
REFUSED_TOO(set_native_key, (s->semaphore, "/other", 1, OPEN, s->kind->type))
REFUSED_TOO(set_native_ipc_key, (s->semaphore, s->unit_key, 1, QSM_SYSTEM_SEMAPHORE_CREATE))
REFUSED_TOO(acquire, (s->semaphore))
REFUSED_TOO(try_acquire, (s->semaphore))
REFUSED_TOO(acquire_for, (s->semaphore, -1))
REFUSED_TOO(release, (s->semaphore, 1))

static bool is_opened(qsm_system_semaphore *semaphore)
{
    bool opened = semaphore != NULL;
    qsm_system_semaphore_free(semaphore);
    return opened;
}

CALL(s_new_key, is_opened(qsm_system_semaphore_new_key("", 1, OPEN)))
CALL(s_new_native, is_opened(qsm_system_semaphore_new_native(s->unit_key, 1, OPEN)))
CALL(s_free, (qsm_system_semaphore_free(s->semaphore), true))
CALL(s_key, strcmp(qsm_system_semaphore_key(s->semaphore),
                   qsm_native_ipc_key_legacy_key(s->unit_key)) == 0)
CALL(s_native_key, strcmp(qsm_system_semaphore_native_key(s->semaphore),
                          qsm_native_ipc_key_native_key(s->unit_key)) == 0)
CALL(s_native_ipc_key,
     qsm_native_ipc_key_equals(qsm_system_semaphore_native_ipc_key(s->semaphore), s->unit_key))
CALL(s_error, qsm_system_semaphore_error(s->semaphore) == QSM_SYSTEM_SEMAPHORE_NO_ERROR)
CALL(s_error_string, qsm_system_semaphore_error_string(s->semaphore)[0] == '\0')
CALL(s_stop, (qsm_system_semaphore_set_stop(s->semaphore, NULL, NULL),
              !qsm_system_semaphore_was_stopped(s->semaphore)))
CALL(s_supported, qsm_system_semaphore_is_key_type_supported(s->kind->type))

#define MEMORY(name, call)                                                                         \
    {                                                                                              \
        "qsm_shared_memory_" name, call                                                            \
    }
#define SEMAPHORE(name, call)                                                                      \
    {                                                                                              \
        "qsm_system_semaphore_" name, call                                                         \
    }

/* Each function of the four headers; test_headers() looks that none is missing. */
static const struct {
    const char *name;
    bool (*call)(scene *s);
} calls[] = {
    MEMORY("new", m_new),
    MEMORY("new_key", m_new_key),
    MEMORY("new_native", m_new_native),
    MEMORY("free", m_free),
    MEMORY("set_key", m_set_key),
    MEMORY("key", m_key),
    MEMORY("set_native_key", m_set_native_key),
    MEMORY("set_native_ipc_key", m_set_native_ipc_key),
    MEMORY("native_key", m_native_key),
    MEMORY("native_ipc_key", m_native_ipc_key),
    MEMORY("create", m_create),
    MEMORY("attach", m_attach),
    MEMORY("is_attached", m_is_attached),
    MEMORY("is_writable", m_is_writable),
    MEMORY("detach", m_detach),
    MEMORY("size", m_size),
    MEMORY("data", m_data),
    MEMORY("const_data", m_const_data),
    MEMORY("lock", m_lock),
    MEMORY("try_lock", m_try_lock),
    MEMORY("lock_for", m_lock_for),
    MEMORY("is_locked", m_is_locked),
    MEMORY("unlock", m_unlock),
    MEMORY("error", m_error),
    MEMORY("error_string", m_error_string),
    MEMORY("open_or_create", m_open_or_create),
    MEMORY("create_replacing_stale", m_create_replacing_stale),
    MEMORY("remove_stale", m_remove_stale),
    MEMORY("remove", m_remove),
    MEMORY("set_remove_on_last_detach", m_remove_on),
    MEMORY("remove_on_last_detach", m_remove_on),
    MEMORY("set_same_user_only", m_same_user),
    MEMORY("same_user_only", m_same_user),
    MEMORY("set_copy_through_kernel", m_kernel),
    MEMORY("copy_through_kernel", m_kernel),
    MEMORY("set_lock_timeout", m_timeout),
    MEMORY("lock_timeout", m_timeout),
    MEMORY("attach_any", m_attach_any),
    MEMORY("is_key_type_supported", m_supported),
    MEMORY("legacy_native_key", no_object),
    MEMORY("platform_safe_key", no_object),
    MEMORY("read_image", m_read_image),
    MEMORY("write_image", m_write_image),
    MEMORY("write_variant", m_write_variant),
    MEMORY("read_variant", m_read_variant),
    MEMORY("write_schema", m_write_schema),
    MEMORY("read_schema", m_read_schema),
    MEMORY("keep_lock", m_keep_lock),
    MEMORY("wait_for_image", m_wait_for_image),
    MEMORY("attach_at_least", m_attach_at_least),
    MEMORY("wait_for_segment", m_wait_for_segment),
    MEMORY("set_stop", m_stop),
    MEMORY("was_stopped", m_stop),
    SEMAPHORE("new_key", s_new_key),
    SEMAPHORE("new_native", s_new_native),
    SEMAPHORE("free", s_free),
    SEMAPHORE("set_key", s_set_key),
    SEMAPHORE("set_native_key", s_set_native_key),
    SEMAPHORE("set_native_ipc_key", s_set_native_ipc_key),
    SEMAPHORE("key", s_key),
    SEMAPHORE("native_key", s_native_key),
    SEMAPHORE("native_ipc_key", s_native_ipc_key),
    SEMAPHORE("acquire", s_acquire),
    SEMAPHORE("try_acquire", s_try_acquire),
    SEMAPHORE("acquire_for", s_acquire_for),
    SEMAPHORE("release", s_release),
    SEMAPHORE("set_stop", s_stop),
    SEMAPHORE("was_stopped", s_stop),
    SEMAPHORE("error", s_error),
    SEMAPHORE("error_string", s_error_string),
    SEMAPHORE("is_key_type_supported", s_supported),
    SEMAPHORE("legacy_native_key", no_object),
    SEMAPHORE("platform_safe_key", no_object),
};
enum { CALLS = sizeof calls / sizeof calls[0] };

/* ---- the parent ---- */

/* Runs a call in a child, which waits for nothing longer than it may. */
static bool in_child(bool (*call)(scene *s), scene *s)
{
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        _exit(call(s) ? GOOD : BAD);
    }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == GOOD;
}

static scene begin(const ipc_kind *kind)
{
    scene made = {.kind = kind, .key = make_key(kind, "fork"), .unit_key = make_key(kind, "unit")};
    made.memory = qsm_shared_memory_new_native(made.key);
    made.semaphore = qsm_system_semaphore_new_native(made.unit_key, 1, QSM_SYSTEM_SEMAPHORE_CREATE);
    made.image = qsm_image_new_size(4, 4, QSM_IMAGE_FORMAT_ARGB32);
    made.tree = qsm_tree_new();
    made.schema = qsm_schema_new("QVariantMap");
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(made.memory, SIZE, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(made.memory));
    CU_ASSERT_TRUE_FATAL(qsm_system_semaphore_acquire(made.semaphore));
    *(char *)qsm_shared_memory_data(made.memory) = 'q';
    return made;
}

/* Whether the parent still has all that it had. */
static bool all_is_there(scene *s, qsm_shared_memory *other)
{
    return qsm_shared_memory_is_attached(s->memory) && qsm_shared_memory_is_locked(s->memory) &&
           lock_value(s->key) == 0 && strstr(leftovers(s->key), "segment lock") != NULL &&
           *(char *)qsm_shared_memory_data(s->memory) == 'q' &&
           !qsm_shared_memory_try_lock(other) &&
           qsm_shared_memory_error(s->memory) == QSM_SHARED_MEMORY_NO_ERROR &&
           !qsm_system_semaphore_try_acquire(s->semaphore) &&
           qsm_system_semaphore_error(s->semaphore) == QSM_SYSTEM_SEMAPHORE_NO_ERROR;
}

static void end(scene *s)
{
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(s->memory));
    CU_ASSERT_EQUAL(lock_value(s->key), 1);
    CU_ASSERT_TRUE(qsm_system_semaphore_release(s->semaphore, 1));
    CU_ASSERT_TRUE(qsm_system_semaphore_try_acquire(s->semaphore));
    CU_ASSERT_FALSE(qsm_system_semaphore_try_acquire(s->semaphore));
    CU_ASSERT_TRUE(qsm_system_semaphore_release(s->semaphore, 1));
    qsm_system_semaphore_free(s->semaphore);
    qsm_shared_memory_free(s->memory);
    qsm_image_free(s->image);
    qsm_tree_free(s->tree);
    qsm_schema_free(s->schema);
    sweep(s->key);
    CU_ASSERT_STRING_EQUAL(leftovers(s->unit_key), "");
    sweep(s->unit_key);
    qsm_native_ipc_key_free(s->unit_key);
    qsm_native_ipc_key_free(s->key);
}

static qsm_shared_memory *attach_beside(scene *s)
{
    qsm_shared_memory *other = qsm_shared_memory_new_native(s->key);
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(s->memory));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(other, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(s->memory));
    return other;
}

static void test_each_call(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind]);
        qsm_shared_memory *other = attach_beside(&s);
        for (size_t i = 0; i < CALLS; i++) {
            bool good = in_child(calls[i].call, &s);
            bool unhurt = all_is_there(&s, other);
            if (!good || !unhurt)
                fprintf(stderr, "%s, %s: %s\n", s.kind->name, calls[i].name,
                        good ? "hurts the parent" : "not as it should be in the child");
            CU_ASSERT_TRUE(good && unhurt);
        }
        qsm_shared_memory_set_lock_timeout(other, 0);
        qsm_shared_memory_free(other);
        end(&s);
    }
}

/* Nobody else has the segment or the lock: the last one to leave would remove them. */
static bool free_all(scene *s)
{
    qsm_shared_memory_free(s->memory);
    qsm_system_semaphore_free(s->semaphore);
    return true;
}

static bool fork_again(scene *s)
{
    return in_child(free_all, s) && in_child(m_lock, s) && free_all(s);
}

static void test_free_of_the_only_user(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind]);
        CU_ASSERT_TRUE(in_child(free_all, &s));
        CU_ASSERT_TRUE(in_child(fork_again, &s));
        qsm_shared_memory *other = qsm_shared_memory_new_native(s.key);
        qsm_shared_memory_set_lock_timeout(other, 0);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(other, RW)); /* the lock is still held */
        CU_ASSERT_TRUE(all_is_there(&s, other));
        qsm_shared_memory_free(other);
        end(&s);
    }
}

/* A child's own objects are like those of any process. */
static bool own_objects(scene *s)
{
    qsm_shared_memory *mine = qsm_shared_memory_new_native(s->key);
    qsm_shared_memory_set_lock_timeout(mine, 10);
    bool waited = !qsm_shared_memory_attach(mine, RW) &&
                  qsm_shared_memory_error(mine) == QSM_SHARED_MEMORY_LOCK_ERROR;
    qsm_shared_memory_free(mine);
    qsm_system_semaphore *unit = qsm_system_semaphore_new_native(s->unit_key, 1, OPEN);
    bool had = qsm_system_semaphore_try_acquire(unit);
    qsm_system_semaphore_free(unit);
    return waited && !had;
}

static void test_own_objects_of_a_child(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind]);
        CU_ASSERT_TRUE(in_child(own_objects, &s));
        CU_ASSERT_TRUE(qsm_shared_memory_is_locked(s.memory));
        end(&s);
    }
}

/* ---- the headers ---- */

static bool is_known(const char *name)
{
    for (size_t i = 0; i < CALLS; i++) {
        if (strcmp(calls[i].name, name) == 0)
            return true;
    }
    return false;
}

static char *read_header(const char *header)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/../../include/qsm/%s", QSM_TEST_DATA, header);
    FILE *file = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    enum { MOST = 1 << 17 };
    char *text = calloc(1, MOST);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_FATAL(fread(text, 1, MOST - 1, file) > 1000);
    fclose(file);
    return text;
}

/* Each name of this class that is followed by a parenthesis. */
static size_t look_up_names(const char *text, const char *prefix)
{
    size_t seen = 0;
    for (const char *at = strstr(text, prefix); at != NULL; at = strstr(at, prefix)) {
        char name[80] = "";
        size_t length = 0;
        while (isalnum((unsigned char)at[length]) || at[length] == '_')
            length++;
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (at[length] == '(') {
            seen++;
            if (!is_known(name))
                fprintf(stderr, "%s() is not tried in a child\n", name);
            CU_ASSERT_TRUE(is_known(name));
        }
        at += length;
    }
    return seen;
}

static void test_headers(void)
{
    static const char *const headers[] = {"shared_memory.h", "system_semaphore.h", "exchange.h",
                                          "exchange_values.h"};
    size_t seen = 0;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        char *text = read_header(headers[i]);
        seen += look_up_names(text, "qsm_shared_memory_");
        seen += look_up_names(text, "qsm_system_semaphore_");
        free(text);
    }
    CU_ASSERT(seen >= CALLS);
}

/* ---- the counter ---- */

static bool fail_to_watch;

int __real_pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
int __wrap_pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
int __wrap_pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    return fail_to_watch ? ENOMEM : __real_pthread_atfork(prepare, parent, child);
}

/* The first of all tests: what succeeds once is not asked for again. */
static void test_forks_cannot_be_counted(void)
{
    fail_to_watch = true;
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_shared_memory_new());
    CU_ASSERT_EQUAL(errno, ENOMEM);
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_system_semaphore_new_key("", 1, OPEN));
    CU_ASSERT_EQUAL(errno, ENOMEM);
    fail_to_watch = false;
    qsm_shared_memory *memory = qsm_shared_memory_new();
    CU_ASSERT_PTR_NOT_NULL(memory);
    qsm_shared_memory_free(memory);
    fail_to_watch = true;
    memory = qsm_shared_memory_new();
    CU_ASSERT_PTR_NOT_NULL(memory);
    qsm_shared_memory_free(memory);
}

static unsigned forks_before;

static bool is_counted(scene *s)
{
    (void)s;
    return qsm__forks == forks_before + 1;
}

static void test_counter(void)
{
    forks_before = qsm__forks;
    CU_ASSERT_TRUE(in_child(is_counted, NULL));
    CU_ASSERT_EQUAL(qsm__forks, forks_before);
}

QSM_SUITE("fork", {"forks cannot be counted", test_forks_cannot_be_counted},
          {"a child has another number", test_counter},
          {"no public call of a child hurts its parent", test_each_call},
          {"a child frees what only its parent has", test_free_of_the_only_user},
          {"a child's own objects", test_own_objects_of_a_child},
          {"each function of the headers is tried", test_headers})
