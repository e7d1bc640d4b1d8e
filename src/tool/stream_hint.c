/* SPDX-License-Identifier: MIT */
#include "tool/stream_hint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/content.h"

/*
 * Only the first bytes are looked at. Numbers can look like values: a hint needs evidence for most
 * of the bytes. A long list of types is cut.
 */
enum { MOST_BYTES = 1 << 20, LEAST_EVIDENCE = 60, MOST_TYPES = 60 };

/* One value has its own parts; of several values, they are counted. */
static void count(tool_stream_hint *hint, const qsm_variant *list)
{
    const qsm_variant *first = qsm_variant_at(list, 0);
    hint->count = qsm_variant_count(list);
    hint->one = "value";
    if (hint->count != 1)
        return;
    hint->count = qsm_variant_count(first);
    hint->one = hint->count == 0 ? NULL : qsm_variant_key(first, 0) != NULL ? "pair" : "element";
}

static void put_into_words(tool_stream_hint *hint)
{
    const tool_guess *guess = &hint->guess;
    bool long_types = strlen(guess->types) > MOST_TYPES;
    int used =
        snprintf(hint->text, sizeof hint->text, "%.*s%s (version %d%s)", MOST_TYPES, guess->types,
                 long_types ? "..." : "", guess->version, guess->little ? ", little endian" : "");
    if (hint->one != NULL)
        (void)snprintf(hint->text + used, sizeof hint->text - (size_t)used, ", %zu %s%s",
                       hint->count, hint->one, hint->count == 1 ? "" : "s");
}

bool tool_hint_of(tool_stream_hint *hint, const unsigned char *bytes, size_t size)
{
    tool_guesses all;
    size = size < MOST_BYTES ? size : MOST_BYTES;
    if (!tool_guess_types(bytes, 0, size, true, &all) || all.count == 0 ||
        all.guess[0].score < LEAST_EVIDENCE)
        return false;
    *hint = (tool_stream_hint){.guess = all.guess[0]};
    qsm_schema *schema = qsm_schema_new(hint->guess.types);
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *stream = tool_guess_open(&hint->guess, bytes, size);
    bool ok = schema != NULL && tree != NULL && stream != NULL &&
              qsm_data_stream_read_schema(stream, schema, qsm_tree_root(tree));
    if (ok) {
        count(hint, qsm_tree_root(tree));
        put_into_words(hint);
    }
    qsm_data_stream_free(stream);
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    return ok;
}

bool tool_hint_of_info(tool_stream_hint *hint, const qsm_segment_info *info,
                       const qsm_segment_content *content, int milliseconds)
{
    unsigned char *bytes = tool_content_is_data(content) ? malloc(MOST_BYTES) : NULL;
    if (bytes == NULL)
        return false;
    size_t size = qsm_segment_info_peek(info, milliseconds, bytes, MOST_BYTES);
    bool found = size > 0 && tool_hint_of(hint, bytes, size);
    free(bytes);
    return found;
}

bool tool_hint_of_key(tool_stream_hint *hint, const qsm_native_ipc_key *key,
                      const qsm_segment_content *content, int milliseconds)
{
    qsm_segment_info *info = tool_content_is_data(content) ? qsm_segment_inspect(key) : NULL;
    bool found = info != NULL && tool_hint_of_info(hint, info, content, milliseconds);
    qsm_segment_info_free(info);
    return found;
}

char *tool_hint_command(const tool_stream_hint *hint, const char *words)
{
    const tool_guess *guess = &hint->guess;
    char version[32] = "";
    char *command = NULL;
    char *types = words != NULL ? tool_shell_short_word(guess->types) : NULL;
    if (guess->version != QSM_DATA_STREAM_DEFAULT_VERSION)
        (void)snprintf(version, sizeof version, " --version %d", guess->version);
    if (types != NULL &&
        asprintf(&command, "qsm stream dump %s%s --types %s%s%s", words[0] == '-' ? "" : "--key ",
                 words, types, version, guess->little ? " --little-endian" : "") < 0)
        command = NULL;
    free(types);
    return command;
}

void tool_hint_json(tool_json *json, const tool_stream_hint *hint, const char *command)
{
    tool_json_begin_object(json, "looksLike");
    tool_json_string(json, "text", hint->text);
    tool_guess_json(json, &hint->guess);
    tool_json_string(json, "command", command);
    tool_json_end_object(json);
}
