/* SPDX-License-Identifier: MIT */
/*
 * The stop callback, for each call that waits: it ends the wait, says so, and nothing is held or
 * changed. It is not asked when nothing is waited for, at once after a signal, else regularly.
 */
#include <signal.h>
#include <sys/time.h>

#include <qsm/exchange.h>

#include "clock.h"
#include "ipc_kinds.h"
#include "suite.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SIZE = 4096, LONG = 20000, SIGNAL_AFTER = 10 };

/* Answers with true at the question number `at`; 0: never. */
typedef struct answer {
    int at;
    int asked;
    int64_t last;  /* when it was asked last */
    int64_t pause; /* the longest time between two questions */
} answer;

static bool ask(void *context)
{
    answer *self = context;
    int64_t now = now_ms();
    if (self->asked > 0 && now - self->last > self->pause)
        self->pause = now - self->last;
    self->last = now;
    self->asked++;
    return self->asked == self->at;
}

/* One that has the segment and holds the lock and the unit, and one that waits. */
typedef struct scene {
    const ipc_kind *kind;
    qsm_native_ipc_key *key;
    qsm_native_ipc_key *unit_key;
    qsm_native_ipc_key *nowhere; /* no object has it; with musl a semaphore looks like a segment */
    qsm_shared_memory *holder;
    qsm_shared_memory *other;
    qsm_system_semaphore *unit;
    qsm_image *image;
    qsm_exchange_report report;
} scene;

static scene begin(const ipc_kind *kind, bool attached)
{
    scene made = {.kind = kind,
                  .key = make_key(kind, "stop"),
                  .unit_key = make_key(kind, "unit"),
                  .nowhere = make_key(kind, "nowhere")};
    made.report.size = sizeof made.report;
    made.holder = qsm_shared_memory_new_native(made.key);
    made.other = qsm_shared_memory_new_native(made.key);
    made.unit = qsm_system_semaphore_new_native(made.unit_key, 0, QSM_SYSTEM_SEMAPHORE_CREATE);
    made.image = qsm_image_new_size(4, 4, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(made.holder, SIZE, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_write_image(made.holder, made.image, NULL, NULL));
    if (attached)
        CU_ASSERT_TRUE_FATAL(qsm_shared_memory_attach(made.other, RW));
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_lock(made.holder));
    return made;
}

static void end(scene *made)
{
    CU_ASSERT_TRUE(qsm_shared_memory_unlock(made->holder));
    qsm_shared_memory_free(made->other);
    qsm_shared_memory_free(made->holder);
    qsm_system_semaphore_free(made->unit);
    qsm_image_free(made->image);
    sweep(made->key);
    sweep(made->unit_key);
    sweep(made->nowhere);
    qsm_native_ipc_key_free(made->nowhere);
    qsm_native_ipc_key_free(made->unit_key);
    qsm_native_ipc_key_free(made->key);
}

/* ---- the calls ---- */

#define CALL(call, expression)                                                                     \
    static bool call(scene *s)                                                                     \
    {                                                                                              \
        return expression;                                                                         \
    }

CALL(lock, qsm_shared_memory_lock(s->other))
CALL(lock_for, qsm_shared_memory_lock_for(s->other, LONG))
CALL(lock_for_ever, qsm_shared_memory_lock_for(s->other, -1))
CALL(attach, qsm_shared_memory_attach(s->other, RW))
CALL(attach_at_least, qsm_shared_memory_attach_at_least(s->other, 1, RW))
CALL(attach_any,
     qsm_shared_memory_attach_any(s->other, qsm_native_ipc_key_legacy_key(s->key), RW, NULL))
CALL(create, qsm_shared_memory_create(s->other, SIZE, RW))
CALL(create_replacing, qsm_shared_memory_create_replacing_stale(s->other, SIZE, RW))
CALL(open_or_create, qsm_shared_memory_open_or_create(s->other, SIZE, RW, NULL))
CALL(detach, qsm_shared_memory_detach(s->other))
CALL(remove_stale, qsm_shared_memory_remove_stale(s->other, NULL))
CALL(remove_all, qsm_shared_memory_remove(s->other, NULL))
CALL(read_image, qsm_shared_memory_read_image(s->other, s->image, NULL, &s->report))
CALL(write_image, qsm_shared_memory_write_image(s->other, s->image, NULL, &s->report))
CALL(wait_for_image, qsm_shared_memory_wait_for_image(s->other, LONG, s->image, NULL, &s->report))
CALL(wait_for_segment, (qsm_shared_memory_set_native_ipc_key(s->other, s->nowhere),
                        qsm_shared_memory_wait_for_segment(s->other, LONG)))
CALL(wait_for_first_image,
     (qsm_shared_memory_set_native_ipc_key(s->other, s->nowhere),
      qsm_shared_memory_wait_for_image(s->other, -1, s->image, NULL, &s->report)))
CALL(acquire, qsm_system_semaphore_acquire(s->unit))
CALL(acquire_for, qsm_system_semaphore_acquire_for(s->unit, LONG))

typedef struct waiting_call {
    const char *name;
    bool attached; /* the object is attached before */
    bool reports;  /* and tells in a report */
    bool (*call)(scene *s);
    qsm_shared_memory_error_code error;
} waiting_call;

static const waiting_call calls[] = {
    {"lock", true, false, lock, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"lock_for", true, false, lock_for, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"lock_for -1", true, false, lock_for_ever, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"attach", false, false, attach, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"attach_at_least", false, false, attach_at_least, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"create", false, false, create, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"create_replacing_stale", false, false, create_replacing, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"open_or_create", false, false, open_or_create, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"detach", true, false, detach, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"remove_stale", false, false, remove_stale, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"remove", false, false, remove_all, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"read_image, detached", false, true, read_image, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"read_image, attached", true, true, read_image, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"write_image, detached", false, true, write_image, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"write_image, attached", true, true, write_image, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"wait_for_image", false, true, wait_for_image, QSM_SHARED_MEMORY_LOCK_ERROR},
    {"wait_for_image, no segment", false, true, wait_for_first_image, QSM_SHARED_MEMORY_NOT_FOUND},
    {"wait_for_segment", false, false, wait_for_segment, QSM_SHARED_MEMORY_NOT_FOUND},
};
enum { CALLS = sizeof calls / sizeof calls[0] };

static bool says_so(const scene *s, const waiting_call *of)
{
    const char *text = qsm_shared_memory_error_string(s->other);
    if (of->reports && (s->report.failed_step != QSM_EXCHANGE_STOPPED ||
                        strstr(s->report.message, "the stop callback ended the wait") == NULL))
        return false;
    return qsm_shared_memory_was_stopped(s->other) &&
           qsm_shared_memory_error(s->other) == of->error &&
           strstr(text, "the stop callback ended the wait") != NULL;
}

/* Ended by the question number `at`. */
static void try_call(const ipc_kind *kind, const waiting_call *of, int at)
{
    scene s = begin(kind, of->attached);
    answer stop = {.at = at};
    qsm_shared_memory_set_stop(s.other, ask, &stop);
    int64_t begun = now_ms();
    bool done = of->call(&s);
    int64_t took = now_ms() - begun;
    bool good =
        !done && stop.asked == at && took >= (at - 1) * 99 && took < LONG / 2 && says_so(&s, of);
    bool unchanged = qsm_shared_memory_is_attached(s.other) == of->attached &&
                     qsm_shared_memory_is_locked(s.holder) && lock_value(s.key) == 0;
    if (!good || !unchanged)
        fprintf(stderr, "%s, %s: %d, %d questions in %lld ms, '%s'\n", kind->name, of->name, done,
                stop.asked, (long long)took, qsm_shared_memory_error_string(s.other));
    CU_ASSERT_TRUE(good && unchanged);
    qsm_shared_memory_set_stop(s.other, NULL, NULL);
    end(&s);
}

static void test_each_call(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        for (size_t i = 0; i < CALLS; i++)
            try_call(&ipc_kinds[kind], &calls[i], 1);
    }
}

static void test_regular_questions(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        try_call(&ipc_kinds[kind], &calls[0], 4);
        try_call(&ipc_kinds[kind], &calls[CALLS - 1], 4);
    }
}

/* Any scheme: of the legacy keys of this host only. */
static void test_attach_any(void)
{
    scene s = begin(&ipc_kinds[0], false);
    answer stop = {.at = 1};
    qsm_shared_memory_set_stop(s.other, ask, &stop);
    CU_ASSERT_FALSE(attach_any(&s));
    CU_ASSERT_TRUE(qsm_shared_memory_was_stopped(s.other));
    CU_ASSERT_EQUAL(stop.asked, 1);
    qsm_shared_memory_set_stop(s.other, NULL, NULL);
    end(&s);
}

static void test_semaphores(void)
{
    bool (*const waits[])(scene * s) = {acquire, acquire_for};
    for (size_t i = 0; i < 2 * IPC_KINDS; i++) {
        scene s = begin(&ipc_kinds[i / 2], false);
        answer stop = {.at = 2};
        qsm_system_semaphore_set_stop(s.unit, ask, &stop);
        CU_ASSERT_FALSE(waits[i % 2](&s));
        CU_ASSERT_EQUAL(stop.asked, 2);
        CU_ASSERT_TRUE(qsm_system_semaphore_was_stopped(s.unit));
        CU_ASSERT_EQUAL(qsm_system_semaphore_error(s.unit), QSM_SYSTEM_SEMAPHORE_UNKNOWN_ERROR);
        CU_ASSERT_STRING_EQUAL(qsm_system_semaphore_error_string(s.unit),
                               "QSystemSemaphore::acquire: the stop callback ended the wait");
        CU_ASSERT_FALSE(qsm_system_semaphore_try_acquire(s.unit)); /* does not wait, nor ask */
        CU_ASSERT_FALSE(qsm_system_semaphore_was_stopped(s.unit));
        CU_ASSERT_EQUAL(stop.asked, 2);
        CU_ASSERT_TRUE(qsm_system_semaphore_release(s.unit, 1));
        CU_ASSERT_TRUE(waits[i % 2](&s)); /* there is a unit */
        CU_ASSERT_EQUAL(stop.asked, 2);
        qsm_system_semaphore_set_stop(s.unit, NULL, NULL);
        end(&s);
    }
}

static void test_free_asks(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind], true);
        answer stop = {.at = 1};
        qsm_shared_memory_set_stop(s.other, ask, &stop);
        qsm_shared_memory_free(s.other);
        s.other = NULL;
        CU_ASSERT_EQUAL(stop.asked, 1);
        CU_ASSERT_EQUAL(lock_value(s.key), 0);
        end(&s);
    }
}

static void test_not_asked(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind], false);
        answer stop = {.at = 1};
        qsm_shared_memory_set_stop(s.other, ask, &stop);
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(s.holder));
        CU_ASSERT_TRUE(qsm_shared_memory_wait_for_segment(s.other, -1));
        CU_ASSERT_TRUE(attach(&s));
        CU_ASSERT_TRUE(lock(&s));
        CU_ASSERT_TRUE(lock(&s)); /* it is held */
        CU_ASSERT_TRUE(qsm_shared_memory_unlock(s.other));
        CU_ASSERT_TRUE(qsm_shared_memory_lock(s.holder));
        CU_ASSERT_FALSE(qsm_shared_memory_try_lock(s.other));
        CU_ASSERT_FALSE(qsm_shared_memory_lock_for(s.other, 0));
        CU_ASSERT_FALSE(qsm_shared_memory_was_stopped(s.other));
        CU_ASSERT_EQUAL(stop.asked, 0);
        qsm_shared_memory_set_stop(s.other, NULL, NULL);
        qsm_shared_memory_set_lock_timeout(s.other, 0);
        end(&s);
    }
}

/* A time limit between two questions is kept; then the error is what it was. */
static void test_limit_within_a_part(void)
{
    for (size_t kind = 0; kind < IPC_KINDS; kind++) {
        scene s = begin(&ipc_kinds[kind], true);
        answer stop = {.at = 1};
        qsm_shared_memory_set_stop(s.other, ask, &stop);
        CU_ASSERT_FALSE(lock_for(&s));
        CU_ASSERT_TRUE(qsm_shared_memory_was_stopped(s.other));
        stop = (answer){.at = 0};
        int64_t begun = now_ms();
        /* Long enough for two questions also where the process gets no processor for a moment. */
        CU_ASSERT_FALSE(qsm_shared_memory_lock_for(s.other, 650));
        int64_t took = now_ms() - begun;
        CU_ASSERT(took >= 649 && took < LONG / 2);
        CU_ASSERT(stop.asked >= 2);
        CU_ASSERT_FALSE(qsm_shared_memory_was_stopped(s.other)); /* this time it was the limit */
        qsm_shared_memory_set_stop(s.other, NULL, NULL);
        qsm_shared_memory_set_lock_timeout(s.other, 0);
        end(&s);
    }
}

/* ---- signals ---- */

static void on_alarm(int number)
{
    (void)number;
}

static bool was_signalled(void *context)
{
    int64_t *begun = context;
    if (*begun != 0)
        return true;
    *begun = now_ms();
    struct itimerval once = {.it_value = {0, SIGNAL_AFTER * 1000}};
    return setitimer(ITIMER_REAL, &once, NULL) != 0;
}

/* How long the call took from the first question to its end. */
static int64_t end_by_signal(const ipc_kind *kind, const waiting_call *of)
{
    scene s = begin(kind, of->attached);
    int64_t begun = 0;
    qsm_shared_memory_set_stop(s.other, was_signalled, &begun);
    CU_ASSERT_FALSE(of->call(&s));
    int64_t took = now_ms() - begun;
    CU_ASSERT_TRUE(qsm_shared_memory_was_stopped(s.other));
    qsm_shared_memory_set_stop(s.other, NULL, NULL);
    qsm_shared_memory_set_lock_timeout(s.other, 0);
    end(&s);
    return took;
}

/* The question after a signal comes at once, not when the 100 ms are over. A busy machine may take
 * its time, but not each time. */
static void test_signals(void)
{
    enum { TRIES = 40 };
    static const size_t waits[] = {0, CALLS - 1};
    struct sigaction action = {.sa_handler = on_alarm};
    struct sigaction before;
    sigaction(SIGALRM, &action, &before);
    for (size_t i = 0; i < 2 * IPC_KINDS; i++) {
        int64_t took = LONG;
        for (int k = 0; took > 80 && k < TRIES; k++)
            took = end_by_signal(&ipc_kinds[i / 2], &calls[waits[i % 2]]);
        CU_ASSERT(took >= SIGNAL_AFTER - 1 && took <= 80);
    }
    sigaction(SIGALRM, &before, NULL);
}

QSM_SUITE("stop", {"the callback ends each wait", test_each_call},
          {"it is asked every 100 ms", test_regular_questions},
          {"attaching with any scheme", test_attach_any}, {"semaphores", test_semaphores},
          {"free", test_free_asks}, {"it is not asked without a wait", test_not_asked},
          {"a limit between two questions", test_limit_within_a_part},
          {"it is asked after a signal", test_signals})
