/* SPDX-License-Identifier: MIT */
#include "peer_io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void peer_die(const char *why)
{
    fprintf(stderr, "c_peer: %s\n", why);
    exit(70);
}

static bool first_word = true;

static void separate(void)
{
    if (!first_word)
        putchar(' ');
    first_word = false;
}

void peer_say_end(void)
{
    putchar('\n');
    fflush(stdout);
    first_word = true;
}

void peer_say_word(const char *text)
{
    separate();
    if (text[0] == '\0')
        fputs("\"\"", stdout);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte <= 32 || byte > 126 || byte == '%' || byte == '"')
            printf("%%%02X", byte);
        else
            putchar(byte);
    }
}

void peer_say_number(long long value)
{
    separate();
    printf("%lld", value);
}

void peer_say(const char *plain)
{
    puts(plain);
    fflush(stdout);
}

void peer_say_truth(bool value)
{
    peer_say(value ? "true" : "false");
}

long long peer_number(const peer_words *words, int index, long long missing)
{
    return index < words->count ? strtoll(words->at[index], NULL, 10) : missing;
}

void peer_select(peer_slots *slots, const char *name)
{
    for (slots->selected = 0; slots->selected < slots->count; slots->selected++) {
        if (strcmp(slots->at[slots->selected].name, name) == 0)
            return;
    }
    if (slots->count == sizeof slots->at / sizeof slots->at[0])
        peer_die("too many objects");
    slots->at[slots->count].name = strdup(name);
    if (slots->at[slots->count].name == NULL)
        peer_die("out of memory");
    slots->count++;
}

void **peer_slot(peer_slots *slots)
{
    if (slots->count == 0)
        peer_select(slots, "0");
    return &slots->at[slots->selected].object;
}

void peer_free_slots(peer_slots *slots, void (*free_object)(void *object))
{
    for (size_t i = 0; i < slots->count; i++) {
        free_object(slots->at[i].object);
        free(slots->at[i].name);
    }
    *slots = (peer_slots){.count = 0};
}
