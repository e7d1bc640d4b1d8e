/* SPDX-License-Identifier: MIT */
/* qsm stream settings: the keys and values of a QSettings file, decoded. */
#include <stdlib.h>
#include <string.h>

#include <qsm/memory.h>
#include <qsm/settings_text.h>

#include "tool/cli/files.h"
#include "tool/cli/json.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/stream_print.h"

static const tool_option options[] = {{NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* False: out of memory. */
static bool print_line(const qsm_variant *key, const qsm_variant *value)
{
    bool ok = true;
    qsm_text text = qsm_variant_text(key);
    const char *type = qsm_variant_type_name(value);
    if (text.size > 0 && strlen(text.data) == text.size && qsm_text_is_utf8(text))
        tool_print_text(stdout, text.data);
    else
        ok = tool_stream_print_value(stdout, key); /* in quotes */
    (void)printf("  %s", type[0] != '\0' ? type : "invalid");
    if (type[0] != '\0') {
        (void)fputs("  ", stdout);
        ok = tool_stream_print_value(stdout, value) && ok;
    }
    (void)fputc('\n', stdout);
    return ok;
}

/* False: out of memory. */
static bool print_member(tool_json *json, const char *name, const qsm_variant *value)
{
    char *text = qsm_variant_to_json(value);
    if (text != NULL)
        tool_json_literal(json, name, text);
    qsm_free(text);
    return text != NULL;
}

static bool print_pair(tool_json *json, const qsm_variant *key, const qsm_variant *value)
{
    size_t size;
    size_t offset = qsm_variant_offset(value, &size);
    const char *type = qsm_variant_type_name(value);
    tool_json_begin_object(json, NULL);
    bool ok = print_member(json, "key", key);
    tool_json_string(json, "type", type[0] != '\0' ? type : NULL);
    tool_json_unsigned(json, "offset", offset);
    tool_json_unsigned(json, "size", size);
    ok = print_member(json, "value", value) && ok;
    tool_json_end_object(json);
    return ok;
}

static bool print_json(const qsm_variant *map, const char *problem)
{
    tool_json json;
    bool ok = true;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_json_begin_array(&json, "values");
    for (size_t i = 0; i < qsm_variant_count(map) && ok; i++)
        ok = print_pair(&json, qsm_variant_key(map, i), qsm_variant_at(map, i));
    tool_json_end_array(&json);
    if (problem != NULL) {
        tool_json_begin_object(&json, "error");
        tool_json_string(&json, "message", problem);
        tool_json_end_object(&json);
    }
    tool_json_end_object(&json);
    tool_json_finish(&json);
    return ok;
}

static int show(const tool_call *call, const char *name, const char *text, size_t size)
{
    char *problem = NULL;
    qsm_tree *tree = qsm_tree_new();
    if (tree == NULL)
        return tool_fail(call, "out of memory");
    const qsm_variant *map = qsm_tree_root(tree);
    bool read = qsm_settings_read_ini(text, size, NULL, qsm_tree_root(tree), &problem);
    bool ok = read || problem != NULL;
    if (ok && call->json)
        ok = print_json(map, problem);
    else if (ok)
        for (size_t i = 0; i < qsm_variant_count(map); i++)
            ok = print_line(qsm_variant_key(map, i), qsm_variant_at(map, i)) && ok;
    (void)fflush(stdout); /* the values stand before the message */
    if (!ok)
        (void)tool_fail(call, "out of memory");
    else if (!read)
        (void)tool_fail(call, "%s: %s", name, problem);
    qsm_free(problem);
    qsm_tree_free(tree);
    return ok && read ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    unsigned char *data;
    size_t size;
    const char *name = tool_take_operand(call, "FILE.conf");
    if (name == NULL || !tool_no_more_operands(call))
        return TOOL_USAGE;
    if (!tool_read_file(call, name, &data, &size))
        return TOOL_FAILED;
    int status = show(call, name, (const char *)data, size);
    free(data);
    return status;
}

const tool_command tool_stream_settings = {
    .name = "stream settings",
    .operands = "FILE.conf [OPTION]...",
    .summary = "show a QSettings file, with @Variant(...) decoded",
    .description =
        "Reads a file of QSettings::IniFormat (.conf, .ini), and prints each key with the type "
        "and\n"
        "the value that QSettings::value() gives. @Variant(...), @DateTime(...), @ByteArray(...) "
        "and\n"
        "their like are decoded. QSettings writes bool, integers and double as text: their type "
        "is\n"
        "QString. If a line has an error, the message has its number; the other values are "
        "printed.\n"
        "FILE.conf - is standard input.\n",
    .examples = "  qsm stream settings ~/.config/Trolltech.conf\n"
                "  qsm stream settings app.conf --json | jq '.values[] | select(.key == "
                "\"geometry\")'\n",
    .options = options,
    .run = run,
};
