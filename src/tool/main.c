/* SPDX-License-Identifier: MIT */
/*
 * The qsm command: finds the subcommand, reads its options, runs it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/version.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/progress.h"
#include "tool/cli/suggest.h"
#include "tool/commands.h"

/* Every subcommand, in the order of `qsm --help`. Each is defined in the file of its name. */
static const tool_command *const commands[] = {
    &tool_put,
    &tool_get,
    &tool_watch,
    &tool_image_decode,
    &tool_image_encode,
    &tool_read,
    &tool_write,
    &tool_create,
    &tool_key,
    &tool_list,
    &tool_info,
    &tool_lock,
    &tool_stream_dump,
    &tool_stream_make,
    &tool_stream_guess,
    &tool_stream_types,
    &tool_stream_settings,
    &tool_semaphore,
    &tool_doctor,
    &tool_rm,
    &tool_gc,
    &tool_isolate,
    NULL,
};

static void print_help(FILE *out)
{
    (void)fputs("Usage: qsm COMMAND [OPTION]... [ARGUMENT]...\n"
                "\n"
                "Shares memory, locks, pictures and all other values with Qt programs "
                "(QSharedMemory,\nQSystemSemaphore, QDataStream).\n"
                "\n"
                "Commands:\n",
                out);
    for (size_t i = 0; commands[i] != NULL; i++)
        (void)fprintf(out, "  %-15s  %s\n", commands[i]->name, commands[i]->summary);
    (void)fputs(
        "\n"
        "'qsm help COMMAND' and 'qsm COMMAND --help' show the options of a command, with "
        "examples.\n"
        "'qsm --version' (-V) shows the version; with --json as JSON.\n"
        "\n"
        "KEY is the text a Qt program gives to QSharedMemory(\"KEY\") or setKey().\n"
        "Exit status: 0 success, 1 failure, 2 wrong usage.\n"
        "\n"
        "Examples:\n"
        "  qsm put hello photo.png        # process A: publish a picture until interrupted\n"
        "  qsm get hello -o copy.png      # process B: fetch the picture\n",
        out);
}

/* The number of words of the command's name ("image decode": 2) if the command line begins with it;
 * otherwise 0. */
static int words_of(const tool_command *command, int argc, char **argv)
{
    const char *name = command->name;
    for (int words = 1; words < argc; words++) {
        size_t length = strcspn(name, " ");
        if (strlen(argv[words]) != length || strncmp(argv[words], name, length) != 0)
            return 0;
        if (name[length] == '\0')
            return words;
        name += length + 1;
    }
    return 0;
}

static const tool_command *find(int argc, char **argv, int *words)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        *words = words_of(commands[i], argc, argv);
        if (*words > 0)
            return commands[i];
    }
    return NULL;
}

/* Help for the first word of two-word commands, such as "image". False if there are none. */
static bool print_family(const char *word, FILE *out)
{
    bool any = false;
    size_t length = strlen(word);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strncmp(commands[i]->name, word, length) != 0 || commands[i]->name[length] != ' ')
            continue;
        (void)fprintf(out, "%s qsm %s %s\n           %s\n",
                      any ? "      " : "Usage:", commands[i]->name, commands[i]->operands,
                      commands[i]->summary);
        any = true;
    }
    return any;
}

/* The command whose name, or the first word of it, is most like the word; NULL if there is none. */
static const char *similar_command(const char *word)
{
    tool_suggestion suggestion = {.word = word, .length = strlen(word)};
    for (size_t i = 0; commands[i] != NULL; i++)
        tool_suggest(&suggestion, commands[i]->name);
    return suggestion.best;
}

static int unknown(int argc, char **argv)
{
    bool asked = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
    if (print_family(argv[1], asked ? stdout : stderr))
        return asked ? TOOL_OK : TOOL_USAGE;
    const char *similar = similar_command(argv[1]);
    (void)fprintf(stderr, "qsm: there is no command '%s'%s%s%s\nTry 'qsm --help'.\n", argv[1],
                  similar != NULL ? "; did you mean '" : "", similar != NULL ? similar : "",
                  similar != NULL ? "'?" : "");
    return TOOL_USAGE;
}

/* If standard output cannot be written, the command has failed. */
static int finish(int status)
{
    tool_progress_clear();
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    (void)fprintf(stderr, "qsm: writing to standard output: %s\n",
                  errno != 0 ? strerror(errno) : "an earlier write failed");
    return status == TOOL_OK ? TOOL_FAILED : status;
}

static int run(const tool_command *command, int argc, char **argv, int first)
{
    tool_call call = {.command = command};
    call.values = calloc(1, command->values_size > 0 ? command->values_size : 1);
    if (call.values == NULL)
        return tool_fail(&call, "out of memory");
    bool help = false;
    int status = tool_options_parse(&call, argc, argv, first, &help);
    if (help)
        tool_options_help(command, stdout);
    else if (status == TOOL_OK)
        status = command->run(&call);
    free(call.values);
    return finish(status);
}

static bool is_one_of(const char *word, const char *one, const char *other)
{
    return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

static int print_version(int argc, char **argv)
{
    bool json = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            json = true;
        } else if (!is_one_of(argv[i], "--version", "-V")) {
            (void)fprintf(stderr, "qsm: '%s' is one word too many\nTry 'qsm --help'.\n", argv[i]);
            return TOOL_USAGE;
        }
    }
    if (!json) {
        (void)printf("qsm %s\n", qsm_version());
        return finish(TOOL_OK);
    }
    tool_json out;
    tool_json_start(&out, stdout);
    tool_json_begin_object(&out, NULL);
    tool_json_string(&out, "name", "qsm");
    tool_json_string(&out, "version", qsm_version());
    tool_json_end_object(&out);
    tool_json_finish(&out);
    return finish(TOOL_OK);
}

static bool asks_for_version(int argc, char **argv)
{
    return is_one_of(argv[1], "--version", "-V") ||
           (argc > 2 && strcmp(argv[1], "--json") == 0 && is_one_of(argv[2], "--version", "-V"));
}

/* qsm help [COMMAND]. argv[0] is "help". */
static int help(int argc, char **argv)
{
    int words = 0;
    if (argc < 2 || is_one_of(argv[1], "--help", "-h")) {
        print_help(stdout);
        return TOOL_OK;
    }
    const tool_command *command = find(argc, argv, &words);
    if (command != NULL) {
        tool_options_help(command, stdout);
        return TOOL_OK;
    }
    return argc == 2 && print_family(argv[1], stdout) ? TOOL_OK : unknown(argc, argv);
}

int main(int argc, char **argv)
{
    /* Line-buffered: lines of several processes in one pipe stay whole. */
    (void)setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    if (argc < 2) {
        print_help(stderr);
        return TOOL_USAGE;
    }
    if (is_one_of(argv[1], "--help", "-h")) {
        print_help(stdout);
        return finish(TOOL_OK);
    }
    if (strcmp(argv[1], "help") == 0)
        return finish(help(argc - 1, argv + 1));
    if (asks_for_version(argc, argv))
        return print_version(argc, argv);
    int words = 0;
    const tool_command *command = find(argc, argv, &words);
    if (command == NULL)
        return finish(unknown(argc, argv));
    return run(command, argc, argv, 1 + words);
}
