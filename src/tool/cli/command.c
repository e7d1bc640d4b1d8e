/* SPDX-License-Identifier: MIT */
#include "tool/cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/json.h"
#include "tool/cli/progress.h"
#include "tool/cli/utf8.h"

enum { MESSAGE_SIZE = 1024 };

/* A message can contain names that a stranger chose. */
static void print_message(const tool_call *call, const char *message)
{
    (void)fprintf(stderr, "qsm %s: ", call->command->name);
    tool_print_text(stderr, message);
    (void)fputc('\n', stderr);
}

static int say(const tool_call *call, int status, const char *message)
{
    tool_progress_clear();
    if (call->json) {
        tool_json json;
        tool_json_start(&json, stderr);
        tool_json_begin_object(&json, NULL);
        tool_json_string(&json, "error", message);
        tool_json_string(&json, "command", call->command->name);
        tool_json_integer(&json, "exit", status);
        tool_json_end_object(&json);
        tool_json_finish(&json);
        return status;
    }
    print_message(call, message);
    if (status == TOOL_USAGE)
        (void)fprintf(stderr, "Try 'qsm %s --help'.\n", call->command->name);
    return status;
}

int tool_fail(const tool_call *call, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return say(call, TOOL_FAILED, message);
}

int tool_fail_usage(const tool_call *call, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return say(call, TOOL_USAGE, message);
}

int tool_fail_with(const tool_call *call, int status, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return say(call, status, message);
}

void tool_note(const tool_call *call, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    if (call->json || call->quiet)
        return;
    tool_progress_clear();
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    print_message(call, message);
}

bool tool_confirm(const tool_call *call, bool yes, const char *question, const char *words)
{
    char answer[16];
    if (yes)
        return true;
    if (isatty(STDIN_FILENO) != 1) {
        (void)tool_fail(call, "there is no terminal to ask on; --yes %s without asking", words);
        return false;
    }
    (void)fprintf(stderr, "%s [y/N] ", question);
    (void)fflush(stderr); /* stderr is line-buffered, and the question ends without a newline */
    if (fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    (void)tool_fail(call, "nothing was changed");
    return false;
}

const char *tool_take_operand(tool_call *call, const char *what)
{
    if (call->operand_count == 0) {
        (void)tool_fail_usage(call, "%s is missing", what);
        return NULL;
    }
    const char *operand = call->operands[0];
    call->operands++;
    call->operand_count--;
    if (call->command_at > 0)
        call->command_at--;
    return operand;
}

/* Whether the command has an option -o that was not given. */
static bool lacks_output(const tool_call *call)
{
    for (const tool_option *row = call->command->options; row->name != NULL; row++) {
        if (row->letter == 'o')
            return *(const char *const *)(const void *)((const char *)call->values + row->offset) ==
                   NULL;
    }
    return false;
}

/* Whether the word looks like "photo.png", and needs no quotes in a shell. */
static bool is_file_name(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./,+%@:";
    const char *dot = strrchr(word, '.');
    return dot != NULL && dot != word && dot[1] != '\0' && strchr(dot, '/') == NULL &&
           strspn(word, plain) == strlen(word);
}

bool tool_no_more_operands(const tool_call *call)
{
    if (call->operand_count == 0)
        return true;
    if (lacks_output(call) && is_file_name(call->operands[0]))
        (void)tool_fail_usage(call, "'%s' is one word too many; did you mean -o %s?",
                              call->operands[0], call->operands[0]);
    else
        (void)tool_fail_usage(call, "'%s' is one word too many", call->operands[0]);
    return false;
}
