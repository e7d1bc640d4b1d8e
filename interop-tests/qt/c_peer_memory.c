/* SPDX-License-Identifier: MIT */
/* c_peer's commands for shared memory. */
#include "c_peer.h"

#include "../lib/little_pixels.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static peer_slots memories;

qsm_shared_memory *peer_memory(void)
{
    void **slot = peer_slot(&memories);
    if (*slot == NULL)
        *slot = qsm_shared_memory_new();
    if (*slot == NULL)
        peer_die("out of memory");
    return *slot;
}

static void free_memory(void *object)
{
    qsm_shared_memory_free(object);
}

void peer_free_memories(void)
{
    peer_free_slots(&memories, free_memory);
}

static void select_object(const peer_words *words)
{
    peer_select(&memories, words->at[0]);
    peer_memory();
    peer_say("ok");
}

static void free_object(const peer_words *words)
{
    (void)words;
    void **slot = peer_slot(&memories);
    qsm_shared_memory_free(*slot);
    *slot = NULL;
    peer_say("ok");
}

static qsm_shared_memory_access_mode access_mode(const peer_words *words, int index)
{
    return index < words->count && strcmp(words->at[index], "ro") == 0
               ? QSM_SHARED_MEMORY_READ_ONLY
               : QSM_SHARED_MEMORY_READ_WRITE;
}

static void set_key(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_set_key(peer_memory(), words->at[0]));
}

static void set_native_key(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_set_native_key(
        peer_memory(), words->at[0], qsm_native_ipc_key_legacy_default_type_for_os()));
}

static void set_native_string(const peer_words *words)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(words->at[0]);
    peer_say_truth(key != NULL && qsm_shared_memory_set_native_ipc_key(peer_memory(), key));
    qsm_native_ipc_key_free(key);
}

static void say_text(const char *text)
{
    peer_say_word(text);
    peer_say_end();
}

static void key(const peer_words *words)
{
    (void)words;
    say_text(qsm_shared_memory_key(peer_memory()));
}

static void native_key(const peer_words *words)
{
    (void)words;
    say_text(qsm_shared_memory_native_key(peer_memory()));
}

static void native_string(const peer_words *words)
{
    (void)words;
    char *text = qsm_native_ipc_key_to_string(qsm_shared_memory_native_ipc_key(peer_memory()));
    say_text(text == NULL ? "" : text);
    qsm_free(text);
}

typedef qsm_native_ipc_key *(*derive)(const char *key, qsm_native_ipc_key_type_code type,
                                      const qsm_key_environment *environment);

static void say_derived(const peer_words *words, derive how)
{
    qsm_native_ipc_key *made =
        how(words->at[0], (qsm_native_ipc_key_type_code)peer_number(words, 1, 0), NULL);
    say_text(made == NULL ? "" : qsm_native_ipc_key_native_key(made));
    qsm_native_ipc_key_free(made);
}

static void legacy_native_key(const peer_words *words)
{
    say_derived(words, qsm_shared_memory_legacy_native_key);
}

static void platform_safe_key(const peer_words *words)
{
    say_derived(words, qsm_shared_memory_platform_safe_key);
}

static void sem_legacy_native_key(const peer_words *words)
{
    say_derived(words, qsm_system_semaphore_legacy_native_key);
}

static void sem_platform_safe_key(const peer_words *words)
{
    say_derived(words, qsm_system_semaphore_platform_safe_key);
}

static void create(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_create(peer_memory(), (ptrdiff_t)peer_number(words, 0, 0),
                                            access_mode(words, 1)));
}

static void create_replacing_stale(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_create_replacing_stale(
        peer_memory(), (ptrdiff_t)peer_number(words, 0, 0), QSM_SHARED_MEMORY_READ_WRITE));
}

static void say_two_truths(bool first, bool second)
{
    peer_say_word(first ? "true" : "false");
    peer_say_word(second ? "true" : "false");
    peer_say_end();
}

static void open_or_create(const peer_words *words)
{
    bool created = false;
    bool done = qsm_shared_memory_open_or_create(peer_memory(), (ptrdiff_t)peer_number(words, 0, 0),
                                                 QSM_SHARED_MEMORY_READ_WRITE, &created);
    say_two_truths(done, created);
}

static void remove_stale(const peer_words *words)
{
    (void)words;
    bool removed = false;
    bool done = qsm_shared_memory_remove_stale(peer_memory(), &removed);
    say_two_truths(done, removed);
}

static void attach(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_attach(peer_memory(), access_mode(words, 0)));
}

static void detach(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_detach(peer_memory()));
}

static void attach_at_least(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_attach_at_least(
        peer_memory(), (ptrdiff_t)peer_number(words, 0, 0), QSM_SHARED_MEMORY_READ_WRITE));
}

static void set_lock_timeout(const peer_words *words)
{
    qsm_shared_memory_set_lock_timeout(peer_memory(), (int)peer_number(words, 0, 0));
    peer_say("ok");
}

static void keep_lock(const peer_words *words)
{
    bool made;
    (void)words;
    peer_say_truth(qsm_shared_memory_keep_lock(peer_memory(), &made));
}

/* As a program that forks a helper which ends in order. */
static void fork_free(const peer_words *words)
{
    int status = -1;
    (void)words;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        peer_free_memories();
        _exit(0);
    }
    peer_say_truth(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

static void attached(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_is_attached(peer_memory()));
}

static void lock(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_lock(peer_memory()));
}

static void try_lock(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_try_lock(peer_memory()));
}

static void lock_for(const peer_words *words)
{
    peer_say_truth(qsm_shared_memory_lock_for(peer_memory(), (int)peer_number(words, 0, 0)));
}

static void locked(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_is_locked(peer_memory()));
}

static void unlock(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_shared_memory_unlock(peer_memory()));
}

static void size(const peer_words *words)
{
    (void)words;
    peer_say_number((long long)qsm_shared_memory_size(peer_memory()));
    peer_say_end();
}

static void error(const peer_words *words)
{
    (void)words;
    peer_say_number((long long)qsm_shared_memory_error(peer_memory()));
    say_text(qsm_shared_memory_error_string(peer_memory()));
}

static void explain(const peer_words *words)
{
    (void)words;
    say_text(qsm_shared_memory_explain(peer_memory()));
}

/* The bytes from offset on, NULL when count of them are not there. */
static unsigned char *bytes_at(long long offset, long long count)
{
    ptrdiff_t there = qsm_shared_memory_size(peer_memory());
    unsigned char *data = qsm_shared_memory_data(peer_memory());
    bool inside = offset >= 0 && count >= 0 && offset <= there && count <= there - offset;
    return data != NULL && inside ? data + offset : NULL;
}

static void peek(const peer_words *words)
{
    long long count = peer_number(words, 1, 0);
    const unsigned char *data = bytes_at(peer_number(words, 0, 0), count);
    if (data == NULL) {
        peer_say("usage");
        return;
    }
    for (long long i = 0; i < count; i++)
        printf("%02x", data[i]);
    peer_say_end();
}

static void poke(const peer_words *words)
{
    const char *hex = words->at[1];
    size_t count = strlen(hex) / 2;
    unsigned char *data = bytes_at(peer_number(words, 0, 0), (long long)count);
    for (size_t i = 0; data != NULL && i < count; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        data[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    peer_say(data == NULL ? "usage" : "ok");
}

static void fill(const peer_words *words)
{
    unsigned char *data = bytes_at(0, 0);
    if (data != NULL)
        memset(data, (int)strtoul(words->at[0], NULL, 16),
               (size_t)qsm_shared_memory_size(peer_memory()));
    peer_say(data == NULL ? "usage" : "ok");
}

static void lock_state(const peer_words *words)
{
    (void)words;
    qsm_segment_info *info = qsm_segment_inspect(qsm_shared_memory_native_ipc_key(peer_memory()));
    say_text(info != NULL ? qsm_lock_state_name(qsm_segment_info_lock_state(info)) : "unseen");
    qsm_segment_info_free(info);
}

static void repair_lock(const peer_words *words)
{
    (void)words;
    peer_say_truth(
        qsm_segment_repair_lock(qsm_shared_memory_native_ipc_key(peer_memory()), false, NULL));
}

static bool add_one_locked(void)
{
    if (!qsm_shared_memory_lock(peer_memory()))
        return false;
    volatile int64_t *counter = qsm_shared_memory_data(peer_memory());
    int64_t value = *counter; /* little-endian, for peers of both kinds */
    qsm_turn_words(&value, sizeof value, sizeof value);
    value++;
    qsm_turn_words(&value, sizeof value, sizeof value);
    *counter = value;
    return qsm_shared_memory_unlock(peer_memory());
}

static void hammer(const peer_words *words)
{
    bool good = bytes_at(0, (long long)sizeof(int64_t)) != NULL;
    for (long long left = peer_number(words, 0, 0); good && left > 0; left--)
        good = add_one_locked();
    peer_say_truth(good);
}

/* What `relay` keeps in the segment. */
typedef struct relay_state {
    int64_t counter, holder, changes;
} relay_state;

static bool pass_on_locked(int64_t changes, bool *done)
{
    if (!qsm_shared_memory_lock(peer_memory()))
        return false;
    volatile relay_state *state = qsm_shared_memory_data(peer_memory());
    int64_t self = (int64_t)getpid();
    if (state->holder != self) {
        state->holder = self;
        state->changes = state->changes + 1;
    }
    state->counter = state->counter + 1;
    *done = state->changes >= changes;
    return qsm_shared_memory_unlock(peer_memory());
}

static void relay(const peer_words *words)
{
    bool done = false;
    bool good = bytes_at(0, (long long)sizeof(relay_state)) != NULL;
    long long own = 0;
    while (good && !done) {
        good = pass_on_locked(peer_number(words, 0, 0), &done);
        own += good;
        sched_yield(); /* a POSIX semaphore goes to whoever comes first, which is mostly oneself */
    }
    if (!good) {
        peer_say("false");
        return;
    }
    peer_say_number(own);
    peer_say_end();
}

const peer_command peer_memory_commands[] = {
    {"object", 1, 1, select_object},
    {"free", 0, 0, free_object},
    {"set-key", 1, 1, set_key},
    {"set-native-key", 1, 1, set_native_key},
    {"set-native-string", 1, 1, set_native_string},
    {"key", 0, 0, key},
    {"native-key", 0, 0, native_key},
    {"native-string", 0, 0, native_string},
    {"legacy-native-key", 2, 2, legacy_native_key},
    {"platform-safe-key", 2, 2, platform_safe_key},
    {"sem-legacy-native-key", 2, 2, sem_legacy_native_key},
    {"sem-platform-safe-key", 2, 2, sem_platform_safe_key},
    {"create", 1, 2, create},
    {"create-replacing-stale", 1, 1, create_replacing_stale},
    {"open-or-create", 1, 1, open_or_create},
    {"remove-stale", 0, 0, remove_stale},
    {"attach", 0, 1, attach},
    {"attach-at-least", 1, 1, attach_at_least},
    {"set-lock-timeout", 1, 1, set_lock_timeout},
    {"keep-lock", 0, 0, keep_lock},
    {"fork-free", 0, 0, fork_free},
    {"detach", 0, 0, detach},
    {"attached", 0, 0, attached},
    {"lock", 0, 0, lock},
    {"try-lock", 0, 0, try_lock},
    {"lock-for", 1, 1, lock_for},
    {"locked", 0, 0, locked},
    {"unlock", 0, 0, unlock},
    {"size", 0, 0, size},
    {"error", 0, 0, error},
    {"explain", 0, 0, explain},
    {"peek", 2, 2, peek},
    {"poke", 2, 2, poke},
    {"fill", 1, 1, fill},
    {"lock-state", 0, 0, lock_state},
    {"repair-lock", 0, 0, repair_lock},
    {"hammer", 1, 1, hammer},
    {"relay", 1, 1, relay},
    {NULL, 0, 0, NULL},
};
