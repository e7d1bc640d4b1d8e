/* SPDX-License-Identifier: MIT */
/*
 * The work for a guess of the types of a stream: a stranger's bytes do not decide how much it is.
 * It is counted in elements, so that no test depends on a clock.
 */
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tool/stream_guess.h"

enum { SIZE = 8 << 20, SETTINGS = 8 };

/* A stream: one word, or many, and then a pattern up to the end. */
typedef struct crafted {
    const char *name;
    const char *head;
    size_t head_size;
    size_t heads;
    const char *pattern;
    size_t pattern_size;
    const char *types; /* of the best guess; NULL: none is expected */
} crafted;

#define BYTES(text) text, sizeof(text) - 1

static const crafted streams[] = {
    {"counts, then empty texts", BYTES("\0\x0f\0\0"), 30, BYTES("\0\0\0\0"), NULL},
    {"counts, then short texts", BYTES("\0\x10\0\0"), 30, BYTES("\0\0\0\2\0x"), NULL},
    {"the same count everywhere", BYTES("\0\0\0\2"), 1, BYTES("\0\0\0\2"), NULL},
    {"little-endian counts", BYTES("\1\0\0\0"), 1, BYTES("\1\0\0\0"), NULL},
    {"a list of many numbers", BYTES("\0\0\0\x09\0\0\x0c\0\0"), 1, BYTES("\0\0\0\2\0\0\0\0\5"),
     NULL},
    {"many short texts", BYTES("\0\0\0\2\0x"), 1, BYTES("\0\0\0\2\0x"), "repeat(QString)"},
    {"many variants", BYTES("\0\0\0\2\0\0\0\0\5"), 1, BYTES("\0\0\0\2\0\0\0\0\5"),
     "repeat(QVariant)"},
};

static size_t fill(unsigned char *bytes, const crafted *stream)
{
    size_t used = 0;
    for (size_t i = 0; i < stream->heads; i++, used += stream->head_size)
        memcpy(bytes + used, stream->head, stream->head_size);
    for (; used + stream->pattern_size <= SIZE; used += stream->pattern_size)
        memcpy(bytes + used, stream->pattern, stream->pattern_size);
    return used;
}

static void test_work_has_a_limit(void)
{
    static tool_guesses all;
    unsigned char *bytes = malloc(SIZE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        size_t size = fill(bytes, &streams[i]);
        CU_ASSERT_TRUE(tool_guess_types(bytes, 0, size, false, &all));
        bool is_limited = all.work <= (uint64_t)SETTINGS * (TOOL_GUESS_WORK + TOOL_GUESS_LAST);
        CU_ASSERT_TRUE(is_limited && all.work > 0);
        bool is_right = streams[i].types == NULL ||
                        (all.count > 0 && strcmp(all.guess[0].types, streams[i].types) == 0);
        CU_ASSERT_TRUE(is_right);
        if (!is_limited || !is_right)
            printf("\n%s: %llu elements, %s\n", streams[i].name, (unsigned long long)all.work,
                   all.count > 0 ? all.guess[0].types : "no guess");
    }
    free(bytes);
}

/* All bytes of a small stream are looked at; of a large one it says how many. */
static void test_examined(void)
{
    static tool_guesses all;
    unsigned char *bytes = malloc(SIZE);
    const crafted *texts = &streams[5];
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    size_t size = fill(bytes, texts);
    CU_ASSERT_TRUE(tool_guess_types(bytes, 0, size, false, &all) && all.count > 0);
    CU_ASSERT_TRUE(all.guess[0].examined >= 100000 && all.guess[0].examined < size);
    CU_ASSERT_EQUAL(all.guess[0].score, 100);
    CU_ASSERT_TRUE(tool_guess_types(bytes, 0, 6000, false, &all) && all.count > 0);
    CU_ASSERT_EQUAL(all.guess[0].examined, 0);
    CU_ASSERT_STRING_EQUAL(all.guess[0].types, "repeat(QString)");
    free(bytes);
}

/* A large value is read to its end, though other types look as large. */
static void test_large_value(void)
{
    static tool_guesses all;
    enum { COUNT = 100000, ELEMENT = 6 };
    unsigned char *bytes = malloc(4 + (size_t)COUNT * ELEMENT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    bytes[0] = COUNT >> 24;
    bytes[1] = COUNT >> 16 & 0xff;
    bytes[2] = COUNT >> 8 & 0xff;
    bytes[3] = COUNT & 0xff;
    for (size_t i = 0; i < COUNT; i++)
        memcpy(bytes + 4 + i * ELEMENT, "\0\0\0\2\0x", ELEMENT);
    CU_ASSERT_TRUE(tool_guess_types(bytes, 0, 4 + (size_t)COUNT * ELEMENT, false, &all));
    CU_ASSERT_TRUE(all.count > 0);
    CU_ASSERT_STRING_EQUAL(all.guess[0].types, "QStringList");
    CU_ASSERT_EQUAL(all.guess[0].score, 100);
    free(bytes);
}

QSM_SUITE("stream_guess", {"the work has a limit", test_work_has_a_limit},
          {"what was looked at", test_examined}, {"a large value", test_large_value})
