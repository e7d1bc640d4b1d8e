/* SPDX-License-Identifier: MIT */
#include "tool/put_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/cli/shell.h"
#include "tool/holding.h"
#include "tool/picture.h"
#include "tool/put_options.h"

static void print_report(const tool_exchange *exchange, const qsm_image *image)
{
    tool_exchange_describe(stdout, exchange);
    tool_exchange_describe_programs(stdout, exchange);
    tool_describe(stdout, image);
    (void)fflush(stdout);
}

static void print_report_json(const tool_exchange *exchange, const qsm_image *image, bool is_stream)
{
    const put_options *chosen = exchange->call->values;
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    if (is_stream)
        tool_json_string(&json, "event", "start");
    tool_exchange_describe_json(&json, exchange);
    if (!is_stream)
        tool_json_bool(&json, "created", exchange->report.created);
    tool_hold_json(&json, chosen->hold);
    tool_json_bool(&json, "keep", chosen->keep);
    tool_json_begin_object(&json, "image");
    tool_describe_json(&json, image);
    tool_json_end_object(&json);
    tool_json_end_object(&json);
    tool_json_finish(&json);
    (void)fflush(stdout);
}

void tool_put_report(const tool_exchange *exchange, const qsm_image *image, bool is_stream)
{
    if (exchange->call->json)
        print_report_json(exchange, image, is_stream);
    else
        print_report(exchange, image);
}

void tool_put_note_stays(const tool_exchange *exchange, const char *reason)
{
    char *word = tool_shell_word(exchange->name);
    if (word != NULL)
        tool_note(exchange->call, "%s; to remove it: qsm rm --native %s", reason, word);
    free(word);
}
