/* SPDX-License-Identifier: MIT */
/*
 * Mutates the structure of a PNG file. Chunks are changed, doubled, removed and moved. The rows
 * inside IDAT are changed and compressed again. Most of the time the check values are computed
 * again: after a wrong check value nothing is read, and a fuzzer never guesses the right value.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

enum { HEAD = 8, AROUND = 12, MOST_CHUNKS = 64, MOST_ROWS = 1 << 16, MOST_FILE = 1 << 16 };

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
static const char *const names[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
                                    "sRGB", "iCCP", "tEXt", "zTXt", "iTXt", "oFFs", "pHYs",
                                    "sBIT", "bKGD", "hIST", "tIME", "sPLT", "abCd"};

typedef struct chunk {
    size_t at; /* of its length field */
    size_t size;
} chunk;

/* What is found of a PNG file. */
typedef struct file {
    uint8_t *data;
    size_t size;
    size_t most;
    size_t first; /* of the first chunk */
    chunk chunks[MOST_CHUNKS];
    size_t count;
} file;

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
static void find_chunks(file *png)
{
    size_t at = 0;
    png->count = 0;
    while (at + sizeof signature <= png->size &&
           memcmp(png->data + at, signature, sizeof signature) != 0)
        at++;
    at += sizeof signature;
    png->first = at;
    while (at + AROUND <= png->size && png->count < MOST_CHUNKS) {
        size_t length = read_word(png->data + at);
        if (length > png->size - at - AROUND)
            return;
        png->chunks[png->count++] = (chunk){at, length};
        at += length + AROUND;
    }
}

static void repair_crcs(const file *png)
{
    for (size_t i = 0; i < png->count; i++) {
        uint8_t *at = png->data + png->chunks[i].at;
        uLong crc = crc32(0, at + 4, (uInt)(png->chunks[i].size + 4));
        write_word(at + HEAD + png->chunks[i].size, (uint32_t)crc);
    }
}

/* Replaces count bytes; false when there is no room. */
static bool replace(file *png, size_t at, size_t count, const uint8_t *with, size_t size)
{
    if (png->size - count + size > png->most)
        return false;
    memmove(png->data + at + size, png->data + at + count, png->size - at - count);
    if (size > 0)
        memcpy(png->data + at, with, size);
    png->size = png->size - count + size;
    return true;
}

/* ---- single chunks ---- */

typedef struct dice {
    unsigned state;
} dice;

static unsigned roll(dice *of, size_t sides)
{
    of->state = of->state * 1664525U + 1013904223U;
    return (unsigned)((of->state >> 8) % (sides > 0 ? sides : 1));
}

static void change_body(file *png, dice *of)
{
    static uint8_t body[MOST_FILE];
    const chunk *one = &png->chunks[roll(of, png->count)];
    if (one->size > sizeof body / 2)
        return;
    memcpy(body, png->data + one->at + HEAD, one->size);
    size_t size = LLVMFuzzerMutate(body, one->size, one->size + 64);
    if (replace(png, one->at + HEAD, one->size, body, size))
        write_word(png->data + one->at, (uint32_t)size);
}

static void remove_chunk(file *png, dice *of)
{
    const chunk *one = &png->chunks[roll(of, png->count)];
    (void)replace(png, one->at, one->size + AROUND, NULL, 0);
}

/* A copy of one in front of another. */
static void copy_chunk(file *png, dice *of)
{
    static uint8_t body[MOST_FILE];
    const chunk *one = &png->chunks[roll(of, png->count)];
    const chunk *other = &png->chunks[roll(of, png->count)];
    if (one->size + AROUND > sizeof body)
        return;
    memcpy(body, png->data + one->at, one->size + AROUND);
    (void)replace(png, other->at, 0, body, one->size + AROUND);
}

static void rename_chunk(file *png, dice *of)
{
    const chunk *one = &png->chunks[roll(of, png->count)];
    memcpy(png->data + one->at + 4, names[roll(of, sizeof names / sizeof names[0])], 4);
}

/* ---- rows ---- */

/* The contents of all IDAT chunks, one after the other. */
static size_t gather(const file *png, uint8_t *packed)
{
    size_t size = 0;
    for (size_t i = 0; i < png->count; i++) {
        const chunk *one = &png->chunks[i];
        if (memcmp(png->data + one->at + 4, "IDAT", 4) != 0 || size + one->size > MOST_FILE)
            continue;
        memcpy(packed + size, png->data + one->at + HEAD, one->size);
        size += one->size;
    }
    return size;
}

static void put_rows(file *png, const uint8_t *packed, size_t size)
{
    static uint8_t made[MOST_FILE + 2 * AROUND + HEAD];
    for (size_t i = png->count; i-- > 0;) {
        chunk one = png->chunks[i];
        if (memcmp(png->data + one.at + 4, "IDAT", 4) != 0)
            continue;
        /* The last one found, which is the file's first, becomes all of them. */
        write_word(made, (uint32_t)size);
        memcpy(made + 4, "IDAT", 4);
        memcpy(made + HEAD, packed, size);
        if (!replace(png, one.at, one.size + AROUND, made, size + AROUND))
            return;
        find_chunks(png);
        return;
    }
}

static void change_rows(file *png, dice *of)
{
    static uint8_t packed[MOST_FILE];
    static uint8_t rows[MOST_ROWS];
    uLongf size = sizeof rows;
    (void)of;
    (void)uncompress(rows, &size, packed, (uLong)gather(png, packed));
    if (size == 0 || size == sizeof rows)
        return;
    size = (uLongf)LLVMFuzzerMutate(rows, size, size);
    uLongf room = sizeof packed;
    if (compress2(packed, &room, rows, size, 1 + (int)roll(of, 9)) == Z_OK)
        put_rows(png, packed, room);
}

static void (*const steps[])(file *, dice *) = {change_body,  change_body, remove_chunk, copy_chunk,
                                                rename_chunk, change_rows, change_rows};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    dice of = {seed};
    file png = {.data = data, .size = size, .most = most};
    find_chunks(&png);
    if (png.count == 0 || roll(&of, 2) == 0)
        png.size = LLVMFuzzerMutate(data, size, most);
    else
        steps[roll(&of, sizeof steps / sizeof steps[0])](&png, &of);
    find_chunks(&png);
    if (roll(&of, 8) != 0)
        repair_crcs(&png);
    return png.size;
}
