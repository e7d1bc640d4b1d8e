/* SPDX-License-Identifier: MIT */
/* The words a peer gets and says, and the objects it has a name for: what all parts of c_peer use.
 */
#ifndef QSM_PEER_IO_H
#define QSM_PEER_IO_H

#include <stdbool.h>
#include <stddef.h>

/** What a command is called with: its words, decoded, and how many there are. */
typedef struct peer_words {
    char **at;
    int count;
} peer_words;

/* Answers. say_word() may be called several times, say_end() ends the line. */
void peer_say(const char *plain);
void peer_say_truth(bool value);
void peer_say_word(const char *text);
void peer_say_number(long long value);
void peer_say_end(void);

/** A word as a number; what is missing is the default. */
long long peer_number(const peer_words *words, int index, long long missing);

/** Ends the peer with a message: used where a scenario itself is wrong, or memory ran out. */
_Noreturn void peer_die(const char *why);

/** Named slots, as `object NAME` and `sem NAME` need them. */
typedef struct peer_slots {
    struct {
        char *name;
        void *object;
    } at[16];
    size_t selected;
    size_t count;
} peer_slots;
void **peer_slot(peer_slots *slots);
void peer_select(peer_slots *slots, const char *name);
void peer_free_slots(peer_slots *slots, void (*free_object)(void *object));

#endif
