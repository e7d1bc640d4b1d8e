/* SPDX-License-Identifier: MIT */
/* qsm stream types: the table of types. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <qsm/memory.h>
#include <qsm/stream_schema.h>

#include "tool/cli/json.h"
#include "tool/commands.h"

typedef struct types_options {
    bool all;
} types_options;

static const tool_option options[] = {{"all", 0, TOOL_TAKES_NOTHING, NULL,
                                       "also the types that Qt cannot stream", tool_parse_flag,
                                       offsetof(types_options, all)},
                                      {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

static bool is_shown(const tool_call *call, const qsm_stream_type *type)
{
    const types_options *chosen = call->values;
    return type->is_supported || chosen->all;
}

static void print_id(int32_t id)
{
    if (id == 0)
        (void)printf(" %6s", "-");
    else
        (void)printf(" %6" PRId32, id);
}

static void print_table(const tool_call *call)
{
    qsm_stream_type type = QSM_INIT(qsm_stream_type);
    (void)printf("%-24s %6s %6s %6s %6s  %s\n", "TYPE", ">=20", "13-19", "7-12", "1-6",
                 "OTHER NAMES");
    for (size_t i = 0; qsm_stream_type_at(i, &type); i++) {
        if (!is_shown(call, &type))
            continue;
        (void)printf("%-24s", type.name);
        print_id(type.id);
        print_id(type.id_qt5);
        print_id(type.id_qt4);
        print_id(type.id_qt3);
        const char *names = type.aliases != NULL ? type.aliases : "";
        if (!type.is_supported || *names != '\0')
            (void)printf("  %s%s", names, type.is_supported ? "" : "(no stream operators in Qt)");
        (void)printf("\n");
    }
}

static void print_json(const tool_call *call)
{
    tool_json json;
    qsm_stream_type type = QSM_INIT(qsm_stream_type);
    tool_json_start(&json, stdout);
    tool_json_begin_array(&json, NULL);
    for (size_t i = 0; qsm_stream_type_at(i, &type); i++) {
        if (!is_shown(call, &type))
            continue;
        tool_json_begin_object(&json, NULL);
        tool_json_string(&json, "name", type.name);
        tool_json_string(&json, "otherNames", type.aliases);
        tool_json_integer(&json, "id", type.id);
        tool_json_integer(&json, "idQt5", type.id_qt5);
        tool_json_integer(&json, "idQt4", type.id_qt4);
        tool_json_integer(&json, "idQt3", type.id_qt3);
        tool_json_bool(&json, "template", type.is_template);
        tool_json_bool(&json, "supported", type.is_supported);
        tool_json_end_object(&json);
    }
    tool_json_end_array(&json);
    tool_json_finish(&json);
}

static int run(tool_call *call)
{
    if (!tool_no_more_operands(call))
        return TOOL_USAGE;
    if (call->json)
        print_json(call);
    else
        print_table(call);
    return TOOL_OK;
}

const tool_command tool_stream_types = {
    .name = "stream types",
    .operands = "[OPTION]...",
    .summary = "list the types that --types takes, with their ids in a QVariant",
    .description =
        "Prints the table of types: the name of each, its id in a QVariant at four ranges of\n"
        "stream versions, and its other names. Instead of the id -, a QVariant has the name (up "
        "to\n"
        "version 6 it cannot have such a type). QList, QSet, QMap, QHash and std::pair need "
        "types:\n"
        "QList<int>.\n",
    .examples = "  qsm stream types\n"
                "  qsm stream types --all --json\n",
    .options = options,
    .values_size = sizeof(types_options),
    .run = run,
};
