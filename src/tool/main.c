/* SPDX-License-Identifier: MIT */
/*
 * The qsm command: finds the subcommand, reads its options, runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/version.h>

#include "command.h"
#include "progress.h"

/* Every subcommand, in the order of `qsm --help`; each is defined in the file of its name. */
static const tool_command *const commands[] = {
    NULL,
};

static void print_help(FILE *out)
{
    (void)fputs("Usage: qsm COMMAND [OPTION]... [ARGUMENT]...\n"
                "\n"
                "Shares memory, locks and pictures with Qt programs (QSharedMemory, QImage).\n"
                "\n"
                "Commands:\n",
                out);
    for (size_t i = 0; commands[i] != NULL; i++)
        (void)fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    (void)fputs(
        "\n"
        "'qsm COMMAND --help' tells a command's options, with examples.\n"
        "\n"
        "KEY is the text a Qt program gives to QSharedMemory(\"KEY\") or setKey().\n"
        "Exit status: 0 success, 1 failure, 2 wrong usage.\n"
        "\n"
        "Examples:\n"
        "  qsm put hello photo.png        # process A: publish a picture until interrupted\n"
        "  qsm get hello -o copy.png      # process B: fetch the picture\n",
        out);
}

static const tool_command *find(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

/* A result that did not reach its reader is a failure. */
static int finish(int status)
{
    tool_progress_clear();
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    perror("qsm: writing to standard output");
    return status == TOOL_OK ? TOOL_FAILED : status;
}

static int run(const tool_command *command, int argc, char **argv)
{
    tool_call call = {.command = command};
    call.values = calloc(1, command->values_size > 0 ? command->values_size : 1);
    if (call.values == NULL)
        return tool_fail(&call, "out of memory");
    bool help = false;
    int status = tool_options_parse(&call, argc, argv, 2, &help);
    if (help)
        tool_options_help(command, stdout);
    else if (status == TOOL_OK)
        status = command->run(&call);
    free(call.values);
    return finish(status);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return TOOL_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return finish(TOOL_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("qsm %s\n", qsm_version());
        return finish(TOOL_OK);
    }
    const tool_command *command = find(argv[1]);
    if (command == NULL) {
        (void)fprintf(stderr, "qsm: there is no command '%s'\nTry 'qsm --help'.\n", argv[1]);
        return TOOL_USAGE;
    }
    return run(command, argc, argv);
}
