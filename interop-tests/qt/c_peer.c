/* SPDX-License-Identifier: MIT */
/* qt_peer's twin on the public C API: reads commands, answers them; see PROTOCOL.md. */
#include "c_peer.h"

#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_WORDS = 300 };

static void about(const peer_words *words)
{
    (void)words;
    peer_say_word("qsm");
    peer_say_word(qsm_version());
    peer_say_end();
}

static void say_pid(const peer_words *words)
{
    (void)words;
    peer_say_number(getpid());
    peer_say_end();
}

static void set_environment(const peer_words *words)
{
    setenv(words->at[0], words->at[1], 1);
    peer_say("ok");
}

static void unset_environment(const peer_words *words)
{
    unsetenv(words->at[0]);
    peer_say("ok");
}

/* Another user for good, without root's groups. */
static void become(const peer_words *words)
{
    uid_t id = (uid_t)peer_number(words, 0, 0);
    peer_say_truth(setgroups(0, NULL) == 0 && setgid(id) == 0 && setuid(id) == 0);
}

static void crash(const peer_words *words)
{
    (void)words;
    raise(SIGKILL);
}

static const peer_command own_commands[] = {
    {"about", 0, 0, about},
    {"pid", 0, 0, say_pid},
    {"setenv", 2, 2, set_environment},
    {"unsetenv", 1, 1, unset_environment},
    {"become", 1, 1, become},
    {"crash", 0, 0, crash},
    {NULL, 0, 0, NULL},
};

static int hex_digit(char c)
{
    const char *digits = "0123456789ABCDEF";
    const char *found = c == '\0' ? NULL : strchr(digits, c >= 'a' && c <= 'f' ? c - 32 : c);
    return found == NULL ? -1 : (int)(found - digits);
}

static void decode(char *word)
{
    if (strcmp(word, "\"\"") == 0)
        word[0] = '\0';
    char *to = word;
    for (char *from = word; *from != '\0'; from++) {
        int high = *from == '%' ? hex_digit(from[1]) : -1;
        int low = high >= 0 ? hex_digit(from[2]) : -1;
        unsigned char byte = (unsigned char)*from;
        if (low >= 0) {
            byte = (unsigned char)(high * 16 + low);
            from += 2;
        }
        memcpy(to++, &byte, 1);
    }
    *to = '\0';
}

static peer_words split(char *line, char *into[MOST_WORDS])
{
    peer_words words = {into, 0};
    char *rest = NULL;
    for (char *word = strtok_r(line, " \n", &rest); word != NULL && words.count < MOST_WORDS;
         word = strtok_r(NULL, " \n", &rest)) {
        decode(word);
        into[words.count++] = word;
    }
    return words;
}

static const peer_command *find(const char *name)
{
    const peer_command *tables[] = {own_commands, peer_memory_commands, peer_semaphore_commands,
                                    peer_image_commands, peer_key_commands};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const peer_command *one = tables[t]; one->name != NULL; one++) {
            if (strcmp(one->name, name) == 0)
                return one;
        }
    }
    return NULL;
}

static void answer(const peer_words *words)
{
    const peer_command *command = find(words->at[0]);
    peer_words arguments = {words->at + 1, words->count - 1};
    if (command == NULL)
        peer_say("unknown");
    else if (arguments.count < command->minimum || arguments.count > command->maximum)
        peer_say("usage");
    else
        command->run(&arguments);
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    int status = 0;
    char *at[MOST_WORDS];
    while (getline(&line, &capacity, stdin) > 0) {
        peer_words words = split(line, at);
        if (words.count == 0) {
            peer_say("usage");
            continue;
        }
        if (strcmp(words.at[0], "exit") == 0) {
            status = (int)peer_number(&words, 1, 0);
            break;
        }
        answer(&words);
    }
    free(line);
    peer_free_memories();
    peer_free_semaphores();
    peer_free_image();
    peer_say("ok");
    return status;
}
