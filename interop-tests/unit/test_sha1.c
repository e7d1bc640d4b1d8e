/* SPDX-License-Identifier: MIT */
/* FIPS 180 examples, and lengths around the block's end. */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "key/sha1.h"

static void expect(const void *data, size_t size, const char *hex)
{
    char got[QSM_SHA1_HEX_SIZE + 1];
    qsm__sha1_hex(data, size, got);
    CU_ASSERT_STRING_EQUAL(got, hex);
}

static void fips_examples(void)
{
    static const char *const examples[][2] = {
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
         "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
         "a49b2446a02c645bf419f995b67091253a04a259"},
        {"hello", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        expect(examples[i][0], strlen(examples[i][0]), examples[i][1]);
    expect(NULL, 0, examples[0][1]);
}

static void a_million_letters(void)
{
    size_t size = 1000000;
    char *data = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    memset(data, 'a', size);
    expect(data, size, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    free(data);
}

/* Values of coreutils' sha1sum for as many 'a'. */
static void lengths_around_a_block(void)
{
    static const struct {
        size_t size;
        const char *hex;
    } lengths[] = {
        {1, "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"},
        {54, "b05d71c64979cb95fa74a33cdb31a40d258ae02e"},
        {55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
        {56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
        {57, "f08f24908d682555111be7ff6f004e78283d989a"},
        {63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
        {64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
        {65, "11655326c708d70319be2610e8a57d9a5b959d3b"},
        {119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
        {120, "f34c1488385346a55709ba056ddd08280dd4c6d6"},
        {128, "ad5b3fdbcb526778c2839d2f151ea753995e26a0"},
    };
    char data[200];
    memset(data, 'a', sizeof data);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        expect(data, lengths[i].size, lengths[i].hex);
}

QSM_SUITE("SHA-1", {"FIPS examples", fips_examples}, {"a million letters", a_million_letters},
          {"lengths around a block", lengths_around_a_block})
