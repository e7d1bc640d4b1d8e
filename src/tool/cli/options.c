/* SPDX-License-Identifier: MIT */
#include "tool/cli/options.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/command.h"
#include "tool/cli/progress.h"
#include "tool/cli/suggest.h"

static const char *parse_quiet(const char *value, void *target)
{
    tool_progress_silence();
    return tool_parse_flag(value, target);
}

/* Every command has these. Their targets are members of tool_call. */
static const tool_option common_options[] = {
    {"json", 0, TOOL_TAKES_NOTHING, NULL, "print the result (and errors) as JSON", tool_parse_flag,
     offsetof(tool_call, json)},
    {"quiet", 0, TOOL_TAKES_NOTHING, NULL, "print no notes and no progress; errors are printed",
     parse_quiet, offsetof(tool_call, quiet)},
    {"help", 'h', TOOL_TAKES_NOTHING, NULL, "show this help", NULL, 0},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

const char *tool_parse_flag(const char *value, void *target)
{
    (void)value;
    *(bool *)target = true;
    return NULL;
}

const char *tool_parse_text(const char *value, void *target)
{
    *(const char **)target = value;
    return NULL;
}

const char *tool_parse_duration(const char *value, void *target)
{
    tool_duration *duration = target;
    duration->given = true;
    duration->milliseconds = -1;
    if (value == NULL)
        return NULL;
    char *end = NULL;
    double seconds = strtod(value, &end);
    bool starts_as_number = (*value >= '0' && *value <= '9') || *value == '.';
    if (!starts_as_number || end == value || *end != '\0' || !(seconds >= 0 && seconds <= 1e9))
        return "a number of seconds, such as 2.5";
    duration->milliseconds = (int64_t)(seconds * 1000 + 0.5);
    return NULL;
}

int tool_duration_or(tool_duration duration, int otherwise)
{
    if (!duration.given || duration.milliseconds < 0)
        return otherwise;
    return duration.milliseconds > INT_MAX ? INT_MAX : (int)duration.milliseconds;
}

/* Reads a whole number that ends at `stop`. Returns its end; NULL: no number. */
static const char *parse_int(const char *text, char stop, int *number)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    bool starts_as_number = (*text >= '0' && *text <= '9') || *text == '-' || *text == '+';
    if (!starts_as_number || end == text || *end != stop || errno != 0 || value < INT_MIN ||
        value > INT_MAX)
        return NULL;
    *number = (int)value;
    return end;
}

const char *tool_parse_pair(const char *value, void *target)
{
    tool_pair *pair = target;
    const char *comma = parse_int(value, ',', &pair->x);
    if (comma == NULL || parse_int(comma + 1, '\0', &pair->y) == NULL)
        return "two whole numbers X,Y";
    pair->given = true;
    return NULL;
}

const char *tool_parse_count(const char *value, void *target)
{
    int number = 0;
    if (parse_int(value, '\0', &number) == NULL || number < 0)
        return "a whole number, 0 or more";
    *(int *)target = number;
    return NULL;
}

/* The power of two that a unit stands for; -1: there is no such unit. */
static int shift_of(const char *unit)
{
    static const char units[] = "KMG";
    enum { BITS_PER_UNIT = 10 };
    if (*unit == '\0')
        return 0;
    const char *found = strchr(units, *unit);
    return found != NULL && unit[1] == '\0' ? (int)(found - units + 1) * BITS_PER_UNIT : -1;
}

const char *tool_parse_size(const char *value, void *target)
{
    static const char expected[] = "a number of bytes, such as 4096, 0x1000, 4K or 1M";
    tool_size *size = target;
    char *end = NULL;
    bool is_hexadecimal = value[0] == '0' && (value[1] == 'x' || value[1] == 'X');
    errno = 0;
    unsigned long long number = strtoull(value, &end, is_hexadecimal ? 16 : 10);
    if (*value < '0' || *value > '9' || errno != 0 || (is_hexadecimal && end == value + 1))
        return expected;
    int shift = shift_of(end);
    if (shift < 0 || number > (UINT64_MAX >> shift))
        return expected;
    *size = (tool_size){.given = true, .bytes = (uint64_t)number << shift};
    return NULL;
}

const char *tool_parse_rate(const char *value, void *target)
{
    static const char expected[] = "a number for a second, such as 30 or 30000/1001";
    const double least = 0.001;
    const double most = 100000;
    char *end = NULL;
    double divisor = 1;
    double number = strtod(value, &end);
    if (*value < '0' || *value > '9')
        return expected;
    if (*end == '/' && end[1] >= '0' && end[1] <= '9')
        divisor = strtod(end + 1, &end);
    if (*end != '\0' || !(divisor > 0) || !(number / divisor >= least && number / divisor <= most))
        return expected;
    *(tool_rate *)target = (tool_rate){.given = true, .per_second = number / divisor};
    return NULL;
}

/* The state of the parser. */
typedef struct parse_state {
    tool_call *call;
    char **argv;
    int argc;
    int next; /* the next word to look at */
    bool *help;
} parse_state;

static const tool_option *find_in(const tool_option *table, const char *name, size_t length,
                                  char letter)
{
    for (; table->name != NULL; table++) {
        bool same_name = name != NULL && strlen(table->name) == length &&
                         strncmp(table->name, name, length) == 0;
        if (same_name || (name == NULL && table->letter != 0 && table->letter == letter))
            return table;
    }
    return NULL;
}

/* Finds an option, and the target of its value. */
static const tool_option *find(const parse_state *at, const char *name, size_t length, char letter,
                               void **target)
{
    const tool_option *option = find_in(at->call->command->options, name, length, letter);
    if (option != NULL) {
        *target = (char *)at->call->values + option->offset;
        return option;
    }
    option = find_in(common_options, name, length, letter);
    if (option != NULL)
        *target = (char *)at->call + option->offset;
    return option;
}

static int refuse_unknown(const parse_state *at, const char *name, size_t length)
{
    tool_suggestion suggestion = {.word = name, .length = length};
    for (const tool_option *row = at->call->command->options; row->name != NULL; row++)
        tool_suggest(&suggestion, row->name);
    for (const tool_option *row = common_options; row->name != NULL; row++)
        tool_suggest(&suggestion, row->name);
    if (suggestion.best == NULL)
        return tool_fail_usage(at->call, "there is no option --%.*s", (int)length, name);
    return tool_fail_usage(at->call, "there is no option --%.*s; did you mean --%s?", (int)length,
                           name, suggestion.best);
}

static int apply(const parse_state *at, const tool_option *option, const char *value, void *target)
{
    if (option->parse == NULL) {
        *at->help = true;
        return TOOL_OK;
    }
    const char *expected = option->parse(value, target);
    if (expected == NULL)
        return TOOL_OK;
    return tool_fail_usage(at->call, "--%s: '%s' is not %s", option->name,
                           value != NULL ? value : "", expected);
}

static int parse_long(parse_state *at, const char *word)
{
    const char *name = word + 2;
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    void *target = NULL;
    const tool_option *option = find(at, name, length, 0, &target);
    if (option == NULL)
        return refuse_unknown(at, name, length);
    if (value != NULL && option->takes == TOOL_TAKES_NOTHING)
        return tool_fail_usage(at->call, "--%s takes no value", option->name);
    bool has_next = at->next < at->argc && at->argv[at->next][0] != '-';
    if (value == NULL && option->takes == TOOL_MAY_TAKE_VALUE && has_next)
        value = at->argv[at->next++];
    if (value == NULL && option->takes == TOOL_TAKES_VALUE) {
        if (at->next == at->argc)
            return tool_fail_usage(at->call, "--%s needs a value: %s", option->name, option->value);
        value = at->argv[at->next++];
    }
    return apply(at, option, value, target);
}

/* Short options; several without a value may share a word. */
static int parse_short(parse_state *at, const char *word)
{
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        void *target = NULL;
        const tool_option *option = find(at, NULL, 0, *letter, &target);
        if (option == NULL)
            return tool_fail_usage(at->call, "there is no option -%c", *letter);
        const char *value = NULL;
        if (option->takes == TOOL_TAKES_VALUE) {
            if (letter[1] != '\0')
                value = letter + 1;
            else if (at->next < at->argc)
                value = at->argv[at->next++];
            else
                return tool_fail_usage(at->call, "-%c needs a value: %s", *letter, option->value);
        }
        int status = apply(at, option, value, target);
        if (status != TOOL_OK || value != NULL)
            return status;
    }
    return TOOL_OK;
}

/* Errors shall be JSON also where they stand in front of --json. */
static bool wants_json(int argc, char **argv, int first)
{
    for (int i = first; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0)
            return true;
    }
    return false;
}

int tool_options_parse(tool_call *call, int argc, char **argv, int first, bool *help)
{
    parse_state at = {call, argv, argc, first, help};
    bool options_ended = false;
    *help = false;
    call->json = wants_json(argc, argv, first);
    call->operands = argv + first;
    call->operand_count = 0;
    call->command_at = -1;
    while (at.next < argc && !*help) {
        char *word = argv[at.next++];
        int status = TOOL_OK;
        if (options_ended || word[0] != '-' || word[1] == '\0') {
            call->operands[call->operand_count++] = word;
        } else if (strcmp(word, "--") == 0) {
            options_ended = true;
            call->command_at = call->operand_count;
        } else {
            status = word[1] == '-' ? parse_long(&at, word) : parse_short(&at, word);
        }
        if (status != TOOL_OK)
            return status;
    }
    call->operands[call->operand_count] = NULL; /* as exec expects it */
    if (call->command_at < 0)
        call->command_at = call->operand_count;
    return TOOL_OK;
}

enum { HELP_COLUMN = 30 };

static void option_help(const tool_option *option, FILE *out)
{
    char left[HELP_COLUMN * 2];
    char letter[] = "   ";
    if (option->letter != 0)
        (void)snprintf(letter, sizeof letter, "-%c,", option->letter);
    const char *before = option->takes == TOOL_MAY_TAKE_VALUE ? " [" : " ";
    const char *after = option->takes == TOOL_MAY_TAKE_VALUE ? "]" : "";
    bool takes = option->takes != TOOL_TAKES_NOTHING;
    (void)snprintf(left, sizeof left, "  %s --%s%s%s%s", letter, option->name, takes ? before : "",
                   takes ? option->value : "", takes ? after : "");
    (void)fprintf(out, "%-*s", HELP_COLUMN, left);
    if (strlen(left) >= HELP_COLUMN)
        (void)fprintf(out, "\n%*s", HELP_COLUMN, "");
    for (const char *line = option->help; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        (void)fprintf(out, "%.*s\n", (int)length, line);
        line += length;
        if (*line == '\n') {
            line++;
            (void)fprintf(out, "%*s", HELP_COLUMN, "");
        }
    }
}

void tool_options_help(const tool_command *command, FILE *out)
{
    size_t length = strlen(command->description);
    bool ended = length > 0 && command->description[length - 1] == '\n';
    (void)fprintf(out, "Usage: qsm %s %s\n\n%s%s\nOptions:\n", command->name, command->operands,
                  command->description, ended ? "" : "\n");
    for (const tool_option *option = command->options; option->name != NULL; option++)
        option_help(option, out);
    for (const tool_option *option = common_options; option->name != NULL; option++)
        option_help(option, out);
    (void)fprintf(out, "\nExamples:\n%s", command->examples);
}
