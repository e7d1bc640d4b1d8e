/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of a segment are, for bytes that real Qt 5.15 and 6.4 wrote
 * (data/contents_vectors.txt; the script beside it tells the columns), and for bytes made by hand.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/exchange.h>

#include "exchange/recognise.h"
#include "suite.h"

enum { LINE_SIZE = 16384, BYTES = 4096 };

static size_t parse_hex(const char *text, unsigned char *out)
{
    size_t count = 0;
    unsigned byte;
    for (; count < BYTES && sscanf(text, "%2x", &byte) == 1; text += 2)
        out[count++] = (unsigned char)byte;
    return count;
}

static qsm_segment_content recognise(const void *bytes, size_t size, uint64_t whole)
{
    /* Memory of exactly this size: valgrind and ASan see a read behind it. */
    unsigned char *copy = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, size);
    qsm_contents of = {.bytes = copy, .size = size, .whole = whole};
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    qsm__recognise(&of, &content);
    free(copy);
    return content;
}

/* Whether the bytes have this description. */
static void is(const char *name, const void *bytes, size_t size, uint64_t whole,
               const char *description)
{
    qsm_segment_content content = recognise(bytes, size, whole);
    char *text = qsm_segment_content_to_string(&content);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(text, description);
    if (strcmp(text, description) != 0)
        printf("  %s: %s, expected %s\n", name, text, description);
    qsm_free(text);
}

/* Calls visit with each vector. */
static int each_vector(void (*visit)(const char *name, const unsigned char *bytes, size_t size,
                                     const char *description))
{
    static char line[LINE_SIZE];
    static unsigned char bytes[BYTES];
    int count = 0;
    FILE *file = fopen(QSM_TEST_DATA "/contents_vectors.txt", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *description = strstr(line, " | ");
        char *digits = description != NULL ? strstr(description + 3, " | ") : NULL;
        if (digits == NULL)
            continue;
        *description = *digits = '\0';
        visit(line, bytes, parse_hex(digits + 3, bytes), description + 3);
        count++;
    }
    fclose(file);
    return count;
}

static void check_vector(const char *name, const unsigned char *bytes, size_t size,
                         const char *description)
{
    is(name, bytes, size, size, description);
}

static void what_qt_wrote(void)
{
    CU_ASSERT_TRUE(each_vector(check_vector) > 40);
}

/* Each cut, with and without the rest of the segment: nothing is read behind the end. */
static void check_cuts(const char *name, const unsigned char *bytes, size_t size,
                       const char *description)
{
    (void)name;
    (void)description;
    for (size_t cut = 1; cut < size; cut += cut < 64 ? 1 : 13) {
        uint64_t wholes[] = {cut, size, UINT32_MAX};
        for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
            qsm_segment_content content = recognise(bytes, cut, wholes[i]);
            CU_ASSERT_TRUE(content.type != QSM_SEGMENT_CONTENT_UNKNOWN);
            CU_ASSERT_TRUE(content.offset <= wholes[i]);
            CU_ASSERT_TRUE(content.length <= wholes[i] - content.offset);
        }
    }
}

static void what_is_cut_off(void)
{
    CU_ASSERT_TRUE(each_vector(check_cuts) > 40);
}

/* A byte that is damaged, 256 values at each of the first places. */
static void check_damage(const char *name, const unsigned char *bytes, size_t size,
                         const char *description)
{
    enum { FIRST = 24 };
    unsigned char damaged[BYTES];
    (void)name;
    (void)description;
    memcpy(damaged, bytes, size);
    for (size_t at = 0; at < size && at < FIRST; at++) {
        for (int value = 0; value < 256; value += 5) {
            damaged[at] = (unsigned char)value;
            qsm_segment_content content = recognise(damaged, size, size);
            CU_ASSERT_TRUE(content.offset <= size && content.length <= size - content.offset);
        }
        damaged[at] = bytes[at];
    }
}

static void what_is_damaged(void)
{
    CU_ASSERT_TRUE(each_vector(check_damage) > 40);
}

#define IS(literal, description)                                                                   \
    is(#literal, literal, sizeof(literal) - 1, sizeof(literal) - 1, description)

static void made_by_hand(void)
{
    IS("\0\0\0\0\7", "data"); /* many programs begin with a 0 */
    IS("\0\0\0\0", "QImage null");
    IS("\0\0\0\0\x89PNG\r\n\x1a\n", "QImage null"); /* over an older image */
    IS("\0\0\0\0\0", "zeros");
    IS("hello", "text in UTF-8");
    IS("hello\0\0\0", "text in UTF-8");
    IS("hello\0\0\1", "data"); /* a struct with a name in front */
    IS("abc", "data");         /* too short to be sure */
    IS("h\xc3\xa9llo", "text in UTF-8");
    IS("h\xe9llo", "data");
    IS("hel\x01lo", "data");
    IS("a\0b\0c\0d\0", "text in UTF-16LE");
    IS("\0a\0b\0c\0d", "text in UTF-16BE");
    IS("\0\0\0\2\0a", "text in UTF-16BE in a QString, at byte 4");
    IS("\2\0\0\0a\0", "text in UTF-16LE in a QString, at byte 4");
    IS("\0\0\0\2\0a\0\0\0", "text in UTF-16BE in a QString, at byte 4");
    IS("\0\0\0\2\xd8\0", "data"); /* half a character */
    IS("\0\0\0\4\xd8\x3d\xde\0", "text in UTF-16BE in a QString, at byte 4");
    IS("\0\0\0\12\0\1\377", "data");
    IS("GIF89a\1\0\1\0", "GIF file");
    IS("RIFF\4\0\0\0WEBP", "WEBP file");
    IS("II*\0\10\0\0\0", "TIFF file");
    IS("\x89PNG\r\n\x1a\n", "PNG file"); /* cut off within its header */
    IS("\0\0\0\1\x78\x9c\1\0\0\0\0", "data of qCompress()");
    IS("\0\0\0\0\x78\x9c\1\0\0\0\0", "data");   /* of nothing */
    IS("\377\0\0\0\x78\x9c\1\0\0\0\0", "data"); /* too much for so few bytes */
    IS("\0\0\0\1\x78\x9c\7\0\0\0\0", "data");   /* no such block */
    IS("\0\0\0\1\x78\x9b\1\0\0\0\0", "data");   /* no such level */
}

static void lengths(void)
{
    qsm_segment_content content = recognise("\0\0\0\6GIF89a rest", 15, 15);
    CU_ASSERT_EQUAL(content.type, QSM_SEGMENT_CONTENT_FILE);
    CU_ASSERT_STRING_EQUAL(content.file_format, "gif");
    CU_ASSERT_STRING_EQUAL(content.container, "QByteArray");
    CU_ASSERT_EQUAL(content.length, 6);
    IS("\6\0\0\0GIF89a rest", "GIF file at byte 4, after a qint32");
    IS("\6\0\0\0\0\0\0\0GIF89a rest", "GIF file at byte 8, after a qint64");
    IS("\0\0\0\0\0\0\0\6GIF89a rest", "GIF file at byte 8, after a qint64");
    IS("\14\0\0\0GIF89a rest", "data");   /* longer than the segment */
    IS("\1\0\0\0\1\0\0\0GIF89a", "data"); /* not its length */
    content = recognise("RIFF\4\0\0\0WEBP", 12, 4096);
    CU_ASSERT_EQUAL(content.length, 12);
    content = recognise("RIFF\377\377\377\377WEBP", 12, 4096);
    CU_ASSERT_EQUAL(content.length, 0); /* longer than the segment */
    content = recognise("hello\0\0", 7, 7);
    CU_ASSERT_EQUAL(content.length, 5);
    CU_ASSERT_EQUAL(content.first_byte_count, 7);
    CU_ASSERT_EQUAL(memcmp(content.first_bytes, "hello\0\0", 7), 0);
}

/* Only the whole size makes bytes look like pixels. */
static void pixels(void)
{
    static const unsigned char noise[64] = {0x80, 1, 2, 3, 0xff, 9, 1, 4};
    static const struct {
        uint64_t whole;
        const char *description;
    } rows[] = {
        {640 * 480 * 4, "data, perhaps pixels: 640x480 with 4 bytes each"},
        {800 * 600 * 3, "data, perhaps pixels: 800x600 with 3 bytes each"},
        {1920 * 1080 * 2, "data, perhaps pixels: 1920x1080 with 2 bytes each"},
        {1366 * 768, "data, perhaps pixels: 1366x768 with 1 byte each"},
        {1052672, "data"}, /* the whole pages of that: too many other things have such sizes */
        {640 * 480 * 4 + 1, "data"},
        {640 * 480 * 4 - 1, "data"},
        {65536, "data"},
        {48000000, "data"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is(rows[i].description, noise, sizeof noise, rows[i].whole, rows[i].description);
}

/* A QImage is only looked for near the beginning. */
static void far_away(void)
{
    static const unsigned char png[] = {
        0,   0, 0, 1, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0,    13,   'I',  'H', 'D',
        'R', 0, 0, 0, 1,    0,   0,   0,   1,    8,    6,    0,    0, 0, 0x1f, 0x15, 0xc4, 0x89};
    static unsigned char bytes[8192];
    memset(bytes, 0x89, sizeof bytes); /* as many beginnings of a signature */
    memcpy(bytes + 4000, png, sizeof png);
    is("near", bytes, sizeof bytes, sizeof bytes,
       "QImage 1x1 ARGB32 at byte 4000, after other data");
    memset(bytes, 0x89, sizeof bytes);
    memcpy(bytes + 4100, png, sizeof png);
    is("far", bytes, sizeof bytes, sizeof bytes, "data");
}

static void descriptions(void)
{
    qsm_segment_content unknown = QSM_INIT(qsm_segment_content);
    qsm_segment_content none = {.size = 0};
    char *text = qsm_segment_content_to_string(&unknown);
    CU_ASSERT_STRING_EQUAL(text, "not known");
    qsm_free(text);
    /* Of an older release: the fields behind its end are 0. */
    qsm_segment_content older = {.size = offsetof(qsm_segment_content, offset),
                                 .type = QSM_SEGMENT_CONTENT_IMAGE,
                                 .width = 3,
                                 .height = 2,
                                 .format = QSM_IMAGE_FORMAT_RGB32,
                                 .offset = 9};
    text = qsm_segment_content_to_string(&older);
    CU_ASSERT_STRING_EQUAL(text, "QImage 3x2 RGB32");
    qsm_free(text);
    CU_ASSERT_PTR_NULL(qsm_segment_content_to_string(&none));
    CU_ASSERT_PTR_NULL(qsm_segment_content_to_string(NULL));
}

QSM_SUITE("what contents are", {"what Qt wrote", what_qt_wrote},
          {"what is cut off", what_is_cut_off}, {"what is damaged", what_is_damaged},
          {"made by hand", made_by_hand}, {"lengths", lengths}, {"pixels", pixels},
          {"far away", far_away}, {"descriptions", descriptions})
