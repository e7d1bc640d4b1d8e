/* SPDX-License-Identifier: MIT */
/* The text form of keys, both ways. */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include <qsm/shared_memory.h>

#define INVALID QSM_NATIVE_IPC_KEY_INVALID
#define SYSTEM_V QSM_NATIVE_IPC_KEY_SYSTEM_V
#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME
#define WINDOWS QSM_NATIVE_IPC_KEY_WINDOWS

typedef struct row {
    const char *text;
    qsm_native_ipc_key_type_code type;
    const char *native_key;
    const char *legacy_key;
} row;

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Forms that both functions agree on. */
static const row both_ways[] = {
    {"posix:", POSIX, "", ""},
    {"systemv:", SYSTEM_V, "", ""},
    {"windows:", WINDOWS, "", ""},
    {"systemv:/x y", SYSTEM_V, "/x y", ""},
    {"systemv-84:%25", 84, "%", ""},
    {"systemv-1:/x", 1, "/x", ""},
    {"systemv-80:/x", 80, "/x", ""},
    {"systemv-255:/x", 255, "/x", ""},
    {"posix:%3F%23", POSIX, "?#", ""},
    {"posix:/%2Fx", POSIX, "//x", ""},
    {"posix:/%2F/x", POSIX, "///x", ""},
    {"windows:/%2F/", WINDOWS, "///", ""},
    {"windows:Global\\n", WINDOWS, "Global\\n", ""},
    {"posix:a%01b", POSIX, "a\001b", ""},
    {"posix:%1F%7F%0A", POSIX, "\x1f\x7f\n", ""},
    {"posix:/a/../b", POSIX, "/a/../b", ""},
    {"posix:a//b", POSIX, "a//b", ""},
    {"posix:/Ключ", POSIX, "/Ключ", ""},
    {"posix:/ \"<>[]{}|\\^`:;&=+", POSIX, "/ \"<>[]{}|\\^`:;&=+", ""},
    {"posix:/foo?legacyKey=a%26b%3Dc", POSIX, "/foo", "a&b=c"},
    {"posix:/foo?legacyKey=100%25", POSIX, "/foo", "100%"},
    {"posix:/foo?legacyKey=%2541", POSIX, "/foo", "%41"},
    {"posix:/foo?legacyKey=a+b", POSIX, "/foo", "a+b"},
    {"posix:/foo?legacyKey=?%23;  Ж", POSIX, "/foo", "?#;  Ж"},
    {"posix:/foo?legacyKey=%01%7F", POSIX, "/foo", "\001\x7f"},
};

/* Other ways to write a key. */
static const row read_only[] = {
    {"POSIX:/x", POSIX, "/x", ""},
    {"SystemV:/x", SYSTEM_V, "/x", ""},
    {"SYSTEMV-84:/x", 84, "/x", ""},
    {"wInDoWs:x", WINDOWS, "x", ""},
    {"systemv-009:/x", 9, "/x", ""},
    {"systemv-081:/x", SYSTEM_V, "/x", ""},
    {"systemv-0000255:/x", 255, "/x", ""},
    {"posix:///x", POSIX, "/x", ""},
    {"posix:////x", POSIX, "//x", ""},
    {"posix://", POSIX, "", ""},
    {"posix://@/x", POSIX, "/x", ""},
    {"posix://:/x", POSIX, "/x", ""},
    {"posix:%2f%66o%6f", POSIX, "/foo", ""},
    {"posix:/x%zz%", POSIX, "/x%zz%", ""},
    {"posix:/x%4", POSIX, "/x%4", ""},
    /* One broken escape, and no escape of the same path or query counts (Qt 6.8 and 6.11). */
    {"posix:/x%%34", POSIX, "/x%%34", ""},
    {"posix:/%41%", POSIX, "/%41%", ""},
    {"posix:/%zz%41?legacyKey=%41", POSIX, "/%zz%41", "A"},
    {"posix:/%41?legacyKey=%zz%41", POSIX, "/A", "%zz%41"},
    {"posix:/%41?legacyKey=%zz&legacyKey=%41", POSIX, "/A", "%41"},
    {"posix:/%41#%zz", POSIX, "/A", ""},
    /* Escaped noncharacters are damage in a path, not in a query. */
    {"posix:/%EF%BF%BE", POSIX, "/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", ""},
    {"posix:/%EF%B7%90", POSIX, "/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", ""},
    {"posix:/%EF%B7%8F%EF%B7%B0", POSIX, "/\xef\xb7\x8f\xef\xb7\xb0", ""},
    {"posix:/%F0%9F%BF%BD%EF%BF%BD", POSIX, "/\xf0\x9f\xbf\xbd\xef\xbf\xbd", ""},
    {"posix:/\xef\xbf\xbe?legacyKey=%EF%BF%BE", POSIX, "/\xef\xbf\xbe", "\xef\xbf\xbe"},
    {"posix:/%FF", POSIX, "/\xef\xbf\xbd", ""},
    {"posix:/%E2%82", POSIX, "/\xef\xbf\xbd\xef\xbf\xbd", ""},
    {"posix:/%E2%82%AC", POSIX, "/€", ""},
    {"posix:/foo#fragment", POSIX, "/foo", ""},
    {"posix:/foo#?legacyKey=x", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey=a#b", POSIX, "/foo", "a"},
    {"posix:/foo?", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey=a&", POSIX, "/foo", "a"},
    {"posix:/foo?legacyKey=\xef\xbb\xbf"
     "a",
     POSIX, "/foo", "a"},
    {"posix:/foo?legacyKey=%EF%BB%BF", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey=%EF%BB%BF%EF%BB%BF", POSIX, "/foo", "\xef\xbb\xbf"},
    {"posix:/foo?legacyKey=a%EF%BB%BF", POSIX, "/foo", "a\xef\xbb\xbf"},
    {"posix:/foo?legacyKey=a&legacyKey=b", POSIX, "/foo", "b"},
    {"posix:/foo?legacyKey=a&legacyKey=", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey=", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey", POSIX, "/foo", ""},
    {"posix:/foo?legacyKey=a=b", POSIX, "/foo", "a=b"},
    {"posix:?legacyKey=a", POSIX, "", "a"},
};

static const char *const rejected[] = {
    "",
    ":",
    "posix",
    "systemv",
    "windows",
    " posix:/x",
    "posix :/x",
    "file:/x",
    "http:/x",
    "systemv81:/x",
    "systemv-0:",
    "systemv-:",
    "systemv-256:/x",
    "systemv-99999999999:/x",
    "systemv--1:/x",
    "systemv-+1:/x",
    "systemv- 1:/x",
    "systemv-0x51:/x",
    "systemv-1 :/x",
    "systemv-1-:/x",
    "systemvx:/x",
    "posix-1:/x",
    "/x",
    "x",
    "posix://host/x",
    "posix://u@/x",
    "posix://:80/x",
    "posix://u:p@/x",
    "posix://host",
    "posix://host?legacyKey=a",
    "posix:/foo?&",
    "posix:/foo?&&",
    "posix:/foo?legacyKey=a&&",
    "posix:/foo?legacyKey=a&&legacyKey=b",
    "posix:/foo?&legacyKey=a",
    "posix:/foo?bar",
    "posix:/foo?bar=x",
    "posix:/foo?legacykey=x",
    "posix:/foo?LEGACYKEY=x",
    "posix:/foo?legacyKey=a&x",
    "posix:/foo?=a",
    "posix:/a%00b",
    "posix:/a?legacyKey=%00",
    "posix:/\xff",
};

static void expect(const row *expected)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(expected->text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_EQUAL(qsm_native_ipc_key_type(key), expected->type);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(key), expected->native_key);
    CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_legacy_key(key), expected->legacy_key);
    qsm_native_ipc_key_free(key);
}

static void reading(void)
{
    for (size_t i = 0; i < COUNT(both_ways); i++)
        expect(&both_ways[i]);
    for (size_t i = 0; i < COUNT(read_only); i++)
        expect(&read_only[i]);
}

static void rejecting(void)
{
    for (size_t i = 0; i < COUNT(rejected); i++)
        expect(&(row){rejected[i], INVALID, "", ""});
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    char *text = qsm_native_ipc_key_to_string(key);
    CU_ASSERT_STRING_EQUAL(text, "");
    qsm_free(text);
    qsm_native_ipc_key_free(key);
}

static void writing(void)
{
    for (size_t i = 0; i < COUNT(both_ways); i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(both_ways[i].text);
        char *text = qsm_native_ipc_key_to_string(key);
        CU_ASSERT_STRING_EQUAL(text, both_ways[i].text);
        qsm_free(text);
        qsm_native_ipc_key_free(key);
    }
}

static void keys_that_are_none_have_no_text(void)
{
    static const qsm_native_ipc_key_type_code types[] = {0, 258, 0xffff};
    for (size_t i = 0; i < COUNT(types); i++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("/x", types[i]);
        char *text = qsm_native_ipc_key_to_string(key);
        CU_ASSERT_STRING_EQUAL(text, "");
        qsm_free(text);
        qsm_native_ipc_key_free(key);
    }
}

static void every_type_comes_back(void)
{
    for (qsm_native_ipc_key_type_code type = 1; type <= 257; type++) {
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native("/x", type);
        char *text = qsm_native_ipc_key_to_string(key);
        qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(text);
        CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, again));
        qsm_free(text);
        qsm_native_ipc_key_free(key);
        qsm_native_ipc_key_free(again);
    }
}

static void derived_keys(void)
{
    static const struct {
        qsm_native_ipc_key_type_code type;
        const char *text;
    } rows[] = {{SYSTEM_V, "systemv:/tmp/qipc_sharedmemory_hello"
                           "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d?legacyKey=hello"},
                {POSIX, "posix:/qipc_sharedmemory_hello"
                        "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d?legacyKey=hello"}};
    qsm_key_environment environment = {
        .size = sizeof(qsm_key_environment), .temp_path = "/tmp", .host = QSM_KEY_HOST_UNIX};
    for (size_t i = 0; i < COUNT(rows); i++) {
        qsm_native_ipc_key *key =
            qsm_shared_memory_legacy_native_key("hello", rows[i].type, &environment);
        char *text = qsm_native_ipc_key_to_string(key);
        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
        qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(text);
        CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, again));
        qsm_free(text);
        qsm_native_ipc_key_free(key);
        qsm_native_ipc_key_free(again);
    }
}

/* Every byte below 0x80 in both places, as one name each, goes out and comes back. */
static void every_character_comes_back(void)
{
    for (int c = 1; c < 0x80; c++) {
        char text[3] = {(char)c, (char)c, '\0'};
        qsm_native_ipc_key *key = qsm_native_ipc_key_new_native(text, POSIX);
        char *form = qsm_native_ipc_key_to_string(key);
        qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(form);
        CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, again));
        qsm_free(form);
        qsm_native_ipc_key_free(key);
        qsm_native_ipc_key_free(again);

        key = qsm_shared_memory_legacy_native_key(text, POSIX, NULL);
        form = qsm_native_ipc_key_to_string(key);
        again = qsm_native_ipc_key_from_string(form);
        CU_ASSERT_TRUE(qsm_native_ipc_key_equals(key, again));
        qsm_free(form);
        qsm_native_ipc_key_free(key);
        qsm_native_ipc_key_free(again);
    }
}

QSM_SUITE("text form of keys", {"reading", reading}, {"rejecting", rejecting}, {"writing", writing},
          {"no key, no text", keys_that_are_none_have_no_text},
          {"every type comes back", every_type_comes_back}, {"derived keys", derived_keys},
          {"every character comes back", every_character_comes_back})
