/* SPDX-License-Identifier: MIT */
/* Strings: all lengths, into memory of exactly their size, and out of it; all characters of
 * Unicode. Against plain loops. */
#include <qsm/data_stream.h>
#include <qsm/qsm.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "failing_memory.h"
#include "stream/stream.h"
#include "stream/unicode.h"

enum { MOST = 300 };

/* Text with one character of another length at a place; *units receives the number of units. */
static size_t make(char *text, size_t length, size_t place, size_t *units)
{
    static const char *const others[] = {"\xc3\xa4", "\xe4\xbd\xa0", "\xf0\x9f\x98\x80", "x"};
    const char *other = others[place % 4];
    size_t size = 0;
    *units = 0;
    for (size_t i = 0; i < length; i++) {
        if (i == place) {
            memcpy(text + size, other, strlen(other));
            size += strlen(other);
            *units += strlen(other) == 4 ? 2 : 1;
        } else {
            text[size++] = (char)('a' + i % 26);
            *units += 1;
        }
    }
    text[size] = '\0';
    return size;
}

/* The bytes on the wire, unit by unit. */
static size_t expected(unsigned char *out, const char *text, size_t units, bool little)
{
    uint32_t bytes = (uint32_t)(2 * units);
    for (size_t i = 0; i < 4; i++)
        out[little ? i : 3 - i] = (unsigned char)(bytes >> 8 * i);
    unsigned char *to = out + 4;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        uint32_t c = *at < 0x80   ? at[0]
                     : *at < 0xe0 ? (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU)
                     : *at < 0xf0 ? (at[0] & 0xfU) << 12 | (at[1] & 0x3fU) << 6 | (at[2] & 0x3fU)
                                  : (at[0] & 7U) << 18 | (at[1] & 0x3fU) << 12 |
                                        (at[2] & 0x3fU) << 6 | (at[3] & 0x3fU);
        at += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        uint32_t two[2] = {c, 0};
        if (c >= 0x10000) {
            two[0] = 0xd7c0 + (c >> 10);
            two[1] = 0xdc00 + (c & 0x3ff);
        }
        for (size_t i = 0; i < (c >= 0x10000 ? 2U : 1U); i++) {
            to[little ? 0 : 1] = (unsigned char)(two[i] & 0xff);
            to[little ? 1 : 0] = (unsigned char)(two[i] >> 8);
            to += 2;
        }
    }
    return (size_t)(to - out);
}

static void check(const char *text, size_t size, size_t units, bool little)
{
    unsigned char want[4 + 2 * MOST];
    size_t bytes = expected(want, text, units, little);
    unsigned char *exact = malloc(bytes); /* a byte too many is seen by the sanitizers */
    CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
    for (size_t missing = 0; missing < 2; missing++) {
        qsm_data_stream *out = qsm_data_stream_new_writer(exact, bytes - missing);
        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        qsm_data_stream_set_byte_order(out, little ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                                   : QSM_DATA_STREAM_BIG_ENDIAN);
        bool ok = qsm_data_stream_write_text(out, (qsm_text){text, size});
        CU_ASSERT_EQUAL(ok, missing == 0);
        if (ok)
            CU_ASSERT_EQUAL(memcmp(exact, want, bytes), 0);
        qsm_data_stream_free(out);
    }
    qsm_data_stream *in = qsm_data_stream_new_reader(exact, bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_byte_order(in, little ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                              : QSM_DATA_STREAM_BIG_ENDIAN);
    char *read = NULL;
    size_t length = 0;
    CU_ASSERT_TRUE(qsm_data_stream_read_string(in, &read, &length));
    CU_ASSERT_TRUE(length == size && memcmp(read, text, size + 1) == 0);
    qsm_free(read);
    qsm_data_stream_free(in);
    free(exact);
}

static void exact_memory(void)
{
    char text[4 * MOST];
    size_t units;
    for (size_t length = 0; length < 70; length++) {
        for (size_t place = 0; place <= length; place++) {
            size_t size = make(text, length, place, &units);
            check(text, size, units, (length + place) % 2);
        }
    }
    for (size_t place = 0; place < 260; place += 7) {
        size_t size = make(text, 260, place, &units);
        check(text, size, units, place % 2);
    }
}

enum { PLANE = 0x10000, LAST_PLANE = 0x10 };

/* The characters of a plane of Unicode as text, and as the units of QString. */
typedef struct characters {
    char text[4 * PLANE];
    uint16_t units[2 * PLANE];
    size_t size;
    size_t length;
} characters;

/* Returns how many characters qsm__utf8_valid() or qsm__utf16_length() gets wrong. */
static unsigned make_plane(characters *made, uint32_t plane)
{
    unsigned wrong = 0;
    made->size = 0;
    made->length = 0;
    for (uint32_t c = plane * PLANE; c < (plane + 1) * PLANE; c++) {
        char *bytes = made->text + made->size;
        uint16_t *units = made->units + made->length;
        size_t size = qsm__utf8_put(bytes, c);
        bool surrogate = c >= 0xd800 && c <= 0xdfff;
        size_t length = c > 0xffff ? 2 : 1;
        wrong += qsm__utf8_valid(bytes, size) == surrogate;
        if (surrogate)
            continue;
        wrong += qsm__utf16_length(bytes, size) != length;
        units[0] = (uint16_t)(length == 1 ? c : 0xd7c0 + (c >> 10));
        if (length == 2)
            units[1] = (uint16_t)(0xdc00 + (c & 0x3ff));
        made->size += size;
        made->length += length;
    }
    return wrong;
}

/* Text and units give the same bytes on the wire, which give the text and the units again. */
static void expect_round_trip(const characters *all, qsm_data_stream_byte_order_code order)
{
    char *text;
    uint16_t *units;
    size_t size;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    qsm_data_stream_set_byte_order(out, order);
    CU_ASSERT_TRUE(qsm_data_stream_write_utf16(out, all->units, all->length));
    CU_ASSERT_TRUE(qsm_data_stream_write_text(out, (qsm_text){all->text, all->size}));
    const unsigned char *wire = qsm_data_stream_data(out);
    size_t half = 4 + 2 * all->length;
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(out), 2 * half);
    CU_ASSERT_EQUAL(memcmp(wire, wire + half, half), 0);
    qsm_data_stream *in = qsm_data_stream_new_reader(wire, 2 * half);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_byte_order(in, order);
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_read_string(in, &text, &size));
    CU_ASSERT_TRUE(size == all->size && memcmp(text, all->text, size) == 0);
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_read_utf16(in, &units, &size));
    CU_ASSERT_TRUE(size == all->length && memcmp(units, all->units, 2 * size) == 0);
    qsm_free(text);
    qsm_free(units);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

static void unicode_round_trip(void)
{
    characters *all = malloc(sizeof *all);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all);
    for (uint32_t plane = 0; plane <= LAST_PLANE; plane++) {
        CU_ASSERT_EQUAL(make_plane(all, plane), 0);
        expect_round_trip(all, QSM_DATA_STREAM_BIG_ENDIAN);
        expect_round_trip(all, QSM_DATA_STREAM_LITTLE_ENDIAN);
    }
    free(all);
}

static void utf16_order(void)
{
    CU_ASSERT_TRUE(qsm__utf16_compare("a", "ab") < 0);
    CU_ASSERT_TRUE(qsm__utf16_compare("", "a") < 0);
    CU_ASSERT_EQUAL(qsm__utf16_compare("abc", "abc"), 0);
    CU_ASSERT_TRUE(qsm__utf16_compare("\xef\xac\x81", "\xf0\x9f\x98\x80") > 0);
    CU_ASSERT_TRUE(qsm__utf16_compare("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81") < 0);
    CU_ASSERT_TRUE(qsm__utf16_compare("\xf0\x9f\x98\x80", "\xed\x9f\xbf") > 0);
}

static void invalid_text(void)
{
    static const char *const bad[] = {"\xff", "a\xc3", "\xed\xa0\x80\xed\xb0\x80",
                                      "abcdefghijklmnopqrstuvwxyz\xe4\xbd"};
    unsigned char memory[16];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (int kind = 0; kind < 4; kind++) {
            qsm_data_stream *out = kind % 2 == 0 ? qsm_data_stream_new_buffer()
                                                 : qsm_data_stream_new_writer(memory, 4);
            CU_ASSERT_PTR_NOT_NULL_FATAL(out);
            qsm_text text = {bad[i], strlen(bad[i])};
            CU_ASSERT_FALSE(kind < 2 ? qsm_data_stream_write_text(out, text)
                                     : qsm_data_stream_write_string(out, bad[i]));
            CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(out),
                                   "byte 0: the text is not UTF-8");
            qsm_data_stream_free(out);
        }
    }
}

static const char words[] = "a string that is longer than all strings which are made on the "
                            "stack: so its memory is too large at first, and is given back to "
                            "the system then. And some more words.";

static bool try_strings(void)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (out == NULL)
        return false;
    char *text = NULL;
    uint16_t *units = NULL;
    qsm_text view = {NULL, 0};
    size_t length = 0;
    bool ok = qsm_data_stream_write_string(out, "x") && qsm_data_stream_write_string(out, words) &&
              qsm_data_stream_write_string(out, words);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    if (in != NULL && ok) {
        ok = qsm_data_stream_read_string(in, &text, &length) && length == 1;
        qsm_free(text);
        ok = ok && qsm_data_stream_read_text(in, &view) && view.size == strlen(words) &&
             qsm_data_stream_read_utf16(in, &units, &length) && length == strlen(words);
        qsm_free(units);
    }
    ok = ok && in != NULL;
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    return ok;
}

/* The second allocation only gives memory back: without it, the text is there. */
static void long_string(long allocations)
{
    char *text = NULL;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_string(out, words));
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    allowed = allocations;
    bool ok = qsm_data_stream_read_string(in, &text, NULL);
    allowed = -1;
    CU_ASSERT_EQUAL(ok, allocations != 0);
    CU_ASSERT_TRUE(ok ? strcmp(text, words) == 0 : text == NULL);
    qsm_free(text);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

static void out_of_memory(void)
{
    fail_each(try_strings);
    for (long allocations = -1; allocations < 3; allocations++)
        long_string(allocations);
}

/* A NULL stream reads nothing, and says so. */
static void nothing_given(void)
{
    qsm_text text = {"x", 1};
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_text(NULL, &text));
    CU_ASSERT_TRUE(text.data == NULL && errno == EINVAL);
    CU_ASSERT_FALSE(qsm_data_stream_write_text(NULL, qsm_text_of("x")));
    CU_ASSERT_FALSE(qsm_data_stream_write_string(NULL, "x"));
    uint64_t count;
    char memory[4];
    CU_ASSERT_FALSE(qsm_data_stream_begin_read(NULL, &count) || qsm_data_stream_end_read(NULL) ||
                    qsm_data_stream_write_count(NULL, 1));
    CU_ASSERT_FALSE(qsm_data_stream_read_array(NULL, memory, 1, 4) ||
                    qsm_data_stream_write_array(NULL, memory, 1, 4));
    CU_ASSERT_FALSE(qsm_data_stream_feed(NULL, memory, 1));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(NULL));
    errno = 0;
    qsm__stream_warn(NULL, "a warning");
    qsm__stream_clear_text(NULL);
    qsm_data_stream_reset_status(NULL);
    CU_ASSERT_EQUAL(errno, EINVAL);
}

/* Without an error there is no path; a key that is too long is cut between characters. */
static void paths(void)
{
    char key[200];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = "\xe4\xbd\xa0"[i % 3];
    qsm_data_stream *in = qsm_data_stream_new_reader("", 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm__stream_path_index(in, 1);
    qsm__stream_path_key(in, "a", 1);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(in), "");
    int32_t number;
    CU_ASSERT_FALSE(qsm_data_stream_read_int32(in, &number));
    qsm__stream_path_index(in, 1);
    qsm__stream_path_key(in, key, sizeof key - 2);
    qsm__stream_path_close(in);
    const char *path = qsm_data_stream_error_path(in);
    CU_ASSERT_PTR_NOT_NULL(strstr(path, "..."));
    CU_ASSERT_TRUE(qsm_text_is_utf8(qsm_text_of(path)));
    qsm_data_stream_free(in);
}

QSM_SUITE("strings of a stream", {"memory of exactly the size", exact_memory},
          {"all of Unicode", unicode_round_trip}, {"the order of UTF-16", utf16_order},
          {"invalid text", invalid_text}, {"out of memory", out_of_memory},
          {"nothing given", nothing_given}, {"paths", paths})
