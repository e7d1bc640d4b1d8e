/* SPDX-License-Identifier: MIT */
/*
 * What the subcommands of qsm stand on: the option parser, the JSON writer, text for terminals.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"

/* --- Options --------------------------------------------------------------------------------- */

typedef struct values {
    bool flag;
    const char *text;
    tool_duration duration;
    tool_pair pair;
    int count;
} values;

static const tool_option options[] = {
    {"flag", 'f', TOOL_TAKES_NOTHING, NULL, "h", tool_parse_flag, offsetof(values, flag)},
    {"text", 't', TOOL_TAKES_VALUE, "TEXT", "h", tool_parse_text, offsetof(values, text)},
    {"hold", 0, TOOL_MAY_TAKE_VALUE, "S", "h", tool_parse_duration, offsetof(values, duration)},
    {"pair", 'p', TOOL_TAKES_VALUE, "X,Y", "h", tool_parse_pair, offsetof(values, pair)},
    {"count", 'c', TOOL_TAKES_VALUE, "N", "h", tool_parse_count, offsetof(values, count)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

static const tool_command command = {
    .name = "test", .operands = "", .options = options, .values_size = sizeof(values)};

enum { MOST_WORDS = 16 };
static char *words[MOST_WORDS];
static values found;
static tool_call call;
static bool help;

/* Parses a line of words divided by '|'. Messages go to standard error, which is not looked at. */
static int parse(const char *line)
{
    static char copy[256];
    int count = 0;
    (void)snprintf(copy, sizeof copy, "%s", line);
    for (char *word = copy; word != NULL && count < MOST_WORDS - 1; count++) {
        char *bar = strchr(word, '|');
        if (bar != NULL)
            *bar++ = '\0';
        words[count] = word;
        word = bar;
    }
    words[count] = NULL;
    memset(&found, 0, sizeof found);
    call = (tool_call){.command = &command, .values = &found};
    return tool_options_parse(&call, count, words, 0, &help);
}

static void forms_of_options(void)
{
    static const char *const lines[] = {"--text=a b|-f|--count|7", "-t|a b|--flag|-c7",
                                        "-fta b|--count=7", "-f|-t|x|--text|a b|-c|1|-c|7"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        CU_ASSERT_EQUAL(parse(lines[i]), TOOL_OK);
        CU_ASSERT_TRUE(found.flag);
        CU_ASSERT_STRING_EQUAL(found.text, "a b");
        CU_ASSERT_EQUAL(found.count, 7);
        CU_ASSERT_EQUAL(call.operand_count, 0);
        CU_ASSERT_FALSE(help);
    }
    CU_ASSERT_EQUAL(parse("--text="), TOOL_OK);
    CU_ASSERT_STRING_EQUAL(found.text, "");
    CU_ASSERT_EQUAL(parse("-t|--flag"), TOOL_OK);
    CU_ASSERT_STRING_EQUAL(found.text, "--flag");
    CU_ASSERT_FALSE(found.flag);
}

static void operands_and_dashes(void)
{
    CU_ASSERT_EQUAL(parse("one|-f|-|--text|x|two"), TOOL_OK);
    CU_ASSERT_EQUAL(call.operand_count, 3);
    CU_ASSERT_EQUAL(call.command_at, 3);
    CU_ASSERT_STRING_EQUAL(call.operands[0], "one");
    CU_ASSERT_STRING_EQUAL(call.operands[1], "-");
    CU_ASSERT_STRING_EQUAL(call.operands[2], "two");
    CU_ASSERT_PTR_NULL(call.operands[3]);

    CU_ASSERT_EQUAL(parse("key|-f|--|cmd|-f|--|--json"), TOOL_OK);
    CU_ASSERT_EQUAL(call.operand_count, 5);
    CU_ASSERT_EQUAL(call.command_at, 1);
    CU_ASSERT_STRING_EQUAL(call.operands[2], "-f");
    CU_ASSERT_STRING_EQUAL(call.operands[3], "--");
    CU_ASSERT_PTR_NULL(call.operands[5]);
    CU_ASSERT_FALSE(call.json);
    CU_ASSERT_STRING_EQUAL(tool_take_operand(&call, "KEY"), "key");
    CU_ASSERT_EQUAL(call.command_at, 0);
    CU_ASSERT_STRING_EQUAL(call.operands[0], "cmd");
}

static void optional_values(void)
{
    CU_ASSERT_EQUAL(parse("--hold|5"), TOOL_OK);
    CU_ASSERT_TRUE(found.duration.given);
    CU_ASSERT_EQUAL(found.duration.milliseconds, 5000);
    CU_ASSERT_EQUAL(call.operand_count, 0);
    CU_ASSERT_EQUAL(parse("--hold|key"), TOOL_USAGE);
    for (int last = 0; last < 2; last++) {
        CU_ASSERT_EQUAL(parse(last ? "key|--hold" : "key|--hold|-f"), TOOL_OK);
        CU_ASSERT_TRUE(found.duration.given);
        CU_ASSERT_EQUAL(found.duration.milliseconds, -1);
        CU_ASSERT_EQUAL(call.operand_count, 1);
        CU_ASSERT_EQUAL(tool_duration_or(found.duration, 42), 42);
    }
    CU_ASSERT_EQUAL(parse("--hold=2.5"), TOOL_OK);
    CU_ASSERT_EQUAL(found.duration.milliseconds, 2500);
    CU_ASSERT_EQUAL(parse("--hold=0"), TOOL_OK);
    CU_ASSERT_EQUAL(tool_duration_or(found.duration, 42), 0);
    CU_ASSERT_EQUAL(parse("--hold=99999999"), TOOL_OK);
    CU_ASSERT_EQUAL(tool_duration_or(found.duration, 42), INT32_MAX);
    CU_ASSERT_EQUAL(parse("-f"), TOOL_OK);
    CU_ASSERT_EQUAL(tool_duration_or(found.duration, 42), 42);
}

static void values_that_are_none(void)
{
    static const char *const lines[] = {"--hold=",
                                        "--hold=x",
                                        "--hold=-1",
                                        "--hold=inf",
                                        "--hold=nan",
                                        "--hold=1e99",
                                        "--hold=5s",
                                        "--hold= 5",
                                        "--pair=1",
                                        "--pair=1,",
                                        "--pair=1,2,3",
                                        "--pair=,2",
                                        "--pair=1, ",
                                        "--count=-1",
                                        "--count=2147483648",
                                        "--count=1.0",
                                        "--count=",
                                        "--count",
                                        "-c",
                                        "--flag=yes",
                                        "--unknown",
                                        "-x",
                                        "-fx",
                                        "--fla",
                                        "--flagg",
                                        "--pair=1,2147483648"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        CU_ASSERT_EQUAL(parse(lines[i]), TOOL_USAGE);
    CU_ASSERT_EQUAL(parse("--pair=-2147483648,2147483647"), TOOL_OK);
    CU_ASSERT_EQUAL(found.pair.x, INT32_MIN);
    CU_ASSERT_EQUAL(found.pair.y, INT32_MAX);
}

static void common_options(void)
{
    CU_ASSERT_EQUAL(parse("a|--json|b"), TOOL_OK);
    CU_ASSERT_TRUE(call.json);
    CU_ASSERT_EQUAL(parse("a|--help|--unknown"), TOOL_OK);
    CU_ASSERT_TRUE(help);
    CU_ASSERT_EQUAL(parse("-fh"), TOOL_OK);
    CU_ASSERT_TRUE(help);
}

/* --- JSON and text --------------------------------------------------------------------------- */

/* What write puts into a file, for free(). */
static char *written(void (*write)(FILE *out))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out != NULL) {
        write(out);
        (void)fclose(out);
    }
    return text;
}

static void write_shapes(FILE *out)
{
    tool_json json;
    tool_json_start(&json, out);
    tool_json_begin_object(&json, NULL);
    tool_json_begin_array(&json, "none");
    tool_json_end_array(&json);
    tool_json_begin_object(&json, "empty");
    tool_json_end_object(&json);
    tool_json_begin_array(&json, "some");
    tool_json_integer(&json, NULL, INT64_MIN);
    tool_json_unsigned(&json, NULL, UINT64_MAX);
    tool_json_bool(&json, NULL, false);
    tool_json_null(&json, NULL);
    tool_json_decimal(&json, NULL, 1.0 / 3, 3);
    tool_json_decimal(&json, NULL, 1e308 * 10, 3);
    tool_json_end_array(&json);
    tool_json_string(&json, "no text", NULL);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static void json_shapes(void)
{
    char *text = written(write_shapes);
    CU_ASSERT_STRING_EQUAL(text, "{\n  \"none\": [],\n  \"empty\": {},\n  \"some\": [\n"
                                 "    -9223372036854775808,\n    18446744073709551615,\n"
                                 "    false,\n    null,\n    0.333,\n    null\n  ],\n"
                                 "  \"no text\": null\n}\n");
    free(text);
}

static void write_strings(FILE *out)
{
    tool_json json;
    tool_json_start(&json, out);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "a\"b\\c/", "\b\f\n\r\t\x01\x1f\x7f");
    tool_json_string(&json, "\xc3\xa9", "\xe2\x82\xac \xf0\x9f\x98\x80");
    /* A lone byte, an overlong slash, a surrogate, above U+10FFFF, and a character cut short. */
    tool_json_string(&json, "bad", "\xff.\xc0\xaf.\xed\xa0\x80.\xf4\x90\x80\x80.\xe2\x82");
    tool_json_end_object(&json);
}

static void json_strings(void)
{
    char *text = written(write_strings);
    CU_ASSERT_STRING_EQUAL(text,
                           "{\n  \"a\\\"b\\\\c/\": \"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\",\n"
                           "  \"\xc3\xa9\": \"\xe2\x82\xac \xf0\x9f\x98\x80\",\n"
                           "  \"bad\": \"\\ufffd.\\ufffd\\ufffd.\\ufffd\\ufffd\\ufffd."
                           "\\ufffd\\ufffd\\ufffd\\ufffd.\\ufffd\\ufffd\"\n}");
    free(text);
}

static void write_text(FILE *out)
{
    tool_print_text(out, "plain \xc3\xa9 \x1b[31m\n\xff\xc2\x9b\x7f");
}

static void text_for_terminals(void)
{
    char *text = written(write_text);
    CU_ASSERT_STRING_EQUAL(text, "plain \xc3\xa9 \\x1b[31m\\x0a\\xff\\xc2\\x9b\\x7f");
    free(text);
}

/* --- Characters that a name can lie with ---------------------------------------------------------
 */

static const struct {
    const char *utf8;
    const char *json; /* NULL: as it is */
    const char *text;
} characters[] = {
    {"~", NULL, NULL},
    {"\x7f", "\\u007f", "\\x7f"},
    {"\xc2\x80", "\\u0080", "\\xc2\\x80"},
    {"\xc2\x9b", "\\u009b", "\\xc2\\x9b"},
    {"\xc2\x9f", "\\u009f", "\\xc2\\x9f"},
    {"\xc2\xa0", NULL, NULL},
    {"\xd8\x9c", "\\u061c", "\\xd8\\x9c"},
    {"\xe2\x80\x8a", NULL, NULL},
    {"\xe2\x80\x8b", "\\u200b", "\\xe2\\x80\\x8b"},
    {"\xe2\x80\x8f", "\\u200f", "\\xe2\\x80\\x8f"},
    {"\xe2\x80\x90", NULL, NULL},
    {"\xe2\x80\xa7", NULL, NULL},
    {"\xe2\x80\xa8", "\\u2028", "\\xe2\\x80\\xa8"},
    {"\xe2\x80\xae", "\\u202e", "\\xe2\\x80\\xae"},
    {"\xe2\x80\xaf", NULL, NULL},
    {"\xe2\x81\x9f", NULL, NULL},
    {"\xe2\x81\xa0", "\\u2060", "\\xe2\\x81\\xa0"},
    {"\xe2\x81\xa6", "\\u2066", "\\xe2\\x81\\xa6"},
    {"\xe2\x81\xa9", "\\u2069", "\\xe2\\x81\\xa9"},
    {"\xe2\x81\xb0", NULL, NULL},
    {"\xef\xbb\xbf", "\\ufeff", "\\xef\\xbb\\xbf"},
    {"\xf0\x9f\x98\x80", NULL, NULL},
};
static size_t character;

static void write_character_as_json(FILE *out)
{
    tool_json json;
    tool_json_start(&json, out);
    tool_json_string(&json, NULL, characters[character].utf8);
}

static void write_character_as_text(FILE *out)
{
    tool_print_text(out, characters[character].utf8);
}

static void characters_that_lie(void)
{
    for (character = 0; character < sizeof characters / sizeof characters[0]; character++) {
        const char *utf8 = characters[character].utf8;
        const char *json = characters[character].json;
        char expected[16];
        char process_name[8];
        char *text = written(write_character_as_json);
        (void)snprintf(expected, sizeof expected, "\"%s\"", json != NULL ? json : utf8);
        CU_ASSERT_STRING_EQUAL(text, expected);
        free(text);
        text = written(write_character_as_text);
        CU_ASSERT_STRING_EQUAL(text, json != NULL ? characters[character].text : utf8);
        free(text);
        (void)snprintf(process_name, sizeof process_name, "%s", utf8);
        tool_clean_text(process_name);
        CU_ASSERT_EQUAL(process_name[0] == '?', json != NULL);
        CU_ASSERT_EQUAL(strlen(process_name), strlen(utf8));
    }
}

/* --- Signals -----------------------------------------------------------------------------------
 */

enum { HANGS = 20 /* seconds: then SIGALRM ends the test */ };

/* A pipe that takes no byte more. */
static void fill_pipe(int ends[2])
{
    static const char bytes[4096];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    CU_ASSERT_EQUAL(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], bytes, sizeof bytes) > 0)
        continue;
    CU_ASSERT_EQUAL(errno, EAGAIN);
}

/* A signal that came before the write: nobody reads, so the write would wait for ever. */
static void signal_before_a_write(void)
{
    int ends[2];
    fill_pipe(ends);
    CU_ASSERT_EQUAL(fcntl(ends[1], F_SETFL, 0), 0);
    (void)alarm(HANGS);
    tool_signals_hold(false);
    (void)raise(SIGTERM);
    errno = 0;
    CU_ASSERT_EQUAL(tool_signals_write(ends[1], "x", 1), -1);
    CU_ASSERT_EQUAL(errno, EINTR);
    CU_ASSERT_EQUAL(tool_signals_wait(0).ended_by, SIGTERM);
    tool_signals_release();
    (void)alarm(0);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static pid_t start_slow_reader(const int ends[2])
{
    pid_t child = fork();
    if (child == 0) {
        char bytes[4096];
        (void)close(ends[1]);
        (void)usleep(100000);
        while (read(ends[0], bytes, sizeof bytes) > 0)
            continue;
        _exit(0);
    }
    (void)close(ends[0]);
    return child;
}

/* Another program that has the pipe has set O_NONBLOCK. */
static void write_that_does_not_wait(void)
{
    int ends[2];
    fill_pipe(ends);
    (void)alarm(HANGS);
    tool_signals_hold(false);
    pid_t child = start_slow_reader(ends);
    ssize_t count = -1;
    int calls = 0;
    errno = EINTR;
    for (; count < 0 && errno == EINTR && calls < 100; calls++)
        count = tool_signals_write(ends[1], "x", 1);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT(calls > 1 && calls < 10); /* it waits, and does not spin */
    tool_signals_release();
    (void)close(ends[1]);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    (void)alarm(0);
}

QSM_SUITE("tool", {"every form of an option", forms_of_options},
          {"operands, - and --", operands_and_dashes}, {"optional values", optional_values},
          {"what is no value", values_that_are_none}, {"--json and --help", common_options},
          {"JSON objects and arrays", json_shapes}, {"JSON strings", json_strings},
          {"nothing reaches a terminal but text", text_for_terminals},
          {"characters that a name can lie with", characters_that_lie},
          {"a signal before a write", signal_before_a_write},
          {"a write that does not wait", write_that_does_not_wait})
