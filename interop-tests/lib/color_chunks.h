/* SPDX-License-Identifier: MIT */
/*
 * PNG streams with chunks of a colour space, made from a line of text: "sRGB=0 gAMA=45455". A word
 * is one of
 *   gAMA=NUMBER  sRGB=NUMBER  cHRM=NAME  cHRM=8 numbers with commas
 *   iCCP=NAME    (profile: the caller's; a name of color_change_profile(): that, changed; chunk13,
 *                chunk91, broken: none)
 *   PLTE  IDAT   the place of these chunks
 * "!" at its end: a wrong CRC; "-": its last byte is missing.
 */
#ifndef QSM_TESTS_COLOR_CHUNKS_H
#define QSM_TESTS_COLOR_CHUNKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { COLOR_STREAM_MOST = 8192, COLOR_STREAM_WIDTH = 8 };

typedef enum color_result {
    COLOR_NONE,
    COLOR_SRGB,
    COLOR_GAMMA, /* with the primaries of sRGB */
    COLOR_BOTH,  /* gamma and primaries */
    COLOR_PROFILE
} color_result;

typedef struct color_case {
    const char *chunks;
    color_result result; /* with libpng before 1.6.47; qsm has the same */
    bool newer_differs;  /* libpng since 1.6.47 has another result */
    int depth;           /* 0: 8 */
    int type;            /* 0: RGB */
} color_case;

static const color_case color_cases[] = {
    {"", COLOR_NONE, false, 0, 0},
    /* each alone */
    {"sRGB=0", COLOR_SRGB, false, 0, 0},
    {"sRGB=3", COLOR_SRGB, false, 0, 0},
    {"sRGB=4", COLOR_NONE, false, 0, 0},
    {"sRGB=255", COLOR_NONE, false, 0, 0},
    {"gAMA=45455", COLOR_GAMMA, false, 0, 0},
    {"gAMA=100000", COLOR_GAMMA, false, 0, 0},
    {"gAMA=99999", COLOR_GAMMA, false, 0, 0},
    {"gAMA=16", COLOR_GAMMA, false, 0, 0},
    {"gAMA=15", COLOR_NONE, true, 0, 0},
    {"gAMA=0", COLOR_NONE, false, 0, 0},
    {"gAMA=625000000", COLOR_GAMMA, false, 0, 0},
    {"gAMA=625000001", COLOR_NONE, true, 0, 0},
    {"gAMA=4294967295", COLOR_NONE, false, 0, 0},
    {"cHRM=p3", COLOR_NONE, false, 0, 0},
    {"iCCP=profile", COLOR_PROFILE, false, 0, 0},
    {"iCCP=broken", COLOR_NONE, false, 0, 0},
    {"iCCP=size", COLOR_NONE, false, 0, 0},
    {"iCCP=abstract", COLOR_NONE, false, 0, 0},
    {"iCCP=link", COLOR_NONE, false, 0, 0},
    {"iCCP=gray", COLOR_NONE, false, 0, 0},
    {"iCCP=space", COLOR_NONE, false, 0, 0},
    {"iCCP=magic", COLOR_NONE, false, 0, 0},
    {"iCCP=intent", COLOR_NONE, false, 0, 0},
    {"iCCP=known", COLOR_PROFILE, false, 0, 0},
    {"iCCP=tags", COLOR_NONE, false, 0, 0},
    {"iCCP=place", COLOR_NONE, false, 0, 0},
    {"iCCP=length", COLOR_NONE, false, 0, 0},
    /* gamma and primaries */
    {"gAMA=45455 cHRM=srgb", COLOR_BOTH, false, 0, 0},
    {"gAMA=45455 cHRM=adobe", COLOR_BOTH, false, 0, 0},
    {"cHRM=p3 gAMA=45455", COLOR_BOTH, false, 0, 0},
    {"gAMA=55556 cHRM=prophoto", COLOR_BOTH, false, 0, 0},
    {"gAMA=100000 cHRM=bt2020", COLOR_BOTH, false, 0, 0},
    {"gAMA=60000 cHRM=34567,35850,64000,33000,30000,60000,15000,6000", COLOR_BOTH, false, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,30000,60000,64000,33000,15000,6000", COLOR_BOTH, false, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,67000,33000,30000,60000,15000,6000", COLOR_BOTH, false, 0, 0},
    /* chromaticities that do not exist, or are of no use */
    {"gAMA=60000 cHRM=31270,32900,64000,33000,30000,60000,15000,0", COLOR_GAMMA, false, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,64000,33000,30000,60000,15000,1", COLOR_BOTH, false, 0, 0},
    {"gAMA=60000 cHRM=4294967295,1,1,1,1,1,1,1", COLOR_GAMMA, false, 0, 0},
    {"gAMA=60000 cHRM=0,0,0,0,0,0,0,0", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=31270,0,64000,33000,30000,60000,15000,6000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=31270,4,64000,33000,30000,60000,15000,6000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,67001,33000,30000,60000,15000,6000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,10000,10000,20000,20000,30000,30000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=70000,20000,64000,33000,30000,60000,15000,6000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 cHRM=31270,32900,31271,32900,31270,32901,31269,32899", COLOR_NONE, true, 0, 0},
    {"gAMA=45455 cHRM=9367,16167,9399,16235,9477,16162,9305,16167", COLOR_NONE, true, 0, 0},
    {"gAMA=45455 cHRM=15144,6093,64000,33000,30000,60000,15000,6000", COLOR_NONE, true, 0, 0},
    {"cHRM=0,0,0,0,0,0,0,0 sRGB=0", COLOR_NONE, true, 0, 0},
    {"sRGB=0 cHRM=0,0,0,0,0,0,0,0", COLOR_NONE, true, 0, 0},
    /* precedence */
    {"sRGB=0 gAMA=45455 cHRM=srgb", COLOR_SRGB, false, 0, 0},
    {"cHRM=srgb gAMA=45455 sRGB=0", COLOR_SRGB, false, 0, 0},
    {"sRGB=0 gAMA=100000", COLOR_SRGB, false, 0, 0},
    {"gAMA=100000 sRGB=0", COLOR_SRGB, false, 0, 0},
    {"cHRM=p3 sRGB=0", COLOR_SRGB, false, 0, 0},
    {"sRGB=0 cHRM=p3", COLOR_NONE, true, 0, 0},
    {"sRGB=0 cHRM=31370,33000,64100,33100,30100,60100,15100,6100", COLOR_SRGB, false, 0, 0},
    {"sRGB=0 cHRM=31371,33000,64100,33100,30100,60100,15100,6100", COLOR_NONE, true, 0, 0},
    {"sRGB=0 gAMA=60000 cHRM=srgb", COLOR_SRGB, false, 0, 0},
    {"iCCP=profile gAMA=60000 cHRM=adobe", COLOR_PROFILE, false, 0, 0},
    {"gAMA=60000 cHRM=adobe iCCP=profile", COLOR_PROFILE, false, 0, 0},
    {"iCCP=profile sRGB=0", COLOR_PROFILE, false, 0, 0},
    {"sRGB=0 iCCP=profile", COLOR_NONE, true, 0, 0},
    {"iCCP=profile gAMA=0", COLOR_NONE, true, 0, 0},
    {"iCCP=profile cHRM=0,0,0,0,0,0,0,0", COLOR_NONE, true, 0, 0},
    {"iCCP=broken gAMA=60000", COLOR_NONE, true, 0, 0},
    {"gAMA=60000 iCCP=broken", COLOR_NONE, true, 0, 0},
    {"sRGB=0 iCCP=broken", COLOR_NONE, true, 0, 0},
    {"iCCP=profile iCCP=broken", COLOR_NONE, true, 0, 0},
    {"iCCP=chunk13 sRGB=0", COLOR_SRGB, false, 0, 0},
    {"sRGB=0 iCCP=chunk13", COLOR_SRGB, false, 0, 0},
    {"iCCP=chunk91 sRGB=0", COLOR_SRGB, true, 0, 0},
    {"sRGB=0 iCCP=chunk91", COLOR_NONE, true, 0, 0},
    {"iCCP=chunk91 gAMA=60000", COLOR_GAMMA, true, 0, 0},
    /* twice */
    {"sRGB=0 sRGB=0", COLOR_NONE, true, 0, 0},
    {"sRGB=4 sRGB=0", COLOR_NONE, true, 0, 0},
    {"sRGB=4 gAMA=60000", COLOR_NONE, true, 0, 0},
    {"gAMA=50000 gAMA=60000", COLOR_NONE, true, 0, 0},
    {"gAMA=0 gAMA=60000", COLOR_NONE, true, 0, 0},
    {"gAMA=50000 gAMA=0", COLOR_NONE, true, 0, 0},
    {"sRGB=0 gAMA=60000 gAMA=50000", COLOR_SRGB, false, 0, 0},
    {"sRGB=0 gAMA=45455 gAMA=45455", COLOR_NONE, true, 0, 0},
    {"gAMA=50000 cHRM=srgb cHRM=srgb", COLOR_NONE, true, 0, 0},
    /* lost: a wrong CRC, a wrong length, a wrong place */
    {"sRGB=0!", COLOR_NONE, false, 0, 0},
    {"sRGB=0! sRGB=0", COLOR_SRGB, false, 0, 0},
    {"gAMA=50000! gAMA=60000", COLOR_GAMMA, false, 0, 0},
    {"gAMA=60000 cHRM=p3!", COLOR_GAMMA, false, 0, 0},
    {"gAMA=60000-", COLOR_NONE, false, 0, 0},
    {"gAMA=50000- gAMA=60000", COLOR_GAMMA, false, 0, 0},
    {"sRGB=0-", COLOR_NONE, false, 0, 0},
    {"gAMA=60000 cHRM=p3-", COLOR_GAMMA, false, 0, 0},
    {"PLTE sRGB=0", COLOR_NONE, false, 0, 0},
    {"gAMA=60000 PLTE cHRM=p3", COLOR_GAMMA, false, 0, 0},
    {"sRGB=0 PLTE gAMA=0", COLOR_SRGB, false, 0, 0},
    {"IDAT sRGB=0", COLOR_NONE, false, 0, 0},
    {"gAMA=60000 IDAT sRGB=0 cHRM=p3 gAMA=0", COLOR_GAMMA, false, 0, 0},
    /* other pixels */
    {"sRGB=0", COLOR_SRGB, false, 16, 2},
    {"gAMA=60000 cHRM=p3", COLOR_BOTH, false, 8, 6},
    {"sRGB=0 PLTE", COLOR_SRGB, false, 8, 3},
    {"gAMA=60000 cHRM=p3 PLTE", COLOR_BOTH, false, 1, 3},
    {"PLTE gAMA=60000", COLOR_NONE, false, 4, 3},
    {"sRGB=0", COLOR_SRGB, false, 8, 4},
    {"gAMA=60000 cHRM=p3", COLOR_BOTH, false, 16, 4},
};
enum { COLOR_CASES = sizeof color_cases / sizeof color_cases[0] };

/* ---- making one ------------------------------------------------------------------------------ */

typedef struct color_stream {
    unsigned char data[COLOR_STREAM_MOST];
    size_t size;
    const void *profile; /* of "iCCP=profile" */
    size_t profile_size;
    int depth, type;
} color_stream;

static inline unsigned char *color_put_u32(unsigned char *out, uint32_t value)
{
    for (int i = 3; i >= 0; i--, value >>= 8U)
        out[i] = (unsigned char)(value & 0xFFU);
    return out + 4;
}

static inline void color_put_chunk(color_stream *to, const char *name, const void *data,
                                   size_t size, uint32_t spoil)
{
    unsigned char *at = color_put_u32(to->data + to->size, (uint32_t)size);
    memcpy(at, name, 4);
    if (size > 0)
        memcpy(at + 4, data, size);
    color_put_u32(at + 4 + size, (uint32_t)crc32(0, at, (uInt)(size + 4)) ^ spoil);
    to->size += size + 12;
}

static inline void color_put_header(color_stream *to)
{
    static const unsigned char start[12] = "\0\0\0\1\x89PNG\r\n\x1a\n";
    unsigned char header[13] = {0};
    memcpy(to->data, start, sizeof start);
    to->size = sizeof start;
    color_put_u32(header, COLOR_STREAM_WIDTH);
    color_put_u32(header + 4, 1);
    header[8] = (unsigned char)to->depth;
    header[9] = (unsigned char)to->type;
    color_put_chunk(to, "IHDR", header, sizeof header, 0);
}

static inline void color_put_pixels(color_stream *to)
{
    static const unsigned char samples[7] = {1, 0, 3, 1, 2, 0, 4}; /* by colour type */
    unsigned char row[1 + 8 * COLOR_STREAM_WIDTH] = {0};
    unsigned char packed[128];
    uLongf size = sizeof packed;
    size_t bits = (size_t)to->depth * samples[to->type] * COLOR_STREAM_WIDTH;
    if (compress(packed, &size, row, (uLong)(1 + bits / 8)) != Z_OK)
        exit(2);
    color_put_chunk(to, "IDAT", packed, size, 0);
}

static inline size_t color_chromaticities(const char *name, unsigned char data[32])
{
    static const struct named {
        const char *name, *numbers;
    } all[] = {
        {"srgb", "31270,32900,64000,33000,30000,60000,15000,6000"},
        {"adobe", "31270,32900,64000,33000,21000,71000,15000,6000"},
        {"p3", "31270,32900,68000,32000,26500,69000,15000,6000"},
        {"prophoto", "34567,35850,73469,26531,15960,84040,3660,10"},
        {"bt2020", "31270,32900,70800,29200,17000,79700,13100,4600"},
    };
    const char *numbers = name;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strncmp(name, all[i].name, strlen(all[i].name)) == 0)
            numbers = all[i].numbers;
    }
    for (int i = 0; i < 8; i++) {
        char *end;
        color_put_u32(data + (ptrdiff_t)i * 4, (uint32_t)strtoull(numbers, &end, 10));
        numbers = end + (*end == ',');
    }
    return 32;
}

/* The caller's profile, with another value in a field of its header, or with another first tag. */
static inline void color_change_profile(unsigned char *profile, const char *name)
{
    static const struct change {
        const char *name;
        size_t at;
        const char *value;
    } changes[] = {
        {"size", 0, "\0\0\1\0"},        {"abstract", 12, "abst"},      {"link", 12, "link"},
        {"gray", 16, "GRAY"},           {"space", 20, "qqqq"},         {"magic", 36, "qqqq"},
        {"intent", 64, "\0\0\xff\xff"}, {"known", 64, "\0\0\xff\xfe"}, {"tags", 128, "\0\0\1\0"},
        {"place", 136, "\0\0\1\xb8"},   {"length", 140, "\0\0\1\0"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (strcmp(name, changes[i].name) == 0)
            memcpy(profile + changes[i].at, changes[i].value, 4);
    }
}

static inline size_t color_profile_chunk(const color_stream *to, const char *word,
                                         unsigned char *data, size_t most)
{
    unsigned char profile[1024];
    char name[16] = "";
    uLongf size = (uLongf)most - 3;
    memcpy(name, word, strcspn(word, " !-") % sizeof name);
    memset(data, 'x', most);
    memcpy(data, "p\0\0", 4);
    if (strncmp(name, "chunk", 5) == 0)
        return (size_t)atoi(name + 5);
    if (strcmp(name, "broken") == 0)
        return 200;
    if (to->profile == NULL || to->profile_size > sizeof profile)
        exit(2);
    memcpy(profile, to->profile, to->profile_size);
    color_change_profile(profile, name);
    if (compress(data + 3, &size, profile, (uLong)to->profile_size) != Z_OK)
        exit(2);
    return 3 + (size_t)size;
}

static inline void color_put_word(color_stream *to, const char *word, size_t length)
{
    unsigned char data[1024];
    const char *value = length > 5 ? word + 5 : "";
    size_t size = 0;
    if (memcmp(word, "gAMA", 4) == 0) {
        color_put_u32(data, (uint32_t)strtoull(value, NULL, 10));
        size = 4;
    } else if (memcmp(word, "sRGB", 4) == 0) {
        data[0] = (unsigned char)atoi(value);
        size = 1;
    } else if (memcmp(word, "cHRM", 4) == 0) {
        size = color_chromaticities(value, data);
    } else if (memcmp(word, "iCCP", 4) == 0) {
        size = color_profile_chunk(to, value, data, sizeof data);
    } else if (memcmp(word, "PLTE", 4) == 0) {
        memcpy(data, "abcdef", 6);
        size = 6;
    }
    if (memcmp(word, "IDAT", 4) == 0)
        color_put_pixels(to);
    else
        color_put_chunk(to, word, data, size - (word[length - 1] == '-'), word[length - 1] == '!');
}

/* The stream: marker and PNG. profile, depth and type of to are set. */
static inline void color_make(color_stream *to, const char *chunks)
{
    bool has_pixels = strstr(chunks, "IDAT") != NULL;
    color_put_header(to);
    while (*chunks != '\0') {
        size_t length = strcspn(chunks, " ");
        color_put_word(to, chunks, length);
        chunks += length + (chunks[length] == ' ');
    }
    if (!has_pixels)
        color_put_pixels(to);
    color_put_chunk(to, "IEND", NULL, 0, 0);
}

static inline void color_make_case(color_stream *to, const color_case *of)
{
    to->depth = of->depth == 0 ? 8 : of->depth;
    to->type = of->type == 0 ? 2 : of->type;
    color_make(to, of->chunks);
}

#endif
