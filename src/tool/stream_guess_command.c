/* SPDX-License-Identifier: MIT */
/* qsm stream guess: types for an unknown stream, and what each would read. */
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/commands.h"
#include "tool/stream_guess.h"
#include "tool/stream_input.h"
#include "tool/stream_print.h"

enum { SHOWN = 3, LINES = 30 };

typedef struct guess_options {
    tool_stream_source source;
} guess_options;

static const tool_option options[] = {TOOL_STREAM_SOURCE_OPTIONS(guess_options, source),
                                      {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The command that shows all of it. */
static void print_command(const tool_call *call, const tool_stream_input *input,
                          const tool_guess *guess)
{
    const guess_options *chosen = call->values;
    char *types = tool_shell_word(guess->types);
    const char *what = chosen->source.segment != NULL ? chosen->source.segment : input->name;
    char *name = tool_shell_short_word(what);
    const char *option = chosen->source.segment != NULL ? "--key "
                         : input->is_segment            ? "--native "
                                                        : "";
    if (types != NULL && name != NULL)
        (void)printf("qsm stream dump %s%s --types %s --version %d%s", option, name, types,
                     guess->version, guess->little ? " --little-endian" : "");
    if (input->start > 0)
        (void)printf(" --offset %zu", input->start);
    char bytes[48] = "bytes";
    if (guess->examined > 0)
        (void)snprintf(bytes, sizeof bytes, "first %zu bytes", guess->examined);
    (void)printf("\n%8s  for %u %% of the %s there is evidence\n", "", guess->score, bytes);
    free(types);
    free(name);
}

static void print_guess(const tool_call *call, const tool_stream_input *input,
                        const tool_guess *guess, const qsm_schema *schema, qsm_data_stream *stream)
{
    print_command(call, input, guess);
    (void)tool_stream_print(stdout, stream, schema, LINES);
}

static bool guess_json(tool_json *json, const tool_guess *guess, const qsm_schema *schema,
                       qsm_data_stream *stream)
{
    tool_json_begin_object(json, NULL);
    tool_guess_json(json, guess);
    bool ok = tool_stream_json(json, stream, schema);
    tool_json_end_object(json);
    return ok;
}

static bool show(const tool_call *call, const tool_stream_input *input, const tool_guess *guess,
                 tool_json *json)
{
    qsm_schema *schema = qsm_schema_new(guess->types);
    qsm_data_stream *stream = tool_guess_open(guess, input->data, input->size);
    bool ok = schema != NULL && stream != NULL;
    if (ok)
        (void)qsm_data_stream_seek(stream, input->start);
    if (ok && call->json)
        ok = guess_json(json, guess, schema, stream);
    else if (ok)
        print_guess(call, input, guess, schema, stream);
    qsm_data_stream_free(stream);
    qsm_schema_free(schema);
    return ok;
}

static int guess_types(const tool_call *call, const tool_stream_input *input, void *context)
{
    tool_json json;
    tool_guesses *all = context;
    bool ok = tool_guess_types(input->data, input->start, input->size, input->is_segment, all);
    if (ok && all->count == 0)
        return tool_fail(call, "%s: no values of Qt were recognised", input->name);
    if (call->json) {
        tool_json_start(&json, stdout);
        tool_json_begin_array(&json, NULL);
    }
    for (size_t i = 0; i < all->count && i < SHOWN && ok; i++)
        ok = show(call, input, &all->guess[i], &json);
    if (call->json) {
        tool_json_end_array(&json);
        tool_json_finish(&json);
    }
    return ok ? TOOL_OK : tool_fail(call, "out of memory");
}

static int run(tool_call *call)
{
    const guess_options *chosen = call->values;
    tool_guesses *all = calloc(1, sizeof *all);
    if (all == NULL)
        return tool_fail(call, "out of memory");
    int status = tool_with_stream(call, &chosen->source, guess_types, all);
    free(all);
    return status;
}

const tool_command tool_stream_guess = {
    .name = "stream guess",
    .operands = "FILE [OPTION]...",
    .summary = "propose types for a QDataStream that is not known",
    .description =
        "Proposes --types for 'qsm stream dump', the most probable first: up to three lists of\n"
        "types, each as a command, with the first lines of what it would read. With --key the\n"
        "bytes are those of a segment; zeros at its end do not count.\n"
        "\n"
        "There is evidence for a QVariant with the id of a type, for text that can be read, for a\n"
        "map with such keys, and for a number that is the number of bytes that follow. Where\n"
        "nothing fits, four bytes are a qint32. A guess can be wrong: compare the values with "
        "what\n"
        "the Qt program shows. In a large stream only the first values are looked at.\n",
    .examples = "  qsm stream guess unknown.bin\n"
                "  qsm stream guess --key Settings\n"
                "  qsm stream guess unknown.bin --offset 16 --json\n",
    .options = options,
    .values_size = sizeof(guess_options),
    .run = run,
};
