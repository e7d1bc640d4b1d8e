/* SPDX-License-Identifier: MIT */
/*
 * qsm_shared_memory_explain(): each cause, made for real. A child of this test, with a directory of
 * its own, is the other program.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include <qsm/exchange.h>
#include <qsm/inspect.h>

#include "ipc_kinds.h"
#include "suite.h"

#define RO QSM_SHARED_MEMORY_READ_ONLY
#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SIZE = 100, VICTIM = 65534 };

static char program[PATH_MAX]; /* this test */
static char own_name[64];      /* of its process: another one under valgrind and QEMU */

/* ---- the other program ---- */

/* With this variable the test is the other program: it creates a segment of this key, and holds it
 * until its input ends. */
static const char held_key[] = "QSM_TEST_HELD_KEY";

static void hold(const char *key)
{
    char byte;
    qsm_shared_memory *memory = qsm_shared_memory_new_key(key);
    bool made = qsm_shared_memory_create(memory, SIZE, RW);
    (void)!write(STDOUT_FILENO, made ? "y" : "n", 1);
    (void)!read(STDIN_FILENO, &byte, 1);
    qsm_shared_memory_free(memory);
}

__attribute__((constructor)) static void be_the_other_program(void)
{
    if (getenv(held_key) == NULL)
        return;
    hold(getenv(held_key));
    _exit(0);
}

typedef struct other {
    pid_t pid;
    int input;
} other;

static other start_other(const char *key, const char *directory)
{
    int in[2];
    int out[2];
    char answer = 'n';
    CU_ASSERT_EQUAL_FATAL(pipe(in), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(out), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)close(in[1]);
        (void)close(out[0]);
        setenv(held_key, key, 1);
        setenv("TMPDIR", directory, 1);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    CU_ASSERT_EQUAL(read(out[0], &answer, 1), 1);
    CU_ASSERT_EQUAL(answer, 'y');
    close(out[0]);
    return (other){child, in[1]};
}

static void end_other(other *of)
{
    int status = -1;
    close(of->input);
    CU_ASSERT_EQUAL(waitpid(of->pid, &status, 0), of->pid);
    CU_ASSERT_EQUAL(status, 0);
}

/* ---- explanations ---- */

static char key_text[64];

static const char *key_named(const char *name)
{
    snprintf(key_text, sizeof key_text, "%s%ld", name, (long)getpid());
    return key_text;
}

static bool has(const char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;
    if (!found)
        printf("\n    '%s' does not have '%s'", text, part);
    return found;
}

/* The explanation has all parts: it says the key, the cause and Qt's text. Changes no error. */
static const char *explain(qsm_shared_memory *memory, const char *cause)
{
    char before[512];
    snprintf(before, sizeof before, "%s", qsm_shared_memory_error_string(memory));
    errno = EBADF;
    const char *text = qsm_shared_memory_explain(memory);
    CU_ASSERT_EQUAL(errno, EBADF);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_error_string(memory), before);
    CU_ASSERT_TRUE(has(text, cause));
    CU_ASSERT_TRUE(has(text, before));
    CU_ASSERT_PTR_NULL(strchr(text, '\n'));
    return text;
}

static void not_found(const char *key, const char *cause)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_key(key);
    CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
    CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_NOT_FOUND);
    const char *text = explain(memory, cause);
    CU_ASSERT_TRUE(has(text, "QSharedMemory::"));
    char word[64]; /* of the key; its text form escapes spaces */
    snprintf(word, sizeof word, "%.*s", (int)strcspn(key + strspn(key, " "), "\n "),
             key + strspn(key, " "));
    CU_ASSERT_TRUE(has(text, word));
    qsm_shared_memory_free(memory);
}

static qsm_shared_memory *make(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *made = qsm_shared_memory_new_native(key);
    CU_ASSERT_TRUE(qsm_shared_memory_create(made, SIZE, RW));
    return made;
}

static void drop(qsm_shared_memory *made)
{
    qsm_shared_memory_set_remove_on_last_detach(made, true);
    qsm_shared_memory_free(made);
}

static void nothing_to_explain(void)
{
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_explain(NULL), "");
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_shared_memory *memory = qsm_shared_memory_new_key(key_named("nothing"));
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_explain(memory), "");
    qsm_shared_memory_free(memory);
    not_found(key_named("nothing"), "no segment of this native key exists");
    /* Without a legacy key, nothing is searched. */
    qsm_native_ipc_key *key = make_key(&ipc_kinds[1], "nothing");
    memory = qsm_shared_memory_new_native(key);
    CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
    (void)explain(memory, "no segment of this native key exists");
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

/* A child of fork() may ask about an object of its parent. */
static void a_child(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_key(key_named("child"));
    CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool good = strstr(qsm_shared_memory_explain(memory),
                           "no segment of this native key exists") != NULL;
        qsm_shared_memory_free(memory);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    qsm_shared_memory_free(memory);
}

static bool ends_the_wait(void *context)
{
    (void)context;
    return true;
}

static void a_wait_that_was_stopped(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_key(key_named("stop"));
    qsm_shared_memory_set_stop(memory, ends_the_wait, NULL);
    CU_ASSERT_FALSE(qsm_shared_memory_wait_for_segment(memory, 10000));
    CU_ASSERT_TRUE(qsm_shared_memory_was_stopped(memory));
    (void)explain(memory, "the stop callback ended the wait");
    qsm_shared_memory_free(memory);
}

static void another_scheme(void)
{
    static const qsm_key_scheme schemes[] = {QSM_KEY_SCHEME_POSIX_LEGACY,
                                             QSM_KEY_SCHEME_SYSTEM_V_SAFE};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const char *text = key_named("scheme");
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(text, schemes[i], NULL);
        if (key == NULL || !qsm_shared_memory_is_key_type_supported(qsm_native_ipc_key_type(key))) {
            qsm_native_ipc_key_free(key);
            continue;
        }
        qsm_shared_memory *made = make(key);
        not_found(text, "the key has a segment by another key scheme: ");
        not_found(text, qsm_key_scheme_name(schemes[i]));
        not_found(text, qsm_native_ipc_key_native_key(key));
        drop(made);
        qsm_native_ipc_key_free(key);
    }
}

static void another_directory(void)
{
    char part[PATH_MAX + 64];
    char directory[] = "/tmp/qsm_test_explain_XXXXXX";
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
    const char *text = key_named("directory");
    if (QSM_EMULATED) {
        CU_PASS("QEMU does not run this test again");
    } else {
        other of = start_other(text, directory);
        snprintf(part, sizeof part, "runs with TMPDIR=%s; there the key has a segment of 100 bytes",
                 directory);
        not_found(text, part);
        snprintf(part, sizeof part, "process %ld (", (long)of.pid);
        not_found(text, part);
        end_other(&of);
        not_found(text, "no segment of this native key exists");
    }
    CU_ASSERT_EQUAL(rmdir(directory), 0);
}

/* A usual directory, with which no process runs. */
static void a_usual_directory(void)
{
    const char *text = key_named("usual");
    qsm_key_environment there = {.size = sizeof there, .temp_path = "/var/tmp"};
    if (access(there.temp_path, W_OK) != 0) {
        CU_PASS("/var/tmp is not writable");
        return;
    }
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key(text, ipc_kinds[0].type, &there);
    qsm_shared_memory *made = make(key);
    not_found(text, "TMPDIR=/var/tmp; there the key has a segment of 100 bytes");
    drop(made);
    qsm_native_ipc_key_free(key);
}

/* A key is the word, the number of this process, and the end. */
typedef struct spelling {
    const char *word;
    const char *end;
} spelling;

static void spell(const spelling *of, char text[64])
{
    snprintf(text, 64, "%s%ld%s", of->word, (long)getpid(), of->end);
}

static bool see_none(void *context, const char *similar_key, const qsm_segment_candidate *candidate)
{
    (void)context;
    (void)candidate;
    CU_FAIL("a key was visited");
    printf("%s\n", similar_key);
    return false;
}

static void a_similar_key(void)
{
    static const struct {
        spelling made;
        spelling asked;
        const char *shown;
    } pairs[] = {{{"Similar", ""}, {"similar", ""}, "'Similar"},
                 {{"similar", ""}, {"SIMILAR", ""}, "'similar"},
                 {{"similar", " "}, {"similar", ""}, " '"},
                 {{"similar", ""}, {" similar", " "}, "'similar"},
                 {{"Similar", "\n"}, {"similar", ""}, "\\n'"},
                 {{"SimiLar", ""}, {"simiLar", "\n"}, "'SimiLar"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char there[64];
        char asked[64];
        spell(&pairs[i].made, there);
        spell(&pairs[i].asked, asked);
        qsm_shared_memory *made = qsm_shared_memory_new_key(there);
        CU_ASSERT_TRUE(qsm_shared_memory_create(made, SIZE, RW));
        not_found(asked, "', but one exists under '");
        not_found(asked, pairs[i].shown);
        qsm_shared_memory_free(made);
    }
    CU_ASSERT_FALSE(qsm_segment_find_similar(NULL, NULL, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_key_environment unsized = QSM_INIT(qsm_key_environment);
    unsized.size = 1;
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_find_similar("similar", &unsized, see_none, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_segment_find_elsewhere("", NULL, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

/* ---- the segment is there ---- */

/* What a child that leaves without freeing has: in reach, for leak checkers look for it there. */
static const void *volatile had[2];

static void leave_as_victim(const qsm_native_ipc_key *key)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        had[0] = key;
        bool good = setgid(VICTIM) == 0 && setuid(VICTIM) == 0;
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        good = good && qsm_shared_memory_create(memory, SIZE, RW);
        qsm_shared_memory_set_lock_timeout(memory, 0);
        had[1] = memory;
        _exit(good ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

static void another_user(void)
{
    if (getuid() != 0 || QSM_EMULATED) {
        CU_PASS("needs root");
        return;
    }
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "owner");
        leave_as_victim(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_shared_memory_set_same_user_only(memory, true);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_PERMISSION_DENIED);
        (void)explain(memory, "the segment belongs to ");
        (void)explain(memory, "uid 65534");
        (void)explain(memory, " and has mode 0600; this process runs as root (uid 0)");
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_ALREADY_EXISTS);
        (void)explain(memory, "uid 65534");
        qsm_shared_memory_free(memory);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

static void a_segment_in_the_way(void)
{
    char part[128];
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "way");
        qsm_shared_memory *made = make(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_FALSE(qsm_shared_memory_create(memory, SIZE, RW));
        (void)explain(memory, "the key has a segment already, of 100 bytes");
        CU_ASSERT_FALSE(qsm_shared_memory_attach_at_least(memory, SIZE + 1, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_INVALID_SIZE);
        (void)explain(memory, "the segment is too small, it has 100 bytes");
        if (is_system_v(kind)) {
            snprintf(part, sizeof part, "; process %ld (%s) created it", (long)getpid(), own_name);
            (void)explain(memory, part);
        }
        qsm_shared_memory_free(memory);
        drop(made);
        qsm_native_ipc_key_free(key);
    }
}

/* ---- the lock ---- */

static void a_held_lock(void)
{
    char part[128];
    snprintf(part, sizeof part, "process %ld (%s) holds the lock", (long)getpid(), own_name);
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "held");
        qsm_shared_memory *made = make(key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        CU_ASSERT_TRUE(qsm_shared_memory_lock(made));
        qsm_shared_memory_set_lock_timeout(memory, 0);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        CU_ASSERT_TRUE(has(qsm_shared_memory_explain(memory),
                           is_system_v(kind) ? part
                           : QSM_EMULATED    ? "the lock is "
                                             : "another object of this process"));
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(made));
        qsm_shared_memory_free(memory);
        drop(made);
        qsm_native_ipc_key_free(key);
    }
}

/* The holder of a POSIX lock ends without an unlock; the value of a System V lock was never set. */
static void abandon(const ipc_kind *kind, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock = qsm_native_ipc_key_lock_key(key);
    const char *name = qsm_native_ipc_key_native_key(lock);
    if (is_system_v(kind)) {
        int semaphore = system_v_semaphore(name, qsm__key_project_id(lock));
        CU_ASSERT_EQUAL(semctl(semaphore, 0, IPC_RMID), 0);
        CU_ASSERT_TRUE(semget(ftok(name, qsm__key_project_id(lock)), 1, IPC_CREAT | 0600) >= 0);
    } else {
        sem_t *semaphore = sem_open(name, 0);
        CU_ASSERT_PTR_NOT_EQUAL_FATAL(semaphore, SEM_FAILED);
        CU_ASSERT_EQUAL(sem_trywait(semaphore), 0);
        CU_ASSERT_EQUAL(sem_close(semaphore), 0);
    }
    qsm_native_ipc_key_free(lock);
}

static void an_abandoned_lock(void)
{
    if (QSM_EMULATED) {
        CU_PASS("QEMU does not show who has changed a semaphore");
        return;
    }
    for (const ipc_kind *kind = ipc_kinds; kind < ipc_kinds + IPC_KINDS; kind++) {
        qsm_native_ipc_key *key = make_key(kind, "abandoned");
        fflush(NULL);
        pid_t child = fork(); /* the segment stays, and no process has the lock open */
        if (child == 0) {
            qsm_shared_memory *made = qsm_shared_memory_new_native(key);
            had[0] = key;
            had[1] = made;
            _exit(qsm_shared_memory_create(made, SIZE, RW) ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        abandon(kind, key);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        qsm_shared_memory_set_lock_timeout(memory, 0);
        CU_ASSERT_FALSE(qsm_shared_memory_attach(memory, RO));
        CU_ASSERT_EQUAL(qsm_shared_memory_error(memory), QSM_SHARED_MEMORY_LOCK_ERROR);
        CU_ASSERT_TRUE(has(qsm_shared_memory_explain(memory),
                           is_system_v(kind)
                               ? "the lock is abandoned: it is taken, and its holder is gone"
                               : "the lock is abandoned: it is taken, and no other process"));
        qsm_shared_memory_free(memory);
        sweep(key);
        qsm_native_ipc_key_free(key);
    }
}

/* ---- exchanges ---- */

static void an_exchange(void)
{
    char copy[512];
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "exchange");
    qsm_shared_memory *made = make(key);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_image *image = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    memset(qsm_shared_memory_data(made), 0xff, SIZE);
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(memory, image, NULL, &report));
    snprintf(copy, sizeof copy, "%s", report.message);
    CU_ASSERT_STRING_EQUAL(qsm_shared_memory_explain(memory), copy);
    CU_ASSERT_STRING_EQUAL(report.message, copy);
    CU_ASSERT_PTR_NOT_EQUAL(qsm_shared_memory_explain(memory), report.message);
    qsm_image_free(image);
    qsm_shared_memory_free(memory);
    drop(made);
    qsm_native_ipc_key_free(key);
}

static void set_up(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(realpath("/proc/self/exe", program));
    FILE *file = fopen("/proc/self/comm", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_PTR_NOT_NULL(fgets(own_name, sizeof own_name, file));
    fclose(file);
    own_name[strcspn(own_name, "\n")] = '\0';
}

QSM_SUITE("explanations", {"(where this test is)", set_up},
          {"nothing to explain", nothing_to_explain}, {"a child of fork()", a_child},
          {"a wait that was stopped", a_wait_that_was_stopped}, {"another scheme", another_scheme},
          {"another directory", another_directory}, {"a usual directory", a_usual_directory},
          {"a similar key", a_similar_key}, {"another user", another_user},
          {"a segment in the way", a_segment_in_the_way}, {"a held lock", a_held_lock},
          {"an abandoned lock", an_abandoned_lock}, {"an exchange", an_exchange})
