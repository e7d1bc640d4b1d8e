/* SPDX-License-Identifier: MIT */
#include "key/sha1.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64, LENGTH_AT = 56, WORDS = 5, ROUNDS = 80 };

static uint32_t rotate_left(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static uint32_t load_big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void store_big_endian(unsigned char *bytes, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(word >> (24 - 8 * i));
}

static void expand(const unsigned char block[BLOCK], uint32_t schedule[ROUNDS])
{
    for (int t = 0; t < 16; t++)
        schedule[t] = load_big_endian(block + (ptrdiff_t)4 * t);
    for (int t = 16; t < ROUNDS; t++)
        schedule[t] =
            rotate_left(schedule[t - 3] ^ schedule[t - 8] ^ schedule[t - 14] ^ schedule[t - 16], 1);
}

/* Function and constant of round t (FIPS 180-4, 4.1.1 and 4.2.1). */
static uint32_t mix(int t, uint32_t b, uint32_t c, uint32_t d)
{
    switch (t / 20) {
    case 0:
        return ((b & c) | (~b & d)) + 0x5a827999U;
    case 1:
        return (b ^ c ^ d) + 0x6ed9eba1U;
    case 2:
        return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcU;
    default:
        return (b ^ c ^ d) + 0xca62c1d6U;
    }
}

static void absorb(uint32_t state[WORDS], const unsigned char block[BLOCK])
{
    uint32_t schedule[ROUNDS];
    expand(block, schedule);
    uint32_t a = state[0];
    uint32_t b = state[1];
    uint32_t c = state[2];
    uint32_t d = state[3];
    uint32_t e = state[4];
    for (int t = 0; t < ROUNDS; t++) {
        uint32_t next = rotate_left(a, 5) + mix(t, b, c, d) + e + schedule[t];
        e = d;
        d = c;
        c = rotate_left(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void qsm__sha1(const void *data, size_t size, unsigned char digest[QSM_SHA1_SIZE])
{
    uint32_t state[WORDS] = {0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U, 0xc3d2e1f0U};
    const unsigned char *at = data;
    size_t left = size;
    for (; left >= BLOCK; at += BLOCK, left -= BLOCK)
        absorb(state, at);

    unsigned char last[BLOCK] = {0};
    if (left > 0)
        memcpy(last, at, left);
    last[left] = 0x80;
    if (left >= LENGTH_AT) {
        absorb(state, last);
        memset(last, 0, sizeof last);
    }
    uint64_t bits = (uint64_t)size * 8;
    store_big_endian(last + LENGTH_AT, (uint32_t)(bits >> 32));
    store_big_endian(last + LENGTH_AT + 4, (uint32_t)bits);
    absorb(state, last);

    for (int i = 0; i < WORDS; i++)
        store_big_endian(digest + (ptrdiff_t)4 * i, state[i]);
}

void qsm__sha1_hex(const void *data, size_t size, char hex[QSM_SHA1_HEX_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[QSM_SHA1_SIZE];
    qsm__sha1(data, size, digest);
    for (size_t i = 0; i < QSM_SHA1_SIZE; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[QSM_SHA1_HEX_SIZE] = '\0';
}
