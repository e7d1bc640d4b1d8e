/* SPDX-License-Identifier: MIT */
/*
 * Mends the CRC of every PNG chunk after a mutation, most of the time: behind a wrong CRC nothing
 * is read, and a fuzzer never guesses a right one.
 */
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static uint32_t read_word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_word(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Walks the chunks from the signature on, as far as their lengths make sense. */
static void mend(uint8_t *data, size_t size)
{
    size_t at = 0;
    while (at + sizeof signature <= size && memcmp(data + at, signature, sizeof signature) != 0)
        at++;
    at += sizeof signature;
    while (at + 12 <= size) {
        size_t length = read_word(data + at);
        if (length > size - at - 12)
            return;
        uLong crc = crc32(0, data + at + 4, (uInt)(length + 4));
        write_word(data + at + 8 + length, (uint32_t)crc);
        at += length + 12;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    size_t mutated = LLVMFuzzerMutate(data, size, most);
    if (seed % 8 != 0)
        mend(data, mutated);
    return mutated;
}
