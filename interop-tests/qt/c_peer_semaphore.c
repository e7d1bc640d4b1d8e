/* SPDX-License-Identifier: MIT */
/* c_peer's commands for semaphores. */
#include "c_peer.h"

#include <string.h>

static peer_slots semaphores;

static qsm_system_semaphore *semaphore(void)
{
    void **slot = peer_slot(&semaphores);
    if (*slot == NULL)
        peer_die("no semaphore object; use sem-new first");
    return *slot;
}

static void free_semaphore(void *object)
{
    qsm_system_semaphore_free(object);
}

void peer_free_semaphores(void)
{
    peer_free_slots(&semaphores, free_semaphore);
}

static void sem(const peer_words *words)
{
    peer_select(&semaphores, words->at[0]);
    peer_say("ok");
}

static void sem_free(const peer_words *words)
{
    (void)words;
    void **slot = peer_slot(&semaphores);
    qsm_system_semaphore_free(*slot);
    *slot = NULL;
    peer_say("ok");
}

static qsm_system_semaphore_access_mode mode(const peer_words *words)
{
    return words->count > 2 && strcmp(words->at[2], "create") == 0 ? QSM_SYSTEM_SEMAPHORE_CREATE
                                                                   : QSM_SYSTEM_SEMAPHORE_OPEN;
}

static void sem_new(const peer_words *words)
{
    void **slot = peer_slot(&semaphores);
    qsm_system_semaphore_free(*slot); /* the old one is gone before the new one opens */
    *slot = qsm_system_semaphore_new_key(words->at[0], (int)peer_number(words, 1, 0), mode(words));
    peer_say(*slot == NULL ? "false" : "ok");
}

static void sem_new_string(const peer_words *words)
{
    void **slot = peer_slot(&semaphores);
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(words->at[0]);
    qsm_system_semaphore_free(*slot);
    *slot = key == NULL
                ? NULL
                : qsm_system_semaphore_new_native(key, (int)peer_number(words, 1, 0), mode(words));
    qsm_native_ipc_key_free(key);
    peer_say(*slot == NULL ? "false" : "ok");
}

static void sem_set_key(const peer_words *words)
{
    peer_say_truth(qsm_system_semaphore_set_key(semaphore(), words->at[0],
                                                (int)peer_number(words, 1, 0), mode(words)));
}

static void sem_acquire(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_system_semaphore_acquire(semaphore()));
}

static void sem_try_acquire(const peer_words *words)
{
    (void)words;
    peer_say_truth(qsm_system_semaphore_try_acquire(semaphore()));
}

static void sem_acquire_for(const peer_words *words)
{
    peer_say_truth(qsm_system_semaphore_acquire_for(semaphore(), (int)peer_number(words, 0, 0)));
}

static void sem_release(const peer_words *words)
{
    peer_say_truth(qsm_system_semaphore_release(semaphore(), (int)peer_number(words, 0, 1)));
}

static void say_text(const char *text)
{
    peer_say_word(text);
    peer_say_end();
}

static void sem_key(const peer_words *words)
{
    (void)words;
    say_text(qsm_system_semaphore_key(semaphore()));
}

static void sem_native_key(const peer_words *words)
{
    (void)words;
    say_text(qsm_system_semaphore_native_key(semaphore()));
}

static void sem_error(const peer_words *words)
{
    (void)words;
    peer_say_number((long long)qsm_system_semaphore_error(semaphore()));
    say_text(qsm_system_semaphore_error_string(semaphore()));
}

const peer_command peer_semaphore_commands[] = {
    {"sem", 1, 1, sem},
    {"sem-new", 2, 3, sem_new},
    {"sem-new-string", 2, 3, sem_new_string},
    {"sem-set-key", 2, 3, sem_set_key},
    {"sem-acquire", 0, 0, sem_acquire},
    {"sem-try-acquire", 0, 0, sem_try_acquire},
    {"sem-acquire-for", 1, 1, sem_acquire_for},
    {"sem-release", 0, 1, sem_release},
    {"sem-key", 0, 0, sem_key},
    {"sem-native-key", 0, 0, sem_native_key},
    {"sem-error", 0, 0, sem_error},
    {"sem-free", 0, 0, sem_free},
    {NULL, 0, 0, NULL},
};
