/* SPDX-License-Identifier: MIT */
/* The encoder of the fast form: whatever goes in comes back out of zlib, and the bound holds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "counted_memory.h"
#include "image/deflate/huffman.h"
#include "image/deflate/rows_deflate.h"
#include "suite.h"

enum { STRIP = 65535, WINDOW = 32768, MOST = 5 * STRIP, GUARD = 64 };

static unsigned char data[MOST];

static uint32_t state = 1;

static uint32_t next_random(void)
{
    state = state * 1664525U + 1013904223U;
    return state >> 8U;
}

/* What is around the room of the stream must stay as it is. Returns the size of the stream, 0 when
 * anything is wrong; piece: how many bytes go in at once. */
static size_t there_and_back(size_t size, size_t piece)
{
    size_t bound = qsm__rows_deflate_bound(size);
    unsigned char *room = malloc(bound + GUARD);
    unsigned char *back = malloc(size + 1);
    memset(room, 0xA5, bound + GUARD);
    qsm_rows_deflate *encoder = qsm__rows_deflate_new(room, size, 1 + piece % 4);
    CU_ASSERT_PTR_NOT_NULL_FATAL(encoder);
    for (size_t at = 0; at < size; at += piece)
        qsm__rows_deflate_add(encoder, data + at, size - at < piece ? size - at : piece);
    size_t packed = (size_t)(qsm__rows_deflate_finish(encoder) - room);
    qsm__rows_deflate_free(encoder);
    uLongf produced = (uLongf)size + 1;
    uLong used = (uLong)packed;
    bool good = packed <= bound && uncompress2(back, &produced, room, &used) == Z_OK &&
                produced == size && used == packed && memcmp(back, data, size) == 0;
    for (size_t i = 0; i < GUARD; i++)
        good = good && room[bound + i] == 0xA5;
    free(room);
    free(back);
    CU_ASSERT_TRUE(good);
    return good ? packed : 0;
}

static void fill_noise(void)
{
    for (size_t i = 0; i < MOST; i++)
        data[i] = (unsigned char)next_random();
}

static void test_tiny(void)
{
    fill_noise();
    for (size_t size = 0; size <= 20; size++)
        there_and_back(size, 1 + size % 3);
    memset(data, 7, 64);
    for (size_t size = 0; size <= 64; size++)
        there_and_back(size, 64);
}

static void test_constant(void)
{
    memset(data, 0, MOST);
    CU_ASSERT(there_and_back(MOST, 5761) < 2000);
    memset(data, 255, MOST);
    CU_ASSERT(there_and_back(MOST, MOST) < 2000);
}

/* Periods around the length of a key, of a match, of the window and of a strip. */
static void test_periodic(void)
{
    static const size_t periods[] = {2,      3,          7,         8,     9,        255,
                                     257,    258,        259,       261,   5761,     32767,
                                     WINDOW, WINDOW + 1, STRIP - 1, STRIP, STRIP + 1};
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        fill_noise();
        for (size_t at = periods[i]; at < MOST; at++)
            data[at] = data[at - periods[i]];
        size_t packed = there_and_back(MOST, 1000);
        if (periods[i] <= 5761)
            CU_ASSERT(packed < MOST / 10);
        if (periods[i] > 5761 && periods[i] <= WINDOW) /* few keys are remembered so long */
            CU_ASSERT(packed < MOST * 4 / 5);
        if (periods[i] > WINDOW)
            CU_ASSERT(packed > MOST);
    }
}

/* Nothing but stored blocks: the bound is all but reached. */
static void test_noise(void)
{
    fill_noise();
    size_t packed = there_and_back(MOST, 4096);
    CU_ASSERT(packed > MOST);
    CU_ASSERT(packed + 32 > qsm__rows_deflate_bound(MOST));
}

static void test_strip_ends(void)
{
    for (int kind = 0; kind < 3; kind++) {
        fill_noise();
        for (size_t i = 0; kind > 0 && i < MOST; i++)
            data[i] = (unsigned char)(kind == 1 ? data[i] % 5 : i / 1000);
        for (size_t strips = 1; strips <= 3; strips++) {
            for (size_t size = strips * STRIP - 9; size <= strips * STRIP + 9; size++)
                there_and_back(size, size % 2 == 0 ? size : STRIP);
        }
    }
}

/* Words in a random order: the contents of a block are as many matches as a strip can have. */
static void fill_words(size_t size)
{
    enum { WORD = 8, WORDS = 40 };
    uint32_t words[WORDS][2];
    for (size_t i = 0; i < WORDS; i++) {
        words[i][0] = next_random();
        words[i][1] = next_random();
    }
    for (size_t at = 0; at + WORD <= size; at += WORD)
        memcpy(data + at, words[next_random() % WORDS], WORD);
}

static void test_short_matches(void)
{
    for (size_t size = 0; size < 4000; size += 1 + next_random() % 40) {
        fill_words(size + 8);
        there_and_back(size, 1 + next_random() % 600);
    }
    for (size_t size = STRIP - 20; size <= STRIP + 700; size += 10) {
        fill_words(size);
        CU_ASSERT(there_and_back(size, 513) < size / 3);
    }
    fill_words(MOST);
    CU_ASSERT(there_and_back(MOST, 513) < MOST / 3);
}

/* A small picture has an encoder of its size. */
static void test_memory(void)
{
    enum { SMALL = 64 * (64 * 4 + 1) };
    fill_words(MOST);
    int before = large_allocations;
    qsm_rows_deflate *encoder = qsm__rows_deflate_new(data, SMALL, 4);
    CU_ASSERT_EQUAL(large_allocations, before);
    qsm__rows_deflate_free(encoder);
    encoder = qsm__rows_deflate_new(data, MOST, 4);
    CU_ASSERT_EQUAL(large_allocations, before + 1);
    qsm__rows_deflate_free(encoder);
}

/* Noise, runs, repeats from anywhere in the window, and skewed bytes after one another. */
static size_t add_part(size_t at)
{
    size_t count = 1 + next_random() % 3000;
    unsigned kind = next_random() % 4;
    size_t far = at > 0 ? 1 + next_random() % (at < WINDOW ? at : WINDOW) : 0;
    count = count < MOST - at ? count : MOST - at;
    for (size_t i = at; i < at + count; i++) {
        unsigned noise = next_random();
        unsigned skewed = 0;
        while ((noise >> skewed & 1U) != 0 && skewed < 20)
            skewed++;
        if (kind == 2 && far > 0)
            data[i] = data[i - far];
        else
            data[i] = (unsigned char)(kind == 0 ? noise : kind == 1 ? count : skewed);
    }
    return at + count;
}

static void test_mixtures(void)
{
    for (int run = 0; run < 60; run++) {
        for (size_t at = 0; at < MOST;)
            at = add_part(at);
        there_and_back(MOST - next_random() % STRIP, 1 + next_random() % 20000);
    }
}

/* Codes are whole, in order of frequency, and no longer than allowed, however skewed. */
static void test_code_lengths(void)
{
    uint32_t frequencies[QSM_HUFFMAN_MOST_SYMBOLS];
    unsigned char lengths[QSM_HUFFMAN_MOST_SYMBOLS];
    uint16_t codes[QSM_HUFFMAN_MOST_SYMBOLS];
    for (unsigned run = 0; run < 2000; run++) {
        unsigned limit = run % 3 == 0 ? 9 : run % 3 == 1 ? 12 : QSM_HUFFMAN_MOST_BITS;
        unsigned count = 2 + next_random() % (QSM_HUFFMAN_MOST_SYMBOLS - 1);
        for (unsigned i = 0; i < count; i++)
            frequencies[i] = run < 3 ? 0 : next_random() % (1U << next_random() % 22U);
        qsm__huffman_make(frequencies, count, limit, lengths, codes);
        uint32_t claimed = 0;
        bool ordered = true;
        for (unsigned i = 0; i < count; i++) {
            claimed += lengths[i] > 0 ? 1U << (QSM_HUFFMAN_MOST_BITS - lengths[i]) : 0;
            ordered = ordered && lengths[i] <= limit && (frequencies[i] == 0 || lengths[i] > 0);
            if (i > 0 && frequencies[i] > frequencies[i - 1] && frequencies[i - 1] > 0)
                ordered = ordered && lengths[i] <= lengths[i - 1];
        }
        CU_ASSERT_EQUAL(claimed, 1U << QSM_HUFFMAN_MOST_BITS);
        CU_ASSERT_TRUE(ordered);
    }
}

QSM_SUITE("rows_deflate", {"no bytes, and few", test_tiny}, {"one value", test_constant},
          {"periods up to the window and beyond", test_periodic}, {"noise is stored", test_noise},
          {"ends of strips", test_strip_ends}, {"mixtures", test_mixtures},
          {"short matches", test_short_matches}, {"memory by the size", test_memory},
          {"lengths of codes", test_code_lengths})
